//! How a value stands in the id of a test: as it is written, or cut with a hash where it is long, odd or no scalar
//! (decisions.md E15). Two different values never have one label.

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::{
    source::{Resolved, Scalar, Style},
    template::Value,
};

/// The greatest number of characters of a label that is not cut.
const LONGEST: usize = 40;
/// Characters that are kept of a value that is cut.
const KEPT: usize = 24;
/// Bytes of the hash behind it.
const HASH: usize = 4;

/// The label of a value.
pub(super) fn of_value(value: &Value) -> String {
    let text = value.to_text();
    match &value.json {
        Json::String(_) if text.is_empty() => "\"\"".to_owned(),
        Json::String(_) if reads_as_other(&text) => format!("\"{text}\""),
        Json::Null => "null".to_owned(),
        Json::String(_) | Json::Bool(_) | Json::Number(_) if is_plain(&text) => text,
        Json::String(_) | Json::Bool(_) | Json::Number(_) => cut(&text),
        Json::Array(_) | Json::Object(_) => cut(&value.json.to_string()),
    }
}

/// A text that is shown as it is where it can be.
pub(super) fn of_text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { cut(text) }
}

/// The beginning of a text and a hash of all of it.
pub(super) fn cut(text: &str) -> String {
    let kept: String = text.chars().filter(|character| is_plain_character(*character)).take(KEPT).collect();
    format!("{}…{}", kept.trim(), hash(text))
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(HASH)
        .fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"))
}

fn is_plain(text: &str) -> bool {
    let whole = !text.is_empty() && text.trim() == text && text.chars().count() <= LONGEST;
    whole && text.chars().all(is_plain_character)
}

fn is_plain_character(character: char) -> bool {
    !character.is_control() && !"[]{},=\"…›".contains(character)
}

/// Whether a text would be something else without its quotes: `"1"` is not `1`.
fn reads_as_other(text: &str) -> bool {
    let scalar = Scalar { text: text.to_owned(), style: Style::Plain };
    scalar.resolve() != Resolved::Text
}
