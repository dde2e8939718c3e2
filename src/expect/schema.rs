//! `schema`: a value held against a JSON Schema, inline or in a file: the only file that names the validator.
//!
//! The draft is 2020-12 unless the schema names another. Nothing is fetched: a reference to another file or address
//! is refused when the scenario is read.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;
use jsonschema::{Draft, PatternOptions, Validator, error::ValidationErrorKind};
use serde_json::Value as Json;

use super::{
    diff::member,
    operand::Wrong,
    show,
    test::{Miss, Test},
};
use crate::diagnostic::code;

/// Bytes that a pattern of a schema may take once compiled.
const PATTERN_SIZE: usize = 1 << 20;
/// Violations that a message names.
const MOST: usize = 5;
/// Violations that are counted.
const COUNTED: usize = 1000;

#[derive(Debug)]
struct Schema {
    /// `the inline schema`, or the file.
    name: String,
    validator: Validator,
}

/// Compiles a schema; `name` is what messages call it.
pub(super) fn compile(name: &str, schema: &Json) -> Result<Arc<dyn Test>, Wrong> {
    let wrong = |message: String| Wrong { code: code::JSON_SCHEMA, ..Wrong::new(message) };
    if !schema.is_object() && !schema.is_boolean() {
        return Err(wrong(format!("a JSON Schema is an object, not {}", show::kind(schema))));
    }
    let nodes = all_nodes(schema);
    if let Some(inner) = nodes.iter().skip(1).find_map(|node| node.get("$id")?.as_str()) {
        return Err(wrong(format!("`$id` stands at the root of the schema only, not at `{inner}`")));
    }
    if let Some(reference) = foreign_reference(&nodes) {
        let message = format!("the schema refers to `{reference}`, and nothing outside of it is read");
        return Err(wrong(message).help("put what it refers to below `$defs`, and write `#/$defs/NAME`"));
    }
    if let Some(reference) = circle(&nodes) {
        return Err(wrong(format!("the reference `{reference}` of the schema leads back to itself")));
    }
    let validator = jsonschema::options()
        .with_draft(draft(schema))
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE))
        .build(schema)
        .map_err(|error| wrong(no_schema(&error)))?;
    Ok(Schema { name: name.to_owned(), validator }.into_test())
}

/// The sentence of the validator speaks of the draft's own schema; the place and the value say more.
fn no_schema(error: &jsonschema::ValidationError<'_>) -> String {
    let (place, value) = (error.instance_path().as_str(), show::json(error.instance()));
    if place.is_empty() {
        return format!("it is no JSON Schema: {}", said(error));
    }
    format!("it is no JSON Schema: {value} is not allowed at `{}`", place.trim_start_matches('/'))
}

fn draft(schema: &Json) -> Draft {
    // What the schema names wins inside the validator; this is what counts where it names none.
    Draft::Draft202012.detect(schema)
}

/// The words by which a schema refers to another.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

fn references(node: &Json) -> impl Iterator<Item = &str> {
    REFERENCES.into_iter().filter_map(|word| node.get(word)?.as_str())
}

/// The first reference that leads out of the schema and not to a published draft.
fn foreign_reference(nodes: &[&Json]) -> Option<String> {
    let own = nodes.first().and_then(|root| id(root)).unwrap_or("");
    nodes
        .iter()
        .flat_map(|node| references(node))
        .find(|reference| {
            let document = reference.split('#').next().unwrap_or(reference);
            !document.is_empty() && document != own && !document.contains("json-schema.org/")
        })
        .map(str::to_owned)
}

fn id(node: &Json) -> Option<&str> {
    node.get("$id").or_else(|| node.get("id"))?.as_str()
}

/// A reference that leads back to itself while the value stays the same: a validator would follow it for ever.
fn circle(nodes: &[&Json]) -> Option<String> {
    let mut done = HashSet::new();
    nodes.iter().filter(|node| references(node).next().is_some()).find_map(|start| {
        let on_circle = walk(nodes, start, &mut done)?;
        references(on_circle).next().or_else(|| references(start).next()).map(str::to_owned)
    })
}

/// The node at which a walk from `start` comes back to where it has been.
fn walk<'s>(nodes: &[&'s Json], start: &'s Json, done: &mut HashSet<*const Json>) -> Option<&'s Json> {
    let mut path = vec![(start, same_value(nodes, start))];
    let mut on_path = HashSet::from([std::ptr::from_ref(start)]);
    while let Some((node, open)) = path.last_mut() {
        let node = *node;
        match open.pop() {
            None => {
                on_path.remove(&std::ptr::from_ref(node));
                done.insert(std::ptr::from_ref(node));
                path.pop();
            }
            Some(next) if on_path.contains(&std::ptr::from_ref(next)) => return Some(node),
            Some(next) if done.contains(&std::ptr::from_ref(next)) => {}
            Some(next) => {
                on_path.insert(std::ptr::from_ref(next));
                path.push((next, same_value(nodes, next)));
            }
        }
    }
    None
}

/// The schemas that a schema holds the very same value against.
fn same_value<'s>(nodes: &[&'s Json], node: &'s Json) -> Vec<&'s Json> {
    let lists =
        ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|word| node.get(word)?.as_array()).flatten();
    let single = ["not", "if", "then", "else"].into_iter().filter_map(|word| node.get(word));
    let maps =
        ["dependentSchemas", "dependencies"].into_iter().filter_map(|word| node.get(word)?.as_object());
    let referred = references(node).filter_map(|reference| target(nodes, reference));
    lists.chain(single).chain(maps.flat_map(serde_json::Map::values)).chain(referred).collect()
}

/// Where a reference leads inside of the schema: to a JSON pointer, an anchor, or the root.
fn target<'s>(nodes: &[&'s Json], reference: &str) -> Option<&'s Json> {
    let root = nodes.first().copied()?;
    let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
    let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
    if fragment.is_empty() || fragment.starts_with('/') {
        return root.pointer(&fragment);
    }
    let anchored = |node: &&&Json| {
        ["$anchor", "$dynamicAnchor"]
            .into_iter()
            .any(|word| node.get(word).is_some_and(|name| *name == *fragment))
    };
    nodes.iter().find(anchored).copied()
}

/// Every value inside of a schema, itself first.
fn all_nodes(schema: &Json) -> Vec<&Json> {
    let mut nodes = vec![schema];
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied() {
        next += 1;
        match node {
            Json::Array(list) => nodes.extend(list),
            Json::Object(map) => nodes.extend(map.values()),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    nodes
}

impl Test for Schema {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("valid by {}", self.name)
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        self.validator.is_valid(value)
    }

    fn miss(&self, value: &Json, path: &str, _now: Timestamp) -> Miss {
        let mut errors = self.validator.iter_errors(value);
        let named: Vec<String> = errors
            .by_ref()
            .take(MOST)
            .map(|error| format!("{}: {}", located(path, error.instance_path().as_str()), said(&error)))
            .collect();
        let more = errors.take(COUNTED).count();
        let hint = match more {
            0 => named.join("\n"),
            more => format!("{}\nand {more} more", named.join("\n")),
        };
        Miss::of(value).hint(hint)
    }
}

/// A JSON pointer below a path, written as a path.
fn located(path: &str, pointer: &str) -> String {
    pointer.split('/').skip(1).fold(path.to_owned(), |path, part| {
        let name = part.replace("~1", "/").replace("~0", "~");
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{path}[{name}]")
        } else {
            member(&path, &name)
        }
    })
}

/// The validator's sentence without the value, which may be long.
fn said(error: &jsonschema::ValidationError<'_>) -> String {
    if let ValidationErrorKind::Required { property } = error.kind() {
        return format!("{} is absent", show::json(property));
    }
    let message = error.masked_with("the value").to_string();
    match message.char_indices().nth(300) {
        None => message,
        Some((end, _)) => format!("{}…", &message[..end]),
    }
}
