//! A comparison as Markdown, for the summary of a job or a comment.

use std::fmt::Write;

use super::{
    Change, Comparison,
    text::{counts, drift, lists, runs},
};
use crate::{
    report::{json::outcome_word, look::on_one_line},
    template::show_duration,
};

/// Entries of a list: a comment takes 65,536 characters.
const MOST: usize = 50;

/// The document.
pub fn to_markdown(comparison: &Comparison) -> String {
    let counts = counts(comparison).join(", ");
    let mut text = format!(
        "### {counts}\n\n- old: {}\n- new: {}\n",
        code(&runs(&comparison.old)),
        code(&runs(&comparison.new))
    );
    if comparison.clocks_differ {
        text.push_str("- one run went by virtual time, the other did not: times are not compared\n");
    }
    for (title, changes) in lists(comparison) {
        list(&mut text, title, changes.iter().map(change_line));
    }
    list(
        &mut text,
        "slower",
        comparison.slower.iter().map(|slower| {
            format!(
                "{}: {}, before {}",
                code(&slower.id),
                show_duration(slower.after),
                show_duration(slower.before)
            )
        }),
    );
    list(
        &mut text,
        "changed status paths",
        comparison.paths.iter().map(|path| {
            let (before, after) = (path.before.join(" → "), path.after.join(" → "));
            format!("{}, {}: {}, before {}", code(&path.id), code(&path.step), code(&after), code(&before))
        }),
    );
    list(&mut text, "new drift", comparison.drift.iter().map(|drifting| code(&drift(drifting))));
    list(
        &mut text,
        "drift that is gone",
        comparison.gone_drift.iter().map(|drifting| code(&drift(drifting))),
    );
    text
}

fn list(text: &mut String, title: &str, lines: impl ExactSizeIterator<Item = String>) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(text, "\n**{title}**\n");
    for line in lines.take(MOST) {
        let _ = writeln!(text, "- {line}");
    }
    if count > MOST {
        let _ = writeln!(text, "- and {} more", count - MOST);
    }
}

fn change_line(change: &Change) -> String {
    let outcome = match (change.before, change.after) {
        (Some(before), Some(after)) if before != after => {
            format!("{}, before {}", outcome_word(after), outcome_word(before))
        }
        (_, Some(one)) | (Some(one), None) => outcome_word(one).to_owned(),
        (None, None) => String::new(),
    };
    let gist = change.gist.as_ref().map(|gist| format!(": {}", code(gist))).unwrap_or_default();
    format!("{} ({}){gist}", code(&change.id), outcome.replace('_', " "))
}

/// A foreign text as it stands: nothing in it is markup, whatever backticks it holds.
fn code(text: &str) -> String {
    let text = on_one_line(text);
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}
