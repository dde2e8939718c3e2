//! Values and lists in the words of a message, cut to a size that a person reads.

use std::io::{self, Write};

use serde_json::Value as Json;

/// Characters of a value that a message shows.
const LONGEST: usize = 200;
/// Values of a list that a message names.
const MOST: usize = 12;

/// A value as JSON; what is long is cut, with its size told.
pub(super) fn json(value: &Json) -> String {
    match value {
        Json::String(text) => quoted(text),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => container(value),
    }
}

/// A text in quotes; a long one is cut, with its length told.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => Json::from(text).to_string(),
        Some((end, _)) => {
            let beginning = Json::from(format!("{}…", &text[..end]));
            format!("{beginning} ({})", characters(text.chars().count()))
        }
    }
}

/// `1 character`, `12 characters`.
pub(super) fn characters(count: usize) -> String {
    counted(count, "character")
}

/// `1 element`, `12 elements`.
pub(super) fn elements(count: usize) -> String {
    counted(count, "element")
}

/// `1 THING`, `12 THINGs`.
pub(super) fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// Values divided by commas; the first ones only where there are many.
pub(super) fn listed(values: &[Json]) -> String {
    let shown: Vec<String> = values.iter().take(MOST).map(json).collect();
    match values.len().saturating_sub(MOST) {
        0 if shown.is_empty() => "nothing".to_owned(),
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// JSON Schema's name of a value's type; `integer` for every whole number.
pub(super) fn type_name(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if super::number::Exact::of(number).is_whole() => "integer",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

/// What a value is, in the words of a message.
pub(super) fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

fn container(value: &Json) -> String {
    let mut beginning = Beginning { bytes: Vec::new(), left: LONGEST };
    if serde_json::to_writer(&mut beginning, value).is_ok() {
        return String::from_utf8_lossy(&beginning.bytes).into_owned();
    }
    let text = String::from_utf8_lossy(&beginning.bytes).trim_end_matches('\u{fffd}').to_owned();
    match value {
        Json::Array(list) => format!("{text}… ({})", elements(list.len())),
        Json::Object(map) => format!("{text}… ({})", counted(map.len(), "field")),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => text,
    }
}

/// Keeps the beginning of what is written and refuses the rest, so that a huge value costs no more than a small one.
struct Beginning {
    bytes: Vec<u8>,
    left: usize,
}

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.left);
        if taken == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.bytes.extend_from_slice(&bytes[..taken]);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
