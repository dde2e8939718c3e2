//! Serves the emulator: on a listener, plain or with TLS, or on one connection that is handed over.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, crypto};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::Emulator;
use super::call::Encrypted;
use super::router::respond;

/// How long a client may take for TLS, for its first request, and for the head of any; and the time between two
/// questions whether it is still there, with HTTP 2.
const LONGEST_PREPARATION: Duration = Duration::from_mins(1);
/// How long answers under way may still take after the shutdown.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);
/// The pause after a failed accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves plain HTTP, versions 1.1 and 2, until `shutdown` is done; then ends what is under way.
pub async fn serve(listener: TcpListener, emulator: Emulator, shutdown: impl Future<Output = ()>) {
    accept_until(listener, emulator, None, shutdown).await;
}

/// As [`serve`], with TLS.
pub async fn serve_tls(
    listener: TcpListener,
    emulator: Emulator,
    tls: Arc<ServerConfig>,
    shutdown: impl Future<Output = ()>,
) {
    accept_until(listener, emulator, Some(TlsAcceptor::from(tls)), shutdown).await;
}

/// Serves HTTP 1.1 on one connection, such as an end of `tokio::io::duplex`, until the client closes it.
///
/// There are no time-outs here: in virtual time an idle connection would reach them at once. What breaks the
/// connection is the client's to see.
pub async fn serve_connection<I>(io: I, emulator: Emulator)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| answer(emulator.clone(), request));
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(io), service).await;
}

/// Why certificate and key can not be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificates are no PEM.
    #[error("the certificate chain can not be read as PEM")]
    Certificate(#[source] rustls::pki_types::pem::Error),
    /// There is no certificate in the PEM.
    #[error("the certificate chain holds no certificate")]
    NoCertificate,
    /// The key is no PEM.
    #[error("the private key can not be read as PEM")]
    Key(#[source] rustls::pki_types::pem::Error),
    /// The two do not fit, or are of a kind that is not supported.
    #[error("certificate and private key can not be used together")]
    Unusable(#[source] rustls::Error),
}

/// The TLS side of [`serve_tls`] from the PEM of a certificate chain and its private key.
///
/// # Errors
///
/// When they can not be read, or do not fit together.
pub fn tls_config(certificates: &[u8], key: &[u8]) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = CertificateDer::pem_slice_iter(certificates)
        .collect::<Result<Vec<_>, _>>()
        .map_err(TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(TlsError::Key)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Unusable)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// What every connection of a listener goes by.
#[derive(Clone)]
struct House {
    emulator: Emulator,
    tls: Option<TlsAcceptor>,
    end: watch::Receiver<()>,
    /// Whether more clients may wait than can be let in.
    is_full: Arc<AtomicBool>,
}

async fn accept_until(
    listener: TcpListener,
    emulator: Emulator,
    tls: Option<TlsAcceptor>,
    shutdown: impl Future<Output = ()>,
) {
    let mut shutdown = pin!(shutdown);
    let (ending, end) = watch::channel(());
    let most = emulator.config().max_connections;
    let house = House { emulator, tls, end, is_full: Arc::default() };
    let mut connections = JoinSet::new();
    loop {
        let has_room = connections.len() < most;
        house.is_full.store(!has_room, Ordering::Relaxed);
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if has_room => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(welcome(stream, house.clone()));
                } else {
                    house.is_full.store(true, Ordering::Relaxed);
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
    drop(listener);
    drop(ending);
    let farewell = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LONGEST_FAREWELL, farewell).await;
}

async fn welcome(stream: TcpStream, house: House) {
    let House { emulator, tls, end, is_full } = house;
    let _ = stream.set_nodelay(true);
    let answer = |request| answer_and_leave(emulator.clone(), is_full.clone(), request);
    match tls {
        None => converse(stream, end, answer).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(LONGEST_PREPARATION, tls.accept(stream)).await {
                let encrypted = |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(Encrypted);
                    answer(request)
                };
                converse(stream, end, encrypted).await;
            }
        }
    }
}

/// Who is answered in a full house leaves: clients keep connections that they do not need, and those outside would wait
/// for ever. HTTP 2 has no word for it within an answer.
async fn answer_and_leave(
    emulator: Emulator,
    is_full: Arc<AtomicBool>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let version = request.version();
    let mut response = answer(emulator, request).await?;
    if version < Version::HTTP_2 && is_full.load(Ordering::Relaxed) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// The answer as the server wants it.
async fn answer(emulator: Emulator, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(respond(&emulator, request).await.map(Full::new))
}

/// Answers on one connection until the client closes it, or the server ends.
async fn converse<I, A, F>(io: I, mut end: watch::Receiver<()>, answer: A)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Fn(Request<Incoming>) -> F,
    F: Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send + 'static,
{
    let builder = patient_builder();
    let (asked, heard) = watch::channel(());
    let service = service_fn(|request| {
        asked.send_replace(());
        answer(request)
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(io), service));
    let _ = tokio::select! {
        result = connection.as_mut() => result,
        () = silence(heard) => Ok(()),
        // The sender is dropped when the server ends; nothing is ever sent.
        _ = end.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
}

fn patient_builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(LONGEST_PREPARATION);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(LONGEST_PREPARATION);
    builder
}

/// Done when no request was heard for too long. The library's own limit begins only once the client's first bytes
/// have told the version of HTTP, so that silent clients would take up connections for ever.
async fn silence(mut heard: watch::Receiver<()>) {
    if tokio::time::timeout(LONGEST_PREPARATION, heard.changed()).await.is_ok() {
        std::future::pending::<()>().await;
    }
}
