//! The reading position in the text of a path, and the messages that any part of the grammar may need.

use std::ops::Range;

use super::error::PathError;
use super::limit::{DEEPEST_NESTING, LONGEST_PATH, MOST_PATTERNS};
use super::location::{continues_name, starts_name};

pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    patterns: usize,
    warnings: Vec<PathError>,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0, patterns: 0, warnings: Vec::new() }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn text_of(&self, place: Range<usize>) -> &'t str {
        &self.text[place]
    }

    /// From `start` to here.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        start..self.at
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub(super) fn sees(&self, expected: &str) -> bool {
        self.rest().starts_with(expected)
    }

    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let sees = self.sees(expected);
        if sees {
            self.at += expected.len();
        }
        sees
    }

    pub(super) fn skip_blanks(&mut self) {
        self.take_while(|each| matches!(each, ' ' | '\t' | '\n' | '\r'));
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|each| !wanted(each)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A name as it stands after a dot, or a word in a filter; empty where none begins.
    pub(super) fn take_word(&mut self) -> &'t str {
        if self.peek().is_some_and(starts_name) { self.take_while(continues_name) } else { "" }
    }

    /// Reads what stands one level deeper, begun at `start`.
    pub(super) fn nested<T>(
        &mut self,
        start: usize,
        read: impl FnOnce(&mut Self) -> Result<T, PathError>,
    ) -> Result<T, PathError> {
        if self.depth == DEEPEST_NESTING {
            return Err(PathError::new(
                start..self.at,
                format!("nested deeper than {DEEPEST_NESTING} levels"),
            ));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Counts the regular expression at this place.
    pub(super) fn count_pattern(&mut self, place: Range<usize>) -> Result<(), PathError> {
        if self.patterns == MOST_PATTERNS {
            return Err(PathError::new(
                place,
                format!("a path has at most {MOST_PATTERNS} regular expressions"),
            ));
        }
        self.patterns += 1;
        Ok(())
    }

    pub(super) fn warn(&mut self, warning: PathError) {
        self.warnings.push(warning);
    }

    pub(super) fn into_warnings(self) -> Vec<PathError> {
        self.warnings
    }

    /// An error about the next `length` bytes.
    pub(super) fn error_here(&self, length: usize, message: impl Into<String>) -> PathError {
        PathError::new(self.at..self.at + length, message)
    }

    pub(super) fn too_long(&self) -> PathError {
        self.error_here(0, format!("the path has {} bytes, more than {LONGEST_PATH}", self.text.len()))
    }

    /// An error about what stands here instead of what is expected: a word, a run of operator signs, or one character.
    pub(super) fn expected(&self, expected: &str) -> PathError {
        let found = self.piece();
        if found.is_empty() {
            return self.error_here(0, format!("expected {expected}, found the end of the path"));
        }
        self.error_here(found.len(), format!("expected {expected}, found `{}`", short(found)))
    }

    fn piece(&self) -> &'t str {
        let mut ahead = Cursor::new(self.rest());
        if ahead.take_while(continues_name).is_empty() && ahead.take_while(is_operator_sign).is_empty() {
            ahead.next();
        }
        &self.rest()[..ahead.at]
    }

    /// The bracket or quote at `open` lacks its end.
    pub(super) fn never_closed(&self, open: usize, close: char) -> PathError {
        let sign = &self.text[open..=open];
        PathError::new(open..open + 1, format!("this `{sign}` is never closed"))
            .with_help(format!("close it with `{close}`"))
    }
}

fn is_operator_sign(each: char) -> bool {
    matches!(each, '=' | '!' | '<' | '>' | '&' | '|' | '~')
}

/// A piece of the path as a message quotes it.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 40;
    let shown: String = text.chars().take(MOST).map(visible).collect();
    if text.chars().nth(MOST).is_some() { shown + "…" } else { shown }
}

fn visible(each: char) -> String {
    if each.is_control() { each.escape_debug().to_string() } else { each.to_string() }
}
