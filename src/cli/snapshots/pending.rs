//! A pending snapshot: what was found, what was accepted before, where it comes from, and what can be done with it.

use std::path::Path;

use anyhow::Context;

use super::super::world::{Streams, World};
use crate::{
    files::{SnapshotPaths, list_snapshots, put_text, read_text, remove},
    snapshot::{SnapshotFile, accepted_form},
};

/// A pending snapshot.
pub(super) struct Pending {
    pub(super) paths: SnapshotPaths,
    /// What was found.
    pub(super) found: SnapshotFile,
    /// The accepted contents; `None` where nothing was accepted before.
    pub(super) accepted: Option<String>,
    /// The whole file as it was read.
    text: String,
}

/// Every pending snapshot of a suite's scenarios, sorted by name. Files that are none are told and left alone; insta's
/// of Rust tests are left alone in silence.
pub(super) fn pending(root: &Path, streams: &mut Streams) -> anyhow::Result<Vec<Pending>> {
    let all = list_snapshots(root).with_context(|| format!("`{}` cannot be searched", root.display()))?;
    let mut found = Vec::new();
    for paths in all.into_iter().filter(|paths| paths.pending.is_file()) {
        match Pending::read(paths) {
            Ok(pending) if pending.found.is_of_scenario() => found.push(pending),
            Ok(_) => {}
            Err(why) => streams.err(&format!("note: {why}\n")),
        }
    }
    Ok(found)
}

impl Pending {
    fn read(paths: SnapshotPaths) -> Result<Self, String> {
        let text = read_text(&paths.pending).map_err(|problem| problem.message)?;
        let found = SnapshotFile::read(&text)
            .map_err(|why| format!("`{}.new` is no snapshot that can be read: {why}", paths.name))?;
        let accepted = read_text(&paths.accepted).ok();
        let accepted = accepted.map(|text| match SnapshotFile::read(&text) {
            Ok(file) => file.contents,
            // A file in the middle of a merge: it is shown as it is.
            Err(_) => text,
        });
        Ok(Self { paths, found, accepted, text })
    }

    /// `new` where nothing was accepted before, else `changed`.
    pub(super) fn word(&self) -> &'static str {
        if self.accepted.is_some() { "changed" } else { "new" }
    }

    /// `scenarios/a.yaml:12`; of a step in a flow, the flow's file.
    pub(super) fn place(&self) -> String {
        let head = &self.found.head;
        let file = head.flow.as_ref().unwrap_or(&head.source);
        head.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"))
    }

    /// Whether a name of the command line means it: a path of its files, of its scenario or of a folder above, or a
    /// part of the test's id.
    pub(super) fn is_named(&self, world: &World, root: &Path, name: &str) -> bool {
        let path = world.folder.join(name);
        let path = path.canonicalize().unwrap_or(path);
        let scenario = root.join(&self.found.head.source);
        let mut own = [&self.paths.pending, &self.paths.accepted, &scenario].into_iter();
        own.any(|file| file.starts_with(&path)) || self.found.head.test.contains(name)
    }

    /// Makes it the accepted one. One that has changed since it was read is left as it is.
    pub(super) fn accept(&self) -> anyhow::Result<()> {
        let name = &self.paths.name;
        let now = read_text(&self.paths.pending).map_err(|problem| anyhow::anyhow!(problem.message))?;
        anyhow::ensure!(now == self.text, "`{name}.new` has changed since it was read: look at it again");
        put_text(&self.paths.accepted, &accepted_form(&self.text))
            .with_context(|| format!("`{name}` cannot be written"))?;
        self.clear()
    }

    /// Forgets it.
    pub(super) fn reject(&self) -> anyhow::Result<()> {
        self.clear()
    }

    fn clear(&self) -> anyhow::Result<()> {
        remove(&self.paths.pending).with_context(|| format!("`{}.new` cannot be removed", self.paths.name))
    }
}
