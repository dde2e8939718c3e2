//! The answers and deliveries that later steps may speak of: the last one, and those that an `assert_fields` or a
//! snapshot names. All others are dropped with their bodies. Captures are taken from them here.

use std::{collections::BTreeMap, rc::Rc};

use serde_json::Value as Json;

use super::{step::StepRun, telling::Log};
use crate::{
    event::Basis,
    exchange::{Contents, Exchange},
    expect::{Mismatch, Verdict},
    json_path::{JsonPath, QueryLimit},
    plan::{Action, Capture, CaptureFrom, Step, Test},
    snapshot::Sitter,
    template::Value,
};

/// What a step has brought.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    /// A request and its answer.
    Exchange(Rc<Exchange>),
    /// A delivery, which answers nothing.
    Delivery(Rc<Contents>),
}

/// The answers of one test.
#[derive(Debug, Default)]
pub(super) struct Answers {
    last: Option<Kept>,
    /// Those of the scenario by the `id`s of their steps, then those of the flows under way, the innermost last.
    named: Vec<Named>,
}

type Named = BTreeMap<String, Option<Kept>>;

impl Kept {
    pub(super) fn contents(&self) -> &Contents {
        match self {
            Self::Exchange(exchange) => &exchange.answer,
            Self::Delivery(contents) => contents,
        }
    }

    /// As a snapshot sees it.
    pub(super) fn sitter(&self) -> Sitter<'_> {
        match self {
            Self::Exchange(exchange) => Sitter::Answer(&exchange.answer),
            Self::Delivery(contents) => Sitter::Delivery(contents),
        }
    }
}

impl From<Exchange> for Kept {
    fn from(exchange: Exchange) -> Self {
        Self::Exchange(Rc::new(exchange))
    }
}

impl Answers {
    /// None yet.
    pub(super) fn of_test(test: &Test) -> Self {
        let steps = test.steps.iter().chain(test.finally.iter());
        Self { last: None, named: vec![wanted(steps)] }
    }

    /// A flow begins: the `id`s are those of its steps.
    pub(super) fn enter(&mut self, steps: &[Step]) {
        self.named.push(wanted(steps.iter()));
    }

    /// A flow ends; its last answer stays the last one.
    pub(super) fn leave(&mut self) {
        self.named.pop();
    }

    /// Keeps an answer as the last one, and by its step's `id` where that is asked for.
    pub(super) fn keep(&mut self, id: Option<&str>, kept: impl Into<Kept>) {
        let kept = kept.into();
        if let Some(named) = id.and_then(|id| self.named.last_mut()?.get_mut(id)) {
            *named = Some(kept.clone());
        }
        self.last = Some(kept);
    }

    /// The answer of a step, or the last one.
    pub(super) fn of(&self, id: Option<&str>) -> Option<Kept> {
        match id {
            Some(id) => self.named.last()?.get(id).cloned().flatten(),
            None => self.last.clone(),
        }
    }
}

/// A place for each answer that a step speaks of by an `id`.
fn wanted<'s>(steps: impl Iterator<Item = &'s Step> + Clone) -> Named {
    let snapshots = steps.clone().filter_map(|step| step.snapshot()?.of.clone());
    let names = steps.filter_map(|step| match &step.action {
        Action::AssertFields(assert) => assert.of.clone(),
        Action::Api(_)
        | Action::PollStatus(_)
        | Action::Request(_)
        | Action::Poll(_)
        | Action::AwaitWebhook(_)
        | Action::Set(_)
        | Action::Wait(_)
        | Action::Use(_) => None,
    });
    names.chain(snapshots).map(|name| (name, None)).collect()
}

/// Keeps what the step says of an answer. Nothing found is a failure, told only where the expectations held: behind a
/// refusal it would say the same a second time.
pub(super) fn capture(at: &StepRun<'_, '_>, contents: &Contents, log: &mut Log) {
    let held = log.checks.iter().all(|check| check.mismatch.is_none());
    for capture in at.step.captures() {
        match value_of(&capture.from, contents) {
            Ok(value) => at.test.scope.set(&capture.name, value),
            Err(actual) if held => log.checks.push(nothing_found(capture, actual)),
            Err(_) => {}
        }
    }
}

fn value_of(from: &CaptureFrom, contents: &Contents) -> Result<Value, String> {
    match from {
        CaptureFrom::Header(name) => {
            let header = contents.header(name).map(Value::from);
            header.ok_or_else(|| "nothing (there is no such header)".to_owned())
        }
        CaptureFrom::Field(path) => match &contents.json {
            Some(json) => field(path, json),
            None => Err(format!("no JSON but {}", super::api::what_came(contents))),
        },
    }
}

fn field(path: &JsonPath, json: &Json) -> Result<Value, String> {
    let found = path.query(json).map_err(|limit: QueryLimit| limit.to_string())?;
    let mut values: Vec<Json> = found.into_iter().map(|found| found.value.clone()).collect();
    match (values.len(), path.is_singular()) {
        (0, _) => Err("nothing (the field is absent)".to_owned()),
        (_, true) => Ok(values.swap_remove(0).into()),
        (_, false) => Ok(Json::Array(values).into()),
    }
}

fn nothing_found(capture: &Capture, actual: String) -> Verdict {
    let path = match &capture.from {
        CaptureFrom::Field(path) => path.as_str().to_owned(),
        CaptureFrom::Header(name) => format!("header.{name}"),
    };
    let mismatch = Mismatch {
        path: path.clone(),
        expected: format!("a value to keep as `{}`", capture.name),
        actual,
        difference: None,
        hint: None,
    };
    Verdict { subject: path, basis: Basis::Written(capture.place.clone()), mismatch: Some(mismatch) }
}
