//! The texts that the fuzz targets of `fuzz/` have found: each is read again, and none leads to a panic.

use std::{fs, path::PathBuf};

use crate::support::{fuzzed, suite::repository};

/// A text that is larger than this says nothing that a smaller one would not.
const LARGEST: usize = 4_096;

const MOST: usize = 300;

fn texts(target: &str) -> Vec<(PathBuf, String)> {
    let folder = repository().join("tests/data/fuzz").join(target);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let text = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.len() <= LARGEST, "{} is too large to be kept", path.display());
        (path, text)
    };
    let texts: Vec<(PathBuf, String)> = paths.into_iter().map(text).collect();
    assert!((1..=MOST).contains(&texts.len()), "{target} has {} texts", texts.len());
    texts
}

/// Runs a target on each of its texts, and says which it was where one panics.
fn try_all(target: &str, run: fn(&str)) {
    for (path, text) in texts(target) {
        let tried = std::panic::catch_unwind(|| run(&text));
        assert!(tried.is_ok(), "{target} panics on {}", path.display());
    }
}

#[test]
fn suites_are_read() {
    try_all("read_suite", fuzzed::read_suite);
}

#[test]
fn templates_are_read_and_filled() {
    try_all("template", fuzzed::template);
}

#[test]
fn paths_are_read_and_asked() {
    try_all("json_path", fuzzed::json_path);
}
