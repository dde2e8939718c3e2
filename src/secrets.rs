//! What must not be seen: values are learnt here, and replaced in every text that leaves the program.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// What stands in place of a secret.
pub const REPLACEMENT: &str = "[redacted]";

/// Knows the secret values of a run, and the names of fields whose values are secret.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    names: BTreeSet<String>,
    values: BTreeSet<String>,
}

impl Redactor {
    /// Knows `authToken` and the names given.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self { names: names.into_iter().collect(), values: BTreeSet::new() }
    }

    /// From here on the value is replaced in every form: plain, percent-encoded, base64, JSON-escaped;
    /// values of fewer than four characters are not.
    pub fn learn(&mut self, value: &str) {
        self.values.insert(value.to_owned());
    }

    /// Learns the values of the redacted fields in a body, however deep.
    pub fn learn_fields(&mut self, body: &Json) {
        let _ = body;
        todo!("part of `record`")
    }

    /// The text with every secret replaced.
    pub fn redact(&self, text: &str) -> String {
        let _ = text;
        todo!("part of `record`")
    }
}
