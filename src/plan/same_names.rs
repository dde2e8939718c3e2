//! Scenarios of two files with one name: reports that leave the file out cannot tell them apart.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use crate::{
    diagnostic::{Diagnostic, code},
    source::Place,
};

/// The names of the scenarios so far.
#[derive(Debug, Default)]
pub(super) struct ScenarioNames {
    first: HashMap<String, Place>,
    warnings: Vec<Diagnostic>,
}

impl ScenarioNames {
    /// Adds the name of a scenario, and where it stands.
    pub(super) fn add(&mut self, name: String, place: Place) {
        match self.first.entry(name) {
            Entry::Vacant(slot) => _ = slot.insert(place),
            // Two of one file have a message of their own.
            Entry::Occupied(first) if Arc::ptr_eq(&first.get().source, &place.source) => {}
            Entry::Occupied(first) => {
                let warning = same_name(first.key(), place, first.get().clone());
                self.warnings.push(warning);
            }
        }
    }

    /// A warning for each name that another file has, too.
    pub(super) fn into_warnings(self) -> Vec<Diagnostic> {
        self.warnings
    }
}

fn same_name(name: &str, second: Place, first: Place) -> Diagnostic {
    Diagnostic::warning(code::SAME_NAME, format!("two scenarios of this suite are called `{name}`"))
        .at(second, "the second one")
        .at(first, "the first one")
        .help("give each a name that says what is special about it: summaries show names first")
}
