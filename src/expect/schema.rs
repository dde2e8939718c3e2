//! `schema`: a value held against a JSON Schema, inline or in a file: the only file that names the validator.
//!
//! The draft is 2020-12 unless the schema names another. Nothing is fetched: a reference to another file or address
//! is refused when the scenario is read.

use std::sync::Arc;

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
    if let Some(reference) = foreign_reference(schema) {
        let message = format!("the schema refers to `{reference}`, and nothing outside of it is read");
        return Err(wrong(message).help("put what it refers to below `$defs`, and write `#/$defs/NAME`"));
    }
    if let Some(reference) = circle(schema) {
        return Err(wrong(format!("the reference `{reference}` of the schema leads back to itself")));
    }
    let validator = jsonschema::options()
        .with_draft(draft(schema))
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE))
        .build(schema)
        .map_err(|error| wrong(format!("it is no JSON Schema: {}", said(&error))))?;
    Ok(Schema { name: name.to_owned(), validator }.into_test())
}

fn draft(schema: &Json) -> Draft {
    // What the schema names wins inside the validator; this is what counts where it names none.
    Draft::Draft202012.detect(schema)
}

/// The first `$ref` that leads out of the schema and is neither one of its own `$id`s nor a published draft.
fn foreign_reference(schema: &Json) -> Option<String> {
    let nodes = all_nodes(schema);
    let own: Vec<&str> =
        nodes.iter().filter_map(|node| node.get("$id").or_else(|| node.get("id"))?.as_str()).collect();
    let references = nodes.iter().flat_map(|node| {
        ["$ref", "$dynamicRef", "$recursiveRef"].into_iter().filter_map(|word| node.get(word)?.as_str())
    });
    references
        .filter(|reference| !reference.starts_with('#'))
        .find(|reference| {
            let document = reference.split('#').next().unwrap_or(reference);
            !document.contains("json-schema.org/") && !own.iter().any(|id| id.ends_with(document))
        })
        .map(str::to_owned)
}

/// A `$ref` that leads, by references alone, back to itself: a validator would follow it for ever.
fn circle(schema: &Json) -> Option<String> {
    all_nodes(schema).into_iter().find_map(|node| {
        let first = local_reference(node)?;
        leads_back(schema, node).then(|| first.to_owned())
    })
}

fn local_reference(node: &Json) -> Option<&str> {
    node.get("$ref")?.as_str().filter(|reference| reference.starts_with('#'))
}

/// Whether the value that a node is held against comes back to the node without getting smaller.
fn leads_back(schema: &Json, start: &Json) -> bool {
    let mut open = vec![start];
    let mut seen: Vec<*const Json> = Vec::new();
    while let Some(node) = open.pop() {
        for next in same_value(schema, node) {
            if std::ptr::eq(next, start) {
                return true;
            }
            if !seen.contains(&std::ptr::from_ref(next)) {
                seen.push(next);
                open.push(next);
            }
        }
    }
    false
}

/// The schemas that a schema holds the very same value against.
fn same_value<'s>(schema: &'s Json, node: &'s Json) -> Vec<&'s Json> {
    let lists =
        ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|word| node.get(word)?.as_array()).flatten();
    let single = ["not", "if", "then", "else"].into_iter().filter_map(|word| node.get(word));
    let reference = local_reference(node).and_then(|reference| schema.pointer(&pointer(reference)));
    lists.chain(single).chain(reference).collect()
}

fn pointer(reference: &str) -> String {
    let encoded = reference.trim_start_matches('#');
    percent_encoding::percent_decode_str(encoded).decode_utf8_lossy().into_owned()
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
    match error.kind() {
        ValidationErrorKind::Required { property } => format!("{} is absent", show::json(property)),
        _ => {
            let message = error.masked_with("the value").to_string();
            match message.char_indices().nth(300) {
                None => message,
                Some((end, _)) => format!("{}…", &message[..end]),
            }
        }
    }
}
