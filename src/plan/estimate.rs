//! What a run costs: how many tests, sessions, requests and deletions a plan means. Nothing is sent to find it out.
//!
//! The numbers are those of a run in which every test passes: one that fails early asks for less. What stands behind an
//! `if` may happen or not, a poll asks once or as often as its pace allows, and a test with `retries` passes in its first
//! attempt or in its last one; what the transport sends again is not counted.

use std::{fmt, ops::AddAssign, time::Duration};

use super::{Action, Address, ApiRequest, Awaited, HttpRequest, Pace, Plan, Step, Test, Timing};
use crate::{
    expect::Expectation,
    vocabulary::{self, Effect},
};

/// What a run of a plan costs, if every test passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Tests that are carried out.
    pub tests: u64,
    /// Tests that are skipped, which cost nothing.
    pub skipped: u64,
    /// Sessions that are made.
    pub sessions: Bounds,
    /// Requests that are sent, those to other addresses among them.
    pub requests: Bounds,
    /// Sessions whose data are erased.
    pub deletes: Bounds,
    /// Deliveries of webhooks that are waited for.
    pub deliveries: Bounds,
}

/// A number that is known to lie between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub least: u64,
    /// The most; `None` where a pace is only known when it runs.
    pub most: Option<u64>,
}

impl Plan {
    /// What a run of it costs.
    pub fn estimate(&self) -> Estimate {
        let mut estimate = Estimate {
            tests: 0,
            skipped: 0,
            sessions: NONE,
            requests: NONE,
            deletes: NONE,
            deliveries: NONE,
        };
        for test in &self.tests {
            if test.skip.is_some() {
                estimate.skipped += 1;
                continue;
            }
            let cost = test.cost().in_attempts(1 + u64::from(test.retries));
            estimate.tests += 1;
            estimate.sessions += cost.sessions;
            estimate.requests += cost.requests;
            estimate.deletes += cost.deletes;
            estimate.deliveries += cost.deliveries;
        }
        estimate
    }
}

impl Test {
    /// What carrying it out once costs.
    fn cost(&self) -> Cost {
        let of_steps = || of_steps(self.steps.iter().chain(self.finally.iter()));
        self.cost.as_deref().copied().unwrap_or_else(of_steps)
    }
}

/// Nothing, for sure.
const NONE: Bounds = Bounds::exactly(0);

/// What one test, or one step, costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    sessions: Bounds,
    requests: Bounds,
    deletes: Bounds,
    deliveries: Bounds,
}

impl Cost {
    const NOTHING: Self = Self { sessions: NONE, requests: NONE, deletes: NONE, deliveries: NONE };

    /// The same where the last of so many attempts may be the one that passes.
    fn in_attempts(self, attempts: u64) -> Self {
        let most =
            |bounds: Bounds| Bounds { most: bounds.most.map(|most| most.saturating_mul(attempts)), ..bounds };
        Self {
            sessions: most(self.sessions),
            requests: most(self.requests),
            deletes: most(self.deletes),
            deliveries: most(self.deliveries),
        }
    }

    /// The same behind an `if`.
    fn perhaps(self) -> Self {
        let perhaps = |bounds: Bounds| Bounds { least: 0, ..bounds };
        Self {
            sessions: perhaps(self.sessions),
            requests: perhaps(self.requests),
            deletes: perhaps(self.deletes),
            deliveries: perhaps(self.deliveries),
        }
    }
}

/// What steps cost, carried out once.
pub(super) fn of_steps<'s>(steps: impl Iterator<Item = &'s Step>) -> Cost {
    let mut sum = Cost::NOTHING;
    for step in steps {
        let cost = of_step(step);
        let cost = if step.condition().is_some() { cost.perhaps() } else { cost };
        sum.sessions += cost.sessions;
        sum.requests += cost.requests;
        sum.deletes += cost.deletes;
        sum.deliveries += cost.deliveries;
    }
    sum
}

fn of_step(step: &Step) -> Cost {
    let requests = Bounds::exactly(1);
    match &step.action {
        Action::Api(ApiRequest { call, .. }) => Cost { requests, ..of_effect(call.effect, &step.expect) },
        Action::Request(request) => match documented(request) {
            Some(effect) => Cost { requests, ..of_effect(effect, &step.expect) },
            None => Cost { requests, ..Cost::NOTHING },
        },
        Action::AwaitWebhook(wanted) => match wanted.awaited {
            Awaited::One { .. } => Cost { deliveries: Bounds::exactly(1), ..Cost::NOTHING },
            Awaited::None { .. } => Cost::NOTHING,
        },
        Action::PollStatus(poll) => Cost { requests: questions(&poll.pace), ..Cost::NOTHING },
        Action::Poll(poll) => Cost { requests: questions(&poll.pace), ..Cost::NOTHING },
        // The check bounds how deep flows use flows, and how many steps they come to.
        Action::Use(flow) => of_steps(flow.steps.iter()),
        Action::AssertFields(_) | Action::Set(_) | Action::Wait(_) => Cost::NOTHING,
    }
}

/// A call that is expected to be refused makes and erases nothing.
fn of_effect(effect: Effect, expect: &Expectation) -> Cost {
    let succeeds = expect.status.iter().any(|range| range.low < 400);
    let may_be_refused = expect.status.is_empty() || expect.status.iter().any(|range| range.high >= 400);
    let times = match (succeeds || expect.status.is_empty(), may_be_refused) {
        (true, false) => Bounds::exactly(1),
        (true, true) => Bounds { least: 0, most: Some(1) },
        (false, _) => NONE,
    };
    match effect {
        Effect::Creates => Cost { sessions: times, ..Cost::NOTHING },
        Effect::Deletes => Cost { deletes: times, ..Cost::NOTHING },
        Effect::Reads | Effect::Changes => Cost::NOTHING,
    }
}

/// What a request of the author's own does to sessions, where it is a documented call.
fn documented(request: &HttpRequest) -> Option<Effect> {
    let Address::Path(path) = &request.address else { return None };
    let (path, method) = (path.as_literal()?.to_text(), request.method.as_literal()?.to_text());
    let mut calls = vocabulary::calls().iter().filter(|call| call.path == path && call.method == method);
    calls.next().map(|call| call.effect)
}

/// A poll that is answered at once asks once; at most it asks until its time is over.
fn questions(pace: &Pace) -> Bounds {
    let fixed = |timing: &Timing| match timing {
        Timing::Fixed(duration) => Some(*duration),
        Timing::Computed(_) => None,
    };
    let known = (fixed(&pace.every), fixed(&pace.max_every), fixed(&pace.within));
    let most = match known {
        (Some(every), Some(longest), Some(within)) => {
            Some(most_questions(every, pace.backoff, longest, within))
        }
        _ => None,
    };
    Bounds { least: 1, most }
}

/// Pauses that are added up one by one; behind them, all are taken to be as long as the last of these.
const MOST_STEPS: usize = 10_000;

fn most_questions(every: Duration, backoff: f64, longest: Duration, within: Duration) -> u64 {
    let (longest, within) = (longest.max(every).as_secs_f64(), within.as_secs_f64());
    let (mut pause, mut left, mut asked) = (every.as_secs_f64().max(0.001), within, 1_u64);
    for _ in 0..MOST_STEPS {
        if pause >= longest || backoff <= 1.0 || left < pause {
            break;
        }
        left -= pause;
        asked += 1;
        pause = (pause * backoff).min(longest);
    }
    let more = Duration::try_from_secs_f64((left / pause).max(0.0)).map_or(u64::MAX, |count| count.as_secs());
    asked.saturating_add(more)
}

impl Bounds {
    /// A number that is known.
    pub const fn exactly(number: u64) -> Self {
        Self { least: number, most: Some(number) }
    }
}

impl AddAssign for Bounds {
    fn add_assign(&mut self, other: Self) {
        self.least = self.least.saturating_add(other.least);
        self.most = self.most.zip(other.most).map(|(one, other)| one.saturating_add(other));
    }
}

/// `3`, `3 to 12`, `at least 3`.
impl fmt::Display for Bounds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.most {
            Some(most) if most == self.least => write!(formatter, "{most}"),
            Some(most) => write!(formatter, "{} to {most}", self.least),
            None => write!(formatter, "at least {}", self.least),
        }
    }
}
