//! The policy of the transport (decisions.md C3): a request that was not let through is sent again within its step. What
//! may not have been refused undone, as behind a reset, is sent again only where it reads.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{
    bounds::{Cut, Limit, Whose, later},
    contract,
    http::Sort,
    retry_after::asked_pause,
    send::{Unanswered, send_once, while_pausing},
    step::{Halt, StepRun},
    telling::Fault,
};
use crate::{
    exchange::{Answer, Exchange, Request},
    plan::Transport,
    template::show_duration,
    vocabulary::Effect,
};

/// Whether a request may be done twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeatable {
    /// It reads: nothing comes of doing it once more.
    Reads,
    /// It may make, change or erase something.
    Acts,
}

/// Why a request is sent again, and how long the service asks to be left alone.
struct Refusal {
    why: String,
    asked: Option<Duration>,
}

impl Repeatable {
    /// Of a documented call.
    pub(super) fn of_effect(effect: Effect) -> Self {
        match effect {
            Effect::Reads => Self::Reads,
            Effect::Creates | Effect::Changes | Effect::Deletes => Self::Acts,
        }
    }

    /// Of a request of the author's own, by what RFC 9110 says of its method.
    pub(super) fn of_method(method: &str) -> Self {
        if matches!(method, "GET" | "HEAD") { Self::Reads } else { Self::Acts }
    }
}

/// Sends a step's request, and sends it again as often as the policy allows. Only the last answer is held against the
/// contract: those before it were given by whoever let nothing through.
pub(super) async fn send(
    at: &StepRun<'_, '_>,
    request: &Request,
    repeatable: Repeatable,
) -> Result<Exchange, Halt> {
    let policy = at.test.run.transport;
    let mut number = 0;
    loop {
        let sent = send_once(at, request, at.limit).await;
        let refusal = refusal(at, &sent, repeatable).filter(|_| number < policy.retries);
        let Some(refusal) = refusal else { return settle(at, sent) };
        let Some(pause) = pause(at, &policy, &refusal)? else { return settle(at, sent) };
        number += 1;
        at.test.voice.resent(at.number, number, refusal.why, pause);
        let until = sleep_until(later(pause));
        let limit = at.without_waiting(at.limit);
        let paused = at.test.run.stopping.bounded(limit, while_pausing(at.part), until).await;
        paused.map_err(Cut::into_halt)?;
    }
}

fn settle(at: &StepRun<'_, '_>, sent: Result<Exchange, Unanswered>) -> Result<Exchange, Halt> {
    let exchange = sent.map_err(Unanswered::into_halt)?;
    contract::judge(at, &exchange);
    Ok(exchange)
}

/// What is sent again: 429 on any call, since it was refused undone; a lost connection, and 502 to 504, where it reads.
/// A step that says which answer it wants is given the one that comes.
fn refusal(
    at: &StepRun<'_, '_>,
    sent: &Result<Exchange, Unanswered>,
    repeatable: Repeatable,
) -> Option<Refusal> {
    if at.step.expect.status_place.is_some() {
        return None;
    }
    match sent {
        Ok(exchange) => refused_answer(at, &exchange.answer, repeatable),
        Err(Unanswered::Lost(error)) if repeatable == Repeatable::Reads && is_broken(error.sort) => {
            Some(Refusal { why: error.sort.word().to_owned(), asked: None })
        }
        Err(Unanswered::Lost(_) | Unanswered::Cut(_) | Unanswered::Queued(_)) => None,
    }
}

fn refused_answer(at: &StepRun<'_, '_>, answer: &Answer, repeatable: Repeatable) -> Option<Refusal> {
    let is_refused = match answer.status {
        429 => true,
        502..=504 => repeatable == Repeatable::Reads,
        _ => false,
    };
    let asked = || asked_pause(answer, at.test.scope.facts.now());
    is_refused.then(|| Refusal { why: answer.status.to_string(), asked: asked() })
}

/// Whether the connection was refused, or broke. Behind a time-out the server may still be at work.
fn is_broken(sort: Sort) -> bool {
    match sort {
        Sort::Refused | Sort::Reset | Sort::Closed | Sort::CutShort => true,
        Sort::Dns
        | Sort::Tls
        | Sort::TimeOut
        | Sort::TooLarge
        | Sort::NotHttp
        | Sort::Outside
        | Sort::Unsendable
        | Sort::Proxy
        | Sort::Connection => false,
    }
}

/// How long to wait, never less than the service asks for; `None` where the step has no time for the policy's own
/// pause.
///
/// # Errors
/// The service asks for longer than the policy or the step allows: the step fails at once, and says so.
fn pause(at: &StepRun<'_, '_>, policy: &Transport, refusal: &Refusal) -> Result<Option<Duration>, Halt> {
    let pause = policy.pause.max(refusal.asked.unwrap_or_default());
    let left = at.without_waiting(at.limit).at.saturating_duration_since(Instant::now());
    match refusal.asked {
        Some(asked) if asked > policy.max_pause => {
            let given = show_duration(policy.max_pause);
            Err(asks_too_much(
                at,
                refusal,
                asked,
                &format!("longer than the `max_pause` of {given} under `transport`"),
            ))
        }
        Some(asked) if pause >= left => {
            Err(asks_too_much(at, refusal, asked, &format!("longer than {} leaves", whose(at.limit))))
        }
        _ => Ok((pause < left).then_some(pause)),
    }
}

fn asks_too_much(at: &StepRun<'_, '_>, refusal: &Refusal, asked: Duration, compared: &str) -> Halt {
    let asked = show_duration(asked);
    let message =
        format!("the answer is HTTP {}, and its `Retry-After` asks for {asked}: {compared}", refusal.why);
    let hint =
        "it was not sent again; ask for less with `limits` of the environment, or allow a longer pause";
    let (hint, place) = (Some(hint.to_owned()), Some(at.step.place.clone()));
    Halt::Failed(Fault { message, hint, details: Vec::new(), place })
}

fn whose(limit: Limit) -> String {
    let given = show_duration(limit.given);
    match limit.whose {
        Whose::Poll => format!("the poll's `within` of {given}"),
        Whose::Webhook => format!("the `within` of {given}"),
        Whose::Step => format!("the step's `timeout` of {given}"),
        Whose::Flow => format!("the flow's `timeout` of {given}"),
        Whose::Scenario => format!("the scenario's `timeout` of {given}"),
        Whose::Finally => format!("the {given} of `finally`"),
    }
}
