//! The fold over events that every verdict comes from: counts, the slowest tests, what failed, and the exit code.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::event::{
    BodyText, Delivered, Drift, Drifted, Event, Flaky, Happening, Outcome, RunFinished, RunStarted, Standing,
    TestFinished, TestStarted, TurnedAway,
};

/// How many of the slowest tests are kept: as many as any report names.
const SLOWEST: usize = 5;

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The run's head; `None` before its first event.
    pub head: Option<RunStarted>,
    /// The seeds, once each; several where records are merged.
    pub seeds: Vec<u64>,
    /// How many tests ended in which way.
    pub counts: BTreeMap<Outcome, usize>,
    /// The tests that did not pass and were not skipped, in order.
    pub broken: Vec<(TestStarted, TestFinished)>,
    /// The tests that passed after an attempt that had not.
    pub flaky: Vec<(TestStarted, TestFinished)>,
    /// The slowest tests, all their attempts together, the slowest first.
    pub slowest: Vec<(TestStarted, Duration)>,
    /// Why tests were skipped, and how many for each reason, in the order met.
    pub skipped: Vec<(String, usize)>,
    /// What the documents do not name and the suite does not know, once each, in the order met.
    pub drift: Vec<Drifting>,
    /// How often something was met that the suite knows as drift.
    pub known_drift: usize,
    /// Webhooks about sessions that no test has made, in order.
    pub astray: Vec<Delivered>,
    /// Webhooks about sessions of tests that were over when they came, in order, each with the id of its test.
    pub late: Vec<(String, Delivered)>,
    /// Posts that the inbox did not take.
    pub turned_away: Vec<TurnedAway>,
    /// Requests that were sent so far.
    pub requests: usize,
    /// Sessions that were made so far.
    pub sessions: usize,
    /// The sessions that were made and not deleted, by their `scanRef`.
    pub left: BTreeSet<String>,
    /// The run's end; `None` while it goes on, and of a run that was killed.
    pub end: Option<RunFinished>,
    /// The parts of the whole that no record was given of, by their numbers; only where records are merged.
    pub missing_shards: Vec<usize>,
    running: BTreeMap<usize, TestStarted>,
    /// The ids of the tests that have ended.
    over: BTreeMap<usize, String>,
    /// What earlier attempts of tests took.
    spent: BTreeMap<usize, Duration>,
}

/// A drift, how often it was met, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drifting {
    /// What it is.
    pub drift: Drift,
    /// What the documents say there.
    pub source: String,
    /// In how many steps it was met.
    pub count: usize,
    /// The id of the test that met it first.
    pub first: String,
}

/// The exit code of a run, by language.md section 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    /// All passed, or were skipped.
    Passed = 0,
    /// Something failed.
    Failed = 1,
    /// Nothing failed, but something could not be judged.
    Errored = 3,
    /// Nothing matched the selection.
    NothingRan = 4,
    /// The run was interrupted.
    Interrupted = 130,
}

impl Summary {
    /// Takes one event.
    pub fn event(&mut self, event: &Event) {
        match &event.what {
            Happening::RunStarted(head) => {
                self.head = Some(head.clone());
                self.seeds = vec![head.seed];
            }
            Happening::TestStarted(test) => {
                self.running.insert(test.test, test.clone());
            }
            Happening::Drifted(drifted) => self.note_drift(drifted),
            Happening::Delivered(delivered) => self.note_delivered(delivered),
            Happening::TurnedAway(away) => self.turned_away.push(away.clone()),
            Happening::TestFinished(end) => self.finish(end),
            Happening::RunFinished(end) => self.end = Some(end.clone()),
            Happening::Exchanged(_) => self.requests += 1,
            Happening::SessionCreated(made) => {
                self.sessions += 1;
                self.left.insert(made.scan_ref.clone());
            }
            Happening::SessionDeleted(deleted) => _ = self.left.remove(&deleted.scan_ref),
            Happening::StepStarted(_)
            | Happening::Polled(_)
            | Happening::Resent(_)
            | Happening::StepFinished(_) => {}
        }
    }

    /// How many tests ended in this way.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.counts.get(&outcome).copied().unwrap_or(0)
    }

    /// The id of a test that is under way.
    pub fn test_id(&self, test: usize) -> Option<&str> {
        self.running.get(&test).map(|started| started.id.as_str())
    }

    /// How many tests have begun and not ended: in the end only those of a run that was ended at once, or killed.
    pub fn under_way(&self) -> usize {
        self.running.len()
    }

    /// How many of the tests that the head announces have not begun: in the end only those of a run that was killed, or
    /// of a part that is missing.
    pub fn not_begun(&self) -> usize {
        let announced = self.head.as_ref().map_or(0, |head| head.tests);
        announced.saturating_sub(self.counts.values().sum::<usize>() + self.under_way())
    }

    /// The verdict; a run whose end is missing was interrupted, and the tests of a part that is missing could not be
    /// judged.
    pub fn verdict(&self) -> Verdict {
        let ended = self.end.as_ref().is_some_and(|end| !end.interrupted);
        if !ended {
            Verdict::Interrupted
        } else if self.count(Outcome::Failed) > 0 || self.denied_flaky() > 0 {
            Verdict::Failed
        } else if self.count(Outcome::Errored) > 0 || !self.missing_shards.is_empty() {
            Verdict::Errored
        } else if [Outcome::Passed, Outcome::Flaky, Outcome::Skipped].iter().all(|one| self.count(*one) == 0)
            && !self.is_empty_shard()
        {
            Verdict::NothingRan
        } else {
            Verdict::Passed
        }
    }

    /// Whether the run had a part of the tests that has none: nothing was missed (decisions.md F6).
    pub fn is_empty_shard(&self) -> bool {
        let empty =
            |head: &RunStarted| head.tests == 0 && head.shard.as_ref().is_some_and(|shard| shard.tests > 0);
        self.head.as_ref().is_some_and(empty)
    }

    /// How many flaky tests fail the run.
    fn denied_flaky(&self) -> usize {
        match self.head.as_ref().map(|head| head.flaky) {
            Some(Flaky::Denied) => self.count(Outcome::Flaky),
            Some(Flaky::Allowed) | None => 0,
        }
    }

    fn finish(&mut self, end: &TestFinished) {
        if end.retried {
            let spent = self.spent.entry(end.test).or_default();
            *spent = spent.saturating_add(end.took);
            return;
        }
        let Some(test) = self.running.remove(&end.test) else { return };
        let took = self.spent.remove(&end.test).unwrap_or_default().saturating_add(end.took);
        if !took.is_zero() {
            self.note_duration(test.clone(), took);
        }
        *self.counts.entry(end.outcome).or_default() += 1;
        self.over.insert(end.test, test.id.clone());
        match end.outcome {
            Outcome::Passed => {}
            Outcome::Flaky => self.flaky.push((test, end.clone())),
            Outcome::Failed | Outcome::Errored | Outcome::Interrupted | Outcome::NotRun => {
                self.broken.push((test, end.clone()));
            }
            Outcome::Skipped => self.note_skipped(end.reason.as_deref().unwrap_or("skipped")),
        }
    }

    fn note_drift(&mut self, drifted: &Drifted) {
        match (drifted.standing, self.drift.iter_mut().find(|known| known.drift == drifted.drift)) {
            (Standing::Known, _) => self.known_drift += 1,
            (Standing::New, Some(known)) => known.count += 1,
            (Standing::New, None) => self.drift.push(Drifting {
                drift: drifted.drift.clone(),
                source: drifted.source.clone(),
                count: 1,
                first: self.test_id(drifted.test).unwrap_or_default().to_owned(),
            }),
        }
    }

    /// The body of one for nobody says why it is for nobody; that of a late one is not kept.
    fn note_delivered(&mut self, delivered: &Delivered) {
        match delivered.test {
            None => self.astray.push(delivered.clone()),
            Some(test) => {
                let Some(over) = self.over.get(&test) else { return };
                let delivered = Delivered { body: BodyText::default(), ..delivered.clone() };
                self.late.push((over.clone(), delivered));
            }
        }
    }

    fn note_duration(&mut self, test: TestStarted, took: Duration) {
        // Of those that took equally long the first in the plan, whichever ended first.
        let is_before = |(other, slow): &(TestStarted, Duration)| match slow.cmp(&took) {
            Ordering::Greater => true,
            Ordering::Equal => other.test < test.test,
            Ordering::Less => false,
        };
        let place = self.slowest.partition_point(is_before);
        if place < SLOWEST {
            self.slowest.insert(place, (test, took));
            self.slowest.truncate(SLOWEST);
        }
    }

    fn note_skipped(&mut self, reason: &str) {
        match self.skipped.iter_mut().find(|(known, _)| known == reason) {
            Some((_, count)) => *count += 1,
            None => self.skipped.push((reason.to_owned(), 1)),
        }
    }
}

impl Verdict {
    /// The exit code.
    pub fn code(self) -> u8 {
        self as u8
    }
}
