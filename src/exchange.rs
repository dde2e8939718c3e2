//! A request and its answer, as bytes and as what they mean; nothing of HTTP libraries.

use std::{ops::Deref, time::Duration};

use bytes::Bytes;

/// What is sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, ...
    pub method: String,
    /// The whole address.
    pub url: String,
    /// In the order of sending; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Empty where there is none.
    pub body: Bytes,
}

/// What a message that came holds, an answer or a delivery.
#[derive(Clone, Debug)]
pub struct Contents {
    /// In the order of arrival; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body, undecoded but for the transfer.
    pub body: Bytes,
    /// The body as JSON, parsed once; `None` where it is none, whatever its content type says.
    pub json: Option<serde_json::Value>,
}

/// What came back. It reads like its contents.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers and body.
    pub contents: Contents,
}

/// A request, its answer, and the time between them.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub answer: Answer,
    /// From the first byte sent to the last byte received.
    pub elapsed: Duration,
}

impl Answer {
    /// An answer whose body is parsed where it is JSON.
    pub fn new(status: u16, headers: Vec<(String, String)>, body: Bytes) -> Self {
        Self { status, contents: Contents::new(headers, body) }
    }
}

impl Deref for Answer {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.contents
    }
}

impl Contents {
    /// Headers and a body, which is parsed where it is JSON.
    pub fn new(headers: Vec<(String, String)>, body: Bytes) -> Self {
        let json = serde_json::from_slice(&body).ok();
        Self { headers, body, json }
    }

    /// The first header of a name, whatever its letters' case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}
