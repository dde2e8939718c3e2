//! Sends one request of a step: within the environment's limits and the step's time, told as an event.

use tokio::time::Instant;

use super::{
    bounds::{Cut, Limit, OnStop},
    contract,
    http::{SendError, Sort},
    step::{Halt, StepRun},
};
use crate::{
    event::{Part, Trouble},
    exchange::{Exchange, Request},
};

/// Why a request has no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// Something went wrong on the way.
    Lost(SendError),
    /// The step's time was up, or the run was interrupted.
    Cut(Cut),
    /// The time was up before the environment's limits let the request go.
    Queued(Limit),
}

/// Sends a request once its turn has come, and holds its answer against the contract.
pub(super) async fn send(
    at: &StepRun<'_, '_>,
    request: &Request,
    limit: Limit,
) -> Result<Exchange, Unanswered> {
    let exchange = send_once(at, request, limit).await?;
    contract::judge(at, &exchange);
    Ok(exchange)
}

/// Sends a request once its turn has come.
pub(super) async fn send_once(
    at: &StepRun<'_, '_>,
    request: &Request,
    limit: Limit,
) -> Result<Exchange, Unanswered> {
    at.test.voice.learn_request(request);
    wait_for_turn(at, limit).await?;
    let limit = at.without_waiting(limit);
    let began = Instant::now();
    let run = at.test.run;
    let sent = run.stopping.bounded(limit, while_in_flight(at.part), run.wire.send(request)).await;
    let elapsed = began.elapsed();
    let result = match sent {
        Ok(Ok(answer)) => Ok(Exchange { request: request.clone(), answer, elapsed }),
        Ok(Err(error)) => Err(Unanswered::Lost(error)),
        Err(cut) => Err(Unanswered::Cut(cut)),
    };
    if matches!(&result, Err(Unanswered::Lost(error)) if error.sort.is_unsent()) {
        return result;
    }
    let trouble = result.as_ref().map(|exchange| &exchange.answer).map_err(Unanswered::to_trouble);
    at.test.voice.exchanged(at.number, request, trouble.as_ref().copied(), elapsed);
    result
}

async fn wait_for_turn(at: &StepRun<'_, '_>, limit: Limit) -> Result<(), Unanswered> {
    let run = at.test.run;
    let limit = if limit.is_of_service() { at.around } else { limit };
    let began = Instant::now();
    let turn = run.stopping.bounded(limit, while_pausing(at.part), run.rate.turn()).await;
    at.waited.set(at.waited.get() + began.elapsed());
    turn.map_err(|cut| match cut {
        Cut::TimeUp(limit) => Unanswered::Queued(limit),
        Cut::Stopped => Unanswered::Cut(cut),
    })
}

/// A session that a request in flight makes has to be known, so that `finally` can delete it.
fn while_in_flight(part: Part) -> OnStop {
    match part {
        Part::Steps => OnStop::GoOn,
        Part::Finally => OnStop::Hurry,
    }
}

/// What an interrupted run does to a pause.
pub(super) fn while_pausing(part: Part) -> OnStop {
    match part {
        Part::Steps => OnStop::End,
        Part::Finally => OnStop::Hurry,
    }
}

impl Unanswered {
    fn to_trouble(&self) -> Trouble {
        match self {
            Self::Lost(error) => error.trouble.clone(),
            Self::Cut(cut) => cut.to_trouble(),
            Self::Queued(limit) => queued(*limit),
        }
    }

    /// What it means for a step that asks once.
    pub(super) fn into_halt(self) -> Halt {
        match self {
            Self::Lost(error) if error.sort == Sort::Unsendable => Halt::failed(error.trouble.message),
            Self::Lost(error) => Halt::Errored(error.trouble),
            Self::Cut(cut) => cut.into_halt(),
            Self::Queued(limit) => Halt::Errored(queued(limit)),
        }
    }
}

fn queued(limit: Limit) -> Trouble {
    let hint = "the requests before it take their time by the environment's `limits`: run with fewer `--jobs`, or \
                allow a longer `timeout`";
    Trouble {
        kind: Sort::TimeOut.word().to_owned(),
        message: format!("{} while a request waited for its turn: it was never sent", limit.in_words()),
        causes: Vec::new(),
        hint: Some(hint.to_owned()),
    }
}

impl Cut {
    fn to_trouble(self) -> Trouble {
        let (kind, message) = match self {
            Self::TimeUp(limit) => (Sort::TimeOut.word(), limit.in_words()),
            Self::Stopped => ("interrupted", "the run was interrupted".to_owned()),
        };
        Trouble { kind: kind.to_owned(), message, causes: Vec::new(), hint: None }
    }

    pub(super) fn into_halt(self) -> Halt {
        match self {
            Self::TimeUp(_) => Halt::Errored(self.to_trouble()),
            Self::Stopped => Halt::Stopped,
        }
    }
}
