//! What a schema tells a person: descriptions and examples.

use serde_json::{Map, Value as Json, json};

use crate::source::{Limits, Node, Source, read_documents};

/// A schema with a description, and the examples that an author would write.
///
/// Editors that know Markdown show it as such; the others show its text.
pub(super) fn described(about: &str, example: &str, schema: Map<String, Json>) -> Json {
    let (shown, offered): (Vec<Json>, Vec<Json>) = examples(example).into_iter().partition(holds_maps);
    let mut described = description(about, &shown);
    if !offered.is_empty() {
        described.insert("examples".to_owned(), Json::Array(offered));
    }
    described.extend(schema);
    described.into()
}

/// Whether a value is a list of maps: the language server would offer it as `[object Object]`.
fn holds_maps(value: &Json) -> bool {
    value.as_array().is_some_and(|elements| elements.iter().any(Json::is_object))
}

fn description(about: &str, examples: &[Json]) -> Map<String, Json> {
    let shown: Vec<String> = examples.iter().map(|example| format!("\n\nExample: `{example}`")).collect();
    let mut description = Map::new();
    description.insert("description".to_owned(), about.replace('`', "").into());
    description.insert("markdownDescription".to_owned(), format!("{about}{}", shown.concat()).into());
    description
}

/// The values of `key: value`; of two forms, both. A key without a value is an example of nothing.
fn examples(text: &str) -> Vec<Json> {
    let forms = text.split("`, or `").map(written);
    forms
        .filter_map(|form| form.as_object()?.values().next().cloned())
        .filter(|value| !value.is_null())
        .collect()
}

/// A value of our tables, which is written as an author writes it.
pub(super) fn written(text: &str) -> Json {
    let (documents, _) = read_documents(&Source::new("a table", text), Limits::default());
    documents.first().map(Node::to_json).unwrap_or_default()
}

/// The values of an enumeration, with what each means.
pub(super) fn choices<'a>(choices: impl Iterator<Item = (Json, &'a str)>) -> Map<String, Json> {
    let (values, meanings): (Vec<Json>, Vec<&str>) = choices.unzip();
    let mut schema = Map::new();
    schema.insert("enum".to_owned(), Json::Array(values));
    if meanings.iter().any(|meaning| !meaning.is_empty()) {
        schema.insert("markdownEnumDescriptions".to_owned(), json!(meanings));
    }
    schema
}
