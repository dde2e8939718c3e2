//! The difference of two objects, lists or long texts, line by line.
//!
//! Bounded in lines, in the length of a line and in time; what is beyond the bounds is told, not shown.

use std::time::Duration;

use serde_json::Value as Json;
use similar::{ChangeTag, TextDiff};

use super::{equal::same, explain, number::Exact, show};

/// Lines of each side that are compared.
const COMPARED_LINES: usize = 4000;
/// Characters of a line that are compared and shown.
const LINE_LENGTH: usize = 160;
/// Lines of a difference.
const SHOWN_LINES: usize = 60;
/// Equal lines around a change.
const SURROUNDINGS: usize = 2;
/// After this time the comparison contents itself with a coarser answer.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Differing paths that are counted one by one.
const COUNTED_PATHS: usize = 10_000;

/// What differs, `-` before what is expected, `+` before what is there; nothing for values that fit on a line.
pub(super) fn difference(wanted: &Json, actual: &Json) -> Option<String> {
    match (wanted, actual) {
        (Json::Object(_), Json::Object(_)) | (Json::Array(_), Json::Array(_)) => {
            lines_differ(&pretty(wanted), &pretty(actual))
        }
        (Json::String(wanted), Json::String(actual)) if wanted.contains('\n') || actual.contains('\n') => {
            lines_differ(&text_lines(wanted), &text_lines(actual))
        }
        _ => None,
    }
}

fn text_lines(text: &str) -> Vec<String> {
    text.lines().take(COMPARED_LINES).map(cut).collect()
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LINE_LENGTH) {
        None => line.to_owned(),
        Some((end, _)) => format!("{}… ({})", &line[..end], show::characters(line.chars().count())),
    }
}

fn lines_differ(wanted: &[String], actual: &[String]) -> Option<String> {
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let actual: Vec<&str> = actual.iter().map(String::as_str).collect();
    let diff = TextDiff::configure().timeout(TIMEOUT).diff_slices(&wanted, &actual);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(SURROUNDINGS) {
        if !lines.is_empty() {
            lines.push("  ...".to_owned());
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let mark = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push(format!("{mark} {}", change.value()).trim_end().to_owned());
        }
    }
    let more = lines.len().saturating_sub(SHOWN_LINES);
    lines.truncate(SHOWN_LINES);
    if more > 0 {
        lines.push(format!("  ... ({} more)", show::counted(more, "line")));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A value over many lines, the keys in order, equal numbers written alike.
fn pretty(value: &Json) -> Vec<String> {
    let mut page = Page { lines: Vec::new() };
    page.write(value, "", 0, "");
    page.lines
}

struct Page {
    lines: Vec<String>,
}

impl Page {
    fn write(&mut self, value: &Json, before: &str, depth: usize, after: &str) {
        match value {
            Json::Object(map) if !map.is_empty() => {
                let mut entries: Vec<(&String, &Json)> = map.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                let entries = entries
                    .into_iter()
                    .map(|(key, value)| (format!("{}: ", Json::from(key.as_str())), value));
                self.block(before, ('{', '}'), entries, depth, after);
            }
            Json::Array(list) if !list.is_empty() => {
                self.block(before, ('[', ']'), list.iter().map(|value| (String::new(), value)), depth, after);
            }
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::String(_)
            | Json::Array(_)
            | Json::Object(_) => {
                self.line(depth, &format!("{before}{}{after}", scalar(value)));
            }
        }
    }

    fn block<'v>(
        &mut self,
        before: &str,
        brackets: (char, char),
        entries: impl ExactSizeIterator<Item = (String, &'v Json)>,
        depth: usize,
        after: &str,
    ) {
        self.line(depth, &format!("{before}{}", brackets.0));
        let last = entries.len() - 1;
        for (index, (key, value)) in entries.enumerate() {
            if self.lines.len() >= COMPARED_LINES {
                return;
            }
            self.write(value, &key, depth + 1, if index == last { "" } else { "," });
        }
        self.line(depth, &format!("{}{after}", brackets.1));
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.lines.push(format!("{}{}", "  ".repeat(depth), cut(text)));
    }
}

fn scalar(value: &Json) -> String {
    match value {
        Json::Number(number) => match Exact::of(number) {
            Exact::Whole(whole) => whole.to_string(),
            Exact::Float(_) => number.to_string(),
        },
        Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => show::json(value),
    }
}

/// Where two values differ.
pub(super) struct Differences {
    named: Vec<(String, Option<String>)>,
    most: usize,
    /// How many are not named.
    pub(super) more: usize,
}

/// The paths at which two values, both at `path`, differ, with the reason where it is easily missed; at most `most` are named.
pub(super) fn paths(wanted: &Json, actual: &Json, path: &str, most: usize) -> Differences {
    let mut found = Differences { named: Vec::new(), most, more: 0 };
    found.compare(path, wanted, actual);
    found
}

impl Differences {
    /// The first one.
    pub(super) fn first(&self) -> Option<&(String, Option<String>)> {
        self.named.first()
    }

    /// Those that are named.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(String, Option<String>)> {
        self.named.iter()
    }

    fn compare(&mut self, path: &str, wanted: &Json, actual: &Json) {
        if self.more >= COUNTED_PATHS || same(wanted, actual) {
            return;
        }
        match (wanted, actual) {
            (Json::Object(wanted), Json::Object(actual)) => self.objects(path, wanted, actual),
            (Json::Array(wanted), Json::Array(actual)) if wanted.len() == actual.len() => {
                for (index, (wanted, actual)) in wanted.iter().zip(actual).enumerate() {
                    self.compare(&format!("{path}[{index}]"), wanted, actual);
                }
            }
            (Json::Array(wanted), Json::Array(actual)) => {
                let counts = format!("{} in place of {}", show::elements(actual.len()), wanted.len());
                self.add(path.to_owned(), Some(counts));
            }
            _ => self.add(path.to_owned(), explain::likeness(wanted, actual)),
        }
    }

    fn objects(
        &mut self,
        path: &str,
        wanted: &serde_json::Map<String, Json>,
        actual: &serde_json::Map<String, Json>,
    ) {
        for (key, value) in wanted {
            let path = member(path, key);
            match actual.get(key) {
                Some(actual) => self.compare(&path, value, actual),
                None => self.add(path, Some("it is absent".to_owned())),
            }
        }
        for key in actual.keys().filter(|key| !wanted.contains_key(*key)) {
            self.add(member(path, key), Some("it is not among what is expected".to_owned()));
        }
    }

    fn add(&mut self, path: String, why: Option<String>) {
        if self.named.len() < self.most {
            self.named.push((path, why));
        } else {
            self.more += 1;
        }
    }
}

/// The path of a field: `$.a` where the name is simple, `$['a b']` else.
pub(super) fn member(path: &str, key: &str) -> String {
    let simple = key.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && key.chars().all(|character| character.is_alphanumeric() || character == '_');
    if simple {
        format!("{path}.{key}")
    } else {
        let name = cut(key).replace('\\', "\\\\").replace('\'', "\\'");
        format!("{path}['{name}']")
    }
}
