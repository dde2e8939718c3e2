//! The schemas of a suite: `schema/responses/NAME.schema.json` in place of ours, `NAME.also.schema.json` beside it.

use std::sync::Arc;

use super::{
    Rules,
    shipped::{NAMES, SHIPPED},
};
use crate::{
    diagnostic::{Diagnostic, code, nearest},
    source::{Place, Source, Span},
};

/// The folder of a suite that holds its schemas.
pub const FOLDER: &str = "schema/responses";
/// How the name of a schema ends.
const ENDING: &str = ".schema.json";
/// How the name of a schema ends that stands beside ours.
const BESIDE: &str = ".also";

/// A schema of a suite.
#[derive(Clone, Debug)]
pub struct OwnSchema {
    /// The answer that it describes, a name of [`NAMES`].
    pub name: String,
    /// Whether it stands beside ours and not in its place.
    pub beside: bool,
    /// What it says.
    pub rules: Arc<Rules>,
}

impl OwnSchema {
    /// Reads a schema file; its name tells the answer. `None` where it is no schema file by its name, or a copy of
    /// the one that comes with the program.
    ///
    /// # Errors
    /// No answer has that name, the text is no JSON, or it is no schema: a diagnostic with its place.
    pub fn read(source: &Arc<Source>) -> Option<Result<Self, Box<Diagnostic>>> {
        let file = source.name().rsplit('/').next().unwrap_or_default();
        let stem = file.strip_suffix(ENDING)?;
        if SHIPPED.contains(&(stem, source.text())) {
            return None;
        }
        let (name, beside) = match stem.strip_suffix(BESIDE) {
            Some(name) => (name, true),
            None => (stem, false),
        };
        Some(compiled(source, name).map(|rules| Self { name: name.to_owned(), beside, rules }))
    }
}

fn compiled(source: &Arc<Source>, name: &str) -> Result<Arc<Rules>, Box<Diagnostic>> {
    if !NAMES.contains(&name) {
        return Err(Box::new(unknown(source, name)));
    }
    let schema = serde_json::from_str(source.text()).map_err(|error| {
        let start = offset(source.text(), error.line(), error.column());
        let message = format!("the schema is no JSON: {error}");
        Box::new(Diagnostic::error(code::JSON_SCHEMA, message).at(place(source, start), ""))
    })?;
    let rules = Rules::compile(&schema).map_err(|wrong| {
        let mut diagnostic = Diagnostic::error(code::JSON_SCHEMA, wrong.message).at(place(source, 0), "");
        diagnostic.help.extend(wrong.help);
        Box::new(diagnostic)
    })?;
    Ok(Arc::new(rules))
}

fn unknown(source: &Arc<Source>, name: &str) -> Diagnostic {
    let message = format!("no answer is called `{name}`");
    let known = format!("the schemas are {}", NAMES.join(", "));
    let help = match nearest(name, NAMES.iter().copied()) {
        Some(near) => format!("did you mean `{near}{ENDING}`? {known}"),
        None => known,
    };
    Diagnostic::error(code::JSON_SCHEMA, message).at(place(source, 0), "").help(help)
}

/// The character at a byte of the text, or the last one.
fn place(source: &Arc<Source>, start: usize) -> Place {
    let text = source.text();
    let start = text.floor_char_boundary(start.min(text.len()));
    let length = text[start..].chars().next().map_or(0, char::len_utf8);
    Place::new(source, Span::new(start, start + length))
}

/// The byte at a line and a column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before + column.saturating_sub(1)
}
