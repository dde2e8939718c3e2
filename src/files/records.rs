//! The records that runs have left in a suite, and the files of one of its folders.

use std::{
    fs::read_dir,
    path::{Path, PathBuf},
};

use super::{FileProblem, read_bytes};

/// The name of a record in the folder of its run.
pub const RECORD: &str = "events.jsonl";

/// The largest record that is read, in bytes.
const LARGEST_RECORD: u64 = 4 * 1024 * 1024 * 1024;

/// Whether there is a file of that name in a folder.
pub fn is_there(folder: &Path, name: &str) -> bool {
    folder.join(name).is_file()
}

/// The paths of the files in a folder of the suite, from the suite's root, sorted; none where there is no such folder.
///
/// # Errors
/// The folder cannot be read.
pub fn list_folder(root: &Path, folder: &str) -> Result<Vec<String>, FileProblem> {
    let path = root.join(folder);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error: std::io::Error| FileProblem::io(Path::new(folder), &error);
    let mut names = Vec::new();
    for entry in read_dir(&path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.path().is_file() {
            names.push(format!("{folder}/{}", entry.file_name().to_string_lossy()));
        }
    }
    names.sort();
    Ok(names)
}

/// The record of the run that began last; `None` where there is none.
///
/// # Errors
/// The folder of the runs cannot be read.
pub fn newest_record(root: &Path) -> Result<Option<PathBuf>, FileProblem> {
    let folder = root.join(".idvet").join("runs");
    if !folder.is_dir() {
        return Ok(None);
    }
    let unreadable = |error: std::io::Error| FileProblem::io(&folder, &error);
    let mut newest: Option<PathBuf> = None;
    for entry in read_dir(&folder).map_err(unreadable)? {
        // The name of a run's folder begins with the time of its start.
        let record = entry.map_err(unreadable)?.path().join(RECORD);
        if record.is_file() && newest.as_ref().is_none_or(|newest| *newest < record) {
            newest = Some(record);
        }
    }
    Ok(newest)
}

/// The text of a record. One that was cut in the middle of a character ends there.
///
/// # Errors
/// It is missing, or cannot be read.
pub fn read_record(path: &Path) -> Result<String, FileProblem> {
    let bytes = read_bytes(path, LARGEST_RECORD)?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}
