//! How much of the contract a step is held to: the nearest `contract:` counts, that of the step before the scenario's,
//! the environment's and the suite's.

use super::{desk::Desk, names::Answer, reports::Origin, steps::answer};
use crate::{
    contract::Policy,
    diagnostic::{Diagnostic, Problems, code},
    expect::Expectation,
    scenario::{Located, Scenario, Step, Suite},
    source::Place,
};

/// What a suite says for all of its steps, under `contract` or `defaults.contract`.
pub(super) fn of_suite(suite: &Suite, problems: &mut Problems) -> Policy {
    written(suite.contract.as_ref(), problems).unwrap_or_default()
}

/// What is written in the file of `problems`; a word that does not exist is reported.
pub(super) fn written(word: Option<&Located<String>>, problems: &mut Problems) -> Option<Policy> {
    let word = word?;
    match policy(&word.value, Place::new(problems.source(), word.span)) {
        Ok(policy) => Some(policy),
        Err(problem) => {
            problems.push(*problem);
            None
        }
    }
}

/// What a scenario says for its steps, else what `around` says.
pub(super) fn of_scenario(desk: &mut Desk, scenario: &Scenario, around: Policy) -> Policy {
    written(scenario.contract.as_ref(), desk.reports.of(Origin::File)).unwrap_or(around)
}

/// What a step says of itself, beside its verb or under `expect`.
pub(super) fn of_step(desk: &mut Desk, step: &Step, expectation: &Expectation) -> Option<Policy> {
    let beside = step.contract.as_ref();
    let inside = expectation.contract.as_deref();
    if let (Some(beside), Some((_, place))) = (beside, inside) {
        let problem = Diagnostic::error(
            code::DEFINED_TWICE,
            "`contract` stands twice, beside the verb and under `expect`",
        )
        .at(place.clone(), "the second one")
        .at(desk.here(beside.span), "the first one")
        .help("keep one of them: they mean the same");
        desk.report(Origin::File, Some(problem));
        return None;
    }
    if let Some(beside) = beside.filter(|_| answer(step) == Answer::None) {
        let message = format!("`{}` has no answer, so `contract` means nothing here", step.verb.value.word());
        let help = "put `contract` beside the verb whose answer is meant";
        desk.error(Origin::File, code::UNKNOWN_KEY, beside.span, message).help.push(help.to_owned());
        return None;
    }
    let read = match (beside, inside) {
        (Some(word), _) => policy(&word.value, desk.here(word.span)),
        (None, Some((word, place))) => policy(word, place.clone()),
        (None, None) => return None,
    };
    read.map_err(|problem| desk.report(Origin::File, Some(*problem))).ok()
}

fn policy(word: &str, place: Place) -> Result<Policy, Box<Diagnostic>> {
    if let Some(policy) = Policy::of(word) {
        return Ok(policy);
    }
    let shown: String = word.chars().take(60).collect();
    let message = format!("`contract` must be `off`, `warn` or `strict`, found `{shown}`");
    let problem = Diagnostic::error(code::VOCABULARY, message).at(place, "");
    let meant = match word {
        "false" | "no" | "none" | "ignore" | "skip" => Some("off"),
        "true" | "on" | "yes" | "warning" => Some("warn"),
        "error" | "fail" | "deny" => Some("strict"),
        other => crate::diagnostic::nearest(other, Policy::WORDS.map(|(word, _)| word)),
    };
    Err(Box::new(match meant {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(
            "`off` looks at nothing, `warn` fails what breaks the contract, `strict` what drifts from it too",
        ),
    }))
}

/// What a suite says, its mistakes being reported elsewhere.
pub(super) fn suite_policy(suite: &Suite) -> Policy {
    of_suite(suite, &mut Problems::new(&suite.source))
}
