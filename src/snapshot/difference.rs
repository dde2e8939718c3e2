//! The difference of two snapshots, line by line, as a person reads it. A change far behind in a long line is shown,
//! not the line's beginning; what is beyond the bounds is told.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

/// Equal lines around a change.
const SURROUNDINGS: usize = 3;
/// After this time the comparison contents itself with a coarser answer.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Characters of a line that are shown.
const LINE_LENGTH: usize = 160;
/// Characters that are shown before a change in a long line.
const BEFORE_CHANGE: usize = 40;

/// What differs, `-` before what is accepted, `+` before what was found, at most `most` lines of it; nothing where the
/// texts have the same lines.
pub fn difference(accepted: &str, found: &str, most: usize) -> Option<String> {
    let (accepted, found): (Vec<&str>, Vec<&str>) = (accepted.lines().collect(), found.lines().collect());
    let diff = TextDiff::configure().timeout(TIMEOUT).diff_slices(&accepted, &found);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(SURROUNDINGS) {
        if !lines.is_empty() {
            lines.push("  ...".to_owned());
        }
        let changes: Vec<_> = group.iter().flat_map(|operation| diff.iter_changes(operation)).collect();
        let of = |tag: ChangeTag| -> Vec<&str> {
            changes.iter().filter(|change| change.tag() == tag).map(similar::Change::value).collect()
        };
        let from = first_difference(&of(ChangeTag::Delete), &of(ChangeTag::Insert));
        for change in &changes {
            let mark = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push(format!("{mark} {}", cut(change.value(), from)).trim_end().to_owned());
        }
    }
    (!lines.is_empty()).then(|| at_most(lines, most))
}

/// The first lines of a text, marked as found.
pub fn beginning(text: &str, most: usize) -> String {
    at_most(text.lines().map(|line| format!("+ {}", cut(line, 0)).trim_end().to_owned()).collect(), most)
}

fn at_most(mut lines: Vec<String>, most: usize) -> String {
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    if more > 0 {
        let lines_word = if more == 1 { "line" } else { "lines" };
        lines.push(format!("  ... ({more} more {lines_word})"));
    }
    lines.join("\n")
}

/// The first character at which a removed line differs from the one that took its place.
fn first_difference(removed: &[&str], added: &[&str]) -> usize {
    let same = |(removed, added): (&&str, &&str)| {
        removed.chars().zip(added.chars()).take_while(|(one, other)| one == other).count()
    };
    removed.iter().zip(added).map(same).min().unwrap_or(0)
}

/// A line, from a little before the character at which it begins to matter.
fn cut(line: &str, from: usize) -> String {
    let length = line.chars().count();
    if length <= LINE_LENGTH {
        return line.to_owned();
    }
    let start = if from < LINE_LENGTH - BEFORE_CHANGE { 0 } else { from - BEFORE_CHANGE };
    let shown: String = line.chars().skip(start).take(LINE_LENGTH).collect();
    let before = if start > 0 { "…" } else { "" };
    let behind = if start + LINE_LENGTH < length { "…" } else { "" };
    format!("{before}{shown}{behind} ({length} characters)")
}
