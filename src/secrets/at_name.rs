//! Values that stand behind the name of a redacted field are masked however short they are: in JSON and YAML behind
//! `name:`, in forms, queries and the labels of cases behind `name=`, in XML behind `<name>`. So are the passwords in
//! addresses.

use std::{borrow::Cow, ops::Range};

use super::REPLACEMENT;

/// Bytes before a sign in which its name is looked for.
const LONGEST_NAME: usize = 200;

/// The text with every value masked whose name is secret. What only refers to a value, `${...}`, stays.
pub(super) fn masked(text: &str, is_secret: impl Fn(&str) -> bool) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut behind = 0;
    for at in memchr::memchr3_iter(b':', b'=', b'>', text.as_bytes()) {
        if at < behind {
            continue;
        }
        let sign = text.as_bytes()[at];
        let value = match sign {
            b'>' => element_before(&text[behind..at])
                .filter(|name| is_secret(name))
                .and_then(|_| content(text, at + 1)),
            _ if name_before(&text[behind..at]).is_some_and(&is_secret) => value_behind(text, at + 1, sign),
            _ => password(text, at),
        };
        let Some(value) = value else { continue };
        masked.push_str(&text[behind..value.start]);
        // What was JSON stays JSON: there a name has quotes, and so has a text.
        let is_bare_json =
            sign == b':' && text[..at].trim_end().ends_with('"') && !text[..value.start].ends_with('"');
        let quote = if is_bare_json { "\"" } else { "" };
        masked.extend([quote, REPLACEMENT, quote]);
        behind = value.end;
    }
    if behind == 0 {
        return text.into();
    }
    masked.push_str(&text[behind..]);
    masked.into()
}

/// The name of the element whose start tag ends with a text, without what stands before its colon.
pub(super) fn element_before(text: &str) -> Option<&str> {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST_NAME))..];
    let (_, tag) = near.rsplit_once('<')?;
    let is_start = !tag.starts_with(['/', '!', '?']) && !tag.ends_with('/') && !tag.contains('>');
    let name = tag.split_whitespace().next().filter(|_| is_start)?;
    Some(name.rsplit_once(':').map_or(name, |(_, name)| name))
}

/// The text of the element whose start tag ends before `from`.
pub(super) fn content(text: &str, from: usize) -> Option<Range<usize>> {
    const VERBATIM: &str = "<![CDATA[";
    let rest = &text[from..];
    let (start, end) = match rest.strip_prefix(VERBATIM) {
        Some(inner) => (from + VERBATIM.len(), inner.find("]]>").unwrap_or(inner.len())),
        None => (from, rest.find('<').unwrap_or(rest.len())),
    };
    let shown = text[start..start + end].trim();
    let start = start + (text[start..].len() - text[start..].trim_start().len());
    let is_done = shown.is_empty() || shown.contains("${") || shown.starts_with(REPLACEMENT);
    (!is_done).then(|| start..start + shown.len())
}

/// The password of `scheme://user:password@host`, by the place of its first colon.
fn password(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at + text[at..].strip_prefix("://").map(|_| "://".len())?;
    let ends = |character: char| character.is_whitespace() || "/?#\"'<>`\\".contains(character);
    let (pair, _) = text[start..].split(ends).next()?.rsplit_once('@')?;
    let (user, password) = pair.split_once(':')?;
    let is_done = password.is_empty() || password.contains("${") || password.starts_with(REPLACEMENT);
    let start = start + user.len() + 1;
    (!is_done).then(|| start..start + password.len())
}

/// What is counted in words around a value: the number before says nothing of the value itself.
const COUNTED: [&str; 4] = [" character", " element", " key", " byte"];

/// Texts in quotes and numbers masked; the words around them stay, and so does what they count.
pub(super) fn without_literals(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character == '"' || character.is_ascii_digit()) {
        masked.push_str(&rest[..start]);
        let (literal, behind) = rest[start..].split_at(length_of_literal(&rest[start..]));
        if literal.starts_with('"') {
            masked.extend(["\"", REPLACEMENT, "\""]);
        } else if COUNTED.iter().any(|counted| behind.starts_with(counted)) {
            masked.push_str(literal);
        } else {
            masked.push_str(REPLACEMENT);
        }
        rest = behind;
    }
    masked.push_str(rest);
    masked
}

/// How long the text in quotes or the number is that this begins with.
fn length_of_literal(text: &str) -> usize {
    if let Some(inner) = text.strip_prefix('"') {
        return 1 + end_of_text(inner).map_or(inner.len(), |end| end + 1);
    }
    let is_of_number = |character: char| character.is_alphanumeric() || "-+.:".contains(character);
    text.find(|character| !is_of_number(character)).unwrap_or(text.len())
}

/// `name`, `"name"`, `'name'` or `\"name\"` at the end of a text.
fn name_before(text: &str) -> Option<&str> {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST_NAME))..];
    let near = near.trim_end_matches([' ', '\t']);
    let Some(quote) = near.chars().next_back().filter(|last| matches!(last, '"' | '\'')) else {
        let is_of_name = |character: char| character.is_alphanumeric() || "_-".contains(character);
        let name = near.trim_end_matches(is_of_name);
        return Some(&near[name.len()..]).filter(|name| !name.is_empty());
    };
    let inner = &near[..near.len() - 1];
    inner.rfind(quote).map(|start| inner[start + 1..].trim_end_matches('\\'))
}

/// The value that begins at or behind `from`, without its quotes; `None` where there is nothing to mask.
fn value_behind(text: &str, from: usize, sign: u8) -> Option<Range<usize>> {
    let rest = &text[from..];
    let blanks = if sign == b':' { rest.len() - rest.trim_start().len() } else { 0 };
    let start = from + blanks;
    let rest = &text[start..];
    let (skipped, length) = match rest.as_bytes().first()? {
        b'\\' if rest.starts_with("\\\"") => (2, rest[2..].find("\\\"").unwrap_or(rest.len() - 2)),
        b'"' => (1, end_of_text(&rest[1..]).unwrap_or(rest.len() - 1)),
        b'\'' => (1, rest[1..].find('\'').unwrap_or(rest.len() - 1)),
        b'{' | b'[' if sign == b':' && !rest.starts_with(REPLACEMENT) => (0, end_of_group(rest)),
        _ if sign == b':' => (0, end_of_scalar(rest)),
        _ => (0, end_of_parameter(rest)),
    };
    let value = start + skipped..start + skipped + length;
    let shown = text[value.clone()].trim_end();
    let is_open = ["", "null", "true", "false", "~"].contains(&shown);
    let is_done = shown.contains("${") || shown.starts_with(REPLACEMENT) || shown == "[redacted";
    let is_done = is_done || skipped > 0 && is_mark(shown);
    (!is_open && !is_done).then(|| value.start..value.start + shown.len())
}

/// `[token]` or `[token:2]`: what a snapshot has in the place of a value.
fn is_mark(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    let (kind, number) = inner.split_once(':').unwrap_or((inner, "1"));
    let is_kind = |character: char| character.is_ascii_alphabetic() || character == '.';
    !kind.is_empty() && kind.chars().all(is_kind) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where the quotes of a JSON text close.
fn end_of_text(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}

/// Behind the bracket that closes the first one; brackets in texts count only as texts.
fn end_of_group(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => at += 1 + end_of_text(&text[at + 1..]).unwrap_or(text.len() - at - 1),
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return at + 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

fn end_of_scalar(text: &str) -> usize {
    text.find([',', '}', ']', '\n', '\r']).unwrap_or(text.len())
}

/// A label may hold blanks, and ends with its brackets; an address within a sentence ends before a blank.
fn end_of_parameter(text: &str) -> usize {
    let end = text.find(['&', ',', ']', '}', '"', '\'', '`', ';', '#', '\n', '\r']).unwrap_or(text.len());
    match text.as_bytes().get(end) {
        Some(b',' | b']') => end,
        Some(_) | None => text[..end].find(' ').unwrap_or(end),
    }
}
