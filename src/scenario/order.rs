//! Problems in the order of the text, whatever the order in which they were found, and not more than help.

use crate::diagnostic::{Diagnostic, Problems, code};

/// More than these help nobody, and looking for what was meant costs time.
const MOST: usize = 100;

/// Whether so much is wrong already that the rest need not be looked at.
pub(super) fn is_full(problems: &Problems) -> bool {
    problems.count() >= MOST
}

/// Gives the problems of one text to those who asked, in the order of their places.
pub(super) fn hand_over(found: Problems, problems: &mut Problems) {
    let mut diagnostics = found.into_found();
    let full = diagnostics.len() >= MOST;
    diagnostics.sort_by_key(first_byte);
    for diagnostic in diagnostics.into_iter().take(MOST) {
        problems.push(diagnostic);
    }
    if full {
        let name = problems.source().name().to_owned();
        let message = format!("`{name}` has {MOST} problems or more, of which {MOST} are shown");
        problems.push(Diagnostic::error(code::LIMIT, message).help("mend these first, then look again"));
    }
}

fn first_byte(diagnostic: &Diagnostic) -> u32 {
    diagnostic.labels.first().map_or(0, |label| label.place.span.start)
}
