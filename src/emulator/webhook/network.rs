//! The courier over the network: plain HTTP or HTTPS to whoever listens there.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use http::StatusCode;
use reqwest::{Certificate, Client, ClientBuilder, Response, Url, redirect};

use super::courier::{Carrying, Courier, CourierError, DeliveryNews, Parcel};

/// Carries webhooks over the network. It follows no redirect, repeats nothing, and goes by no proxy to this machine.
#[derive(Clone)]
pub struct NetworkCourier {
    direct: Client,
    proxied: Client,
    listener: Option<Arc<Listener>>,
}

type Listener = dyn Fn(&DeliveryNews) + Send + Sync;

impl fmt::Debug for NetworkCourier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NetworkCourier")
    }
}

/// A receiver's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// The beginning of its body, at most 4 KiB.
    pub body: Vec<u8>,
}

/// Bytes of an answer that are kept.
const LONGEST_REPLY: usize = 4096;

/// Why there is no courier.
#[derive(Debug, thiserror::Error)]
pub enum CourierSetupError {
    /// The certificates are no PEM.
    #[error("the certificates of the receiver can not be read as PEM")]
    Certificate(#[source] Option<reqwest::Error>),
    /// No client can be made, such as on a machine without any certificate authority.
    #[error("the HTTP client of the webhooks can not be made")]
    Client(#[source] reqwest::Error),
}

impl NetworkCourier {
    /// A courier that trusts this machine's authorities, and those of a PEM, such as that of a listener of a test.
    ///
    /// # Errors
    /// The PEM can not be read, or no client be made.
    pub fn new(authorities: Option<&[u8]>) -> Result<Self, CourierSetupError> {
        // Without a provider `build` panics; a second installation fails and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let authorities = authorities.map_or(Ok(Vec::new()), read_authorities)?;
        let client = |settings: fn(ClientBuilder) -> ClientBuilder| {
            let builder = || settings(plain_builder());
            // On a machine without any authority the first fails even where none is needed.
            let merged = builder().tls_certs_merge(authorities.clone()).build();
            merged.or_else(|_| builder().tls_certs_only(authorities.clone()).build())
        };
        Ok(Self {
            direct: client(ClientBuilder::no_proxy).map_err(CourierSetupError::Client)?,
            proxied: client(|builder| builder).map_err(CourierSetupError::Client)?,
            listener: None,
        })
    }

    /// The same, and somebody is told what becomes of each delivery.
    #[must_use]
    pub fn telling(self, listener: impl Fn(&DeliveryNews) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Arc::new(listener)), ..self }
    }
}

/// A text without any certificate is read as none, and is refused.
fn read_authorities(pem: &[u8]) -> Result<Vec<Certificate>, CourierSetupError> {
    match Certificate::from_pem_bundle(pem) {
        Ok(found) if found.is_empty() => Err(CourierSetupError::Certificate(None)),
        read => read.map_err(|error| CourierSetupError::Certificate(Some(error))),
    }
}

fn plain_builder() -> ClientBuilder {
    Client::builder().redirect(redirect::Policy::none()).retry(reqwest::retry::never()).referer(false)
}

impl Courier for NetworkCourier {
    fn carry(&self, parcel: Parcel) -> Carrying {
        let courier = self.clone();
        // The body of the answer is not read: its status says all, and the connection is dropped with it.
        Box::pin(async move { Ok(courier.post(parcel).await?.status()) })
    }

    fn tell(&self, news: &DeliveryNews) {
        if let Some(listener) = &self.listener {
            listener(news);
        }
    }
}

impl NetworkCourier {
    /// Posts a parcel once, and hears the answer to its end, or as far as it is kept.
    ///
    /// # Errors
    /// The address is none, or no whole answer came.
    pub async fn ask(&self, parcel: Parcel) -> Result<Reply, CourierError> {
        let mut response = self.post(parcel).await?;
        let mut body = Vec::new();
        while body.len() < LONGEST_REPLY {
            match response.chunk().await.map_err(|error| CourierError(causes(&error)))? {
                Some(chunk) => body.extend_from_slice(&chunk),
                None => break,
            }
        }
        body.truncate(LONGEST_REPLY);
        Ok(Reply { status: response.status(), body })
    }

    async fn post(&self, parcel: Parcel) -> Result<Response, CourierError> {
        let url = Url::parse(&parcel.url)
            .map_err(|error| CourierError(format!("`{}` is no address: {error}", parcel.url)))?;
        let client = if is_loopback(&url) { &self.direct } else { &self.proxied };
        let request = client.post(url).headers(parcel.headers).body(parcel.body);
        request.send().await.map_err(|error| CourierError(causes(&error)))
    }
}

/// The error without its address, with what led to it.
fn causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_connect() { "no connection".to_owned() } else { "no answer".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or("").trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
