//! What a schema tells a person: descriptions and examples.

use serde_json::{Map, Value as Json, json};

use crate::source::{Limits, Source, read_documents};

/// A schema with a description, and the examples that an author would write.
///
/// Editors that know Markdown show it as such; the others show its text.
pub(super) fn described(about: &str, example: &str, schema: Map<String, Json>) -> Json {
    let mut described = description(about);
    let examples = examples(example);
    if !examples.is_empty() {
        described.insert("examples".to_owned(), Json::Array(examples));
    }
    described.extend(schema);
    Json::Object(described)
}

/// A description alone.
pub(super) fn description(about: &str) -> Map<String, Json> {
    let mut description = Map::new();
    description.insert("description".to_owned(), about.replace('`', "").into());
    description.insert("markdownDescription".to_owned(), about.into());
    description
}

/// The values of `key: value`; of two forms, both. A key without a value is an example of nothing.
fn examples(written: &str) -> Vec<Json> {
    let texts = written.split("`, or `");
    texts.filter_map(|text| value_of(text)).collect()
}

fn value_of(text: &str) -> Option<Json> {
    let source = Source::new("an example", text);
    let (documents, _) = read_documents(&source, Limits::default());
    let [only] = documents.first()?.as_map()? else { return None };
    (!only.value.is_null()).then(|| only.value.to_json())
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
