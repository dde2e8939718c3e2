//! HAR files: one for each test that did not pass.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use crate::{
    event::{Happening, Outcome},
    files,
    report::{Results, TestResult, har},
};

/// Writes the files; how many, or the first that cannot be written.
pub(super) fn write(folder: &Path, results: &Results) -> Result<usize, (PathBuf, io::Error)> {
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut count = 0;
    for test in results.tests.iter().filter(|test| is_wanted(test)) {
        let name = har::file_name(test);
        let number = names.entry(name.clone()).or_default();
        *number += 1;
        let path = folder.join(numbered(&name, *number));
        files::write_whole(&path, |writer| har::write(test, results, writer))
            .map_err(|error| (path, error))?;
        count += 1;
    }
    Ok(count)
}

/// Whether a test did not pass at once, and has sent anything.
fn is_wanted(test: &TestResult) -> bool {
    let mut moments = test.attempts.iter().flat_map(|attempt| &attempt.steps).flat_map(|step| &step.moments);
    match test.outcome() {
        Outcome::Passed | Outcome::Skipped | Outcome::NotRun => false,
        Outcome::Failed | Outcome::Errored | Outcome::Flaky | Outcome::Interrupted => {
            moments.any(|moment| matches!(moment.what, Happening::Exchanged(_)))
        }
    }
}

/// The name, with a number where runs that were merged have a test of the same id.
fn numbered(name: &str, number: usize) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if number > 1 => format!("{stem}-{number}.{ending}"),
        Some(_) | None => name.to_owned(),
    }
}
