//! What a step expects of its answer, and where the answer differs: pure, no I/O, no clock but the scope's.

use std::time::Duration;

use crate::{
    diagnostic::Problems,
    exchange::Exchange,
    source::{Node, Place},
    template::{Scope, Template},
};

/// What is expected of one answer; compiled, its values may hold templates.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// Which status codes are right; empty: any.
    pub status: Vec<StatusRange>,
    /// Where the author wrote them; `None` for a verb's own success.
    pub status_place: Option<Place>,
    /// Every single expectation but the status.
    pub checks: Vec<Check>,
}

/// Status codes from `low` to `high`, both included: `200` is 200 to 200, `4xx` 400 to 499.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRange {
    /// The lowest.
    pub low: u16,
    /// The highest.
    pub high: u16,
}

/// One expectation: a subject and its matchers.
#[derive(Clone, Debug)]
pub struct Check {
    /// The whole entry as written, key and value.
    pub place: Place,
    // The implementation adds subject and matchers.
}

/// `fields:` alone, as in `assert_fields`, `until:` of a poll, `fields:` of a matcher.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// One for each entry.
    pub checks: Vec<Check>,
}

/// Matchers without a subject, as in `if:`.
#[derive(Clone, Debug)]
pub struct Matchers {}

/// How one expectation went.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What was looked at: `$.status`, `header content-type`, `status`, `body`, `response time`.
    pub subject: String,
    /// Where it is written; `None` for a verb's own success.
    pub place: Option<Place>,
    /// `None`: it held.
    pub mismatch: Option<Mismatch>,
}

/// Where an answer differs from what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What differs, more precisely than the subject: `$.documents[2]`.
    pub path: String,
    /// What was expected, in words and JSON: `equal to "APPROVED"`.
    pub expected: String,
    /// What was there, as JSON or words: `"DENIED"`, `nothing (the field is absent)`.
    pub actual: String,
    /// For objects, lists and long texts: line by line, `-` expected, `+` actual.
    pub difference: Option<String>,
    /// What to look at: `1 is a number and "1" a text: put it in quotes`.
    pub hint: Option<String>,
}

impl Expectation {
    /// Reads what stands under `expect:`; `suite_files` reads the files that `schema:` names.
    pub fn read(node: &Node, files: &dyn SchemaFiles, problems: &mut Problems) -> Self {
        let _ = (node, files, problems);
        todo!("part of `expect`")
    }

    /// All templates, for the check of names.
    pub fn templates(&self) -> Vec<&Template> {
        todo!("part of `expect`")
    }

    /// Holds an answer against every expectation; one verdict for each, the status first.
    pub fn judge(&self, exchange: &Exchange, scope: &dyn Scope) -> Vec<Verdict> {
        let _ = (exchange, scope);
        todo!("part of `expect`")
    }
}

impl Fields {
    /// Reads a map of fields and what is expected of them.
    pub fn read(node: &Node, files: &dyn SchemaFiles, problems: &mut Problems) -> Self {
        let _ = (node, files, problems);
        todo!("part of `expect`")
    }

    /// All templates, for the check of names.
    pub fn templates(&self) -> Vec<&Template> {
        todo!("part of `expect`")
    }

    /// Holds a JSON value (`None`: the answer was no JSON) against every field.
    pub fn judge(&self, value: Option<&serde_json::Value>, scope: &dyn Scope) -> Vec<Verdict> {
        let _ = (value, scope);
        todo!("part of `expect`")
    }
}

impl Matchers {
    /// Reads a plain value (`equals`) or a map of matchers.
    pub fn read(node: &Node, files: &dyn SchemaFiles, problems: &mut Problems) -> Self {
        let _ = (node, files, problems);
        todo!("part of `expect`")
    }

    /// All templates, for the check of names.
    pub fn templates(&self) -> Vec<&Template> {
        todo!("part of `expect`")
    }

    /// Whether a value meets all of them; the mismatches where not.
    pub fn judge(&self, path: &str, value: &serde_json::Value, scope: &dyn Scope) -> Vec<Mismatch> {
        let _ = (path, value, scope);
        todo!("part of `expect`")
    }
}

/// Reads the JSON Schema files that a suite names, from the suite's root.
pub trait SchemaFiles {
    /// The text of a file.
    ///
    /// # Errors
    /// A sentence for the author.
    fn read(&self, path: &str) -> Result<String, String>;
}

/// A duration as the language writes it: `500ms`, `1.5s`, `2m`, `1h`, `30d` (decisions.md A14).
///
/// # Errors
/// A message and what to write instead.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let _ = text;
    todo!("part of `expect`")
}
