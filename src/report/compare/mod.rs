//! Two runs held against one another, test by test, by their ids.
//!
//! Nothing is judged anew: outcomes, times, paths and drift are those of the records.

mod gist;
mod json;
mod markdown;
mod paths;
mod text;

use std::{collections::HashMap, time::Duration};

pub use json::{FORMAT, to_json};
pub use markdown::to_markdown;
pub use paths::PathChange;
pub use text::to_text;

use super::{Drifting, Results, TestResult};
use crate::event::{Clock, Outcome, RunStarted};

/// From where on a test is slower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slowness {
    /// By how many hundredths of the old time.
    pub percent: u32,
    /// And by how much at least.
    pub least: Duration,
}

/// What has changed from an old run to a new one. Every list goes by the plan of the new run; gone tests by the old one.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The heads of the old runs, several where records were merged.
    pub old: Vec<RunStarted>,
    /// Those of the new ones.
    pub new: Vec<RunStarted>,
    /// Failed or could not be judged, and had not before; also tests that were not there.
    pub failing: Vec<Change>,
    /// Failed or could not be judged, as before.
    pub still: Vec<Change>,
    /// Passed, and had not before.
    pub fixed: Vec<Change>,
    /// Skipped, interrupted or not run, and had been judged before.
    pub unjudged: Vec<Change>,
    /// Flaky, and was not before.
    pub flaky: Vec<Change>,
    /// Passed at once, and was flaky before.
    pub steady: Vec<Change>,
    /// Passed both times, the second time more slowly.
    pub slower: Vec<Slower>,
    /// The statuses that polls saw are others.
    pub paths: Vec<PathChange>,
    /// Tests that were not there.
    pub added: Vec<Change>,
    /// Tests that are not there any more.
    pub gone: Vec<Change>,
    /// Tests of which nothing is known in the new run, because a shard of it is missing or it was ended early.
    pub unknown: Vec<Change>,
    /// What the documents do not name, and was not met before.
    pub drift: Vec<Drifting>,
    /// What was met before, and no more.
    pub gone_drift: Vec<Drifting>,
    /// Why times were not compared.
    pub clocks_differ: bool,
}

/// A test that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: String,
    /// How it ended in the old run; `None` where it was not there.
    pub before: Option<Outcome>,
    /// How it ended in the new run; `None` where it is not there.
    pub after: Option<Outcome>,
    /// What did not hold, or why it was not judged, in one line.
    pub gist: Option<String>,
}

/// A test that took longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slower {
    /// Its id.
    pub id: String,
    /// How long it took.
    pub before: Duration,
    /// How long it takes.
    pub after: Duration,
}

/// Holds a new run against an old one.
pub fn compare(old: &Results, new: &Results, slowness: Slowness) -> Comparison {
    let clocks_differ = clock(old) != clock(new);
    let mut found =
        Comparison { old: old.runs.clone(), new: new.runs.clone(), clocks_differ, ..Comparison::default() };
    let mut before = by_id(old);
    for (key, test) in keyed(new) {
        let known = before.remove(&key);
        found.judge(known, test);
        if let Some(known) = known {
            found.paths.extend(paths::changes(known, test));
            found.time(known, test, slowness);
        }
    }
    let gone = keyed(old).into_iter().filter(|(key, _)| before.contains_key(key));
    let gone = gone.map(|(_, test)| change(Some(test), None));
    // Whatever a whole run would have had may be among the tests that have not begun.
    if new.summary.not_begun() > 0 {
        found.unknown.extend(gone);
    } else {
        found.gone.extend(gone);
    }
    found.slower.sort_by_key(|slower| std::cmp::Reverse(slower.after.saturating_sub(slower.before)));
    found.drift = missing_in(&new.summary.drift, &old.summary.drift);
    found.gone_drift = missing_in(&old.summary.drift, &new.summary.drift);
    found
}

/// A test by its id, and which of those with the same id it is: runs that were merged may repeat one, and cases over a
/// masked field have one id. These are paired in the plan's order.
type Key<'r> = (&'r str, usize);

fn keyed<'r>(results: &'r Results) -> Vec<(Key<'r>, &'r TestResult)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let key = |test: &'r TestResult| {
        let id = test.test().id.as_str();
        let count = seen.entry(id).or_default();
        *count += 1;
        ((id, *count), test)
    };
    results.tests.iter().map(key).collect()
}

fn by_id(results: &Results) -> HashMap<Key<'_>, &TestResult> {
    keyed(results).into_iter().collect()
}

fn clock(results: &Results) -> Option<Clock> {
    results.summary.head.as_ref().map(|head| head.clock)
}

fn missing_in(some: &[Drifting], others: &[Drifting]) -> Vec<Drifting> {
    let is_missing = |one: &&Drifting| !others.iter().any(|other| other.drift == one.drift);
    some.iter().filter(is_missing).cloned().collect()
}

/// What an outcome says of the API.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Worth {
    Good,
    Bad,
    Nothing,
}

fn worth(outcome: Outcome) -> Worth {
    match outcome {
        Outcome::Passed | Outcome::Flaky => Worth::Good,
        Outcome::Failed | Outcome::Errored => Worth::Bad,
        Outcome::Skipped | Outcome::Interrupted | Outcome::NotRun => Worth::Nothing,
    }
}

fn change(before: Option<&TestResult>, after: Option<&TestResult>) -> Change {
    let test = after.or(before);
    Change {
        id: test.map(|test| test.test().id.clone()).unwrap_or_default(),
        before: before.map(TestResult::outcome),
        after: after.map(TestResult::outcome),
        gist: test.and_then(gist::gist),
    }
}

impl Comparison {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        let tests = [&self.added, &self.gone, &self.unknown];
        let changes = [&self.failing, &self.fixed, &self.unjudged, &self.flaky, &self.steady];
        let mut changes = changes.into_iter().chain(tests);
        changes.all(Vec::is_empty)
            && self.slower.is_empty()
            && self.paths.is_empty()
            && self.drift.is_empty()
            && self.gone_drift.is_empty()
    }

    fn judge(&mut self, before: Option<&TestResult>, after: &TestResult) {
        let change = change(before, Some(after));
        let was = before.map(|test| worth(test.outcome()));
        let (was_flaky, is_flaky) =
            (change.before == Some(Outcome::Flaky), after.outcome() == Outcome::Flaky);
        if was.is_none() {
            self.added.push(change.clone());
        }
        if is_flaky && !was_flaky {
            self.flaky.push(change.clone());
        }
        match (was, worth(after.outcome())) {
            (Some(Worth::Bad), Worth::Bad) => self.still.push(change),
            (_, Worth::Bad) => self.failing.push(change),
            (Some(Worth::Bad), Worth::Good) => self.fixed.push(change),
            (Some(Worth::Bad | Worth::Good), Worth::Nothing) => self.unjudged.push(change),
            (Some(Worth::Good), Worth::Good) if was_flaky && !is_flaky => self.steady.push(change),
            (_, Worth::Good | Worth::Nothing) => {}
        }
    }

    fn time(&mut self, before: &TestResult, after: &TestResult, slowness: Slowness) {
        let both = [before, after].map(|test| worth(test.outcome()));
        if self.clocks_differ || both != [Worth::Good, Worth::Good] {
            return;
        }
        let (was, is) = (before.last().took(), after.last().took());
        let more = is.saturating_sub(was);
        let allowed = was.as_micros().saturating_mul(u128::from(slowness.percent)) / 100;
        if !more.is_zero() && more >= slowness.least && more.as_micros() >= allowed {
            self.slower.push(Slower { id: after.test().id.clone(), before: was, after: is });
        }
    }
}
