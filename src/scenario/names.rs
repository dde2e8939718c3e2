//! What an author may call things: variables, captures, sessions, the ids of steps.

use super::{keys::shown, words::listed};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::Span,
};

/// First words of `${...}` that mean something already: what the runner gives, and where functions live.
pub const RESERVED: &[&str] = &[
    "session",
    "vars",
    "matrix",
    "case",
    "run",
    "scenario",
    "environment",
    "env",
    "vocabulary",
    "random",
    "fake",
    "api",
];

/// Reports a text that cannot be a name; whether it can.
pub(super) fn check(name: &str, span: Span, problems: &mut Problems) -> bool {
    if RESERVED.contains(&name) {
        refuse_reserved(name, span, problems);
        return false;
    }
    if !is_name(name) {
        refuse_ill_formed(name, span, problems);
        return false;
    }
    true
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_')
}

fn refuse_reserved(name: &str, span: Span, problems: &mut Problems) {
    problems.push(
        Diagnostic::error(code::NAME, format!("`{name}` is reserved: `${{{name}}}` means something already"))
            .at(problems.place(span), "")
            .help(format!("choose another name, such as `my_{name}`; reserved are {}", listed(RESERVED))),
    );
}

fn refuse_ill_formed(name: &str, span: Span, problems: &mut Problems) {
    let rule = "a name begins with a letter, and goes on with letters `a` to `z`, digits and `_`";
    let help = match mended(name) {
        Some(better) => format!("{rule}: `{better}`"),
        None => rule.to_owned(),
    };
    problems.push(
        Diagnostic::error(code::NAME, format!("`{}` cannot be a name", shown(name)))
            .at(problems.place(span), "")
            .help(help),
    );
}

/// The same name with `_` in place of what names do not have.
fn mended(name: &str) -> Option<String> {
    if !name.is_ascii() {
        return None;
    }
    let spelled: String =
        name.chars().take(60).map(|one| if one.is_ascii_alphanumeric() { one } else { '_' }).collect();
    let trimmed = spelled.trim_matches('_');
    (is_name(trimmed) && !RESERVED.contains(&trimmed)).then(|| trimmed.to_owned())
}
