//! `fields`: queries into a JSON value, each with its matchers.

use serde_json::Value as Json;

use super::{
    Check, Fields, Mismatch,
    check::LooksAt,
    demand::Demand,
    matchers::Reader,
    subject::{Seen, Subject},
};
use crate::{
    diagnostic::{Problems, code, nearest},
    json_path::{JsonPath, PathError, QueryLimit},
    source::{Entry, Key, Node, Span},
    template::Scope,
};

/// A field and what is demanded of it in a test.
#[derive(Debug)]
pub(super) struct FieldDemand {
    /// Where it is.
    pub(super) path: JsonPath,
    /// What is demanded.
    pub(super) demand: Demand,
}

impl Reader<'_> {
    /// A map of fields; entries that cannot be read are reported and left out.
    pub(super) fn fields(&mut self, node: &Node) -> Fields {
        let Some(entries) = node.as_map() else {
            let message = format!("`fields` wants a map of fields, not {}", node.kind_name());
            self.problems
                .error(code::WRONG_TYPE, node.span, message)
                .help
                .push("write `{ status: APPROVED }`".to_owned());
            return Fields::default();
        };
        if entries.is_empty() {
            self.problems.error(code::MISSING_KEY, node.span, "no field is named here");
        }
        let mut checks = Vec::with_capacity(entries.len());
        checks.extend(entries.iter().filter_map(|entry| self.field(entry)));
        Fields { checks: checks.into() }
    }

    fn field(&mut self, entry: &Entry) -> Option<Check> {
        let path = self.path(&entry.key);
        let matchers = self.matchers(&entry.value);
        let place = self.problems.place(entry_span(entry));
        Some(Check { place, looks_at: LooksAt::Field(path?, matchers) })
    }

    fn path(&mut self, key: &Key) -> Option<JsonPath> {
        match JsonPath::from_field(&key.text) {
            Ok(path) => {
                for warning in path.warnings() {
                    let span = path_span(key, warning, self.problems);
                    let diagnostic = self.problems.warning(code::DEAD_REGEX, span, warning.message.clone());
                    diagnostic.help.extend(warning.help.clone());
                }
                Some(path)
            }
            Err(error) => {
                let span = path_span(key, &error, self.problems);
                self.problems.error(code::JSON_PATH, span, error.message).help.extend(error.help);
                None
            }
        }
    }
}

/// Key and value.
pub(super) fn entry_span(entry: &Entry) -> Span {
    Span { start: entry.key.span.start, end: entry.value.span.end.max(entry.key.span.end) }
}

fn path_span(key: &Key, error: &PathError, problems: &Problems) -> Span {
    problems.source().inside(key.span, &key.text, error.offset, error.length).unwrap_or(key.span)
}

impl Fields {
    /// What is demanded in a test, everything filled in.
    ///
    /// # Errors
    /// A mismatch where something cannot be filled in.
    pub(super) fn fill(&self, path: &str, scope: &dyn Scope) -> Result<Vec<FieldDemand>, Mismatch> {
        let fields = self.checks.iter().filter_map(|check| match &check.looks_at {
            LooksAt::Field(field, matchers) => Some((field, matchers)),
            LooksAt::Header(..) | LooksAt::Body(_) | LooksAt::Within(_) | LooksAt::Status(_) => None,
        });
        fields
            .map(|(field, matchers)| {
                Ok(FieldDemand { path: field.clone(), demand: matchers.fill(&below(path, field), scope)? })
            })
            .collect()
    }
}

/// A query's path as messages show it: `$.a.b`.
pub(super) fn shown(path: &JsonPath) -> String {
    let text = path.as_str();
    if text.starts_with('$') { text.to_owned() } else { format!("$.{text}") }
}

/// The path of a query that begins at another path: `$.type` below `$.documents[2]` is `$.documents[2].type`.
fn below(base: &str, path: &JsonPath) -> String {
    format!("{base}{}", shown(path).trim_start_matches('$'))
}

/// What a query finds in a value that stands at `base`.
///
/// # Errors
/// Where the query asks for too much work.
pub(super) fn find<'v>(path: &JsonPath, value: &'v Json, base: &'v str) -> Result<Subject<'v>, QueryLimit> {
    let found = path.query(value)?;
    let seen = if path.is_singular() {
        match found.first() {
            Some(found) => Seen::One(found.value),
            None => absent(path, value, base),
        }
    } else {
        let list = found.iter().map(|found| found.value.clone()).collect();
        Seen::Several(list, found.into_iter().map(|found| found.location).collect())
    };
    Ok(Subject { path: below(base, path), seen, base, what: "field" })
}

/// Nothing is there: how far the path leads, and the field that was probably meant.
fn absent<'v>(path: &JsonPath, value: &Json, base: &str) -> Seen<'v> {
    match absence(&shown(path), value, base) {
        Some(hint) => Seen::AbsentBut(hint),
        None => Seen::Absent,
    }
}

fn absence(text: &str, value: &Json, base: &str) -> Option<String> {
    // Only names that stand behind a dot are taken off, each one shortening the text.
    let (parent, name) = text.rsplit_once('.').filter(|(_, name)| !name.contains([']', '[', '\'', '"']))?;
    let found = JsonPath::parse(parent).ok()?.query(value).ok()?;
    let Some(found) = found.first() else {
        let below = parent.trim_start_matches('$');
        return absence(parent, value, base).or_else(|| Some(format!("`{base}{below}` is absent already")));
    };
    match found.value {
        Json::Object(map) => {
            let near = nearest(name, map.keys().map(String::as_str))?;
            Some(format!("the nearest field is `{near}`"))
        }
        Json::Array(_) => Some(format!(
            "`{base}{}` is a list: write `[0]` or `[*]` behind it",
            parent.trim_start_matches('$')
        )),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            Some(format!("`{base}{}` is {}", parent.trim_start_matches('$'), super::show::kind(found.value)))
        }
    }
}
