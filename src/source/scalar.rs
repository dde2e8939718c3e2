//! What a scalar means by YAML 1.2's core schema: only `true` and `false` are booleans, `NO` is a text.

use super::{Scalar, Style};

/// The meaning of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, exact as far as JSON numbers of 64 bits are.
    Number(serde_json::Number),
    /// Anything else.
    Text,
}

impl Scalar {
    /// What the text means.
    pub fn resolve(&self) -> Resolved {
        match self.style {
            Style::Text => Resolved::Text,
            Style::Plain => resolve_plain(&self.text),
        }
    }
}

impl Resolved {
    /// What it is, in a message.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text => "a text",
        }
    }

    /// The JSON value; `text` is what was written.
    pub fn to_json(&self, text: &str) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Boolean(value) => serde_json::Value::Bool(*value),
            Self::Number(number) => serde_json::Value::Number(number.clone()),
            Self::Text => serde_json::Value::String(text.to_owned()),
        }
    }
}

fn resolve_plain(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "true" | "True" | "TRUE" => Resolved::Boolean(true),
        "false" | "False" | "FALSE" => Resolved::Boolean(false),
        _ => number(text).map_or(Resolved::Text, Resolved::Number),
    }
}

/// The number that a plain text is, by the core schema; `None` also for what JSON cannot hold (`.inf`, `1e400`).
fn number(text: &str) -> Option<serde_json::Number> {
    let _ = text;
    todo!("part of `source`")
}
