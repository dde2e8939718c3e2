//! A summary as Markdown, for the job summary of GitHub Actions or a comment below a change.
//!
//! Foreign text stands in code spans and code blocks only: there it is neither HTML nor a mention, an image or a table.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    Attempt, Results, TestResult, account,
    cause::{self, Cause},
    look::on_one_line,
    outline::{self, Gap},
};
use crate::{
    event::{Clock, Outcome, RunStarted},
    template::show_duration,
};

/// Bytes of each section. Together they stay below the 65,536 characters that GitHub takes of a comment, and far below
/// the 1 MiB that it takes of a job summary.
mod room {
    pub(super) const GAPS: usize = 4_000;
    pub(super) const BROKEN: usize = 16_000;
    pub(super) const STORIES: usize = 24_000;
    pub(super) const FLAKY: usize = 6_000;
    pub(super) const LEFT_OUT: usize = 6_000;
    pub(super) const NOTES: usize = 4_000;
    pub(super) const SLOWEST: usize = 3_000;
}

/// Bytes of one story.
const STORY: usize = 5_000;

/// Characters of a text in a line.
const LINE: usize = 200;

/// How many of the slowest tests are named.
const SLOWEST: usize = 5;

/// Every outcome, in the order of the table.
const OUTCOMES: [Outcome; 7] = [
    Outcome::Passed,
    Outcome::Failed,
    Outcome::Errored,
    Outcome::Flaky,
    Outcome::Skipped,
    Outcome::Interrupted,
    Outcome::NotRun,
];

/// Writes the summary.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, writer: &mut dyn Write) -> io::Result<()> {
    let broken = of(results, &[Outcome::Failed, Outcome::Errored]);
    let sections = [
        head(results),
        section("Not known", outline::gaps(results).iter().map(gap_line), room::GAPS),
        section("Did not pass", broken.iter().map(|test| broken_line(test)), room::BROKEN),
        section("Details", broken.iter().map(|test| details(results, test)), room::STORIES),
        section("Flaky", of(results, &[Outcome::Flaky]).iter().map(|test| flaky_line(test)), room::FLAKY),
        section("Left out", left_out(results).into_iter(), room::LEFT_OUT),
        section(
            "Notes",
            outline::notes(results).iter().map(|note| format!("- {}\n", code(note))),
            room::NOTES,
        ),
        section("Slowest", slowest(results).into_iter(), room::SLOWEST),
    ];
    writer.write_all(sections.concat().as_bytes())
}

/// A heading and its entries; where there is no room for all of them, how many more there are.
fn section(title: &str, entries: impl ExactSizeIterator<Item = String>, room: usize) -> String {
    let count = entries.len();
    let mut text = String::new();
    for (told, entry) in entries.enumerate() {
        if text.len() + entry.len() > room {
            let more = count - told;
            return format!("### {title}\n\n{text}\n_and {more} more, which the other reports tell of_\n\n");
        }
        text.push_str(&entry);
    }
    if count == 0 { text } else { format!("### {title}\n\n{text}\n") }
}

fn of<'r>(results: &'r Results, outcomes: &[Outcome]) -> Vec<&'r TestResult> {
    results.tests.iter().filter(|test| outcomes.contains(&test.outcome())).collect()
}

fn head(results: &Results) -> String {
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    for test in &results.tests {
        *counts.entry(test.outcome()).or_default() += 1;
    }
    let mut rows: Vec<(String, usize)> = OUTCOMES
        .iter()
        .filter_map(|outcome| Some((account::word(*outcome), *counts.get(outcome)?)))
        .collect();
    let not_begun = results.summary.not_begun();
    if not_begun > 0 {
        rows.push(("not begun".to_owned(), not_begun));
    }
    let rows: Vec<String> = rows.iter().map(|(word, count)| format!("| {word} | {count} |")).collect();
    let rows = rows.join("\n");
    let verdict = outline::verdict(results);
    let surroundings =
        results.summary.head.as_ref().map_or_else(String::new, |head| surroundings(results, head));
    format!("## idvet: {verdict}\n\n{surroundings}| outcome | tests |\n| --- | ---: |\n{rows}\n\n")
}

fn surroundings(results: &Results, head: &RunStarted) -> String {
    let clock = match head.clock {
        Clock::Virtual => " of virtual time",
        Clock::Real => "",
    };
    let shard = match &head.shard {
        Some(shard) => format!(", shard {} of {}", shard.index, shard.total),
        None => String::new(),
    };
    let deselected = match head.deselected {
        0 => String::new(),
        count => format!(", {count} not selected"),
    };
    format!(
        "{} tests in {}{clock}{deselected}. Environment {} ({}, {}), seed {}, run {}{shard}.\n\n",
        results.tests.len(),
        show_duration(results.cost().took),
        code(&head.environment),
        code(&head.kind),
        code(&head.address),
        head.seed,
        code(&head.run_id),
    )
}

fn gap_line(gap: &Gap) -> String {
    format!("- {} {}: {}\n", code(&gap.name), gap.sort, code(&gap.message))
}

fn broken_line(test: &TestResult) -> String {
    let cause = broken_cause(test.last());
    let attempts = match test.attempts.len() {
        1 => String::new(),
        count => format!(" in each of {count} attempts"),
    };
    let place = format!("{}:{}", cause.spot.file, cause.spot.line);
    let word = account::word(test.outcome());
    format!(
        "- {} {word}{attempts} at {}: {}\n",
        code(&account::title(test.test())),
        code(&place),
        code(&cause.message)
    )
}

fn broken_cause(attempt: &Attempt) -> Cause {
    cause::of(attempt).unwrap_or_else(|| cause::unexplained(attempt))
}

fn details(results: &Results, test: &TestResult) -> String {
    let story = account::cut(&account::story(test.last(), outline::run_of(results, test)), STORY);
    let title = code(&account::title(test.test()));
    format!("{title}\n\n<details><summary>the whole story</summary>\n\n{}\n\n</details>\n\n", block(&story))
}

fn flaky_line(test: &TestResult) -> String {
    let attempt = test.test().attempt;
    let first = broken_cause(&test.attempts[0]);
    let title = code(&account::title(test.test()));
    format!("- {title} passed in attempt {attempt}; before that: {}\n", code(&first.message))
}

/// What was skipped and what did not run, by its reason.
fn left_out(results: &Results) -> Vec<String> {
    let mut reasons: BTreeMap<(Outcome, String), usize> = BTreeMap::new();
    for test in of(results, &[Outcome::Skipped, Outcome::Interrupted, Outcome::NotRun]) {
        *reasons.entry((test.outcome(), account::reason(test))).or_default() += 1;
    }
    let line = |((outcome, reason), count): ((Outcome, String), usize)| {
        format!("- {} {count}: {}\n", account::word(outcome), code(&reason))
    };
    reasons.into_iter().map(line).collect()
}

fn slowest(results: &Results) -> Vec<String> {
    let slowest = results.summary.slowest.iter().take(SLOWEST);
    slowest.map(|(test, took)| format!("- {} {}\n", show_duration(*took), code(&test.id))).collect()
}

/// A foreign text in a code span, on one line and cut.
fn code(text: &str) -> String {
    let mut text = on_one_line(text.trim());
    if text.chars().count() > LINE {
        text = text.chars().take(LINE).chain(['…']).collect();
    }
    if text.is_empty() {
        return "(nothing)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // A span that begins or ends with a backtick needs the spaces; of any other they are taken off again.
    format!("{fence} {text} {fence}")
}

/// A foreign text as a code block.
fn block(text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}")
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}
