//! From `webhooks` of an environment as it was written to how its deliveries are received.

use std::net::{Ipv4Addr, SocketAddr};

use super::{
    ListenerTls, SigningKey, Webhooks,
    address::{self, Origin as AddressOrigin},
    settle::Settling,
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    scenario::{Located, WebhooksText},
    source::Node,
};

/// What `tls` says for a certificate that is made for the run.
const SELF_SIGNED: &str = "self_signed";

/// How an address's deliveries are received; `api_secret` signs them where there is no key of their own (A9).
pub(super) fn webhooks(
    settling: &Settling,
    text: &WebhooksText,
    api_secret: &str,
    problems: &mut Problems,
) -> Option<Webhooks> {
    let listen = listen(settling, text, problems);
    let public_url = text.public_url.as_ref().and_then(|url| public_url(settling, url, problems));
    let written = text.signing_key.as_ref().and_then(|key| settling.fill(key, problems));
    let tls = text.tls.as_ref().map_or(Some(ListenerTls::None), |node| tls(settling, node, problems));
    if let (Some(listen), Some(url)) = (&listen, &text.public_url) {
        warn_astray(*listen, public_url.as_deref(), url, problems);
    }
    let signing_key = SigningKey(written.unwrap_or_else(|| api_secret.to_owned()));
    Some(Webhooks { listen: listen?, public_url, signing_key, tls: tls? })
}

/// Beside the embedded emulator `webhooks` means nothing.
pub(super) fn refuse_embedded(name: &str, text: &WebhooksText, problems: &mut Problems) {
    let message = format!("the environment `{name}` is the emulator within idvet, which needs no `webhooks`");
    let help = "take them out: what it sends reaches the run without a port";
    problems.error(code::ENVIRONMENT, text.span, message).help.push(help.to_owned());
}

fn listen(settling: &Settling, text: &WebhooksText, problems: &mut Problems) -> Option<SocketAddr> {
    let Some(written) = &text.listen else {
        if !settling.is_reported() {
            let message = format!("`webhooks` of the environment `{}` has no `listen`", settling.name());
            let help = "add where the listener listens: `listen: 0.0.0.0:8480`";
            problems.error(code::MISSING_KEY, text.span, message).help.push(help.to_owned());
        }
        return None;
    };
    let filled = settling.fill(written, problems)?;
    let listen = socket(filled.trim());
    if listen.is_none() {
        problems.push(no_socket(filled.trim()).at(problems.place(written.span), ""));
    }
    listen
}

/// `0.0.0.0:8480`, `[::]:8480`, `localhost:8480`.
fn socket(text: &str) -> Option<SocketAddr> {
    match text.strip_prefix("localhost:") {
        Some(port) => Some(SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().ok()?))),
        None => text.parse().ok(),
    }
}

fn no_socket(text: &str) -> Diagnostic {
    let shown = super::api_value::shown(text);
    let message = format!("`listen` must be an IP address and a port, found `{shown}`");
    let diagnostic = Diagnostic::error(code::ADDRESS, message);
    let bare = text.trim_start_matches(':').parse::<u16>().ok();
    match bare {
        Some(port) => diagnostic.help(format!(
            "write `listen: 127.0.0.1:{port}` for this machine alone, or `listen: 0.0.0.0:{port}` for all who reach it"
        )),
        None => diagnostic.help(
            "for example `listen: 0.0.0.0:8480`; port 0 takes any that is free. What the API calls is said by `public_url`",
        ),
    }
}

fn public_url(settling: &Settling, url: &Located<String>, problems: &mut Problems) -> Option<String> {
    let text = settling.fill(url, problems)?;
    if let Err(fault) = AddressOrigin::of_public_url(&text) {
        problems.error(code::ADDRESS, url.span, fault.message).help.push(fault.help);
        return None;
    }
    Some(address::without_slash(&text))
}

/// An address of this machine at another port than the listener's leads to it only where something passes it on.
fn warn_astray(listen: SocketAddr, public: Option<&str>, written: &Located<String>, problems: &mut Problems) {
    let Some(port) = public.and_then(address::loopback_port).filter(|port| *port != listen.port()) else {
        return;
    };
    let listens = match listen.port() {
        0 => "at a port that is drawn anew in each run".to_owned(),
        other => format!("at port {other}"),
    };
    let message = format!("`public_url` leads to port {port} of this machine, and the listener is {listens}");
    let help = match listen.port() {
        0 => format!("write `listen: 127.0.0.1:{port}`, so that the sender finds it"),
        other => format!("give both one port, {other} or {port}, unless something else passes deliveries on"),
    };
    problems.warning(code::ASTRAY, written.span, message).help.push(help);
}

fn tls(settling: &Settling, node: &Node, problems: &mut Problems) -> Option<ListenerTls> {
    let Some(entries) = node.as_map() else {
        let text = node.as_scalar().map(|scalar| scalar.text.as_str()).unwrap_or_default();
        if text == SELF_SIGNED {
            return Some(ListenerTls::SelfSigned);
        }
        let shown = super::api_value::shown(text);
        let message =
            format!("`tls` must be `self_signed`, or a map with `certificate` and `key`, found `{shown}`");
        let help =
            "for example `tls: { certificate: certificates/listener.pem, key: certificates/listener.key }`";
        problems.error(code::WRONG_TYPE, node.span, message).help.push(help.to_owned());
        return None;
    };
    let known = |name: &str| entries.iter().any(|entry| entry.key.text == name);
    let missing: Vec<&str> = ["certificate", "key"].into_iter().filter(|name| !known(name)).collect();
    if !missing.is_empty() {
        if !settling.is_reported() {
            let message = format!("`tls` has no `{}`", missing.join("` and no `"));
            let help = "for example `tls: { certificate: certificates/listener.pem, key: certificates/listener.key }`";
            problems.error(code::MISSING_KEY, node.span, message).help.push(help.to_owned());
        }
        return None;
    }
    let certificate = pem(settling, node, "certificate", "CERTIFICATE-----", problems);
    let key = pem(settling, node, "key", "PRIVATE KEY-----", problems);
    Some(ListenerTls::Files { certificate: certificate?, key: key? })
}

/// The bytes of a PEM file with a block of the wanted sort; of an environment that is not spoken to, none.
fn pem(settling: &Settling, tls: &Node, name: &str, block: &str, problems: &mut Problems) -> Option<Vec<u8>> {
    let node = tls.get(name)?;
    let Some(scalar) = node.as_scalar().filter(|_| !node.is_null()) else {
        let message = format!("`{name}` must be the path of a PEM file, found {}", node.kind_name());
        problems.error(code::WRONG_TYPE, node.span, message);
        return None;
    };
    let path = settling.fill(&Located { value: scalar.text.clone(), span: node.span }, problems)?;
    let bytes = settling.file(&path)?;
    match bytes {
        Ok(bytes) if bytes.windows(block.len()).any(|window| window == block.as_bytes()) => Some(bytes),
        Ok(_) => {
            let message = format!("`{path}` holds no {name} in PEM form");
            let help = format!("it has to hold a block whose first line ends with `{block}`");
            problems.error(code::FILE, node.span, message).help.push(help);
            None
        }
        Err(cause) => {
            problems
                .error(code::FILE, node.span, format!("this {name} cannot be read: {cause}"))
                .help
                .push("paths are taken from the suite's root, where `idvet.yaml` is".to_owned());
            None
        }
    }
}
