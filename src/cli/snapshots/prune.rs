//! `idvet snapshots prune`: the snapshots that no scenario makes any more.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use anyhow::Context;

use super::super::{
    WRONG_INPUT,
    arguments::Selection,
    load::{self, Sending, Wish},
    world::{Streams, World},
};
use crate::{
    files::{SnapshotPaths, list_snapshots, read_text, remove},
    plan::{Steps, Unset},
    snapshot::SnapshotFile,
};

/// A snapshot of a scenario, and the file of that scenario from the suite's root.
struct Kept {
    paths: SnapshotPaths,
    source: String,
}

/// Names what is of no use; the exit code.
pub(super) fn name(world: &World, root: &Path, streams: &mut Streams) -> anyhow::Result<u8> {
    let orphans = match orphans(world, root, streams)? {
        Ok(orphans) => orphans,
        Err(code) => return Ok(code),
    };
    for orphan in orphans {
        streams.out(&format!("unused {} ({})\n", orphan.paths.name, why(root, &orphan)))?;
    }
    Ok(0)
}

/// Deletes what is of no use; the exit code.
pub(super) fn delete(world: &World, root: &Path, streams: &mut Streams) -> anyhow::Result<u8> {
    let orphans = match orphans(world, root, streams)? {
        Ok(orphans) => orphans,
        Err(code) => return Ok(code),
    };
    for orphan in orphans {
        for file in [&orphan.paths.accepted, &orphan.paths.pending] {
            remove(file).with_context(|| format!("`{}` cannot be removed", file.display()))?;
        }
        streams.out(&format!("deleted {} ({})\n", orphan.paths.name, why(root, &orphan)))?;
    }
    Ok(0)
}

fn why(root: &Path, orphan: &Kept) -> String {
    let source = &orphan.source;
    if root.join(source).is_file() {
        format!("no scenario of `{source}` makes it")
    } else {
        format!("`{source}` is gone")
    }
}

/// What no scenario makes, or the exit code where that cannot be known.
fn orphans(world: &World, root: &Path, streams: &mut Streams) -> anyhow::Result<Result<Vec<Kept>, u8>> {
    let kept = kept(root)?;
    if kept.is_empty() {
        streams.err("there is no snapshot\n");
        return Ok(Ok(Vec::new()));
    }
    let Some(made) = made(world, root, &kept, streams) else { return Ok(Err(WRONG_INPUT)) };
    let orphans: Vec<Kept> = kept.into_iter().filter(|one| !made.contains(&one.paths.name)).collect();
    if orphans.is_empty() {
        streams.err("every snapshot is made by a scenario\n");
    }
    Ok(Ok(orphans))
}

/// The snapshots of scenarios; files that cannot be read are nobody's to delete.
fn kept(root: &Path) -> anyhow::Result<Vec<Kept>> {
    let all = list_snapshots(root).with_context(|| format!("`{}` cannot be searched", root.display()))?;
    let read = |paths: SnapshotPaths| {
        let text = read_text(&paths.accepted).or_else(|_| read_text(&paths.pending)).ok()?;
        let file = SnapshotFile::read(&text).ok().filter(SnapshotFile::is_of_scenario)?;
        Some(Kept { paths, source: file.head.source })
    };
    Ok(all.into_iter().filter_map(read).collect())
}

/// The snapshots that the scenarios make; nothing where a scenario has a mistake, since what it makes is not known.
fn made(world: &World, root: &Path, kept: &[Kept], streams: &mut Streams) -> Option<HashSet<String>> {
    let selection = Selection {
        paths: scenario_paths(root, kept),
        env: None,
        tag: None,
        filter: None,
        vars: Vec::new(),
        allow_prod: false,
    };
    let wish = Wish {
        timeout: None,
        retries: None,
        unset: Unset::Allow,
        sending: Sending::Nothing,
        steps: Steps::Kept,
    };
    let loaded = load::load(world, Some(root), &selection, wish);
    let Some(plan) = &loaded.plan else {
        streams.err(&loaded.shown_problems(streams.err_look));
        streams.err("nothing is pruned while a scenario has a mistake: what it makes is not known\n");
        return None;
    };
    Some(plan.snapshot_files().collect())
}

/// The scenarios of the suite, and those elsewhere in it that snapshots come from.
fn scenario_paths(root: &Path, kept: &[Kept]) -> Vec<PathBuf> {
    let scenarios = root.join("scenarios");
    if !scenarios.is_dir() {
        return vec![root.to_owned()];
    }
    let sources = kept.iter().map(|one| root.join(&one.source));
    let elsewhere: HashSet<PathBuf> =
        sources.filter(|path| !path.starts_with(&scenarios) && path.is_file()).collect();
    std::iter::once(scenarios).chain(elsewhere).collect()
}
