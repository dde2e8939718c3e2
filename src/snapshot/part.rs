//! The part of a body that a snapshot shows: what is kept, what is left out, what is redacted.

use std::collections::HashSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value as Json};

use super::{Shape, draft::Draft, kind::Kind, mask::Masker, render::Form};
use crate::{
    exchange::Contents,
    json_path::JsonPath,
    secrets::{REPLACEMENT, Redactor},
};

/// What a snapshot shows of a body.
pub(super) enum Body {
    /// There is none.
    Empty,
    /// JSON, with the lists that are put in order, by their pointers.
    Json(Json, HashSet<String>),
    /// A text.
    Text(String),
    /// A PDF as Base64, which the API gives as a text.
    Pdf,
    /// Bytes that are no text.
    Bytes(usize),
}

/// The body of an answer, cut to what the shape asks for. The values of `redact` are secrets from here on.
pub(super) fn of_body(answer: &Contents, shape: &Shape, redactor: &mut Redactor) -> Result<Body, String> {
    if answer.body.is_empty() {
        return Ok(Body::Empty);
    }
    match &answer.json {
        Some(json) => of_json(json, shape, redactor),
        None => Ok(of_bytes(&answer.body)),
    }
}

fn of_bytes(bytes: &[u8]) -> Body {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_pdf(text) => Body::Pdf,
        Ok(text) => Body::Text(text.to_owned()),
        Err(_) => Body::Bytes(bytes.len()),
    }
}

fn is_pdf(text: &str) -> bool {
    STANDARD.decode(text.trim()).is_ok_and(|bytes| bytes.starts_with(b"%PDF"))
}

fn of_json(json: &Json, shape: &Shape, redactor: &mut Redactor) -> Result<Body, String> {
    let mut json = match &shape.part {
        Some(path) => part(json, path)?,
        None => json.clone(),
    };
    if !shape.only.is_empty() {
        let wanted = found(&shape.only, &json)?;
        json = only(&json, &mut String::new(), &wanted).unwrap_or_else(|| Json::Object(Map::new()));
    }
    let gone = found(&shape.ignore, &json)?;
    json = without(&json, &mut String::new(), &gone).unwrap_or(Json::Null);
    for pointer in found(&shape.redact, &json)? {
        if let Some(value) = json.pointer_mut(&pointer) {
            learn(value, redactor);
            *value = REPLACEMENT.into();
        }
    }
    let sorted = found(&shape.sort, &json)?;
    Ok(Body::Json(json, sorted))
}

/// The value of a singular path, else the list of all values.
fn part(json: &Json, path: &JsonPath) -> Result<Json, String> {
    let found = path.query(json).map_err(|limit| format!("`{}`: {limit}", path.as_str()))?;
    let mut values: Vec<Json> = found.into_iter().map(|found| found.value.clone()).collect();
    if !path.is_singular() {
        return Ok(Json::Array(values));
    }
    values.pop().ok_or_else(|| format!("nothing at `{}`", path.as_str()))
}

/// The pointers of everything that the paths find.
fn found(paths: &[JsonPath], json: &Json) -> Result<HashSet<String>, String> {
    let mut pointers = HashSet::new();
    for path in paths {
        let found = path.query(json).map_err(|limit| format!("`{}`: {limit}", path.as_str()))?;
        pointers.extend(found.into_iter().map(|found| found.location.pointer()));
    }
    Ok(pointers)
}

/// What is wanted, and what is around it.
fn only(value: &Json, at: &mut String, wanted: &HashSet<String>) -> Option<Json> {
    if wanted.contains(at.as_str()) {
        return Some(value.clone());
    }
    let kept = members(value, at, &mut |inner, at| only(inner, at, wanted))?;
    let empty = kept.as_array().is_some_and(Vec::is_empty) || kept.as_object().is_some_and(Map::is_empty);
    (!empty).then_some(kept)
}

/// Everything but what is to go.
fn without(value: &Json, at: &mut String, gone: &HashSet<String>) -> Option<Json> {
    if gone.contains(at.as_str()) {
        return None;
    }
    match value {
        Json::Array(_) | Json::Object(_) => members(value, at, &mut |inner, at| without(inner, at, gone)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Some(value.clone()),
    }
}

/// A list or map of what `keep` gives for its members, each called with its pointer; nothing for a scalar.
fn members(
    value: &Json,
    at: &mut String,
    keep: &mut dyn FnMut(&Json, &mut String) -> Option<Json>,
) -> Option<Json> {
    let length = at.len();
    let mut kept = |name: &str, inner: &Json| {
        at.push('/');
        at.push_str(name);
        let kept = keep(inner, at);
        at.truncate(length);
        kept
    };
    match value {
        Json::Array(elements) => {
            let elements = elements.iter().enumerate();
            Some(elements.filter_map(|(index, inner)| kept(&index.to_string(), inner)).collect())
        }
        Json::Object(fields) => {
            let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
            let fields = fields.iter();
            Some(fields.filter_map(|(key, inner)| Some((key.clone(), kept(&escaped(key), inner)?))).collect())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    }
}

fn learn(value: &Json, redactor: &mut Redactor) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Json::String(text) => redactor.learn(text),
            Json::Number(number) => redactor.learn(&number.to_string()),
            Json::Array(elements) => open.extend(elements),
            Json::Object(fields) => open.extend(fields.values()),
            Json::Null | Json::Bool(_) => {}
        }
    }
}

impl Body {
    pub(super) fn json(&self) -> Option<&Json> {
        match self {
            Self::Json(json, _) => Some(json),
            Self::Empty | Self::Text(_) | Self::Pdf | Self::Bytes(_) => None,
        }
    }

    pub(super) fn draft(&self, masker: &mut Masker<'_>) -> Option<(Draft, Form)> {
        match self {
            Self::Empty => None,
            Self::Json(json, sorted) => Some((masker.document(json, sorted), Form::Json)),
            Self::Text(text) => Some((masker.text(text, "the body"), Form::Text)),
            Self::Pdf => Some((masker.body_of(Kind::Pdf), Form::Text)),
            Self::Bytes(count) => {
                Some((Draft::plain(format!("({count} bytes that are no text)")), Form::Text))
            }
        }
    }
}
