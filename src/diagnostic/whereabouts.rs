//! Where the files of a suite lie for whoever reads a document about them.

use std::path::{Component, Path, PathBuf};

/// From the names that messages use, which begin at the suite's root, to paths that begin at a folder.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    root: PathBuf,
    base: PathBuf,
}

/// Where a file lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lies {
    /// Below the folder; the path from there, `/` between its parts.
    Below(String),
    /// Outside of the folder; the whole path, `/` between its parts.
    Outside(String),
}

impl Whereabouts {
    /// The files of the suite at `root`, told from the folder `base`; both are whole paths.
    pub fn new(root: impl Into<PathBuf>, base: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), base: base.into() }
    }

    /// The path of a file of the suite.
    pub(super) fn path(&self, name: &str) -> String {
        match self.of(name) {
            Lies::Below(path) | Lies::Outside(path) => path,
        }
    }

    pub(super) fn of(&self, name: &str) -> Lies {
        let path = self.root.join(name);
        match path.strip_prefix(&self.base) {
            Ok(below) => Lies::Below(with_slashes(below)),
            Err(_) => Lies::Outside(with_slashes(&path)),
        }
    }
}

fn with_slashes(path: &Path) -> String {
    let mut shown = String::new();
    for part in path.components() {
        match part {
            Component::RootDir => shown.push('/'),
            Component::Prefix(prefix) => shown.push_str(&prefix.as_os_str().to_string_lossy()),
            Component::CurDir | Component::ParentDir | Component::Normal(_) => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&part.as_os_str().to_string_lossy());
            }
        }
    }
    shown
}
