//! Reads segments and selectors: `.name`, `..name`, `[…]`.

use super::cursor::{Cursor, short};
use super::error::PathError;
use super::filter::read_condition;
use super::limit::LONGEST_PATH;
use super::literals::{read_integer, read_string};
use super::location::{continues_name, starts_name};
use super::tree::{Key, Segment, Selector, Slice};

/// Reads a whole path.
pub(super) fn read_path(cursor: &mut Cursor<'_>) -> Result<Vec<Segment>, PathError> {
    if cursor.rest().len() > LONGEST_PATH {
        return Err(cursor.too_long());
    }
    if !cursor.eat("$") {
        return Err(no_root(cursor));
    }
    let segments = read_segments(cursor)?;
    if cursor.rest().is_empty() { Ok(segments) } else { Err(left_over(cursor)) }
}

/// Reads segments until something else comes.
pub(super) fn read_segments(cursor: &mut Cursor<'_>) -> Result<Vec<Segment>, PathError> {
    let mut segments = Vec::new();
    while let Some(segment) = read_segment(cursor)? {
        segments.push(segment);
    }
    Ok(segments)
}

fn read_segment(cursor: &mut Cursor<'_>) -> Result<Option<Segment>, PathError> {
    let start = cursor.at();
    cursor.skip_blanks();
    if cursor.eat("..") {
        return read_after_dots(cursor).map(Segment::Descendants).map(Some);
    }
    if cursor.eat(".") {
        return read_after_dot(cursor, ".").map(|selector| Some(Segment::Children(vec![selector])));
    }
    if cursor.sees("[") {
        return read_brackets(cursor).map(Segment::Children).map(Some);
    }
    cursor.go_to(start);
    Ok(None)
}

fn read_after_dots(cursor: &mut Cursor<'_>) -> Result<Vec<Selector>, PathError> {
    if cursor.sees("[") { read_brackets(cursor) } else { Ok(vec![read_after_dot(cursor, "..")?]) }
}

fn read_after_dot(cursor: &mut Cursor<'_>, dots: &str) -> Result<Selector, PathError> {
    if cursor.eat("*") {
        return Ok(Selector::Wildcard);
    }
    let start = cursor.at();
    let name = cursor.take_word();
    if name.is_empty() {
        return Err(no_name(cursor, dots));
    }
    match cursor.peek() {
        Some('-') => Err(name_with_signs(cursor, start)),
        Some('(') => Err(method(cursor, start)),
        _ => Ok(Selector::Key(Key::Name(name.to_owned()))),
    }
}

fn read_brackets(cursor: &mut Cursor<'_>) -> Result<Vec<Selector>, PathError> {
    let open = cursor.at();
    cursor.eat("[");
    let mut selectors = Vec::new();
    loop {
        cursor.skip_blanks();
        selectors.push(read_selector(cursor, open, &selectors)?);
        cursor.skip_blanks();
        if cursor.eat("]") {
            return Ok(selectors);
        }
        if !cursor.eat(",") {
            return Err(not_closed_here(cursor, open, &selectors));
        }
    }
}

fn read_selector(cursor: &mut Cursor<'_>, open: usize, before: &[Selector]) -> Result<Selector, PathError> {
    match cursor.peek() {
        None => Err(cursor.never_closed(open, ']')),
        Some('*') => {
            cursor.next();
            Ok(Selector::Wildcard)
        }
        Some('\'' | '"') => read_string(cursor).map(|name| Selector::Key(Key::Name(name))),
        Some('?') => read_filter(cursor),
        Some('-' | ':' | '0'..='9') => read_index_or_slice(cursor),
        Some(other) => Err(no_selector(cursor, other, before)),
    }
}

fn read_filter(cursor: &mut Cursor<'_>) -> Result<Selector, PathError> {
    let start = cursor.at();
    cursor.eat("?");
    cursor.skip_blanks();
    cursor.nested(start, read_condition).map(Selector::Filter)
}

fn read_index_or_slice(cursor: &mut Cursor<'_>) -> Result<Selector, PathError> {
    let start = read_bound(cursor)?;
    let after_start = cursor.at();
    cursor.skip_blanks();
    if cursor.eat(":") {
        return read_slice(cursor, start).map(Selector::Slice);
    }
    cursor.go_to(after_start);
    start.map(|index| Selector::Key(Key::Index(index))).ok_or_else(|| cursor.expected("an index"))
}

fn read_slice(cursor: &mut Cursor<'_>, start: Option<i64>) -> Result<Slice, PathError> {
    cursor.skip_blanks();
    let end = read_bound(cursor)?;
    let after_end = cursor.at();
    cursor.skip_blanks();
    if !cursor.eat(":") {
        cursor.go_to(after_end);
        return Ok(Slice { start, end, step: 1 });
    }
    let after_colon = cursor.at();
    cursor.skip_blanks();
    let step = read_bound(cursor)?;
    if step.is_none() {
        cursor.go_to(after_colon);
    }
    Ok(Slice { start, end, step: step.unwrap_or(1) })
}

fn read_bound(cursor: &mut Cursor<'_>) -> Result<Option<i64>, PathError> {
    match cursor.peek() {
        Some('-' | '0'..='9') => read_integer(cursor).map(Some),
        _ => Ok(None),
    }
}

fn no_root(cursor: &Cursor<'_>) -> PathError {
    let text = cursor.rest();
    let blanks = text.len() - text.trim_start().len();
    if blanks > 0 && text.trim_start().starts_with('$') {
        return cursor.error_here(blanks, "a path has no space before its `$`");
    }
    if text.starts_with('@') {
        let error = cursor.error_here(1, "a path starts with `$`");
        return error.with_help("`@` is the current item, and stands only inside a filter");
    }
    cursor.error_here(0, "a path starts with `$`").with_help(format!("write `{}`", with_root(text)))
}

/// The text with the `$` that it lacks, where that makes it a path.
fn with_root(text: &str) -> String {
    let text = text.trim();
    let path = if text.starts_with(['.', '[']) { format!("${text}") } else { format!("$.{text}") };
    if read_path(&mut Cursor::new(&path)).is_ok() { short(&path) } else { String::from("$.id") }
}

fn no_name(cursor: &Cursor<'_>, dots: &str) -> PathError {
    match cursor.peek() {
        Some('0'..='9') => {
            let digits = cursor.rest().find(|each| !continues_name(each)).unwrap_or(cursor.rest().len());
            let name = short(&cursor.rest()[..digits]);
            let help = format!("write `[{name}]` for an index, `['{name}']` for a name");
            cursor.error_here(digits, "a name after a dot does not start with a digit").with_help(help)
        }
        Some('\'' | '"') => cursor
            .error_here(1, "a name in quotes stands in brackets")
            .with_help("write `['name']` without the dot"),
        Some('[') => cursor
            .error_here(1, "between a dot and a `[` a name is missing")
            .with_help("write `[` without the dot"),
        Some('$') => cursor
            .expected(&format!("a name or `*` after `{dots}`"))
            .with_help("write `['$name']` for a name that starts with `$`"),
        _ => cursor.expected(&format!("a name or `*` after `{dots}`")),
    }
}

/// `first-name` after a dot; other languages of paths take it.
fn name_with_signs(cursor: &mut Cursor<'_>, start: usize) -> PathError {
    cursor.take_while(|each| continues_name(each) || each == '-');
    let name = short(cursor.text_of(cursor.since(start)));
    PathError::new(cursor.since(start), "a name with `-` in it is quoted")
        .with_help(format!("write `['{name}']` without the dot"))
}

fn method(cursor: &Cursor<'_>, start: usize) -> PathError {
    let name = short(cursor.text_of(cursor.since(start)));
    let error = PathError::new(cursor.since(start), format!("a path has no methods such as `.{name}()`"));
    error.with_help("functions stand around a path, inside a filter: `[?length(@.name) > 3]`")
}

fn no_selector(cursor: &mut Cursor<'_>, found: char, before: &[Selector]) -> PathError {
    match found {
        ']' if before.is_empty() => {
            cursor.error_here(1, "nothing stands in these brackets").with_help("write `[*]` for every item")
        }
        '@' | '(' | '!' => {
            cursor.error_here(1, "a filter starts with `?`").with_help("write `[?@.name == 'value']`")
        }
        _ if starts_name(found) => {
            let start = cursor.at();
            let name = short(cursor.take_while(|each| continues_name(each) || each == '-'));
            PathError::new(cursor.since(start), "a name in brackets is quoted")
                .with_help(format!("write `['{name}']`"))
        }
        _ => cursor.expected("a quoted name, an index, a slice, `*` or a filter"),
    }
}

fn not_closed_here(cursor: &Cursor<'_>, open: usize, selectors: &[Selector]) -> PathError {
    match (cursor.peek(), selectors.last()) {
        (None, _) => cursor.never_closed(open, ']'),
        (Some(_), Some(Selector::Filter(_))) => cursor.expected("an operator such as `==` or `&&`, or `]`"),
        (Some(_), _) => cursor.expected("`,` or `]`"),
    }
}

fn left_over(cursor: &mut Cursor<'_>) -> PathError {
    let end = cursor.at();
    if end == 1 && cursor.peek().is_some_and(starts_name) {
        return no_dot(cursor);
    }
    cursor.skip_blanks();
    let error = cursor.expected("`.`, `[` or the end");
    match cursor.peek() {
        None => PathError::new(cursor.since(end), "a path has no space at its end"),
        Some(']') => cursor.error_here(1, "this `]` has no `[`"),
        Some('=' | '!' | '<' | '>' | '&' | '|') => {
            error.with_help("a comparison stands inside a filter: `[?@.name == 'value']`")
        }
        Some(next) if starts_name(next) && cursor.at() > end => {
            error.with_help("a name with a space in it is quoted: `['first name']`")
        }
        Some(_) => error,
    }
}

/// `@name` or `$name`; the cursor stands on the name.
pub(super) fn no_dot(cursor: &Cursor<'_>) -> PathError {
    let name = Cursor::new(cursor.rest()).take_word();
    let sign = cursor.text_of(cursor.at() - 1..cursor.at());
    cursor
        .error_here(name.len(), format!("a dot is missing after `{sign}`"))
        .with_help(format!("write `{sign}.{}`", short(name)))
}
