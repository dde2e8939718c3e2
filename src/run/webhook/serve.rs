//! The connections of the inbox. A sender that means harm costs little: heads, bodies and pauses have a limit, and so
//! has the number of connections. Inside of the process there are no time limits, which virtual time would reach at
//! once.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CONNECTION, CONTENT_LENGTH},
};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

use super::{Refusal, Reply, Shared, delivery::Post};

/// Bytes of a body; a payload has a few thousand.
pub(super) const LARGEST_BODY: usize = 1024 * 1024;

/// Values of a body at most, about; a payload has a few hundred. The tree of a small body may be large.
const MOST_VALUES: usize = 100_000;

/// Bytes of bodies that are being read at once, over all connections.
const MOST_UNDER_WAY: usize = 32 * 1024 * 1024;

/// Bytes of a request's head.
const LARGEST_HEAD: usize = 32 * 1024;

/// Connections at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 512;

/// How long TLS may take, a request's head, and the pause between two requests of a connection.
const LONGEST_HEAD: Duration = Duration::from_secs(5);

/// How long a body may take.
const LONGEST_BODY: Duration = Duration::from_secs(10);

/// The pause after a failed accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Whether senders are given only so much time.
#[derive(Clone, Copy)]
enum Patience {
    Bounded,
    Endless,
}

/// Accepts connections until it is dropped, and with it every connection.
pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                Ok((stream, _)) => _ = connections.spawn(welcome(stream, Arc::clone(&shared), tls.clone())),
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
        }
    }
}

async fn welcome(stream: TcpStream, shared: Arc<Shared>, tls: Option<TlsAcceptor>) {
    let _ = stream.set_nodelay(true);
    match tls {
        None => converse(stream, shared, Patience::Bounded).await,
        Some(tls) => match timeout(LONGEST_HEAD, tls.accept(stream)).await {
            Ok(Ok(stream)) => converse(stream, shared, Patience::Bounded).await,
            Ok(Err(_)) | Err(_) => shared.refuse(Refusal::Handshake),
        },
    }
}

/// Answers on one connection within the process.
pub(super) async fn converse_within(stream: DuplexStream, shared: Arc<Shared>) {
    converse(stream, shared, Patience::Endless).await;
}

async fn converse<I>(io: I, shared: Arc<Shared>, patience: Patience)
where
    I: AsyncRead + AsyncWrite + Unpin,
{
    let mut builder = http1::Builder::new();
    builder.max_buf_size(LARGEST_HEAD);
    match patience {
        Patience::Bounded => builder.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD),
        Patience::Endless => builder.header_read_timeout(None),
    };
    let service = service_fn(|request| answer(request, &shared, patience));
    // What breaks the connection is the sender's to see.
    let _ = builder.serve_connection(TokioIo::new(io), service).await;
}

async fn answer(
    request: Request<Incoming>,
    shared: &Shared,
    patience: Patience,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let reply = match post(request, shared, patience).await {
        Ok(post) => shared.receive(post).await,
        Err(refusal) => Err(refusal),
    };
    Ok(match reply {
        Ok(reply) => {
            sleep_for(reply.after).await;
            acknowledged(reply)
        }
        Err(refusal) => {
            shared.refuse(refusal);
            refused(refusal)
        }
    })
}

/// A timer of nothing would let other work go first.
async fn sleep_for(pause: Duration) {
    if !pause.is_zero() {
        sleep(pause).await;
    }
}

async fn post(request: Request<Incoming>, shared: &Shared, patience: Patience) -> Result<Post, Refusal> {
    // In front of the inbox there may be something that puts its own path before the secret one.
    if request.uri().path().rsplit('/').next() != Some(shared.path.as_str()) {
        return Err(Refusal::UnknownPath);
    }
    if request.method() != Method::POST {
        return Err(Refusal::WrongMethod);
    }
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(Refusal::TooLarge);
    }
    let reading = read(body, &shared.under_way);
    let body = match patience {
        Patience::Endless => reading.await,
        Patience::Bounded => timeout(LONGEST_BODY, reading).await.unwrap_or(Err(Refusal::TooSlow)),
    }?;
    if body.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() > MOST_VALUES {
        return Err(Refusal::TooLarge);
    }
    Ok(Post::new(Instant::now(), headers(&parts.headers), body))
}

/// The bytes of one body among those that are being read, until it is dropped.
struct Share<'s> {
    under_way: &'s AtomicUsize,
    bytes: usize,
}

impl Share<'_> {
    fn add(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.bytes += bytes;
        let before = self.under_way.fetch_add(bytes, Ordering::Relaxed);
        if before + bytes > MOST_UNDER_WAY { Err(Refusal::Full) } else { Ok(()) }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.under_way.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

async fn read(mut body: Incoming, under_way: &AtomicUsize) -> Result<Bytes, Refusal> {
    let (mut read, mut share) = (BytesMut::new(), Share { under_way, bytes: 0 });
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Refusal::Broken)?.into_data() else { continue };
        if read.len() + data.len() > LARGEST_BODY {
            return Err(Refusal::TooLarge);
        }
        share.add(data.len())?;
        read.extend_from_slice(&data);
    }
    // A copy of just that size: the buffer may have grown to twice as much.
    Ok(Bytes::copy_from_slice(&read))
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

fn acknowledged(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    response
}

/// The rest of what was sent is not read: the connection ends with the answer.
fn refused(refusal: Refusal) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = refusal.status();
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    if refusal == Refusal::WrongMethod {
        headers.insert(ALLOW, HeaderValue::from_static("POST"));
    }
    response
}
