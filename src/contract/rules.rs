//! One schema, compiled: what it allows, what it names, and the words and sources of its constraints.

use serde_json::Value as Json;

use super::{
    Judgement, Violation,
    shape::{Shape, Walk},
};
use crate::{
    event::{Drift, DriftKind},
    exchange::Contents,
    json_path,
    json_schema::{self, Schema},
};

/// Violations of one answer that are told.
const MOST: usize = 20;
/// Characters of a media type that are shown.
const LONGEST: usize = 200;
/// What a constraint without a source of its own, or above it, rests on.
const NO_SOURCE: &str = "the schema, which names no source";

/// A compiled schema of an answer.
#[derive(Debug)]
pub struct Rules {
    text: Json,
    schema: Schema,
    shape: Shape,
    body: Body,
    /// Status codes that another edition of the documents has, and which.
    statuses: Vec<(u16, String)>,
}

/// What a schema describes (`x-body`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    /// The body's JSON, which must be there.
    Json,
    /// The body as a text.
    Text,
    /// The body's JSON, where it has any.
    Any,
}

/// Why a text is no schema of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Wrong {
    pub(super) fn new(message: String) -> Self {
        Self { message, help: None }
    }
}

impl From<json_schema::Fault> for Wrong {
    fn from(fault: json_schema::Fault) -> Self {
        Self { message: fault.message, help: fault.help }
    }
}

impl Rules {
    /// Compiles a schema with our annotations: `x-vocabulary`, `x-values`, `x-also`, `x-open`, `x-usual`, `x-edition`,
    /// `x-edition-type`, `x-status` and `x-body`.
    ///
    /// # Errors
    /// It is no JSON Schema, or an annotation in it says what cannot be.
    pub fn compile(schema: &Json) -> Result<Self, Wrong> {
        if !schema.is_object() {
            return Err(Wrong::new("a schema of an answer is an object".to_owned()));
        }
        Ok(Self {
            schema: Schema::compile(schema)?,
            shape: Shape::of(schema)?,
            body: Body::of(schema)?,
            statuses: statuses(schema),
            text: schema.clone(),
        })
    }

    /// Holds an answer or a webhook against the schema; what is found is added to `judgement`. A webhook has no
    /// status.
    pub(super) fn judge(
        &self,
        name: &str,
        status: Option<u16>,
        answer: &Contents,
        judgement: &mut Judgement,
    ) {
        let text;
        let (value, base) = match (self.body, &answer.json) {
            (Body::Any, None) => return,
            (Body::Json | Body::Any, Some(json)) => (json, "$"),
            (Body::Json, None) => {
                judgement.violations.push(self.no_json(name, answer));
                return;
            }
            (Body::Text, _) => {
                text = Json::from(answer.text().into_owned());
                (&text, "body")
            }
        };
        if !self.schema.is_valid(value) {
            let left = MOST.saturating_sub(judgement.violations.len());
            let found = self.schema.violations(value).take(left);
            judgement.violations.extend(found.map(|violation| self.violation(name, base, &violation)));
        }
        if self.body != Body::Text {
            judgement.drift.extend(self.drift_of_head(name, status, answer));
            self.shape.walk(value, &mut Walk::new(name, judgement));
            forget_what_is_broken(judgement);
        }
    }

    fn no_json(&self, name: &str, answer: &Contents) -> Violation {
        let (actual, size) = if answer.body.is_empty() {
            ("an empty body".to_owned(), None)
        } else {
            let kind = answer.header("content-type").unwrap_or("no content type");
            (Json::from(answer.text().into_owned()).to_string(), Some(shortened(kind)))
        };
        Violation {
            path: "body".to_owned(),
            expected: "JSON".to_owned(),
            actual,
            size,
            rule: format!("{name}#"),
            source: self.source(""),
        }
    }

    fn violation(&self, name: &str, base: &str, found: &json_schema::Violation) -> Violation {
        let object = json_path::of_pointer(base, &found.pointer);
        let (path, actual) = match &found.missing {
            Some(key) => (json_path::member(&object, key), "nothing (the key is absent)".to_owned()),
            None => (object, found.value.to_string()),
        };
        Violation {
            path,
            expected: self.wanted(found),
            actual,
            size: found
                .value
                .as_str()
                .filter(|_| found.missing.is_none())
                .map(|text| characters(text.chars().count())),
            rule: format!("{name}#{}", found.rule),
            source: self.source_of(found),
        }
    }

    /// What the rule of a violation wants, in words.
    fn wanted(&self, found: &json_schema::Violation) -> String {
        let keyword = found.rule.rsplit('/').next().unwrap_or_default();
        let wants = self.text.pointer(&found.rule).unwrap_or(&Json::Null);
        match keyword {
            "required" => "a value".to_owned(),
            "type" => types(wants),
            "maxLength" if wants == &Json::from(0) => "nothing".to_owned(),
            "maxLength" => format!("at most {}", characters(whole(wants))),
            "minLength" => format!("at least {}", characters(whole(wants))),
            "minimum" => format!("{wants} or more"),
            "maximum" => format!("{wants} or less"),
            "const" => wants.to_string(),
            "pattern" => format!("a text that matches `{}`", wants.as_str().unwrap_or_default()),
            "format" => format!("a text of the format `{}`", wants.as_str().unwrap_or_default()),
            _ => format!("what `{keyword}` allows ({})", found.sentence),
        }
    }

    /// Of a key that is missing its own source says most.
    fn source_of(&self, found: &json_schema::Violation) -> String {
        let above = found.rule.rsplit_once('/').map_or("", |(above, _)| above);
        let property = found.missing.as_ref().and_then(|key| {
            let node = self.text.pointer(above)?.get("properties")?.get(key)?;
            node.get("$comment")?.as_str()
        });
        property.map_or_else(|| self.source(above), str::to_owned)
    }

    /// The `$comment` of a place in the schema, or the nearest above it.
    fn source(&self, pointer: &str) -> String {
        let mut pointer = pointer;
        loop {
            let comment = self.text.pointer(pointer).and_then(|node| node.get("$comment")?.as_str());
            match (comment, pointer.rsplit_once('/')) {
                (Some(comment), _) => return comment.to_owned(),
                (None, Some((above, _))) => pointer = above,
                (None, None) => return NO_SOURCE.to_owned(),
            }
        }
    }

    /// What is told beside the body: the content type (decisions.md D20) and the status code.
    fn drift_of_head(&self, name: &str, status: Option<u16>, answer: &Contents) -> Vec<(Drift, String)> {
        let drift =
            |kind, path: &str, value| Drift { answer: name.to_owned(), kind, path: path.to_owned(), value };
        let mut found = Vec::new();
        let media = answer.header("content-type").unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media != "application/json" && !media.ends_with("+json") {
            let value = if media.is_empty() { "nothing".to_owned() } else { shortened(&media) };
            let source = "S1: bodies are `application/json`".to_owned();
            found.push((drift(DriftKind::ContentType, "header content-type", value), source));
        }
        if let Some((status, edition)) = self.statuses.iter().find(|(known, _)| Some(*known) == status) {
            found.push((drift(DriftKind::Edition, "status", status.to_string()), edition.clone()));
        }
        found
    }
}

/// A value that breaks a rule is no drift besides: one message for it is enough.
fn forget_what_is_broken(judgement: &mut Judgement) {
    let Judgement { violations, drift } = judgement;
    let broken: Vec<String> = violations.iter().map(|violation| folded(&violation.path)).collect();
    drift.retain(|(drift, _)| !broken.contains(&drift.path));
}

/// `$.tags[3]` as `$.tags[*]`.
fn folded(path: &str) -> String {
    let mut folded = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('[') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let end = at + 1 + digits;
        let is_index = digits > 0 && rest[end..].starts_with(']');
        folded.push_str(&rest[..=at]);
        folded.push_str(if is_index { "*" } else { &rest[at + 1..end] });
        rest = &rest[end..];
    }
    folded + rest
}

impl Body {
    fn of(schema: &Json) -> Result<Self, Wrong> {
        match schema.get("x-body").map(|word| word.as_str().unwrap_or_default()) {
            None => Ok(Self::Json),
            Some("text") => Ok(Self::Text),
            Some("any") => Ok(Self::Any),
            Some(_) => Err(Wrong::new("`x-body` must be `text` or `any`".to_owned())),
        }
    }
}

fn statuses(schema: &Json) -> Vec<(u16, String)> {
    let listed = schema.get("x-status").and_then(Json::as_object);
    let entries = listed.into_iter().flatten();
    entries.filter_map(|(code, edition)| Some((code.parse().ok()?, edition.as_str()?.to_owned()))).collect()
}

/// JSON Schema's types in words: `a text or null`.
fn types(wants: &Json) -> String {
    let one = |name: &Json| match name.as_str().unwrap_or_default() {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        _ => "null",
    };
    match wants.as_array() {
        Some(names) => names.iter().map(one).collect::<Vec<_>>().join(" or "),
        None => one(wants).to_owned(),
    }
}

fn whole(number: &Json) -> usize {
    number.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX)
}

fn characters(count: usize) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
