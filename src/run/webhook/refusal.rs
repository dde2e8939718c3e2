//! What the listener turns away, and in which words that is told.

use http::StatusCode;

/// Why a post was turned away. Nothing of it is kept but the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::run) enum Refusal {
    /// Not the path of this run.
    UnknownPath,
    /// No `POST`.
    WrongMethod,
    /// A body over the limit.
    TooLarge,
    /// A body that did not come in time.
    TooSlow,
    /// A connection that broke before the body's end.
    Broken,
    /// More than the inbox keeps.
    Full,
    /// A client that could not agree on TLS.
    Handshake,
}

impl Refusal {
    /// The words of reports.
    pub(in crate::run) fn words(self) -> &'static str {
        match self {
            Self::UnknownPath => "unknown path",
            Self::WrongMethod => "wrong method",
            Self::TooLarge => "body too large",
            Self::TooSlow => "body too slow",
            Self::Broken => "broken off",
            Self::Full => "inbox full",
            Self::Handshake => "no TLS connection",
        }
    }

    /// What the sender is answered, where it is answered at all.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken | Self::Handshake => StatusCode::BAD_REQUEST,
            Self::Full => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
