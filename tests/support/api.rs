//! A small client of the emulator: real HTTP over a connection in memory, so that a paused clock stays exact.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use idvet::emulator::{Assumptions, Emulator, EmulatorConfig, Kind, credentials, serve_connection};
use serde_json::{Value, json};

use super::receiver::Receiver;

/// Speaks to one emulator with one key pair.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) emulator: Emulator,
    authorization: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    pub(crate) fn field(&self, name: &str) -> Value {
        self.json().get(name).cloned().unwrap_or_else(|| panic!("no `{name}` in {}", self.json()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// A configuration with a date of its own and some assumptions changed.
pub(crate) fn config(changes: &[(&str, &str)]) -> EmulatorConfig {
    let mut assumptions = Assumptions::default();
    for (name, value) in changes {
        assumptions.set(name, value).unwrap();
    }
    let epoch = "2026-03-04T05:06:07Z".parse().unwrap();
    EmulatorConfig { seed: 7, epoch, assumptions, ..EmulatorConfig::default() }
}

impl Api {
    /// A new emulator, spoken to as its DEV account.
    pub(crate) fn with(config: EmulatorConfig) -> Self {
        let api = Self { emulator: Emulator::new(config), authorization: None };
        api.as_kind(Kind::Dev)
    }

    /// The same, and its webhooks go to a receiver.
    pub(crate) fn telling(config: EmulatorConfig, receiver: &Receiver) -> Self {
        let emulator = Emulator::with_courier(config, Arc::new(receiver.clone()));
        Self { emulator, authorization: None }.as_kind(Kind::Dev)
    }

    /// With the default assumptions.
    pub(crate) fn dev() -> Self {
        Self::with(config(&[]))
    }

    pub(crate) fn as_kind(&self, kind: Kind) -> Self {
        let (key, secret) = credentials(kind);
        self.as_pair(key, secret)
    }

    pub(crate) fn as_key(&self, key: &str) -> Self {
        self.as_pair(key, &format!("{key}-secret"))
    }

    pub(crate) fn as_pair(&self, key: &str, secret: &str) -> Self {
        self.as_header(&format!("Basic {}", STANDARD.encode(format!("{key}:{secret}"))))
    }

    pub(crate) fn as_header(&self, authorization: &str) -> Self {
        Self { emulator: self.emulator.clone(), authorization: Some(authorization.to_owned()) }
    }

    pub(crate) fn anonymous(&self) -> Self {
        Self { emulator: self.emulator.clone(), authorization: None }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Answer {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let server = tokio::spawn(serve_connection(theirs, self.emulator.clone()));
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(ours)).await.unwrap();
        let connection = tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path).header("host", "emulator.test");
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let response = sender.send_request(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        drop(sender);
        let _ = connection.await;
        server.await.unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, body.to_string()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "").await
    }

    /// Creates a token with these fields, and gives back its `scanRef`.
    pub(crate) async fn create(&self, fields: Value) -> String {
        let answer = self.post("/api/v2/token", &fields).await;
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        answer.field("scanRef").as_str().unwrap().to_owned()
    }

    pub(crate) async fn create_plain(&self) -> String {
        self.create(json!({ "clientId": "qa-001" })).await
    }

    pub(crate) async fn create_dummy(&self, status: &str) -> String {
        self.create(json!({ "clientId": "qa-001", "dummyStatus": status })).await
    }

    /// One of the calls that take a `scanRef` alone, by the last part of its path.
    pub(crate) async fn about(&self, call: &str, scan_ref: &str) -> Answer {
        self.post(&format!("/api/v2/{call}"), &json!({ "scanRef": scan_ref })).await
    }

    pub(crate) async fn status(&self, scan_ref: &str) -> String {
        self.about("status", scan_ref).await.field("status").as_str().unwrap().to_owned()
    }

    pub(crate) async fn review(&self, scan_ref: &str, face: &str, document: &str) -> Answer {
        let body = json!({
            "scanRef": scan_ref,
            "manualFaceMatchResult": face,
            "manualDocumentValidity": document,
        });
        self.post("/api/v2/add-dummy-status", &body).await
    }
}

/// Lets time pass.
pub(crate) async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
