//! `--failed`: the tests that did not end well in a run before, as its record tells.

use std::{
    collections::{BTreeSet, HashSet},
    path::{Component, Path, PathBuf},
};

use super::super::{recorded, world::World};
use crate::{
    diagnostic::{Diagnostic, code},
    event::{Flaky, Outcome},
    files,
    report::{TestResult, merge::Merged, on_one_line},
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
    /// Tests of which the records tell nothing.
    untold: usize,
    /// The records, as they are shown.
    records: String,
    /// Where those runs went.
    environments: BTreeSet<String>,
}

/// Reads the records that were named, shards as one run; an empty name is the suite's last one.
pub(super) fn read(world: &World, root: &Path, named: &[String]) -> Result<Failed, Vec<Diagnostic>> {
    let paths: Vec<PathBuf> = named.iter().filter(|name| !name.is_empty()).map(PathBuf::from).collect();
    let merged = recorded::merged(world, Some(root), &paths)?;
    let failed = Failed::of(&merged);
    if failed.ids.is_empty() && failed.untold > 0 { Err(vec![failed.untold()]) } else { Ok(failed) }
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
            untold: summary.not_begun(),
            records: on_one_line(&records.join(", ")),
            environments: merged.records.iter().map(|record| record.head.environment.clone()).collect(),
        }
    }

    fn untold(&self) -> Diagnostic {
        let message = format!("{} tells nothing of {} of its tests, {WHY_UNTOLD}", self.records, self.untold);
        Diagnostic::error(code::FILE, message).help("run without `--failed`")
    }

    /// Whether there is nothing to run again.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A word for that.
    pub(super) fn nothing(&self) -> String {
        format!("nothing to run again: no test failed in {}\n", self.records)
    }

    /// Whether a test is among them. An id in which something was masked means every test that it fits.
    pub(super) fn holds(&self, id: &str) -> bool {
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

    /// The files in which they stand and that are there.
    pub(super) fn paths(&self, root: &Path) -> Vec<PathBuf> {
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
        let mut lines = vec![format!("{count} to run again, of {} in {}", self.ids.len(), self.records)];
        let is_other = |one: &&String| environment.is_some_and(|here| here != one.as_str());
        lines.extend(
            self.environments.iter().filter(is_other).map(|other| {
                format!("note: that run went against `{}`, this one does not", on_one_line(other))
            }),
        );
        if self.untold > 0 {
            lines.push(format!("note: it tells nothing of {} more, {WHY_UNTOLD}", self.untold));
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
