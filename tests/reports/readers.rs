//! The programs and schemas of others that reports are read by. In CI they must be there: `.ci/run` installs them.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use idvet::{event::Event, report::Results};

use crate::support::every_outcome::{all_passed, events, killed};

/// The folder that `.ci/run` installs readers into: packages of npm below `node_modules`, a Python in `python`.
const VARIABLE: &str = "IDVET_REPORT_READERS";

/// A file below the readers' folder, where it is installed.
pub(super) fn installed(path: &str) -> Option<PathBuf> {
    let folder = env::var_os(VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    found(path, folder.map(|folder| folder.join(path)).filter(|path| path.is_file()))
}

/// A program on PATH, where it is installed.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    found(name, env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file()))
}

fn found(name: &str, path: Option<PathBuf>) -> Option<PathBuf> {
    if path.is_none() {
        let ci = env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false");
        assert!(!ci, "`{name}` is not installed, and CI must have it: `.ci/run` installs it");
        // Written past the harness, which keeps what a passing test prints to itself.
        let said =
            format!("NOT TESTED: `{name}` is neither on PATH nor in the folder that {VARIABLE} names\n");
        std::io::stderr().write_all(said.as_bytes()).unwrap();
    }
    path
}

/// What a program says of a text; the program must end with 0, or with `also`.
pub(super) fn reads(program: &Path, arguments: &[&str], text: &[u8], also: Option<i32>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report");
    fs::write(&path, text).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .stdin(fs::File::open(&path).unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let fine = output.status.success() || output.status.code() == also;
    assert!(fine, "{}: {}\n{said}", program.display(), output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// The results that every format is tried on, with what they are.
pub(super) fn every_run() -> Vec<(&'static str, Vec<Event>)> {
    vec![
        ("every outcome", events()),
        ("killed", killed()),
        ("all passed", all_passed(120)),
        ("killed before its first test", killed().into_iter().take(1).collect()),
        ("nothing at all", Vec::new()),
    ]
}

/// The results of all of these, and those of a shard whose fellow is missing though all that is known of passed.
pub(super) fn every_result() -> Vec<(&'static str, Results)> {
    let mut all: Vec<(&str, Results)> =
        every_run().into_iter().map(|(what, events)| (what, results(&events))).collect();
    all.push(("a shard is missing", missing_shard()));
    all
}

/// Five tests that passed, and a second shard that no record is there of.
pub(super) fn missing_shard() -> Results {
    let mut results = results(&all_passed(5));
    results.summary.missing_shards = vec![2];
    results
}

/// How many things keep a run from a verdict on all its tests: each is told as of a test that could not be judged.
pub(super) fn gaps(results: &Results) -> usize {
    let ended = results.summary.end.as_ref().is_some_and(|end| !end.interrupted);
    usize::from(!ended) + results.summary.missing_shards.len()
}

/// What a format writes of results.
pub(super) fn written(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    bytes
}

/// What a format writes of results, as text.
pub(super) fn text(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> String {
    String::from_utf8(written(write)).unwrap()
}

/// The results of events.
pub(super) fn results(events: &[Event]) -> Results {
    Results::of(events)
}
