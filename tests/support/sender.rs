//! A sender of webhooks by hand: any body, any signature, over a socket or a pipe in memory.

use std::fmt::Write;

use idvet::{emulator, signature};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What is posted.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    method: &'static str,
    event: Option<String>,
    body: Vec<u8>,
    signature: Option<String>,
    more: Vec<(String, String)>,
}

/// The key that the inbox of a lab verifies with unless the suite says another one.
pub(crate) fn api_secret() -> &'static str {
    emulator::credentials(emulator::Kind::Dev).1
}

/// A signed delivery of an event, with this body.
pub(crate) fn post(event: &str, body: &str) -> Post {
    let signature = signature::sign(api_secret().as_bytes(), body.as_bytes());
    Post {
        method: "POST",
        event: Some(event.to_owned()),
        body: body.as_bytes().to_vec(),
        signature: Some(signature),
        more: Vec::new(),
    }
}

impl Post {
    pub(crate) fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    pub(crate) fn unsigned(self) -> Self {
        Self { signature: None, ..self }
    }

    pub(crate) fn signed(self, signature: &str) -> Self {
        Self { signature: Some(signature.to_owned()), ..self }
    }

    pub(crate) fn with_event(self, event: Option<&str>) -> Self {
        Self { event: event.map(str::to_owned), ..self }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.more.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The request as bytes; the connection ends with its answer.
    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        let mut head = format!("{} /{path} HTTP/1.1\r\nHost: inbox\r\nConnection: close\r\n", self.method);
        write!(head, "Content-Type: application/json\r\nContent-Length: {}\r\n", self.body.len()).unwrap();
        if let Some(event) = &self.event {
            write!(head, "Idenfy-Event-Type: {event}\r\n").unwrap();
        }
        if let Some(signature) = &self.signature {
            write!(head, "Idenfy-Signature: {signature}\r\n").unwrap();
        }
        for (name, value) in &self.more {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }

    /// Sends it; the status of the answer, 0 where there is none.
    pub(crate) async fn send(&self, io: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> u16 {
        exchange(io, &self.bytes(path)).await
    }
}

/// Writes bytes and reads to the end; the status of the answer, 0 where there is none.
pub(crate) async fn exchange(mut io: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> u16 {
    // The other side may have hung up already: what it said before is read all the same.
    let _ = io.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = io.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}
