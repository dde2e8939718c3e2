//! How much a check may look at: the cases that a template is looked at in, and the values that are made there.

use std::cell::Cell;

use serde_json::Value as Json;

use crate::template::Value;

/// The looks of one scenario; beyond them, what is left is judged while it runs. Thousands of templates in thousands of
/// cases, or of uses of one long list, would take minutes.
const MOST: usize = 400_000;

/// Bytes of text that cost as much as a look.
const BYTES: usize = 64;

/// What was looked at.
#[derive(Debug, Default)]
pub(super) struct Looks {
    spent: Cell<usize>,
}

impl Looks {
    /// Whether nothing more is looked at.
    pub(super) fn are_spent(&self) -> bool {
        self.spent.get() >= MOST
    }

    /// These were looked at.
    pub(super) fn spend(&self, looks: usize) {
        self.spent.set(self.spent.get().saturating_add(looks));
    }

    /// A value was made.
    pub(super) fn spend_on(&self, value: &Value) {
        self.spend(cost(value));
    }
}

/// The looks that it takes to make a value again.
pub(super) fn cost(value: &Value) -> usize {
    cost_of(&value.json)
}

/// Values that were filled in are of bounded depth, so this ends.
fn cost_of(json: &Json) -> usize {
    match json {
        Json::Null | Json::Bool(_) | Json::Number(_) => 1,
        Json::String(text) => 1 + text.len() / BYTES,
        Json::Array(elements) => elements.iter().map(cost_of).sum::<usize>() + 1,
        Json::Object(entries) => {
            entries.iter().map(|(key, value)| key.len() / BYTES + cost_of(value)).sum::<usize>() + 1
        }
    }
}
