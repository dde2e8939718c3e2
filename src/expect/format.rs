//! `type`, `format` and `vocabulary`: what sort of value it is.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{
    country, formats,
    operand::{Given, Wrong},
    show,
    test::{Compiled, Miss, Test},
    text::no_text,
};
use crate::{
    diagnostic::nearest,
    vocabulary::{self, Vocabulary},
};

/// JSON Schema's names of types (decisions.md A8).
pub(super) const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object", "null"];

/// Other words for types, and what JSON Schema calls them.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("text", "string"),
    ("str", "string"),
    ("list", "array"),
    ("map", "object"),
    ("dict", "object"),
    ("bool", "boolean"),
    ("int", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("nothing", "null"),
];

/// The names of formats (decisions.md A13).
pub const FORMATS: &[&str] =
    &["uuid", "date", "date_time", "time", "email", "uri", "url", "ipv4", "ipv6", "country", "base64", "hex"];

#[derive(Debug)]
struct Type(Vec<&'static str>);

#[derive(Debug)]
struct Format(&'static str);

#[derive(Debug)]
struct Word(&'static Vocabulary);

/// `type`.
pub(super) fn of_type(given: &Given) -> Compiled {
    let names = match given.json() {
        Json::Array(list) => list
            .iter()
            .enumerate()
            .map(|(index, name)| type_at(given, name, index))
            .collect::<Result<_, _>>()?,
        name => vec![type_named(given, name)?],
    };
    Ok(Type(names).into_test())
}

fn type_at(given: &Given, name: &Json, index: usize) -> Result<&'static str, Wrong> {
    type_named(given, name).map_err(|wrong| Wrong { part: super::operand::Part::Item(index), ..wrong })
}

fn type_named(given: &Given, name: &Json) -> Result<&'static str, Wrong> {
    let name = match name {
        // `type: null` is null in YAML.
        Json::Null => "null",
        Json::String(name) => name.as_str(),
        Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
            return Err(given.wrong("the name of a type").help(format!("types are {}", TYPES.join(", "))));
        }
    };
    if let Some(known) = TYPES.iter().find(|known| **known == name) {
        return Ok(known);
    }
    let wrong = Wrong::new(format!("there is no type `{name}`"));
    let other = OTHER_WORDS.iter().find(|(word, _)| *word == name.to_lowercase()).map(|(_, known)| *known);
    Err(match other.or_else(|| nearest(name, TYPES.iter().copied())) {
        Some(near) => wrong.help(format!("did you mean `{near}`?")),
        None => wrong.help(format!("types are {}", TYPES.join(", "))).help_object(name),
    })
}

impl Wrong {
    /// `{ type: PASSPORT }` was probably meant as an object (decisions.md D1).
    fn help_object(self, name: &str) -> Self {
        let help = self.help.clone().unwrap_or_default();
        self.help(format!("{help}; to compare with an object, write `{{ equals: {{ type: {name} }} }}`"))
    }
}

/// `format`.
pub(super) fn format(given: &Given) -> Compiled {
    let name = given.text()?;
    if let Some(known) = FORMATS.iter().find(|known| **known == name) {
        return Ok(Format(known).into_test());
    }
    let wrong = Wrong::new(format!("there is no format `{name}`"));
    Err(match nearest(&name.replace(['-', ' '], "_"), FORMATS.iter().copied()) {
        Some(near) => wrong.help(format!("did you mean `{near}`?")),
        None => wrong.help(format!("formats are {}", FORMATS.join(", "))),
    })
}

/// `vocabulary`.
pub(super) fn vocabulary(given: &Given) -> Compiled {
    let name = given.text()?;
    if let Some(known) = vocabulary::vocabulary(&name) {
        return Ok(Word(known).into_test());
    }
    let names = || vocabulary::all().iter().map(|vocabulary| vocabulary.name);
    let wrong = Wrong::new(format!("there is no vocabulary `{name}`"));
    Err(match nearest(&name.replace(['_', '-', ' '], ""), names()) {
        Some(near) => wrong.help(format!("did you mean `{near}`?")),
        None => wrong.help(format!("vocabularies are {}", names().collect::<Vec<_>>().join(", "))),
    })
}

impl Test for Type {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("of type {}", self.0.join(" or "))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        let actual = show::type_name(value);
        self.0.iter().any(|name| *name == actual || (*name == "number" && actual == "integer"))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        if value.is_null() {
            return Miss::said("null");
        }
        Miss::said(format!("{} (of type {})", show::json(value), show::type_name(value)))
    }
}

impl Test for Format {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a text in the format `{}` ({})", self.0, formats::example(self.0))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_str().is_some_and(|text| formats::is_in_format(self.0, text))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        let hint = match value.as_str() {
            Some(text) if text != text.trim() && formats::is_in_format(self.0, text.trim()) => {
                Some("there is white space around it".to_owned())
            }
            Some(text) if self.0 == "country" => country::hint(text),
            Some(text) if self.0 == "date_time" => formats::time_hint(text),
            Some(_) => None,
            None => no_text(value),
        };
        Miss::of(value).maybe_hint(hint)
    }
}

impl Test for Word {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a value of the vocabulary `{}`", self.0.name)
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_str().is_some_and(|text| self.0.contains(text))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        let hint = match value.as_str() {
            Some(text) => self.0.nearest(text).map(|near| format!("the nearest is {}", show::quoted(near))),
            None if value.is_array() => {
                Some("the value is a list: write `each: { vocabulary: ... }`".to_owned())
            }
            None => no_text(value),
        };
        Miss::of(value).maybe_hint(hint)
    }
}
