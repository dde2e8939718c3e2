//! `idvet emulator`.

use std::{fmt::Write, net::SocketAddr, path::Path, sync::Arc};

use anyhow::Context;
use tokio::net::TcpListener;

use super::{
    HINDERED, WRONG_INPUT,
    arguments::EmulatorArguments,
    drive::Interrupts,
    embedded::{name_and_value, set},
    run::{argument, fresh_number},
    world::{Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, code, render_all},
    emulator::{self, Emulator, EmulatorConfig, Standing},
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
    let named = [("delay", &arguments.delay), ("latency", &arguments.latency)];
    let named = named.into_iter().filter_map(|(name, value)| Some(Ok((name, value.as_deref()?))));
    for setting in arguments.set.iter().map(|text| name_and_value("--set", text)).chain(named) {
        let done = setting.and_then(|(name, value)| {
            set(&mut config, name, value).map_err(|wrong| wrong.diagnostic(code::ARGUMENT))
        });
        problems.extend(done.err());
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
    let listener = match TcpListener::bind(arguments.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            streams.err(&format!("error: cannot listen on {}: {error}\n", arguments.listen));
            return Ok(HINDERED);
        }
    };
    let address = listener.local_addr().context("the listener has no address")?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    streams.out(&greeting(scheme, address, &config.kinds))?;
    let emulator = Emulator::new(config);
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

/// The address first, so that a script can wait for it; then the keys that a client needs.
fn greeting(scheme: &str, address: SocketAddr, kinds: &[emulator::Kind]) -> String {
    let mut text = format!("listening on {scheme}://{address}\n");
    text.push_str("key pairs, each with the secret KEY-secret:\n");
    for account in emulator::accounts().iter().filter(|account| kinds.contains(&account.kind)) {
        let _ = writeln!(text, "  {:<20} {}", account.key, about(account));
    }
    text.push_str("Ctrl-C ends it\n");
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
