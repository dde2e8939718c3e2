//! Steps one after another: those of a scenario, of its `finally`, or of a flow.

use tokio::time::Instant;

use super::{
    bounds::Limit,
    step::{self, Course, Spot},
    test::TestRun,
};
use crate::{
    event::{Part, Within},
    plan::{OnFailure, Step},
};

/// Steps in order, with their numbers.
pub(super) struct Sequence<'s> {
    pub(super) steps: &'s [Step],
    /// The number of the first one.
    pub(super) first: usize,
    pub(super) part: Part,
    /// The flow that they are the steps of, where they are.
    pub(super) within: Option<&'s Within>,
}

/// How they went, and what those behind have to know.
#[derive(Default)]
pub(super) struct Progress {
    /// How many steps were carried out.
    pub(super) tried: usize,
    pub(super) failed: bool,
    pub(super) errored: bool,
    pub(super) interrupted: bool,
    /// The number of the first step that failed, or could not be judged.
    pub(super) broken: Option<usize>,
    /// Why no further step is carried out.
    pub(super) ended: Option<String>,
}

impl<'s> Sequence<'s> {
    /// Carries them out up to a limit. Behind a failure no further one is, but for `finally`: there every step is
    /// tried, whatever the one before did (decisions.md C13).
    pub(super) async fn carry_out(&self, test: &TestRun<'_>, limit: Limit) -> Progress {
        let mut progress = Progress::default();
        for (spot, step) in self.spots() {
            if self.part == Part::Steps {
                progress.look_at_the_clock(test, limit);
            }
            if let Some(reason) = &progress.ended {
                step::leave_out(test, step, spot, reason);
            } else {
                let course = step::carry_out(test, step, spot, limit).await;
                progress.note(course, step, spot);
            }
        }
        progress
    }

    /// Tells of each that it is not carried out.
    pub(super) fn leave_out(&self, test: &TestRun<'_>, reason: &str) {
        for (spot, step) in self.spots() {
            step::leave_out(test, step, spot, reason);
        }
    }

    /// Each with its number, which leaves room for the steps of the flows before it.
    fn spots(&self) -> impl Iterator<Item = (Spot<'s>, &'s Step)> {
        let (part, within) = (self.part, self.within);
        self.steps.iter().scan(self.first, move |next, step| {
            let number = *next;
            *next += step.count();
            Some((Spot { number, part, within }, step))
        })
    }
}

impl Progress {
    /// Between two steps: whether the run is to end, or the time is up.
    fn look_at_the_clock(&mut self, test: &TestRun<'_>, limit: Limit) {
        if self.ended.is_some() {
            return;
        }
        if test.run.stopping.is_stopped() {
            self.interrupted = true;
            self.ended = Some("the run was interrupted".to_owned());
        } else if limit.at <= Instant::now() {
            self.errored = true;
            self.ended = Some(limit.in_words());
        }
    }

    fn note(&mut self, course: Course, step: &Step, spot: Spot<'_>) {
        let number = spot.number;
        self.tried += usize::from(course != Course::LeftOut);
        let end = match course {
            Course::Good | Course::LeftOut => return,
            Course::Failed => {
                self.failed = true;
                self.broken.get_or_insert(number);
                (step.on_failure == OnFailure::Stop).then(|| format!("step {number} failed"))
            }
            Course::Errored => {
                self.errored = true;
                self.broken.get_or_insert(number);
                Some(format!("step {number} could not be judged"))
            }
            Course::Interrupted => {
                self.interrupted = true;
                Some("the run was interrupted".to_owned())
            }
        };
        self.ended = end.filter(|_| spot.part == Part::Steps);
    }
}
