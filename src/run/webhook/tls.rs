//! TLS of the listener: with a certificate of the suite's own, or with one that is made for the run and that nobody
//! has signed.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

/// The certificate of the listener.
#[derive(Clone)]
pub enum Certificate {
    /// Made for this run, for this host and the loopback addresses.
    SelfSigned {
        /// The host that senders call.
        host: String,
    },
    /// The suite's own, as PEM.
    Own {
        /// The certificate and what it is signed by.
        chain: Vec<u8>,
        /// Its private key.
        key: Vec<u8>,
    },
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// No PEM.
    #[error("the certificate or its key cannot be read as PEM")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// No certificate in it.
    #[error("the certificate file holds no certificate")]
    Empty,
    /// The two do not fit, or are of an unknown kind.
    #[error("the certificate and its key cannot be used together")]
    Unusable(#[from] rustls::Error),
    /// None could be made.
    #[error("no certificate can be made for this run")]
    Unmade(#[from] rcgen::Error),
}

/// The server's side.
pub(super) fn config(certificate: &Certificate) -> Result<Arc<ServerConfig>, TlsError> {
    let (chain, key) = match certificate {
        Certificate::SelfSigned { host } => self_signed(host)?,
        Certificate::Own { chain, key } => own(chain, key)?,
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

type Pair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn self_signed(host: &str) -> Result<Pair, TlsError> {
    let mut names = vec![host.to_owned()];
    names
        .extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned).into_iter().filter(|name| name != host));
    let made = rcgen::generate_simple_self_signed(names)?;
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    Ok((vec![made.cert.der().clone()], key))
}

fn own(chain: &[u8], key: &[u8]) -> Result<Pair, TlsError> {
    let chain = CertificateDer::pem_slice_iter(chain).collect::<Result<Vec<_>, _>>()?;
    if chain.is_empty() {
        return Err(TlsError::Empty);
    }
    Ok((chain, PrivateKeyDer::from_pem_slice(key)?))
}
