//! Diagnostics as the workflow commands of GitHub Actions, which shows them beside the lines of a change.
//!
//! GitHub shows ten errors and ten warnings of a step, and 4,096 characters of each: what is beyond that would be lost
//! without a word. So the tenth tells of all the rest.

use std::fmt::Write as _;

use super::{Code, Diagnostic, Severity, region::Region, render::visible, whereabouts::Whereabouts};
use crate::source::SourceKind;

/// Annotations of a severity that GitHub shows of a step.
const SHOWN: usize = 10;

/// Characters of a message that GitHub keeps; a little less, so that our own mark of a cut is kept too.
const LONGEST: usize = 4_000;

/// One command a line: the errors, then the warnings.
pub fn to_github(diagnostics: &[Diagnostic], whereabouts: &Whereabouts) -> String {
    let of = |severity: Severity| {
        diagnostics.iter().filter(|one| one.severity == severity).collect::<Vec<&Diagnostic>>()
    };
    let lines = [Severity::Error, Severity::Warning].map(|severity| section(&of(severity), whereabouts));
    lines.concat()
}

/// The commands of one severity.
fn section(diagnostics: &[&Diagnostic], whereabouts: &Whereabouts) -> String {
    let alone = if diagnostics.len() > SHOWN { SHOWN - 1 } else { diagnostics.len() };
    let (shown, rest) = diagnostics.split_at(alone);
    let mut text: String = shown.iter().map(|one| annotation(one, whereabouts)).collect();
    if let Some(first) = rest.first() {
        let word = first.severity.word();
        let title = property(&format!("idvet: {} more {word}s", rest.len()));
        let message = message(&beyond(rest, whereabouts));
        // Writing to a text cannot fail.
        let _ = writeln!(text, "::{word} title={title}::{message}");
    }
    text
}

fn annotation(diagnostic: &Diagnostic, whereabouts: &Whereabouts) -> String {
    let mut properties = place(diagnostic, whereabouts);
    let title = match diagnostic.code {
        Code::UNNAMED => "idvet".to_owned(),
        Code(code) => format!("idvet {code}"),
    };
    properties.push(("title", title));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let word = diagnostic.severity.word();
    format!("::{word} {}::{}\n", properties.join(","), message(&words(diagnostic)))
}

/// What GitHub finds the line by. It takes columns only where begin and end stand on one line.
fn place(diagnostic: &Diagnostic, whereabouts: &Whereabouts) -> Vec<(&'static str, String)> {
    let file = |label: &&super::Label| label.place.source.kind() == SourceKind::File;
    let Some(label) = diagnostic.labels.first().filter(file) else { return Vec::new() };
    let region = Region::of(label);
    let mut place = vec![
        ("file", whereabouts.path(label.place.source.name())),
        ("line", region.start.line.to_string()),
        ("endLine", region.end.line.to_string()),
    ];
    if region.start.line == region.end.line {
        place.push(("col", region.start.column.to_string()));
        place.push(("endColumn", region.end.column.to_string()));
    }
    place
}

fn words(diagnostic: &Diagnostic) -> String {
    let said = diagnostic.labels.first().map_or("", |label| label.text.as_str());
    let mut text = diagnostic.message.clone();
    if !said.is_empty() {
        let _ = write!(text, ": {said}");
    }
    for help in &diagnostic.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}

/// Those that GitHub would not show, a line each, as many as one message takes.
fn beyond(rest: &[&Diagnostic], whereabouts: &Whereabouts) -> String {
    /// Room for the last sentence.
    const ROOM: usize = 100;
    let mut text = String::new();
    for (told, diagnostic) in rest.iter().enumerate() {
        let line = concise(diagnostic, whereabouts);
        if length(&text) + length(&line) + ROOM > LONGEST {
            let _ = write!(text, "and {} more: `idvet check` tells them all", rest.len() - told);
            return text;
        }
        text.push_str(&line);
    }
    text
}

fn concise(diagnostic: &Diagnostic, whereabouts: &Whereabouts) -> String {
    let place = diagnostic.labels.first().map(|label| {
        let (source, start) = (&label.place.source, Region::of(label).start);
        let name = match source.kind() {
            SourceKind::File => whereabouts.path(source.name()),
            SourceKind::Argument => source.name().to_owned(),
        };
        format!("{name}:{}:{}: ", start.line, start.column)
    });
    let one_line = diagnostic.message.replace(['\r', '\n'], " ");
    format!("{}{}: {one_line}\n", place.unwrap_or_default(), diagnostic.code.0)
}

/// GitHub counts UTF-16; so that no surrogate is cut, the larger count of the two is taken.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text of a command, cut to what GitHub keeps and escaped.
fn message(text: &str) -> String {
    let shown = visible(text);
    let mut left = LONGEST;
    let mut kept = String::new();
    for character in shown.chars() {
        let Some(rest) = left.checked_sub(character.len_utf16()) else {
            kept.push_str(" … (cut here)");
            break;
        };
        left = rest;
        kept.push(character);
    }
    escaped(kept.trim_end())
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
