//! Where the fields of a webhook stand in its payload: those of `/status` and `/data` are one level further in there.

use std::{collections::BTreeMap, sync::OnceLock};

use serde_json::Value as Json;

use super::{desk::Desk, reports::Origin};
use crate::{
    contract::{SCHEMA_FOLDER, SHIPPED},
    diagnostic::{code, nearest},
    source::{Entry, Node, Tree},
};

/// What the names of the schemas of webhooks begin with.
const WEBHOOK: &str = "webhook-";

/// The objects of a payload that its fields stand in, and the field in each that its name alone is taken for.
const PARTS: [(&str, Option<&str>); 2] = [("status", Some("overall")), ("data", None)];

/// Warns of fields that stand elsewhere in the payload.
pub(super) fn check_places(desk: &mut Desk, origin: Origin, fields: &Node) {
    let entries = fields.as_map().unwrap_or_default();
    let moved: Vec<(&Entry, String)> =
        entries.iter().filter_map(|entry| Some((entry, elsewhere(entry)?))).collect();
    let misspelt: Vec<(&Entry, String)> =
        entries.iter().filter_map(|entry| Some((entry, meant(&entry.key.text)?))).collect();
    if moved.is_empty() && misspelt.is_empty() || has_own_schema(desk) {
        return;
    }
    for (entry, path) in misspelt.iter().filter(|(entry, _)| elsewhere(entry).is_none()) {
        let message = format!("the documents name no `{}` in the payload of a webhook", entry.key.text);
        let warning = desk.reports.of(origin).warning(code::NO_ANSWER_HAS_IT, entry.key.span, message);
        warning.help.push(format!("did you mean `{path}`?"));
    }
    for (entry, path) in moved {
        let name = &entry.key.text;
        let message = format!("a webhook has no such `{name}`: in its payload it is `{path}`");
        let warning = desk.reports.of(origin).warning(code::NO_ANSWER_HAS_IT, entry.key.span, message);
        warning.help.push(format!("write `{path}: ...`"));
    }
}

/// The path that was probably meant, where a field does not stand at the top of the payload.
fn elsewhere(entry: &Entry) -> Option<String> {
    let name = entry.key.text.strip_prefix("$.").unwrap_or(&entry.key.text);
    let payload = payload();
    let whole =
        PARTS.iter().find(|(part, _)| *part == name).and_then(|(part, field)| Some((part, (*field)?)));
    if let Some((part, field)) = whole.filter(|_| matches!(entry.value.tree, Tree::Scalar(_))) {
        return Some(format!("{part}.{field}"));
    }
    if payload.contains_key(name) {
        return None;
    }
    let holds =
        |part: &&str| payload.get(*part).is_some_and(|fields| fields.iter().any(|known| known == name));
    let part = PARTS.iter().map(|(part, _)| *part).find(holds)?;
    Some(format!("{part}.{name}"))
}

/// The path of a field of the payload that is like one that the payload does not have; `None` where it has that, or
/// nothing like it, and of paths that are more than names with dots between.
fn meant(written: &str) -> Option<String> {
    let path = written.strip_prefix("$.").unwrap_or(written);
    if path.contains(|character: char| !character.is_ascii_alphanumeric() && !"._".contains(character)) {
        return None;
    }
    let payload = payload();
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Some(inner) = payload.get(first) else {
        let near = nearest(first, payload.keys().map(String::as_str))?;
        return Some(rest.map_or_else(|| near.to_owned(), |rest| format!("{near}.{rest}")));
    };
    let second = rest.filter(|rest| !rest.contains('.') && !inner.is_empty())?;
    if inner.iter().any(|known| known == second) {
        return None;
    }
    Some(format!("{first}.{}", nearest(second, inner.iter().map(String::as_str))?))
}

/// The fields at the top of the documented payloads, each with the fields in it.
fn payload() -> &'static BTreeMap<String, Vec<String>> {
    static PAYLOAD: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    PAYLOAD.get_or_init(|| {
        let mut payload: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let texts = SHIPPED.iter().filter(|(name, _)| name.starts_with(WEBHOOK)).map(|(_, text)| text);
        for schema in texts.filter_map(|text| serde_json::from_str::<Json>(text).ok()) {
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                let inner =
                    field["properties"].as_object().into_iter().flat_map(|fields| fields.keys().cloned());
                payload.entry(name.clone()).or_default().extend(inner);
            }
        }
        payload
    })
}

/// A suite that describes webhooks itself may know more of them.
fn has_own_schema(desk: &Desk) -> bool {
    let mut names = SHIPPED.iter().map(|(name, _)| *name).filter(|name| name.starts_with(WEBHOOK));
    names.any(|name| {
        ["", ".also"].iter().any(|beside| {
            let path = format!("{SCHEMA_FOLDER}/{name}{beside}.schema.json");
            desk.request.suite_files.bytes(&path).is_ok()
        })
    })
}
