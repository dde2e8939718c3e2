//! Answers altered on purpose, to see whether somebody notices: `get_status: set /status "approved"`.
//!
//! Only successful answers are altered, after they are made: the emulator's own state stays right.

use http::header::{CONTENT_LENGTH, HeaderName};
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use super::response::Response;
use crate::vocabulary::{call, calls};

/// One alteration of the answers of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Alteration {
    path: &'static str,
    change: Change,
}

#[derive(Debug, Clone, PartialEq)]
enum Change {
    Set { pointer: String, value: Value },
    Remove { pointer: String },
    Rename { pointer: String, name: String },
    Body { text: String },
    Header { name: HeaderName, value: HeaderValue },
    Status(StatusCode),
}

/// Why a text is no alteration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` alters no answer: {reason}")]
pub struct AlterationError {
    text: String,
    reason: String,
}

impl Alteration {
    /// Reads `CALL: set POINTER JSON`, `CALL: remove POINTER`, `CALL: rename POINTER NAME`, `CALL: body TEXT`,
    /// `CALL: header NAME VALUE` or `CALL: status CODE`.
    ///
    /// # Errors
    /// The call does not exist, or what is to be done is none of these.
    pub fn parse(text: &str) -> Result<Self, AlterationError> {
        let wrong = |reason: String| AlterationError { text: text.to_owned(), reason };
        let (name, rest) =
            text.split_once(':').ok_or_else(|| wrong("write `CALL: set POINTER JSON`".to_owned()))?;
        let known = call(name.trim()).ok_or_else(|| {
            let names: Vec<&str> = calls().iter().map(|call| call.name).collect();
            wrong(format!("there is no call `{}`; the calls are {}", name.trim(), names.join(", ")))
        })?;
        Ok(Self { path: known.path, change: change(rest.trim()).map_err(wrong)? })
    }
}

fn change(text: &str) -> Result<Change, String> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (first, second) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let pointer = first.to_owned();
    match word {
        "set" | "remove" | "rename" if !pointer.starts_with('/') => {
            Err(format!("`{pointer}` is no JSON pointer, such as `/status`"))
        }
        "set" => {
            let value = serde_json::from_str(second.trim()).map_err(|error| format!("`{second}` is no JSON: {error}"))?;
            Ok(Change::Set { pointer, value })
        }
        "remove" => Ok(Change::Remove { pointer }),
        "rename" if !second.trim().is_empty() => Ok(Change::Rename { pointer, name: second.trim().to_owned() }),
        "rename" => Err("the new name is missing".to_owned()),
        "body" => Ok(Change::Body { text: rest.trim().to_owned() }),
        "header" => {
            let name = HeaderName::try_from(first).map_err(|error| error.to_string())?;
            let value = HeaderValue::try_from(second.trim()).map_err(|error| error.to_string())?;
            Ok(Change::Header { name, value })
        }
        "status" => first.parse().map(Change::Status).map_err(|_| format!("`{first}` is no status code")),
        _ => Err("it can `set`, `remove` or `rename` what a JSON pointer names, or give another `body`, `header` or `status`".to_owned()),
    }
}

/// Alters what the emulator answers on a path, where its configuration says so.
pub(super) fn altered(alterations: &[Alteration], path: &str, response: &mut Response) {
    let mut wanted = alterations.iter().filter(|one| one.path == path).map(|one| &one.change).peekable();
    if wanted.peek().is_none() || !response.status().is_success() {
        return;
    }
    for change in wanted {
        match change {
            Change::Header { name, value } => {
                response.headers_mut().insert(name.clone(), value.clone());
            }
            Change::Status(status) => *response.status_mut() = *status,
            Change::Body { text } => *response.body_mut() = text.clone().into(),
            Change::Set { .. } | Change::Remove { .. } | Change::Rename { .. } => {
                if let Ok(mut json) = serde_json::from_slice::<Value>(response.body()) {
                    change.apply(&mut json);
                    *response.body_mut() = json.to_string().into();
                }
            }
        }
    }
    response.headers_mut().remove(CONTENT_LENGTH);
}

impl Change {
    fn apply(&self, json: &mut Value) {
        match self {
            Self::Set { pointer, value } => set(json, pointer, value.clone()),
            Self::Remove { pointer } => {
                take(json, pointer);
            }
            Self::Rename { pointer, name } => {
                let value = take(json, pointer);
                if let (Some(value), Some((parent, _))) = (value, parent_and_key(pointer))
                    && let Some(Value::Object(map)) = json.pointer_mut(parent)
                {
                    map.insert(name.clone(), value);
                }
            }
            Self::Body { .. } | Self::Header { .. } | Self::Status(_) => {}
        }
    }
}

/// `/a/b` as the pointer `/a` and the key `b`.
fn parent_and_key(pointer: &str) -> Option<(&str, String)> {
    let (parent, key) = pointer.rsplit_once('/')?;
    Some((parent, key.replace("~1", "/").replace("~0", "~")))
}

/// Sets what a pointer names; `-` behind a list adds to it.
fn set(json: &mut Value, pointer: &str, value: Value) {
    let Some((parent, key)) = parent_and_key(pointer) else { return };
    match json.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.insert(key, value);
        }
        Some(Value::Array(list)) if key == "-" => list.push(value),
        Some(Value::Array(list)) => {
            if let Some(slot) = key.parse().ok().and_then(|index: usize| list.get_mut(index)) {
                *slot = value;
            }
        }
        Some(_) | None => {}
    }
}

fn take(json: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, key) = parent_and_key(pointer)?;
    match json.pointer_mut(parent)? {
        Value::Object(map) => map.shift_remove(&key),
        Value::Array(list) => {
            let index: usize = key.parse().ok()?;
            (index < list.len()).then(|| list.remove(index))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
