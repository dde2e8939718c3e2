//! Reads calls of the five functions of RFC 9535 section 2.4, and holds them to their types.

use std::ops::Range;

use serde_json::Value;

use super::cursor::Cursor;
use super::error::PathError;
use super::filter::{Content, Term, read_term};
use super::mistakes;
use super::pattern::{Extent, Pattern};
use super::tree::{Condition, Operand, Query, TextMatch};

/// The names of all functions.
pub(super) const NAMES: [&str; 5] = ["length", "count", "match", "search", "value"];

#[derive(Clone, Copy)]
enum Function {
    Length,
    Count,
    Match,
    Search,
    Value,
}

pub(super) enum Call {
    Value(Operand),
    Condition(Condition),
}

/// Reads the arguments of the function whose name began at `start`; the cursor stands on the `(`.
pub(super) fn read_call(cursor: &mut Cursor<'_>, start: usize) -> Result<Call, PathError> {
    let place = cursor.since(start);
    let Some(function) = function_named(cursor.text_of(place.clone())) else {
        return Err(mistakes::unknown_function(cursor, place));
    };
    let arguments = read_arguments(cursor)?;
    match function {
        Function::Length => length(cursor, one(cursor, start, arguments)?),
        Function::Count => nodes(cursor, one(cursor, start, arguments)?).map(Operand::Count).map(Call::Value),
        Function::Value => nodes(cursor, one(cursor, start, arguments)?).map(Operand::Only).map(Call::Value),
        Function::Match => text_match(cursor, two(cursor, start, arguments)?, Extent::Whole),
        Function::Search => text_match(cursor, two(cursor, start, arguments)?, Extent::Part),
    }
}

fn function_named(name: &str) -> Option<Function> {
    let functions = [Function::Length, Function::Count, Function::Match, Function::Search, Function::Value];
    NAMES.into_iter().zip(functions).find(|(known, _)| *known == name).map(|(_, function)| function)
}

fn read_arguments(cursor: &mut Cursor<'_>) -> Result<Vec<Term>, PathError> {
    let open = cursor.at();
    cursor.eat("(");
    cursor.skip_blanks();
    let mut arguments = Vec::new();
    if cursor.eat(")") {
        return Ok(arguments);
    }
    loop {
        arguments.push(read_term(cursor)?);
        cursor.skip_blanks();
        if cursor.eat(")") {
            return Ok(arguments);
        }
        if !cursor.eat(",") {
            return Err(not_closed_here(cursor, open));
        }
        cursor.skip_blanks();
    }
}

fn not_closed_here(cursor: &Cursor<'_>, open: usize) -> PathError {
    match cursor.peek() {
        None => cursor.never_closed(open, ')'),
        Some(_) => cursor.expected("`,` or `)`"),
    }
}

fn one(cursor: &Cursor<'_>, start: usize, arguments: Vec<Term>) -> Result<Term, PathError> {
    let [argument] = <[Term; 1]>::try_from(arguments)
        .map_err(|found| mistakes::arguments(cursor, start, "1 argument", found.len()))?;
    Ok(argument)
}

fn two(cursor: &Cursor<'_>, start: usize, arguments: Vec<Term>) -> Result<[Term; 2], PathError> {
    <[Term; 2]>::try_from(arguments)
        .map_err(|found| mistakes::arguments(cursor, start, "2 arguments", found.len()))
}

fn length(cursor: &Cursor<'_>, argument: Term) -> Result<Call, PathError> {
    Ok(Call::Value(Operand::Length(Box::new(argument.into_operand(cursor)?))))
}

fn nodes(cursor: &Cursor<'_>, argument: Term) -> Result<Query, PathError> {
    match argument.content {
        Content::Query(query) => Ok(query),
        Content::Literal(_) | Content::Value(_) | Content::Condition(_) => {
            Err(mistakes::no_query(cursor, argument.place))
        }
    }
}

fn text_match(cursor: &mut Cursor<'_>, arguments: [Term; 2], extent: Extent) -> Result<Call, PathError> {
    let [text, pattern] = arguments;
    let text = text.into_operand(cursor)?;
    let place = pattern.place.clone();
    let pattern = match pattern.into_operand(cursor)? {
        Operand::Literal(Value::String(written)) => written_pattern(cursor, &written, place, extent)?,
        computed => Pattern::Computed(computed, extent),
    };
    Ok(Call::Condition(Condition::Match(Box::new(TextMatch { text, pattern }))))
}

fn written_pattern(
    cursor: &mut Cursor<'_>,
    written: &str,
    place: Range<usize>,
    extent: Extent,
) -> Result<Pattern, PathError> {
    cursor.count_pattern(place.clone())?;
    Ok(Pattern::written(written, extent).unwrap_or_else(|reason| {
        cursor.warn(mistakes::broken_pattern(place, reason));
        Pattern::Never
    }))
}
