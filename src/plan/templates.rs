//! The values of a step that are filled in while it runs: where the names stand that it uses.

use super::{
    Action, Address, Auth, AwaitWebhook, Awaited, Body, BodyField, Count, Flow, HttpRequest, Pace, Respond,
    Step, Timing,
};
use crate::{expect::Matchers, template::Template};

impl Step {
    /// Every value of the step that may hold `${...}`, but for its name, which nothing depends on.
    pub fn templates(&self) -> Vec<&Template> {
        let mut found = of_action(&self.action);
        if let Some(condition) = self.condition() {
            found.push(&condition.value);
            found.extend(condition.matchers.iter().flat_map(Matchers::templates));
        }
        found.extend(self.expect.templates());
        found
    }
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
        Action::AwaitWebhook(wanted) => of_await(wanted),
        Action::AssertFields(assert) => assert.fields.templates(),
        Action::Set(values) => values.iter().map(|(_, value)| value).collect(),
        Action::Wait(timing) => of_timing(timing).into_iter().collect(),
        Action::Use(flow) => of_flow(flow),
    }
}

/// What the flow is given: its own steps use other names.
fn of_flow(flow: &Flow) -> Vec<&Template> {
    flow.params.iter().flat_map(|param| std::iter::once(&param.value).chain(&param.default)).collect()
}

fn of_await(wanted: &AwaitWebhook) -> Vec<&Template> {
    let mut found: Vec<&Template> = wanted.event.iter().chain(of_fields(&wanted.fields)).collect();
    found.extend(wanted.filter.templates());
    match &wanted.awaited {
        Awaited::One { within, respond, .. } => {
            found.extend(of_timing(within));
            if let Some(respond) = respond {
                found.extend(of_respond(respond));
            }
        }
        Awaited::None { within } => found.extend(of_timing(within)),
    }
    found
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
        Timing::Computed(computed) => Some(&computed.0),
    }
}

/// The templates that say how deliveries are answered.
pub(super) fn of_respond(respond: &Respond) -> impl Iterator<Item = &Template> {
    let counts = [&respond.status, &respond.times].into_iter().filter_map(|count| match count {
        Count::Fixed(_) => None,
        Count::Computed(template, _) => Some(template),
    });
    counts.chain(of_timing(&respond.after)).chain(&respond.body)
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
