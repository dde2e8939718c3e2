//! The courier within this process: over pipes in memory, so that in virtual time no byte waits for a kernel.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, Request, StatusCode, Uri};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;

use super::courier::{Carrying, Courier, CourierError, Parcel};

/// Carries webhooks to one receiver in this process. What goes elsewhere does not arrive.
#[derive(Clone)]
pub struct PipeCourier {
    origin: String,
    connect: Arc<dyn Fn() -> DuplexStream + Send + Sync>,
}

impl PipeCourier {
    /// A courier to the receiver that is called by `origin`, such as `https://inbox.invalid`; `connect` opens a
    /// connection whose other end it reads.
    pub fn new(
        origin: impl Into<String>,
        connect: impl Fn() -> DuplexStream + Send + Sync + 'static,
    ) -> Self {
        Self { origin: origin.into(), connect: Arc::new(connect) }
    }
}

impl fmt::Debug for PipeCourier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipeCourier").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Courier for PipeCourier {
    fn carry(&self, parcel: Parcel) -> Carrying {
        let courier = self.clone();
        Box::pin(async move { courier.post(parcel).await })
    }
}

impl PipeCourier {
    /// The connection lives in this future alone: who drops it, hangs up.
    async fn post(&self, parcel: Parcel) -> Result<StatusCode, CourierError> {
        let request = self.request(parcel)?;
        let broken = |error: hyper::Error| CourierError(format!("no answer: {error}"));
        let (mut sender, connection) =
            http1::handshake(TokioIo::new((self.connect)())).await.map_err(broken)?;
        tokio::select! {
            biased;
            answer = sender.send_request(request) => answer.map(|answer| answer.status()).map_err(broken),
            ended = connection => Err(match ended {
                Err(error) => broken(error),
                Ok(()) => CourierError("no answer: the connection was closed".to_owned()),
            }),
        }
    }

    fn request(&self, parcel: Parcel) -> Result<Request<Full<Bytes>>, CourierError> {
        let Parcel { url, headers, body } = parcel;
        let outside = || CourierError(format!("`{url}` lies outside of this process"));
        let path = url.strip_prefix(&self.origin).filter(|path| path.starts_with('/')).ok_or_else(outside)?;
        let uri: Uri = path.parse().map_err(|_| CourierError(format!("`{url}` is no address")))?;
        let mut request = Request::post(uri).body(Full::new(body)).map_err(|_| outside())?;
        *request.headers_mut() = headers;
        let host = self.origin.rsplit('/').next().and_then(|host| HeaderValue::from_str(host).ok());
        if let Some(host) = host {
            request.headers_mut().insert(HOST, host);
        }
        Ok(request)
    }
}
