//! Tags such as `!!str`: the one that makes a text of a value is kept, all others are refused.

use super::around::shortened;
use super::yaml::{SyntaxProblem, codes};
use super::{Span, Style};

/// What a tag makes of a plain scalar. `!!str`, and `!` by itself, make a text.
pub(super) fn of_scalar(tag: Option<&str>, place: Span, problems: &mut Vec<SyntaxProblem>) -> Style {
    match tag {
        None => Style::Plain,
        Some("!!str" | "!") => Style::Text,
        Some(other) => {
            problems.push(unknown(other, place));
            Style::Plain
        }
    }
}

/// No tag has a meaning before a list or a map.
pub(super) fn of_collection(tag: Option<&str>, place: Span, problems: &mut Vec<SyntaxProblem>) {
    if let Some(tag) = tag {
        problems.push(unknown(tag, place));
    }
}

fn unknown(tag: &str, place: Span) -> SyntaxProblem {
    SyntaxProblem::new(codes::SYNTAX, place, format!("the tag `{}` has no meaning here", shortened(tag)))
        .help("leave the tag out; if the `!` belongs to a text, put the text in quotes")
}
