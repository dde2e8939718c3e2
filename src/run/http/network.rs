//! HTTP over the network: the only file that names the HTTP client.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    net::IpAddr,
    str::FromStr,
};

use reqwest::{Certificate, Client, ClientBuilder, Url, redirect};

use super::{SendError, Sort, answer, body, headers, method, unsendable};
use crate::exchange::{Answer, Request};

/// Clients with one pool each, made when they are first needed: to read the authorities of a system takes longer than a
/// short run. HTTP proxies are honoured but for loopback addresses (decisions.md B24).
pub(super) struct Network {
    trust: Trust,
    /// To a loopback address without TLS: there is no certificate to judge.
    plain: OnceCell<Client>,
    /// To a loopback address with TLS.
    direct: OnceCell<Client>,
    /// To anywhere else.
    proxied: OnceCell<Client>,
    /// The first addresses that were read: a suite asks a few of them again and again.
    addresses: RefCell<HashMap<String, Url>>,
}

/// How many addresses are kept.
const MOST_ADDRESSES: usize = 64;

/// What the certificate of a server is judged by.
struct Trust {
    /// Private ones, besides those of the system.
    authorities: Vec<Certificate>,
    /// Whether it is no matter if the system has none.
    is_system_optional: bool,
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
        let is_system_optional = base_url.starts_with("http://") || !authorities.is_empty();
        let trust = Trust { authorities, is_system_optional };
        let (plain, direct, proxied) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let network = Self { trust, plain, direct, proxied, addresses: RefCell::default() };
        if let Ok(url) = Url::parse(base_url) {
            network.client(&url).map_err(WireError::NoAuthority)?;
        }
        Ok(network)
    }

    pub(super) async fn send(&self, request: &Request) -> Result<Answer, SendError> {
        let response =
            self.execute(request)?.await.map_err(|error| SendError::in_head(&error, &request.url))?;
        let (parts, stream) = http::Response::<reqwest::Body>::from(response).into_parts();
        Ok(answer(&parts, body::read(stream).await?))
    }

    fn execute(
        &self,
        request: &Request,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, SendError> {
        let unsendable = |message| SendError::plain(Sort::Unsendable, message);
        let url = self.address(&request.url);
        let url = url.map_err(|error| unsendable(self::unsendable(request, &error)))?;
        let client = self.client(&url).map_err(|error| SendError::in_head(&error, &request.url))?;
        let mut built = reqwest::Request::new(method(request).map_err(unsendable)?, url);
        *built.headers_mut() = headers(request).map_err(unsendable)?;
        *built.body_mut() = Some(request.body.clone().into());
        Ok(client.execute(built))
    }

    fn address(&self, text: &str) -> Result<Url, <Url as FromStr>::Err> {
        if let Some(known) = self.addresses.borrow().get(text) {
            return Ok(known.clone());
        }
        let url = Url::parse(text)?;
        let mut addresses = self.addresses.borrow_mut();
        if addresses.len() < MOST_ADDRESSES {
            addresses.insert(text.to_owned(), url.clone());
        }
        Ok(url)
    }

    fn client(&self, url: &Url) -> Result<&Client, reqwest::Error> {
        let trust = &self.trust;
        match (is_loopback(url), url.scheme()) {
            (true, "http") => made(&self.plain, || plain_builder().no_proxy().tls_certs_only([]).build()),
            (true, _) => made(&self.direct, || trust.build(|| plain_builder().no_proxy())),
            (false, _) => made(&self.proxied, || trust.build(plain_builder)),
        }
    }
}

impl Trust {
    fn build(&self, builder: impl Fn() -> ClientBuilder) -> Result<Client, reqwest::Error> {
        match builder().tls_certs_merge(self.authorities.clone()).build() {
            // On a machine without any CA `build` fails even where no CA is needed.
            Err(_) if self.is_system_optional => builder().tls_certs_only(self.authorities.clone()).build(),
            result => result,
        }
    }
}

/// What is kept in a cell, made now where it is not there.
fn made(
    cell: &OnceCell<Client>,
    make: impl FnOnce() -> Result<Client, reqwest::Error>,
) -> Result<&Client, reqwest::Error> {
    if let Some(client) = cell.get() {
        return Ok(client);
    }
    let client = make()?;
    Ok(cell.get_or_init(|| client))
}

/// What is sent is what the scenario says: no retry, no redirect, no header of the client's own. Connections are kept and
/// used again, as many as there are tests side by side.
fn plain_builder() -> ClientBuilder {
    reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
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
