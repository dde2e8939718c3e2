//! Of the tests that were selected only some: those that failed before, and of them one shard.

mod failed;
mod shard;
mod systems;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;

use super::{
    arguments::Selection,
    load::{self, Loaded},
    run::argument,
    world::World,
};
use crate::{
    diagnostic::Diagnostic,
    plan::{self, Share, Test},
};
use failed::{Failed, Narrowed};
use shard::Asked;

/// Which of the selected tests.
#[derive(Debug, Args)]
pub(super) struct PortionArguments {
    /// Only tests that failed, could not be judged, were interrupted or not begun: in the suite's last run, or in RECORD,
    /// which may be given several times.
    #[arg(
        long,
        value_name = "RECORD",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = ""
    )]
    pub(super) failed: Vec<String>,
    /// Only one part of the tests, such as `2/4`, the second of four; `auto`: the one that the CI system says.
    #[arg(long, value_name = "I/N")]
    pub(super) shard: Option<String>,
    /// How long tests took, so that shards take equally long [default: the suite's `durations.json`, if there is one].
    #[arg(long, value_name = "FILE", requires = "shard")]
    pub(super) durations: Option<PathBuf>,
}

/// What was asked for, understood.
pub(super) struct Portion {
    failed: Option<Failed>,
    shard: Asked,
    /// The files of the tests that failed, where no others were named.
    paths: Vec<PathBuf>,
    narrowed: Narrowed,
}

impl Portion {
    /// Reads what was asked for, records and durations too.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn ask(
        world: &World,
        suite: Option<&Path>,
        selection: &Selection,
        arguments: &PortionArguments,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (failed, shard, paths, narrowed) = (None, Asked::Nothing, Vec::new(), Narrowed::Yes);
        let mut portion = Self { failed, shard, paths, narrowed };
        if arguments.failed.is_empty() && arguments.shard.is_none() {
            return Ok(portion);
        }
        if arguments.shard.is_some() && arguments.failed.iter().any(String::is_empty) {
            return Err(vec![of_which_run()]);
        }
        let root = load::root(world, suite, selection).map_err(|problem| vec![problem])?;
        portion.shard = shard::ask(world, &root, arguments)?;
        if !arguments.failed.is_empty() {
            let failed = failed::read(world, &root, &arguments.failed)?;
            if selection.paths.is_empty() {
                portion.paths = failed.paths(&root);
            }
            if selection.paths.is_empty() && selection.tag.is_none() && selection.filter.is_none() {
                portion.narrowed = Narrowed::No;
            }
            portion.failed = Some(failed);
        }
        Ok(portion)
    }

    /// A word where no test failed, so that there is nothing to do.
    pub(super) fn nothing_failed(&self) -> Option<String> {
        self.failed.as_ref().filter(|failed| failed.is_empty()).map(Failed::nothing)
    }

    /// The selection, its paths those of the tests that failed where it has none.
    pub(super) fn selection(&self, selection: &Selection) -> Selection {
        let mut selection = selection.clone();
        if selection.paths.is_empty() {
            selection.paths.clone_from(&self.paths);
        }
        selection
    }

    /// Tells the system that its shards are known of.
    pub(super) fn declare(&self) -> anyhow::Result<()> {
        match &self.shard {
            Asked::Part(sharding) => sharding.declare(),
            Asked::Nothing | Asked::Unsaid => Ok(()),
        }
    }

    /// Leaves only this portion in what was loaded; what is to be said of it.
    pub(super) fn cut(&self, loaded: &mut Loaded) -> String {
        let mut said = String::new();
        let mut tests = std::mem::take(&mut loaded.known);
        let before = tests.len();
        if let Some(failed) = &self.failed {
            tests.retain(|test| failed.holds(&test.id));
            let met: Vec<&str> = tests.iter().map(|test| &*test.id).collect();
            let environment = loaded.plan.as_ref().map(|plan| plan.environment.name.as_str());
            said.push_str(&failed.told(&met, environment, self.narrowed));
        }
        let left = before - tests.len();
        let (tests, share) = self.share_of(tests, &mut said);
        if let Some(plan) = &mut loaded.plan {
            plan.tests.clone_from(&tests);
            plan.deselected += left;
            plan.shard.clone_from(&share);
        }
        (loaded.known, loaded.shard) = (tests, share.map(|share| share.shard));
        said
    }

    fn share_of(&self, tests: Vec<Arc<Test>>, said: &mut String) -> (Vec<Arc<Test>>, Option<Share>) {
        match &self.shard {
            Asked::Nothing => (tests, None),
            Asked::Unsaid => {
                said.push_str("note: `--shard auto` found no variable of a CI system that shards, so no test is left out\n");
                (tests, None)
            }
            Asked::Part(sharding) => {
                let timed = tests.iter().filter(|test| sharding.durations.of(&test.id).is_some()).count();
                let (mine, share) = plan::part_of(tests, sharding.part, &sharding.durations);
                // Where nothing is selected, that is said, and there is nothing to divide.
                if share.shard.tests > 0 {
                    said.push_str(&sharding.told(mine.len(), share.shard.tests, timed));
                }
                (mine, Some(share))
            }
        }
    }
}

/// The record of the first shard is the last one when the second begins: which tests there are to divide would change
/// from shard to shard.
fn of_which_run() -> Diagnostic {
    let message = "`--failed` with `--shard` has to say of which run: every shard leaves a record, and the next one would take that for the last run";
    argument(message).help("name the record, the same for every shard: `--failed=RECORD --shard 1/2`")
}
