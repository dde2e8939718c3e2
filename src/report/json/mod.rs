//! The JSON report, for scripts: the verdict, the totals, and each test with what it missed. Requests and answers are
//! not in it, they are in the record. Its form is `schema/report.schema.json`, generated from the structs of `form`.

mod form;
mod step;

use std::{
    io::{self, Write},
    time::Duration,
};

use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

pub use form::FORMAT;
use form::{Attempt, Delivery, Drift, Report, Run, Shard, Slow, Test, Totals, TurnedAway};

use super::{Attempt as Tried, Drifting, Results, TestResult, Verdict};
use crate::event::{Clock, Delivered, Outcome, RunStarted};

/// Writes the report.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, writer: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, &report(results))?;
    writer.write_all(b"\n")
}

/// The JSON Schema (draft-07) of the report.
pub fn schema() -> Json {
    let generator = SchemaSettings::draft07().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<Report<'static>>().to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), "idvet's JSON report".into());
    }
    schema
}

fn report(results: &Results) -> Report<'_> {
    let summary = &results.summary;
    let verdict = summary.verdict();
    Report {
        format: FORMAT,
        idvet: env!("CARGO_PKG_VERSION"),
        verdict: verdict_word(verdict),
        exit_code: verdict.code(),
        runs: results.runs.iter().map(run).collect(),
        totals: totals(results),
        missing_shards: summary.missing_shards.clone(),
        tests: results.tests.iter().map(test).collect(),
        slowest: summary
            .slowest
            .iter()
            .map(|(test, took)| Slow { id: &test.id, took_us: micros(*took) })
            .collect(),
        drift: summary.drift.iter().map(drift).collect(),
        known_drift: summary.known_drift,
        strays: results.strays.iter().map(delivery).collect(),
        turned_away: results
            .turned_away
            .iter()
            .map(|away| TurnedAway { reason: &away.reason, count: away.count })
            .collect(),
    }
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Errored => "errored",
        Verdict::NothingRan => "nothing_ran",
        Verdict::Interrupted => "interrupted",
    }
}

pub(super) fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Errored => "errored",
        Outcome::Flaky => "flaky",
        Outcome::Skipped => "skipped",
        Outcome::Interrupted => "interrupted",
        Outcome::NotRun => "not_run",
    }
}

fn run(head: &RunStarted) -> Run<'_> {
    Run {
        id: &head.run_id,
        version: &head.version,
        seed: head.seed,
        environment: &head.environment,
        kind: &head.kind,
        address: &head.address,
        clock: match head.clock {
            Clock::Virtual => "virtual",
            Clock::Real => "real",
        },
        started: &head.started,
        wall_started: &head.wall_started,
        jobs: head.jobs,
        shard: head.shard.as_ref().map(|shard| Shard { index: shard.index, total: shard.total }),
    }
}

fn totals(results: &Results) -> Totals {
    let summary = &results.summary;
    let count = |outcome| results.tests.iter().filter(|test| test.outcome() == outcome).count();
    let not_begun = summary.not_begun();
    let cost = results.cost();
    Totals {
        tests: results.tests.len() + not_begun,
        passed: count(Outcome::Passed),
        failed: count(Outcome::Failed),
        errored: count(Outcome::Errored),
        flaky: count(Outcome::Flaky),
        skipped: count(Outcome::Skipped),
        interrupted: count(Outcome::Interrupted),
        not_run: count(Outcome::NotRun),
        not_begun,
        deselected: summary.head.as_ref().map_or(0, |head| head.deselected),
        requests: cost.requests,
        sessions: cost.sessions,
        took_us: micros(cost.took),
    }
}

fn test(result: &TestResult) -> Test<'_> {
    let test = result.test();
    Test {
        id: &test.id,
        name: &test.name,
        file: &test.file,
        line: test.line,
        tags: &test.tags,
        kind: &test.kind,
        run: result.run,
        outcome: outcome_word(result.outcome()),
        reason: reason(result.last()),
        took_us: micros(result.took()),
        attempts: result.attempts.iter().map(attempt).collect(),
    }
}

fn attempt(attempt: &Tried) -> Attempt<'_> {
    Attempt {
        number: attempt.started.attempt,
        outcome: outcome_word(attempt.outcome()),
        reason: reason(attempt),
        took_us: micros(attempt.took()),
        steps: attempt.steps.iter().map(|step| step::step(step, &attempt.started.file)).collect(),
        deliveries: attempt.deliveries.iter().map(delivery).collect(),
    }
}

fn reason(attempt: &Tried) -> Option<&str> {
    attempt.finished.as_ref()?.reason.as_deref()
}

fn delivery(delivered: &Delivered) -> Delivery<'_> {
    Delivery {
        number: delivered.number,
        arrived_us: micros(delivered.arrived),
        event_type: delivered.event_type.as_deref(),
        scan_ref: delivered.scan_ref.as_deref(),
        signature: delivered.signature.word(),
        answered: delivered.answered,
        repeats: delivered.repeats,
    }
}

fn drift(drifting: &Drifting) -> Drift<'_> {
    Drift {
        answer: &drifting.drift.answer,
        kind: drifting.drift.kind.words(),
        path: &drifting.drift.path,
        value: &drifting.drift.value,
        source: &drifting.source,
        count: drifting.count,
        first: &drifting.first,
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
