//! In one line, why a test did not pass.

use crate::{
    event::{StepFinished, StepOutcome},
    report::TestResult,
};

/// Characters of a line.
const LONGEST: usize = 200;

/// What did not hold first, or why there was nothing to judge.
pub(super) fn gist(test: &TestResult) -> Option<String> {
    let mut finished = test.last().steps.iter().filter_map(|step| step.finished.as_ref());
    let reason = || test.last().finished.as_ref().and_then(|finished| finished.reason.clone());
    Some(cut(&finished.find_map(of_step).or_else(reason)?))
}

fn of_step(step: &StepFinished) -> Option<String> {
    let missed = || {
        let (check, missed) = step.checks.iter().find_map(|check| Some((check, check.mismatch.as_ref()?)))?;
        let subject = if missed.path.is_empty() { &check.subject } else { &missed.path };
        let expected = missed.expected.strip_prefix("equal to ").unwrap_or(&missed.expected);
        Some(format!("{subject}: expected {expected}, found {}", missed.actual))
    };
    match &step.outcome {
        StepOutcome::Passed | StepOutcome::NotRun(_) => None,
        StepOutcome::Failed(failure) => {
            failure.as_ref().map(|failure| failure.message.clone()).or_else(missed)
        }
        StepOutcome::Errored(trouble) => Some(format!("{}: {}", trouble.kind, trouble.message)),
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain("...".chars()).collect()
}
