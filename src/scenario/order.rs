//! Problems in the order of the text, whatever the order in which they were found.

use crate::diagnostic::{Diagnostic, Problems};

/// Gives the problems of one text to those who asked, in the order of their places.
pub(super) fn hand_over(found: Problems, problems: &mut Problems) {
    let mut diagnostics = found.into_found();
    diagnostics.sort_by_key(first_byte);
    for diagnostic in diagnostics {
        problems.push(diagnostic);
    }
}

fn first_byte(diagnostic: &Diagnostic) -> u32 {
    diagnostic.labels.first().map_or(0, |label| label.place.span.start)
}
