//! JSON Schemas, compiled once and held against values: the only module that names the validator.
//!
//! The draft is 2020-12 unless the schema names another. Nothing is fetched: a reference to another file or address
//! is refused when the schema is compiled.

mod references;

use jsonschema::{Draft, PatternOptions, Validator, error::ValidationErrorKind};
use serde_json::Value as Json;

/// Bytes that a pattern of a schema may take once compiled.
const PATTERN_SIZE: usize = 1 << 20;
/// Characters of a value or a sentence that a message shows.
const LONGEST: usize = 200;
/// Characters of a UUID with its hyphens.
const UUID: usize = 36;
/// Characters of the validator's own sentence that are shown.
const LONGEST_SENTENCE: usize = 300;

/// A schema that can be held against values.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
}

/// Why something is no schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// One thing about a value that a schema does not allow.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Where in the value, as a JSON pointer; of a key that is missing, the object that lacks it.
    pub pointer: String,
    /// Where in the schema the rule stands, as a JSON pointer that ends with the rule's keyword.
    pub rule: String,
    /// The key that is missing, where it is one.
    pub missing: Option<String>,
    /// The value that is not allowed.
    pub value: Json,
    /// The validator's sentence, without the value.
    pub sentence: String,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// It is no JSON Schema, it refers to something outside of itself, or it leads back to itself.
    pub fn compile(schema: &Json) -> Result<Self, Fault> {
        refuse_references(schema)?;
        let validator = jsonschema::options()
            .with_draft(draft(schema))
            .should_validate_formats(true)
            // Earlier drafts do not know it.
            .with_format("uuid", |text: &str| text.len() == UUID && uuid::Uuid::try_parse(text).is_ok())
            .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE))
            .build(schema)
            .map_err(|error| Fault::new(no_schema(&error)))?;
        Ok(Self { validator })
    }

    /// Whether a value is valid.
    pub fn is_valid(&self, value: &Json) -> bool {
        self.validator.is_valid(value)
    }

    /// What is wrong with a value, in the order of the schema; found as it is asked for.
    pub fn violations<'v>(&'v self, value: &'v Json) -> impl Iterator<Item = Violation> + 'v {
        self.validator.iter_errors(value).map(|error| Violation {
            pointer: error.instance_path().as_str().to_owned(),
            rule: error.schema_path().as_str().to_owned(),
            missing: missing(&error),
            value: error.instance().as_ref().clone(),
            sentence: sentence(&error),
        })
    }
}

impl Fault {
    fn new(message: String) -> Self {
        Self { message, help: None }
    }

    fn help(self, help: &str) -> Self {
        Self { help: Some(help.to_owned()), ..self }
    }
}

fn refuse_references(schema: &Json) -> Result<(), Fault> {
    let nodes = references::all_nodes(schema);
    if let Some(inner) = nodes.iter().skip(1).find_map(|node| node.get("$id")?.as_str()) {
        return Err(Fault::new(format!("`$id` stands at the root of the schema only, not at `{inner}`")));
    }
    if let Some(reference) = references::foreign_reference(&nodes) {
        let message = format!("the schema refers to `{reference}`, and nothing outside of it is read");
        return Err(Fault::new(message).help("put what it refers to below `$defs`, and write `#/$defs/NAME`"));
    }
    match references::circle(&nodes) {
        Some(reference) => {
            Err(Fault::new(format!("the reference `{reference}` of the schema leads back to itself")))
        }
        None => Ok(()),
    }
}

/// The sentence of the validator speaks of the draft's own schema; the place and the value say more.
fn no_schema(error: &jsonschema::ValidationError<'_>) -> String {
    let place = error.instance_path().as_str();
    if place.is_empty() {
        return format!("it is no JSON Schema: {}", sentence(error));
    }
    let value = cut(&error.instance().to_string(), LONGEST);
    format!("it is no JSON Schema: {value} is not allowed at `{}`", place.trim_start_matches('/'))
}

fn draft(schema: &Json) -> Draft {
    // What the schema names wins inside the validator; this is what counts where it names none.
    Draft::Draft202012.detect(schema)
}

fn missing(error: &jsonschema::ValidationError<'_>) -> Option<String> {
    match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The validator's sentence without the value, which may be long.
fn sentence(error: &jsonschema::ValidationError<'_>) -> String {
    if let ValidationErrorKind::Required { property } = error.kind() {
        return format!("{} is absent", cut(&property.to_string(), LONGEST));
    }
    cut(&error.masked_with("the value").to_string(), LONGEST_SENTENCE)
}

fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
