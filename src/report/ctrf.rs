//! CTRF, the Common Test Report Format: JSON by the schema of its specification. What is ours alone stands under
//! `extra`.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    time::Duration,
};

use serde::Serialize;

use super::{
    Attempt, Results, StepResult, TestResult, Verdict, account, cause,
    look::{harmless, on_one_line},
    outline::{self, Gap},
};
use crate::event::{Outcome, RunStarted, StepOutcome};

/// The version of the specification.
const SPECIFICATION: &str = "0.0.0";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    report_format: &'static str,
    spec_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<String>,
    generated_by: &'static str,
    results: RunResults,
}

#[derive(Serialize)]
struct RunResults {
    tool: Tool,
    summary: Counts,
    tests: Vec<Test>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<Environment>,
    extra: RunExtra,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
}

#[derive(Serialize)]
struct Counts {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    other: usize,
    flaky: usize,
    suites: usize,
    start: i64,
    stop: i64,
    duration: u64,
    /// How many ended in which way, in our words.
    extra: BTreeMap<String, usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    #[serde(rename = "testEnvironment")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_id: Option<String>,
    healthy: bool,
    /// The head of the run.
    extra: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunExtra {
    verdict: &'static str,
    not_begun: usize,
    notes: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    #[serde(rename = "testId")]
    id: String,
    name: String,
    status: Status,
    raw_status: String,
    duration: u64,
    start: i64,
    stop: i64,
    suite: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<String>,
    tags: Vec<String>,
    labels: BTreeMap<&'static str, String>,
    retries: usize,
    flaky: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    retry_attempts: Vec<RetryAttempt>,
    steps: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<BTreeMap<&'static str, String>>,
}

#[derive(Serialize)]
struct RetryAttempt {
    attempt: u32,
    status: Status,
    duration: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    trace: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    stdout: Vec<String>,
    start: i64,
    stop: i64,
}

#[derive(Serialize)]
struct Step {
    name: String,
    status: Status,
    extra: StepExtra,
}

#[derive(Serialize)]
struct StepExtra {
    number: usize,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    duration: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    saw: Option<String>,
}

/// The five words that CTRF has for how something ended.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Passed,
    Failed,
    Skipped,
    Pending,
    Other,
}

/// Writes the results. `root` leads from the repository's root to the suite's, with a slash at its end, or is empty. An
/// early end and each missing shard is a failed test of its own: no reader takes such a run for a good one.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, root: &str, writer: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, &document(results, root))?;
    writer.write_all(b"\n")
}

fn document(results: &Results, root: &str) -> Document {
    let head = results.summary.head.as_ref();
    let mut tests: Vec<Test> = results.tests.iter().map(|result| test(results, result, root)).collect();
    tests.extend(outline::gaps(results).into_iter().map(|gap| of_gap(results, gap)));
    let version = head.map(|head| on_one_line(&head.version));
    Document {
        report_format: "CTRF",
        spec_version: SPECIFICATION,
        run_id: head.map(|head| on_one_line(&head.run_id)).filter(|id| !id.is_empty()),
        generated_by: "idvet",
        results: RunResults {
            tool: Tool { name: "idvet", version },
            summary: counts(results, &tests),
            tests,
            environment: environment(results),
            extra: RunExtra {
                verdict: outline::verdict(results),
                not_begun: results.summary.not_begun(),
                notes: outline::notes(results),
            },
        },
    }
}

fn counts(results: &Results, tests: &[Test]) -> Counts {
    let of = |status: Status| tests.iter().filter(|test| test.status == status).count();
    let mut files: Vec<&str> = tests.iter().filter_map(|test| test.file_path.as_deref()).collect();
    files.sort_unstable();
    files.dedup();
    let mut extra = BTreeMap::new();
    for test in tests {
        *extra.entry(test.raw_status.clone()).or_default() += 1;
    }
    let (head, took) = (results.summary.head.as_ref(), results.cost().took);
    Counts {
        tests: tests.len(),
        passed: of(Status::Passed),
        failed: of(Status::Failed),
        skipped: of(Status::Skipped),
        pending: of(Status::Pending),
        other: of(Status::Other),
        flaky: tests.iter().filter(|test| test.flaky).count(),
        suites: files.len(),
        start: stamp(head, Duration::ZERO),
        stop: stamp(head, took),
        duration: milliseconds(took),
        extra,
    }
}

fn environment(results: &Results) -> Option<Environment> {
    let head = results.summary.head.as_ref()?;
    Some(Environment {
        name: on_one_line(&head.environment),
        shard_id: head.shard.as_ref().map(|shard| format!("{}/{}", shard.index, shard.total)),
        healthy: results.summary.verdict() == Verdict::Passed,
        extra: outline::properties(results).into_iter().collect(),
    })
}

/// What keeps the run from a verdict, as a test that failed: of the five words of CTRF this one alone stops a gate.
fn of_gap(results: &Results, gap: Gap) -> Test {
    let end = stamp(results.summary.head.as_ref(), results.cost().took);
    Test {
        id: format!("idvet: {}", gap.name),
        name: gap.name,
        status: Status::Failed,
        raw_status: gap.sort.to_owned(),
        duration: 0,
        start: end,
        stop: end,
        suite: vec!["idvet".to_owned()],
        message: Some(gap.message),
        trace: None,
        snippet: None,
        line: None,
        file_path: None,
        tags: Vec::new(),
        labels: BTreeMap::new(),
        retries: 0,
        flaky: false,
        retry_attempts: Vec::new(),
        steps: Vec::new(),
        parameters: None,
    }
}

fn test(results: &Results, result: &TestResult, root: &str) -> Test {
    let run = outline::run_of(results, result);
    let (outcome, started, last) = (result.outcome(), result.test(), result.last());
    let broken = matches!(outcome, Outcome::Failed | Outcome::Errored);
    let cause = cause::of(last).filter(|_| broken);
    let written = cause.as_ref().and_then(|cause| cause.spot.written.as_ref());
    let title = account::title(started);
    let (start, end) = (result.attempts[0].began, last.began + last.took());
    Test {
        id: on_one_line(&started.id),
        name: if title.is_empty() { "(without a name)".to_owned() } else { title },
        status: status(outcome),
        raw_status: account::word(outcome),
        duration: milliseconds(result.took()),
        start: stamp(run, start),
        stop: stamp(run, end),
        suite: vec![on_one_line(&started.file)],
        message: match &cause {
            Some(cause) => Some(cause.message.clone()),
            None => Some(account::reason(result))
                .filter(|reason| status(outcome) != Status::Passed && !reason.is_empty()),
        },
        trace: broken.then(|| account::story(last, run)),
        snippet: written.map(|written| harmless(&written.text)),
        line: Some(started.line),
        file_path: Some(on_one_line(&format!("{root}{}", started.file))),
        tags: started.tags.iter().map(|tag| on_one_line(tag)).collect(),
        labels: [("kind", on_one_line(&started.kind))].into(),
        retries: result.attempts.len() - 1,
        flaky: outcome == Outcome::Flaky,
        retry_attempts: result.earlier().iter().map(|attempt| retry(run, attempt)).collect(),
        steps: last.steps.iter().map(step).collect(),
        parameters: account::case(started).map(|case| [("case", on_one_line(case))].into()),
    }
}

/// What had not ended is none of the other four; what had not begun is pending.
fn status(outcome: Outcome) -> Status {
    match outcome {
        Outcome::Passed | Outcome::Flaky => Status::Passed,
        Outcome::Failed | Outcome::Errored => Status::Failed,
        Outcome::Skipped => Status::Skipped,
        Outcome::NotRun => Status::Pending,
        Outcome::Interrupted => Status::Other,
    }
}

fn retry(run: Option<&RunStarted>, attempt: &Attempt) -> RetryAttempt {
    let cause = cause::of(attempt);
    RetryAttempt {
        attempt: attempt.started.attempt.max(1),
        status: status(attempt.outcome()),
        duration: milliseconds(attempt.took()),
        message: cause.as_ref().map(|cause| cause.message.clone()),
        trace: account::story(attempt, run),
        line: cause.map(|cause| cause.spot.line),
        stdout: account::steps(attempt).lines().map(str::to_owned).collect(),
        start: stamp(run, attempt.began),
        stop: stamp(run, attempt.began + attempt.took()),
    }
}

fn step(step: &StepResult) -> Step {
    let finished = step.finished.as_ref();
    let (name, line, within) = match (finished, &step.started) {
        (Some(finished), _) => (finished.name.as_str(), Some(finished.line), finished.within.as_ref()),
        (None, Some(started)) => (started.name.as_str(), Some(started.line), started.within.as_ref()),
        (None, None) => ("unknown", None, None),
    };
    let status = match finished.map(|finished| &finished.outcome) {
        Some(StepOutcome::Passed) => Status::Passed,
        Some(StepOutcome::Failed(_) | StepOutcome::Errored(_)) => Status::Failed,
        Some(StepOutcome::NotRun(_)) => Status::Skipped,
        None => Status::Other,
    };
    let extra = StepExtra {
        number: step.number,
        outcome: account::step_word(step),
        file: within.map(|within| on_one_line(&within.file)),
        line,
        duration: finished.map_or(0, |finished| milliseconds(finished.took)),
        saw: finished.and_then(|finished| account::path(&finished.path)),
    };
    Step { name: on_one_line(name), status, extra }
}

fn stamp(run: Option<&RunStarted>, since: Duration) -> i64 {
    outline::moment(run, since).as_millisecond()
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
