//! The comments of a text: what stands behind a `#` that is inside of no key and no value.

use super::{Node, Span, Tree};

/// The comments of a text in their order, each from its `#` to the end of its line, blanks at the end left out.
/// `documents` are what the text says: what their scalars cover is no comment.
pub fn comments(text: &str, documents: &[Node]) -> Vec<Span> {
    let mut covered = Vec::new();
    for document in documents {
        cover(document, &mut covered);
    }
    covered.sort_unstable();
    let mut covered = covered.into_iter().peekable();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(sign) = text.get(at..).and_then(|rest| rest.find('#')).map(|sign| at + sign) {
        while covered.next_if(|(_, end)| *end <= sign).is_some() {}
        let inside = covered.peek().filter(|(start, _)| *start <= sign).map(|(_, end)| *end);
        at = match inside {
            Some(end) => end,
            None if begins(text, sign) => {
                let length = text[sign..].find('\n').unwrap_or(text.len() - sign);
                found.push(Span::new(sign, sign + text[sign..sign + length].trim_end().len()));
                sign + length
            }
            None => sign + 1,
        };
    }
    found
}

/// A `#` behind anything but a blank belongs to a word.
fn begins(text: &str, sign: usize) -> bool {
    sign == 0 || text.as_bytes()[sign - 1].is_ascii_whitespace() || text[..sign].ends_with('\u{feff}')
}

fn cover(node: &Node, covered: &mut Vec<(usize, usize)>) {
    match &node.tree {
        Tree::Scalar(_) => covered.push(range(node.span)),
        Tree::List(nodes) => nodes.iter().for_each(|node| cover(node, covered)),
        Tree::Map(entries) => {
            for entry in entries {
                covered.push(range(entry.key.span));
                cover(&entry.value, covered);
            }
        }
    }
}

fn range(span: Span) -> (usize, usize) {
    (span.start as usize, span.end as usize)
}
