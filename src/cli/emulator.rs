//! `idvet emulator`.

use std::{fmt::Write as _, io::Write as _, net::SocketAddr, path::Path, sync::Arc};

use anyhow::Context;
use tokio::net::TcpListener;

use super::{
    HINDERED, WRONG_INPUT,
    arguments::EmulatorArguments,
    drive::Interrupts,
    embedded::{name_and_value, set},
    run::{argument, fresh_number},
    webhooks,
    world::{Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, code, render_all},
    emulator::{self, DeliveryNews, Emulator, EmulatorConfig, NetworkCourier, Standing, Webhooks},
    files,
};

/// The largest certificate or key that is read, in bytes.
const LARGEST_PEM: u64 = 1 << 20;

/// Runs the command; the exit code.
pub(super) fn emulator(
    world: &World,
    arguments: &EmulatorArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let config = match config(world, arguments) {
        Ok(config) => config,
        Err(problems) => {
            streams.err(&render_all(&problems, streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    if arguments.assumptions {
        streams.out(&emulator::list_text(&config.assumptions))?;
        return Ok(0);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(world, config, arguments, streams))
}

fn config(world: &World, arguments: &EmulatorArguments) -> Result<EmulatorConfig, Vec<Diagnostic>> {
    let seed = arguments.seed.unwrap_or_else(|| fresh_number(world));
    let mut config = EmulatorConfig { seed, epoch: world.now, ..EmulatorConfig::default() };
    let mut problems = Vec::new();
    let named = [
        ("delay", &arguments.delay),
        ("latency", &arguments.latency),
        ("webhook_url", &arguments.webhook_url),
        ("signing_key", &arguments.signing_key),
    ];
    let faults = arguments.webhook_faults.iter().map(|fault| Ok(("webhooks", fault.as_str())));
    let named = named.into_iter().filter_map(|(name, value)| Some(Ok((name, value.as_deref()?))));
    for setting in arguments.set.iter().map(|text| name_and_value("--set", text)).chain(named).chain(faults) {
        let done = setting.and_then(|(name, value)| {
            set(&mut config, name, value).map_err(|wrong| wrong.diagnostic(code::ARGUMENT))
        });
        problems.extend(done.err());
    }
    match arguments
        .signing_key_env
        .as_deref()
        .map(|name| webhooks::variable(world, "--signing-key-env", name))
    {
        Some(Ok(key)) => config.webhooks.signing_key = String::from_utf8_lossy(&key).into_owned(),
        Some(Err(problem)) => problems.push(*problem),
        None => {}
    }
    match kinds(&arguments.kinds) {
        Ok(kinds) => config.kinds = kinds,
        Err(problem) => problems.push(problem),
    }
    if problems.is_empty() { Ok(config) } else { Err(problems) }
}

/// The kinds that are played: those that were named, else all.
fn kinds(named: &[String]) -> Result<Vec<emulator::Kind>, Diagnostic> {
    if named.is_empty() {
        return Ok(emulator::Kind::ALL.to_vec());
    }
    let kind = |name: &String| {
        emulator::Kind::named(name).ok_or_else(|| {
            argument(format!("`--kind {name}` is no kind of environment"))
                .help("there are DEV, DEMO, TEST and PROD")
        })
    };
    named.iter().map(kind).collect()
}

async fn serve(
    world: &World,
    config: EmulatorConfig,
    arguments: &EmulatorArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let tls = match tls(world, arguments) {
        Ok(tls) => tls,
        Err(problem) => {
            streams.err(&render_all(&[problem], streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    let courier = match courier(world, arguments) {
        Ok(courier) => courier.telling(tell),
        Err(problem) => {
            streams.err(&render_all(&[problem], streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    let listener = match TcpListener::bind(arguments.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            streams.err(&format!("error: cannot listen on {}: {error}\n", arguments.listen));
            return Ok(HINDERED);
        }
    };
    let address = listener.local_addr().context("the listener has no address")?;
    let greeting_end = webhooks_line(&config.webhooks);
    let scheme = if tls.is_some() { "https" } else { "http" };
    streams.out(&(greeting(scheme, address, &config.kinds) + &greeting_end))?;
    let emulator = Emulator::with_courier(config, Arc::new(courier));
    let mut interrupts = Interrupts::new();
    match tls {
        Some(tls) => emulator::serve_tls(listener, emulator, tls, interrupts.next()).await,
        None => emulator::serve(listener, emulator, interrupts.next()).await,
    }
    Ok(0)
}

fn tls(
    world: &World,
    arguments: &EmulatorArguments,
) -> Result<Option<Arc<tokio_rustls::rustls::ServerConfig>>, Diagnostic> {
    let (Some(certificate), Some(key)) = (&arguments.tls_certificate, &arguments.tls_key) else {
        return Ok(None);
    };
    let read = |path: &Path| {
        files::read_bytes(&world.folder.join(path), LARGEST_PEM).map_err(|problem| argument(problem.message))
    };
    let config = emulator::tls_config(&read(certificate)?, &read(key)?);
    config.map(Some).map_err(|error| argument(format!("the certificate or its key cannot be used: {error}")))
}

fn courier(world: &World, arguments: &EmulatorArguments) -> Result<NetworkCourier, Diagnostic> {
    let read = |path| files::read_bytes(&world.folder.join(path), LARGEST_PEM);
    let pem = arguments.webhook_ca.as_ref().map(read).transpose();
    let pem = pem.map_err(|problem| argument(problem.message))?;
    NetworkCourier::new(pem.as_deref()).map_err(|error| argument(error.to_string()))
}

/// One line for each delivery, on stderr.
fn tell(news: &DeliveryNews) {
    let DeliveryNews { event, scan_ref, url, tries, fate } = news;
    let times = if *tries > 1 { format!(", tried {tries} times") } else { String::new() };
    let _ = writeln!(std::io::stderr(), "{event} of {scan_ref} to {url}: {fate}{times}");
}

/// Where webhooks go; the key only where everybody knows it.
fn webhooks_line(webhooks: &Webhooks) -> String {
    let target = match &webhooks.target {
        Some(url) => format!("{url}, or to a token's `callbackUrl`"),
        None => "a token's `callbackUrl`".to_owned(),
    };
    let key = if webhooks.signing_key == emulator::SIGNING_KEY {
        format!("`{}`", emulator::SIGNING_KEY)
    } else {
        "the key that was given".to_owned()
    };
    format!("webhooks go to {target}, signed with {key}\nCtrl-C ends it\n")
}

/// The address first, so that a script can wait for it; then the keys that a client needs.
fn greeting(scheme: &str, address: SocketAddr, kinds: &[emulator::Kind]) -> String {
    let mut text = format!("listening on {scheme}://{address}\n");
    text.push_str("key pairs, each with the secret KEY-secret:\n");
    for account in emulator::accounts().iter().filter(|account| kinds.contains(&account.kind)) {
        let _ = writeln!(text, "  {:<20} {}", account.key, about(account));
    }
    text
}

fn about(account: &emulator::Account) -> String {
    let kind = account.kind.name();
    match account.standing {
        Standing::Good => kind.to_owned(),
        Standing::NoFunds => format!("{kind}, without funds"),
        Standing::Inactive => format!("{kind}, switched off"),
    }
}
