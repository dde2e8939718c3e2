//! Snapshot files: which there are below a suite, and how one is written so that no reader ever sees half of it.

use std::{
    fs::{File, create_dir_all, remove_file, rename},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
};

use walkdir::{DirEntry, WalkDir};

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
        let Some(name) = entry.file_name().to_str().filter(|_| in_folder && entry.file_type().is_file()) else {
            continue;
        };
        let name = name.strip_suffix(PENDING).unwrap_or(name);
        if !name.ends_with(".snap") {
            continue;
        }
        let path = entry.path().with_file_name(name);
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

/// Writes a whole file, its folder made as needed: whoever reads it sees the old text or the new one.
///
/// # Errors
/// What the system says; then the old file is as it was.
pub fn replace_text(path: &Path, text: &str) -> io::Result<()> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let folder = path.parent().unwrap_or(Path::new("."));
    create_dir_all(folder)?;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!(".idvet-{}-{number}.tmp", process::id()));
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| rename(&beside, path));
    if replaced.is_err() {
        let _ = remove_file(&beside);
    }
    replaced
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
