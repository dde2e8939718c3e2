//! Finding the suite: the nearest folder upward that has an `idvet.yaml`.

use std::{
    env::current_dir,
    fs::{canonicalize, symlink_metadata},
    path::{Path, PathBuf},
};

use super::{FileProblem, Selector, Trouble};

/// The name of a suite's own file.
pub const SUITE_FILE: &str = "idvet.yaml";

/// The name of the file in which a suite keeps the drift that it knows.
pub const DRIFT_FILE: &str = "contract.yaml";

/// The root of the suite that all paths belong to; without paths, that of the working directory.
///
/// # Errors
/// A path does not exist, has no suite above it, or belongs to another suite than the path before it.
pub fn find_suite(selectors: &[Selector]) -> Result<PathBuf, FileProblem> {
    let Some((first, rest)) = selectors.split_first() else {
        let working = current_dir().map_err(|error| FileProblem::io(Path::new("."), &error))?;
        return suite_above(&working).ok_or_else(|| no_suite(&working));
    };
    let root = suite_of(&first.path)?;
    for other in rest {
        let second = suite_of(&other.path)?;
        if second != root {
            return Err(two_suites((&first.path, &root), (&other.path, &second)));
        }
    }
    Ok(root)
}

/// The root of the suite in a folder that was named outright.
///
/// # Errors
/// The folder does not exist, or has no `idvet.yaml`.
pub fn suite_at(folder: &Path) -> Result<PathBuf, FileProblem> {
    let root = canonicalize(folder).map_err(|error| FileProblem::io(folder, &error))?;
    if !is_there(&root.join(SUITE_FILE)) {
        let message = format!("`{}` is no suite: it has no `{SUITE_FILE}`", folder.display());
        return Err(FileProblem::new(Trouble::Suite, message)
            .help(format!("name a folder with an `{SUITE_FILE}`, which may be empty, or put one there")));
    }
    Ok(root)
}

fn suite_of(path: &Path) -> Result<PathBuf, FileProblem> {
    suite_above(&real(path)?).ok_or_else(|| no_suite(path))
}

/// A path without links and dots, but for a link to a file: that belongs to the folder it stands in.
pub(super) fn real(path: &Path) -> Result<PathBuf, FileProblem> {
    let unreadable = |error: std::io::Error| super::listing::missing(path, &error);
    let whole = canonicalize(path).map_err(unreadable)?;
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(whole) };
    if whole.is_dir() {
        return Ok(whole);
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Ok(canonicalize(folder).map_err(unreadable)?.join(name))
}

pub(super) fn suite_above(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| is_there(&folder.join(SUITE_FILE))).map(Path::to_path_buf)
}

/// Whether a name stands in its folder. A link that leads nowhere does: whoever reads it says what is wrong with it.
pub(super) fn is_there(path: &Path) -> bool {
    symlink_metadata(path).is_ok()
}

fn no_suite(path: &Path) -> FileProblem {
    let message = format!("no suite: neither `{}` nor a folder above has an `{SUITE_FILE}`", path.display());
    let misnamed = path.ancestors().map(|folder| folder.join("idvet.yml")).find(|file| file.exists());
    FileProblem::new(Trouble::Suite, message).help(match misnamed {
        Some(file) => format!("rename `{}` to `{SUITE_FILE}`", file.display()),
        None => format!(
            "`idvet init` makes one; or put an `{SUITE_FILE}`, which may be empty, where the scenarios are"
        ),
    })
}

fn two_suites(first: (&Path, &Path), second: (&Path, &Path)) -> FileProblem {
    let message = format!(
        "two suites at once: `{}` belongs to `{}`, and `{}` to `{}`",
        first.0.display(),
        first.1.display(),
        second.0.display(),
        second.1.display()
    );
    FileProblem::new(Trouble::Suite, message).help("run them one after the other")
}
