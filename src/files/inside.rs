//! Files that a suite names by a path from its root: never one outside of it.

use std::{
    fs::canonicalize,
    path::{Component, Path, PathBuf},
};

use super::{FileProblem, Trouble, decode, read_bytes, text::LARGEST_TEXT};

/// The largest file that a suite names: a certificate, or what a step sends; in bytes.
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The text of a file of the suite, its path from the suite's root.
///
/// # Errors
/// The path leads out of the suite, or the file cannot be read as a text.
pub fn read_suite_file(root: &Path, path: &str) -> Result<String, FileProblem> {
    decode(Path::new(path), read_suite_bytes(root, path, LARGEST_TEXT)?)
}

/// The bytes of a file of the suite, at most `largest`, its path from the suite's root.
///
/// # Errors
/// The path leads out of the suite, or the file cannot be read.
pub fn read_suite_bytes(root: &Path, path: &str, largest: u64) -> Result<Vec<u8>, FileProblem> {
    read_bytes(&inside(root, path)?, largest)
}

/// The real place of a path; a link that leads out of the suite is out of it, too.
fn inside(root: &Path, path: &str) -> Result<PathBuf, FileProblem> {
    let relative = Path::new(path);
    let plain =
        |part: Component| matches!(part, Component::Normal(_) | Component::CurDir | Component::ParentDir);
    if path.is_empty() || !relative.components().all(plain) {
        let message = format!("`{path}` must be a path from the suite's root, such as `files/photo.jpg`");
        return Err(FileProblem::new(Trouble::File, message));
    }
    let unreadable = |error: std::io::Error| {
        FileProblem::io(relative, &error).help("paths begin at the folder of `idvet.yaml`")
    };
    let root = canonicalize(root).map_err(unreadable)?;
    let real = canonicalize(root.join(relative)).map_err(unreadable)?;
    if real.starts_with(&root) {
        return Ok(real);
    }
    let message = format!("`{path}` leads out of the suite");
    Err(FileProblem::new(Trouble::File, message).help("copy the file to a folder beside `idvet.yaml`"))
}
