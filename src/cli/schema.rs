//! `idvet schema`.

use serde_json::Value as Json;

use super::{arguments::SchemaDocument, embedded::SETTINGS, world::Streams};
use crate::{
    emulator::assumptions,
    record,
    report::json,
    schema::{self, Switch},
};

/// Prints a schema.
pub(super) fn schema(document: SchemaDocument, streams: &mut Streams) -> anyhow::Result<u8> {
    streams.out(&text(document))?;
    Ok(0)
}

/// A schema as it stands in a file.
pub(super) fn text(document: SchemaDocument) -> String {
    let schema = match document {
        SchemaDocument::Scenario => schema::scenario(),
        SchemaDocument::Suite => suite(),
        SchemaDocument::Flow => schema::flow(),
        SchemaDocument::Event => record::schema(),
        SchemaDocument::Report => json::schema(),
    };
    format!("{schema:#}\n")
}

/// The emulator's switches are its own; the schema of the suite gets them from here.
fn suite() -> Json {
    let settings = SETTINGS.iter().map(|word| Switch::Setting(*word));
    let choices = assumptions().iter().map(|assumption| Switch::Choice {
        name: assumption.name,
        about: assumption.about,
        choices: assumption.choices,
    });
    schema::suite(&settings.chain(choices).collect::<Vec<_>>())
}
