//! Tags on the command line that no scenario has: where nothing was chosen, one of them is the likely reason.

use std::fmt::Write;

use crate::{plan::TagExpression, vocabulary::nearest};

/// A line for each tag of the expression that is not among the known ones; nothing where the expression is none.
pub(super) fn told(expression: Option<&str>, known: &[String]) -> String {
    let mut text = String::new();
    let Some(expression) = expression.and_then(|text| TagExpression::parse(text).ok()) else { return text };
    for tag in expression.tags().into_iter().filter(|tag| !known.iter().any(|one| one == tag)) {
        let near = nearest(tag, known.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        // Writing to a text cannot fail.
        let _ = writeln!(text, "no test has the tag `{}`{near}", tag.escape_debug());
    }
    text
}
