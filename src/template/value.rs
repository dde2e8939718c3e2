//! A JSON value that remembers the text it was written as, so that `00123456` in a variable keeps its zeros
//! where the API wants a text (decisions.md E3).

use std::sync::Arc;

use serde_json::Value as Json;

/// A value with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it means by YAML 1.2, or what an answer held.
    pub json: Json,
    /// What a scalar's author wrote; `None` for lists, maps, and values that no author wrote.
    pub text: Option<Arc<str>>,
}

impl Value {
    /// The text where a text is wanted: as written, else a text as it is, else JSON.
    pub fn to_text(&self) -> String {
        match (&self.text, &self.json) {
            (Some(text), _) => text.to_string(),
            (None, Json::String(text)) => text.clone(),
            (None, other) => other.to_string(),
        }
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        Self { json, text: None }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Json::String(text.to_owned()).into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Json::String(text).into()
    }
}
