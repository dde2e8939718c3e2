//! Expectations that were met and missed, each with the line of YAML that it stands on, and differences.

use maud::{Markup, html};

use super::text::{count, counted, line};
use crate::{
    event::{Basis, Checked, Failure, Missed, WrittenPlace},
    report::look::harmless,
};

/// Lines of a difference.
const DIFFERENCE_LINES: usize = 400;

/// Lines of YAML around a place.
const PLACE_LINES: usize = 12;

/// Characters of one line of either.
const LINE_WIDTH: usize = 2_000;

/// Expectations of a step that are listed as met.
const MET: usize = 200;

/// The subject of an expectation on the status of HTTP.
const HTTP_STATUS: &str = "status";

/// All that a step looked at: what it missed, and then what it met.
pub(super) fn expectations(checks: &[Checked]) -> Markup {
    let missed = checks.iter().filter_map(|check| Some((check, check.mismatch.as_ref()?)));
    let met: Vec<&Checked> = checks.iter().filter(|check| check.mismatch.is_none()).collect();
    html! {
        @for (check, missed) in missed { (missed_text(check, missed)) }
        @if !met.is_empty() {
            details.met {
                summary { (counted(met.len(), "expectation met", "expectations met")) }
                ul { @for check in met.iter().take(MET) { (met_text(check)) } }
                @if met.len() > MET { p.quiet { "and " (count(met.len() - MET)) " more" } }
            }
        }
    }
}

fn met_text(check: &Checked) -> Markup {
    html! {
        li {
            code { (line(&check.subject)) }
            @match &check.basis {
                Basis::Written(place) => (frame(place)),
                Basis::Success => span.quiet { ": what the verb's success means" },
                Basis::Contract { source, .. } => span.quiet { ": contract, " (line(source)) },
                Basis::Snapshot { file, place } => {
                    span.quiet { ": as in " (line(file)) }
                    (frame(place))
                }
            }
        }
    }
}

/// What an expectation missed, as a sentence.
pub(super) fn missed_line(check: &Checked, missed: &Missed) -> String {
    let subject = if missed.path.is_empty() { &check.subject } else { &missed.path };
    // Behind the word `expected` a value alone says that it has to be equal.
    let expected = missed.expected.strip_prefix("equal to ").unwrap_or(&missed.expected);
    let (expected, actual) = (line(expected), line(&missed.actual));
    match &check.basis {
        Basis::Written(_) | Basis::Success if check.subject == HTTP_STATUS => {
            format!("the answer is HTTP {actual}, expected {expected}")
        }
        Basis::Written(_) | Basis::Success => {
            format!("`{}` is not what was expected: expected {expected}, found {actual}", line(subject))
        }
        Basis::Contract { .. } => {
            format!("`{}` breaks the contract: expected {expected}, found {actual}", line(subject))
        }
        Basis::Snapshot { .. } => format!("expected {expected}, found {actual}"),
    }
}

fn missed_text(check: &Checked, missed: &Missed) -> Markup {
    html! {
        div.missed {
            p.message { (missed_line(check, missed)) }
            @if let Some(place) = check.basis.place() { (frame(place)) }
            @match &check.basis {
                Basis::Contract { rule, source } => {
                    p { b { "rule: " } code { (line(rule)) } }
                    p { b { "source: " } (line(source)) }
                }
                Basis::Snapshot { file, .. } => p { b { "snapshot: " } code { (line(file)) } },
                Basis::Written(_) | Basis::Success => {}
            }
            @if let Some(text) = &missed.difference { (difference(text, against(&check.basis))) }
            @if let Some(hint) = &missed.hint { p.hint { b { "help: " } (line(hint)) } }
        }
    }
}

fn against(basis: &Basis) -> &'static str {
    match basis {
        Basis::Snapshot { .. } => "accepted",
        Basis::Written(_) | Basis::Success | Basis::Contract { .. } => "expected",
    }
}

/// A difference, its lines by their signs.
fn difference(text: &str, before: &str) -> Markup {
    let total = text.lines().count();
    html! {
        h5 { "Difference (- " (before) ", + found)" }
        pre.difference {
            @for one in text.lines().take(DIFFERENCE_LINES) {
                @match one.as_bytes().first() {
                    Some(b'-') => del { (shown_line(one)) "\n" },
                    Some(b'+') => ins { (shown_line(one)) "\n" },
                    Some(_) | None => { (shown_line(one)) "\n" },
                }
            }
            @if total > DIFFERENCE_LINES { "... (" (count(total)) " lines in all)" }
        }
    }
}

/// A failure that is no single expectation's.
pub(super) fn failure(it: &Failure) -> Markup {
    html! {
        div.missed {
            p.message { (line(&it.message)) }
            @if let Some(place) = &it.place { (frame(place)) }
            @if !it.details.is_empty() {
                pre { @for detail in it.details.iter().take(DIFFERENCE_LINES) { (shown_line(detail)) "\n" } }
            }
            @if let Some(hint) = &it.hint { p.hint { b { "help: " } (line(hint)) } }
        }
    }
}

/// The lines of a scenario with what is meant underlined.
fn frame(place: &WrittenPlace) -> Markup {
    html! {
        div.frame {
            p.place { (line(&place.file)) ":" (place.line) ":" (place.column) }
            pre {
                @for (number, [before, meant, after]) in frame_lines(place) {
                    span.number { (number) } (before) mark { (meant) } (after) "\n"
                }
            }
        }
    }
}

/// The lines with their numbers, each divided into what stands before what is meant, that, and what follows it.
fn frame_lines(place: &WrittenPlace) -> Vec<(usize, [String; 3])> {
    let mut offset = 0;
    let mut found = Vec::new();
    for (index, text) in place.text.split_inclusive('\n').take(PLACE_LINES).enumerate() {
        let bare = text.trim_end_matches(['\n', '\r']);
        // A record from elsewhere may name bytes that are not there.
        let within = |at: usize| bare.floor_char_boundary(at.saturating_sub(offset).min(bare.len()));
        let (start, end) = (within(place.start), within(place.end));
        let parts = [&bare[..start], &bare[start..end.max(start)], &bare[end.max(start)..]];
        found.push((place.line.saturating_add(index), parts.map(shown_line)));
        offset += text.len();
    }
    found
}

fn shown_line(text: &str) -> String {
    match text.char_indices().nth(LINE_WIDTH) {
        None => harmless(text),
        Some((end, _)) => format!("{}...", harmless(&text[..end])),
    }
}
