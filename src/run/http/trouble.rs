//! Why no answer came: the errors of the HTTP libraries told apart, each in words that a person can act on.

use std::{error::Error, io, time::Duration};

use crate::{event::Trouble, exchange::Request, template::show_duration};

/// Which sort of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum Sort {
    /// Nobody listens at the address.
    Refused,
    /// The host's name has no address.
    Dns,
    /// The certificate or the handshake.
    Tls,
    /// The other side broke the connection.
    Reset,
    /// The other side closed the connection without an answer.
    Closed,
    /// No whole answer in time.
    TimeOut,
    /// The answer ended before its end.
    CutShort,
    /// The answer is longer than any answer may be.
    TooLarge,
    /// What came is no HTTP.
    NotHttp,
    /// The address lies outside of the process, and the run is in virtual time.
    Outside,
    /// The request cannot be written as HTTP.
    Unsendable,
    /// The proxy that the process's environment names is not there, or refuses.
    Proxy,
    /// Anything else below HTTP: no route.
    Connection,
}

/// A request that was not answered.
#[derive(Clone, Debug)]
pub(in crate::run) struct SendError {
    pub(in crate::run) sort: Sort,
    pub(in crate::run) trouble: Trouble,
}

impl Sort {
    /// The word in events.
    pub(in crate::run) fn word(self) -> &'static str {
        match self {
            Self::Refused => "connection refused",
            Self::Dns => "dns",
            Self::Tls => "tls",
            Self::Reset => "connection reset",
            Self::Closed => "connection closed",
            Self::TimeOut => "time-out",
            Self::CutShort => "answer cut short",
            Self::TooLarge => "answer too large",
            Self::NotHttp => "not http",
            Self::Outside => "outside",
            Self::Unsendable => "unsendable",
            Self::Proxy => "proxy",
            Self::Connection => "connection",
        }
    }

    /// Whether not a byte was sent: no exchange took place.
    pub(in crate::run) fn is_unsent(self) -> bool {
        matches!(self, Self::Outside | Self::Unsendable)
    }

    /// Whether the same request may well be answered a moment later: a poll goes on (decisions.md C4).
    pub(in crate::run) fn may_pass(self) -> bool {
        match self {
            Self::Refused
            | Self::Reset
            | Self::Closed
            | Self::TimeOut
            | Self::CutShort
            | Self::Proxy
            | Self::Connection => true,
            Self::Dns | Self::Tls | Self::TooLarge | Self::NotHttp | Self::Outside | Self::Unsendable => {
                false
            }
        }
    }
}

impl SendError {
    pub(super) fn plain(sort: Sort, message: String) -> Self {
        let kind = sort.word().to_owned();
        Self { sort, trouble: Trouble { kind, message, causes: Vec::new(), hint: None } }
    }

    /// Something went wrong before the head of an answer was there.
    pub(super) fn in_head(error: &(dyn Error + 'static), url: &str) -> Self {
        let sort = sort_of(error);
        let what = match sort {
            Sort::Refused => "nothing listens at",
            Sort::Dns => "no address is known for the host of",
            Sort::Tls => "no trusted connection to",
            Sort::Reset => "the connection was broken before an answer came from",
            Sort::Closed => "the connection was closed without an answer by",
            Sort::NotHttp => "what came is no HTTP answer from",
            Sort::Proxy => "no way through the proxy to",
            Sort::TimeOut
            | Sort::CutShort
            | Sort::TooLarge
            | Sort::Outside
            | Sort::Unsendable
            | Sort::Connection => "no answer from",
        };
        Self::plain(sort, format!("{what} `{url}`")).caused_by(error)
    }

    /// Something went wrong after `read` bytes of the body.
    pub(super) fn in_body(error: &(dyn Error + 'static), read: usize) -> Self {
        Self::plain(Sort::CutShort, format!("the answer broke off after {read} bytes of its body"))
            .caused_by(error)
    }

    pub(super) fn time_out(url: &str, given: Duration) -> Self {
        Self::plain(Sort::TimeOut, format!("no whole answer from `{url}` within {}", show_duration(given)))
    }

    pub(super) fn outside(url: &str) -> Self {
        let message = format!("`{url}` lies outside of this process, where time does not stand still");
        let mut error = Self::plain(Sort::Outside, message);
        error.trouble.hint = Some("run with `--real-time`".to_owned());
        error
    }

    /// Adds what to do about it.
    pub(super) fn with_hint(mut self, base_url: &str, request: &Request) -> Self {
        if self.trouble.hint.is_none() {
            let home = request.url.starts_with(base_url);
            self.trouble.hint = hint(self.sort, home, base_url);
        }
        self
    }

    fn caused_by(mut self, error: &(dyn Error + 'static)) -> Self {
        let texts = chain(error).map(ToString::to_string);
        self.trouble.causes = texts.fold(Vec::new(), |mut causes, text| {
            if causes.last() != Some(&text) {
                causes.push(text);
            }
            causes
        });
        self
    }
}

fn hint(sort: Sort, home: bool, base_url: &str) -> Option<String> {
    let text = match sort {
        Sort::Refused | Sort::Connection if home => {
            format!("is the server running? the environment's `base_url` is `{base_url}`")
        }
        Sort::Refused | Sort::Connection => "is the server running?".to_owned(),
        Sort::Dns if home => {
            format!("check the host's name: the environment's `base_url` is `{base_url}`")
        }
        Sort::Dns => "check the host's name".to_owned(),
        Sort::Tls => {
            "where the server has a certificate of a private CA, name the CA's PEM file under `ca_certificate` \
             of the environment"
                .to_owned()
        }
        Sort::Reset | Sort::Closed | Sort::CutShort => "look at the server's log, and at what stands between".to_owned(),
        Sort::NotHttp => "is this the address of an HTTP server?".to_owned(),
        Sort::TimeOut => "how long a request may take is the `timeout` of the environment in `idvet.yaml`".to_owned(),
        Sort::TooLarge => "ask for less: an answer is kept in memory, whole".to_owned(),
        Sort::Proxy => {
            "look at `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the process's environment".to_owned()
        }
        Sort::Outside | Sort::Unsendable => return None,
    };
    Some(text)
}

/// The causes of an error, itself first.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    const DEEPEST: usize = 16;
    std::iter::successors(Some(error), |error| cause_of(*error)).take(DEEPEST)
}

/// An `io::Error` hides what it wraps from `source`.
fn cause_of<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn sort_of(error: &(dyn Error + 'static)) -> Sort {
    // The error of a proxy has no type of its own that could be asked; what is below it is not the server's doing.
    if chain(error).any(|cause| cause.to_string().starts_with("tunnel error")) {
        return Sort::Proxy;
    }
    chain(error).filter_map(sort_of_cause).last().unwrap_or(Sort::Connection)
}

fn sort_of_cause(cause: &(dyn Error + 'static)) -> Option<Sort> {
    if cause.is::<rustls::Error>() {
        return Some(Sort::Tls);
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return sort_of_io(error.kind());
    }
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        return sort_of_hyper(error);
    }
    // The resolver's error has no type of its own that could be asked.
    (cause.to_string() == "dns error").then_some(Sort::Dns)
}

fn sort_of_io(kind: io::ErrorKind) -> Option<Sort> {
    match kind {
        io::ErrorKind::ConnectionRefused => Some(Sort::Refused),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            Some(Sort::Reset)
        }
        io::ErrorKind::UnexpectedEof => Some(Sort::Closed),
        _ => None,
    }
}

fn sort_of_hyper(error: &hyper::Error) -> Option<Sort> {
    if error.is_parse() {
        Some(Sort::NotHttp)
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        Some(Sort::Closed)
    } else {
        None
    }
}
