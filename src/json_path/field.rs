//! Fields: the bare names that scenarios use in place of most paths.

use super::cursor::{Cursor, short};
use super::error::PathError;
use super::limit::LONGEST_PATH;
use super::location::push_readable;

/// Reads names with dots between them.
pub(super) fn read_field(text: &str) -> Result<Vec<String>, PathError> {
    let mut cursor = Cursor::new(text);
    if text.is_empty() {
        return Err(cursor
            .error_here(0, "a field has a name")
            .with_help("write `id`, or `$` for the whole document"));
    }
    if text.len() > LONGEST_PATH {
        return Err(cursor.too_long());
    }
    let mut names = Vec::new();
    for name in text.split('.') {
        if name.is_empty() {
            return Err(no_name(&cursor));
        }
        names.push(name.to_owned());
        cursor.go_to(cursor.at() + name.len() + 1);
    }
    match text.find(['[', ']', '*']) {
        Some(sign) => Err(query_without_root(text, sign)),
        None => Ok(names),
    }
}

fn no_name(cursor: &Cursor<'_>) -> PathError {
    let error = cursor.error_here(0, "a name is missing between, before or after the dots");
    error.with_help("write `a.b.c`, or `$..a` for every `a`")
}

/// A sign of JSONPath in a bare name is far more often meant as JSONPath than as part of the name.
fn query_without_root(text: &str, sign: usize) -> PathError {
    let error = PathError::new(
        sign..sign + 1,
        format!("`{}` in a field needs a `$` at its start", &text[sign..=sign]),
    );
    error.with_help(format!("write `$.{}`, or quote a name with this sign in it: `$['name']`", short(text)))
}

/// The path of these names, as one would write it by hand.
pub(super) fn path_of(names: &[String]) -> String {
    let mut path = String::from("$");
    for name in names {
        push_readable(&mut path, name);
    }
    path
}
