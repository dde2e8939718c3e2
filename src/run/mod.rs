//! Carries out a plan: scenarios side by side, steps in order, `finally` always; what happens becomes events.
//!
//! The runner is given a plan, so it has no code for bad input; it does not know who reads its events.

mod answers;
mod api;
mod await_webhook;
mod bounds;
mod contract;
mod drawn;
mod fill;
mod flow;
mod foresight;
pub mod http;
mod media_type;
mod needs;
mod outside;
mod poll;
mod poll_path;
mod random;
mod rate;
mod request;
mod scope;
mod send;
mod sequence;
mod session;
mod snapshot;
mod step;
mod telling;
mod test;
mod written;

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use futures_util::StreamExt;
use tokio::time::Instant;

use crate::{
    event::{Event, Happening, Outcome, RunFinished, RunStarted},
    plan::{Plan, Target},
    secrets::Redactor,
};

pub use outside::leaves_process;
pub use snapshot::Snapshots;
pub use telling::LONGEST_BODY;

/// How a plan is carried out.
#[derive(Debug)]
pub struct Options {
    /// `run.id`.
    pub run_id: String,
    /// `run.seed`.
    pub seed: u64,
    /// When the run started: what time it is when the runtime's clock is at the run's start.
    pub started: jiff::Timestamp,
    /// When it started by the wall clock.
    pub wall_started: jiff::Timestamp,
    /// Which clock the run goes by.
    pub clock: crate::event::Clock,
    /// Tests side by side.
    pub jobs: usize,
    /// Whether a failed test lets no further test begin.
    pub fail_fast: FailFast,
    /// What becomes of answers that are not as they were accepted.
    pub snapshots: Snapshots,
    /// What answers are held against.
    pub contract: crate::contract::Contract,
    /// The suite's root, for files that steps read.
    pub root: std::path::PathBuf,
}

/// Whether a failed test lets no further test begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailFast {
    /// All tests are run.
    Off,
    /// What is under way ends in order, nothing more begins.
    On,
}

/// Where events go. The receiver may be slow; nothing is lost.
pub type EventSender = tokio::sync::mpsc::UnboundedSender<Event>;

/// Says that the run is to end: once, and running tests stop at their next step and do their `finally`.
pub type Stop = tokio::sync::watch::Receiver<bool>;

/// What all tests of a run share.
struct Run {
    facts: scope::RunFacts,
    wire: http::Wire,
    teller: telling::Teller,
    stopping: bounds::Stopping,
    rate: RefCell<rate::Rate>,
    redactor: Redactor,
    contract: crate::contract::Contract,
    fail_fast: FailFast,
    snapshots: Snapshots,
    /// Whether a test has failed, or could not be judged.
    broken: Cell<bool>,
}

/// Carries out every test of a plan: at most `jobs` at a time, begun in the plan's order, polled together on the
/// thread of the caller. [`RunStarted`] is the first event and [`RunFinished`] the last one, always.
///
/// Once `stop` is true no further test begins, those under way stop before their next step or in a pause, and do
/// their `finally`.
pub async fn run(plan: Arc<Plan>, options: Options, wire: http::Wire, events: EventSender, stop: Stop) {
    let teller = telling::Teller::new(events, Instant::now());
    let redactor = redactor(&plan, &wire);
    teller.tell(Happening::RunStarted(head(&plan, &options, &redactor)));
    let jobs = options.jobs.max(1);
    let run = Run::new(&plan, options, wire, teller, redactor, stop);
    let tests = plan.tests.iter().enumerate().map(|(number, test)| test::carry_out(&run, number, test));
    futures_util::stream::iter(tests).buffer_unordered(jobs).for_each(|()| std::future::ready(())).await;
    run.teller.tell(Happening::RunFinished(RunFinished {
        interrupted: run.stopping.is_stopped(),
        requests: run.teller.requests(),
        sessions: run.teller.sessions(),
        took: run.facts.start.elapsed(),
    }));
}

impl Run {
    fn new(
        plan: &Plan,
        options: Options,
        wire: http::Wire,
        teller: telling::Teller,
        redactor: Redactor,
        stop: Stop,
    ) -> Self {
        let facts = scope::RunFacts {
            run_id: options.run_id,
            seed: options.seed,
            started: options.started,
            start: teller.start(),
            environment: plan.environment.name.clone(),
            root: options.root,
        };
        let rate = RefCell::new(rate::Rate::new(&plan.environment.limits));
        let stopping = bounds::Stopping::new(stop);
        let broken = Cell::new(false);
        let (contract, fail_fast, snapshots) = (options.contract, options.fail_fast, options.snapshots);
        Self { facts, wire, teller, stopping, rate, redactor, contract, fail_fast, snapshots, broken }
    }

    /// Why no further test begins.
    fn closed(&self) -> Option<&'static str> {
        if self.stopping.is_stopped() {
            Some("the run was interrupted")
        } else if self.fail_fast == FailFast::On && self.broken.get() {
            Some("a test before it failed, and the run stops at the first failure")
        } else {
            None
        }
    }

    fn note(&self, outcome: Outcome) {
        if matches!(outcome, Outcome::Failed | Outcome::Errored) {
            self.broken.set(true);
        }
    }
}

fn redactor(plan: &Plan, wire: &http::Wire) -> Redactor {
    let mut redactor = Redactor::new(plan.environment.redact.iter().cloned());
    for (kind, credentials) in &wire.credentials {
        // A pair that no test uses is never sent, and every form that is looked for costs time in every text.
        if plan.tests.iter().any(|test| test.kind == *kind) {
            redactor.learn_pair(&credentials.api_key, &credentials.api_secret);
        }
    }
    redactor
}

fn head(plan: &Plan, options: &Options, redactor: &Redactor) -> RunStarted {
    let address = match &plan.environment.target {
        Target::Emulator { .. } => "embedded emulator".to_owned(),
        Target::Address { base_url, .. } => redactor.redact(base_url),
    };
    RunStarted {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: options.run_id.clone(),
        seed: options.seed,
        environment: plan.environment.name.clone(),
        kind: plan.environment.kind.word().to_owned(),
        address,
        clock: options.clock,
        started: options.started.to_string(),
        wall_started: options.wall_started.to_string(),
        tests: plan.tests.len(),
        deselected: plan.deselected,
        jobs: options.jobs,
        shard: None,
        flaky: crate::event::Flaky::Allowed,
    }
}
