//! Snapshot files: which there are below a suite, and how one is written so that no reader ever sees half of it.

use std::{
    fs::{File, remove_file, rename},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
};

use walkdir::{DirEntry, WalkDir};

use super::{keep::replace_text, write::make_folder_of};

/// The folder of snapshots.
const FOLDER: &str = "snapshots";

/// What the name of a pending file has more than that of the accepted one.
const PENDING: &str = ".new";

/// A snapshot: its accepted file, which need not exist, and its pending one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotPaths {
    /// From the suite's root, with `/` between its parts.
    pub name: String,
    /// The accepted one.
    pub accepted: PathBuf,
    /// The pending one.
    pub pending: PathBuf,
}

impl SnapshotPaths {
    /// The paths of a snapshot by its name from the suite's root.
    pub fn new(root: &Path, name: &str) -> Self {
        let (accepted, pending) = (root.join(name), root.join(format!("{name}{PENDING}")));
        Self { name: name.to_owned(), accepted, pending }
    }
}

/// Every snapshot below a suite's root, sorted by name. Hidden folders, `node_modules`, `target` and suites within the
/// suite are left out, and links are not followed.
///
/// # Errors
/// A folder that cannot be read.
pub fn list_snapshots(root: &Path) -> io::Result<Vec<SnapshotPaths>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(is_wanted) {
        let entry = entry?;
        let in_folder = entry.path().parent().and_then(Path::file_name).is_some_and(|name| name == FOLDER);
        let Some(name) = entry.file_name().to_str().filter(|_| in_folder && entry.file_type().is_file())
        else {
            continue;
        };
        let name = name.strip_suffix(PENDING).unwrap_or(name);
        let path = entry.path().with_file_name(name);
        if path.extension().is_none_or(|ending| ending != "snap") {
            continue;
        }
        let parts = path.strip_prefix(root).unwrap_or(&path).components();
        let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
        found.push(SnapshotPaths::new(root, &parts.join("/")));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_dir() {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let left_out = name.starts_with('.') || name == "node_modules" || name == "target";
    !left_out && !entry.path().join(super::SUITE_FILE).exists()
}

/// Gives a file a text, whether or not there was one before, its folder made as needed: whoever reads it meanwhile finds
/// nothing, the old text or the new one, whole.
///
/// # Errors
/// What the system says; then all is as it was.
pub fn put_text(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() {
        return replace_text(path, text);
    }
    make_folder_of(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.new", process::id()));
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| rename(&beside, path)).inspect_err(|_| {
        let _ = remove_file(&beside);
    })
}

/// Removes a file; one that is not there is no error.
///
/// # Errors
/// What the system says.
pub fn remove(path: &Path) -> io::Result<()> {
    match remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
