//! `--shard` and `--durations`: which part of the tests this process has, and by what they are divided.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{super::world::World, PortionArguments, systems};
use crate::{
    cli::{load::file_diagnostic, run::argument},
    diagnostic::{Diagnostic, code},
    files,
    plan::{Durations, Part},
};

/// The file of durations that is taken where none is given, beside `idvet.yaml`.
const DURATIONS_FILE: &str = "durations.json";

/// The largest file of durations that is read, in bytes.
const LARGEST_DURATIONS: u64 = 64 * 1024 * 1024;

/// `--shard auto`.
const AUTO: &str = "auto";

/// A part of the tests, and how it is found.
pub(super) struct Sharding {
    pub(super) part: Part,
    pub(super) durations: Durations,
    /// The system that said which part this is, and how.
    source: Option<String>,
    status_file: Option<PathBuf>,
}

/// What `--shard` comes to.
pub(super) enum Asked {
    /// There is none.
    Nothing,
    /// It says `auto`, and no system says which part this is.
    Unsaid,
    /// One part.
    Part(Sharding),
}

/// Reads what was asked for; `root` is the suite's.
pub(super) fn ask(
    world: &World,
    root: &Path,
    arguments: &PortionArguments,
) -> Result<Asked, Vec<Diagnostic>> {
    let Some(text) = &arguments.shard else { return Ok(Asked::Nothing) };
    let (part, source, status_file) = if text == AUTO {
        match systems::said(world).map_err(|problem| vec![*problem])? {
            Some(said) => (said.part, Some(said.source), said.status_file),
            None => return Ok(Asked::Unsaid),
        }
    } else {
        (Part::parse(text).map_err(|reason| vec![wrong(text, &reason)])?, None, None)
    };
    let durations =
        durations(world, root, arguments.durations.as_deref()).map_err(|problem| vec![problem])?;
    Ok(Asked::Part(Sharding { part, durations, source, status_file }))
}

fn wrong(text: &str, reason: &str) -> Diagnostic {
    let help = "write `--shard 2/4` for the second of four, or `--shard auto`";
    argument(format!("`--shard {}`: {reason}", text.escape_debug())).help(help)
}

/// The durations that were given, else those of the suite, else none.
fn durations(world: &World, root: &Path, given: Option<&Path>) -> Result<Durations, Diagnostic> {
    let file = match given {
        Some(given) => world.folder.join(given),
        None if files::is_there(root, DURATIONS_FILE) => root.join(DURATIONS_FILE),
        None => return Ok(Durations::default()),
    };
    let text = files::read_bytes(&file, LARGEST_DURATIONS).and_then(|bytes| files::decode(&file, bytes));
    let text = text.map_err(|problem| file_diagnostic(&problem))?;
    Durations::parse(&text).map_err(|reason| {
        let shown = file.strip_prefix(&world.folder).unwrap_or(&file).display();
        let help = "make it of recorded runs: `idvet report RESULTS --save-durations FILE`";
        Diagnostic::error(code::FILE, format!("`{shown}` {reason}")).help(help)
    })
}

impl Sharding {
    /// Tells Bazel that the shards are known of; it takes every shard for the whole otherwise, and fails the test.
    pub(super) fn declare(&self) -> anyhow::Result<()> {
        let Some(file) = &self.status_file else { return Ok(()) };
        files::touch(file)
            .with_context(|| format!("Bazel's status file `{}` cannot be written", file.display()))
    }

    /// `shard 2 of 4 (GitLab: CI_NODE_INDEX=2, CI_NODE_TOTAL=4): 15 of 60 tests`.
    pub(super) fn told(&self, mine: usize, all: usize, timed: usize) -> String {
        let source = self.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        let (index, total) = (self.part.index(), self.part.total());
        let by = match (self.durations.len(), timed) {
            (0, _) => String::new(),
            (_, timed) if timed == all => ", by their durations".to_owned(),
            (_, timed) => format!(", {timed} of all by their durations"),
        };
        let tests = if all == 1 { "test" } else { "tests" };
        format!("shard {index} of {total}{source}: {mine} of {all} {tests}{by}\n")
    }
}
