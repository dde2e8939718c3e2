//! The environment a run speaks to, with every variable of the process's environment filled in.

use std::{fmt, net::SocketAddr, time::Duration};

use super::Transport;
use crate::{contract::Policy, source::Place};

/// The kinds of environment that the API has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the API's own words")]
pub enum Kind {
    Dev,
    Demo,
    Test,
    Prod,
}

/// An environment, ready to be spoken to.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Its name in `idvet.yaml`.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it is.
    pub target: Target,
    /// What it must not be asked more of.
    pub limits: Limits,
    /// How long a single request may take.
    pub request_timeout: Duration,
    /// When a request is sent again, and how often.
    pub transport: Transport,
    /// How much of the contract a step is held to where nobody nearer says so.
    pub contract: Policy,
    /// Names of fields whose values are redacted, besides those that always are.
    pub redact: Vec<String>,
    /// How its webhooks are received. The embedded emulator needs none of it: what it sends stays in the process.
    pub webhooks: Option<Webhooks>,
}

/// How the webhooks of an environment are received.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// Where the listener listens; port 0: any that is free.
    pub listen: SocketAddr,
    /// What the API is told to call, without a slash at the end; `None`: it knows by itself.
    pub public_url: Option<String>,
    /// What deliveries are signed with: `signing_key`, else the API secret (A9).
    pub signing_key: SigningKey,
    /// How the listener is spoken to.
    pub tls: ListenerTls,
}

/// A key of HMAC-SHA256, as the text that it was given as; not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(pub String);

/// How the listener is spoken to.
#[derive(Clone)]
pub enum ListenerTls {
    /// In plain HTTP; something in front of it may speak TLS.
    None,
    /// With a certificate that is made for the run.
    SelfSigned,
    /// With a certificate of the suite's own.
    Files {
        /// The chain as PEM, the listener's own certificate first.
        certificate: Vec<u8>,
        /// Its private key as PEM.
        key: Vec<u8>,
    },
}

/// Where an environment is.
#[derive(Clone, Debug)]
pub enum Target {
    /// The embedded emulator, with the switches that the suite sets.
    Emulator {
        /// In the written order.
        settings: Vec<EmulatorSetting>,
    },
    /// An address.
    Address {
        /// `http://` or `https://` with a host, without a slash at the end.
        base_url: String,
        /// The key pair.
        credentials: Credentials,
        /// A private certificate authority, as PEM.
        ca_certificate: Option<Vec<u8>>,
    },
}

/// One switch of the emulator as the suite writes it.
#[derive(Clone, Debug)]
pub struct EmulatorSetting {
    /// `delay`, `latency`, or an assumption by name or number.
    pub name: String,
    /// The value as text.
    pub value: String,
    /// Where it is written.
    pub place: Place,
}

/// A key pair; its secret is not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The API key, the user name of basic auth.
    pub api_key: String,
    /// The API secret, its password.
    pub api_secret: String,
}

/// What an environment must not be asked more of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Scenarios side by side.
    pub concurrent_scenarios: usize,
    /// Requests in a second, over all scenarios.
    pub requests_per_second: Option<f64>,
    /// Requests in an hour, over all scenarios.
    pub requests_per_hour: Option<f64>,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Dev, Self::Demo, Self::Test, Self::Prod];

    /// The word in a suite.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dev => "DEV",
            Self::Demo => "DEMO",
            Self::Test => "TEST",
            Self::Prod => "PROD",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SigningKey").finish_non_exhaustive()
    }
}

impl fmt::Debug for ListenerTls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::None => "None",
            Self::SelfSigned => "SelfSigned",
            Self::Files { .. } => "Files",
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Credentials").finish_non_exhaustive()
    }
}
