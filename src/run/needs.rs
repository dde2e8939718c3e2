//! What a step needs: a step of `finally` whose names or session were never made is not run (decisions.md C12, C14).

use crate::{
    plan::{Action, Address, Auth, Body, BodyField, HttpRequest, Pace, ScanRef, SessionChoice, Step, Timing},
    template::{Scope, Template},
    vocabulary::Effect,
};

/// The first name that a step needs and nothing has made.
pub(super) fn missing(step: &Step, scope: &dyn Scope) -> Option<String> {
    let mut made_here: Vec<&str> = Vec::new();
    if let Action::Set(values) = &step.action {
        made_here.extend(values.iter().map(|(name, _)| name.as_str()));
    }
    let references = templates(step).into_iter().flat_map(Template::references);
    let mut names = references.filter_map(|reference| reference.parts.into_iter().next());
    names.find(|name| !made_here.contains(&name.as_str()) && scope.value(name).is_none())
}

fn templates(step: &Step) -> Vec<&Template> {
    let mut found = of_action(&step.action);
    if let Some(condition) = &step.condition {
        found.push(&condition.value);
        found.extend(condition.matchers.iter().flat_map(crate::expect::Matchers::templates));
    }
    found.extend(step.expect.templates());
    found
}

fn of_action(action: &Action) -> Vec<&Template> {
    match action {
        Action::Api(request) => of_fields(&request.fields).collect(),
        Action::PollStatus(poll) => {
            let statuses = poll.until.iter().chain(&poll.never);
            statuses.chain(of_fields(&poll.fields)).chain(of_pace(&poll.pace)).collect()
        }
        Action::Request(request) => of_request(request),
        Action::Poll(poll) => {
            let mut found = of_request(&poll.request);
            found.extend(poll.until.templates());
            found.extend(of_pace(&poll.pace));
            found
        }
        Action::AssertFields(assert) => assert.fields.templates(),
        Action::Set(values) => values.iter().map(|(_, value)| value).collect(),
        Action::Wait(timing) => of_timing(timing).into_iter().collect(),
    }
}

fn of_fields(fields: &[BodyField]) -> impl Iterator<Item = &Template> {
    fields.iter().map(|field| &field.value)
}

fn of_pace(pace: &Pace) -> impl Iterator<Item = &Template> {
    [&pace.every, &pace.max_every, &pace.within].into_iter().filter_map(of_timing)
}

fn of_timing(timing: &Timing) -> Option<&Template> {
    match timing {
        Timing::Fixed(_) => None,
        Timing::Computed(template, _) => Some(template),
    }
}

fn of_request(request: &HttpRequest) -> Vec<&Template> {
    let (Address::Path(address) | Address::Url(address)) = &request.address;
    let mut found = vec![&request.method, address];
    found.extend(request.query.iter().chain(&request.headers).map(|(_, value)| value));
    match &request.body {
        Body::Empty => {}
        Body::Json(body) | Body::Text(body) | Body::File(body) => found.push(body),
        Body::Form(fields) => found.extend(fields.iter().map(|(_, value)| value)),
    }
    if let Auth::Pair(key, secret) = &request.auth {
        found.extend([key, secret]);
    }
    found
}

/// Which session a step speaks of.
pub(super) fn session(step: &Step) -> Option<&SessionChoice> {
    let scan_ref = match &step.action {
        Action::Api(request) => &request.scan_ref,
        Action::PollStatus(poll) => &poll.scan_ref,
        Action::Request(_) | Action::Poll(_) | Action::AssertFields(_) | Action::Set(_) | Action::Wait(_) => {
            return None;
        }
    };
    match scan_ref {
        ScanRef::Session(choice) => Some(choice),
        ScanRef::None | ScanRef::Written => None,
    }
}

/// Whether a step deletes a session.
pub(super) fn deletes(step: &Step) -> bool {
    matches!(&step.action, Action::Api(request) if request.call.effect == Effect::Deletes)
}
