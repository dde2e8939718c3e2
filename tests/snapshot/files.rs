//! Snapshot files are insta's: what is written here insta reads, and what insta writes is read here.

use std::collections::{BTreeMap, BTreeSet};

use idvet::snapshot::{Head, SnapshotFile, accepted_form};
use proptest::prelude::*;

fn file() -> SnapshotFile {
    let places = ["$.created".to_owned(), "$.people[*]['it''s: odd']".to_owned()];
    SnapshotFile {
        head: Head {
            source: "scenarios/reading/status.yaml".to_owned(),
            flow: None,
            line: Some(12),
            test: "scenarios/reading/status.yaml › A \"status\" is: read [a, b]".to_owned(),
            step: "get_status".to_owned(),
            masked: BTreeMap::from([("[timestamp]".to_owned(), BTreeSet::from(places))]),
        },
        contents: "status: 200\n\n{\n  \"a\": 1\n}".to_owned(),
    }
}

#[test]
fn a_file_is_written_whole() {
    assert_eq!(
        file().to_text(),
        r#"---
source: scenarios/reading/status.yaml
assertion_line: 12
expression: get_status
info:
  test: "scenarios/reading/status.yaml › A \"status\" is: read [a, b]"
  step: get_status
  masked:
    "[timestamp]":
      - "$.created"
      - "$.people[*]['it''s: odd']"
---
status: 200

{
  "a": 1
}
"#
    );
    assert_eq!(SnapshotFile::read(&file().to_text()).unwrap(), file());
}

#[test]
fn an_accepted_file_has_no_line() {
    let mut expected = file();
    expected.head.line = None;
    assert_eq!(accepted_form(&file().to_text()), expected.to_text());
    assert_eq!(accepted_form(&expected.to_text()), expected.to_text());
}

#[test]
fn what_insta_adds_is_kept() {
    let text = "---\r\nsource: a.yaml\r\nassertion_line: 3\r\ndescription: why\r\ninfo:\r\n  test: a\r\n---\r\nassertion_line: 4\r\n---\r\n";
    assert_eq!(
        accepted_form(text),
        "---\nsource: a.yaml\ndescription: why\ninfo:\n  test: a\n---\nassertion_line: 4\r\n---\n"
    );
    assert!(SnapshotFile::read(text).unwrap().is_of_scenario());
}

#[test]
fn insta_reads_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.b.snap");
    std::fs::write(&path, file().to_text()).unwrap();
    let read = insta::Snapshot::from_file(&path).unwrap();
    assert_eq!(read.metadata().source(), Some("scenarios/reading/status.yaml"));
    assert_eq!(read.metadata().assertion_line(), Some(12));
    assert_eq!(read.metadata().expression(), Some("get_status"));
    assert_eq!(read.as_text().unwrap().to_string().trim(), file().contents);
}

#[test]
fn snapshots_of_rust_tests_are_not_of_scenarios() {
    let of_rust = "---\nsource: tests/terminal.rs\nexpression: shown\n---\nstatus: 200\n";
    assert!(!SnapshotFile::read(of_rust).unwrap().is_of_scenario());
}

#[test]
fn files_that_are_none_are_told() {
    for text in ["", "status: 200\n", "---\nsource: a.yaml\n", "<<<<<<< HEAD\n---\n---\n"] {
        assert!(SnapshotFile::read(text).unwrap_err().contains("between two lines of `---`"), "{text}");
    }
    let broken = SnapshotFile::read("---\nsource: [\n---\n").unwrap_err();
    assert!(broken.starts_with("its head is no YAML"), "{broken}");
}

proptest! {
    #[test]
    fn every_head_is_read_back_by_us_and_by_insta(
        source in "\\PC{0,40}", test in any::<String>(), step in any::<String>(), place in any::<String>(),
        contents in "[ -~\n]{0,200}"
    ) {
        let masked = BTreeMap::from([("[uuid]".to_owned(), BTreeSet::from([place]))]);
        let contents = contents.trim_end().to_owned();
        let file = SnapshotFile { head: Head { flow: Some(test.clone()), source, line: Some(1), test, step, masked }, contents };
        let text = file.to_text();
        prop_assert_eq!(SnapshotFile::read(&text).unwrap(), file.clone());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snap");
        std::fs::write(&path, text).unwrap();
        let read = insta::Snapshot::from_file(&path).unwrap();
        prop_assert_eq!(read.metadata().expression(), Some(file.head.step.as_str()));
    }

    #[test]
    fn no_text_is_too_odd_to_be_looked_at(text in any::<String>(), head in any::<String>()) {
        let _ = SnapshotFile::read(&text);
        let _ = SnapshotFile::read(&format!("---\n{head}\n---\n{text}"));
        let _ = accepted_form(&text);
    }
}
