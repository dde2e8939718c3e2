//! HTTP over the network: the only file that names the HTTP client.

use std::net::IpAddr;

use bytes::Bytes;
use reqwest::{Certificate, ClientBuilder, Url, redirect};

use super::{SendError, answer, body};
use crate::exchange::Answer;

/// Clients with one pool each: HTTP proxies are honoured but for loopback addresses (decisions.md B24).
pub(super) struct Network {
    direct: reqwest::Client,
    proxied: reqwest::Client,
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The private CA cannot be read.
    #[error("`ca_certificate` holds no certificate in PEM form")]
    NoCertificate(#[source] Option<reqwest::Error>),
    /// There is nothing to judge the server's certificate by.
    #[error("no certificate authority is known on this machine: name a PEM file under `ca_certificate`")]
    NoAuthority(#[source] reqwest::Error),
}

impl Network {
    pub(super) fn new(base_url: &str, ca_certificate: Option<&[u8]>) -> Result<Self, WireError> {
        // Without a provider `build` panics; a second installation fails and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let authorities = ca_certificate.map_or(Ok(Vec::new()), read_authorities)?;
        let without_system = base_url.starts_with("http://") || !authorities.is_empty();
        let client = |settings: fn(ClientBuilder) -> ClientBuilder| {
            let builder = || settings(plain_builder());
            match builder().tls_certs_merge(authorities.clone()).build() {
                // On a machine without any CA `build` fails even where no CA is needed.
                Err(_) if without_system => builder().tls_certs_only(authorities.clone()).build(),
                result => result,
            }
            .map_err(WireError::NoAuthority)
        };
        Ok(Self { direct: client(ClientBuilder::no_proxy)?, proxied: client(|builder| builder)? })
    }

    pub(super) async fn send(&self, request: http::Request<Bytes>) -> Result<Answer, SendError> {
        let url = request.uri().to_string();
        let request =
            reqwest::Request::try_from(request).map_err(|error| SendError::in_head(&error, &url))?;
        let client = if is_loopback(request.url()) { &self.direct } else { &self.proxied };
        let response = client.execute(request).await.map_err(|error| SendError::in_head(&error, &url))?;
        let (parts, stream) = http::Response::<reqwest::Body>::from(response).into_parts();
        Ok(answer(&parts, body::read(stream).await?))
    }
}

/// What is sent is what the scenario says: no retry, no redirect, no header of the client's own.
fn plain_builder() -> ClientBuilder {
    reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .pool_max_idle_per_host(256)
}

fn read_authorities(pem: &[u8]) -> Result<Vec<Certificate>, WireError> {
    match Certificate::from_pem_bundle(pem) {
        Ok(found) if found.is_empty() => Err(WireError::NoCertificate(None)),
        result => result.map_err(|error| WireError::NoCertificate(Some(error))),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or("").trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
