//! A comparison for people at a terminal.

use std::fmt::Write;

use super::{Change, Comparison};
use crate::{
    diagnostic::Look,
    event::{Outcome, RunStarted},
    report::{
        Drifting,
        last_lines::drift_line,
        look::{on_one_line, outcome_word, toned},
        outline::to_the_millisecond,
    },
    template::show_duration,
};

/// Entries of a list that are told; the other formats have them all.
const MOST: usize = 50;

/// The text.
pub fn to_text(comparison: &Comparison, look: Look) -> String {
    let mut text = format!("old: {}\nnew: {}\n", runs(&comparison.old), runs(&comparison.new));
    if comparison.clocks_differ {
        text.push_str("one run went by virtual time, the other did not: times are not compared\n");
    }
    let _ = writeln!(text, "{}", counts(comparison).join(", "));
    for (title, changes) in lists(comparison) {
        list(&mut text, title, changes.iter().map(|change| change_line(change, look)));
    }
    list(
        &mut text,
        "slower",
        comparison.slower.iter().map(|slower| {
            let (before, after) = (show_duration(slower.before), show_duration(slower.after));
            format!("{}: {after}, before {before}", on_one_line(&slower.id))
        }),
    );
    list(
        &mut text,
        "changed status paths",
        comparison.paths.iter().map(|path| {
            let joined = |path: &[String]| on_one_line(&path.join(" → "));
            let (before, after) = (joined(&path.before), joined(&path.after));
            format!("{}, {}: {after}, before {before}", on_one_line(&path.id), on_one_line(&path.step))
        }),
    );
    list(&mut text, "new drift", comparison.drift.iter().map(drift));
    list(&mut text, "drift that is gone", comparison.gone_drift.iter().map(drift));
    text
}

/// The lists of tests, each with its title.
pub(super) fn lists(comparison: &Comparison) -> [(&'static str, &[Change]); 9] {
    [
        ("newly failing", &comparison.failing),
        ("still failing", &comparison.still),
        ("fixed", &comparison.fixed),
        ("no longer judged", &comparison.unjudged),
        ("newly flaky", &comparison.flaky),
        ("no longer flaky", &comparison.steady),
        ("new tests", &comparison.added),
        ("gone tests", &comparison.gone),
        ("tests not known of", &comparison.unknown),
    ]
}

/// `2 newly failing`, and so on; what there is none of is left out.
pub(super) fn counts(comparison: &Comparison) -> Vec<String> {
    let mut counted: Vec<(usize, &str)> =
        lists(comparison).iter().map(|(title, changes)| (changes.len(), *title)).collect();
    counted.extend([
        (comparison.slower.len(), "slower"),
        (comparison.paths.len(), "changed status paths"),
        (comparison.drift.len(), "new drift"),
        (comparison.gone_drift.len(), "drift that is gone"),
    ]);
    let mut words: Vec<String> = counted
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, title)| format!("{count} {}", titled(title, *count)))
        .collect();
    if comparison.is_empty() {
        words.insert(0, "nothing has changed".to_owned());
    }
    words
}

/// The title of a list as it counts.
fn titled(title: &'static str, count: usize) -> &'static str {
    match (count, title) {
        (1, "new tests") => "new test",
        (1, "gone tests") => "gone test",
        (1, "tests not known of") => "test not known of",
        (1, "changed status paths") => "changed status path",
        _ => title,
    }
}

/// `emulator (DEV), seed 5, 2026-03-01T10:00:00Z`, and how many further runs there are.
pub(super) fn runs(runs: &[RunStarted]) -> String {
    let Some(first) = runs.first() else { return "no run".to_owned() };
    let began = to_the_millisecond(&first.wall_started);
    let text = format!("{} ({}), seed {}, {began}", first.environment, first.kind, first.seed);
    let more = if runs.len() > 1 { format!(", and {} more", runs.len() - 1) } else { String::new() };
    on_one_line(&text) + &more
}

pub(super) fn drift(drifting: &Drifting) -> String {
    on_one_line(&drift_line(drifting))
}

fn list(text: &mut String, title: &str, lines: impl ExactSizeIterator<Item = String>) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(text, "\n{title}:");
    for line in lines.take(MOST) {
        let _ = writeln!(text, "  {line}");
    }
    if count > MOST {
        let _ = writeln!(text, "  and {} more", count - MOST);
    }
}

fn change_line(change: &Change, look: Look) -> String {
    let word = |outcome: Outcome| {
        let (word, tone) = outcome_word(outcome);
        toned(word, tone, look)
    };
    let outcome = match (change.before, change.after) {
        (Some(before), Some(after)) if before == after => word(after),
        (Some(before), Some(after)) => format!("{}, before {}", word(after), word(before)),
        (None, Some(one)) | (Some(one), None) => word(one),
        (None, None) => String::new(),
    };
    let gist = change.gist.as_ref().map(|gist| format!(": {}", on_one_line(gist))).unwrap_or_default();
    format!("{} ({outcome}){gist}", on_one_line(&change.id))
}
