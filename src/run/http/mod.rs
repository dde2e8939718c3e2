//! How a request reaches its server: over the network, or to the emulator in this process.
//!
//! Both ways give the same [`Answer`] and the same sorts of trouble. Nothing is retried here, no redirect is
//! followed, no cookie is kept: what a scenario says is sent, once (decisions.md B24); what is sent again is for
//! `run/transport.rs`. An answer has at most
//! [`LARGEST_ANSWER`] bytes (decisions.md F32).

mod body;
mod in_process;
mod network;
mod trouble;

use std::time::Duration;

use bytes::Bytes;
use reqwest::Url;
use tokio::{io::DuplexStream, time::timeout};

use crate::{
    exchange::{Answer, Request},
    plan::{Credentials, Kind},
};

pub use body::LARGEST_ANSWER;
pub use network::WireError;
pub(super) use trouble::{SendError, Sort};

/// Where requests go, and with whose credentials.
pub struct Wire {
    /// `http://` or `https://` with a host, without a slash at the end.
    pub base_url: String,
    /// The key pair of each kind.
    pub credentials: Vec<(Kind, Credentials)>,
    request_timeout: Duration,
    client: Client,
}

/// What both ways of sending have to know.
#[derive(Debug)]
pub struct Endpoint {
    /// `http://` or `https://` with a host, without a slash at the end.
    pub base_url: String,
    /// The key pair of each kind.
    pub credentials: Vec<(Kind, Credentials)>,
    /// From the first byte sent to the last byte received.
    pub request_timeout: Duration,
}

enum Client {
    Network(network::Network),
    InProcess(in_process::InProcess),
}

impl Wire {
    /// Over the network, with TLS where the address says so. A private CA, as PEM, is trusted besides the system's.
    ///
    /// # Errors
    /// A CA that is no PEM certificate; an `https` address where the system has no CA and none is given.
    pub fn network(endpoint: Endpoint, ca_certificate: Option<&[u8]>) -> Result<Self, WireError> {
        let client = Client::Network(network::Network::new(&endpoint.base_url, ca_certificate)?);
        Ok(Self::with(endpoint, client))
    }

    /// To a server in this process: `connect` opens a connection whose other end the server already reads.
    /// A request to any other address is refused.
    pub fn in_process(endpoint: Endpoint, connect: impl Fn() -> DuplexStream + 'static) -> Self {
        Self::with(endpoint, Client::InProcess(in_process::InProcess::new(Box::new(connect))))
    }

    fn with(endpoint: Endpoint, client: Client) -> Self {
        let Endpoint { base_url, credentials, request_timeout } = endpoint;
        Self { base_url, credentials, request_timeout, client }
    }

    /// The key pair of a kind.
    pub(super) fn credentials_of(&self, kind: Kind) -> Option<&Credentials> {
        self.credentials.iter().find(|(known, _)| *known == kind).map(|(_, pair)| pair)
    }

    /// Whether an address has the environment's scheme, host and port.
    pub(super) fn is_home(&self, url: &str) -> bool {
        match (Url::parse(url), Url::parse(&self.base_url)) {
            (Ok(url), Ok(base)) => url.origin() == base.origin(),
            _ => false,
        }
    }

    /// Sends a request and reads the whole answer, within the time-out of a request.
    pub(super) async fn send(&self, request: &Request) -> Result<Answer, SendError> {
        let in_time = timeout(self.request_timeout, self.exchange(request)).await;
        let result = in_time.unwrap_or_else(|_| Err(SendError::time_out(&request.url, self.request_timeout)));
        result.map_err(|error| error.with_hint(&self.base_url, request))
    }

    async fn exchange(&self, request: &Request) -> Result<Answer, SendError> {
        match &self.client {
            Client::Network(network) => network.send(request).await,
            Client::InProcess(_) if !self.is_home(&request.url) => Err(SendError::outside(&request.url)),
            Client::InProcess(in_process) => in_process.send(request).await,
        }
    }
}

/// An address as it goes over the wire, or why it is none.
pub(super) fn normal_url(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("`{text}` is no address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{text}` does not begin with `http://` or `https://`"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address must not hold a user or a password: write `auth` instead".to_owned());
    }
    Ok(url.into())
}

/// Whether method and headers can be sent at all.
pub(super) fn check(request: &Request) -> Result<(), String> {
    to_http(request).map(drop)
}

fn to_http(request: &Request) -> Result<http::Request<Bytes>, String> {
    let uri = request.url.parse::<http::Uri>().map_err(|error| unsendable(request, &error))?;
    let mut built = http::Request::new(request.body.clone());
    *built.method_mut() = method(request)?;
    *built.uri_mut() = uri;
    *built.headers_mut() = headers(request)?;
    Ok(built)
}

fn method(request: &Request) -> Result<http::Method, String> {
    request.method.parse().map_err(|error: http::method::InvalidMethod| unsendable(request, &error))
}

fn unsendable(request: &Request, error: &dyn std::error::Error) -> String {
    format!("`{} {}` cannot be sent: {error}", request.method, request.url)
}

fn headers(request: &Request) -> Result<http::HeaderMap, String> {
    let mut headers = http::HeaderMap::with_capacity(request.headers.len());
    for (name, value) in &request.headers {
        let key = http::HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("`{name}` is no name of a header"))?;
        let value = http::HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| format!("the value of header `{name}` holds a character that no header may have"))?;
        headers.append(key, value);
    }
    Ok(headers)
}

fn answer(parts: &http::response::Parts, body: Bytes) -> Answer {
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Answer::new(parts.status.as_u16(), parts.headers.iter().map(header).collect(), body)
}
