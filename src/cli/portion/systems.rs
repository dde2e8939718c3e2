//! `--shard auto`: which part a CI system says that this process has, by the variables that it sets.

use std::path::PathBuf;

use super::super::{run::argument, world::World};
use crate::{
    diagnostic::Diagnostic,
    plan::{Part, whole_number},
};

/// A system and the variables by which it tells a process its part.
struct System {
    name: &'static str,
    index: &'static str,
    total: &'static str,
    /// What the first part is called by.
    first: usize,
}

/// Kubernetes tells a pod no total, so the manifest has to.
const OWN_TOTAL: &str = "IDVET_SHARD_TOTAL";

const BAZEL: &str = "Bazel";

/// The file by which a test tells Bazel that it knows of shards.
const BAZEL_STATUS_FILE: &str = "TEST_SHARD_STATUS_FILE";

const SYSTEMS: [System; 7] = [
    System { name: "GitLab", index: "CI_NODE_INDEX", total: "CI_NODE_TOTAL", first: 1 },
    System { name: "CircleCI", index: "CIRCLE_NODE_INDEX", total: "CIRCLE_NODE_TOTAL", first: 0 },
    System {
        name: "Buildkite",
        index: "BUILDKITE_PARALLEL_JOB",
        total: "BUILDKITE_PARALLEL_JOB_COUNT",
        first: 0,
    },
    System { name: BAZEL, index: "TEST_SHARD_INDEX", total: "TEST_TOTAL_SHARDS", first: 0 },
    System { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", total: OWN_TOTAL, first: 0 },
    System {
        name: "Bitbucket",
        index: "BITBUCKET_PARALLEL_STEP",
        total: "BITBUCKET_PARALLEL_STEP_COUNT",
        first: 0,
    },
    System { name: "Semaphore", index: "SEMAPHORE_JOB_INDEX", total: "SEMAPHORE_JOB_COUNT", first: 1 },
];

/// What a system said.
pub(super) struct Said {
    pub(super) part: Part,
    /// `GitLab: CI_NODE_INDEX=2, CI_NODE_TOTAL=4`.
    pub(super) source: String,
    /// The file to be touched, so that Bazel knows that the shards are not each the whole.
    pub(super) status_file: Option<PathBuf>,
}

/// What the surrounding system says; `None` where no variable of any is set. One that says 1 of 1 tells nothing where
/// another says more: some systems set that for every job.
pub(super) fn said(world: &World) -> Result<Option<Said>, Box<Diagnostic>> {
    let mut found: Vec<(&System, Part)> = Vec::new();
    for system in &SYSTEMS {
        found.extend(system.part(world)?.map(|part| (system, part)));
    }
    if found.iter().any(|(_, part)| part.total() > 1) {
        found.retain(|(_, part)| part.total() > 1);
    }
    let Some((first, part)) = found.first() else { return Ok(None) };
    if found.iter().any(|(_, other)| other != part) {
        return Err(Box::new(contradiction(&found)));
    }
    let is_bazel = found.iter().any(|(system, _)| system.name == BAZEL);
    let status_file = world.variable(BAZEL_STATUS_FILE).filter(|_| is_bazel);
    Ok(Some(Said {
        part: *part,
        source: first.as_set(world),
        status_file: status_file.map(|file| world.folder.join(file)),
    }))
}

impl System {
    fn part(&self, world: &World) -> Result<Option<Part>, Box<Diagnostic>> {
        let (index, total) = match (world.variable(self.index), world.variable(self.total)) {
            (None, None) => return Ok(None),
            // GitLab sets the total of a job without `parallel`, and no index.
            (None, Some("1")) => (self.first, 1),
            (None, Some(_)) => return Err(Box::new(self.half(self.total, self.index))),
            (Some(_), None) => return Err(Box::new(self.half(self.index, self.total))),
            (Some(index), Some(total)) => (self.number(self.index, index)?, self.number(self.total, total)?),
        };
        if index < self.first {
            return Err(Box::new(
                self.refused(world, &format!("its shards are counted from {}", self.first)),
            ));
        }
        let part = Part::new(index - self.first + 1, total);
        part.map(Some).map_err(|reason| Box::new(self.refused(world, &reason)))
    }

    fn number(&self, name: &str, value: &str) -> Result<usize, Box<Diagnostic>> {
        whole_number(value.trim()).ok_or_else(|| {
            let message =
                format!("`{name}` of {} is `{}`, expected a whole number", self.name, value.escape_debug());
            Box::new(argument(message).help(say_it()))
        })
    }

    fn half(&self, set: &str, unset: &str) -> Diagnostic {
        let message = format!("`{set}` of {} is set, and `{unset}` is not", self.name);
        let help = if unset == OWN_TOTAL {
            format!(
                "set `{OWN_TOTAL}` to the `completions` of the job: Kubernetes tells a pod only its index"
            )
        } else {
            "set both or none of them".to_owned()
        };
        argument(message).help(help).help(say_it())
    }

    fn refused(&self, world: &World, reason: &str) -> Diagnostic {
        argument(format!("{} cannot be a shard: {reason}", self.as_set(world))).help(say_it())
    }

    fn as_set(&self, world: &World) -> String {
        let set = |name: &'static str| Some(format!("{name}={}", world.variable(name)?.escape_debug()));
        let set: Vec<String> = [self.index, self.total].into_iter().filter_map(set).collect();
        format!("{}: {}", self.name, set.join(", "))
    }
}

fn contradiction(found: &[(&System, Part)]) -> Diagnostic {
    let said =
        |(system, part): &(&System, Part)| format!("{} {}/{}", system.name, part.index(), part.total());
    let said: Vec<String> = found.iter().map(said).collect();
    argument(format!("several systems say which shard this is, and not the same: {}", said.join(", ")))
        .help(say_it())
}

fn say_it() -> &'static str {
    "or say which shard this is: `--shard I/N`, such as `--shard 2/4`"
}
