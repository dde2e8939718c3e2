//! Diagnostics as annotations of GitHub Actions, which shows them beside the lines of a change.

use std::fmt::Write as _;

use super::{
    Code, Diagnostic, Severity,
    annotation::{Annotation, Level, annotations},
    region::Region,
    whereabouts::Whereabouts,
};
use crate::source::SourceKind;

/// Where those stand of which there is no room to tell.
const ALL: &str = "`idvet check` tells them all";

/// One command a line: the errors, then the warnings.
pub fn to_github(diagnostics: &[Diagnostic], whereabouts: &Whereabouts) -> String {
    let lines = [Severity::Error, Severity::Warning].map(|severity| {
        let found = diagnostics.iter().filter(|one| one.severity == severity);
        annotations(&found.map(|one| annotation(one, whereabouts)).collect::<Vec<Annotation>>(), ALL)
    });
    lines.concat()
}

fn annotation(diagnostic: &Diagnostic, whereabouts: &Whereabouts) -> Annotation {
    let title = match diagnostic.code {
        Code::UNNAMED => "idvet".to_owned(),
        Code(code) => format!("idvet {code}"),
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    };
    let place = place(diagnostic, whereabouts);
    Annotation { level, place, title, message: words(diagnostic), concise: concise(diagnostic, whereabouts) }
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
    format!("{}{}: {one_line}", place.unwrap_or_default(), diagnostic.code.0)
}
