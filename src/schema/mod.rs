//! The JSON Schemas (draft-07) of scenario files, of flow files and of `idvet.yaml`, for editors.
//!
//! They are made of the tables that reading goes by, so that an editor offers and accepts what idvet reads. They say
//! less than idvet does: what a name means, whether a path is well formed, what is missing, is left to `idvet check`.
//! Their form is chosen for the YAML language server: one object with all keys, alternatives only among scalars, since
//! that server completes and explains little where alternatives are nested.

mod call;
mod definitions;
mod described;
mod expectation;
mod patterns;
mod shape;
mod step;

use serde_json::{Map, Value as Json, json};

use crate::{scenario::Level, word::Word};

use definitions::Definitions;
use shape::Writer;

/// A switch of the emulator, as it stands under `emulator`.
#[derive(Clone, Copy, Debug)]
pub enum Switch {
    /// One with a value of its own kind.
    Setting(Word),
    /// One with a few choices.
    Choice {
        /// Its name.
        name: &'static str,
        /// The question that it settles.
        about: &'static str,
        /// The values with their meanings; the first is the default.
        choices: &'static [(&'static str, &'static str)],
    },
}

/// The schema of a document of a scenario file.
pub fn scenario() -> Json {
    let mut writer = Writer { definitions: Definitions::default(), switches: &[] };
    let mut root = writer.level(Level::Scenario);
    root.insert("required".to_owned(), json!(["name", "steps"]));
    document("idvet scenario", root, writer.definitions)
}

/// The schema of a flow file.
pub fn flow() -> Json {
    let mut writer = Writer { definitions: Definitions::default(), switches: &[] };
    let mut root = writer.level(Level::Flow);
    root.insert("required".to_owned(), json!(["steps"]));
    document("idvet flow", root, writer.definitions)
}

/// The schema of `idvet.yaml`; the switches are the emulator's.
pub fn suite(switches: &[Switch]) -> Json {
    let mut writer = Writer { definitions: Definitions::default(), switches };
    let mut root = writer.level(Level::Suite);
    // An `idvet.yaml` of comments alone is one, too.
    root.insert("type".to_owned(), json!(["object", "null"]));
    document("idvet suite", root, writer.definitions)
}

fn document(title: &str, root: Map<String, Json>, definitions: Definitions) -> Json {
    let mut document = Map::new();
    document.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
    document.insert("title".to_owned(), title.into());
    document.extend(root);
    document.insert("definitions".to_owned(), definitions.into_map().into());
    document.into()
}
