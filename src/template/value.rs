//! A JSON value that remembers the text it was written as, so that `00123456` in a variable keeps its zeros
//! where the API wants a text (decisions.md E3).

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value as Json;

/// A value with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it means by YAML 1.2, or what an answer held.
    pub json: Json,
    /// What a scalar's author wrote; `None` for lists, maps, texts as they were written, and values that no author wrote.
    pub text: Option<Arc<str>>,
    /// What was written inside a list or a map.
    pub inside: Inside,
}

/// The texts of the scalars inside a list or a map, as far as JSON does not give them back: `${person.number}`
/// keeps its zeros as `${number}` does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside(Option<Arc<BTreeMap<String, Written>>>);

#[derive(Clone, Debug, PartialEq)]
struct Written {
    text: Option<Arc<str>>,
    inside: Inside,
}

impl Value {
    /// A scalar that an author wrote as `text`.
    pub fn written(json: Json, text: &str) -> Self {
        // Most scalars are texts: one that is written as it reads is not kept twice.
        let says_it = json.as_str() == Some(text);
        Self { json, text: (!says_it).then(|| text.into()), inside: Inside::default() }
    }

    /// A list of values, their texts kept.
    pub fn list(elements: impl IntoIterator<Item = Value>) -> Self {
        let mut inside = BTreeMap::new();
        let keep = |(index, element): (usize, Value)| keep_text(&mut inside, &index.to_string(), element);
        let json = Json::Array(elements.into_iter().enumerate().map(keep).collect());
        Self { json, text: None, inside: Inside::of(inside) }
    }

    /// A map of values in the given order, their texts kept.
    pub fn map(entries: impl IntoIterator<Item = (String, Value)>) -> Self {
        let mut inside = BTreeMap::new();
        let keep = |(key, value): (String, Value)| {
            let json = keep_text(&mut inside, &key, value);
            (key, json)
        };
        let json = Json::Object(entries.into_iter().map(keep).collect());
        Self { json, text: None, inside: Inside::of(inside) }
    }

    /// The value of a key, where this is a map that has it.
    pub fn key(&self, key: &str) -> Option<Value> {
        Some(self.with_text(key, self.json.as_object()?.get(key)?.clone()))
    }

    /// The element at an index, counted from 0, where this is a list that has it.
    pub fn element(&self, index: usize) -> Option<Value> {
        Some(self.with_text(&index.to_string(), self.json.as_array()?.get(index)?.clone()))
    }

    /// The elements in order, where this is a list.
    pub fn elements(&self) -> Option<Vec<Value>> {
        (0..self.json.as_array()?.len()).map(|index| self.element(index)).collect()
    }

    /// The text where a text is wanted: as written, else a text as it is, else JSON.
    pub fn to_text(&self) -> String {
        match (&self.text, &self.json) {
            (Some(text), _) => text.to_string(),
            (None, Json::String(text)) => text.clone(),
            (None, other) => other.to_string(),
        }
    }

    /// What it is, in a message: `a text`, `a number`, `true or false`, `nothing`, `a list`, `a map`.
    pub fn kind_name(&self) -> &'static str {
        match self.json {
            Json::Null => "nothing",
            Json::Bool(_) => "true or false",
            Json::Number(_) => "a number",
            Json::String(_) => "a text",
            Json::Array(_) => "a list",
            Json::Object(_) => "a map",
        }
    }

    fn with_text(&self, part: &str, json: Json) -> Value {
        let written = self.inside.0.as_ref().and_then(|parts| parts.get(part)).cloned();
        let (text, inside) = written.map_or((None, Inside::default()), |found| (found.text, found.inside));
        Value { json, text, inside }
    }
}

impl Inside {
    fn of(parts: BTreeMap<String, Written>) -> Self {
        Self((!parts.is_empty()).then(|| Arc::new(parts)))
    }
}

/// Notes what JSON alone would lose, and gives the JSON.
fn keep_text(parts: &mut BTreeMap<String, Written>, part: &str, value: Value) -> Json {
    let Value { json, text, inside } = value;
    let text = text.filter(|text| json.as_str().map_or_else(|| differs(&json, text), |json| json != &**text));
    if text.is_some() || inside.0.is_some() {
        parts.insert(part.to_owned(), Written { text, inside });
    }
    json
}

fn differs(json: &Json, text: &str) -> bool {
    let shown = json.to_string();
    shown != text
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        Self { json, text: None, inside: Inside::default() }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Json::String(text.to_owned()).into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Json::String(text).into()
    }
}
