//! One test: its variables, its steps in order, `finally` always, and what comes of it.

use std::cell::RefCell;

use tokio::time::Instant;

use super::{
    Run,
    answers::Answers,
    bounds::{Limit, Whose},
    drawn::Purpose,
    fill::unfilled,
    foresight,
    scope::TestScope,
    step::{self, Course},
    telling::Voice,
};
use crate::{
    event::{Outcome, Part, TestFinished, TestStarted},
    plan::{OnFailure, Step, Test},
    source::Place,
};

/// Which attempt this is; a test is carried out once.
const ATTEMPT: u32 = 1;

/// A test that is being carried out.
pub(super) struct TestRun<'r> {
    pub(super) run: &'r Run,
    pub(super) test: &'r Test,
    /// Its number in the plan, from 0.
    pub(super) number: usize,
    pub(super) voice: Voice<'r>,
    pub(super) scope: TestScope<'r>,
    pub(super) answers: RefCell<Answers>,
}

/// How a part of a test went.
struct Verdict {
    outcome: Outcome,
    reason: Option<String>,
}

/// What the steps behind have to know.
#[derive(Default)]
struct Progress {
    /// How many steps were carried out.
    tried: usize,
    failed: bool,
    errored: bool,
    interrupted: bool,
    /// Why no further step is carried out.
    ended: Option<String>,
    reason: Option<String>,
}

/// Carries a test out, or tells why not.
pub(super) async fn carry_out(run: &Run, number: usize, test: &Test) {
    let this = TestRun {
        run,
        test,
        number,
        voice: Voice::new(&run.teller, number, &run.redactor),
        scope: TestScope::new(&run.facts, test, ATTEMPT),
        answers: RefCell::new(Answers::of_test(test)),
    };
    let began = Instant::now();
    let variables = this.set_variables();
    this.voice.look_ahead(|redactor| foresight::learn(test, &this.scope, redactor));
    this.tell_start();
    let verdict = match this.not_begun() {
        Some(verdict) => verdict,
        None => match variables {
            Err(reason) => this.without_variables(reason),
            Ok(()) => this.steps_and_finally().await,
        },
    };
    run.note(verdict.outcome);
    let Verdict { outcome, reason } = verdict;
    this.voice.finished(TestFinished {
        test: number,
        attempt: ATTEMPT,
        outcome,
        reason,
        took: began.elapsed(),
    });
}

impl TestRun<'_> {
    /// Once a test, in order (decisions.md E6). The sentence says what could not be filled.
    fn set_variables(&self) -> Result<(), String> {
        for (name, template) in self.test.case.iter().chain(self.test.vars.iter()) {
            let value = self.scope.fill(template, Purpose::Name(name)).map_err(|error| {
                let place = Place::new(&self.test.source, error.span);
                let fault = unfilled(error, &place);
                format!("the variable `{name}` cannot be filled: {} ({})", fault.message, place.shown())
            })?;
            self.scope.set(name, value);
        }
        Ok(())
    }

    fn tell_start(&self) {
        let filled = self.test.name.fill(&self.scope).ok();
        let name = filled.map_or_else(|| self.test.id.clone(), |name| name.to_text());
        self.scope.set_scenario_name(&name);
        self.voice.started(TestStarted {
            test: self.number,
            id: self.test.id.clone(),
            name,
            file: self.test.source.name().to_owned(),
            line: self.test.line,
            tags: self.test.tags.clone(),
            kind: self.test.kind.word().to_owned(),
            attempt: ATTEMPT,
        });
    }

    fn not_begun(&self) -> Option<Verdict> {
        if let Some(reason) = &self.test.skip {
            return Some(Verdict { outcome: Outcome::Skipped, reason: Some(reason.clone()) });
        }
        let reason = self.run.closed()?;
        Some(Verdict { outcome: Outcome::NotRun, reason: Some(reason.to_owned()) })
    }

    fn without_variables(&self, reason: String) -> Verdict {
        for (index, step) in self.test.steps.iter().enumerate() {
            step::leave_out(self, step, index + 1, Part::Steps, "the scenario's variables cannot be filled");
        }
        for (index, step) in self.test.finally.iter().enumerate() {
            let number = self.test.steps.len() + index + 1;
            step::leave_out(self, step, number, Part::Finally, "the scenario's variables cannot be filled");
        }
        Verdict { outcome: Outcome::Failed, reason: Some(reason) }
    }

    async fn steps_and_finally(&self) -> Verdict {
        let steps = self.steps().await;
        let finally = self.finally().await;
        steps.verdict(&finally)
    }

    async fn steps(&self) -> Progress {
        let limit = Limit::after(self.test.timeout, Whose::Scenario);
        let mut progress = Progress::default();
        for (index, step) in self.test.steps.iter().enumerate() {
            let number = index + 1;
            progress.look_at_the_clock(self.run, limit);
            if let Some(reason) = &progress.ended {
                step::leave_out(self, step, number, Part::Steps, reason);
            } else {
                let course = step::carry_out(self, step, number, Part::Steps, limit).await;
                progress.note(course, step, number);
            }
        }
        if limit.at <= Instant::now() && progress.errored {
            progress.reason = Some(limit.in_words());
        }
        progress
    }

    /// Every step is tried, whatever the one before did (decisions.md C13), within a time of its own (C15).
    async fn finally(&self) -> Progress {
        let limit = self.run.stopping.finally_limit();
        let mut progress = Progress::default();
        for (index, step) in self.test.finally.iter().enumerate() {
            let number = self.test.steps.len() + index + 1;
            let course = step::carry_out(self, step, number, Part::Finally, limit).await;
            progress.failed |= course == Course::Failed;
            progress.errored |= course == Course::Errored;
        }
        progress
    }
}

impl Progress {
    /// Between two steps: whether the run is to end, or the scenario's time is up.
    fn look_at_the_clock(&mut self, run: &Run, limit: Limit) {
        if self.ended.is_some() {
            return;
        }
        if run.stopping.is_stopped() {
            self.interrupted = true;
            self.ended = Some("the run was interrupted".to_owned());
        } else if limit.at <= Instant::now() {
            self.errored = true;
            self.ended = Some(limit.in_words());
        }
    }

    fn note(&mut self, course: Course, step: &Step, number: usize) {
        self.tried += usize::from(course != Course::LeftOut);
        match course {
            Course::Good | Course::LeftOut => {}
            Course::Failed => {
                self.failed = true;
                if step.on_failure == OnFailure::Stop {
                    self.ended = Some(format!("step {number} failed"));
                }
            }
            Course::Errored => {
                self.errored = true;
                self.ended = Some(format!("step {number} could not be judged"));
            }
            Course::Interrupted => {
                self.interrupted = true;
                self.ended = Some("the run was interrupted".to_owned());
            }
        }
    }

    /// What fails in `finally` does not hide what went wrong before. Where nothing was tried nothing has passed.
    fn verdict(self, finally: &Self) -> Verdict {
        let outcome = if self.failed {
            Outcome::Failed
        } else if self.errored {
            Outcome::Errored
        } else if self.interrupted {
            Outcome::Interrupted
        } else if finally.failed {
            Outcome::Failed
        } else if finally.errored {
            Outcome::Errored
        } else if self.tried > 0 {
            Outcome::Passed
        } else {
            Outcome::Skipped
        };
        let reason = match outcome {
            Outcome::Interrupted => Some("the run was interrupted".to_owned()),
            Outcome::Errored => self.reason,
            Outcome::Skipped => Some("no step was carried out: no `if` held".to_owned()),
            Outcome::Passed | Outcome::Failed | Outcome::NotRun => None,
        };
        Verdict { outcome, reason }
    }
}
