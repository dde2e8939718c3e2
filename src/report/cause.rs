//! Why an attempt did not pass: the first thing that did not hold or could not be judged, on one line, with its place.

use std::collections::HashSet;

use super::{Attempt, StepResult, look::on_one_line};
use crate::event::{
    Basis, Checked, Failure, Missed, Outcome, StepFinished, StepOutcome, TestStarted, Trouble, WrittenPlace,
};

/// Characters of a message that are kept: lists show one line of it.
const LONGEST: usize = 400;

/// Why an attempt did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// Of which sort it is: `expectation`, `contract`, `snapshot`, a verb, or a sort of trouble.
    pub(super) sort: String,
    /// What happened, on one line.
    pub(super) message: String,
    /// What to look at, on one line.
    pub(super) hint: Option<String>,
    /// Where.
    pub(super) spot: Spot,
}

/// A place in a file of the suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The file, from the suite's root.
    pub(super) file: String,
    /// The line, from 1.
    pub(super) line: usize,
    /// The place itself, where one is written.
    pub(super) written: Option<WrittenPlace>,
}

/// Why an attempt did not pass; `None` of one that passed.
pub(super) fn of(attempt: &Attempt) -> Option<Cause> {
    match attempt.outcome() {
        Outcome::Passed | Outcome::Flaky => None,
        Outcome::Failed | Outcome::Errored => Some(of_steps(attempt)),
        Outcome::Skipped | Outcome::Interrupted | Outcome::NotRun => Some(of_test(attempt, "ended early")),
    }
}

/// What is said of an attempt that counts as broken where it does not say why.
pub(super) fn unexplained(attempt: &Attempt) -> Cause {
    of_test(attempt, "failure")
}

/// What is said of an attempt that has not passed where no step says it.
fn of_test(attempt: &Attempt, sort: &str) -> Cause {
    let reason = attempt.finished.as_ref().map_or(Some(UNENDED), |finished| finished.reason.as_deref());
    let message = shown(reason.unwrap_or("no reason is recorded"));
    Cause { sort: sort.to_owned(), message, hint: None, spot: test_spot(&attempt.started) }
}

/// The reason of what has no end.
pub(super) const UNENDED: &str = "the run ended before it did";

fn of_steps(attempt: &Attempt) -> Cause {
    let broken = broken_steps(attempt);
    let told = broken.iter().find_map(|step| of_step(attempt, step));
    told.unwrap_or_else(|| of_test(attempt, "time-out"))
}

/// The steps that failed or could not be judged, without those that used a flow of which a step is among them.
fn broken_steps(attempt: &Attempt) -> Vec<&StepResult> {
    let is_broken = |step: &&StepResult| {
        let outcome = step.finished.as_ref().map(|finished| &finished.outcome);
        matches!(outcome, Some(StepOutcome::Failed(_) | StepOutcome::Errored(_)))
    };
    let broken: Vec<&StepResult> = attempt.steps.iter().filter(is_broken).collect();
    let within = broken.iter().filter_map(|step| step.finished.as_ref()?.within.as_ref());
    let uses: HashSet<usize> = within.map(|within| within.step).collect();
    broken.into_iter().filter(|step| !uses.contains(&step.number)).collect()
}

fn of_step(attempt: &Attempt, step: &StepResult) -> Option<Cause> {
    let finished = step.finished.as_ref()?;
    let spot = step_spot(&attempt.started, finished);
    let verb = step.started.as_ref().map_or("step", |started| started.verb.as_str());
    let head = format!("step {}, {}: ", finished.step, on_one_line(&finished.name));
    let mut cause = match &finished.outcome {
        StepOutcome::Failed(Some(failure)) => of_failure(failure, verb, spot),
        StepOutcome::Errored(trouble) => of_trouble(trouble, spot),
        StepOutcome::Failed(None) => of_checks(&finished.checks, spot)?,
        StepOutcome::Passed | StepOutcome::NotRun(_) => return None,
    };
    cause.message = shown(&(cut(&head, LONGEST / 4) + &cause.message));
    Some(cause)
}

fn of_failure(failure: &Failure, verb: &str, spot: Spot) -> Cause {
    let spot = failure.place.as_ref().map_or(spot, written_spot);
    let hint = failure.hint.as_deref().map(shown);
    Cause { sort: on_one_line(verb), message: failure.message.clone(), hint, spot }
}

fn of_trouble(trouble: &Trouble, spot: Spot) -> Cause {
    let message = format!("{}: {}", trouble.kind, trouble.message);
    Cause { sort: on_one_line(&trouble.kind), message, hint: trouble.hint.as_deref().map(shown), spot }
}

fn of_checks(checks: &[Checked], spot: Spot) -> Option<Cause> {
    let mut missed = checks.iter().filter_map(|check| Some((check, check.mismatch.as_ref()?)));
    let (check, mismatch) = missed.next()?;
    let more = match missed.count() {
        0 => String::new(),
        1 => " (and one more did not hold)".to_owned(),
        count => format!(" (and {count} more did not hold)"),
    };
    let message = cut(&missed_message(check, mismatch), LONGEST - more.len()) + &more;
    let spot = check.basis.place().map_or(spot, written_spot);
    Some(Cause {
        sort: sort(&check.basis).to_owned(),
        message,
        hint: mismatch.hint.as_deref().map(shown),
        spot,
    })
}

fn missed_message(check: &Checked, missed: &Missed) -> String {
    /// Characters of each of the two values.
    const VALUE: usize = LONGEST / 4;
    let subject = if missed.path.is_empty() { &check.subject } else { &missed.path };
    let (expected, actual) = (cut(&missed.expected, VALUE), cut(&missed.actual, VALUE));
    let breach = match &check.basis {
        Basis::Written(_) | Basis::Success => String::new(),
        Basis::Contract { rule, .. } => format!(", by the contract {}", cut(rule, VALUE)),
        Basis::Snapshot { file, .. } => format!(", by the snapshot {}", cut(file, VALUE)),
    };
    format!("{}: expected {expected}, found {actual}{breach}", cut(subject, VALUE))
}

fn sort(basis: &Basis) -> &'static str {
    match basis {
        Basis::Written(_) | Basis::Success => "expectation",
        Basis::Contract { .. } => "contract",
        Basis::Snapshot { .. } => "snapshot",
    }
}

fn test_spot(test: &TestStarted) -> Spot {
    Spot { file: test.file.clone(), line: test.line, written: None }
}

/// The line of a step: in the flow's file where it is a step of one.
fn step_spot(test: &TestStarted, step: &StepFinished) -> Spot {
    let file = step.within.as_ref().map_or(&test.file, |within| &within.file);
    Spot { file: file.clone(), line: step.line, written: None }
}

fn written_spot(place: &WrittenPlace) -> Spot {
    Spot { file: place.file.clone(), line: place.line, written: Some(place.clone()) }
}

fn shown(text: &str) -> String {
    cut(&on_one_line(text), LONGEST)
}

/// The beginning of a text.
fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}
