//! Problems in the order of the text, whatever the order in which they were found, and not more than help.

use std::{ops::Range, sync::Arc};

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
pub(super) struct LeftOut(Vec<Hole>);

/// A region that was left out, and the document that it stands in.
#[derive(Debug)]
struct Hole {
    region: Span,
    document: Range<usize>,
}

impl LeftOut {
    /// All that these problems took away from a text.
    pub(super) fn of(syntax: &[SyntaxProblem], text: &str) -> Self {
        const DIVIDER: &str = "\n---";
        let hole = |region: Span| {
            let start = text[..region.start as usize].rfind(DIVIDER).unwrap_or(0);
            let end = text[region.start as usize..].find(DIVIDER);
            let end = end.map_or(text.len(), |end| region.start as usize + end);
            Hole { region, document: start..end }
        };
        Self(syntax.iter().filter_map(|problem| problem.left_out).map(hole).collect())
    }

    /// Whether something of the document that stands at a byte is missing.
    pub(super) fn is_missing_from(&self, at: u32) -> bool {
        self.0.iter().any(|hole| hole.document.contains(&(at as usize)))
    }

    /// Whether a problem only says that what was left out is not there.
    fn explains(&self, text: &str, problem: &Diagnostic) -> bool {
        let Some(place) = problem.labels.first().map(|label| label.place.span) else { return false };
        let is_syntax = [code::SYNTAX, code::DUPLICATE_KEY, code::ENCODING].contains(&problem.code);
        !is_syntax && self.0.iter().any(|hole| is_echo(text, hole, problem, place))
    }
}

fn is_echo(text: &str, hole: &Hole, problem: &Diagnostic, place: Span) -> bool {
    let region = hole.region;
    let inside = region.start <= place.start && place.start < region.end;
    let just_before = is_value_of(text, place, region);
    let is_top = !text[region.start as usize..].starts_with([' ', '\t']);
    let lacks_key = problem.code == code::MISSING_KEY && hole.document.contains(&(place.start as usize));
    inside || just_before || (is_top && lacks_key)
}

/// Whether a region is all the value of the key at a place, or of the one before a value that is not there.
fn is_value_of(text: &str, place: Span, region: Span) -> bool {
    let before = text.get(..place.end as usize).unwrap_or_default();
    let Some(between) = text.get(place.end as usize..region.start as usize) else { return false };
    let is_key = between.trim_start().starts_with(':') || before.ends_with(':');
    let (key, inside) = (column(before, "- "), &text[region.start as usize..]);
    let indentation = inside.len() - inside.trim_start_matches(' ').len();
    let is_deeper = indentation > key || (indentation == key && inside.trim_start().starts_with('-'));
    is_key && is_deeper && between.trim_matches([':', ' ', '\n', '\r']).is_empty()
}

/// The column at which the words of the last line begin, behind what marks an element.
fn column(text: &str, mark: &str) -> usize {
    let line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    let mut words = line.trim_start_matches(' ');
    while let Some(rest) = words.strip_prefix(mark) {
        words = rest.trim_start_matches(' ');
    }
    line.len() - words.len()
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
