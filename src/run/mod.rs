//! Carries out a plan: scenarios side by side, steps in order, `finally` always; what happens becomes events.
//!
//! The runner is given a plan, so it has no code for bad input; it does not know who reads its events.

mod answers;
mod api;
mod arrivals;
mod attempts;
mod await_webhook;
mod bounds;
mod callback;
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
mod retry_after;
mod scope;
mod send;
mod sequence;
mod session;
mod signed;
mod snapshot;
mod step;
mod sweep;
mod telling;
mod test;
mod transport;
pub mod webhook;
mod written;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::Arc,
};

use futures_util::StreamExt;
use tokio::time::Instant;

use crate::{
    event::{Event, Flaky, Happening, Outcome, RunFinished, RunStarted, TurnedAway},
    plan::{Plan, Target},
    secrets::Redactor,
};

use telling::{Voice, Whose};
use webhook::{Inbox, Inboxes};

pub use outside::leaves_process;
pub use snapshot::Snapshots;
pub use sweep::{Fate, Sweeper};
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
    /// How many tests may fail, or not be judged, before no further test begins; `None`: all of them.
    pub max_failures: Option<NonZeroUsize>,
    /// What a flaky test means for the verdict.
    pub flaky: Flaky,
    /// What becomes of answers that are not as they were accepted.
    pub snapshots: Snapshots,
    /// What answers are held against.
    pub contract: crate::contract::Contract,
    /// The suite's root, for files that steps read.
    pub root: std::path::PathBuf,
}

/// Where events go. The receiver may be slow; nothing is lost.
pub type EventSender = tokio::sync::mpsc::UnboundedSender<Event>;

/// Says that the run is to end: once, and running tests stop at their next step and do their `finally`.
pub type Stop = tokio::sync::watch::Receiver<bool>;

/// What all tests of a run share.
struct Run {
    facts: scope::RunFacts,
    wire: http::Wire,
    inboxes: Inboxes,
    /// What must not be seen of deliveries that come when their tests are over, by the numbers of those.
    over: RefCell<BTreeMap<usize, Redactor>>,
    teller: telling::Teller,
    stopping: bounds::Stopping,
    rate: rate::Rate,
    transport: crate::plan::Transport,
    /// What goes wrong on purpose with the webhooks of the embedded emulator, as it is written.
    webhook_faults: Option<String>,
    redactor: Redactor,
    contract: crate::contract::Contract,
    max_failures: Option<NonZeroUsize>,
    snapshots: Snapshots,
    /// How many tests have failed, or could not be judged.
    broken: Cell<usize>,
}

/// Carries out every test of a plan: at most `jobs` at a time, begun in the plan's order, polled together on the
/// thread of the caller. [`RunStarted`] is the first event and [`RunFinished`] the last one, always.
///
/// Once `stop` is true no further test begins, those under way stop before their next step or in a pause, and do
/// their `finally`.
pub async fn run(
    plan: Arc<Plan>,
    options: Options,
    wire: http::Wire,
    inboxes: Inboxes,
    events: EventSender,
    stop: Stop,
) {
    let teller = telling::Teller::new(events, Instant::now());
    let redactor = redactor(&plan, &wire, &inboxes);
    teller.tell(Happening::RunStarted(head(&plan, &options, &redactor)));
    let jobs = options.jobs.max(1);
    let run = Run::new(&plan, options, (wire, inboxes), teller, redactor, stop);
    let tests = plan.numbered().map(|(number, test)| attempts::carry_out(&run, number, test));
    futures_util::stream::iter(tests).buffer_unordered(jobs).for_each(|()| std::future::ready(())).await;
    run.tell_rest_of_inbox();
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
        (wire, inboxes): (http::Wire, Inboxes),
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
        let rate = rate::Rate::new(&plan.environment.limits);
        let transport = plan.environment.transport;
        let stopping = bounds::Stopping::new(stop);
        let broken = Cell::new(0);
        let Options { contract, max_failures, snapshots, .. } = options;
        let over = RefCell::default();
        let webhook_faults = webhook_faults(&plan.environment.target);
        Self {
            facts,
            wire,
            inboxes,
            over,
            teller,
            stopping,
            rate,
            transport,
            webhook_faults,
            redactor,
            contract,
            max_failures,
            snapshots,
            broken,
        }
    }

    /// The inbox, where it is open.
    fn inbox(&self) -> Option<&Inbox> {
        match &self.inboxes {
            Inboxes::Open(inbox) => Some(inbox),
            Inboxes::NotNeeded | Inboxes::Closed(_) => None,
        }
    }

    /// What came when its test was over, what came for nobody, and what was turned away.
    fn tell_rest_of_inbox(&self) {
        let Some(inbox) = self.inbox() else { return };
        for number in inbox.late() {
            let over = self.over.borrow();
            let voice = Voice::new(&self.teller, number, over.get(&number).unwrap_or(&self.redactor));
            for filed in inbox.untold(number) {
                voice.delivered(Whose::Own, &filed, signed::of_nobody(self, &filed.delivery));
            }
        }
        let (astray, lost) = inbox.astray();
        for filed in astray {
            let voice = Voice::new(&self.teller, usize::MAX, &self.redactor);
            voice.delivered(Whose::Nobody, &filed, signed::of_nobody(self, &filed.delivery));
        }
        let refused = inbox.refused();
        let refused = refused.iter().map(|(refusal, count)| (refusal.words(), *count));
        let lost = (lost > 0).then_some(("for nobody, and not kept", lost));
        for (reason, count) in refused.chain(lost) {
            let reason = reason.to_owned();
            self.teller.tell(Happening::TurnedAway(TurnedAway { reason, count }));
        }
    }

    /// Why no further test begins, and no further attempt.
    fn closed(&self) -> Option<String> {
        if self.stopping.is_stopped() {
            return Some("the run was interrupted".to_owned());
        }
        let most = self.max_failures.filter(|most| self.broken.get() >= most.get())?;
        Some(match most.get() {
            1 => "a test before it failed, and the run stops at the first failure".to_owned(),
            most => format!("{most} tests before it failed, and the run stops at so many"),
        })
    }

    /// Takes note of a test's end; attempts before the last one do not count.
    fn note(&self, outcome: Outcome) {
        if matches!(outcome, Outcome::Failed | Outcome::Errored) {
            self.broken.set(self.broken.get() + 1);
        }
    }
}

fn webhook_faults(target: &Target) -> Option<String> {
    let Target::Emulator { settings } = target else { return None };
    settings.iter().find(|setting| setting.name == "webhooks").map(|setting| setting.value.clone())
}

fn redactor(plan: &Plan, wire: &http::Wire, inboxes: &Inboxes) -> Redactor {
    let mut redactor = Redactor::new(plan.environment.redact.iter().cloned());
    for (kind, credentials) in &wire.credentials {
        // A pair that no test uses is never sent, and every form that is looked for costs time in every text.
        if plan.tests.iter().any(|test| test.kind == *kind) {
            redactor.learn_pair(&credentials.api_key, &credentials.api_secret);
            // The header of every request: what the run knows need not be learnt by each test.
            redactor.learn_headers(&[("authorization".to_owned(), api::basic(credentials))]);
        }
    }
    if let Inboxes::Open(inbox) = inboxes {
        redactor.learn(inbox.path());
        inbox.signing_key().into_iter().for_each(|key| redactor.learn_key(key));
    }
    if let Some(webhooks) = &plan.environment.webhooks {
        redactor.learn_key(&webhooks.signing_key.0);
    }
    redactor.settled()
}

fn head(plan: &Plan, options: &Options, redactor: &Redactor) -> RunStarted {
    let address = match &plan.environment.target {
        Target::Emulator { .. } => "embedded emulator".to_owned(),
        Target::Address { base_url, .. } => redactor.redact(base_url).into_owned(),
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
        shard: plan.shard.as_ref().map(|share| share.shard.clone()),
        flaky: options.flaky,
    }
}
