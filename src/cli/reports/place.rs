//! Where reports go: each to a place of its own that can be written.

use std::path::{Component, Path, PathBuf};

use crate::{
    cli::{
        run::{argument, shown_path},
        world::World,
    },
    diagnostic::Diagnostic,
    files,
};

/// Where a report goes.
#[derive(Debug)]
pub(super) enum Target {
    Stdout,
    File {
        path: PathBuf,
        /// As people know it.
        shown: String,
    },
}

/// The places that are taken, and what is wrong with others.
pub(super) struct Places<'w> {
    world: &'w World,
    /// By whom, and where.
    taken: Vec<(String, PathBuf)>,
    /// The records' files.
    records: Vec<PathBuf>,
    problems: Vec<Diagnostic>,
}

impl<'w> Places<'w> {
    pub(super) fn new(world: &'w World, records: &[PathBuf]) -> Self {
        let records: Vec<PathBuf> = records.iter().map(|path| plain(path)).collect();
        let taken = records.iter().map(|path| ("the record".to_owned(), path.clone())).collect();
        Self { world, taken, records, problems: Vec::new() }
    }

    /// The place of a report file; `-` is stdout.
    pub(super) fn file(&mut self, option: &str, written: &Path) -> Option<Target> {
        if written == Path::new("-") {
            return self.take(option, written, written.to_owned()).map(|_| Target::Stdout);
        }
        let path = self.take(option, written, plain(&self.world.folder.join(written)))?;
        let path = self.tried(option, written, path.clone(), &path)?;
        Some(Target::File { shown: shown_path(self.world, &path), path })
    }

    /// A folder that files are written into.
    pub(super) fn folder(&mut self, option: &str, written: &Path) -> Option<PathBuf> {
        if written == Path::new("-") {
            let message = format!("`--{option}` writes a folder of files, which stdout cannot be");
            self.problems.push(argument(message).help("name a folder"));
            return None;
        }
        let path = plain(&self.world.folder.join(written));
        if self.records.iter().any(|record| record.parent() == Some(&path)) {
            let message = format!(
                "`--{option}` is to be written into `{}`, the folder of the record",
                written.display()
            );
            self.problems.push(argument(message).help("name a folder of its own, such as one within it"));
            return None;
        }
        let probe = path.join("probe");
        self.tried(option, written, path, &probe)
    }

    /// What is wrong.
    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems
    }

    fn take(&mut self, option: &str, written: &Path, place: PathBuf) -> Option<PathBuf> {
        let option = format!("`--{option}`");
        if let Some((other, _)) = self.taken.iter().find(|(_, known)| *known == place) {
            let message = format!("{option} and {other} are both to be written to `{}`", written.display());
            self.problems.push(argument(message).help("give each a place of its own"));
            return None;
        }
        let is_within = |one: &Path, other: &Path| other != Path::new("-") && one.starts_with(other);
        let clash = |known: &Path| is_within(known, &place) || is_within(&place, known);
        if let Some((other, known)) = self.taken.iter().find(|(_, known)| clash(known)) {
            let (known, written) = (shown_path(self.world, known), written.display());
            let message = format!(
                "{option} is to be written to `{written}`, and {other} to `{known}`: one cannot be a file and a folder"
            );
            self.problems.push(argument(message).help("give each a place of its own"));
            return None;
        }
        self.taken.push((option, place.clone()));
        Some(place)
    }

    fn tried(&mut self, option: &str, written: &Path, place: PathBuf, file: &Path) -> Option<PathBuf> {
        match files::try_whole(file) {
            Ok(()) => Some(place),
            Err(error) => {
                let error = files::spoken(&error);
                let message = format!("`--{option}` cannot be written to `{}`: {error}", written.display());
                self.problems.push(argument(message).help("name another place"));
                None
            }
        }
    }
}

/// A path without `.` and `..`, so that the same place is seen to be the same.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}
