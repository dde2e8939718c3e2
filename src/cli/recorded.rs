//! The records that a command names, read and merged.

use std::path::{Path, PathBuf};

use super::{
    load::file_diagnostic,
    run::{argument, shown_path},
    world::World,
};
use crate::{
    diagnostic::Diagnostic,
    files, record,
    report::merge::{Merged, Recorded, Unmergeable, merge},
};

/// The results of all records below the paths; without paths those of the suite's last run.
///
/// # Errors
/// Every path without a record, every record that cannot be read, and why records cannot be merged.
pub(super) fn merged(
    world: &World,
    suite: Option<&Path>,
    paths: &[PathBuf],
) -> Result<Merged, Vec<Diagnostic>> {
    let (mut problems, mut files) = (Vec::new(), Vec::new());
    if paths.is_empty() {
        files.push(newest(world, suite).map_err(|problem| vec![problem])?);
    }
    for path in paths {
        match files::list_records(&world.folder.join(path)) {
            Ok(found) => files.extend(found),
            Err(problem) => problems.push(file_diagnostic(&problem)),
        }
    }
    let mut records = Vec::new();
    for file in files {
        match read(world, &file) {
            Ok(record) => records.push(record),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    merge(records).map_err(|error| vec![unmergeable(&error)])
}

fn newest(world: &World, suite: Option<&Path>) -> Result<PathBuf, Diagnostic> {
    let root = match suite {
        Some(folder) => files::suite_at(&world.folder.join(folder)),
        None => files::find_suite(&[]),
    };
    let newest =
        root.and_then(|root| files::newest_record(&root)).map_err(|problem| file_diagnostic(&problem))?;
    newest.ok_or_else(|| argument("this suite has no record of a run").help("run it first: `idvet run`"))
}

fn read(world: &World, file: &Path) -> Result<Recorded, Diagnostic> {
    let shown = shown_path(world, file);
    let text = files::read_record(file).map_err(|problem| file_diagnostic(&problem))?;
    let events = record::read(&text)
        .map_err(|error| argument(format!("`{shown}` is no record that can be read: {error}")))?;
    Recorded::new(shown.clone(), events)
        .map_err(|error| argument(format!("`{shown}` is no record of a run: {error}")))
}

fn unmergeable(error: &Unmergeable) -> Diagnostic {
    let help = match error {
        Unmergeable::Mixed { .. } => "name the records of one run's shards, or those of whole runs",
        Unmergeable::Apart(..) => {
            "name the shards of one run alone: those of one commit, selection and environment"
        }
        Unmergeable::Divided(_) => "give every shard the same files, selection and durations",
        Unmergeable::Impossible(..) => "such a record was not written by this program",
    };
    argument(error.to_string()).help(help)
}
