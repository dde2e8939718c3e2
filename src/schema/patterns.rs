//! What texts look like, as regular expressions that every editor understands, and what is said of others.

use serde_json::{Value as Json, json};

use crate::{
    scenario::RESERVED,
    word::{Shape, Wanted, Word, word},
};

/// A text with something to be filled in.
pub(super) const TEMPLATE: &str = r"\$\{";

pub(super) const DURATION: &str = r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$";

pub(super) const NO_DURATION: &str =
    "a duration is one number and one of `ms`, `s`, `m`, `h`, `d`, as in `500ms` or `1.5h`";

pub(super) const NO_NAME: &str =
    "a name begins with a letter, goes on with letters, digits and `_`, and is none of the reserved words";

pub(super) const VARIABLE: &str = r"^\$\{\s*env\.[A-Za-z_][A-Za-z0-9_]*\s*\}$";

pub(super) const NO_VARIABLE: &str = "a secret is exactly one variable of the environment: `${env.NAME}`";

/// The way to send something wrong on purpose.
pub(super) const RAW: Word = word(
    "raw",
    Wanted::of("any value", Shape::Any),
    "raw: MAYBE",
    "sends this value as it is, right or wrong",
);

/// The way to leave out what would be sent otherwise.
pub(super) const OMIT: Word = word(
    "omit",
    Wanted::of("`true`", Shape::Boolean),
    "omit: true",
    "leaves the field out, also where the defaults fill it or the API requires it",
);

/// A name that the author may make up.
pub(super) fn name() -> String {
    format!("^(?!(?:{})$)[A-Za-z][A-Za-z0-9_]*$", RESERVED.join("|"))
}

/// A text that matches; `message` is what the YAML language server says of another.
pub(super) fn pattern(pattern: &str, message: &str) -> Json {
    json!({ "type": "string", "pattern": pattern, "patternErrorMessage": message })
}
