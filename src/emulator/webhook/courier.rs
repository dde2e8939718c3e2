//! How a webhook leaves the emulator: a courier carries it, within this process or over the network.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// One POST of a webhook, as it stands on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Where it goes: the token's `callbackUrl`, or the environment's target.
    pub url: String,
    /// `Idenfy-Event-Type`, `Content-Type` and, unless it is left out on purpose, `Idenfy-Signature`.
    pub headers: HeaderMap,
    /// The body whose bytes are signed.
    pub body: Bytes,
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CourierError(pub String);

/// What comes of a parcel: the receiver's status, or why there is none.
pub type Carrying = Pin<Box<dyn Future<Output = Result<StatusCode, CourierError>> + Send>>;

/// Carries webhooks. It follows no redirect and repeats nothing; the time-out is the emulator's, which drops the
/// future.
pub trait Courier: fmt::Debug + Send + Sync {
    /// Posts a parcel once.
    fn carry(&self, parcel: Parcel) -> Carrying;

    /// What became of a delivery, tries and all. By default nobody wants to know.
    fn tell(&self, _news: &DeliveryNews) {}
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryNews {
    /// `Idenfy-Event-Type`.
    pub event: &'static str,
    /// The session that it told of.
    pub scan_ref: String,
    /// Where it went.
    pub url: String,
    /// How often it was sent.
    pub tries: u32,
    /// How it ended.
    pub fate: Fate,
}

/// How a delivery ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The receiver took it: any 2xx (C-WHO).
    Taken(StatusCode),
    /// The last answer was no 2xx.
    Refused(StatusCode),
    /// There was no answer to the last try within the time-out.
    TooSlow(Duration),
    /// The last try got no answer at all.
    Unreachable(CourierError),
    /// The session was deleted meanwhile.
    Deleted,
    /// Held back by a fault that was asked for.
    Withheld,
    /// Too many deliveries were under way.
    Dropped,
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(status) => write!(f, "taken with {}", status.as_u16()),
            Self::Refused(status) => write!(f, "given up: the answer was {}", status.as_u16()),
            Self::TooSlow(limit) => write!(f, "given up: no answer within {} s", limit.as_secs()),
            Self::Unreachable(error) => write!(f, "given up: {error}"),
            Self::Deleted => f.write_str("not sent: the session was deleted"),
            Self::Withheld => f.write_str("not sent: `never` is set"),
            Self::Dropped => f.write_str("dropped: too many deliveries are under way"),
        }
    }
}
