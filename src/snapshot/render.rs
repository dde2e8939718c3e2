//! A draft as the text of a snapshot: status, headers and path line by line, then the body, JSON with two spaces.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::{
    draft::{Draft, joined},
    numbering::Numbering,
};

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    /// As it is.
    Text,
}

/// The whole text.
pub(super) fn page(lines: &[(String, Draft)], body: Option<&(Draft, Form)>, numbering: &Numbering) -> String {
    let mut text = String::new();
    for (name, draft) in lines {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{name}: {}", line(draft, numbering));
    }
    match body {
        None => {}
        Some((draft, Form::Json)) => {
            let _ = writeln!(text, "\n{}", value(draft, numbering));
        }
        Some((draft, Form::Text)) => {
            let _ = writeln!(text, "\n{}", as_it_is(draft, numbering).trim_end());
        }
    }
    text
}

/// A value as JSON.
pub(super) fn value(draft: &Draft, numbering: &Numbering) -> String {
    let mut page = Page { text: String::new(), numbering };
    page.write(draft, 0);
    page.text
}

/// A text without quotes: line breaks of any sort are one sort, other control characters stand escaped.
fn as_it_is(draft: &Draft, numbering: &Numbering) -> String {
    match draft {
        Draft::Text(pieces) => {
            joined(pieces, numbering).replace("\r\n", "\n").chars().flat_map(visible).collect()
        }
        Draft::Bare(_) | Draft::List(_) | Draft::Map(_) => value(draft, numbering),
    }
}

fn line(draft: &Draft, numbering: &Numbering) -> String {
    as_it_is(draft, numbering).replace('\n', " ")
}

fn visible(character: char) -> Vec<char> {
    let plain = !character.is_control() || matches!(character, '\n' | '\t');
    if plain { vec![character] } else { character.escape_default().collect() }
}

struct Page<'n> {
    text: String,
    numbering: &'n Numbering,
}

impl Page<'_> {
    fn write(&mut self, draft: &Draft, depth: usize) {
        match draft {
            Draft::Bare(text) => self.text.push_str(text),
            Draft::Text(pieces) => self.text.push_str(&json_text(&joined(pieces, self.numbering))),
            Draft::List(elements) => {
                self.block(('[', ']'), elements.len(), depth, |page, index| {
                    page.write(&elements[index], depth + 1);
                });
            }
            Draft::Map(entries) => {
                self.block(('{', '}'), entries.len(), depth, |page, index| {
                    let (key, value) = &entries[index];
                    let key = json_text(&joined(key, page.numbering));
                    page.text.push_str(&key);
                    page.text.push_str(": ");
                    page.write(value, depth + 1);
                });
            }
        }
    }

    fn block(
        &mut self,
        brackets: (char, char),
        count: usize,
        depth: usize,
        mut write: impl FnMut(&mut Self, usize),
    ) {
        self.text.push(brackets.0);
        for index in 0..count {
            self.text.push_str(if index == 0 { "\n" } else { ",\n" });
            self.text.push_str(&"  ".repeat(depth + 1));
            write(self, index);
        }
        if count > 0 {
            self.text.push('\n');
            self.text.push_str(&"  ".repeat(depth));
        }
        self.text.push(brackets.1);
    }
}

/// As JSON; what JSON leaves as it is but no file should hold is escaped, too.
pub(super) fn json_text(text: &str) -> String {
    let mut quoted = String::new();
    for character in Json::from(text).to_string().chars() {
        if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}') {
            let _ = write!(quoted, "\\u{:04x}", u32::from(character));
        } else {
            quoted.push(character);
        }
    }
    quoted
}
