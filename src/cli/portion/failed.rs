//! `--failed`: the tests that did not end well in a run before, as its record tells.

use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

use super::super::{contract::record_file, load::file_diagnostic, run::shown_path, world::World};
use crate::{
    diagnostic::{Diagnostic, code},
    event::{Flaky, Outcome},
    files, record,
    report::{Results, TestResult, on_one_line},
    secrets::REPLACEMENT,
};

/// Tests that are gone and are named.
const MOST_NAMED: usize = 10;

/// What went wrong in a run before, or in several that belong together.
#[derive(Default)]
pub(super) struct Failed {
    /// The ids as they are recorded, secrets replaced.
    ids: BTreeSet<String>,
    /// The files of those tests, from the suite's root.
    files: BTreeSet<String>,
    /// Tests of which the record tells nothing: the run was killed before it came to them.
    untold: usize,
    /// The records, as they are shown.
    records: Vec<String>,
    /// Where those runs went.
    environments: BTreeSet<String>,
}

/// Reads the records that were named; an empty name is the suite's last one.
pub(super) fn read(world: &World, root: &Path, named: &[String]) -> Result<Failed, Vec<Diagnostic>> {
    let mut failed = Failed::default();
    let mut problems = Vec::new();
    for name in named {
        let path = Some(Path::new(name)).filter(|_| !name.is_empty());
        match record_file(world, root, path, &mut problems) {
            Ok(Some(file)) => match results(world, &file) {
                Ok(results) => failed.add(&results, shown_path(world, &file)),
                Err(problem) => problems.push(problem),
            },
            Ok(None) => {}
            Err(error) => problems.push(Diagnostic::error(code::FILE, format!("{error:#}"))),
        }
    }
    if problems.is_empty() && failed.ids.is_empty() && failed.untold > 0 {
        problems.push(failed.killed());
    }
    if problems.is_empty() { Ok(failed) } else { Err(problems) }
}

fn results(world: &World, file: &Path) -> Result<Results, Diagnostic> {
    let refused = |reason: String| {
        let message = format!("the record `{}` cannot be read: {reason}", shown_path(world, file));
        Diagnostic::error(code::FILE, message).help("name another one: `--failed=RECORD`")
    };
    let text = files::read_record(file).map_err(|problem| file_diagnostic(&problem))?;
    let results = Results::of(&record::read(&text).map_err(|error| refused(error.to_string()))?);
    if results.summary.head.is_none() {
        return Err(refused("it has no beginning".to_owned()));
    }
    Ok(results)
}

impl Failed {
    fn add(&mut self, results: &Results, record: String) {
        let flaky = results.summary.head.as_ref().map_or(Flaky::Allowed, |head| head.flaky);
        for test in results.tests.iter().filter(|test| is_wanted(test, flaky)) {
            self.ids.insert(test.test().id.clone());
            self.files.insert(test.test().file.clone());
        }
        if let Some(head) = &results.summary.head {
            self.untold += head.tests.saturating_sub(results.tests.len());
            self.environments.insert(head.environment.clone());
        }
        self.records.push(record);
    }

    fn killed(&self) -> Diagnostic {
        let message = format!(
            "the record `{}` tells nothing of {} of its tests: that run was killed before it came to them",
            self.records.join("`, `"),
            self.untold
        );
        Diagnostic::error(code::FILE, message).help("run without `--failed`")
    }

    /// Whether there is nothing to run again.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A word for that.
    pub(super) fn nothing(&self) -> String {
        format!("nothing to run again: no test failed in {}\n", self.records.join(", "))
    }

    /// Whether a test is among them. An id in which something was masked means every test that it fits.
    pub(super) fn holds(&self, id: &str) -> bool {
        self.ids.contains(id) || self.masked().any(|masked| fits(masked, id))
    }

    fn masked(&self) -> impl Iterator<Item = &String> {
        self.ids.iter().filter(|id| id.contains(REPLACEMENT))
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
        let records = self.records.join(", ");
        let count = if met.len() == 1 { "1 test".to_owned() } else { format!("{} tests", met.len()) };
        let mut text = format!("{count} to run again, of {} in {}\n", self.ids.len(), on_one_line(&records));
        for other in
            self.environments.iter().filter(|one| environment.is_some_and(|here| here != one.as_str()))
        {
            text.push_str(&format!(
                "note: that run went against `{}`, this one does not\n",
                on_one_line(other)
            ));
        }
        if self.untold > 0 {
            text.push_str(&format!(
                "note: that run was killed before it came to {} of its tests, which are not among these\n",
                self.untold
            ));
        }
        let gone: Vec<&String> = self.ids.iter().filter(|id| !met.iter().any(|met| fits(id, met))).collect();
        match narrowed {
            Narrowed::No => text.push_str(&gone_tests(&gone)),
            Narrowed::Yes if gone.is_empty() => {}
            Narrowed::Yes => text.push_str(&format!("note: {} of them are not selected here\n", gone.len())),
        }
        text
    }
}

/// Whether paths, tags or a filter leave tests out as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Narrowed {
    No,
    Yes,
}

fn gone_tests(gone: &[&String]) -> String {
    let mut text = String::new();
    for id in gone.iter().take(MOST_NAMED) {
        text.push_str(&format!("note: `{}` is no more: it was renamed or deleted\n", on_one_line(id)));
    }
    if gone.len() > MOST_NAMED {
        text.push_str(&format!("note: and {} more are no more\n", gone.len() - MOST_NAMED));
    }
    text
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
