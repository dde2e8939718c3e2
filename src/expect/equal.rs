//! Equality of JSON values, deep and type-strict, and the matchers that rest on it: `equals`, `one_of`, `none_of`.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{
    diff, explain,
    number::Exact,
    operand::Given,
    show,
    test::{Compiled, Miss, Test},
};
use crate::{diagnostic::nearest, template::Value};

/// Whether two values are equal: numbers by value (`1` is `1.0`), objects whatever the order of their keys.
///
/// Values come from parsers that bound their depth, and so the recursion is bounded.
pub(super) fn same(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => Exact::of(left) == Exact::of(right),
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

/// A text that two values share exactly where they are the same: a key for sets of values.
pub(super) fn canonical(value: &Json) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Json, text: &mut String) {
    match value {
        Json::Number(number) => match Exact::of(number) {
            Exact::Whole(whole) => text.push_str(&whole.to_string()),
            Exact::Float(float) => text.push_str(&float.to_string()),
        },
        Json::Array(list) => {
            text.push('[');
            for element in list {
                write_canonical(element, text);
                text.push(',');
            }
            text.push(']');
        }
        Json::Object(map) => write_object(map, text),
        Json::Null | Json::Bool(_) | Json::String(_) => text.push_str(&value.to_string()),
    }
}

fn write_object(map: &serde_json::Map<String, Json>, text: &mut String) {
    let mut entries: Vec<(&String, &Json)> = map.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    text.push('{');
    for (key, value) in entries {
        text.push_str(&Json::from(key.as_str()).to_string());
        text.push(':');
        write_canonical(value, text);
        text.push(',');
    }
    text.push('}');
}

#[derive(Debug)]
struct Equals(Arc<Value>);

#[derive(Debug)]
struct OneOf(Vec<Json>);

#[derive(Debug)]
struct NoneOf(Vec<Json>);

/// `equals`; every value can be one to compare with.
#[expect(clippy::unnecessary_wraps, reason = "all matchers are compiled by one signature")]
pub(super) fn equals(given: &Given) -> Compiled {
    Ok(Equals(Arc::clone(given.value)).into_test())
}

/// `one_of`.
pub(super) fn one_of(given: &Given) -> Compiled {
    Ok(OneOf(some_values(given)?).into_test())
}

/// `none_of`.
pub(super) fn none_of(given: &Given) -> Compiled {
    Ok(NoneOf(some_values(given)?).into_test())
}

fn some_values(given: &Given) -> Result<Vec<Json>, super::operand::Wrong> {
    let list = given.list("a list of values: `[A, B]`")?;
    if list.is_empty() {
        let message = format!("`{}` wants at least one value", given.word);
        return Err(super::operand::Wrong::new(message));
    }
    Ok(list.to_vec())
}

impl Test for Equals {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("equal to {}", show::json(&self.0.json))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        same(&self.0.json, value)
    }

    fn miss(&self, value: &Json, path: &str, _now: Timestamp) -> Miss {
        Miss {
            difference: diff::difference(&self.0.json, value),
            ..Miss::of(value).maybe_hint(explain::difference(&self.0.json, value, path))
        }
    }
}

impl Test for OneOf {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("one of {}", show::listed(&self.0))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        self.0.iter().any(|wanted| same(wanted, value))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        let hint = self.0.iter().find_map(|wanted| explain::likeness(wanted, value));
        Miss::of(value).maybe_hint(hint.or_else(|| self.nearest(value)))
    }
}

impl OneOf {
    fn nearest(&self, value: &Json) -> Option<String> {
        let near = nearest(value.as_str()?, self.0.iter().filter_map(Json::as_str))?;
        Some(format!("the nearest is {}", show::quoted(near)))
    }
}

impl Test for NoneOf {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("none of {}", show::listed(&self.0))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        !self.0.iter().any(|refused| same(refused, value))
    }
}
