//! `idvet snapshots`: what is pending, and what becomes of it. Each decision is carried out at once, file by file, so
//! that whoever is interrupted has lost nothing.

mod arguments;
mod decide;
mod keys;
mod list;
mod pending;
mod prune;
mod review;

use std::path::Path;

use super::{
    NOTHING_MATCHED, WRONG_INPUT, load,
    world::{Streams, World},
};
use crate::diagnostic::{Diagnostic, code, render};
use arguments::ChosenSnapshots;
use pending::Pending;

pub(super) use arguments::SnapshotsCommand;

/// Runs the command; the exit code.
pub(super) fn snapshots(
    world: &World,
    suite: Option<&Path>,
    command: &SnapshotsCommand,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    if let (Some(verb), true) = (changing_verb(command), world.is_ci()) {
        let message = format!("`CI` is set, where no snapshot is written: `{verb}` is for your own machine");
        return Ok(refused(&message, "set `CI=false` where this is no CI system after all", streams));
    }
    let root = match load::find(world, suite, &[]) {
        Ok(root) => root,
        Err(problem) => {
            streams.err(&render(&load::file_diagnostic(&problem), streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    match command {
        SnapshotsCommand::List { chosen, format } => list::list(world, &root, chosen, *format, streams),
        SnapshotsCommand::Review(chosen) => review::review(world, &root, chosen, streams),
        SnapshotsCommand::Accept(chosen) => decide::accept(world, &root, chosen, streams),
        SnapshotsCommand::Reject(chosen) => decide::reject(world, &root, chosen, streams),
        SnapshotsCommand::Prune { dry_run: true } => prune::name(world, &root, streams),
        SnapshotsCommand::Prune { dry_run: false } => prune::delete(world, &root, streams),
    }
}

/// The word of a command that changes files.
fn changing_verb(command: &SnapshotsCommand) -> Option<&'static str> {
    match command {
        SnapshotsCommand::List { .. } | SnapshotsCommand::Prune { dry_run: true } => None,
        SnapshotsCommand::Review(_) => Some("review"),
        SnapshotsCommand::Accept(_) => Some("accept"),
        SnapshotsCommand::Reject(_) => Some("reject"),
        SnapshotsCommand::Prune { dry_run: false } => Some("prune"),
    }
}

/// Says why nothing is done.
fn refused(message: &str, help: &str, streams: &mut Streams) -> u8 {
    let problem = Diagnostic::error(code::ARGUMENT, message).help(help);
    streams.err(&render(&problem, streams.err_look));
    WRONG_INPUT
}

/// The pending snapshots that were named, or what is said where there is none: nothing pending is well, a name that
/// fits nothing is not.
fn chosen(
    world: &World,
    root: &Path,
    chosen: &ChosenSnapshots,
    streams: &mut Streams,
) -> anyhow::Result<Result<Vec<Pending>, u8>> {
    let all = pending::pending(root, streams)?;
    if all.is_empty() {
        streams.err("no snapshot is pending\n");
        return Ok(Err(0));
    }
    let unmatched = |name: &&String| !all.iter().any(|one| one.is_named(world, root, name));
    let unmatched: Vec<&String> = chosen.names.iter().filter(unmatched).collect();
    for name in &unmatched {
        streams.err(&format!(
            "no pending snapshot is named by `{name}`; `idvet snapshots list` names them all\n"
        ));
    }
    if !unmatched.is_empty() {
        return Ok(Err(NOTHING_MATCHED));
    }
    let named = |one: &Pending| {
        chosen.names.is_empty() || chosen.names.iter().any(|name| one.is_named(world, root, name))
    };
    Ok(Ok(all.into_iter().filter(named).collect()))
}
