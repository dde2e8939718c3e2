//! One entry of an expectation, and how it is held against an answer.

use std::time::Duration;

use serde_json::Value as Json;

use super::{
    Check, Matchers, Mismatch, StatusRange, Verdict,
    demand::combine,
    fields,
    operand::{Given, Operand, Wrong},
    show, status,
    subject::{Seen, Subject},
};
use crate::{
    diagnostic::code,
    event::Basis,
    exchange::{Contents, Exchange},
    json_path::JsonPath,
    source::Place,
    template::{Scope, Template, parse_duration, show_duration},
};

/// Bytes of an answer that a message quotes.
const QUOTED_BYTES: usize = 400;
/// Characters of an answer that a message quotes.
const QUOTED_CHARACTERS: usize = 40;

/// What an entry looks at.
#[derive(Clone, Debug)]
pub(super) enum LooksAt {
    /// A field of the JSON body.
    Field(JsonPath, Matchers),
    /// A header, its name in lower case.
    Header(Box<str>, Matchers),
    /// The body as text.
    Body(Matchers),
    /// The response time.
    Within(Box<Operand<Within>>),
    /// The status, where it is filled in.
    Status(Box<Operand<Vec<StatusRange>>>),
}

/// The longest response time.
#[derive(Clone, Debug)]
pub(super) struct Within {
    most: Duration,
    written: String,
}

/// `within`.
pub(super) fn within(given: &Given) -> Result<Within, Wrong> {
    let wrong = |wrong: Wrong| Wrong { code: code::DURATION, ..wrong };
    match given.json() {
        Json::String(text) => match parse_duration(text) {
            Ok(most) => Ok(Within { most, written: text.clone() }),
            Err(error) => Err(wrong(Wrong::new(error.message).help(error.help))),
        },
        Json::Number(number) => {
            Err(wrong(given.wrong("a duration")).help(format!("add a unit: `within: {number}s`")))
        }
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => {
            Err(wrong(given.wrong("a duration such as `2s`")))
        }
    }
}

/// Where the JSON value of the fields comes from.
pub(super) enum Document<'v> {
    /// The value.
    Json(&'v Json),
    /// There is none, and what there is.
    None(String),
}

impl<'v> Document<'v> {
    /// The body of an answer or a delivery.
    pub(super) fn of(answer: &'v Contents) -> Self {
        match &answer.json {
            Some(json) => Self::Json(json),
            None => Self::None(no_json(answer)),
        }
    }
}

fn no_json(answer: &Contents) -> String {
    if answer.body.is_empty() {
        return "an empty answer".to_owned();
    }
    let kind = answer.header("content-type").unwrap_or("of no content type");
    let kind: String = kind.chars().take(QUOTED_CHARACTERS).collect();
    let beginning = String::from_utf8_lossy(&answer.body[..answer.body.len().min(QUOTED_BYTES)]);
    let trimmed = beginning.trim_start();
    let quoted: String = trimmed.chars().take(QUOTED_CHARACTERS).collect();
    format!("an answer that is not JSON: {kind}, begins with {}", show::quoted(&quoted))
}

impl Check {
    /// What is looked at, for reports.
    pub(super) fn subject(&self) -> String {
        match &self.looks_at {
            LooksAt::Field(path, _) => fields::shown(path),
            LooksAt::Header(name, _) => format!("header {name}"),
            LooksAt::Body(_) => "body".to_owned(),
            LooksAt::Within(_) => "response time".to_owned(),
            LooksAt::Status(_) => "status".to_owned(),
        }
    }

    /// All templates, in order.
    pub(super) fn templates(&self) -> Vec<&Template> {
        match &self.looks_at {
            LooksAt::Field(_, matchers) | LooksAt::Header(_, matchers) | LooksAt::Body(matchers) => {
                matchers.all_templates()
            }
            LooksAt::Within(operand) => operand.template().into_iter().collect(),
            LooksAt::Status(operand) => operand.template().into_iter().collect(),
        }
    }

    /// Holds an exchange against it; fields look at `document`.
    pub(super) fn judge(&self, exchange: &Exchange, document: &Document, scope: &dyn Scope) -> Verdict {
        match &self.looks_at {
            LooksAt::Field(path, matchers) => self.judge_field(path, matchers, document, scope),
            LooksAt::Header(name, matchers) => self.judge_header(name, matchers, &exchange.answer, scope),
            LooksAt::Body(matchers) => self.judge_body(matchers, &exchange.answer, scope),
            LooksAt::Within(operand) => {
                let most = operand.fill("response time", scope);
                self.verdict_of(most.map_or_else(Some, |most| slow(&most, exchange.elapsed)))
            }
            LooksAt::Status(operand) => {
                let right = operand.fill("status", scope);
                self.verdict_of(right.map_or_else(Some, |right| status::judge(&right, &exchange.answer)))
            }
        }
    }

    /// Holds what came against it; `None` for what only an exchange has, a status and a response time.
    pub(super) fn judge_contents(
        &self,
        contents: &Contents,
        document: &Document,
        scope: &dyn Scope,
    ) -> Option<Verdict> {
        match &self.looks_at {
            LooksAt::Field(path, matchers) => Some(self.judge_field(path, matchers, document, scope)),
            LooksAt::Header(name, matchers) => Some(self.judge_header(name, matchers, contents, scope)),
            LooksAt::Body(matchers) => Some(self.judge_body(matchers, contents, scope)),
            LooksAt::Within(_) | LooksAt::Status(_) => None,
        }
    }

    fn judge_body(&self, matchers: &Matchers, contents: &Contents, scope: &dyn Scope) -> Verdict {
        let text = Json::from(contents.text().into_owned());
        let subject = Subject { path: self.subject(), seen: Seen::One(&text), base: "$", what: "body" };
        self.verdict(demanded(matchers, &subject, scope))
    }

    fn judge_header(
        &self,
        name: &str,
        matchers: &Matchers,
        contents: &Contents,
        scope: &dyn Scope,
    ) -> Verdict {
        let value = contents.header(name).map(Json::from);
        let seen = value.as_ref().map_or(Seen::Absent, Seen::One);
        let subject = Subject { path: self.subject(), seen, base: "$", what: "header" };
        self.verdict(demanded(matchers, &subject, scope))
    }

    /// Holds a document against a field.
    pub(super) fn judge_field(
        &self,
        path: &JsonPath,
        matchers: &Matchers,
        document: &Document,
        scope: &dyn Scope,
    ) -> Verdict {
        let json = match document {
            Document::Json(json) => json,
            Document::None(reason) => {
                return self.verdict_of(Some(self.no_document(matchers, reason, scope)));
            }
        };
        match fields::find(path, json, "$") {
            Ok(subject) => self.verdict(demanded(matchers, &subject, scope)),
            Err(limit) => self.verdict_of(Some(Mismatch {
                path: self.subject(),
                expected: "a query that can be answered".to_owned(),
                actual: limit.to_string(),
                difference: None,
                hint: Some("write a narrower query, with fewer `..` and `*`".to_owned()),
            })),
        }
    }

    fn no_document(&self, matchers: &Matchers, reason: &str, scope: &dyn Scope) -> Mismatch {
        let expected = match matchers.fill(&self.subject(), scope) {
            Ok(demand) => demand.wanted(scope.now()),
            Err(mismatch) => mismatch.expected,
        };
        Mismatch { path: self.subject(), expected, actual: reason.to_owned(), difference: None, hint: None }
    }

    /// One mismatch of several matchers is shown at its own place, several at that of the whole entry.
    fn verdict(&self, mut found: Vec<(Option<Place>, Mismatch)>) -> Verdict {
        if found.len() == 1
            && let Some((place, mismatch)) = found.pop()
        {
            let basis = Basis::Written(place.unwrap_or_else(|| self.place.clone()));
            return Verdict { subject: self.subject(), basis, mismatch: Some(mismatch) };
        }
        let found: Vec<Mismatch> = found.into_iter().map(|(_, mismatch)| mismatch).collect();
        self.verdict_of((!found.is_empty()).then(|| combine(&self.subject(), found)))
    }

    fn verdict_of(&self, mismatch: Option<Mismatch>) -> Verdict {
        Verdict { subject: self.subject(), basis: Basis::Written(self.place.clone()), mismatch }
    }
}

/// The mismatches of a subject; a place where only one of several matchers is meant.
fn demanded(matchers: &Matchers, subject: &Subject, scope: &dyn Scope) -> Vec<(Option<Place>, Mismatch)> {
    match matchers.fill(&subject.path, scope) {
        Ok(demand) => {
            let several = demand.needs.len() > 1;
            let found = demand.mismatches(subject, scope.now());
            found.into_iter().map(|(place, mismatch)| (several.then_some(place), mismatch)).collect()
        }
        Err(mismatch) => vec![(None, mismatch)],
    }
}

fn slow(within: &Within, elapsed: Duration) -> Option<Mismatch> {
    (elapsed > within.most).then(|| Mismatch {
        path: "response time".to_owned(),
        expected: format!("an answer within {}", within.written),
        actual: longer(elapsed, within.most),
        difference: None,
        hint: None,
    })
}

/// The time that was too long; with all its digits where rounding would hide the difference.
fn longer(elapsed: Duration, most: Duration) -> String {
    let shown = show_duration(elapsed);
    if shown == show_duration(most) { format!("{elapsed:?}") } else { shown }
}
