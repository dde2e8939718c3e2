//! The environment a run speaks to, with every variable of the process's environment filled in.

use std::{fmt, time::Duration};

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

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Credentials").finish_non_exhaustive()
    }
}
