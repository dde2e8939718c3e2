//! The YAML files of a suite that are kept in the one layout: its own file, scenarios, flows and tables.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{
    FileProblem, SUITE_FILE,
    listing::{is_yaml, unreadable_folder},
    suite::real,
};

/// The YAML files of a suite: `idvet.yaml`, those below `scenarios` and below the root's folders that begin with `_`;
/// where there is no `scenarios`, all below the root. Sorted.
///
/// # Errors
/// Every folder that cannot be read.
pub fn list_suite_files(root: &Path) -> Result<Vec<PathBuf>, Vec<FileProblem>> {
    let has_scenarios = root.join("scenarios").is_dir();
    list(root, |entry| !has_scenarios || entry.depth() > 1 || is_of_suite(entry))
}

/// The YAML files that paths name: a file whatever it is called, a folder with all YAML files below it but for those in
/// folders whose name begins with `.`, in `snapshots`, in `node_modules` and in suites within.
///
/// # Errors
/// Every path that is not there, and every folder that cannot be read.
pub fn list_yaml_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<FileProblem>> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match real(path) {
            Ok(_) if path.is_dir() => match list(path, |_| true) {
                Ok(found) => files.extend(found),
                Err(found) => problems.extend(found),
            },
            Ok(_) => files.push(path.clone()),
            Err(problem) => problems.push(problem),
        }
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn is_of_suite(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    if entry.file_type().is_dir() { name == "scenarios" || name.starts_with('_') } else { name == SUITE_FILE }
}

fn list(folder: &Path, wanted: impl Fn(&DirEntry) -> bool) -> Result<Vec<PathBuf>, Vec<FileProblem>> {
    let walk = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || is_walked(entry) && wanted(entry)) {
        match entry {
            Ok(entry) if is_yaml(entry.path()) && entry.path().is_file() => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => problems.push(unreadable_folder(folder, &error)),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn is_walked(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    if !entry.file_type().is_dir() {
        return !name.starts_with('.');
    }
    let left_out = name.starts_with('.') || name == "snapshots" || name == "node_modules";
    !left_out && !entry.path().join(SUITE_FILE).exists()
}
