//! Tables of comma-separated values by RFC 4180, with the place of every cell.
//!
//! The usual reader of such files takes unclosed and stray quotes as they come and knows only where a row begins; an
//! author's mistakes have to be found, with their places.

use super::{
    MOST,
    table::{self, Fault, MOST_VALUES},
};
use crate::source::{Source, Span};

/// A cell: its text, quotes undone, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) span: Span,
}

/// The rows of a table, the names of its columns first. Lines without anything are passed over. Between cells stands
/// `;` where the first line has one outside of quotes and no `,`, else `,`.
pub(super) fn read(source: &Source) -> Result<Vec<Vec<Cell>>, Fault> {
    let text = source.text();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let delimiter = delimiter(&text[start..]);
    let mut reader = Reader { text, at: start, delimiter, cells: 0 };
    let mut rows = Vec::new();
    while reader.at < text.len() {
        let row = reader.row()?;
        if row.len() > 1 || row.first().is_some_and(|cell| !cell.span_is_empty()) {
            rows.push(row);
        }
        // The first row has the names of the columns.
        if rows.len() > MOST + 1 {
            return Err(table::too_many_cases(Span::new(reader.at, reader.at)));
        }
    }
    Ok(rows)
}

/// The cells below the columns whose names are chosen; all that is below the names where the table cannot be read.
pub(in crate::plan) fn values_of(source: &Source, is_chosen: impl Fn(&str) -> bool) -> Vec<Span> {
    let Ok(rows) = read(source) else { return below_the_names(source, is_chosen) };
    let mut rows = rows.into_iter();
    let head = rows.next().unwrap_or_default();
    let chosen: Vec<bool> = head.iter().map(|column| is_chosen(column.text.trim())).collect();
    let cells =
        rows.flat_map(|row| row.into_iter().zip(&chosen).filter(|(_, chosen)| **chosen).collect::<Vec<_>>());
    cells.map(|(cell, _)| cell.span).collect()
}

fn below_the_names(source: &Source, is_chosen: impl Fn(&str) -> bool) -> Vec<Span> {
    let text = source.text();
    let (head, below) = text.split_once('\n').unwrap_or((text, ""));
    let any = head.split([',', ';']).any(|column| is_chosen(column.trim().trim_matches('"')));
    if any { vec![Span::new(text.len() - below.len(), text.len())] } else { Vec::new() }
}

fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let (mut commas, mut semicolons) = (0, 0);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b',' if !quoted => commas += 1,
            b';' if !quoted => semicolons += 1,
            _ => {}
        }
    }
    if commas == 0 && semicolons > 0 { b';' } else { b',' }
}

impl Cell {
    fn span_is_empty(&self) -> bool {
        self.span.start == self.span.end
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
    /// How many were read in all.
    cells: usize,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn row(&mut self) -> Result<Vec<Cell>, Fault> {
        let mut row = Vec::new();
        loop {
            row.push(if self.byte() == Some(b'"') { self.quoted()? } else { self.plain()? });
            self.cells += 1;
            if self.cells > MOST_VALUES {
                return Err(table::too_many_values(Span::new(self.at, self.at)));
            }
            match self.byte() {
                Some(byte) if byte == self.delimiter => self.at += 1,
                Some(b'\r') if self.text[self.at..].starts_with("\r\n") => {
                    self.at += 2;
                    return Ok(row);
                }
                Some(_) => {
                    self.at += 1;
                    return Ok(row);
                }
                None => return Ok(row),
            }
        }
    }

    fn plain(&mut self) -> Result<Cell, Fault> {
        let start = self.at;
        while let Some(byte) = self.byte() {
            match byte {
                b'\n' | b'\r' => break,
                byte if byte == self.delimiter => break,
                b'"' => return Err(stray_quote(Span::new(self.at, self.at + 1))),
                _ => self.at += 1,
            }
        }
        Ok(Cell { text: self.text[start..self.at].to_owned(), span: Span::new(start, self.at) })
    }

    /// `""` inside of quotes is a quote.
    fn quoted(&mut self) -> Result<Cell, Fault> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let Some(length) = self.text[self.at..].find('"') else {
                return Err(Fault::new(Span::new(start, start + 1), "this quote is never closed")
                    .help("close it with `\"`; a quote inside of a quoted cell is written twice"));
            };
            text.push_str(&self.text[self.at..self.at + length]);
            self.at += length + 1;
            match self.byte() {
                Some(b'"') => {
                    text.push('"');
                    self.at += 1;
                }
                Some(b'\n' | b'\r') | None => break,
                Some(byte) if byte == self.delimiter => break,
                Some(_) => return Err(stray_quote(Span::new(self.at - 1, self.at))),
            }
        }
        Ok(Cell { text, span: Span::new(start, self.at) })
    }
}

fn stray_quote(span: Span) -> Fault {
    Fault::new(span, "a quote stands in the middle of a cell").help(
        "put the whole cell into quotes, and write the quote inside of it twice: `\"the \"\"first\"\" one\"`",
    )
}
