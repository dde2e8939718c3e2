//! Reads texts in quotes, indexes and numbers.

use serde_json::{Number, Value};

use super::cursor::{Cursor, short};
use super::error::PathError;

/// The largest integer that every JSON reader holds exactly, 2^53 - 1: RFC 9535 section 2.1 bounds indexes by it.
const LARGEST_INDEX: i64 = (1 << 53) - 1;

/// Reads a text in single or double quotes; the cursor stands on the quote.
pub(super) fn read_string(cursor: &mut Cursor<'_>) -> Result<String, PathError> {
    let open = cursor.at();
    let quote = cursor.next().unwrap_or('\'');
    let mut text = String::new();
    loop {
        let start = cursor.at();
        match cursor.next() {
            None => return Err(cursor.never_closed(open, quote)),
            Some('\\') => text.push(read_escape(cursor, start, open, quote)?),
            Some(each) if each == quote => return Ok(text),
            Some(each @ '\0'..='\u{1f}') => return Err(control_character(cursor, start, each)),
            Some(each) => text.push(each),
        }
    }
}

fn read_escape(cursor: &mut Cursor<'_>, start: usize, open: usize, quote: char) -> Result<char, PathError> {
    match cursor.next() {
        None => Err(cursor.never_closed(open, quote)),
        Some('b') => Ok('\u{8}'),
        Some('f') => Ok('\u{c}'),
        Some('n') => Ok('\n'),
        Some('r') => Ok('\r'),
        Some('t') => Ok('\t'),
        Some('u') => read_unicode(cursor, start),
        Some(each @ ('/' | '\\')) => Ok(each),
        Some(each) if each == quote => Ok(each),
        Some(each) => Err(unknown_escape(cursor, start, each)),
    }
}

/// Four digits after `\u`, and for a character beyond 16 bits the second half of the pair.
fn read_unicode(cursor: &mut Cursor<'_>, start: usize) -> Result<char, PathError> {
    let first = read_hex(cursor, start)?;
    let code = match first {
        0xD800..=0xDBFF => {
            let second = if cursor.eat("\\u") { read_hex(cursor, start)? } else { 0 };
            if !(0xDC00..=0xDFFF).contains(&second) {
                return Err(half_a_pair(cursor, start));
            }
            0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        }
        _ => first,
    };
    char::from_u32(code).ok_or_else(|| half_a_pair(cursor, start))
}

fn read_hex(cursor: &mut Cursor<'_>, start: usize) -> Result<u32, PathError> {
    let mut code = 0;
    for _ in 0..4 {
        let digit = cursor.peek().and_then(|each| each.to_digit(16));
        let Some(digit) = digit else {
            return Err(PathError::new(cursor.since(start), "`\\u` needs four hexadecimal digits"));
        };
        cursor.next();
        code = code * 16 + digit;
    }
    Ok(code)
}

fn half_a_pair(cursor: &Cursor<'_>, start: usize) -> PathError {
    let error = PathError::new(cursor.since(start), "this `\\u` is half a surrogate pair");
    error.with_help("write both halves, `\\uD83D\\uDE00`, or the character itself")
}

fn unknown_escape(cursor: &Cursor<'_>, start: usize, each: char) -> PathError {
    let error = PathError::new(
        cursor.since(start),
        format!("`\\{}` is not an escape", short(each.encode_utf8(&mut [0; 4]))),
    );
    match each {
        '\'' | '"' => error.with_help(format!("inside the other quotes write `{each}` without `\\`")),
        _ => error.with_help("write `\\\\` for a backslash"),
    }
}

fn control_character(cursor: &Cursor<'_>, start: usize, each: char) -> PathError {
    let error = PathError::new(cursor.since(start), "a control character in quotes is written as an escape");
    error.with_help(format!("write `\\u{:04x}`", u32::from(each)))
}

/// Reads an index or a bound of a slice.
pub(super) fn read_integer(cursor: &mut Cursor<'_>) -> Result<i64, PathError> {
    let start = cursor.at();
    cursor.eat("-");
    let digits = cursor.take_while(|each| each.is_ascii_digit());
    let text = cursor.text_of(cursor.since(start));
    if digits.is_empty() {
        return Err(cursor.expected("a digit after `-`"));
    }
    if digits.starts_with('0') && text != "0" {
        return Err(PathError::new(cursor.since(start), "an index has no leading zero and no `-0`"));
    }
    if cursor.peek().is_some_and(|each| matches!(each, '.' | 'e' | 'E')) {
        return Err(PathError::new(cursor.since(start), "an index is a whole number"));
    }
    let index = text.parse().ok().filter(|index| (-LARGEST_INDEX..=LARGEST_INDEX).contains(index));
    index.ok_or_else(|| PathError::new(cursor.since(start), "this index is beyond 9007199254740991"))
}

/// Reads a number to compare with.
pub(super) fn read_number(cursor: &mut Cursor<'_>) -> Result<Value, PathError> {
    let start = cursor.at();
    cursor.eat("-");
    let digits = cursor.take_while(|each| each.is_ascii_digit());
    if digits.is_empty() {
        return Err(cursor.expected("a digit after `-`"));
    }
    if digits.len() > 1 && digits.starts_with('0') {
        return Err(PathError::new(cursor.since(start), "a number has no leading zero"));
    }
    read_fraction(cursor)?;
    read_exponent(cursor)?;
    let number = number_of(cursor.text_of(cursor.since(start)));
    number.map(Value::Number).ok_or_else(|| PathError::new(cursor.since(start), "this number is too large"))
}

fn read_fraction(cursor: &mut Cursor<'_>) -> Result<(), PathError> {
    if cursor.eat(".") { read_digits(cursor, "a digit after `.`") } else { Ok(()) }
}

fn read_exponent(cursor: &mut Cursor<'_>) -> Result<(), PathError> {
    if !cursor.eat("e") && !cursor.eat("E") {
        return Ok(());
    }
    let _ = cursor.eat("+") || cursor.eat("-");
    read_digits(cursor, "a digit after the exponent")
}

fn read_digits(cursor: &mut Cursor<'_>, expected: &str) -> Result<(), PathError> {
    if cursor.take_while(|each| each.is_ascii_digit()).is_empty() {
        Err(cursor.expected(expected))
    } else {
        Ok(())
    }
}

/// None beyond the range of a double.
fn number_of(text: &str) -> Option<Number> {
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    whole.ok().or_else(|| Number::from_f64(text.parse().ok()?))
}
