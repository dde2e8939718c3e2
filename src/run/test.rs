//! One attempt of a test: its variables, its steps in order, `finally` always, and what comes of it.

use std::{cell::RefCell, collections::BTreeMap, convert::Infallible, future::Future, pin::pin};

use futures_util::future::{Either, select};
use tokio::time::Instant;

use super::{
    Run,
    answers::Answers,
    bounds::{self, Limit},
    drawn::Purpose,
    fill::unfilled,
    foresight,
    scope::TestScope,
    sequence::{Progress, Sequence},
    signed,
    telling::{Voice, Whose},
    webhook::Inboxes,
};
use crate::{
    event::{Outcome, Part, TestStarted},
    plan::{Step, Test},
    source::Place,
};

/// A test that is being carried out.
pub(super) struct TestRun<'r> {
    pub(super) run: &'r Run,
    pub(super) test: &'r Test,
    /// Its number in the plan, from 0.
    pub(super) number: usize,
    /// Which attempt this is, from 1.
    pub(super) attempt: u32,
    /// The snapshots that an attempt of this test accepted, each with that attempt.
    pub(super) accepted: &'r RefCell<BTreeMap<String, u32>>,
    pub(super) voice: Voice<'r>,
    pub(super) scope: TestScope<'r>,
    pub(super) answers: RefCell<Answers>,
}

/// How an attempt went.
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) reason: Option<String>,
}

impl<'r> TestRun<'r> {
    /// An attempt, of which nothing is kept for the next one: names, sessions and answers are its own, and so is what
    /// it draws (decisions.md E10).
    pub(super) fn new(
        run: &'r Run,
        number: usize,
        test: &'r Test,
        attempt: u32,
        accepted: &'r RefCell<BTreeMap<String, u32>>,
    ) -> Self {
        Self {
            run,
            test,
            number,
            attempt,
            accepted,
            voice: Voice::new(&run.teller, number, &run.redactor),
            scope: TestScope::new(&run.facts, test, attempt),
            answers: RefCell::new(Answers::of_test(test)),
        }
    }

    /// Carries it out, or says why not.
    pub(super) async fn carry_out(&self) -> Verdict {
        let variables = self.set_variables();
        self.voice.look_ahead(|redactor| foresight::learn(self.test, &self.scope, redactor));
        self.tell_start();
        if let Some(verdict) = self.not_begun().or_else(|| self.without_inbox()) {
            return verdict;
        }
        let verdict = match variables {
            Err(reason) => self.without_variables(reason),
            Ok(()) => self.telling_deliveries(self.steps_and_finally()).await,
        };
        self.close_inbox();
        verdict
    }

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
        let name = filled.map_or_else(|| self.test.id.to_string(), |name| name.to_text());
        self.scope.set_scenario_name(&name);
        self.voice.started(TestStarted {
            test: self.number,
            id: self.test.id.to_string(),
            name,
            file: self.test.source.name().to_owned(),
            line: self.test.line(),
            tags: self.test.tags.to_vec(),
            kind: self.test.kind.word().to_owned(),
            attempt: self.attempt,
        });
    }

    fn not_begun(&self) -> Option<Verdict> {
        if let Some(reason) = &self.test.skip {
            return Some(Verdict { outcome: Outcome::Skipped, reason: Some(reason.to_string()) });
        }
        let reason = self.run.closed()?;
        Some(Verdict { outcome: Outcome::NotRun, reason: Some(reason) })
    }

    /// An inbox that could not be opened: what needs it cannot be judged (decisions.md C30).
    fn without_inbox(&self) -> Option<Verdict> {
        let Inboxes::Closed(trouble) = &self.run.inboxes else { return None };
        if !self.test.awaits_delivery() {
            return None;
        }
        for sequence in [self.steps(), self.finally()] {
            sequence.leave_out(self, "the inbox for webhooks could not be opened");
        }
        let causes = trouble.causes.iter().map(|cause| format!(": {cause}"));
        let hint = trouble.hint.iter().map(|hint| format!("; {hint}"));
        let reason = std::iter::once(trouble.message.clone()).chain(causes).chain(hint).collect();
        Some(Verdict { outcome: Outcome::Errored, reason: Some(reason) })
    }

    /// Does something, and meanwhile tells of each delivery of this test when it arrives.
    async fn telling_deliveries<T>(&self, work: impl Future<Output = T>) -> T {
        let Some(inbox) = self.run.inbox() else { return work.await };
        let mut news = inbox.news();
        let telling = async {
            while news.changed().await.is_ok() {
                self.tell_deliveries();
            }
            std::future::pending::<Infallible>().await
        };
        match select(pin!(work), pin!(telling)).await {
            Either::Left((done, _)) => done,
            Either::Right((never, _)) => match never {},
        }
    }

    /// Tells of the deliveries of this test that were not told so far.
    pub(super) fn tell_deliveries(&self) {
        let Some(inbox) = self.run.inbox() else { return };
        for filed in inbox.untold(self.number) {
            let signature = signed::of_test(self.run, self.test.kind, &filed.delivery);
            self.voice.delivered(Whose::Own, &filed, signature);
        }
    }

    /// What comes after this is late, but may still hold what this test knows to be secret.
    fn close_inbox(&self) {
        let Some(inbox) = self.run.inbox() else { return };
        self.tell_deliveries();
        inbox.close_files(self.number);
        if self.scope.sessions.borrow().references().next().is_some() {
            let redactor = self.voice.redactor().clone();
            self.run.over.borrow_mut().insert(self.number, redactor);
        }
    }

    fn without_variables(&self, reason: String) -> Verdict {
        for sequence in [self.steps(), self.finally()] {
            sequence.leave_out(self, "the scenario's variables cannot be filled");
        }
        Verdict { outcome: Outcome::Failed, reason: Some(reason) }
    }

    fn steps(&self) -> Sequence<'_> {
        Sequence { steps: &self.test.steps, first: 1, part: Part::Steps, within: None }
    }

    fn finally(&self) -> Sequence<'_> {
        let first = 1 + self.test.steps.iter().map(Step::count).sum::<usize>();
        Sequence { steps: &self.test.finally, first, part: Part::Finally, within: None }
    }

    async fn steps_and_finally(&self) -> Verdict {
        let limit = Limit::after(self.test.timeout, bounds::Whose::Scenario);
        let steps = self.steps().carry_out(self, limit).await;
        let late = (limit.at <= Instant::now()).then(|| limit.in_words());
        // `finally` has a time of its own (decisions.md C15), which begins only here.
        let finally = self.finally().carry_out(self, self.run.stopping.finally_limit()).await;
        verdict(&steps, &finally, late)
    }
}

/// What fails in `finally` does not hide what went wrong before. Where nothing was tried nothing has passed. `late` says
/// whose time was up.
fn verdict(steps: &Progress, finally: &Progress, late: Option<String>) -> Verdict {
    let outcome = if steps.failed {
        Outcome::Failed
    } else if steps.errored {
        Outcome::Errored
    } else if steps.interrupted {
        Outcome::Interrupted
    } else if finally.failed {
        Outcome::Failed
    } else if finally.errored {
        Outcome::Errored
    } else if steps.tried > 0 {
        Outcome::Passed
    } else {
        Outcome::Skipped
    };
    let reason = match outcome {
        Outcome::Interrupted => Some("the run was interrupted".to_owned()),
        Outcome::Errored => late.filter(|_| steps.errored),
        Outcome::Skipped => Some("no step was carried out: no `if` held".to_owned()),
        Outcome::Passed | Outcome::Failed | Outcome::Flaky | Outcome::NotRun => None,
    };
    Verdict { outcome, reason }
}
