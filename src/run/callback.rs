//! What a call that makes a session says of its webhooks: where they go, and, to the inbox, how they are answered.

use serde_json::Value as Json;

use super::{
    step::{Halt, StepRun},
    webhook::{Names, Reply, Rule},
};
use crate::{
    exchange::Request,
    plan::{ApiRequest, AwaitWebhook, Awaited, Callback, Respond},
};

/// The field of a body that says where the webhooks of a session go (C-OAS).
pub(super) const FIELD: &str = "callbackUrl";

/// What the field is, where the author has not said so and a step of the test waits for a delivery.
pub(super) fn url<'r>(at: &StepRun<'_, 'r>, api: &ApiRequest) -> Option<&'r str> {
    if api.callback != Callback::Free || !at.test.test.awaits_delivery() {
        return None;
    }
    at.test.run.inbox()?.callback_url()
}

/// What a request has said.
pub(super) fn told(request: &Request) -> Option<String> {
    let body: Json = serde_json::from_slice(&request.body).ok()?;
    body.get(FIELD)?.as_str().map(str::to_owned)
}

/// How deliveries about the session that this step makes are answered (decisions.md C23).
pub(super) fn rules(at: &StepRun<'_, '_>) -> Result<Vec<Rule>, Halt> {
    let mut rules = Vec::new();
    for wanted in at.test.test.awaiting_session_of(at.number) {
        if let Awaited::One { respond: Some(respond), .. } = &wanted.awaited {
            rules.push(rule(at, wanted, respond)?);
        }
    }
    Ok(rules)
}

/// A rule is about the deliveries that its step waits for, as far as that is known before the session is made.
fn rule(at: &StepRun<'_, '_>, wanted: &AwaitWebhook, respond: &Respond) -> Result<Rule, Halt> {
    let event = wanted.event.as_ref().map(|event| at.fill_at(event, &respond.place)).transpose()?;
    let body = respond.body.as_ref().map(|body| at.fill_at(body, &respond.place)).transpose()?;
    let body = body.map(|body| body.to_text().into_bytes().into()).unwrap_or_default();
    let status = at.fill_count("status", &respond.status, &Respond::STATUS)?;
    Ok(Rule {
        event: event.map(|event| event.to_text()),
        filter: wanted.filter.clone(),
        names: Names::of(&wanted.filter.templates(), &at.test.scope),
        reply: Reply { status: code(status), after: at.fill_timing(&respond.after)?, body },
        times: at.fill_count("times", &respond.times, &Respond::TIMES)?,
    })
}

/// A status of [`Respond::STATUS`], whose numbers are all that small.
fn code(status: u32) -> u16 {
    u16::try_from(status).expect("a status has three digits")
}
