//! The records that runs have left in a suite, and the files of one of its folders.

use std::{
    fs::{File, TryLockError, metadata, read_dir},
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use super::{
    FileProblem, Trouble,
    listing::{missing, unreadable_folder},
    read_bytes,
};

/// The name of a record in the folder of its run.
pub const RECORD: &str = "events.jsonl";

/// The largest record that is read, in bytes.
const LARGEST_RECORD: u64 = 4 * 1024 * 1024 * 1024;

/// How many records one folder is searched for.
const MOST_RECORDS: usize = 10_000;

/// How deep records are searched for.
const DEEPEST: usize = 16;

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

/// The records of the suite's runs, the oldest first.
///
/// # Errors
/// The folder of the runs cannot be read.
pub fn run_records(root: &Path) -> Result<Vec<PathBuf>, FileProblem> {
    let folder = root.join(".idvet").join("runs");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error: std::io::Error| FileProblem::io(&folder, &error);
    let mut records = Vec::new();
    for entry in read_dir(&folder).map_err(unreadable)? {
        // The name of a run's folder begins with the time of its start.
        let record = entry.map_err(unreadable)?.path().join(RECORD);
        if record.is_file() {
            records.push(record);
        }
    }
    records.sort();
    Ok(records)
}

/// The record of the run that began last; `None` where there is none.
///
/// # Errors
/// The folder of the runs cannot be read.
pub fn newest_record(root: &Path) -> Result<Option<PathBuf>, FileProblem> {
    Ok(run_records(root)?.pop())
}

/// Marks a record as one that is being written: [`is_held`] says so until the file is closed, be it by a kill. Where the
/// file system knows no locks it is not marked.
pub fn hold_record(file: &File) {
    let _ = file.try_lock();
}

/// Whether a run that goes on writes to a record.
///
/// # Errors
/// The record cannot be opened.
pub fn is_held(record: &Path) -> Result<bool, FileProblem> {
    let file = File::open(record).map_err(|error| FileProblem::io(record, &error))?;
    Ok(matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// The records that a path leads to: a file; the record in the folder of a run; or those in the folders below a folder,
/// sorted, links not followed.
///
/// # Errors
/// There is nothing, or no record, or more than anybody has.
pub fn list_records(path: &Path) -> Result<Vec<PathBuf>, FileProblem> {
    if is_there(path, RECORD) {
        return Ok(vec![path.join(RECORD)]);
    }
    let metadata = metadata(path).map_err(|error| missing(path, &error))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut records = Vec::new();
    for entry in WalkDir::new(path).max_depth(DEEPEST).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| unreadable_folder(path, &error))?;
        if entry.file_type().is_file() && entry.file_name() == RECORD {
            records.push(entry.into_path());
        }
        if records.len() > MOST_RECORDS {
            let message = format!("`{}` holds more than {MOST_RECORDS} records", path.display());
            return Err(
                FileProblem::new(Trouble::Limit, message).help("name the folders of the runs that are meant")
            );
        }
    }
    if records.is_empty() {
        let message = format!("no record in `{}`: no `{RECORD}` in it or below it", path.display());
        return Err(FileProblem::new(Trouble::File, message)
            .help("name the folder of a run, such as `.idvet/runs/...`, or what `--out` named"));
    }
    Ok(records)
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
