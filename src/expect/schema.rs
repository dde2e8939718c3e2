//! `schema`: a value held against a JSON Schema, inline or in a file.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{
    operand::Wrong,
    show,
    test::{Miss, Test},
};
use crate::{diagnostic::code, json_path::of_pointer, json_schema};

/// Violations that a message names.
const MOST: usize = 5;
/// Violations that are counted.
const COUNTED: usize = 1000;

#[derive(Debug)]
struct Schema {
    /// `the inline schema`, or the file.
    name: String,
    schema: json_schema::Schema,
}

/// Compiles a schema; `name` is what messages call it.
pub(super) fn compile(name: &str, schema: &Json) -> Result<Arc<dyn Test>, Wrong> {
    let wrong = |message: String| Wrong { code: code::JSON_SCHEMA, ..Wrong::new(message) };
    if !schema.is_object() && !schema.is_boolean() {
        return Err(wrong(format!("a JSON Schema is an object, not {}", show::kind(schema))));
    }
    let schema = json_schema::Schema::compile(schema).map_err(|fault| match fault.help {
        Some(help) => wrong(fault.message).help(help),
        None => wrong(fault.message),
    })?;
    Ok(Schema { name: name.to_owned(), schema }.into_test())
}

impl Test for Schema {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("valid by {}", self.name)
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        self.schema.is_valid(value)
    }

    fn miss(&self, value: &Json, path: &str, _now: Timestamp) -> Miss {
        let mut violations = self.schema.violations(value);
        let named: Vec<String> = violations
            .by_ref()
            .take(MOST)
            .map(|violation| format!("{}: {}", of_pointer(path, &violation.pointer), violation.sentence))
            .collect();
        let more = violations.take(COUNTED).count();
        let hint = match more {
            0 => named.join("\n"),
            more => format!("{}\nand {more} more", named.join("\n")),
        };
        Miss::of(value).hint(hint)
    }
}
