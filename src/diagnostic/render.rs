//! Diagnostics as text, in rustc's look: the only file that names the renderer.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Code, Diagnostic, Label, Severity, region::spot};
use crate::source::Source;

/// How a text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With ANSI colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// Bytes of a line behind its last label that can ever be seen; more would only cost time.
const BEHIND: usize = 4_000;

/// Less than this shows nothing of a line.
const NARROWEST: usize = 40;

/// One diagnostic, ending in a line break.
pub fn render(diagnostic: &Diagnostic, look: Look) -> String {
    let level = level(diagnostic.severity);
    let title = level.primary_title(visible(&diagnostic.message));
    let title = if diagnostic.code == Code::UNNAMED { title } else { title.id(diagnostic.code.0) };
    let snippets = by_source(&diagnostic.labels).into_iter().map(|(source, labels)| snippet(source, &labels));
    let help = diagnostic.help.iter().map(|text| Level::HELP.message(visible(text)));
    let group = Group::with_title(title).elements(snippets).elements(help);
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.term_width(look.width.max(NARROWEST)).render(&[group]);
    text.push('\n');
    text
}

/// All diagnostics, an empty line between two.
pub fn render_all(diagnostics: &[Diagnostic], look: Look) -> String {
    diagnostics.iter().map(|diagnostic| render(diagnostic, look)).collect::<Vec<_>>().join("\n")
}

/// One diagnostic as one line: `file:line:column: error[E103]: message`; without the file where it has no place.
pub fn render_concise(diagnostic: &Diagnostic) -> String {
    let mut text = String::new();
    if let Some(label) = diagnostic.labels.first() {
        text.push_str(&one_line(&label.place.shown()));
        text.push_str(": ");
    }
    let (word, code) = (diagnostic.severity.word(), diagnostic.code.0);
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{word}[{code}]: {}", one_line(&diagnostic.message));
    text
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

/// A label, and whether the message is about it.
type Marked<'labels> = (AnnotationKind, &'labels Label);

/// The labels of each source, the sources in the order of their first label.
fn by_source(labels: &[Label]) -> Vec<(&Arc<Source>, Vec<Marked<'_>>)> {
    let mut groups: Vec<(&Arc<Source>, Vec<Marked<'_>>)> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let source = &label.place.source;
        match groups.iter_mut().find(|(known, _)| Arc::ptr_eq(known, source)) {
            Some((_, group)) => group.push((kind, label)),
            None => groups.push((source, vec![(kind, label)])),
        }
    }
    groups
}

/// The lines of a source that labels stand in. The renderer sees no others: it walks through all that it is given.
fn snippet<'labels>(
    source: &'labels Source,
    labels: &[Marked<'labels>],
) -> Snippet<'labels, Annotation<'labels>> {
    let window = Window::around(source, labels.iter().map(|(_, label)| spot(label)));
    let annotations = labels.iter().map(|(kind, label)| {
        let spot = spot(label);
        let annotation = kind.span(window.shown(spot.start)..window.shown(spot.end));
        annotation.label((!label.text.is_empty()).then(|| visible(&label.text)))
    });
    let annotations: Vec<_> = annotations.collect();
    Snippet::source(window.text())
        .line_start(window.first_line)
        .path(one_line(source.name()))
        .annotations(annotations)
}

/// Some lines of a text.
struct Window<'text> {
    written: &'text str,
    start: usize,
    first_line: usize,
}

impl<'text> Window<'text> {
    fn around(source: &'text Source, spots: impl Iterator<Item = Range<usize>>) -> Self {
        let text = source.text();
        let (first, last) =
            spots.fold((text.len(), 0), |(first, last), spot| (first.min(spot.start), last.max(spot.end)));
        let body = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        let start = text[..first].rfind('\n').map_or(body, |at| at + 1);
        let reach = text.floor_char_boundary(last + BEHIND);
        let end = text[last..reach].find('\n').map_or(reach, |at| last + at + 1);
        Self { written: &text[start..end.max(start)], start, first_line: source.position(first).line }
    }

    /// The text with all that a terminal would obey made visible.
    fn text(&self) -> String {
        visible(self.written)
    }

    /// Where a byte of the source stands in [`Self::text`].
    fn shown(&self, offset: usize) -> usize {
        let at = offset.saturating_sub(self.start).min(self.written.len());
        // The line break behind a carriage return decides how that is shown, so a prefix cannot be shown alone.
        characters(self.written)
            .take_while(|(written, _)| *written < at)
            .map(|(_, shown)| shown.len_utf8())
            .sum()
    }
}

/// The characters as shown, each with the byte at which the written one begins.
fn characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().map(|(at, character)| {
        let ends_line = character == '\r' && text[at + 1..].starts_with('\n');
        (at, if ends_line { character } else { shown(character) })
    })
}

/// The text of a message or a file, with all that a terminal would obey made visible.
pub(super) fn visible(text: &str) -> String {
    characters(text).map(|(_, shown)| shown).collect()
}

fn one_line(text: &str) -> String {
    visible(text).replace("\r\n", " ").replace('\n', " ")
}

/// A control character as its picture, and one that turns the direction of writing as a replacement.
fn shown(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => character,
    }
}
