//! What can be wrong inside `${...}`, and what to write instead.

use std::sync::Arc;

use crate::{
    diagnostic::{Code, Problems, code},
    source::{Source, Span},
};

/// Where a text stands in its file. Its parts have places of their own only where the file holds the text
/// byte by byte: escapes and folded lines give the whole scalar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Location {
    whole: Span,
    first_byte: Option<usize>,
}

impl Location {
    /// Finds a text in the slice that its scalar takes in the source, quotes included or not.
    pub(super) fn of(text: &str, whole: Span, source: &Arc<Source>) -> Self {
        let slice = source.slice(whole);
        let unquoted = |quote: char| slice.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        let first_byte = if slice == text {
            Some(0)
        } else if unquoted('"') == Some(text) || unquoted('\'') == Some(text) {
            Some(1)
        } else {
            None
        };
        Self { whole, first_byte }
    }

    /// The place of the bytes from `start` up to, not including, `end` of the text.
    pub(super) fn span(self, start: usize, end: usize) -> Span {
        self.first_byte.map_or(self.whole, |first| self.whole.part(first + start, end.saturating_sub(start)))
    }
}

/// A `${...}` that cannot be read.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    code: Code,
    span: Span,
    message: String,
    help: Option<String>,
}

impl Mistake {
    /// A form that the language does not have.
    pub(super) fn form(span: Span, message: impl Into<String>) -> Self {
        Self { code: code::TEMPLATE, span, message: message.into(), help: None }
    }

    /// A function that does not exist, or wrong arguments.
    pub(super) fn function(span: Span, message: impl Into<String>) -> Self {
        Self { code: code::FUNCTION, span, message: message.into(), help: None }
    }

    /// What to write instead.
    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds it to the problems of its file.
    pub(super) fn report(self, problems: &mut Problems) {
        let diagnostic = problems.error(self.code, self.span, self.message);
        diagnostic.help.extend(self.help);
    }
}

/// What the author probably wanted who wrote `rest` behind the value `before`: message and help.
pub(super) fn explain_rest(before: &str, rest: &str) -> (String, String) {
    let mut characters = rest.chars();
    let (first, second) = (characters.next().unwrap_or('}'), characters.next());
    match (first, second) {
        ('|', Some('|')) | ('&' | '=' | '!' | '<' | '>', _) => no_conditions(),
        ('?', _) | (':', Some('-' | '=')) => no_defaults(before),
        ('|', _) => no_filters(before, rest),
        ('+' | '-' | '*' | '/' | '%', _) => no_arithmetic(),
        ('.' | '[', _) => (
            format!("a path cannot follow `{before}`"),
            "name the value first, under `vars` or with `set`, and write the path behind that name"
                .to_owned(),
        ),
        (first, _) => (
            format!("expected `}}` behind `{before}`, found `{}`", word_at(rest, first)),
            "a `${...}` holds one name or one function; names have no spaces".to_owned(),
        ),
    }
}

/// Arithmetic of any kind: message and help.
pub(super) fn no_arithmetic() -> (String, String) {
    (
        "there is no arithmetic in `${...}`".to_owned(),
        "write the result itself; times and dates take an offset: `${today('+1d')}`".to_owned(),
    )
}

fn no_filters(before: &str, rest: &str) -> (String, String) {
    let filter: String =
        rest[1..].trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(40).collect();
    let filter = super::functions::closest(&filter).unwrap_or("upper");
    (
        "there are no filters in `${...}`".to_owned(),
        format!("put the function around the value: `${{{filter}({before})}}`"),
    )
}

fn no_conditions() -> (String, String) {
    (
        "there are no comparisons or conditions in `${...}`".to_owned(),
        "compare with a matcher under `expect:`, or decide with the step's `if:`".to_owned(),
    )
}

fn no_defaults(before: &str) -> (String, String) {
    (
        "there are no defaults or conditions in `${...}`".to_owned(),
        format!("give `{before}` its default under `vars:`"),
    )
}

/// The word at the head of a text, or its first character.
fn word_at(rest: &str, first: char) -> String {
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(40).collect();
    if word.is_empty() { first.to_string() } else { word }
}

/// The head of a text, for a message.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let head: String = text.chars().take(LONGEST).collect();
    if head.len() < text.len() { format!("{head}...") } else { head }
}
