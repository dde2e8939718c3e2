//! How long a step may take, and what an interrupted run means for it.

use std::{cell::Cell, future::Future, pin::pin, time::Duration};

use futures_util::future::{Either, select};
use tokio::time::{Instant, sleep_until};

use super::Stop;
use crate::template::show_duration;

/// How long `finally` may take (decisions.md C15).
pub(super) const FINALLY: Duration = Duration::from_secs(30);

/// How long `finally` may take once the run is interrupted (decisions.md F22).
pub(super) const FINALLY_WHEN_STOPPED: Duration = Duration::from_secs(10);

/// When a step has to end, and whose limit that is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) at: Instant,
    pub(super) given: Duration,
    pub(super) whose: Whose,
}

/// Whose limit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The `within` of a poll.
    Poll,
    /// The `within` or `none_within` of an `await_webhook`.
    Webhook,
    /// The step's `timeout`.
    Step,
    /// The `timeout` of a `use`, which is around all steps of its flow.
    Flow,
    /// The scenario's `timeout`.
    Scenario,
    /// The time that `finally` has.
    Finally,
}

/// What an interrupted run does to something under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnStop {
    /// Nothing: a request in flight is answered, so that a session it makes is known and can be deleted.
    GoOn,
    /// It ends.
    End,
    /// It has ten seconds from then on.
    Hurry,
}

/// Why something was cut off.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    /// The limit was reached.
    TimeUp(Limit),
    /// The run was interrupted.
    Stopped,
}

/// Whether, and since when, the run is to end.
pub(super) struct Stopping {
    stop: Stop,
    since: Cell<Option<Instant>>,
}

impl Limit {
    pub(super) fn after(given: Duration, whose: Whose) -> Self {
        Self { at: later(given), given, whose }
    }

    /// The earlier of both.
    pub(super) fn or(self, other: Option<Self>) -> Self {
        other.filter(|other| other.at < self.at).unwrap_or(self)
    }

    /// Whether it is a limit on what the service may take, and not on a whole scenario or flow. The time that a request
    /// waits for its turn does not count against such a one.
    pub(super) fn is_of_service(self) -> bool {
        match self.whose {
            Whose::Poll | Whose::Step => true,
            Whose::Webhook | Whose::Flow | Whose::Scenario | Whose::Finally => false,
        }
    }

    /// What has run out, in words.
    pub(super) fn in_words(self) -> String {
        let given = show_duration(self.given);
        match self.whose {
            Whose::Poll => format!("the poll's `within` of {given} was up"),
            Whose::Webhook => format!("the {given} that a webhook had were up"),
            Whose::Step => format!("the step's `timeout` of {given} was up"),
            Whose::Flow => format!("the `timeout` of {given} that the flow has was up"),
            Whose::Scenario => format!("the scenario's `timeout` of {given} was up"),
            Whose::Finally => format!("the {given} that `finally` has were up"),
        }
    }
}

/// A while from this moment on; what lies beyond the clock's range is as good as a century.
pub(super) fn later(given: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_hours(100 * 365 * 24);
    Instant::now() + given.min(CENTURY)
}

impl Stopping {
    pub(super) fn new(stop: Stop) -> Self {
        Self { stop, since: Cell::new(None) }
    }

    /// Whether the run is to end.
    pub(super) fn is_stopped(&self) -> bool {
        let stopped = *self.stop.borrow();
        if stopped && self.since.get().is_none() {
            self.since.set(Some(Instant::now()));
        }
        stopped
    }

    /// The time that `finally` has if it begins at this moment.
    pub(super) fn finally_limit(&self) -> Limit {
        let given = if self.is_stopped() { FINALLY_WHEN_STOPPED } else { FINALLY };
        Limit::after(given, Whose::Finally)
    }

    /// Carries something out up to a limit.
    pub(super) async fn bounded<T>(
        &self,
        limit: Limit,
        on_stop: OnStop,
        work: impl Future<Output = T>,
    ) -> Result<T, Cut> {
        match select(pin!(work), pin!(self.end(limit, on_stop))).await {
            Either::Left((done, _)) => Ok(done),
            Either::Right((cut, _)) => Err(cut),
        }
    }

    async fn end(&self, limit: Limit, on_stop: OnStop) -> Cut {
        match on_stop {
            OnStop::GoOn => {
                sleep_until(limit.at).await;
                Cut::TimeUp(limit)
            }
            OnStop::End => self.stopped_before(limit).await.map_or(Cut::TimeUp(limit), |_| Cut::Stopped),
            OnStop::Hurry => match self.stopped_before(limit).await {
                Some(since) => self.hurry(limit, since).await,
                None => Cut::TimeUp(limit),
            },
        }
    }

    /// Waits for the run's end or the limit, whichever comes first.
    async fn stopped_before(&self, limit: Limit) -> Option<Instant> {
        match select(pin!(self.stopped()), pin!(sleep_until(limit.at))).await {
            Either::Left((since, _)) => Some(since),
            Either::Right(_) => None,
        }
    }

    async fn hurry(&self, limit: Limit, since: Instant) -> Cut {
        let given = FINALLY_WHEN_STOPPED;
        let limit = limit.or(Some(Limit { at: since + given, given, whose: Whose::Finally }));
        sleep_until(limit.at).await;
        Cut::TimeUp(limit)
    }

    /// Ends when the run is to end; never where nobody can say so any more.
    async fn stopped(&self) -> Instant {
        let mut stop = self.stop.clone();
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
        let since = self.since.get().unwrap_or_else(Instant::now);
        self.since.set(Some(since));
        since
    }
}
