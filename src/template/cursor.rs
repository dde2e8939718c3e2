//! A place in a text that moves forward.

use super::mistake::{Location, Mistake};
use crate::source::Span;

/// The text of a scalar, and how far it has been read.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    location: Location,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, at: usize, location: Location) -> Self {
        Self { text, at, location }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Steps over one character, where it is this one.
    pub(super) fn eat(&mut self, wanted: char) -> Option<()> {
        let rest = self.rest().strip_prefix(wanted)?;
        self.at = self.text.len() - rest.len();
        Some(())
    }

    /// Steps over so many bytes of what [`Cursor::rest`] shows, and gives them.
    pub(super) fn take(&mut self, bytes: usize) -> &'t str {
        let taken = self.rest().get(..bytes).unwrap_or(self.rest());
        self.at += taken.len();
        taken
    }

    pub(super) fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or("")
    }

    /// The place of what was read since `start`.
    pub(super) fn span_since(&self, start: usize) -> Span {
        self.location.span(start, self.at)
    }

    /// The place of the next character.
    pub(super) fn span_here(&self) -> Span {
        self.location.span(self.at, self.at + self.peek().map_or(0, char::len_utf8))
    }

    /// A `${` at byte `start` without its `}`.
    pub(super) fn unclosed(&self, start: usize) -> Mistake {
        Mistake::form(self.location.span(start, start + 2), "`${` is never closed")
            .help("close it with `}`, or write `$${` for a plain `${`")
    }
}
