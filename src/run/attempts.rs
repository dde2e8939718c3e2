//! The attempts of a test: one that failed, or could not be judged, is carried out again from its beginning, with other
//! drawn values, as often as its plan allows. A pass behind a broken attempt is flaky.

use std::cell::RefCell;

use tokio::time::Instant;

use super::{
    Run,
    test::{TestRun, Verdict},
};
use crate::{
    event::{Outcome, TestFinished},
    plan::Test,
};

/// Carries a test out until it is not broken, its attempts are used up, or the run lets nothing more begin.
pub(super) async fn carry_out(run: &Run, number: usize, test: &Test) {
    let (mut before, accepted) = (None, RefCell::default());
    for attempt in 1..=test.retries.saturating_add(1) {
        let this = TestRun::new(run, number, test, attempt, &accepted);
        let began = Instant::now();
        let Verdict { outcome, reason } = behind(before, this.carry_out().await);
        let retried = is_broken(outcome) && attempt <= test.retries && run.closed().is_none();
        if !retried {
            run.note(outcome);
        }
        this.voice.finished(TestFinished {
            test: number,
            attempt,
            outcome,
            retried,
            reason,
            took: began.elapsed(),
        });
        if !retried {
            return;
        }
        before = Some(outcome);
    }
}

/// What never began, was skipped or was interrupted would come to the same again, or is not wanted.
fn is_broken(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failed | Outcome::Errored => true,
        Outcome::Passed | Outcome::Flaky | Outcome::Skipped | Outcome::Interrupted | Outcome::NotRun => false,
    }
}

/// What an attempt means behind a broken one: only a pass makes up for it.
fn behind(before: Option<Outcome>, verdict: Verdict) -> Verdict {
    let Some(before) = before else { return verdict };
    match verdict.outcome {
        Outcome::Passed => Verdict { outcome: Outcome::Flaky, ..verdict },
        Outcome::Skipped => Verdict { outcome: before, ..verdict },
        Outcome::Failed | Outcome::Errored | Outcome::Flaky | Outcome::Interrupted | Outcome::NotRun => {
            verdict
        }
    }
}
