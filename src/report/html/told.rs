//! A test told as plain text, where a page of thousands of tests has no room for more: what broke with its whole story,
//! and of every test its steps, with a line for each request.

use maud::{Markup, html};

use super::{
    super::account::{steps, story},
    head::rerun,
    room::wants_attention,
    text::{ending, line},
};
use crate::{
    event::Outcome,
    report::{Attempt, Results, TestResult},
};

/// All that is shown of a test when it is opened, as one text.
pub(super) fn told(results: &Results, test: &TestResult) -> Markup {
    let mut parts = Vec::new();
    // The story of what broke says it by itself.
    if !wants_attention(test.outcome()) && test.outcome() != Outcome::Skipped {
        parts.push(format!("run it again: {}", line(&rerun(results, test).command(test.test()))));
    }
    for one in &test.attempts {
        if test.attempts.len() > 1 {
            parts.push(format!("attempt {}: {}", one.started.attempt, ending(one.outcome()).word));
        }
        parts.extend(attempt(results, test, one));
    }
    html! { pre.told { (parts.join("\n")) } }
}

fn attempt(results: &Results, test: &TestResult, attempt: &Attempt) -> Vec<String> {
    let reason = attempt.finished.as_ref().and_then(|end| end.reason.as_deref());
    let mut parts: Vec<String> = reason.map(line).into_iter().collect();
    match attempt.outcome() {
        Outcome::Failed | Outcome::Errored | Outcome::Interrupted => {
            parts.push(format!("{}\n", story(attempt, results.runs.get(test.run))));
        }
        Outcome::Passed | Outcome::Flaky | Outcome::Skipped | Outcome::NotRun => {}
    }
    let steps = steps(attempt);
    parts.push(if steps.is_empty() { "No step began.".to_owned() } else { steps });
    parts
}
