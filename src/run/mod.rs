//! Carries out a plan: scenarios side by side, steps in order, `finally` always; what happens becomes events.
//!
//! The runner is given a plan, so it has no code for bad input; it does not know who reads its events.

pub mod http;

use std::sync::Arc;

use crate::{event::Event, plan::Plan};

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

/// Carries out every test of a plan.
pub async fn run(plan: Arc<Plan>, options: Options, wire: http::Wire, events: EventSender, stop: Stop) {
    let _ = (plan, options, wire, events, stop);
    todo!("part of `run`")
}
