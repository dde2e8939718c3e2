//! The shape of a value as a schema.

use serde_json::{Map, Value as Json, json};

use super::{
    Switch,
    definitions::{Definitions, reference},
    described::{choices, described, written},
    patterns::{self, pattern},
};
use crate::{
    scenario::Level,
    vocabulary::{self, Vocabulary},
    word::{Fill, Part, Shape, Wanted, Word},
};

/// Writes schemas, and keeps what they refer to.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) definitions: Definitions,
    pub(super) switches: &'a [Switch],
}

impl Writer<'_> {
    /// A map of the language.
    pub(super) fn level(&mut self, level: Level) -> Map<String, Json> {
        closed(self.words(level.words()))
    }

    /// A schema for each key.
    pub(super) fn words<'w>(&mut self, words: impl IntoIterator<Item = &'w Word>) -> Map<String, Json> {
        words.into_iter().map(|word| (word.name.to_owned(), self.word(word))).collect()
    }

    /// A key with its description, its examples, and what may stand behind it.
    pub(super) fn word(&mut self, word: &Word) -> Json {
        let mut schema = self.wanted(word.wanted);
        if let Some(default) = word.default {
            schema.insert("default".to_owned(), written(default));
        }
        described(word.about, word.example, schema)
    }

    /// What may stand behind a key.
    fn wanted(&mut self, wanted: Wanted) -> Map<String, Json> {
        any_of(self.alternatives(&wanted.shape, wanted.fill))
    }

    /// The shapes that a value may have, and `${...}` where that may stand in their place.
    pub(super) fn alternatives(&mut self, shape: &Shape, fill: Fill) -> Vec<Json> {
        let mut alternatives = self.shapes(shape, fill);
        if fill == Fill::Template && !takes_any_text(shape) {
            alternatives.push(self.template());
        }
        alternatives
    }

    fn shapes(&mut self, shape: &Shape, fill: Fill) -> Vec<Json> {
        match shape {
            Shape::Either(shapes) => shapes.iter().flat_map(|shape| self.shapes(shape, fill)).collect(),
            Shape::Like(words) => vec![json!({ "enum": words }), json!({ "type": "string" })],
            Shape::Term(vocabulary) => vec![self.term(vocabulary)],
            Shape::Raw => vec![self.raw()],
            Shape::List(elements) => {
                let elements = any_of(self.alternatives(elements, fill));
                vec![json!({ "type": "array", "items": elements })]
            }
            Shape::Keys(words) => vec![closed(self.words(*words)).into()],
            Shape::Open(words, others) => {
                let others = any_of(self.alternatives(others, fill));
                vec![open(self.words(*words), others.into()).into()]
            }
            Shape::Part(part) => vec![self.part(*part)],
            Shape::Any
            | Shape::Text
            | Shape::String
            | Shape::Null
            | Shape::Boolean
            | Shape::Number { .. }
            | Shape::Positive
            | Shape::Whole { .. }
            | Shape::Duration
            | Shape::Name
            | Shape::Variable
            | Shape::OneOf(_)
            | Shape::VocabularyName
            | Shape::AllOfVocabulary => vec![scalar(shape)],
        }
    }

    fn part(&mut self, part: Part) -> Json {
        match part {
            Part::Step => self.defined("step", Self::step),
            Part::Expectation => self.defined("expectation", Self::expectation),
            Part::Fields => self.defined("fields", Self::fields),
            Part::Matchers => self.defined("matchers", Self::matchers),
            Part::Condition => self.condition(),
            Part::Defaults => self.defaults(),
            Part::Switches => self.emulator(),
            // A verb with these stands in a definition of its own: `Writer::verb`.
            Part::Call => json!({ "type": ["object", "null"] }),
        }
    }

    /// A reference to a definition, which is made where it is first asked for.
    pub(super) fn defined(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Json) -> Json {
        if self.definitions.reserve(name) {
            let schema = make(self);
            self.definitions.keep(name, schema);
        }
        reference(name)
    }

    /// A value of a vocabulary, each with what it means.
    pub(super) fn term(&mut self, vocabulary: &Vocabulary) -> Json {
        self.defined(vocabulary.name, |_| {
            let terms = vocabulary.values.iter().map(|term| (term.value.into(), term.meaning));
            choices(terms).into()
        })
    }

    /// A text with `${...}` in it.
    pub(super) fn template(&mut self) -> Json {
        self.defined("template", |_| {
            pattern(patterns::TEMPLATE, "this is no value of the right sort, and no `${...}`")
        })
    }

    /// `{ raw: ... }`.
    pub(super) fn raw(&mut self) -> Json {
        self.defined("raw", |writer| {
            let mut raw = closed(writer.words([&patterns::RAW]));
            raw.insert("required".to_owned(), json!([patterns::RAW.name]));
            raw.into()
        })
    }

    /// `{ raw: ... }` or `{ omit: true }`.
    pub(super) fn on_purpose(&mut self) -> Json {
        self.defined("on_purpose", |writer| {
            let mut either = closed(writer.words([&patterns::RAW, &patterns::OMIT]));
            either.insert("minProperties".to_owned(), json!(1));
            either.insert("maxProperties".to_owned(), json!(1));
            either.into()
        })
    }

    /// The emulator's switches.
    fn emulator(&mut self) -> Json {
        let switches = self.switches;
        let switches = switches.iter().map(|switch| match switch {
            Switch::Setting(word) => (word.name.to_owned(), self.word(word)),
            Switch::Choice { name, about, choices } => ((*name).to_owned(), one_of_choices(about, choices)),
        });
        let mut all = closed(switches.collect());
        // A switch is known by its number, too.
        all.insert("patternProperties".to_owned(), json!({ "^[AU][0-9]+$": text() }));
        all.into()
    }
}

/// A choice as it may be written: `200` is a number in YAML.
fn one_of_choices(about: &str, known: &[(&str, &str)]) -> Json {
    let written = known.iter().flat_map(|(value, meaning)| {
        let number = value.parse::<i64>().ok().map(|number| (number.into(), *meaning));
        number.into_iter().chain([((*value).into(), *meaning)])
    });
    let mut schema = choices(written);
    if let Some((default, _)) = known.first() {
        schema.insert("default".to_owned(), default.parse::<i64>().map_or((*default).into(), Json::from));
    }
    described(about, "", schema)
}

fn scalar(shape: &Shape) -> Json {
    match shape {
        Shape::Text => text(),
        Shape::String => json!({ "type": "string" }),
        Shape::Null => json!({ "type": "null" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Number { min: None } => json!({ "type": "number" }),
        Shape::Number { min: Some(min) } => json!({ "type": "number", "minimum": min }),
        Shape::Positive => json!({ "type": "number", "exclusiveMinimum": 0 }),
        Shape::Whole { min, max: i64::MAX } => json!({ "type": "integer", "minimum": min }),
        Shape::Whole { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Duration => pattern(patterns::DURATION, patterns::NO_DURATION),
        Shape::Name => pattern(&patterns::name(), patterns::NO_NAME),
        Shape::Variable => pattern(patterns::VARIABLE, patterns::NO_VARIABLE),
        Shape::OneOf(words) => json!({ "type": "string", "enum": words }),
        Shape::VocabularyName => vocabularies(ToOwned::to_owned),
        Shape::AllOfVocabulary => vocabularies(|name| format!("${{vocabulary.{name}}}")),
        Shape::Any => any(),
        Shape::Like(_)
        | Shape::Term(_)
        | Shape::Raw
        | Shape::List(_)
        | Shape::Either(_)
        | Shape::Keys(_)
        | Shape::Open(..)
        | Shape::Part(_) => json!({}),
    }
}

/// Anything. All types are named, so that the language server puts the colon behind the key.
pub(super) fn any() -> Json {
    json!({ "type": ["string", "number", "boolean", "null", "array", "object"] })
}

/// Any scalar but nothing: what looks like a number is a text where a text is wanted.
pub(super) fn text() -> Json {
    json!({ "type": ["string", "number", "boolean"] })
}

fn vocabularies(written: impl Fn(&str) -> String) -> Json {
    choices(vocabulary::all().iter().map(|known| (written(known.name).into(), known.about))).into()
}

/// Whether `${...}` is a value of that shape in any case.
fn takes_any_text(shape: &Shape) -> bool {
    match shape {
        Shape::Any | Shape::Text | Shape::String | Shape::Like(_) => true,
        Shape::Part(part) => matches!(part, Part::Matchers | Part::Condition),
        Shape::Either(shapes) => shapes.iter().any(takes_any_text),
        Shape::Null
        | Shape::Boolean
        | Shape::Number { .. }
        | Shape::Positive
        | Shape::Whole { .. }
        | Shape::Duration
        | Shape::Name
        | Shape::Variable
        | Shape::OneOf(_)
        | Shape::VocabularyName
        | Shape::AllOfVocabulary
        | Shape::Term(_)
        | Shape::Raw
        | Shape::List(_)
        | Shape::Keys(_)
        | Shape::Open(..) => false,
    }
}

/// A map with these keys and no others.
pub(super) fn closed(properties: Map<String, Json>) -> Map<String, Json> {
    open(properties, Json::Bool(false))
}

/// A map with these keys, and others with such values.
pub(super) fn open(properties: Map<String, Json>, others: Json) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("type".to_owned(), "object".into());
    map.insert("properties".to_owned(), properties.into());
    map.insert("additionalProperties".to_owned(), others);
    map
}

/// One of these; a single one stands for itself. Beside a reference nothing else may stand.
pub(super) fn any_of(mut alternatives: Vec<Json>) -> Map<String, Json> {
    let only = if alternatives.len() == 1 { alternatives.pop() } else { None };
    match only {
        Some(Json::Object(schema)) if !schema.contains_key("$ref") => schema,
        Some(schema) => Map::from_iter([("allOf".to_owned(), json!([schema]))]),
        None => Map::from_iter([("anyOf".to_owned(), Json::Array(alternatives))]),
    }
}
