//! Each answer of a step is held against the contract as soon as it is there, those of a poll one by one
//! (decisions.md C21): violations, and under `strict` new drift, become failed checks of the step.

use std::cell::RefCell;

use super::step::StepRun;
use crate::{
    contract::{Judgement, Policy, Violation},
    event::{Basis, Drift, DriftKind, Standing},
    exchange::{Contents, Exchange},
    expect::{Mismatch, Verdict},
};

/// What the answers of one step came to; the same thing in several answers is there once.
#[derive(Debug, Default)]
pub(super) struct ContractLog {
    violations: RefCell<Vec<Violation>>,
    drift: RefCell<Vec<Drift>>,
    failed: RefCell<Vec<Verdict>>,
}

impl ContractLog {
    /// The failed checks.
    pub(super) fn take(&self) -> Vec<Verdict> {
        self.failed.take()
    }
}

/// Holds an answer against the contract, as far as the step is held to it.
pub(super) fn judge(at: &StepRun<'_, '_>, exchange: &Exchange) {
    let run = at.test.run;
    let Some(path) = exchange.request.url.strip_prefix(run.wire.base_url.as_str()) else { return };
    if policy(at) == Policy::Off {
        return;
    }
    if let Some(judgement) = run.contract.judge_answer(&exchange.request.method, path, &exchange.answer) {
        note(at, judgement);
    }
}

/// The same with a delivery; `event` is what its header `Idenfy-Event-Type` says.
pub(super) fn judge_webhook(at: &StepRun<'_, '_>, event: &str, contents: &Contents) {
    if policy(at) != Policy::Off {
        note(at, at.test.run.contract.judge_webhook(event, contents));
    }
}

fn policy(at: &StepRun<'_, '_>) -> Policy {
    at.step.contract.unwrap_or(at.test.test.contract)
}

fn note(at: &StepRun<'_, '_>, judgement: Judgement) {
    for violation in judgement.violations {
        note_violation(at, violation);
    }
    for (drift, source) in judgement.drift {
        note_drift(at, policy(at), drift, &source);
    }
}

fn note_violation(at: &StepRun<'_, '_>, violation: Violation) {
    let log = &at.contract;
    if log.violations.borrow().contains(&violation) {
        return;
    }
    log.violations.borrow_mut().push(violation.clone());
    let Violation { path, expected, actual, size, rule, source } = violation;
    let actual =
        at.test.voice.beginning(&actual) + &size.map(|size| format!(" ({size})")).unwrap_or_default();
    let mismatch = Mismatch { path: path.clone(), expected, actual, difference: None, hint: None };
    let basis = Basis::Contract { rule, source };
    log.failed.borrow_mut().push(Verdict { subject: path, basis, mismatch: Some(mismatch) });
}

fn note_drift(at: &StepRun<'_, '_>, policy: Policy, drift: Drift, source: &str) {
    if at.contract.drift.borrow().contains(&drift) {
        return;
    }
    at.contract.drift.borrow_mut().push(drift.clone());
    let told = at.test.voice.drifted(at.number, drift, source, at.test.run.contract.known());
    if policy == Policy::Strict && told.standing == Standing::New {
        let Drift { answer, kind, path, value } = told.drift;
        let (expected, actual) = in_words(kind, &value);
        let hint =
            Some("drift: accept it with `idvet contract accept`, or write `contract: warn`".to_owned());
        let mismatch = Mismatch { path: path.clone(), expected, actual, difference: None, hint };
        let basis = Basis::Contract {
            rule: format!("strict: no {} in `{answer}`", kind.words()),
            source: told.source,
        };
        at.contract.failed.borrow_mut().push(Verdict { subject: path, basis, mismatch: Some(mismatch) });
    }
}

/// What the documents name, and what there was.
fn in_words(kind: DriftKind, value: &str) -> (String, String) {
    let expected = match kind {
        DriftKind::UnknownKey => {
            return ("no such key".to_owned(), "a key that no document names".to_owned());
        }
        DriftKind::UnknownValue => "a value that the documents name",
        DriftKind::ContentType => "`application/json`",
        DriftKind::Edition => "what the present documents say",
    };
    let actual = if value.is_empty() { "what another edition says".to_owned() } else { format!("`{value}`") };
    (expected.to_owned(), actual)
}
