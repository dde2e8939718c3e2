//! Where a part of a scalar's text stands in the file: quotes, escapes, doubled quotes and folded lines lie between
//! the two.

use std::{iter::Peekable, str::CharIndices};

use super::{Source, Span};

impl Source {
    /// The place of `length` bytes (at least a character) from `offset` on in the text of the scalar that takes
    /// `scalar` in this source; `None` where text and source cannot be matched character by character.
    pub fn inside(&self, scalar: Span, text: &str, offset: usize, length: usize) -> Option<Span> {
        let written = self.slice(scalar);
        let starts = starts(written, text)?;
        let place = |at: usize| starts.get(characters_before(text, at)).copied();
        let (start, end) = (place(offset)?, place(offset + length)?);
        let wide = written.get(start..)?.chars().next().map_or(1, char::len_utf8);
        Some(scalar.part(start, end.saturating_sub(start).max(wide)))
    }
}

fn characters_before(text: &str, at: usize) -> usize {
    text.char_indices().take_while(|(start, _)| *start < at).count()
}

/// For each character of the text, and for its end, the byte of the written scalar at which it begins.
fn starts(written: &str, text: &str) -> Option<Vec<usize>> {
    let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
    let mut signs = written.char_indices().peekable();
    if quote.is_some() {
        signs.next();
    }
    let mut starts = Vec::with_capacity(text.len() + 1);
    for wanted in text.chars() {
        // The line break that ends a block of lines need not belong to its place.
        let Some((at, sign)) = signs.next() else {
            starts.extend([written.len(), written.len()]);
            return (wanted == '\n').then_some(starts);
        };
        starts.push(at);
        if !stands_for(quote, sign, wanted, &mut signs) {
            return None;
        }
    }
    starts.push(signs.next().map_or(written.len(), |(at, _)| at));
    Some(starts)
}

/// Whether what begins with `sign` stands for a character; steps over all that belongs to it.
fn stands_for(quote: Option<char>, sign: char, wanted: char, signs: &mut Peekable<CharIndices>) -> bool {
    match (quote, sign) {
        (Some('"'), '\\') => escape(wanted, signs),
        (Some('\''), '\'') => wanted == '\'' && signs.next().is_some_and(|(_, next)| next == '\''),
        (_, '\n' | '\r') => {
            if sign == '\r' {
                signs.next_if(|(_, next)| *next == '\n');
            }
            while signs.next_if(|(_, next)| matches!(next, ' ' | '\t')).is_some() {}
            matches!(wanted, '\n' | ' ')
        }
        (_, plain) => plain == wanted,
    }
}

/// What a backslash in double quotes makes of the signs behind it.
fn escape(wanted: char, signs: &mut Peekable<CharIndices>) -> bool {
    let Some((_, letter)) = signs.next() else { return false };
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        // A line that goes on behind its break has no character of its own.
        '\n' | '\r' => return false,
        't' | '\t' => return wanted == '\t',
        'n' => return wanted == '\n',
        '\\' | '"' | '/' | ' ' => return wanted == letter,
        _ => return true,
    };
    (0..digits).all(|_| signs.next().is_some())
}
