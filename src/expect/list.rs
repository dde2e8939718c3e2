//! Matchers of lists and of what is empty: `count`, `includes`, `unordered`, `empty`.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{
    equal::canonical,
    operand::Given,
    show,
    test::{Compiled, Miss, Test},
    text::Bounds,
};

/// Elements that a message names.
const MOST: usize = 5;

#[derive(Debug)]
struct Count(Bounds);

#[derive(Debug)]
struct Includes(Vec<Json>);

#[derive(Debug)]
struct Unordered(Vec<Json>);

#[derive(Clone, Copy, Debug)]
enum Emptiness {
    Empty,
    Filled,
}

/// `count`.
pub(super) fn count(given: &Given) -> Compiled {
    Ok(Count(Bounds::read(given)?).into_test())
}

/// `includes`.
pub(super) fn includes(given: &Given) -> Compiled {
    let list = given.list("a list of values").map_err(|wrong| match given.json() {
        Json::Null | Json::Object(_) | Json::Array(_) => wrong,
        Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            wrong.help(format!("write `includes: [{}]`", given.value.to_text()))
        }
    })?;
    Ok(Includes(list.to_vec()).into_test())
}

/// `unordered`.
pub(super) fn unordered(given: &Given) -> Compiled {
    Ok(Unordered(given.list("a list of values")?.to_vec()).into_test())
}

/// `empty`.
pub(super) fn empty(given: &Given) -> Compiled {
    Ok(if given.boolean()? { Emptiness::Empty } else { Emptiness::Filled }.into_test())
}

impl Test for Count {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a list of {}", self.0.said("element"))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_array().is_some_and(|list| self.0.hold(list.len()))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        match value {
            Json::Array(list) => Miss::said(sized(value, list.len())),
            Json::String(_) => Miss::of(value).hint("the value is a text: `length` is its length"),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => {
                Miss::of(value).hint(no_list(value))
            }
        }
    }
}

/// A list with the number of its elements; a list that was cut tells it already.
fn sized(value: &Json, count: usize) -> String {
    let shown = show::json(value);
    if shown.ends_with(')') { shown } else { format!("{shown} ({})", show::elements(count)) }
}

fn no_list(value: &Json) -> String {
    format!("the value is {}, not a list", show::kind(value))
}

impl Includes {
    fn missing(&self, list: &[Json]) -> Vec<Json> {
        let present: std::collections::HashSet<String> = list.iter().map(canonical).collect();
        self.0.iter().filter(|wanted| !present.contains(&canonical(wanted))).cloned().collect()
    }
}

impl Test for Includes {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a list that includes {}", show::listed(&self.0))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_array().is_some_and(|list| self.missing(list).is_empty())
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        match value {
            Json::Array(list) => {
                Miss::of(value).hint(format!("missing: {}", show::listed(&self.missing(list))))
            }
            Json::String(_) => Miss::of(value).hint("the value is a text: write `contains`"),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => {
                Miss::of(value).hint(no_list(value))
            }
        }
    }
}

impl Unordered {
    /// The values that are missing, and those that are too many; each as often as it is.
    fn difference<'v>(&'v self, list: &'v [Json]) -> (Vec<Json>, Vec<Json>) {
        let mut left: HashMap<String, usize> = HashMap::new();
        for element in list {
            *left.entry(canonical(element)).or_default() += 1;
        }
        let missing = self.0.iter().filter(|wanted| !take(&mut left, wanted)).cloned().collect();
        let surplus = list.iter().filter(|element| take(&mut left, element)).cloned().collect();
        (missing, surplus)
    }
}

fn take(left: &mut HashMap<String, usize>, value: &Json) -> bool {
    match left.get_mut(&canonical(value)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        Some(_) | None => false,
    }
}

impl Test for Unordered {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("in any order {}", show::json(&Json::Array(self.0.clone())))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_array().is_some_and(|list| {
            let (missing, surplus) = self.difference(list);
            missing.is_empty() && surplus.is_empty()
        })
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        let Json::Array(list) = value else { return Miss::of(value).hint(no_list(value)) };
        let (missing, surplus) = self.difference(list);
        let lines =
            [("-", &missing), ("+", &surplus)].into_iter().flat_map(|(mark, values)| {
                values.iter().take(MOST).map(move |value| format!("{mark} {}", show::json(value))).chain(
                    (values.len() > MOST).then(|| format!("{mark} ... ({} more)", values.len() - MOST)),
                )
            });
        let hint = [("missing", missing.len()), ("too many", surplus.len())];
        let hint: Vec<String> = hint
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{count} {word}"))
            .collect();
        Miss {
            difference: Some(lines.collect::<Vec<_>>().join("\n")),
            ..Miss::of(value).hint(hint.join(", "))
        }
    }
}

impl Test for Emptiness {
    fn wanted(&self, _now: Timestamp) -> String {
        match self {
            Self::Empty => "an empty text, list or object".to_owned(),
            Self::Filled => "a text, list or object that is not empty".to_owned(),
        }
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        let empty = match value {
            Json::String(text) => text.is_empty(),
            Json::Array(list) => list.is_empty(),
            Json::Object(map) => map.is_empty(),
            Json::Null | Json::Bool(_) | Json::Number(_) => return false,
        };
        match self {
            Self::Empty => empty,
            Self::Filled => !empty,
        }
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        let hint = match value {
            Json::Null => Some("null is not empty: write `equals: null`".to_owned()),
            Json::String(text) if !text.is_empty() && text.trim().is_empty() => {
                Some("the text holds white space only".to_owned())
            }
            Json::Bool(_) | Json::Number(_) => Some("only texts, lists and objects can be empty".to_owned()),
            Json::String(_) | Json::Array(_) | Json::Object(_) => None,
        };
        Miss::of(value).maybe_hint(hint)
    }
}
