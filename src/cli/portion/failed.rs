//! `--failed`: the tests that did not end well in a run before, as its record tells.

use std::{
    collections::{BTreeSet, HashSet},
    path::{Component, Path, PathBuf},
};

use super::super::{recorded, world::World};
use crate::{
    diagnostic::Diagnostic,
    event::{Flaky, Outcome},
    files,
    report::{
        Results, TestResult,
        merge::{Merged, Recorded},
        on_one_line,
    },
    secrets::REPLACEMENT,
};

/// Tests that are gone and are named.
const MOST_NAMED: usize = 10;

/// Why a record does not tell of all tests.
const WHY_UNTOLD: &str = "since it was killed before it came to them, or a shard is missing";

/// What went wrong in a run before.
pub(super) struct Failed {
    /// The ids as they are recorded, secrets replaced.
    ids: BTreeSet<String>,
    /// Those in which something was masked.
    masked: Vec<String>,
    /// The files of those tests, from the suite's root.
    files: BTreeSet<String>,
    /// What the records leave untold, where they do.
    untold: Option<Untold>,
    /// The records, as they are shown.
    records: String,
    /// Where those runs went.
    environments: BTreeSet<String>,
}

/// Tests that a run would have begun, and of which its record tells nothing. Which ones they were nobody knows: so all
/// that are selected count as such, but those that ended well.
struct Untold {
    /// How many they are.
    count: usize,
    /// The ids that the records tell to have ended well.
    well: HashSet<String>,
}

/// Reads the records that were named, shards as one run; an empty name is the suite's last one.
pub(super) fn read(world: &World, root: &Path, named: &[String]) -> Result<Failed, Vec<Diagnostic>> {
    let paths: Vec<PathBuf> = named.iter().filter(|name| !name.is_empty()).map(PathBuf::from).collect();
    let merged = recorded::merged(world, Some(root), &paths)?;
    Ok(Failed::of(&merged))
}

impl Failed {
    fn of(merged: &Merged) -> Self {
        let summary = &merged.results.summary;
        let flaky = summary.head.as_ref().map_or(Flaky::Allowed, |head| head.flaky);
        let wanted =
            || merged.results.tests.iter().filter(|test| is_wanted(test, flaky)).map(TestResult::test);
        let records: Vec<&str> = merged.records.iter().map(|record| record.name.as_str()).collect();
        let masked = wanted().filter(|test| test.id.contains(REPLACEMENT));
        Self {
            ids: wanted().map(|test| test.id.clone()).collect(),
            masked: masked.map(|test| test.id.clone()).collect(),
            files: wanted().map(|test| test.file.clone()).collect(),
            untold: Untold::of(merged, flaky),
            records: on_one_line(&records.join(", ")),
            environments: merged.records.iter().map(|record| record.head.environment.clone()).collect(),
        }
    }

    /// Whether there is nothing to run again.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.untold.is_none()
    }

    /// A word for that.
    pub(super) fn nothing(&self) -> String {
        format!("nothing to run again: no test failed in {}\n", self.records)
    }

    /// Whether a test is among them. An id in which something was masked means every test that it fits.
    pub(super) fn holds(&self, id: &str) -> bool {
        self.has_failed(id) || self.untold.as_ref().is_some_and(|untold| !untold.well.contains(id))
    }

    fn has_failed(&self, id: &str) -> bool {
        self.ids.contains(id) || self.masked.iter().any(|masked| fits(masked, id))
    }

    /// The ids that none of these tests has.
    fn gone(&self, met: &[&str]) -> Vec<&String> {
        let exact: HashSet<&str> = met.iter().copied().collect();
        let is_met = |id: &String| {
            exact.contains(id.as_str()) || id.contains(REPLACEMENT) && met.iter().any(|met| fits(id, met))
        };
        self.ids.iter().filter(|id| !is_met(id)).collect()
    }

    /// The files in which they stand and that are there; none where they may stand in any.
    pub(super) fn paths(&self, root: &Path) -> Vec<PathBuf> {
        if self.untold.is_some() {
            return Vec::new();
        }
        let inside = |file: &&String| {
            let stays = Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
            stays && files::is_there(root, file)
        };
        self.files.iter().filter(inside).map(|file| root.join(file)).collect()
    }

    /// What is to be said: of how many, of which run, and which of them are no more. `narrowed`: whether anything else
    /// leaves tests out, so that a test that is not met may still be there.
    pub(super) fn told(&self, met: &[&str], environment: Option<&str>, narrowed: Narrowed) -> String {
        let count = if met.len() == 1 { "1 test".to_owned() } else { format!("{} tests", met.len()) };
        let others = met.iter().filter(|id| !self.has_failed(id)).count();
        let besides = if self.untold.is_some() { format!(", and {others} besides") } else { String::new() };
        let mut lines =
            vec![format!("{count} to run again, of {} in {}{besides}", self.ids.len(), self.records)];
        let is_other = |one: &&String| environment.is_some_and(|here| here != one.as_str());
        lines.extend(
            self.environments.iter().filter(is_other).map(|other| {
                format!("note: that run went against `{}`, this one does not", on_one_line(other))
            }),
        );
        if let Some(Untold { count, .. }) = &self.untold {
            lines.push(format!("note: it tells nothing of {count} of its tests, {WHY_UNTOLD}"));
            lines.push(
                "note: so all that are selected here are run, but those that ended well in it".to_owned(),
            );
        }
        let gone = self.gone(met);
        match narrowed {
            Narrowed::No => lines.extend(gone_tests(&gone)),
            Narrowed::Yes if gone.is_empty() => {}
            Narrowed::Yes => lines.push(format!("note: {} of them are not selected here", gone.len())),
        }
        lines.join("\n") + "\n"
    }
}

impl Untold {
    fn of(merged: &Merged, flaky: Flaky) -> Option<Self> {
        let count = merged.results.summary.not_begun();
        if count == 0 {
            return None;
        }
        let is_sharded = merged.records.iter().any(|record| record.head.shard.is_some());
        // Of whole runs each was to carry out all of its tests: what one did cannot speak for another.
        let speak = merged.records.iter().filter(|record| is_sharded || has_untold(record));
        let told = speak.map(|record| ended_well(record, flaky));
        let well = if is_sharded {
            told.flatten().collect()
        } else {
            told.reduce(|all, one| all.intersection(&one).cloned().collect()).unwrap_or_default()
        };
        Some(Self { count, well })
    }
}

fn has_untold(record: &Recorded) -> bool {
    Results::of(&record.events).summary.not_begun() > 0
}

/// An id in which something was masked may be that of several tests, which need not have ended alike.
fn ended_well(record: &Recorded, flaky: Flaky) -> HashSet<String> {
    let tests = Results::of(&record.events).tests;
    let well = tests.iter().filter(|test| !is_wanted(test, flaky)).map(|test| &test.test().id);
    well.filter(|id| !id.contains(REPLACEMENT)).cloned().collect()
}

/// Whether paths, tags or a filter leave tests out as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Narrowed {
    No,
    Yes,
}

fn gone_tests(gone: &[&String]) -> Vec<String> {
    let named = gone.iter().take(MOST_NAMED);
    let line = |id: &&String| format!("note: `{}` is no more: it was renamed or deleted", on_one_line(id));
    let mut lines: Vec<String> = named.map(line).collect();
    if gone.len() > MOST_NAMED {
        lines.push(format!("note: and {} more are no more", gone.len() - MOST_NAMED));
    }
    lines
}

/// Those that ended badly, or did not come to an end. What is flaky is so only where it failed its run.
fn is_wanted(test: &TestResult, flaky: Flaky) -> bool {
    match test.outcome() {
        Outcome::Failed | Outcome::Errored | Outcome::Interrupted | Outcome::NotRun => true,
        Outcome::Flaky => flaky == Flaky::Denied,
        Outcome::Passed | Outcome::Skipped => false,
    }
}

/// Whether a recorded id can be that of a test: what stands around the masks, in order.
fn fits(recorded: &str, id: &str) -> bool {
    let pieces: Vec<&str> = recorded.split(REPLACEMENT).collect();
    let [first, between @ .., last] = pieces.as_slice() else { return recorded == id };
    let Some(rest) = id.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else { return false };
    between.iter().try_fold(rest, |rest, piece| rest.split_once(piece).map(|(_, behind)| behind)).is_some()
}
