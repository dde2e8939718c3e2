//! A file's text with its line starts, and places in it.

use std::sync::Arc;

/// A file's text and the name it is shown by.
#[derive(Debug)]
pub struct Source {
    kind: SourceKind,
    name: Box<str>,
    text: Box<str>,
    line_starts: Box<[u32]>,
    first_line: usize,
}

/// Where a text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// In a file of the suite.
    File,
    /// On the command line.
    Argument,
}

/// A range of bytes in one source; `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

/// A line and a column, both counted from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// A range of a source: all that is needed to show it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes in it.
    pub span: Span,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// A part of this span: `length` bytes from `offset` on, kept inside.
    #[must_use]
    pub fn part(self, offset: usize, length: usize) -> Self {
        let start = (self.start as usize + offset).min(self.end as usize);
        Self::new(start, (start + length).min(self.end as usize))
    }
}

impl Source {
    /// Takes a text; `name` is the path from the suite's root with `/` between its parts.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::fragment(name, 1, text)
    }

    /// Takes a part of a file; `first_line` is the number of its first line in that file. A report that has only
    /// the lines that a record keeps shows them with this.
    pub fn fragment(name: impl Into<String>, first_line: usize, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self::of(SourceKind::File, name.into(), first_line, text.into()))
    }

    /// Takes the value of an argument; `name` is the argument, such as `--tag`.
    pub fn argument(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self::of(SourceKind::Argument, name.into(), 1, text.into()))
    }

    fn of(kind: SourceKind, name: String, first_line: usize, text: String) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
        // As long as the file is spoken of its text stays, so it takes no more room than it needs.
        let mut line_starts = Vec::with_capacity(1 + text.bytes().filter(|byte| *byte == b'\n').count());
        line_starts.extend(std::iter::once(0).chain(starts));
        Self {
            kind,
            name: name.into(),
            text: text.into(),
            line_starts: line_starts.into(),
            first_line: first_line.max(1),
        }
    }

    /// Where it was found.
    pub fn kind(&self) -> SourceKind {
        self.kind
    }

    /// The name the file is shown by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty where the span is not inside the text or cuts a character.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Where a byte stands.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = (self.line_starts[line - 1] as usize).max(self.byte_order_mark()).min(offset);
        let column =
            self.text.as_bytes()[start..offset].iter().filter(|byte| !is_continuation(**byte)).count();
        Position { line: line + self.first_line - 1, column: column + 1 }
    }

    /// The length of the mark that some editors put before a text: it takes no column.
    fn byte_order_mark(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The number of the first line: 1 but for a fragment.
    pub fn first_line(&self) -> usize {
        self.first_line
    }

    /// The text of a line, numbered as in [`Position`], without its line break; empty where there is no such line.
    pub fn line(&self, line: usize) -> &str {
        let Some(index) = line.checked_sub(self.first_line) else { return "" };
        let Some(start) = self.line_starts.get(index) else { return "" };
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        self.text[*start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

impl Place {
    /// A place in a source.
    pub fn new(source: &Arc<Source>, span: Span) -> Self {
        Self { source: Arc::clone(source), span }
    }

    /// Where it begins.
    pub fn position(&self) -> Position {
        self.source.position(self.span.start as usize)
    }

    /// `file:line:column`.
    pub fn shown(&self) -> String {
        let Position { line, column } = self.position();
        format!("{}:{line}:{column}", self.source.name())
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}
