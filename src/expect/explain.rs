//! Why two values that look alike are not equal: the type, the letters' case, spaces, a list of one value.

use serde_json::Value as Json;

use super::{diff, equal::same, show};

/// Paths of differences that a hint names.
const MOST_PATHS: usize = 5;

/// What tells an unequal value from the wanted one, where that is easily missed.
/// `path` is where the values stand.
pub(super) fn difference(wanted: &Json, actual: &Json, path: &str) -> Option<String> {
    match (wanted, actual) {
        (Json::Object(_), Json::Object(_)) | (Json::Array(_), Json::Array(_)) => inside(wanted, actual, path),
        _ => likeness(wanted, actual),
    }
}

/// Why two values that are no containers both look alike and are not equal.
pub(super) fn likeness(wanted: &Json, actual: &Json) -> Option<String> {
    match (wanted, actual) {
        (Json::String(wanted), Json::String(actual)) => of_texts(wanted, actual),
        (Json::String(text), Json::Number(_) | Json::Bool(_)) if reads_alike(text, actual) => Some(format!(
            "{actual} is {} and {} a text: leave the quotes out",
            article_kind(actual),
            show::quoted(text)
        )),
        (Json::Number(_) | Json::Bool(_), Json::String(text)) if reads_alike(text, wanted) => Some(format!(
            "{wanted} is {} and {} a text: put it in quotes",
            article_kind(wanted),
            show::quoted(text)
        )),
        (Json::Null, Json::String(text)) if text.is_empty() || text == "null" => {
            Some(format!("null is no text: write `{}` in quotes", show::quoted(text)))
        }
        (Json::String(text), Json::Null) if text.is_empty() || text == "null" => {
            Some("the value is null, which is no text: write `null` without quotes".to_owned())
        }
        (_, Json::Array(list)) if list.iter().any(|element| same(wanted, element)) => {
            Some("the value is a list that holds it: write `includes: [...]` or `each: ...`".to_owned())
        }
        (Json::Array(list), _) if list.iter().any(|element| same(element, actual)) => {
            Some("a list is a value: write `one_of: [...]` where one of several values is right".to_owned())
        }
        _ => None,
    }
}

/// Whether a text is what a number or a boolean looks like.
fn reads_alike(text: &str, value: &Json) -> bool {
    serde_json::from_str::<Json>(text).is_ok_and(|read| same(&read, value))
}

fn article_kind(value: &Json) -> &'static str {
    if value.is_boolean() { "a boolean" } else { "a number" }
}

fn of_texts(wanted: &str, actual: &str) -> Option<String> {
    if without_spaces(wanted).eq(without_spaces(actual)) {
        return Some("the texts differ in white space only".to_owned());
    }
    if wanted.to_lowercase() == actual.to_lowercase() {
        return Some("the texts differ in the case of their letters only".to_owned());
    }
    let shared = wanted.chars().zip(actual.chars()).take_while(|(wanted, actual)| wanted == actual).count();
    (shared >= 40).then(|| format!("the first {} are the same", show::characters(shared)))
}

fn without_spaces(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|character| !character.is_whitespace())
}

/// Where two objects or two lists differ.
fn inside(wanted: &Json, actual: &Json, path: &str) -> Option<String> {
    let found = diff::paths(wanted, actual, path, MOST_PATHS);
    let (first, why) = found.first()?;
    let named: Vec<String> = found.iter().map(|(path, _)| format!("`{path}`")).collect();
    let more = found.more;
    match (named.len(), more) {
        (1, 0) => Some(match why {
            Some(why) => format!("they differ at `{first}`: {why}"),
            None => format!("they differ at `{first}`"),
        }),
        (_, 0) => Some(format!("they differ at {}", named.join(", "))),
        (_, more) => Some(format!("they differ at {} and {more} more", named.join(", "))),
    }
}
