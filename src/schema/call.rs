//! The calls of the API and their fields.

use serde_json::{Map, Value as Json, json};

use super::{
    described::described,
    patterns::pattern,
    shape::{Writer, any_of, closed, text},
};
use crate::{
    vocabulary::{ApiCall, ApiField, FieldKind},
    word::Word,
};

impl Writer<'_> {
    /// A verb that makes a call, with the fields of its request.
    pub(super) fn call(&mut self, verb: &Word, call: &'static ApiCall) -> Json {
        self.defined(verb.name, |writer| {
            let about = format!("{}; {} `{}`", verb.about, call.method, call.path);
            let schema = writer.request(call);
            described(&about, verb.example, schema)
        })
    }

    /// The fields of a request. One that no document names can be sent as `{ raw: ... }`; any other is unknown, and
    /// marked at its key, which only a closed map does.
    fn request(&mut self, call: &'static ApiCall) -> Map<String, Json> {
        let names: Vec<&str> = call.fields.iter().map(|field| field.name).collect();
        let unknown = format!("^(?!(?:{})$)", names.join("|"));
        let known: Map<String, Json> = names.iter().map(|name| ((*name).to_owned(), json!(true))).collect();
        let fields = call.fields.iter().map(|field| (field.name.to_owned(), self.field(field)));
        let mut request = Map::new();
        request.insert("type".to_owned(), json!(["object", "null"]));
        request.insert("properties".to_owned(), Json::Object(fields.collect()));
        request.insert("if".to_owned(), json!({ "patternProperties": { unknown: self.raw() } }));
        let mut known = closed(known);
        known.insert("type".to_owned(), json!(["object", "null"]));
        request.insert("else".to_owned(), known.into());
        request
    }

    /// A field, which several calls may have.
    fn field(&mut self, field: &'static ApiField) -> Json {
        self.defined(&format!("field.{}", field.name), |writer| {
            let about =
                if field.required { format!("{} (required)", field.about) } else { field.about.to_owned() };
            let mut values = writer.values(field.kind);
            values.push(writer.template());
            values.push(writer.on_purpose());
            described(&about, &format!("{}: {}", field.name, field.example), any_of(values))
        })
    }

    fn values(&mut self, kind: FieldKind) -> Vec<Json> {
        match kind {
            FieldKind::OneOf(vocabulary) => vec![self.term(vocabulary)],
            FieldKind::ListOf(vocabulary) => {
                let elements = any_of(vec![self.term(vocabulary), self.template()]);
                vec![json!({ "type": "array", "items": elements })]
            }
            FieldKind::TextList => vec![json!({ "type": "array", "items": text() })],
            FieldKind::Word(words) => vec![json!({ "enum": words })],
            FieldKind::Boolean => vec![json!({ "type": "boolean" })],
            FieldKind::Integer { min, max: i64::MAX } => vec![json!({ "type": "integer", "minimum": min })],
            FieldKind::Integer { min, max } => {
                vec![json!({ "type": "integer", "minimum": min, "maximum": max })]
            }
            FieldKind::Number => vec![json!({ "type": "number" })],
            FieldKind::Object => vec![json!({ "type": "object" })],
            FieldKind::Text { min, max } | FieldKind::Ascii { min, max } => vec![length(min, max)],
            FieldKind::Name => vec![name()],
            FieldKind::Date => {
                vec![pattern(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "this must be a day, written `YYYY-MM-DD`")]
            }
            FieldKind::Url => {
                vec![pattern(r"^[A-Za-z][A-Za-z0-9+.-]*://", "this must be a whole address: `https://...`")]
            }
            FieldKind::Country => {
                vec![pattern("^[A-Za-z]{2}$", "this must be a country of two letters (ISO 3166-1 alpha-2)")]
            }
            FieldKind::Nationality => vec![pattern(
                "^([A-Za-z]{2}|ALL)$",
                "this must be a country of two letters (ISO 3166-1 alpha-2), or `ALL`",
            )],
            FieldKind::Uuid => {
                vec![pattern("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", "this must be a UUID")]
            }
        }
    }
}

/// A text of so many characters; what looks like a number is one, too.
fn length(min: usize, max: usize) -> Json {
    let mut schema = Map::from_iter([("type".to_owned(), json!(["string", "number", "boolean"]))]);
    if min > 0 {
        schema.insert("minLength".to_owned(), min.into());
    }
    if max < usize::MAX {
        schema.insert("maxLength".to_owned(), max.into());
    }
    schema.into()
}

fn name() -> Json {
    let wrong: String = FieldKind::NOT_IN_NAMES.chars().map(escaped).collect();
    let message = format!("this must be a name: no digits, none of `{}`", FieldKind::NOT_IN_NAMES);
    pattern(&format!("^[^0-9{wrong}]{{1,100}}$"), &message)
}

/// A character within the brackets of a regular expression.
fn escaped(character: char) -> String {
    if r"\]^-[".contains(character) { format!(r"\{character}") } else { character.to_string() }
}
