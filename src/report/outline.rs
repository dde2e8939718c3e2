//! What reports say of a run as a whole: its head, what never began, drift, webhooks about nothing.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Drifting, Results, TestResult, Verdict, last_lines::late_line, look::on_one_line};
use crate::event::{Clock, Flaky, Outcome, RunStarted};

/// The verdict in words.
pub(super) fn verdict(results: &Results) -> &'static str {
    match results.summary.verdict() {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Errored => "errored",
        Verdict::NothingRan => "nothing ran",
        Verdict::Interrupted => "interrupted",
    }
}

/// Why a run has no verdict on all its tests.
pub(super) fn early_end(results: &Results) -> Option<&'static str> {
    match &results.summary.end {
        Some(end) if end.interrupted => Some("the run was interrupted"),
        Some(_) => None,
        None => Some("the run did not end"),
    }
}

/// What keeps a run from a verdict on all its tests: an early end, or a part that no record is there of.
pub(super) struct Gap {
    /// What is not known of: `the end of the run`, `shard 3 of 4`.
    pub(super) name: String,
    /// `interrupted` or `missing`.
    pub(super) sort: &'static str,
    /// Why, on one line.
    pub(super) message: String,
}

/// How many missing shards are named: a record can tell of any number of them.
const SHARDS: usize = 20;

/// Every gap. Programs that count tests see none of these, so each format tells of them as of a test that could not be
/// judged.
pub(super) fn gaps(results: &Results) -> Vec<Gap> {
    let interrupted = |why| Gap {
        name: "the end of the run".to_owned(),
        sort: "interrupted",
        message: format!("{why}: {}", left_open(results)),
    };
    let mut gaps: Vec<Gap> = early_end(results).map(interrupted).into_iter().collect();
    let (named, more) = missing_shards(results);
    let missing = |name: String, verb: &str| {
        let message = format!("{name} {verb} missing, and nobody can say how the tests of it went");
        Gap { name, sort: "missing", message }
    };
    gaps.extend(named.into_iter().map(|name| missing(name, "is")));
    gaps.extend(more.map(|name| missing(name, "are")));
    gaps
}

/// `shard 3 of 4`, each that is missing; and how many more there are.
fn missing_shards(results: &Results) -> (Vec<String>, Option<String>) {
    let missing = &results.summary.missing_shards;
    let shard = results.runs.iter().find_map(|run| run.shard.as_ref());
    let name = |index: &usize| match shard {
        Some(shard) => format!("shard {index} of {}", shard.total),
        None => format!("shard {index}"),
    };
    let more = missing.len().saturating_sub(SHARDS);
    let more = (more > 0).then(|| format!("{more} shards more"));
    (missing.iter().take(SHARDS).map(name).collect(), more)
}

/// `2 tests were under way, 4 had not begun`.
fn left_open(results: &Results) -> String {
    let under_way = results.tests.iter().filter(|test| test.outcome() == Outcome::Interrupted).count();
    let not_run = results.summary.count(Outcome::NotRun).saturating_add(results.summary.not_begun());
    let tests = if under_way == 1 { "test was" } else { "tests were" };
    format!("{under_way} {tests} under way, {not_run} had not begun")
}

/// The head of the run that a test is of.
pub(super) fn run_of<'r>(results: &'r Results, test: &TestResult) -> Option<&'r RunStarted> {
    results.runs.get(test.run)
}

/// A moment of a run. It counts from the wall's time at which the run began, and goes on by the run's own clock: in
/// virtual time, days may pass within a second.
pub(super) fn moment(run: Option<&RunStarted>, since: Duration) -> Timestamp {
    let began = run.and_then(|head| head.wall_started.parse::<Timestamp>().ok()).unwrap_or_default();
    let since = SignedDuration::try_from(since).unwrap_or(SignedDuration::MAX);
    began.saturating_add(since).unwrap_or(Timestamp::MAX)
}

/// A time of the wall as a record has it, to the millisecond; what is no time stays as it is.
pub(super) fn to_the_millisecond(stamp: &str) -> String {
    match stamp.parse::<Timestamp>() {
        Ok(at) => format!("{:.3}", Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)),
        Err(_) => stamp.to_owned(),
    }
}

/// The head of the run, each thing with its name.
pub(super) fn properties(results: &Results) -> Vec<(&'static str, String)> {
    let mut properties = results.summary.head.as_ref().map_or_else(Vec::new, of_head);
    properties.push(("verdict", verdict(results).to_owned()));
    let not_begun = results.summary.not_begun();
    if not_begun > 0 {
        properties.push(("not_begun", not_begun.to_string()));
    }
    properties
}

fn of_head(head: &RunStarted) -> Vec<(&'static str, String)> {
    let clock = match head.clock {
        Clock::Virtual => "virtual",
        Clock::Real => "real",
    };
    let flaky = match head.flaky {
        Flaky::Allowed => "allowed",
        Flaky::Denied => "denied",
    };
    let mut properties = vec![
        ("version", on_one_line(&head.version)),
        ("run_id", on_one_line(&head.run_id)),
        ("seed", head.seed.to_string()),
        ("environment", on_one_line(&head.environment)),
        ("kind", on_one_line(&head.kind)),
        ("address", on_one_line(&head.address)),
        ("clock", clock.to_owned()),
        ("started", on_one_line(&head.started)),
        ("wall_started", on_one_line(&head.wall_started)),
        ("deselected", head.deselected.to_string()),
        ("flaky", flaky.to_owned()),
    ];
    if let Some(shard) = &head.shard {
        properties.push(("shard", format!("{}/{}", shard.index, shard.total)));
    }
    properties
}

/// What belongs to no single test, a line each: how the run ended, what never began, drift, late and stray webhooks.
pub(super) fn notes(results: &Results) -> Vec<String> {
    let mut notes: Vec<String> = early_end(results).map(str::to_owned).into_iter().collect();
    let (named, more) = missing_shards(results);
    notes.extend(named.iter().map(|shard| format!("{shard} is missing")));
    notes.extend(more.map(|shards| format!("{shards} are missing")));
    match results.summary.not_begun() {
        0 => {}
        1 => notes.push("one test never began, and is not listed".to_owned()),
        count => notes.push(format!("{count} tests never began, and are not listed")),
    }
    notes.extend(results.summary.drift.iter().map(|drifting| format!("drift: {}", drift(drifting))));
    notes.extend(results.summary.late.iter().map(|(test, delivered)| late_line(test, delivered)));
    notes.extend(results.strays.iter().map(|stray| {
        let session = stray.scan_ref.as_deref().unwrap_or("of no session");
        let signature = stray.signature.word();
        format!(
            "webhook {} of no test: session {}, signature {signature}",
            stray.number,
            on_one_line(session)
        )
    }));
    notes.extend(results.turned_away.iter().map(|away| {
        format!("posts that the inbox turned away, {}: {}", on_one_line(&away.reason), away.count)
    }));
    notes
}

/// `unknown value X at $.status of status (S0 status), 3 times, first in scenarios/a.yaml › a name`.
pub(super) fn drift(drifting: &Drifting) -> String {
    let Drifting { drift, source, count, first } = drifting;
    let value = if drift.value.is_empty() { String::new() } else { format!(" {}", drift.value) };
    let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
    let (kind, path, answer) = (drift.kind.words(), &drift.path, &drift.answer);
    on_one_line(&format!("{kind}{value} at {path} of {answer} ({source}), {times}, first in {first}"))
}
