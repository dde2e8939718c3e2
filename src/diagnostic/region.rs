//! The part of a text that a label is about, as every format tells it.

use std::ops::Range;

use super::Label;
use crate::source::Position;

/// Where a label begins and ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// Its first character.
    pub(super) start: Position,
    /// The character behind its last one; the same place where the label is empty.
    pub(super) end: Position,
    /// Its bytes in the text.
    pub(super) bytes: Range<usize>,
}

impl Region {
    pub(super) fn of(label: &Label) -> Self {
        let source = &label.place.source;
        let bytes = spot(label);
        Self { start: source.position(bytes.start), end: source.position(bytes.end), bytes }
    }
}

/// The bytes of a label, kept inside the text and on borders of characters. A line break at its end is left
/// out: it would mark the line below.
pub(super) fn spot(label: &Label) -> Range<usize> {
    let text = label.place.source.text();
    let start = text.floor_char_boundary(label.place.span.start as usize);
    let end = text.floor_char_boundary(label.place.span.end as usize).max(start);
    start..start + text[start..end].trim_end_matches(['\n', '\r']).len()
}
