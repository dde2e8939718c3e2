//! The environment of a plan as something that can be spoken to: the emulator in this process, or an address.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use tokio::io::duplex;

use super::{inbox, run::argument};
use crate::{
    diagnostic::{Code, Diagnostic, code},
    emulator::{self, Alteration, Emulator, EmulatorConfig, NetworkCourier, PipeCourier, WebhookFault},
    event::Clock,
    plan::{Credentials, EmulatorSetting, Environment, Kind, Plan, Target},
    run::{
        Options,
        http::{Endpoint, Wire},
        webhook::{Inboxes, WITHIN},
    },
    template::parse_duration,
    word::{Shape, Wanted, Word, listed, word},
};

/// What a connection inside the process holds before its writer has to wait, in bytes.
const CONNECTION_BUFFER: usize = 64 * 1024;

/// The host that the embedded emulator is called by in virtual time; nothing resolves it.
const EMBEDDED_HOST: &str = "http://emulator.invalid";

/// What can be set of the emulator besides its assumptions, in `idvet.yaml` and on the command line.
pub(super) const SETTINGS: &[Word] = &[
    word(
        "delay",
        Wanted::filled("a duration", Shape::Duration),
        "delay: 2s",
        "how long a result takes to be seen",
    ),
    word(
        "latency",
        Wanted::filled("a duration", Shape::Duration),
        "latency: 50ms",
        "how long every answer takes",
    ),
    word(
        "requests_per_hour",
        Wanted::filled("a whole number", Shape::Whole { min: 0, max: i64::MAX }),
        "requests_per_hour: 3",
        "the hourly limit, after which requests are refused with 429",
    ),
    word(
        "alter",
        Wanted::TEXT.said("alterations, one on each line"),
        "alter: 'get_status: set /status \"approved\"'",
        "answers altered on purpose: `CALL: set POINTER JSON`, `remove`, `rename`, `body`, `header` or `status`",
    ),
    word(
        "webhooks",
        Wanted::TEXT.said("faults of webhooks, one on each line"),
        "webhooks: late 20m",
        "webhooks that go wrong on purpose: `late 20m`, `twice`, `out of order`, `unsigned`, `wrongly signed` or \
         `never`, perhaps of one event, as in `IDENTIFICATION_AUTO_FINISHED: never`",
    ),
    word(
        "webhook_url",
        Wanted::TEXT.said("an address"),
        "webhook_url: https://qa.example.com/hook",
        "where the webhooks of tokens without a `callbackUrl` go",
    ),
    word(
        "signing_key",
        Wanted::TEXT.said("a text"),
        "signing_key: emulator-signing-key",
        "what webhooks are signed with",
    ),
];

/// An environment that is ready, but for what needs a runtime.
pub(super) enum Served {
    /// The emulator, within this process.
    InProcess(Box<EmulatorConfig>),
    /// The emulator, on a loopback socket.
    OnSocket(Box<EmulatorConfig>),
    /// An address.
    Address,
}

/// Checks what the suite says of the emulator.
pub(super) fn serve(plan: &Plan, options: &Options) -> Result<Served, Vec<Diagnostic>> {
    let Target::Emulator { settings } = &plan.environment.target else { return Ok(Served::Address) };
    let config =
        Box::new(EmulatorConfig { seed: options.seed, epoch: options.started, ..emulator_config(settings)? });
    Ok(match options.clock {
        Clock::Virtual => Served::InProcess(config),
        Clock::Real => Served::OnSocket(config),
    })
}

/// The emulator's configuration by the switches of a suite; each wrong one is told.
pub(super) fn emulator_config(settings: &[EmulatorSetting]) -> Result<EmulatorConfig, Vec<Diagnostic>> {
    let mut config = EmulatorConfig::default();
    let mut problems = Vec::new();
    for setting in settings {
        if let Err(wrong) = set(&mut config, &setting.name, &setting.value) {
            problems.push(wrong.diagnostic(code::ENVIRONMENT).at(setting.place.clone(), ""));
        }
    }
    if problems.is_empty() { Ok(config) } else { Err(problems) }
}

/// Why a switch of the emulator cannot be set.
pub(super) struct WrongSetting {
    message: String,
    help: Option<String>,
}

impl WrongSetting {
    /// As a diagnostic without a place.
    pub(super) fn diagnostic(self, code: Code) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(code, self.message);
        diagnostic.help.extend(self.help);
        diagnostic
    }
}

/// Sets one switch, by the name it has in `idvet.yaml` and on the command line.
pub(super) fn set(config: &mut EmulatorConfig, name: &str, value: &str) -> Result<(), WrongSetting> {
    match name {
        "delay" => config.delay = duration(value)?,
        "latency" => config.latency = duration(value)?,
        "requests_per_hour" => config.requests_per_hour = number(name, value)?,
        "alter" => {
            for line in value.lines().filter(|line| !line.trim().is_empty()) {
                let alteration = Alteration::parse(line.trim())
                    .map_err(|error| WrongSetting { message: error.to_string(), help: None })?;
                config.alterations.push(alteration);
            }
        }
        "webhooks" => {
            for line in value.lines().filter(|line| !line.trim().is_empty()) {
                config.webhooks.faults.push(fault(line)?);
            }
        }
        "webhook_url" => config.webhooks.target = Some(receiver(value)?),
        "signing_key" => value.clone_into(&mut config.webhooks.signing_key),
        _ => config.assumptions.set(name, value).map_err(|error| WrongSetting {
            message: error.to_string(),
            help: Some(format!(
                "`idvet emulator --assumptions` lists the switches and their choices; besides these there are {}",
                listed(SETTINGS)
            )),
        })?,
    }
    Ok(())
}

fn fault(line: &str) -> Result<WebhookFault, WrongSetting> {
    let by = |text: &str| parse_duration(text).map_err(|error| format!("{}; {}", error.message, error.help));
    WebhookFault::parse(line.trim(), by)
        .map_err(|error| WrongSetting { message: error.to_string(), help: None })
}

/// An address that webhooks can go to.
fn receiver(value: &str) -> Result<String, WrongSetting> {
    let is_web = |uri: &http::Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
    if value.parse::<http::Uri>().is_ok_and(|uri| is_web(&uri)) {
        return Ok(value.to_owned());
    }
    let help = Some("write it with its scheme, such as `http://127.0.0.1:8080/hook`".to_owned());
    Err(WrongSetting { message: format!("`{value}` is no address of a receiver"), help })
}

fn duration(value: &str) -> Result<Duration, WrongSetting> {
    parse_duration(value).map_err(|error| WrongSetting { message: error.message, help: Some(error.help) })
}

fn number(name: &str, value: &str) -> Result<u64, WrongSetting> {
    value.parse().map_err(|_| WrongSetting {
        message: format!("`{name}` wants a whole number, but this is `{value}`"),
        help: None,
    })
}

impl Served {
    /// The way to it, and the way back: the inbox for its webhooks, where a test waits for one. Called within the
    /// runtime of the run: the emulator's clock is that runtime's.
    pub(super) async fn connect(self, plan: &Plan) -> anyhow::Result<(Wire, Inboxes)> {
        let inboxes = if plan.awaits_delivery() {
            inbox::open(&self, &plan.environment).await
        } else {
            Inboxes::NotNeeded
        };
        let wire = match self {
            Self::InProcess(config) => in_process(*config, &plan.environment, &inboxes),
            Self::OnSocket(config) => on_socket(*config, &plan.environment, &inboxes).await?,
            Self::Address => address(&plan.environment)?,
        };
        Ok((wire, inboxes))
    }
}

fn in_process(config: EmulatorConfig, environment: &Environment, inboxes: &Inboxes) -> Wire {
    let emulator = match inboxes {
        Inboxes::Open(inbox) => {
            Emulator::with_courier(config, Arc::new(PipeCourier::new(WITHIN, inbox.connector())))
        }
        Inboxes::NotNeeded | Inboxes::Closed(_) => Emulator::new(config),
    };
    let endpoint = emulated(EMBEDDED_HOST.to_owned(), environment);
    Wire::in_process(endpoint, move || {
        let (client, server) = duplex(CONNECTION_BUFFER);
        tokio::spawn(emulator::serve_connection(server, emulator.clone()));
        client
    })
}

async fn on_socket(
    config: EmulatorConfig,
    environment: &Environment,
    inboxes: &Inboxes,
) -> anyhow::Result<Wire> {
    let emulator = match inboxes {
        Inboxes::Open(_) => {
            let courier = NetworkCourier::new(None).context("the emulator cannot send webhooks")?;
            Emulator::with_courier(config, Arc::new(courier))
        }
        Inboxes::NotNeeded | Inboxes::Closed(_) => Emulator::new(config),
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .context("the embedded emulator cannot listen on the loopback address")?;
    let address = listener.local_addr().context("the embedded emulator has no address")?;
    tokio::spawn(emulator::serve(listener, emulator, std::future::pending()));
    let endpoint = emulated(format!("http://{address}"), environment);
    Wire::network(endpoint, None).context("the HTTP client cannot be made")
}

fn emulated(base_url: String, environment: &Environment) -> Endpoint {
    let credentials = Kind::ALL.into_iter().map(|kind| (kind, emulated_pair(kind))).collect();
    Endpoint { base_url, credentials, request_timeout: environment.request_timeout }
}

fn emulated_pair(kind: Kind) -> Credentials {
    let kind = match kind {
        Kind::Dev => emulator::Kind::Dev,
        Kind::Demo => emulator::Kind::Demo,
        Kind::Test => emulator::Kind::Test,
        Kind::Prod => emulator::Kind::Prod,
    };
    let (api_key, api_secret) = emulator::credentials(kind);
    Credentials { api_key: api_key.to_owned(), api_secret: api_secret.to_owned() }
}

/// The wire to an environment that has an address.
pub(super) fn address(environment: &Environment) -> anyhow::Result<Wire> {
    let Target::Address { base_url, credentials, ca_certificate } = &environment.target else {
        anyhow::bail!("environment `{}` has no address", environment.name);
    };
    let endpoint = Endpoint {
        base_url: base_url.clone(),
        credentials: vec![(environment.kind, credentials.clone())],
        request_timeout: environment.request_timeout,
    };
    Wire::network(endpoint, ca_certificate.as_deref())
        .with_context(|| format!("environment `{}` cannot be spoken to", environment.name))
}

/// `NAME=VALUE` of the command line.
pub(super) fn name_and_value<'t>(option: &str, text: &'t str) -> Result<(&'t str, &'t str), Diagnostic> {
    text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
        argument(format!("`{option} {text}` has no value")).help(format!("write `{option} NAME=VALUE`"))
    })
}
