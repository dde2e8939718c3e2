//! A JSON object as it is written: one key behind the other, without a tree in between, which for the fifty keys of an
//! answer costs ten times what their text does.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

use super::response::{self, Response};

/// A JSON object in the making. What is added twice stands in it twice: to keep keys apart is the caller's task.
#[derive(Debug)]
pub(super) struct Object {
    text: Vec<u8>,
}

/// Bytes that a short answer does not outgrow.
const USUAL_LENGTH: usize = 512;

impl Object {
    /// An object without keys.
    pub(super) fn new() -> Self {
        Self { text: Vec::with_capacity(USUAL_LENGTH) }
    }

    /// Adds a key, which is a name of the API and needs no escapes, with its value. `()` is JSON's `null`.
    pub(super) fn add(&mut self, key: &str, value: impl Serialize) {
        self.begin(key);
        serde_json::to_writer(&mut self.text, &value)
            .expect("texts, numbers and lists of them can be written");
    }

    /// Adds several keys that have one value.
    pub(super) fn add_all(&mut self, keys: &[&str], value: impl Serialize + Copy) {
        for key in keys {
            self.add(key, value);
        }
    }

    /// Adds a key whose value is an object, or `null`.
    pub(super) fn add_object(&mut self, key: &str, object: Option<Self>) {
        match object {
            Some(object) => {
                self.begin(key);
                self.text.extend_from_slice(&object.ended());
            }
            None => self.add(key, ()),
        }
    }

    /// The text of the whole object.
    pub(super) fn into_bytes(self) -> Bytes {
        self.ended().into()
    }

    /// A successful answer that has the object as its body.
    pub(super) fn into_response(self) -> Response {
        response::json(StatusCode::OK, self.into_bytes())
    }

    fn begin(&mut self, key: &str) {
        self.text.extend_from_slice(if self.text.is_empty() { b"{\"" } else { b",\"" });
        self.text.extend_from_slice(key.as_bytes());
        self.text.extend_from_slice(b"\":");
    }

    fn ended(mut self) -> Vec<u8> {
        self.text.extend_from_slice(if self.text.is_empty() { b"{}" } else { b"}" });
        self.text
    }
}
