//! Problems in the order of the text, whatever the order in which they were found, and not more than help.

use std::sync::Arc;

use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Span, SyntaxProblem},
};

/// More than these help nobody, and looking for what was meant costs time.
const MOST: usize = 100;

/// Whether so much is wrong already that the rest need not be looked at.
pub(super) fn is_full(problems: &Problems) -> bool {
    problems.count() >= MOST
}

/// What is no YAML and was left out: what seems to be missing because of it is no mistake of its own.
#[derive(Debug, Default)]
pub(super) struct LeftOut(Vec<Span>);

impl LeftOut {
    /// All that these problems took away.
    pub(super) fn of(syntax: &[SyntaxProblem]) -> Self {
        Self(syntax.iter().filter_map(|problem| problem.left_out).collect())
    }

    /// Whether something of the document that stands at a byte is missing.
    pub(super) fn is_missing_from(&self, text: &str, at: u32) -> bool {
        self.0.iter().any(|region| {
            let (first, last) = (region.start.min(at) as usize, region.start.max(at) as usize);
            !text.get(first..last).unwrap_or_default().contains("\n---")
        })
    }

    /// Whether a problem only says that what was left out is not there.
    fn explains(&self, text: &str, problem: &Diagnostic) -> bool {
        let Some(place) = problem.labels.first().map(|label| label.place.span) else { return false };
        let is_syntax = [code::SYNTAX, code::DUPLICATE_KEY, code::ENCODING].contains(&problem.code);
        !is_syntax && self.0.iter().any(|region| is_echo(text, *region, problem, place))
    }
}

fn is_echo(text: &str, region: Span, problem: &Diagnostic, place: Span) -> bool {
    let inside = region.start <= place.start && place.start < region.end;
    let between = text.get(place.end as usize..region.start as usize);
    let just_before = between.is_some_and(|text| text.trim_matches([':', ' ', '\n', '\r']).is_empty());
    let is_top = !text[region.start as usize..].starts_with([' ', '\t']);
    inside || just_before || (is_top && problem.code == code::MISSING_KEY)
}

/// Gives the problems of one text to those who asked, in the order of their places.
pub(super) fn hand_over(found: Problems, left_out: &LeftOut, problems: &mut Problems) {
    let source = Arc::clone(problems.source());
    let mut diagnostics = found.into_found();
    diagnostics.retain(|diagnostic| !left_out.explains(source.text(), diagnostic));
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
