//! What a test will send under a redacted name is secret before it is sent: the name of the test or of a step may
//! hold it.

use std::{cell::Cell, collections::BTreeMap};

use crate::{
    plan::{Action, Auth, Body, BodyField, Flow, HttpRequest, Step, Test},
    secrets::Redactor,
    template::{Scope, Template, Value},
};

/// The names of a test before its first step. Nothing is drawn from its randomness, so that looking ahead changes
/// no value.
struct Foresight<'s> {
    scope: &'s dyn Scope,
    /// Whether a value would have been random: then it is learnt when it is sent.
    drawn: Cell<bool>,
}

/// The names of a flow before its first step.
struct InFlow<'s> {
    scope: &'s dyn Scope,
    values: BTreeMap<String, Value>,
}

/// Learns the values of redacted fields that are known before the first step: literals, and what variables hold; and
/// what variables, columns of cases and axes of a matrix of such a name hold themselves.
pub(super) fn learn(test: &Test, scope: &dyn Scope, redactor: &mut Redactor) {
    for (name, _) in test.case.iter().chain(test.vars.iter()) {
        if let Some(value) = scope.value(name) {
            redactor.learn_fields(&serde_json::json!({ name: value.json }));
        }
    }
    learn_steps(&test.steps, scope, redactor);
    learn_steps(&test.finally, scope, redactor);
}

fn learn_steps(steps: &[Step], scope: &dyn Scope, redactor: &mut Redactor) {
    for step in steps {
        match &step.action {
            Action::Api(request) => learn_fields(&request.fields, scope, redactor),
            Action::PollStatus(poll) => learn_fields(&poll.fields, scope, redactor),
            Action::AwaitWebhook(wanted) => learn_fields(&wanted.fields, scope, redactor),
            Action::Request(request) => learn_request(request, scope, redactor),
            Action::Poll(poll) => learn_request(&poll.request, scope, redactor),
            Action::Use(flow) => learn_flow(flow, scope, redactor),
            Action::AssertFields(_) | Action::Set(_) | Action::Wait(_) => {}
        }
    }
}

/// Inside of a flow there are only the values that it is given, as far as they are known.
fn learn_flow(flow: &Flow, scope: &dyn Scope, redactor: &mut Redactor) {
    let mut values = BTreeMap::new();
    for param in &flow.params {
        let given = Some(&param.value).filter(|value| !value.is_left_out(scope));
        let value = given.or(param.default.as_ref()).and_then(|template| foreseen(template, scope));
        values.extend(value.map(|value| (param.name.clone(), value)));
    }
    for (name, value) in &values {
        redactor.learn_fields(&serde_json::json!({ name: value.json }));
    }
    learn_steps(&flow.steps, &InFlow { scope, values }, redactor);
}

fn learn_fields(fields: &[BodyField], scope: &dyn Scope, redactor: &mut Redactor) {
    for field in fields {
        if !redactor.is_secret_name(&field.name) {
            continue;
        }
        if let Some(value) = foreseen(&field.value, scope) {
            redactor.learn(&value.to_text());
        }
    }
}

/// What it sends, and the key pair that it is sent with.
fn learn_request(request: &HttpRequest, scope: &dyn Scope, redactor: &mut Redactor) {
    if let Auth::Pair(key, secret) = &request.auth
        && let (Some(key), Some(secret)) = (foreseen(key, scope), foreseen(secret, scope))
    {
        redactor.learn_pair(&key.to_text(), &secret.to_text());
    }
    learn_body(&request.body, scope, redactor);
}

fn learn_body(body: &Body, scope: &dyn Scope, redactor: &mut Redactor) {
    match body {
        Body::Json(template) => {
            if let Some(value) = foreseen(template, scope) {
                redactor.learn_fields(&value.json);
            }
        }
        Body::Form(fields) => {
            for (name, template) in fields {
                if let Some(value) = foreseen(template, scope) {
                    redactor.learn_fields(&serde_json::json!({ name: value.json }));
                }
            }
        }
        Body::Empty | Body::Text(_) | Body::File(_) => {}
    }
}

fn foreseen(template: &Template, scope: &dyn Scope) -> Option<Value> {
    let foresight = Foresight { scope, drawn: Cell::new(false) };
    let value = template.fill(&foresight).ok()?;
    (!foresight.drawn.get()).then_some(value)
}

impl Scope for Foresight<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        self.scope.value(name)
    }

    fn random(&self) -> u64 {
        self.drawn.set(true);
        0
    }

    fn now(&self) -> jiff::Timestamp {
        self.scope.now()
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        self.scope.read_file(path)
    }
}

impl Scope for InFlow<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        let is_global = ["scenario", "run", "environment"].contains(&name);
        self.values.get(name).cloned().or_else(|| self.scope.value(name).filter(|_| is_global))
    }

    fn random(&self) -> u64 {
        self.scope.random()
    }

    fn now(&self) -> jiff::Timestamp {
        self.scope.now()
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        self.scope.read_file(path)
    }
}
