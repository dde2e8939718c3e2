//! The one layout of a YAML file: what `idvet fmt` writes.
//!
//! The library that lays out is not believed: what it gives is read again, and taken only where it says the same, keeps
//! every comment, and stays as it is when it is laid out once more.

mod closing;
mod difference;
mod library;
mod same;

use std::sync::Arc;

pub use difference::difference;

use crate::source::{Limits, Source, Span, SyntaxProblem, comments, read_documents};

/// How often a text is laid out until it stays as it is.
const MOST_ROUNDS: usize = 4;

/// Why a text has no layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlaid {
    /// It is no YAML that can be read.
    Syntax(Vec<SyntaxProblem>),
    /// It is in order, but the layout would spoil something, or there is none.
    Spoilt(Spoilt),
}

/// What the layout would do to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    /// This key or value would mean something else.
    Meaning(Span),
    /// This comment would be lost, or changed, or come behind another.
    Comment(Span),
    /// It finds none.
    Nothing,
}

/// A text in the one layout. Line breaks are all as the first one is, `\n` or `\r\n`; the last line ends with one; a byte
/// order mark is left out. A text with nothing in it is empty.
///
/// # Errors
/// It cannot be read, or not be laid out without spoiling something.
pub fn lay_out(source: &Arc<Source>) -> Result<String, Unlaid> {
    let (documents, problems) = read_documents(source, Limits::default());
    if !problems.is_empty() {
        return Err(Unlaid::Syntax(problems));
    }
    let written = source.text();
    let plain = written.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if plain.trim().is_empty() {
        return Ok(String::new());
    }
    let laid = settled(&plain).ok_or(Unlaid::Spoilt(Spoilt::Nothing))?;
    let laid = with_breaks_of(written, laid);
    let again = Source::new(source.name(), laid.as_str());
    let (found, problems) = read_documents(&again, Limits::default());
    if !problems.is_empty() {
        return Err(Unlaid::Spoilt(Spoilt::Nothing));
    }
    if let Some(place) = same::first_difference(&documents, &found) {
        return Err(Unlaid::Spoilt(Spoilt::Meaning(place)));
    }
    match lost_comment(source, &comments(written, &documents), &again, &comments(&laid, &found)) {
        Some(place) => Err(Unlaid::Spoilt(Spoilt::Comment(place))),
        None => Ok(laid),
    }
}

/// Laid out until that changes nothing.
fn settled(text: &str) -> Option<String> {
    let mut before = once(text)?;
    for _ in 1..MOST_ROUNDS {
        let after = once(&before)?;
        if after == before {
            return Some(before);
        }
        before = after;
    }
    None
}

fn once(text: &str) -> Option<String> {
    library::lay_out(text).map(|laid| closing::indent(&laid))
}

fn with_breaks_of(written: &str, laid: String) -> String {
    match written.find('\n') {
        Some(first) if written[..first].ends_with('\r') => laid.replace('\n', "\r\n"),
        Some(_) | None => laid,
    }
}

/// The first comment that is not there in its turn, word for word.
fn lost_comment(old: &Source, wanted: &[Span], new: &Source, found: &[Span]) -> Option<Span> {
    let end = Span::new(old.text().len(), old.text().len());
    let texts = |source: &Source, spans: &[Span]| -> Vec<String> {
        spans.iter().map(|span| source.slice(*span).to_owned()).collect()
    };
    let (before, after) = (texts(old, wanted), texts(new, found));
    let kept = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
    (before.len() != after.len() || kept < before.len()).then(|| wanted.get(kept).copied().unwrap_or(end))
}
