//! The record's JSON Schema, generated from the structs that write it.

use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

use super::line::Line;

/// The JSON Schema (draft-07) of one line of `events.jsonl`.
pub fn schema() -> Json {
    let generator = SchemaSettings::draft07().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<Line<'static>>().to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), "a line of idvet's record, events.jsonl".into());
    }
    schema
}
