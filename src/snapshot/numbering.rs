//! The names of masked values: `[uuid]` for the only one of its kind, `[uuid:1]` and `[uuid:2]` where there are
//! several, or where one occurs again.

use std::collections::HashMap;

use super::{draft::Draft, kind::Kind, render::Form};

/// Which values of each kind there are, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    values: HashMap<Kind, HashMap<String, usize>>,
    seen: HashMap<Kind, usize>,
}

impl Numbering {
    /// Of a whole snapshot.
    pub(super) fn of(lines: &[(String, Draft)], body: Option<&(Draft, Form)>) -> Self {
        let mut numbering = Self::default();
        for draft in lines.iter().map(|(_, draft)| draft).chain(body.map(|(draft, _)| draft)) {
            draft.masks(&mut |kind, value| numbering.see(kind, value));
        }
        numbering
    }

    fn see(&mut self, kind: Kind, value: &str) {
        *self.seen.entry(kind).or_default() += 1;
        let values = self.values.entry(kind).or_default();
        let next = values.len() + 1;
        values.entry(value.to_owned()).or_insert(next);
    }

    /// What stands in place of a value.
    pub(super) fn name(&self, kind: Kind, value: &str) -> String {
        let word = kind.word();
        let number = self.values.get(&kind).and_then(|values| values.get(value));
        let often = self.seen.get(&kind).is_some_and(|times| *times > 1);
        match number {
            Some(number) if often && kind.is_numbered() => format!("[{word}:{number}]"),
            Some(_) | None => format!("[{word}]"),
        }
    }
}
