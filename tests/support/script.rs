//! A server that answers what a test says, and remembers what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;

/// Answers in order, the last one again and again; and what was asked.
#[derive(Clone, Default)]
pub(crate) struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) at: tokio::time::Instant,
}

/// One scripted answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    after: Duration,
}

/// An answer with a body that is JSON.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    reply(status, body.to_owned()).header("content-type", "application/json")
}

/// An answer.
pub(crate) fn reply(status: u16, body: impl Into<Bytes>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into(), after: Duration::ZERO }
}

impl Reply {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn after(mut self, after: Duration) -> Self {
        self.after = after;
        self
    }
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Arc::new(Mutex::new(replies.into_iter().collect()));
        Self { replies, asked: Arc::default() }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) async fn answer(self, request: Request<Incoming>) -> http::Result<Response<Full<Bytes>>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        self.asked.lock().unwrap().push(Asked {
            method: parts.method.to_string(),
            target: parts.uri.to_string(),
            headers: parts.headers,
            body,
            at: tokio::time::Instant::now(),
        });
        let reply = self.next();
        tokio::time::sleep(reply.after).await;
        let mut built = Response::builder().status(reply.status);
        for (name, value) in reply.headers {
            built = built.header(name, value);
        }
        built.body(Full::new(reply.body))
    }

    fn next(&self) -> Reply {
        let mut replies = self.replies.lock().unwrap();
        let front = replies.front().expect("a script has an answer").clone();
        if replies.len() > 1 {
            replies.pop_front();
        }
        front
    }
}
