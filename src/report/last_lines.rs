//! The last lines of a run: counts, environment, seed, what it cost, the slowest tests, and how to run again what broke.

use std::{collections::HashSet, fmt::Write};

use super::{
    Drifting, Rerun, Summary,
    look::{Tone, on_one_line, outcome_word, toned},
};
use crate::{
    diagnostic::Look,
    event::{Clock, Delivered, DriftKind, Flaky, Outcome, RunFinished, RunStarted, Shard},
    template::show_duration,
};

/// Scenarios that one command runs again; of more, the command would be too long to be of use.
const SCENARIOS_IN_COMMAND: usize = 10;

/// Webhooks for nobody that are named.
const MOST_ASTRAY: usize = 3;

/// Webhooks that came after the end of their tests that are named.
const MOST_LATE: usize = 3;

/// Flaky tests that are named.
const MOST_FLAKY: usize = 20;

/// Seeds that are told of runs that were merged.
const MOST_SEEDS: usize = 8;

/// Kinds of drift that are listed.
const MOST_DRIFT: usize = 20;

/// The text; `record` is where the record was written.
pub fn last_lines(summary: &Summary, rerun: &Rerun, record: Option<&str>, look: Look) -> String {
    let mut text = format!("\n{}\n", counts(summary, look));
    match (&summary.head, &summary.end) {
        (Some(head), Some(end)) => text.push_str(&environment(summary, head, end)),
        (Some(head), None) => {
            let Summary { sessions, requests, .. } = summary;
            let _ = writeln!(text, "environment {}", target(summary, head));
            let _ = writeln!(text, "sessions created {sessions}, requests sent {requests}");
        }
        (None, _) => {}
    }
    text.push_str(&left(summary));
    text.push_str(&missing(summary));
    text.push_str(&shard(summary));
    for (reason, count) in &summary.skipped {
        let _ = writeln!(text, "skipped {count}: {}", on_one_line(reason));
    }
    text.push_str(&flaky(summary, look));
    text.push_str(&drift(summary));
    text.push_str(&late(summary));
    text.push_str(&astray(summary));
    text.push_str(&turned_away(summary));
    text.push_str(&slowest(summary));
    text.push_str(&again(summary, rerun));
    if let Some(record) = record {
        let _ = writeln!(text, "record: {record}");
    }
    text
}

/// `60 passed, 1 failed in 1.2s`.
fn counts(summary: &Summary, look: Look) -> String {
    let counted = summary.counts.iter().filter(|(_, count)| **count > 0);
    let mut words: Vec<String> = counted
        .map(|(outcome, count)| {
            let (word, tone) = outcome_word(*outcome);
            toned(&format!("{count} {}", word.to_lowercase()), tone, look)
        })
        .collect();
    let under_way = summary.under_way();
    if under_way > 0 {
        words.push(toned(&format!("{under_way} under way"), Tone::Bad, look));
    }
    let not_begun = summary.not_begun();
    if not_begun > 0 && (summary.end.is_none() || !summary.missing_shards.is_empty()) {
        words.push(toned(&format!("{not_begun} not begun"), Tone::Bad, look));
    }
    if words.is_empty() {
        words.push("no test ran".to_owned());
    }
    let deselected = summary.head.as_ref().map_or(0, |head| head.deselected);
    if deselected > 0 {
        words.push(toned(&format!("{deselected} not selected"), Tone::Quiet, look));
    }
    match &summary.end {
        Some(end) if end.interrupted && summary.count(Outcome::Interrupted) == 0 => {
            format!("{} (interrupted)", words.join(", "))
        }
        Some(_) => words.join(", "),
        None => format!("{} (the run did not end)", words.join(", ")),
    }
}

fn environment(summary: &Summary, head: &RunStarted, end: &RunFinished) -> String {
    let clock = match head.clock {
        Clock::Virtual => " of virtual time",
        Clock::Real => "",
    };
    let cost = format!("sessions created {}, requests sent {}", end.sessions, end.requests);
    format!("environment {}\n{cost}, took {}{clock}\n", target(summary, head), show_duration(end.took))
}

/// `dev (DEV, https://ivs.idenfy.com), seed 5`.
fn target(summary: &Summary, head: &RunStarted) -> String {
    let target = format!("{} ({}, {})", head.environment, head.kind, head.address);
    let seeds = summary.seeds.iter().take(MOST_SEEDS).map(u64::to_string).collect::<Vec<_>>().join(", ");
    let (s, more) = match summary.seeds.len() {
        0 | 1 => ("", ""),
        count if count > MOST_SEEDS => ("s", ", ..."),
        _ => ("s", ""),
    };
    format!("{}, seed{s} {seeds}{more}", on_one_line(&target))
}

/// `sessions left behind: 3; `idvet sweep --env dev` deletes them`, of a run that did not end in order. The embedded
/// emulator is gone with its sessions.
fn left(summary: &Summary) -> String {
    let in_order = summary.end.as_ref().is_some_and(|end| !end.interrupted);
    match &summary.head {
        Some(head) if !in_order && head.address != "embedded emulator" && !summary.left.is_empty() => {
            let name = on_one_line(&head.environment);
            format!("sessions left behind: {}; `idvet sweep --env {name}` deletes them\n", summary.left.len())
        }
        Some(_) | None => String::new(),
    }
}

/// `missing: shards 2 and 4`.
fn missing(summary: &Summary) -> String {
    /// How many are named: a record can tell of any number of them.
    const NAMED: usize = 20;
    let more = summary.missing_shards.len().saturating_sub(NAMED);
    let mut numbers: Vec<String> = summary.missing_shards.iter().take(NAMED).map(usize::to_string).collect();
    if more > 0 {
        numbers.push(format!("{more} more"));
    }
    match numbers.as_slice() {
        [] => String::new(),
        [only] => format!("missing: shard {only}, whose tests could not be judged\n"),
        [before @ .., last] => {
            format!("missing: shards {} and {last}, whose tests could not be judged\n", before.join(", "))
        }
    }
}

/// What passed only when it was carried out again, and whether that fails the run.
fn flaky(summary: &Summary, look: Look) -> String {
    let mut text = String::new();
    if summary.flaky.is_empty() {
        return text;
    }
    let denied = match summary.head.as_ref().map(|head| head.flaky) {
        Some(Flaky::Denied) => ", which fails this run (`--deny-flaky`)",
        Some(Flaky::Allowed) | None => "",
    };
    let _ = writeln!(text, "{}, passed behind a broken attempt{denied}:", toned("flaky", Tone::Odd, look));
    for (test, end) in summary.flaky.iter().take(MOST_FLAKY) {
        let _ = writeln!(text, "  {}, in attempt {}", on_one_line(&test.id), end.attempt);
    }
    if summary.flaky.len() > MOST_FLAKY {
        let _ = writeln!(text, "  and {} more", summary.flaky.len() - MOST_FLAKY);
    }
    text
}

/// `shard 2 of 4: 15 of 60 tests`. An empty one is no failure, and says so.
fn shard(summary: &Summary) -> String {
    if !summary.missing_shards.is_empty() {
        // The head of the one record that there is speaks for all parts.
        return String::new();
    }
    let Some(Shard { index, total, tests, whole: _ }) =
        summary.head.as_ref().and_then(|head| head.shard.as_ref())
    else {
        return String::new();
    };
    if summary.is_empty_shard() {
        return format!("shard {index} of {total}: empty, none of the {tests} selected tests falls to it\n");
    }
    let mine = summary.head.as_ref().map_or(0, |head| head.tests);
    format!("shard {index} of {total}: {mine} of the {tests} selected tests\n")
}

/// Each kind of drift once, with its count and the first test; of drift that the suite knows the count alone.
fn drift(summary: &Summary) -> String {
    let mut text = String::new();
    if !summary.drift.is_empty() {
        text.push_str("drift, which the documents do not name (`idvet contract accept` makes it known):\n");
    }
    for drifting in summary.drift.iter().take(MOST_DRIFT) {
        let _ = writeln!(text, "  {}", on_one_line(&drift_line(drifting)));
    }
    if summary.drift.len() > MOST_DRIFT {
        let _ = writeln!(text, "  and {} more", summary.drift.len() - MOST_DRIFT);
    }
    match summary.known_drift {
        0 => {}
        1 => text.push_str("known drift: met once\n"),
        times => {
            let _ = writeln!(text, "known drift: met {times} times");
        }
    }
    text
}

/// `unknown value approved at $.status of status, 3 times, first in scenarios/a.yaml › a name`. Of another edition the
/// source says which one that is.
pub(super) fn drift_line(drifting: &Drifting) -> String {
    let Drifting { drift, source, count, first } = drifting;
    let value = if drift.value.is_empty() { String::new() } else { format!(" `{}`", drift.value) };
    let edition = match drift.kind {
        DriftKind::Edition => format!(" ({source})"),
        DriftKind::UnknownKey | DriftKind::UnknownValue | DriftKind::ContentType => String::new(),
    };
    let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
    let (kind, path, answer) = (drift.kind.words(), &drift.path, &drift.answer);
    format!("{kind}{value} at {path} of {answer}{edition}, {times}, first in {first}")
}

/// `2 webhooks for nobody: IDENTIFICATION about ref-9 at 1.2s (no test of this run made its session), ...`.
fn astray(summary: &Summary) -> String {
    if summary.astray.is_empty() {
        return String::new();
    }
    let one = |delivered: &Delivered| {
        let event = delivered.event_type.as_deref().unwrap_or("no event");
        let about = delivered.scan_ref.as_ref().map_or("no session".to_owned(), Clone::clone);
        let why = delivered.astray().map_or(String::new(), |astray| format!(" ({})", astray.words()));
        on_one_line(&format!("{event} about {about} at {}{why}", show_duration(delivered.arrived)))
    };
    let shown: Vec<String> = summary.astray.iter().take(MOST_ASTRAY).map(one).collect();
    let count = summary.astray.len();
    let more =
        if count > MOST_ASTRAY { format!(", and {} more", count - MOST_ASTRAY) } else { String::new() };
    let webhooks = if count == 1 { "webhook" } else { "webhooks" };
    format!("{count} {webhooks} for nobody: {}{more}\n", shown.join(", "))
}

/// Webhooks whose tests were over.
fn late(summary: &Summary) -> String {
    let mut text = String::new();
    for (test, delivered) in summary.late.iter().take(MOST_LATE) {
        let _ = writeln!(text, "{}", late_line(test, delivered));
    }
    if summary.late.len() > MOST_LATE {
        let _ = writeln!(
            text,
            "and {} more webhooks after the end of their tests",
            summary.late.len() - MOST_LATE
        );
    }
    text
}

/// `after the end of its test came IDENTIFICATION_EXPIRED, at 20m: scenarios/a.yaml › a name`.
pub(super) fn late_line(test: &str, delivered: &Delivered) -> String {
    let event = delivered.event_type.as_deref().unwrap_or("no event");
    let at = show_duration(delivered.arrived);
    on_one_line(&format!("after the end of its test came {event}, at {at}: {test}"))
}

/// `posts that the inbox turned away: 3 (unknown path), 1 (wrong method)`.
fn turned_away(summary: &Summary) -> String {
    let counted = summary.turned_away.iter().map(|away| format!("{} ({})", away.count, away.reason));
    let counted: Vec<String> = counted.collect();
    if counted.is_empty() {
        return String::new();
    }
    format!("posts that the inbox turned away: {}\n", on_one_line(&counted.join(", ")))
}

/// How many of the slowest tests are named.
const SLOWEST: usize = 3;

fn slowest(summary: &Summary) -> String {
    let mut text = String::new();
    if summary.slowest.len() < 2 {
        return text;
    }
    for (test, took) in summary.slowest.iter().take(SLOWEST) {
        if !took.is_zero() {
            let label = if text.is_empty() { "slowest:" } else { "        " };
            let _ = writeln!(text, "{label} {} {}", show_duration(*took), on_one_line(&test.id));
        }
    }
    text
}

fn again(summary: &Summary, rerun: &Rerun) -> String {
    let broken: Vec<_> = summary.broken.iter().filter(|(_, end)| end.outcome != Outcome::NotRun).collect();
    if broken.len() < 2 {
        // Its own story has the command.
        return String::new();
    }
    let mut scenarios: Vec<(&str, usize)> =
        broken.into_iter().map(|(test, _)| (test.file.as_str(), test.line)).collect();
    let mut seen = HashSet::new();
    scenarios.retain(|scenario| seen.insert(*scenario));
    let shown = &scenarios[..scenarios.len().min(SCENARIOS_IN_COMMAND)];
    let rest = scenarios.len() - shown.len();
    let more = if rest > 0 { format!(" (and {rest} more)") } else { String::new() };
    format!("run them again: {}{more}\n", rerun.command_for(shown))
}
