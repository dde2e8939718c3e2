//! `idvet webhooks send`.

use std::{fmt::Write as _, net::IpAddr, path::Path, time::Duration};

use anyhow::Context as _;
use http::Uri;
use tokio::time::{Instant, timeout};

use super::{
    Done,
    arguments::SendArguments,
    key::{body, key},
};
use crate::{
    cli::{
        HINDERED,
        run::{argument, fresh_number},
        world::{Streams, World},
    },
    diagnostic::Diagnostic,
    emulator::{CourierError, NetworkCourier, Parcel, Reply, SIGNING_KEY, Sample, Signed, parcel, sample},
    files,
    report::Verdict,
    template::show_duration,
};

/// How long the receiver may take, as the API gives it (C-WHO).
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// The largest certificate that is read, in bytes.
const LARGEST_PEM: u64 = 1 << 20;

/// What is going to be sent.
struct Order {
    parcel: Parcel,
    courier: NetworkCourier,
    /// What is told of it first.
    head: String,
}

/// Runs the command; the exit code.
pub(super) fn send(
    world: &World,
    suite: Option<&Path>,
    arguments: &SendArguments,
    streams: &mut Streams,
) -> anyhow::Result<Done> {
    let order = match order(world, suite, arguments) {
        Ok(order) => order,
        Err(problem) => return Ok(Err(problem)),
    };
    if goes_in_the_open(&arguments.url) {
        streams.err("warning: this goes over the network unencrypted; the API itself sends to HTTPS alone\n");
    }
    for warning in oddities(arguments) {
        streams.err(&format!("warning: {warning}\n"));
    }
    streams.out(&order.head)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let code = runtime.block_on(deliver(&order, arguments.repeat, streams))?;
    Ok(Ok(code))
}

fn order(world: &World, suite: Option<&Path>, arguments: &SendArguments) -> Result<Order, Box<Diagnostic>> {
    check_address(&arguments.url)?;
    let (event, scan_ref, body) = content(world, arguments)?;
    let key = key(world, suite, &arguments.key)?;
    let signed = match (arguments.unsigned, arguments.bad_signature) {
        (true, _) => Signed::Not,
        (false, true) => Signed::Wrongly,
        (false, false) => Signed::Rightly,
    };
    let bytes = key.as_ref().map_or(SIGNING_KEY.as_bytes(), |key| key.bytes.as_slice());
    let parcel = parcel(&arguments.url, event, bytes, signed, body.into());
    let told_key = match (key.is_some(), signed) {
        (true, Signed::Wrongly) => "another key than the one that was given",
        (false, Signed::Wrongly) => "another key than the emulator's",
        (true, Signed::Rightly | Signed::Not) => "the key that was given",
        (false, Signed::Rightly | Signed::Not) => "the emulator's key",
    };
    let head = head(&parcel, event, scan_ref.as_deref(), told_key, arguments.verbose);
    Ok(Order { parcel, courier: courier(world, arguments)?, head })
}

fn courier(world: &World, arguments: &SendArguments) -> Result<NetworkCourier, Box<Diagnostic>> {
    let read = |path| files::read_bytes(&world.folder.join(path), LARGEST_PEM);
    let pem = arguments.ca_certificate.as_ref().map(read).transpose();
    let pem = pem.map_err(|problem| Box::new(argument(problem.message)))?;
    NetworkCourier::new(pem.as_deref()).map_err(|error| Box::new(argument(error.to_string())))
}

/// The event, the session if it is known, and the body.
type Content = (&'static str, Option<String>, Vec<u8>);

/// What is sent: the bytes of a file, or a payload that is made.
fn content(world: &World, arguments: &SendArguments) -> Result<Content, Box<Diagnostic>> {
    let wanted = Sample {
        event: &arguments.event,
        status: arguments.status.as_deref(),
        scan_ref: arguments.scan_ref.as_deref(),
        client_id: &arguments.client_id,
        external_ref: arguments.external_ref.as_deref(),
        now: world.now,
        seed: fresh_number(world),
    };
    let made = sample(&wanted).map_err(|error| Box::new(argument(error.to_string())))?;
    match &arguments.body {
        Some(path) => Ok((made.event, None, body(world, path)?)),
        None => Ok((made.event, Some(made.scan_ref), made.body.to_vec())),
    }
}

fn check_address(url: &str) -> Result<(), Box<Diagnostic>> {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?', '#']).next();
    if authority.is_some_and(|authority| authority.contains('@')) {
        let problem = argument("an address must not hold a user or a password");
        return Err(Box::new(problem.help(
            "take them out of it, as in `http://127.0.0.1:8080/hook`: the API calls a receiver without, and signs",
        )));
    }
    let is_web = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
    if url.parse::<Uri>().is_ok_and(|uri| is_web(&uri)) {
        return Ok(());
    }
    let problem = argument(format!("`{url}` is no address of a receiver"));
    Err(Box::new(problem.help("write it with its scheme, such as `http://127.0.0.1:8080/hook`")))
}

/// The longest `clientId` and `externalRef` of a token, in characters (C-TOKEN).
const LONGEST_CLIENT_ID: usize = 100;
const LONGEST_EXTERNAL_REF: usize = 40;

/// What no session of the API has; a receiver's test may want it all the same.
fn oddities(arguments: &SendArguments) -> Vec<String> {
    let mut found = Vec::new();
    if arguments.scan_ref.as_deref().is_some_and(|scan_ref| !is_uuid(scan_ref)) {
        found.push("`--scan-ref` is no UUID, as every `scanRef` of the API is".to_owned());
    }
    let external_ref = arguments.external_ref.as_deref().unwrap_or_default();
    for (option, value, most) in [
        ("--client-id", arguments.client_id.as_str(), LONGEST_CLIENT_ID),
        ("--external-ref", external_ref, LONGEST_EXTERNAL_REF),
    ] {
        let length = value.chars().count();
        if length > most {
            found.push(format!("`{option}` has {length} characters, and the API takes {most} at most"));
        }
    }
    found
}

/// 36 characters, such as `0b5ff4a0-7a6e-11ee-8c99-0242ac120002`.
fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn goes_in_the_open(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    uri.scheme_str() == Some("http") && !is_here
}

fn head(parcel: &Parcel, event: &str, scan_ref: Option<&str>, key: &str, verbose: bool) -> String {
    let of = scan_ref.map_or_else(String::new, |scan_ref| format!(" of {scan_ref}"));
    let mut text = format!("POST {}\n  {event}{of}, {} bytes\n", parcel.url, parcel.body.len());
    match parcel.headers.get("idenfy-signature").and_then(|value| value.to_str().ok()) {
        Some(signature) => {
            let _ = writeln!(text, "  Idenfy-Signature: {signature} ({key})");
        }
        None => text.push_str("  unsigned\n"),
    }
    if verbose {
        let _ = writeln!(text, "{}", String::from_utf8_lossy(&parcel.body));
    }
    text
}

/// Sends it so many times; the exit code. One that could not be reached weighs more than one that refused.
async fn deliver(order: &Order, repeat: u16, streams: &mut Streams) -> anyhow::Result<u8> {
    let mut code = Verdict::Passed as u8;
    for number in 1..=repeat {
        let start = Instant::now();
        let answer = timeout(ANSWER_LIMIT, order.courier.ask(order.parcel.clone())).await;
        let (line, this) = told(&order.parcel.url, answer, start.elapsed());
        streams.out(&format!("{number}: {line}\n")).context("stdout cannot be written")?;
        code = code.max(this);
    }
    Ok(code)
}

fn told(
    url: &str,
    answer: Result<Result<Reply, CourierError>, tokio::time::error::Elapsed>,
    took: Duration,
) -> (String, u8) {
    match answer {
        Ok(Ok(reply)) => {
            let code = if reply.status.is_success() { Verdict::Passed as u8 } else { Verdict::Failed as u8 };
            (format!("{} in {}{}", reply.status, show_duration(took), excerpt(&reply.body)), code)
        }
        Ok(Err(error)) => (format!("not delivered: {error}{}", hint(url, &error)), HINDERED),
        Err(_) => {
            let limit = show_duration(ANSWER_LIMIT);
            (format!("no answer within {limit}, which counts as not delivered"), Verdict::Failed as u8)
        }
    }
}

/// What rustls says where the first bytes of the other side are no TLS.
const NO_TLS: &str = "InvalidContentType";

/// What to do about a receiver that could not be spoken to, where that is known.
fn hint(url: &str, error: &CourierError) -> String {
    if !error.to_string().contains(NO_TLS) {
        return String::new();
    }
    let plain = url.replacen("https://", "http://", 1);
    format!("; the receiver does not speak TLS there: try `{plain}`")
}

/// Characters of an answer that are shown.
const MOST_SHOWN: usize = 200;

fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let shown: String = text.chars().take(MOST_SHOWN).flat_map(char::escape_debug).collect();
    let more = if text.chars().nth(MOST_SHOWN).is_some() { "..." } else { "" };
    format!(": {shown}{more}")
}
