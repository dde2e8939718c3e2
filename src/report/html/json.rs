//! A body as it is read best: JSON with a line for each field, its keys apart from its values, every character of its
//! values as it came; anything else as it is. A body that was cut is laid out as far as it goes.

use std::fmt::Write;

use maud::{Escaper, Markup, PreEscaped, html};

use super::text::lines;
use crate::report::look::harmless;

/// Levels of nesting that are laid out.
const DEEPEST: usize = 64;

/// Levels that are indented.
const INDENTED: usize = 16;

/// The body, in a `pre`.
pub(super) fn body(text: &str) -> Markup {
    if !is_json(text) {
        return html! { pre { (lines(text)) } };
    }
    let mut layout = Layout { out: String::with_capacity(text.len() * 2), depth: 0 };
    layout.all(text);
    html! { pre.json { (PreEscaped(layout.out)) } }
}

/// Whether it is an object or a list, perhaps only the beginning of one.
fn is_json(text: &str) -> bool {
    let begins = text.trim_start().starts_with(['{', '[']);
    begins && is_shallow(text) && !matches!(broken_at(text), Some(serde_json::error::Category::Syntax))
}

fn broken_at(text: &str) -> Option<serde_json::error::Category> {
    serde_json::from_str::<serde_json::Value>(text).err().map(|error| error.classify())
}

fn is_shallow(text: &str) -> bool {
    let (mut depth, mut rest) = (0_usize, text);
    while let Some(character) = rest.chars().next() {
        match character {
            '"' => {
                rest = &rest[string_length(rest)..];
                continue;
            }
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return false;
        }
        rest = &rest[character.len_utf8()..];
    }
    true
}

/// The bytes of a string with both its quotation marks, or of all that is left of one.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

struct Layout {
    out: String,
    depth: usize,
}

impl Layout {
    fn all(&mut self, text: &str) {
        let mut rest = text.trim_start();
        while let Some(character) = rest.chars().next() {
            let length = match character {
                '"' => string_length(rest),
                '{' | '[' | '}' | ']' | ',' | ':' => 1,
                _ => rest.find(['"', '{', '[', '}', ']', ',', ':']).unwrap_or(rest.len()),
            };
            let (token, after) = rest.split_at(length);
            rest = after.trim_start();
            self.token(token.trim_end(), rest);
        }
    }

    fn token(&mut self, token: &str, rest: &str) {
        match token {
            "{" | "[" => {
                self.out.push_str(token);
                self.depth += 1;
                if !rest.starts_with(['}', ']']) {
                    self.line();
                }
            }
            "}" | "]" => {
                self.depth = self.depth.saturating_sub(1);
                if !self.out.ends_with(['{', '[']) {
                    self.line();
                }
                self.out.push_str(token);
            }
            "," => {
                self.out.push(',');
                self.line();
            }
            ":" => self.out.push_str(": "),
            key if key.starts_with('"') && rest.starts_with(':') => {
                self.out.push_str("<b>");
                self.foreign(key);
                self.out.push_str("</b>");
            }
            value => self.foreign(value),
        }
    }

    fn foreign(&mut self, text: &str) {
        let _ = Escaper::new(&mut self.out).write_str(&harmless(text));
    }

    fn line(&mut self) {
        self.out.push('\n');
        let indent = "  ".repeat(self.depth.min(INDENTED));
        self.out.push_str(&indent);
    }
}
