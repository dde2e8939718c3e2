//! A place of a scenario with the text that stands there, for reports that no longer have the file.

use std::borrow::Cow;

use crate::{event::WrittenPlace, secrets::Redactor, source::Place};

/// How many lines of a place are kept.
const MOST_LINES: usize = 8;

/// The lines that a place touches, at most a few, with secrets replaced.
pub(super) fn place(place: &Place, redactor: &Redactor) -> WrittenPlace {
    let position = place.position();
    let whole = place.source.text();
    let start = floor(whole, place.span.start as usize);
    let end = floor(whole, place.span.end as usize).max(start);
    let first = whole[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = end_of_lines(whole, first, end);
    let end = end.min(last);
    let (text, start, end) = redacted(&whole[first..last], start - first, end - first, redactor);
    WrittenPlace {
        file: redactor.redact(place.source.name()).into_owned(),
        line: position.line,
        column: position.column,
        text,
        start,
        end,
    }
}

/// Where the line of `end` ends, or the last of the lines that are kept.
fn end_of_lines(whole: &str, first: usize, end: usize) -> usize {
    let mut at = first;
    for _ in 0..MOST_LINES {
        at = whole[at..].find('\n').map_or(whole.len(), |length| at + length);
        if at >= end || at == whole.len() {
            break;
        }
        at += 1;
    }
    let kept = whole[..at].trim_end_matches(['\n', '\r']).len();
    kept.max(first)
}

/// The text with its secrets replaced, and the bytes in it that were meant. A secret that reaches over the edge of
/// what is meant leaves no such bytes: then the whole text is meant.
fn redacted(text: &str, start: usize, end: usize, redactor: &Redactor) -> (String, usize, usize) {
    let end = end.max(start).min(text.len());
    let start = start.min(end);
    let whole = match redactor.redact(text) {
        Cow::Borrowed(text) => return (text.to_owned(), start, end),
        Cow::Owned(whole) => whole,
    };
    let [before, meant, after] =
        [&text[..start], &text[start..end], &text[end..]].map(|part| redactor.redact(part));
    let joined = format!("{before}{meant}{after}");
    if joined == whole {
        (joined, before.len(), before.len() + meant.len())
    } else {
        let length = whole.len();
        (whole, 0, length)
    }
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}
