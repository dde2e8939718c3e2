//! The fold that every report file is written from: tests in the plan's order, their attempts, steps, and what
//! happened in each. It keeps what the events hold; the terminal and the exit code need far less, see [`Summary`].

use std::{collections::BTreeMap, time::Duration};

use super::Summary;
use crate::event::{
    Delivered, Event, Happening, Outcome, RunFinished, RunStarted, StepFinished, StepStarted, TestFinished,
    TestStarted, TurnedAway,
};

/// Why a test has no end in the record.
const CUT_OFF: &str = "the run was ended before it was over";

/// All that is known of a run, or of several that were merged.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Counts, head, end, drift, verdict.
    pub summary: Summary,
    /// Every test that began, was skipped, or was left out when the run was ended, in the plan's order.
    pub tests: Vec<TestResult>,
    /// Webhooks about sessions that no test has made.
    pub strays: Vec<Delivered>,
    /// Posts that the inbox did not take.
    pub turned_away: Vec<TurnedAway>,
    /// The heads of the runs that these are the results of: one, or those that were merged.
    pub runs: Vec<RunStarted>,
    /// When the last event was.
    until: Duration,
    /// Where a test stands in `tests`, by its number.
    places: BTreeMap<usize, usize>,
}

/// A test, with at least one attempt.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// Its attempts in order.
    pub attempts: Vec<Attempt>,
    /// Which of the runs it is of, by its place in [`Results::runs`].
    pub run: usize,
}

/// One carrying out of a test.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Its head.
    pub started: TestStarted,
    /// When it began, since the run's start.
    pub began: Duration,
    /// Its steps in order.
    pub steps: Vec<StepResult>,
    /// Webhooks about its sessions, whether or not a step took them.
    pub deliveries: Vec<Delivered>,
    /// Its end; `None` where the run was ended at once, or killed.
    pub finished: Option<TestFinished>,
}

/// A step: one that began, or one that was not run.
#[derive(Clone, Debug)]
pub struct StepResult {
    /// Its number, from 1.
    pub number: usize,
    /// When it began, since the run's start.
    pub began: Duration,
    /// Its head; `None` of a step that was not run.
    pub started: Option<StepStarted>,
    /// What happened in it: exchanges, tries of a poll, repetitions, sessions, drift.
    pub moments: Vec<Event>,
    /// Its end; `None` where the run was ended at once, or killed.
    pub finished: Option<StepFinished>,
}

impl Results {
    /// Takes one event.
    pub fn event(&mut self, event: &Event) {
        self.summary.event(event);
        self.until = self.until.max(event.at);
        match &event.what {
            Happening::RunStarted(head) => self.runs.push(head.clone()),
            Happening::TestStarted(started) => self.begin(started, event.at),
            Happening::StepStarted(started) => self.begin_step(started, event.at),
            Happening::Exchanged(it) => self.note(it.test, it.step, event),
            Happening::Polled(it) => self.note(it.test, it.step, event),
            Happening::Resent(it) => self.note(it.test, it.step, event),
            Happening::SessionCreated(it) => self.note(it.test, it.step, event),
            Happening::SessionDeleted(it) => self.note(it.test, it.step, event),
            Happening::Drifted(it) => self.note(it.test, it.step, event),
            Happening::Delivered(delivered) => self.deliver(delivered),
            Happening::TurnedAway(away) => self.turned_away.push(away.clone()),
            Happening::StepFinished(finished) => self.finish_step(finished, event.at),
            Happening::TestFinished(finished) => {
                if let Some(attempt) = self.attempt(finished.test) {
                    attempt.finished = Some(finished.clone());
                }
            }
            Happening::RunFinished(_) => {}
        }
    }

    /// What the run has cost so far. The end of a run says it; of one that was killed it is counted.
    pub fn cost(&self) -> RunFinished {
        if let Some(end) = &self.summary.end {
            return end.clone();
        }
        let moments = self.tests.iter().flat_map(|test| &test.attempts).flat_map(|attempt| &attempt.steps);
        let mut cost = RunFinished { interrupted: true, requests: 0, sessions: 0, took: self.until };
        for moment in moments.flat_map(|step| &step.moments) {
            cost.requests += usize::from(matches!(moment.what, Happening::Exchanged(_)));
            cost.sessions += usize::from(matches!(moment.what, Happening::SessionCreated(_)));
        }
        cost
    }

    /// The results of a record.
    pub fn of(events: &[Event]) -> Self {
        let mut results = Self::default();
        for event in events {
            results.event(event);
        }
        results
    }

    /// Ends what a run that was killed, or ended at once, has left open: it was interrupted. What has ended stays as
    /// it is.
    pub fn close(&mut self) {
        for event in self.open_ends() {
            self.event(&event);
        }
    }

    /// The events that end what a run has left open.
    pub fn open_ends(&self) -> Vec<Event> {
        self.tests.iter().flat_map(|test| self.open_end(test.last())).collect()
    }

    fn open_end(&self, attempt: &Attempt) -> Vec<Event> {
        let event = |what| Event { at: self.until, what };
        let end = |started: &TestStarted, took| TestFinished {
            test: started.test,
            attempt: started.attempt,
            outcome: Outcome::Interrupted,
            retried: false,
            reason: Some(CUT_OFF.to_owned()),
            took,
        };
        match &attempt.finished {
            Some(finished) if !finished.retried => Vec::new(),
            // What was to be tried again is told as an attempt that came to nothing: the one before keeps its end.
            Some(_) => {
                let next = TestStarted {
                    attempt: attempt.started.attempt.saturating_add(1),
                    ..attempt.started.clone()
                };
                let finished = end(&next, Duration::ZERO);
                vec![event(Happening::TestStarted(next)), event(Happening::TestFinished(finished))]
            }
            None => {
                let took = self.until.saturating_sub(attempt.began);
                vec![event(Happening::TestFinished(end(&attempt.started, took)))]
            }
        }
    }

    fn begin(&mut self, started: &TestStarted, at: Duration) {
        let attempt = Attempt {
            started: started.clone(),
            began: at,
            steps: Vec::new(),
            deliveries: Vec::new(),
            finished: None,
        };
        if let Some(place) = self.places.get(&started.test) {
            self.tests[*place].attempts.push(attempt);
            return;
        }
        self.places.insert(started.test, self.tests.len());
        let run = self.runs.len().saturating_sub(1);
        self.tests.push(TestResult { attempts: vec![attempt], run });
    }

    fn begin_step(&mut self, started: &StepStarted, at: Duration) {
        if let Some(attempt) = self.attempt(started.test) {
            let (number, moments) = (started.step, Vec::new());
            let started = Some(started.clone());
            attempt.steps.push(StepResult { number, began: at, started, moments, finished: None });
        }
    }

    fn finish_step(&mut self, finished: &StepFinished, at: Duration) {
        let Some(attempt) = self.attempt(finished.test) else { return };
        match attempt.steps.iter_mut().rfind(|step| step.number == finished.step) {
            Some(step) => step.finished = Some(finished.clone()),
            None => attempt.steps.push(StepResult {
                number: finished.step,
                began: at,
                started: None,
                moments: Vec::new(),
                finished: Some(finished.clone()),
            }),
        }
    }

    fn note(&mut self, test: usize, step: usize, event: &Event) {
        let Some(attempt) = self.attempt(test) else { return };
        if let Some(step) = attempt.steps.iter_mut().rfind(|known| known.number == step) {
            step.moments.push(event.clone());
        }
    }

    fn deliver(&mut self, delivered: &Delivered) {
        match delivered.test.and_then(|test| self.attempt(test)) {
            Some(attempt) => attempt.deliveries.push(delivered.clone()),
            None => self.strays.push(delivered.clone()),
        }
    }

    /// The attempt of a test that is under way, or its last one.
    fn attempt(&mut self, test: usize) -> Option<&mut Attempt> {
        let place = *self.places.get(&test)?;
        self.tests.get_mut(place)?.attempts.last_mut()
    }
}

impl TestResult {
    /// The attempt that counts.
    pub fn last(&self) -> &Attempt {
        self.attempts.last().expect("a test has an attempt from its beginning on")
    }

    /// The head of the test.
    pub fn test(&self) -> &TestStarted {
        &self.last().started
    }

    /// How it ended; what had not ended, or was to be tried again and never was, was interrupted.
    pub fn outcome(&self) -> Outcome {
        match &self.last().finished {
            Some(finished) if !finished.retried => finished.outcome,
            Some(_) | None => Outcome::Interrupted,
        }
    }

    /// How long all its attempts took together.
    pub fn took(&self) -> Duration {
        self.attempts.iter().map(Attempt::took).sum()
    }

    /// The attempts before the one that counts.
    pub fn earlier(&self) -> &[Attempt] {
        &self.attempts[..self.attempts.len() - 1]
    }
}

impl Attempt {
    /// How it ended; what had not ended was interrupted. The attempt that ends a flaky test has passed.
    pub fn outcome(&self) -> Outcome {
        match &self.finished {
            Some(finished) if finished.outcome == Outcome::Flaky => Outcome::Passed,
            Some(finished) => finished.outcome,
            None => Outcome::Interrupted,
        }
    }

    /// How long it took; nothing where it has not ended.
    pub fn took(&self) -> Duration {
        self.finished.as_ref().map_or(Duration::ZERO, |finished| finished.took)
    }
}
