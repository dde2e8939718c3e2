//! Whether two readings of a text say the same: every key and value with its text, and whether quotes made it a text.

use crate::source::{Entry, Node, Span, Tree};

/// The first place of `before` that `after` says otherwise. How a text is quoted, and where it stands, is no difference.
pub(super) fn first_difference(before: &[Node], after: &[Node]) -> Option<Span> {
    let differing = before.iter().zip(after).find_map(|(before, after)| difference(before, after));
    let missing = || {
        let last = before.get(after.len()).or(before.last()).map(|node| node.span);
        (before.len() != after.len()).then(|| last.unwrap_or_default())
    };
    differing.or_else(missing)
}

fn difference(before: &Node, after: &Node) -> Option<Span> {
    match (&before.tree, &after.tree) {
        (Tree::Scalar(one), Tree::Scalar(other)) => {
            (one.text != other.text || one.style != other.style).then_some(before.span)
        }
        (Tree::List(one), Tree::List(other)) if one.len() == other.len() => {
            one.iter().zip(other).find_map(|(one, other)| difference(one, other))
        }
        (Tree::Map(one), Tree::Map(other)) if one.len() == other.len() => {
            one.iter().zip(other).find_map(|(one, other)| entry_difference(one, other))
        }
        (Tree::Scalar(_) | Tree::List(_) | Tree::Map(_), _) => Some(before.span),
    }
}

fn entry_difference(before: &Entry, after: &Entry) -> Option<Span> {
    if before.key.text == after.key.text {
        difference(&before.value, &after.value)
    } else {
        Some(before.key.span)
    }
}
