//! What stands around a place in a text: its line, the lines above, quotes and brackets left open.
//!
//! It looks at the text alone, since the parser has given up on it, and each search is linear in the text.

use std::borrow::Cow;

use super::Span;

/// A line without its break, and the byte it begins at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'text> {
    pub(super) start: usize,
    pub(super) text: &'text str,
}

impl<'text> Line<'text> {
    /// The line that holds a byte.
    pub(super) fn at(text: &'text str, at: usize) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
        Self { start, text: text[start..end].trim_end_matches('\r') }
    }

    /// Columns of spaces before its first word.
    pub(super) fn indentation(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Whether it says nothing: blank, or a comment.
    pub(super) fn is_silent(self) -> bool {
        let words = self.text.trim_start();
        words.is_empty() || words.starts_with('#')
    }

    /// What is written behind its indentation and the `- ` of list elements, and its column.
    pub(super) fn entry(self) -> (usize, &'text str) {
        let mut column = self.indentation();
        while let Some(rest) = self.text[column..].strip_prefix("- ") {
            column = self.text.len() - rest.trim_start_matches(' ').len();
        }
        (column, self.text[column..].trim_end())
    }

    /// A range of columns as a span.
    pub(super) fn span(self, column: usize, length: usize) -> Span {
        Span::new(self.start + column, self.start + column + length)
    }

    /// All that is written in it.
    pub(super) fn words(self) -> Span {
        let column = self.text.len() - self.text.trim_start().len();
        self.span(column, self.text.trim().len())
    }
}

/// As much of an author's text as a message shows.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
    }
}

/// The lines above a byte's line that say something, the nearest first.
pub(super) fn lines_above(text: &str, at: usize) -> impl Iterator<Item = Line<'_>> {
    let start = Line::at(text, at).start;
    let ends = text[..start].rmatch_indices('\n').map(|(end, _)| end);
    ends.map(|end| Line::at(text, end)).filter(|line| !line.is_silent())
}

/// The first tab that indents a line, from the line of a byte on.
pub(super) fn indenting_tab(text: &str, at: usize) -> Option<usize> {
    let mut start = Line::at(text, at).start;
    for line in text[start..].split_inclusive('\n') {
        let blank = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
        if let Some(tab) = line[..blank].find('\t') {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

/// The quote left open on a line, as its column.
pub(super) fn open_quote(line: Line) -> Option<usize> {
    let bytes = line.text.as_bytes();
    let mut at = 0;
    let mut may_begin = true;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' if may_begin => {
                let Some(length) = quoted_length(&bytes[at..]) else { return Some(at) };
                at += length;
                may_begin = false;
                continue;
            }
            b'#' if at == 0 || bytes[at - 1] == b' ' => return None,
            b' ' => {}
            byte => may_begin = matches!(byte, b':' | b',' | b'[' | b'{' | b'-' | b'?'),
        }
        at += 1;
    }
    None
}

/// The length of a quoted text with its quotes, where it is closed.
fn quoted_length(bytes: &[u8]) -> Option<usize> {
    let quote = *bytes.first()?;
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The nearest line at or above a byte that leaves a quote open, as the quote's byte.
pub(super) fn open_quote_above(text: &str, at: usize) -> Option<usize> {
    let own = text[..at].rfind('\n').map(|_| Line::at(text, at));
    let lines = lines_above(text, at);
    own.into_iter().filter(|line| line.start + line.text.len() <= at).chain(lines).find_map(|line| {
        let column = open_quote(line)?;
        Some(line.start + column)
    })
}

/// The nearest bracket or brace before a byte that is not closed before it.
pub(super) fn open_bracket_above(text: &str, at: usize) -> Option<usize> {
    let mut closed = 0_usize;
    for (found, byte) in text.as_bytes()[..at].iter().enumerate().rev() {
        match byte {
            b']' | b'}' => closed += 1,
            b'[' | b'{' if closed == 0 => return Some(found),
            b'[' | b'{' => closed -= 1,
            _ => {}
        }
    }
    None
}

/// The unquoted text within `{ }` or `[ ]` around a `$` that a `{` follows: as far as the author meant it.
pub(super) fn template_around(text: &str, dollar: usize) -> Span {
    let start = text[..dollar].rfind([' ', ',', '[', '{', '\n', '\t']).map_or(0, |found| found + 1);
    let mut depth = 0_usize;
    let mut end = dollar;
    for (found, character) in text[dollar..].char_indices() {
        match character {
            '\n' | '\r' => break,
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | ']' | '}' if depth == 0 => break,
            _ => {}
        }
        end = dollar + found + character.len_utf8();
    }
    let written = text[start..end].trim_end();
    // `${a: 1}` without its own end: the key is what stands before the colon.
    Span::new(start, start + written.find("}:").map_or(written.len(), |colon| colon + 1))
}
