//! What a step expects of its answer, and where the answer differs: pure, no I/O, no clock but the scope's.
//!
//! Reading compiles what it can, and so finds an author's mistakes before anything is sent; judging fills in the
//! templates first and then looks, so that no matcher but its operand ever sees a `${...}`.

mod check;
mod country;
mod demand;
mod diff;
mod equal;
mod explain;
mod fields;
mod format;
mod formats;
mod keys;
mod list;
mod matchers;
mod number;
mod operand;
mod read;
mod schema;
mod show;
mod status;
mod subject;
mod test;
mod text;
mod time;
mod words;

use crate::{
    diagnostic::Problems,
    event::Basis,
    exchange::{Contents, Exchange},
    source::{Node, Place},
    template::{Scope, Template},
};

use check::{Document, LooksAt};
use matchers::{Matcher, Reader};
use subject::{Seen, Subject};

pub use format::FORMATS;
pub use words::{MatcherInfo, matchers};

/// The keys of `expect`.
pub fn words() -> &'static [crate::word::Word] {
    keys::EXPECTATION
}

/// What is expected of one answer; compiled, its values may hold templates.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// Which status codes are right; empty: any.
    pub status: Vec<StatusRange>,
    /// Where the author wrote them; `None` for a verb's own success.
    pub status_place: Option<Place>,
    /// Every single expectation but the status.
    pub checks: Vec<Check>,
    /// `contract`, as the word that was written, and where.
    pub contract: Option<Box<(String, Place)>>,
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
    looks_at: LooksAt,
}

/// `fields:` alone, as in `assert_fields`, `until:` of a poll, `fields:` of a matcher.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// One for each entry.
    pub checks: Box<[Check]>,
}

/// Matchers without a subject, as in `if:`.
#[derive(Clone, Debug)]
pub struct Matchers {
    all: Box<[Matcher]>,
}

/// How one expectation went.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What was looked at: `$.status`, `header content-type`, `status`, `body`, `response time`.
    pub subject: String,
    /// Why it was expected.
    pub basis: Basis<Place>,
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
    /// Reads what stands under `expect:`; `files` reads the files that `schema:` names.
    pub fn read(node: &Node, files: &dyn SchemaFiles, problems: &mut Problems) -> Self {
        read::expectation(node, files, problems)
    }

    /// All templates, for the check of names.
    pub fn templates(&self) -> Vec<&Template> {
        self.checks.iter().flat_map(Check::templates).collect()
    }

    /// Holds an answer against every expectation; one verdict for each, the status first.
    pub fn judge(&self, exchange: &Exchange, scope: &dyn Scope) -> Vec<Verdict> {
        let document = Document::of(&exchange.answer);
        let (statuses, others): (Vec<&Check>, Vec<&Check>) =
            self.checks.iter().partition(|check| matches!(check.looks_at, LooksAt::Status(_)));
        let known = (statuses.is_empty() && !self.status.is_empty()).then(|| self.judge_status(exchange));
        let checks = statuses.into_iter().chain(others);
        known.into_iter().chain(checks.map(|check| check.judge(exchange, &document, scope))).collect()
    }

    /// Holds a delivery against every expectation on headers, fields and body; it has neither a status nor a response
    /// time.
    pub fn judge_contents(&self, contents: &Contents, scope: &dyn Scope) -> Vec<Verdict> {
        let document = Document::of(contents);
        self.checks.iter().filter_map(|check| check.judge_contents(contents, &document, scope)).collect()
    }

    fn judge_status(&self, exchange: &Exchange) -> Verdict {
        Verdict {
            subject: "status".to_owned(),
            basis: self.status_place.clone().map_or(Basis::Success, Basis::Written),
            mismatch: status::judge(&self.status, &exchange.answer),
        }
    }
}

impl Fields {
    /// Reads a map of fields and what is expected of them.
    pub fn read(node: &Node, files: &dyn SchemaFiles, problems: &mut Problems) -> Self {
        Reader { files, problems }.fields(node)
    }

    /// All templates, for the check of names.
    pub fn templates(&self) -> Vec<&Template> {
        self.checks.iter().flat_map(Check::templates).collect()
    }

    /// Holds a JSON value (`None`: the answer was no JSON) against every field.
    pub fn judge(&self, value: Option<&serde_json::Value>, scope: &dyn Scope) -> Vec<Verdict> {
        let document = match value {
            Some(json) => Document::Json(json),
            None => Document::None("an answer that is not JSON".to_owned()),
        };
        let fields = self.checks.iter().filter_map(|check| match &check.looks_at {
            LooksAt::Field(path, matchers) => Some(check.judge_field(path, matchers, &document, scope)),
            LooksAt::Header(..) | LooksAt::Body(_) | LooksAt::Within(_) | LooksAt::Status(_) => None,
        });
        fields.collect()
    }
}

impl Matchers {
    /// Reads a plain value (`equals`) or a map of matchers.
    pub fn read(node: &Node, files: &dyn SchemaFiles, problems: &mut Problems) -> Self {
        Reader { files, problems }.matchers(node)
    }

    /// All templates, for the check of names.
    pub fn templates(&self) -> Vec<&Template> {
        self.all_templates()
    }

    /// Whether a value meets all of them; the mismatches where not.
    pub fn judge(&self, path: &str, value: &serde_json::Value, scope: &dyn Scope) -> Vec<Mismatch> {
        let subject = Subject { path: path.to_owned(), seen: Seen::One(value), base: "$", what: "field" };
        match self.fill(path, scope) {
            Ok(demand) => {
                demand.mismatches(&subject, scope.now()).into_iter().map(|(_, mismatch)| mismatch).collect()
            }
            Err(mismatch) => vec![mismatch],
        }
    }
}

/// Reads the JSON Schema files that a suite names, from the suite's root. Several threads may ask.
pub trait SchemaFiles: Sync {
    /// The text of a file.
    ///
    /// # Errors
    /// A sentence for the author.
    fn read(&self, path: &str) -> Result<String, String>;
}
