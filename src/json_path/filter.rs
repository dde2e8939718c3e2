//! Reads the condition of a filter: `@.a == 1 && !match(@.b, 'x')`.

use std::ops::Range;

use serde_json::Value;

use super::cursor::Cursor;
use super::error::PathError;
use super::functions::{Call, read_call};
use super::literals::{read_number, read_string};
use super::location::starts_name;
use super::mistakes;
use super::segments::{no_dot, read_segments};
use super::tree::{Comparison, Condition, Operand, Operator, Origin, Query};

/// One side of a comparison, a condition by itself, or an argument; which one it may be, its place decides.
pub(super) struct Term {
    pub(super) content: Content,
    pub(super) place: Range<usize>,
}

pub(super) enum Content {
    Literal(Value),
    Query(Query),
    /// A function that gives a value.
    Value(Operand),
    /// A function that gives true or false.
    Condition(Condition),
}

/// Reads conditions with `||` between them.
pub(super) fn read_condition(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    read_joined(cursor, "||", read_conjunction).map(|conditions| one_or(conditions, Condition::Any))
}

fn read_conjunction(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    read_joined(cursor, "&&", read_basic).map(|conditions| one_or(conditions, Condition::All))
}

fn read_joined(
    cursor: &mut Cursor<'_>,
    sign: &str,
    read: fn(&mut Cursor<'_>) -> Result<Condition, PathError>,
) -> Result<Vec<Condition>, PathError> {
    let mut conditions = vec![read(cursor)?];
    loop {
        cursor.skip_blanks();
        if !cursor.eat(sign) {
            mistakes::joined_otherwise(cursor)?;
            return Ok(conditions);
        }
        cursor.skip_blanks();
        conditions.push(read(cursor)?);
    }
}

fn one_or(mut conditions: Vec<Condition>, joined: fn(Vec<Condition>) -> Condition) -> Condition {
    match conditions.len() {
        1 => conditions.remove(0),
        _ => joined(conditions),
    }
}

fn read_basic(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    match cursor.peek() {
        Some('!') => read_negation(cursor),
        Some('(') => read_parentheses(cursor),
        _ => read_test_or_comparison(cursor),
    }
}

fn read_negation(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    let start = cursor.at();
    cursor.eat("!");
    cursor.skip_blanks();
    if cursor.sees("(") {
        return read_parentheses(cursor).map(|inner| Condition::Not(Box::new(inner)));
    }
    let term = read_term(cursor)?;
    cursor.skip_blanks();
    if read_operator(cursor)?.is_some() {
        return Err(mistakes::negated_comparison(cursor, start, term.place.end));
    }
    term.into_condition(cursor).map(|inner| Condition::Not(Box::new(inner)))
}

fn read_parentheses(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    let open = cursor.at();
    cursor.eat("(");
    cursor.skip_blanks();
    let condition = cursor.nested(open, read_condition)?;
    cursor.skip_blanks();
    if cursor.peek().is_none() {
        return Err(cursor.never_closed(open, ')'));
    }
    if !cursor.eat(")") {
        return Err(cursor.expected("an operator such as `==` or `&&`, or `)`"));
    }
    mistakes::compared_condition(cursor, open)?;
    Ok(condition)
}

fn read_test_or_comparison(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    let left = read_term(cursor)?;
    cursor.skip_blanks();
    let Some(operator) = read_operator(cursor)? else { return left.into_condition(cursor) };
    let left = left.into_operand(cursor)?;
    cursor.skip_blanks();
    let right = read_term(cursor)?.into_operand(cursor)?;
    Ok(Condition::Compare(Box::new(Comparison { left, operator, right })))
}

/// Reads the sign of a comparison, if one stands here.
pub(super) fn read_operator(cursor: &mut Cursor<'_>) -> Result<Option<Operator>, PathError> {
    const OPERATORS: [(&str, Operator); 6] = [
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ];
    mistakes::compared_otherwise(cursor)?;
    Ok(OPERATORS.iter().find(|(sign, _)| cursor.eat(sign)).map(|(_, operator)| *operator))
}

/// Reads a literal, a query or a call.
pub(super) fn read_term(cursor: &mut Cursor<'_>) -> Result<Term, PathError> {
    let start = cursor.at();
    let content = match cursor.peek() {
        Some('\'' | '"') => Content::Literal(Value::String(read_string(cursor)?)),
        Some('-' | '0'..='9') => Content::Literal(read_number(cursor)?),
        Some('@') => Content::Query(read_query(cursor, Origin::Current)?),
        Some('$') => Content::Query(read_query(cursor, Origin::Root)?),
        _ => read_word(cursor)?,
    };
    Ok(Term { content, place: cursor.since(start) })
}

fn read_query(cursor: &mut Cursor<'_>, origin: Origin) -> Result<Query, PathError> {
    cursor.next();
    if cursor.peek().is_some_and(starts_name) {
        return Err(no_dot(cursor));
    }
    let segments = read_segments(cursor)?;
    Ok(Query { origin, segments })
}

fn read_word(cursor: &mut Cursor<'_>) -> Result<Content, PathError> {
    let start = cursor.at();
    let word = cursor.take_word();
    if word.is_empty() {
        return Err(mistakes::no_term(cursor));
    }
    if cursor.sees("(") {
        return cursor.nested(start, |cursor| read_call(cursor, start)).map(Content::from);
    }
    match word {
        "true" => Ok(Content::Literal(Value::Bool(true))),
        "false" => Ok(Content::Literal(Value::Bool(false))),
        "null" => Ok(Content::Literal(Value::Null)),
        _ => Err(mistakes::bare_word(cursor, start)),
    }
}

impl From<Call> for Content {
    fn from(call: Call) -> Self {
        match call {
            Call::Value(operand) => Content::Value(operand),
            Call::Condition(condition) => Content::Condition(condition),
        }
    }
}

impl Term {
    fn into_condition(self, cursor: &Cursor<'_>) -> Result<Condition, PathError> {
        match self.content {
            Content::Query(query) => {
                Ok(query.into_singular().map_or_else(Condition::Exists, Condition::Present))
            }
            Content::Condition(condition) => Ok(condition),
            Content::Literal(_) => Err(mistakes::literal_alone(self.place)),
            Content::Value(_) => Err(mistakes::value_alone(cursor, self.place)),
        }
    }

    /// The term as what gives one value.
    pub(super) fn into_operand(self, cursor: &Cursor<'_>) -> Result<Operand, PathError> {
        match self.content {
            Content::Literal(value) => Ok(Operand::Literal(value)),
            Content::Value(operand) => Ok(operand),
            Content::Query(query) => {
                let singular =
                    query.into_singular().map_err(|_| mistakes::several_values(cursor, self.place))?;
                Ok(Operand::Singular(singular))
            }
            Content::Condition(_) => Err(mistakes::compared_call(cursor, self.place)),
        }
    }
}
