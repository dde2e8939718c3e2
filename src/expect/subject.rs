//! What a matcher looks at: a value that is there, one that is absent, or the values that a query found.

use serde_json::Value as Json;

use super::{Mismatch, show};
use crate::json_path::Location;

/// A value under test and its path.
pub(super) struct Subject<'v> {
    /// `$.documents[2]`, `header content-type`, `body`.
    pub(super) path: String,
    /// What is there.
    pub(super) seen: Seen<'v>,
    /// The path at which the locations of several values begin.
    pub(super) base: &'v str,
    /// What is absent where nothing is there: `field`, `header`.
    pub(super) what: &'static str,
}

/// What is there.
pub(super) enum Seen<'v> {
    /// Nothing.
    Absent,
    /// Nothing, though something with nearly that name; or where the path ends.
    AbsentBut(String),
    /// A value.
    One(&'v Json),
    /// What a query found that may find several: the list of the values, and where they stand.
    Several(Json, Vec<Location>),
}

impl Subject<'_> {
    /// The value: of several, their list.
    pub(super) fn value(&self) -> Option<&Json> {
        match &self.seen {
            Seen::Absent | Seen::AbsentBut(_) => None,
            Seen::One(value) => Some(value),
            Seen::Several(list, _) => Some(list),
        }
    }

    /// Whether something is there: of several, at least one (decisions.md D12).
    pub(super) fn is_present(&self) -> bool {
        match &self.seen {
            Seen::Absent | Seen::AbsentBut(_) => false,
            Seen::One(_) => true,
            Seen::Several(_, locations) => !locations.is_empty(),
        }
    }

    /// The elements of a list; nothing where it is none.
    pub(super) fn elements(&self) -> Option<impl Iterator<Item = Subject<'_>>> {
        let list = self.value()?.as_array()?;
        Some(list.iter().enumerate().map(|(index, element)| Subject {
            path: self.element_path(index),
            seen: Seen::One(element),
            base: "$",
            what: self.what,
        }))
    }

    fn element_path(&self, index: usize) -> String {
        match &self.seen {
            Seen::Several(_, locations) => match locations.get(index) {
                Some(location) => format!("{}{}", self.base, location.readable().trim_start_matches('$')),
                None => format!("{}[{index}]", self.path),
            },
            Seen::Absent | Seen::AbsentBut(_) | Seen::One(_) => format!("{}[{index}]", self.path),
        }
    }

    /// The value in words.
    pub(super) fn shown(&self) -> String {
        match self.value() {
            Some(value) => show::json(value),
            None => format!("nothing (the {} is absent)", self.what),
        }
    }

    /// What to look at where nothing is there.
    pub(super) fn absence_hint(&self) -> Option<String> {
        match &self.seen {
            Seen::AbsentBut(hint) => Some(hint.clone()),
            Seen::Several(_, locations) if locations.is_empty() => Some("the query finds nothing".to_owned()),
            Seen::Absent | Seen::One(_) | Seen::Several(..) => None,
        }
    }

    /// The value is not what is wanted.
    pub(super) fn mismatch(&self, wanted: String, hint: Option<String>) -> Mismatch {
        Mismatch { path: self.path.clone(), expected: wanted, actual: self.shown(), difference: None, hint }
    }
}
