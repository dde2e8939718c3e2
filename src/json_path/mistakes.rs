//! The words for what authors get wrong inside filters, many of them from the habits of other languages.

use std::ops::Range;

use super::cursor::{Cursor, short};
use super::error::PathError;
use super::filter::read_operator;
use super::functions::NAMES;

/// The least likeness, from 0 to 1, at which a known name is offered for an unknown one.
const LIKE_ENOUGH: f64 = 0.75;

/// Refuses `=`, `===`, `=~` and their like.
pub(super) fn compared_otherwise(cursor: &Cursor<'_>) -> Result<(), PathError> {
    const INSTEAD: [(&str, &str); 6] =
        [("===", "=="), ("!==", "!="), ("<>", "!="), ("=>", ">="), ("=<", "<="), ("==", "")];
    let found = INSTEAD.iter().find(|(sign, _)| cursor.sees(sign)).copied();
    match found {
        Some((_, "")) => Ok(()),
        Some((sign, right)) => Err(compare_with(cursor, sign, right)),
        None if cursor.sees("=~") || cursor.sees("~=") => Err(cursor
            .error_here(2, "a regular expression is compared with `match()` or `search()`")
            .with_help("write `search(@.name, 'pattern')`")),
        None if cursor.sees("=") => Err(compare_with(cursor, "=", "==")),
        None => Ok(()),
    }
}

fn compare_with(cursor: &Cursor<'_>, sign: &str, right: &str) -> PathError {
    cursor.error_here(sign.len(), format!("compare with `{right}`, not with `{sign}`"))
}

/// Refuses `and`, `or`, `&`, `|` between conditions.
pub(super) fn joined_otherwise(cursor: &Cursor<'_>) -> Result<(), PathError> {
    let word = Cursor::new(cursor.rest()).take_word();
    let (found, right) = match word {
        "and" | "AND" => (word, "&&"),
        "or" | "OR" => (word, "||"),
        _ if cursor.sees("&") && !cursor.sees("&&") => ("&", "&&"),
        _ if cursor.sees("|") && !cursor.sees("||") => ("|", "||"),
        _ => return Ok(()),
    };
    Err(cursor.error_here(found.len(), format!("join conditions with `{right}`, not with `{found}`")))
}

pub(super) fn negated_comparison(cursor: &Cursor<'_>, start: usize, end: usize) -> PathError {
    let term = cursor.text_of(start + 1..end);
    let error = PathError::new(cursor.since(start), "`!` does not stand before a comparison");
    error.with_help(format!("write `!({} …)`, or turn the comparison round", short(term.trim_start())))
}

/// Refuses `(…) == …`.
pub(super) fn compared_condition(cursor: &mut Cursor<'_>, open: usize) -> Result<(), PathError> {
    let end = cursor.at();
    cursor.skip_blanks();
    if read_operator(cursor)?.is_some() {
        return Err(PathError::new(open..end, "a condition in parentheses is not compared")
            .with_help("write it alone, or with `!` before it"));
    }
    cursor.go_to(end);
    Ok(())
}

pub(super) fn no_term(cursor: &Cursor<'_>) -> PathError {
    match cursor.peek() {
        Some('[' | '{') => {
            cursor.error_here(1, "a filter compares with texts, numbers, `true`, `false` and `null` only")
        }
        Some('.') if cursor.rest().chars().nth(1).is_some_and(|next| next.is_ascii_digit()) => {
            cursor.expected("a value or a path").with_help("a number starts with a digit: `0.5`")
        }
        Some('.') => {
            cursor.expected("a value or a path").with_help("inside a filter a name starts with `@.`")
        }
        Some('+') => cursor.expected("a value or a path").with_help("a number has no `+`"),
        _ => cursor.expected("a value or a path"),
    }
}

pub(super) fn bare_word(cursor: &Cursor<'_>, start: usize) -> PathError {
    let word = cursor.text_of(cursor.since(start));
    let lower = word.to_ascii_lowercase();
    if matches!(lower.as_str(), "true" | "false" | "null") {
        return PathError::new(cursor.since(start), format!("`{word}` is not a value"))
            .with_help(format!("write `{lower}`"));
    }
    if matches!(lower.as_str(), "none" | "nil" | "undefined") {
        return PathError::new(cursor.since(start), format!("`{word}` is not a value"))
            .with_help("write `null`, or `!@.name` for what is absent");
    }
    if lower == "not" {
        return PathError::new(cursor.since(start), format!("write `!`, not `{word}`"));
    }
    if NAMES.contains(&word) && cursor.rest().trim_start().starts_with('(') {
        return PathError::new(cursor.since(start), format!("no space stands between `{word}` and its `(`"));
    }
    let word = short(word);
    let error = PathError::new(cursor.since(start), "inside a filter a name starts with `@.`");
    error.with_help(format!("write `@.{word}`, or quote it as text: `'{word}'`"))
}

pub(super) fn literal_alone(place: Range<usize>) -> PathError {
    PathError::new(place, "a value alone is not a condition").with_help("compare it: `@.name == 'value'`")
}

pub(super) fn value_alone(cursor: &Cursor<'_>, place: Range<usize>) -> PathError {
    let call = short(cursor.text_of(place.clone()));
    let name = function_in(cursor, &place);
    PathError::new(place, format!("`{name}()` gives a value, which alone is not a condition"))
        .with_help(format!("compare it: `{call} > 0`"))
}

pub(super) fn several_values(cursor: &Cursor<'_>, place: Range<usize>) -> PathError {
    let path = short(cursor.text_of(place.clone()));
    let error = PathError::new(place, format!("`{path}` can find several values, where one is needed"));
    error.with_help(format!("write `count({path})` for their number, or `value({path})` for the only one"))
}

pub(super) fn compared_call(cursor: &Cursor<'_>, place: Range<usize>) -> PathError {
    let name = function_in(cursor, &place);
    let error =
        PathError::new(place, format!("`{name}()` is true or false already, and is not used as a value"));
    error.with_help("write it alone, or with `!` before it")
}

pub(super) fn unknown_function(cursor: &Cursor<'_>, place: Range<usize>) -> PathError {
    let name = short(cursor.text_of(place.clone()));
    let error = PathError::new(place, format!("unknown function `{name}()`"));
    error.with_help(match nearest(&name) {
        Some(known) => format!("did you mean `{known}()`?"),
        None => format!("there are {}", NAMES.map(|known| format!("`{known}()`")).join(", ")),
    })
}

fn nearest(name: &str) -> Option<&'static str> {
    let likeness = |known: &&str| strsim::normalized_damerau_levenshtein(&name.to_ascii_lowercase(), known);
    NAMES
        .into_iter()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
        .filter(|known| likeness(known) >= LIKE_ENOUGH)
}

pub(super) fn arguments(cursor: &Cursor<'_>, start: usize, wanted: &str, found: usize) -> PathError {
    let place = cursor.since(start);
    let name = function_in(cursor, &place);
    PathError::new(place, format!("`{name}()` takes {wanted}, found {found}"))
}

pub(super) fn no_query(cursor: &Cursor<'_>, place: Range<usize>) -> PathError {
    let found = short(cursor.text_of(place.clone()));
    PathError::new(place, format!("a path is needed here, found `{found}`"))
        .with_help("write for example `count(@.name[*])`")
}

pub(super) fn broken_pattern(place: Range<usize>, reason: String) -> PathError {
    PathError::new(place, "this regular expression does not compile, so nothing matches it").with_help(reason)
}

fn function_in<'t>(cursor: &Cursor<'t>, place: &Range<usize>) -> &'t str {
    let call = cursor.text_of(place.clone());
    call.split('(').next().unwrap_or(call)
}
