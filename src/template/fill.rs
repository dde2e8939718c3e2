//! Puts values in the place of `${...}`, within bounds on size and depth.

use serde_json::Value as Json;

use super::{
    FillError, Open, Scope, Shape, Template, Value,
    expression::{Expression, Form},
    functions::{self, Complaint},
    lookup::look_up,
    pieces::Piece,
};
use crate::source::Span;

/// How many bytes one template may fill in, intermediate results counted: `base64(base64(...))`, or lists that
/// repeat lists, would otherwise grow without end.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What an element counts besides its text, so that a list of nothing is not free.
const BYTES_PER_ELEMENT: usize = 16;

/// How deep lists and maps of a filled value may stand in each other.
const DEEPEST: usize = 128;

/// Fills a template.
pub(super) fn fill(template: &Template, scope: &dyn Scope) -> Result<Value, FillError> {
    Filler { scope, left: MOST_BYTES }.template(template)
}

/// How a value goes beyond the bounds.
enum Excess {
    Size,
    Depth,
}

struct Filler<'s> {
    scope: &'s dyn Scope,
    /// Bytes that may still be filled in.
    left: usize,
}

impl Filler<'_> {
    fn template(&mut self, template: &Template) -> Result<Value, FillError> {
        let open = match &template.0 {
            Shape::Literal(value) => return Ok(Value::clone(value)),
            Shape::Open(open) => &**open,
        };
        match open {
            Open::Whole(expression) => self.expression(expression),
            Open::Text(pieces) => self.text(pieces),
            Open::List(elements) => Ok(Value::list(
                elements.iter().map(|element| self.template(element)).collect::<Result<Vec<_>, _>>()?,
            )),
            Open::Map(entries) => {
                let scope = self.scope;
                let there = entries.iter().filter(|(_, value)| !value.is_left_out(scope));
                let fill = |(key, value): &(String, Template)| Ok((key.clone(), self.template(value)?));
                Ok(Value::map(there.map(fill).collect::<Result<Vec<_>, _>>()?))
            }
        }
    }

    fn text(&mut self, pieces: &[Piece]) -> Result<Value, FillError> {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Plain(plain) => text.push_str(plain),
                Piece::Hole(expression) => text.push_str(&self.hole(expression)?),
            }
        }
        Ok(text.into())
    }

    /// The text of a value that stands inside a text.
    fn hole(&mut self, expression: &Expression) -> Result<String, FillError> {
        let value = self.expression(expression)?;
        if value.json.is_null() {
            let name = expression.shown();
            let complaint = Complaint::new(format!("`{name}` is nothing (null), which has no text"))
                .help(format!("a value that is only `${{{name}}}` stays null"));
            return Err(complaint.at(expression.span));
        }
        let text = value.to_text();
        self.charge(text.len(), expression.span)?;
        Ok(text)
    }

    /// The parser bounds how deep calls stand in each other.
    fn expression(&mut self, expression: &Expression) -> Result<Value, FillError> {
        let value = match &expression.form {
            Form::Constant(value) => return Ok(value.clone()),
            Form::Name(name) => {
                look_up(name, self.scope).map_err(|complaint| complaint.at(expression.span))?
            }
            Form::Call(function, arguments) => {
                let values: Vec<Value> =
                    arguments.iter().map(|argument| self.expression(argument)).collect::<Result<_, _>>()?;
                functions::call(function, &values, self.scope).map_err(|complaint| {
                    let span =
                        complaint.argument.and_then(|index| arguments.get(index)).map(|found| found.span);
                    complaint.at(span.unwrap_or(expression.span))
                })?
            }
        };
        let size = measure(&value.json, 0).map_err(|excess| excess.error(expression))?;
        self.charge(size, expression.span)?;
        Ok(value)
    }

    fn charge(&mut self, bytes: usize, span: Span) -> Result<(), FillError> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| too_large().at(span))?;
        Ok(())
    }
}

/// The bytes of a value, about; an excess as soon as it shows.
fn measure(json: &Json, depth: usize) -> Result<usize, Excess> {
    if depth > DEEPEST {
        return Err(Excess::Depth);
    }
    let mut size = BYTES_PER_ELEMENT;
    match json {
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
        Json::String(text) => size += text.len(),
        Json::Array(elements) => {
            for element in elements {
                size += measure(element, depth + 1)?;
            }
        }
        Json::Object(entries) => {
            for (key, value) in entries {
                size += key.len() + measure(value, depth + 1)?;
            }
        }
    }
    if size > MOST_BYTES { Err(Excess::Size) } else { Ok(size) }
}

impl Excess {
    fn error(&self, expression: &Expression) -> FillError {
        match self {
            Self::Size => too_large(),
            Self::Depth => {
                Complaint::new(format!("`{}` is more than {DEEPEST} lists and maps deep", expression.shown()))
            }
        }
        .at(expression.span)
    }
}

fn too_large() -> Complaint {
    Complaint::new(format!("more than {} MB are filled in here", MOST_BYTES / 1024 / 1024))
        .help("send what is larger with `file:` of a `request`")
}
