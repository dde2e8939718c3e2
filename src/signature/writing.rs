//! Other writings of a body: as programs write the same JSON again, and as editors and shells change a text.

use std::{borrow::Cow, fmt::Write as _};

use serde_json::Value;

/// A writing, and how it is told: `written ...`.
pub(super) type Writing = (&'static str, Vec<u8>);

/// Every writing of a body that is not the body itself.
pub(super) fn other_writings(body: &[u8]) -> Vec<Writing> {
    let mut found = texts(body);
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        found.extend(json(&value));
    }
    found.retain(|(_, writing)| writing.as_slice() != body);
    found
}

/// What editors, shells and text modes do.
fn texts(body: &[u8]) -> Vec<Writing> {
    let with = |end: &[u8]| [body, end].concat();
    let mut found = vec![
        ("with a line break at its end", with(b"\n")),
        ("with a line break (CR LF) at its end", with(b"\r\n")),
        ("without the white space at its ends", body.trim_ascii().to_vec()),
        ("with nothing in it", Vec::new()),
    ];
    found.push(("without the byte order mark", body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).to_vec()));
    if let Ok(text) = std::str::from_utf8(body) {
        let unix = text.replace("\r\n", "\n");
        found.push(("with the line breaks of Windows (CR LF)", unix.replace('\n', "\r\n").into_bytes()));
        found.push(("with the line breaks of Unix (LF)", unix.into_bytes()));
        found.push(("as one JSON text, encoded twice", Value::from(text).to_string().into_bytes()));
    }
    let lossy = String::from_utf8_lossy(body);
    if let Cow::Owned(lossy) = lossy {
        found.push(("with replacement characters in place of what is no UTF-8", lossy.into_bytes()));
    }
    if let Ok(Value::String(inner)) = serde_json::from_slice(body) {
        found.push(("as the JSON within the JSON text", inner.into_bytes()));
    }
    found
}

/// How the same JSON comes out of other programs: layout, the order of keys, and what is escaped.
fn json(value: &Value) -> Vec<Writing> {
    let sorted = sorted(value);
    let mut found = Vec::new();
    for (layout, plain, in_order, escaped) in LAYOUTS {
        let (text, ordered) = (written(value, *layout), written(&sorted, *layout));
        found.push((*escaped, escape_non_ascii(&text).into_bytes()));
        found.push((*in_order, ordered.clone().into_bytes()));
        found.push((
            "again, with its keys sorted and other characters than ASCII escaped",
            escape_non_ascii(&ordered).into_bytes(),
        ));
        found.push(("again, with `/` escaped as `\\/`", text.replace('/', "\\/").into_bytes()));
        found.push((
            "again, with `/` and other characters than ASCII escaped",
            escape_non_ascii(&text).replace('/', "\\/").into_bytes(),
        ));
        found.insert(0, (*plain, text.into_bytes()));
    }
    found
}

#[derive(Clone, Copy)]
enum Layout {
    /// `{"a":1,"b":2}`
    Compact,
    /// `{"a": 1, "b": 2}`
    Spaced,
    /// On lines, indented by so many spaces.
    Lines(usize),
}

const LAYOUTS: &[(Layout, &str, &str, &str)] = &[
    (
        Layout::Compact,
        "again, without spaces",
        "again, without spaces and with its keys sorted",
        "again, without spaces and with other characters than ASCII escaped",
    ),
    (
        Layout::Spaced,
        "again, with a space behind each `:` and `,`",
        "again, with spaces and its keys sorted",
        "again, with spaces and other characters than ASCII escaped",
    ),
    (
        Layout::Lines(2),
        "again, on lines indented by two spaces",
        "again, on lines indented by two spaces and with its keys sorted",
        "again, on lines indented by two spaces and with other characters than ASCII escaped",
    ),
    (
        Layout::Lines(4),
        "again, on lines indented by four spaces",
        "again, on lines indented by four spaces and with its keys sorted",
        "again, on lines indented by four spaces and with other characters than ASCII escaped",
    ),
];

/// The depth is bounded by the reader of the JSON.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            Value::Object(entries.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect())
        }
        Value::Array(list) => list.iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn written(value: &Value, layout: Layout) -> String {
    let mut text = String::new();
    write(value, layout, 0, &mut text);
    text
}

fn write(value: &Value, layout: Layout, depth: usize, text: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let colon = if matches!(layout, Layout::Compact) { ":" } else { ": " };
            write_items(('{', '}'), map.iter(), layout, depth, text, |(key, value), text| {
                let _ = write!(text, "{}{colon}", Value::from(key.as_str()));
                write(value, layout, depth + 1, text);
            });
        }
        Value::Array(list) if !list.is_empty() => {
            write_items(('[', ']'), list.iter(), layout, depth, text, |value, text| {
                write(value, layout, depth + 1, text);
            });
        }
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => {
            let _ = write!(text, "{value}");
        }
    }
}

fn write_items<T>(
    (open, close): (char, char),
    items: impl Iterator<Item = T>,
    layout: Layout,
    depth: usize,
    text: &mut String,
    mut item: impl FnMut(T, &mut String),
) {
    let new_line = |depth: usize, text: &mut String| {
        if let Layout::Lines(indent) = layout {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent * depth));
        }
    };
    text.push(open);
    for (number, it) in items.enumerate() {
        if number > 0 {
            text.push_str(if matches!(layout, Layout::Spaced) { ", " } else { "," });
        }
        new_line(depth + 1, text);
        item(it, text);
    }
    new_line(depth, text);
    text.push(close);
}

/// `\u00eb` for `ë`, with two of them for what has no place in 16 bits.
fn escape_non_ascii(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}
