//! Tables in JSON: a list of objects, with the place of every value.
//!
//! `serde_json` judges the text as a whole and reads each value; where a value begins and ends is known because they
//! are read one behind the other.

use serde_json::Value as Json;

use super::{
    MOST,
    table::{self, Fault, MOST_VALUES},
};
use crate::source::{Source, Span};

/// A row: where it stands, and each name with its value and their places.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) span: Span,
    pub(super) entries: Vec<Entry>,
}

/// A name and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) name_span: Span,
    pub(super) value: Json,
    pub(super) span: Span,
}

/// The rows of a table.
pub(super) fn read(source: &Source) -> Result<Vec<Row>, Fault> {
    let text = source.text();
    let begin = text.len() - text.trim_start_matches('\u{feff}').len();
    if has_too_many_values(&text[begin..]) {
        return Err(table::too_many_values(Span::new(0, 0)));
    }
    let whole: Json = serde_json::from_str(&text[begin..]).map_err(|error| not_json(source, &error))?;
    let whole_span = Span::new(begin, text.trim_end().len()).part(0, 1);
    let Json::Array(rows) = whole else {
        return Err(Fault::new(whole_span, "a table in JSON must be a list of objects")
            .help("for example `[{ \"name\": \"approved\", \"dummyStatus\": \"APPROVED\" }]`"));
    };
    if rows.len() > MOST {
        return Err(table::too_many_cases(Span::new(0, 0)));
    }
    let mut reader = Reader { text, at: begin };
    reader.step_over('[');
    let mut read = Vec::new();
    for row in &rows {
        reader.skip_blanks();
        let start = reader.at;
        let Json::Object(_) = row else {
            let span = Span::new(start, start + 1);
            return Err(Fault::new(span, "every element of a table in JSON must be an object"));
        };
        let entries = reader.object();
        read.push(Row { span: Span::new(start, reader.at), entries });
        reader.step_over(',');
    }
    Ok(read)
}

/// Before every value but the first there stands a comma or an opening bracket. Looked at before anything is read,
/// since values take many times the memory of their text.
fn has_too_many_values(text: &str) -> bool {
    let (mut signs, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => signs += 1,
            _ => {}
        }
    }
    signs > MOST_VALUES
}

fn not_json(source: &Source, error: &serde_json::Error) -> Fault {
    let text = source.text();
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (line_start + error.column().saturating_sub(1)).min(text.len());
    let at = text.floor_char_boundary(at);
    let message = error.to_string();
    let cause = message.split(" at line ").next().unwrap_or_default();
    Fault::new(Span::new(at, (at + 1).min(text.len())), format!("this is not JSON: {cause}"))
}

/// Reads a text that is known to be JSON.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn object(&mut self) -> Vec<Entry> {
        let mut entries = Vec::new();
        self.step_over('{');
        while self.peek().is_some_and(|character| character != '}') {
            let Some((Json::String(name), name_span)) = self.value() else { break };
            self.step_over(':');
            let Some((value, span)) = self.value() else { break };
            entries.push(Entry { name, name_span, value, span });
            self.step_over(',');
        }
        self.step_over('}');
        entries
    }

    fn value(&mut self) -> Option<(Json, Span)> {
        self.skip_blanks();
        let start = self.at;
        let mut values = serde_json::Deserializer::from_str(&self.text[start..]).into_iter::<Json>();
        let value = values.next()?.ok()?;
        self.at = start + values.byte_offset();
        Some((value, Span::new(start, self.at)))
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_blanks();
        self.text[self.at..].chars().next()
    }

    fn step_over(&mut self, sign: char) {
        if self.peek() == Some(sign) {
            self.at += sign.len_utf8();
        }
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }
}
