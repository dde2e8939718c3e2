//! What is left out after a syntax error, so that reading goes on behind it and one mistake hides no other: the step,
//! or the entry of a map, that holds it. It goes by indentation alone, since the parser has given up.

use super::{
    Span,
    around::{Line, lines_above},
};

/// Bytes that may be read again in one file because of its errors: a scenario is far smaller, and a huge file must not
/// be read a hundred times.
pub(super) const MOST_READ_AGAIN: usize = 5_000_000;

/// The lines around a byte that are left out, inside of the document from `start` to `end`; `None` where nothing is
/// left to take away.
pub(super) fn region(text: &str, (start, end): (usize, usize), at: usize) -> Option<Span> {
    let line = Line::at(text, at.min(end));
    let own = is_element(line).then_some(line);
    let regions = own.into_iter().chain([head(text, start, line)]).map(|head| whole(text, head, end));
    regions.into_iter().find(|region| has_words(text, *region))
}

fn has_words(text: &str, region: Span) -> bool {
    text.get(region.start as usize..region.end as usize).is_some_and(|text| !text.trim().is_empty())
}

/// The text with blanks in place of a region; its lines and all other places stay what they are.
pub(super) fn blanked(text: &str, region: Span) -> String {
    let blank = |byte: u8| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' };
    let (start, end) = (region.start as usize, region.end as usize);
    let mut blanked = String::with_capacity(text.len());
    blanked.push_str(&text[..start]);
    blanked.extend(text[start..end].bytes().map(blank));
    blanked.push_str(&text[end..]);
    blanked
}

/// The first line of what holds a line: the outermost element of a list, else the outermost entry that is indented.
fn head<'t>(text: &'t str, start: usize, line: Line<'t>) -> Line<'t> {
    let mut least = depth(line);
    let (mut element, mut entry) = (None, line);
    for above in lines_above(text, line.start).take_while(|above| above.start >= start) {
        let depth = depth(above);
        if depth >= least {
            continue;
        }
        least = depth;
        if is_element(above) {
            element = Some(above);
        } else if depth > 0 {
            entry = above;
        }
        if depth == 0 {
            break;
        }
    }
    element.unwrap_or(entry)
}

/// A line and all that is indented deeper below it.
fn whole(text: &str, head: Line, end: usize) -> Span {
    let own = depth(head);
    let inside = if is_element(head) { head.entry().0.max(own.saturating_add(2)) } else { own };
    let mut at = head.start;
    for written in text[head.start..end].split_inclusive('\n') {
        let line = Line { start: at, text: written.trim_end_matches(['\n', '\r']) };
        // An element that stands further out than the words of this one is a badly indented neighbour.
        let is_neighbour = is_element(line) && depth(line) < inside;
        if at > head.start && !line.is_silent() && (depth(line) <= own || is_neighbour) {
            return Span::new(head.start, at);
        }
        at += written.len();
    }
    Span::new(head.start, end)
}

fn is_element(line: Line) -> bool {
    // One without its space is meant to be an element, too.
    let words = line.text.trim();
    words.starts_with('-') && !words.starts_with("--")
}

/// How far a line is indented; a tab, which YAML does not allow, counts as deeper than any number of spaces.
fn depth(line: Line) -> usize {
    let blank = line.text.len() - line.text.trim_start().len();
    if line.text[..blank].contains('\t') { usize::MAX } else { blank }
}
