//! Reads what stands between `${` and `}`.

use super::{
    cursor::Cursor,
    expression::{Expression, Form, Name, Step},
    functions::{self, Function},
    mistake::{Mistake, explain_rest, no_arithmetic, shortened},
    value::Value,
};
use crate::source::Span;

/// How deep functions may stand in functions.
const DEEPEST: usize = 16;

/// Whether a text can be a name in `${...}`: letters, digits and `_`, beginning with no digit;
/// a `-` may stand before a letter.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && starts_name(text.chars().next()) && name_length(text) == text.len()
}

/// Reads one expression and its `}`; `start` is the byte of the `${`, the cursor stands behind that.
pub(super) fn read_hole(cursor: &mut Cursor, start: usize) -> Result<Expression, Mistake> {
    cursor.skip_blanks();
    if cursor.eat('}').is_some() {
        return Err(empty_hole(cursor, start));
    }
    let expression = read_expression(cursor, start, 0)?;
    cursor.skip_blanks();
    match cursor.eat('}') {
        Some(()) => Ok(expression),
        None => Err(unexpected_rest(cursor, start, &expression.shown())),
    }
}

fn read_expression(cursor: &mut Cursor, start: usize, depth: usize) -> Result<Expression, Mistake> {
    cursor.skip_blanks();
    let begin = cursor.at();
    let form = match cursor.peek() {
        Some(quote @ ('\'' | '"')) => read_quoted(cursor, quote)?,
        Some('0'..='9' | '-' | '+') => read_number(cursor)?,
        Some(letter) if starts_name(Some(letter)) => read_named(cursor, start, depth)?,
        Some(other) => return Err(no_value(cursor, other)),
        None => return Err(cursor.unclosed(start)),
    };
    Ok(Expression { span: cursor.span_since(begin), form })
}

fn read_quoted(cursor: &mut Cursor, quote: char) -> Result<Form, Mistake> {
    let text = take_quoted(cursor, quote)?;
    Ok(Form::Constant(Value::written(text.into(), text)))
}

/// A text in quotes. There are no escapes: a text with one sort of quotes inside stands in the other sort.
fn take_quoted<'t>(cursor: &mut Cursor<'t>, quote: char) -> Result<&'t str, Mistake> {
    let begin = cursor.at();
    cursor.take(1);
    let Some(length) = cursor.rest().find(quote) else {
        let message = format!("the text that begins with `{quote}` is never closed");
        return Err(Mistake::form(cursor.span_since(begin), message).help(format!("end it with `{quote}`")));
    };
    let text = cursor.take(length);
    cursor.take(1);
    Ok(text)
}

fn read_number(cursor: &mut Cursor) -> Result<Form, Mistake> {
    let begin = cursor.at();
    let written = cursor.take(number_length(cursor.rest()));
    if let Ok(number) = serde_json::from_str::<serde_json::Number>(written) {
        return Ok(Form::Constant(Value::written(number.into(), written)));
    }
    let span = cursor.span_since(begin);
    if written.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit()) {
        let message = format!("`{}` is not a number", shortened(written));
        return Err(
            Mistake::form(span, message).help(format!("put it in quotes: `'{}'`", shortened(written)))
        );
    }
    let (message, help) = no_arithmetic();
    Err(Mistake::form(span, message).help(help))
}

/// A sign, then everything that could belong to a number or an offset.
fn number_length(text: &str) -> usize {
    let sign = usize::from(text.starts_with(['+', '-']));
    let mut previous = '0';
    let rest = text[sign..].find(|c: char| {
        let of_exponent = matches!(c, '+' | '-') && matches!(previous, 'e' | 'E');
        previous = c;
        !(of_exponent || c.is_alphanumeric() || c == '.' || c == '_')
    });
    rest.map_or(text.len(), |rest| sign + rest)
}

/// A boolean, a name with its path, or a function with its arguments.
fn read_named(cursor: &mut Cursor, start: usize, depth: usize) -> Result<Form, Mistake> {
    let begin = cursor.at();
    let first = cursor.take(name_length(cursor.rest())).to_owned();
    let path = read_path(cursor)?;
    let written = cursor.since(begin);
    let span = cursor.span_since(begin);
    if cursor.rest().trim_start().starts_with('(') {
        cursor.skip_blanks();
        let function = find_function(written, span)?;
        return read_call(cursor, function, start, depth);
    }
    match written {
        "true" | "false" => Ok(Form::Constant(Value::written((written == "true").into(), written))),
        "null" => {
            Err(Mistake::form(span, "`null` cannot stand in `${...}`")
                .help("write `null` itself, without `${}`"))
        }
        _ => Ok(Form::Name(Name { first, path })),
    }
}

fn read_path(cursor: &mut Cursor) -> Result<Vec<Step>, Mistake> {
    let mut path = Vec::new();
    loop {
        match cursor.peek() {
            Some('.') => path.push(read_key(cursor)?),
            Some('[') => path.push(read_brackets(cursor)?),
            Some(_) | None => return Ok(path),
        }
    }
}

fn read_key(cursor: &mut Cursor) -> Result<Step, Mistake> {
    let begin = cursor.at();
    cursor.take(1);
    let key = cursor.take(name_length(cursor.rest()));
    if key.is_empty() {
        return Err(Mistake::form(cursor.span_here(), "expected a name behind `.`")
            .help("a path is written `a.b[0].c`; a name with other characters is written `a['...']`"));
    }
    if key.bytes().all(|byte| byte.is_ascii_digit()) {
        let key = shortened(key);
        return Err(Mistake::form(cursor.span_since(begin), format!("`.{key}` is not a name"))
            .help(format!("an element of a list is written `[{key}]`")));
    }
    Ok(Step::Key(key.to_owned()))
}

/// `[0]`, or `['a name']` for names that cannot stand behind a dot.
fn read_brackets(cursor: &mut Cursor) -> Result<Step, Mistake> {
    let begin = cursor.at();
    cursor.take(1);
    cursor.skip_blanks();
    let step = match cursor.peek() {
        Some(quote @ ('\'' | '"')) => Step::Key(take_quoted(cursor, quote)?.to_owned()),
        Some(_) | None => Step::Index(read_index(cursor, begin)?),
    };
    cursor.skip_blanks();
    match cursor.eat(']') {
        Some(()) => Ok(step),
        None => Err(Mistake::form(cursor.span_since(begin), "`[` is never closed").help("close it with `]`")),
    }
}

fn read_index(cursor: &mut Cursor, begin: usize) -> Result<usize, Mistake> {
    let written = cursor.take(cursor.rest().find([']', '}']).unwrap_or(cursor.rest().len())).trim();
    written.parse().map_err(|_| {
        Mistake::form(cursor.span_since(begin), format!("`{}` is not an index", shortened(written)))
            .help("an index is a whole number, counted from 0: `[0]`; a name is put in quotes: `['...']`")
    })
}

fn find_function(written: &str, span: Span) -> Result<&'static Function, Mistake> {
    functions::function(written).ok_or_else(|| {
        let help = functions::closest(written).map_or_else(
            || format!("the functions are {}", functions::names()),
            |nearest| format!("did you mean `{nearest}`?"),
        );
        Mistake::function(span, format!("there is no function `{}`", shortened(written))).help(help)
    })
}

/// The arguments of a function, from its `(` to its `)`.
fn read_call(
    cursor: &mut Cursor,
    function: &'static Function,
    start: usize,
    depth: usize,
) -> Result<Form, Mistake> {
    let begin = cursor.at();
    if depth == DEEPEST {
        return Err(Mistake::form(cursor.span_here(), format!("functions stand more than {DEEPEST} deep"))
            .help("name a part of it under `vars`, or with `set`"));
    }
    cursor.take(1);
    let mut arguments: Vec<Expression> = Vec::new();
    cursor.skip_blanks();
    while cursor.eat(')').is_none() {
        if let Some(last) = arguments.last()
            && cursor.eat(',').is_none()
        {
            return Err(unexpected_argument(cursor, function, start, last));
        }
        arguments.push(read_expression(cursor, start, depth + 1)?);
        cursor.skip_blanks();
    }
    functions::check_arguments(function, &arguments, cursor.span_since(begin))?;
    Ok(Form::Call(function, arguments))
}

fn unexpected_argument(cursor: &Cursor, function: &Function, start: usize, last: &Expression) -> Mistake {
    let Some(found) = cursor.peek() else { return cursor.unclosed(start) };
    let here = cursor.span_here();
    let names_argument = matches!(last.form, Form::Name(_)) && !cursor.rest().starts_with("==");
    match found {
        '}' => Mistake::form(here, "`(` is never closed").help("write `)` before the `}`"),
        '=' | ':' if names_argument => Mistake::function(here, "arguments are given without their names")
            .help(format!("write the values alone, in the order of `{}`", function.signature())),
        '\'' | '"' | '_' => divided_by_commas(here, found),
        found if found.is_alphanumeric() => divided_by_commas(here, found),
        _ => unexpected_rest(cursor, start, &last.shown()),
    }
}

fn divided_by_commas(here: Span, found: char) -> Mistake {
    Mistake::form(here, format!("expected `,` or `)`, found `{found}`")).help("arguments are divided by `,`")
}

fn unexpected_rest(cursor: &Cursor, start: usize, before: &str) -> Mistake {
    if cursor.rest().is_empty() {
        return cursor.unclosed(start);
    }
    let (message, help) = explain_rest(before, cursor.rest());
    Mistake::form(cursor.span_here(), message).help(help)
}

fn empty_hole(cursor: &Cursor, start: usize) -> Mistake {
    Mistake::form(cursor.span_since(start), "`${}` is empty")
        .help("write a name inside, as in `${session.scanRef}`, or `$${` for a plain `${`")
}

fn no_value(cursor: &Cursor, found: char) -> Mistake {
    let mistake =
        Mistake::form(cursor.span_here(), format!("expected a name or a function, found `{found}`"));
    match found {
        '{' => mistake.help("one brace is enough: `${name}`"),
        '$' => mistake.help("inside of `${...}` a name stands without `$`: `${upper(name)}`"),
        ')' | ',' => {
            mistake.help("an argument is missing; optional ones are left out together with their `,`")
        }
        _ => mistake.help("write a name, as in `${session.scanRef}`, or a function, as in `${uuid()}`"),
    }
}

fn starts_name(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphabetic() || letter == '_')
}

/// How many bytes at the head of a text are a name; behind a dot it may begin with a digit.
fn name_length(text: &str) -> usize {
    let mut length = 0;
    let mut characters = text.chars().peekable();
    while let Some(letter) = characters.next() {
        let joins = letter == '-' && length > 0 && starts_name(characters.peek().copied());
        if !(letter.is_alphanumeric() || letter == '_' || joins) {
            break;
        }
        length += letter.len_utf8();
    }
    length
}
