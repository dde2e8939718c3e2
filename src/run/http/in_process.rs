//! HTTP to a server in this process, over an in-memory pipe: in virtual time exact by construction, since no byte
//! waits for a kernel (decisions.md G3).

use std::cell::RefCell;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;

use super::{SendError, Sort, answer, body, to_http};
use crate::exchange::{Answer, Request};

/// Connections to one server; those that are idle are used again.
pub(super) struct InProcess {
    connect: Box<dyn Fn() -> DuplexStream>,
    idle: RefCell<Vec<SendRequest<Full<Bytes>>>>,
}

impl InProcess {
    pub(super) fn new(connect: Box<dyn Fn() -> DuplexStream>) -> Self {
        Self { connect, idle: RefCell::default() }
    }

    pub(super) async fn send(&self, request: &Request) -> Result<Answer, SendError> {
        let built = to_http(request).map_err(|message| SendError::plain(Sort::Unsendable, message))?;
        let lost = |error: hyper::Error| SendError::in_head(&error, &request.url);
        let mut connection = self.connection().await.map_err(lost)?;
        let response = connection.send_request(origin_form(built)).await.map_err(lost)?;
        let (parts, stream) = response.into_parts();
        let bytes = body::read(stream).await?;
        self.idle.borrow_mut().push(connection);
        Ok(answer(&parts, bytes))
    }

    async fn connection(&self) -> hyper::Result<SendRequest<Full<Bytes>>> {
        loop {
            let Some(mut idle) = self.idle.borrow_mut().pop() else { return self.open().await };
            if idle.ready().await.is_ok() {
                return Ok(idle);
            }
        }
    }

    async fn open(&self) -> hyper::Result<SendRequest<Full<Bytes>>> {
        let (sender, connection) = http1::handshake(TokioIo::new((self.connect)())).await?;
        // What goes wrong on the connection is told to the request that waits for it.
        tokio::spawn(async move { drop(connection.await) });
        Ok(sender)
    }
}

/// HTTP/1.1 names the path in its first line and the host in a header.
fn origin_form(request: http::Request<Bytes>) -> http::Request<Full<Bytes>> {
    let (mut parts, body) = request.into_parts();
    let host = parts.uri.authority().and_then(|authority| authority.as_str().parse().ok());
    if let (Some(host), false) = (host, parts.headers.contains_key(http::header::HOST)) {
        parts.headers.insert(http::header::HOST, host);
    }
    let path = parts.uri.path_and_query().cloned();
    parts.uri = path.unwrap_or_else(|| PathAndQuery::from_static("/")).into();
    http::Request::from_parts(parts, Full::new(body))
}
