//! What can happen at the inbox.

use std::time::Duration;

use super::BodyText;

/// A webhook that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The test whose session it is about; `None` where no test of the run has made that session.
    pub test: Option<usize>,
    /// Its number among the deliveries of the run, from 1.
    pub number: usize,
    /// When it arrived, since the run's start.
    pub arrived: Duration,
    /// Its `Idenfy-Event-Type`.
    pub event_type: Option<String>,
    /// The session that it names.
    pub scan_ref: Option<String>,
    /// Its headers; the signature replaced.
    pub headers: Vec<(String, String)>,
    /// Its body as text, redacted, and cut where it is long.
    pub body: BodyText,
    /// What its signature is worth.
    pub signature: SignatureState,
    /// The status it was answered with.
    pub answered: u16,
    /// The delivery with the same bytes that came before it, by its number.
    pub repeats: Option<usize>,
}

/// Why a delivery is for nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astray {
    /// Its body is no JSON.
    NoJson,
    /// Its body names no session.
    NoSession,
    /// No test has made the session that it names.
    UnknownSession,
}

impl Astray {
    /// The words of reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoJson => "its body is no JSON",
            Self::NoSession => "its body names no `scanRef`",
            Self::UnknownSession => "no test of this run made its session",
        }
    }
}

impl Delivered {
    /// Why it is for nobody; `None` for a delivery of a test, and where the body is cut and names nothing.
    pub fn astray(&self) -> Option<Astray> {
        match (self.test, &self.scan_ref) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(Astray::UnknownSession),
            (None, None) if self.body.cut => None,
            (None, None) => match serde_json::from_str::<serde_json::Value>(&self.body.text) {
                Ok(_) => Some(Astray::NoSession),
                Err(_) => Some(Astray::NoJson),
            },
        }
    }
}

/// What the signature of a delivery is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureState {
    /// It is that of the body.
    Valid,
    /// It is not that of the body.
    Invalid,
    /// There is none.
    Absent,
    /// There is no key to judge it by.
    Unchecked,
}

impl SignatureState {
    /// Every state, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Valid, Self::Invalid, Self::Absent, Self::Unchecked];

    /// Its word in scenarios, in the record and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Absent => "absent",
            Self::Unchecked => "unchecked",
        }
    }
}

/// Posts that the inbox did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedAway {
    /// Why: `another path`, `too large`.
    pub reason: String,
    /// How many.
    pub count: usize,
}
