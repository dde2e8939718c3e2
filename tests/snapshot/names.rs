//! The names of snapshot files: readable, portable, and no two alike.

use std::collections::HashMap;

use idvet::snapshot::{LONGEST_NAME, file_name};
use proptest::prelude::*;

fn name(file: &str, scenario: &str, case: Option<&str>, step: &str) -> String {
    file_name(file, scenario, case, step)
}

#[test]
fn an_ordinary_name_can_be_read() {
    assert_eq!(
        name("scenarios/reading/status.yaml", "A status is read", None, "get_status"),
        "scenarios/reading/snapshots/status.a-status-is-read.get_status.snap"
    );
    assert_eq!(
        name("first.yaml", "A status is read", Some("approved"), "get_status-2"),
        "snapshots/first.a-status-is-read.approved.get_status-2.snap"
    );
}

#[test]
fn names_that_could_be_taken_for_one_another_have_a_hash() {
    let pairs = [
        ["A name", "a name"],
        ["A name", "A  name"],
        ["A name", "A-name"],
        ["A name", "A name."],
        ["É", "È"],
        ["x".repeat(200).leak() as &str, "x".repeat(201).leak()],
        ["..", "../.."],
    ];
    for [one, other] in pairs {
        let (one, other) = (name("a.yaml", one, None, "s"), name("a.yaml", other, None, "s"));
        assert_ne!(one.to_lowercase(), other.to_lowercase());
    }
    assert_eq!(
        name("a.yaml", "It’s “odd”/../name", None, "s"),
        "snapshots/a.it-s-odd-name--bjg5o6c7ig.s.snap"
    );
}

#[test]
fn a_hash_cannot_be_written_by_hand() {
    let hashed = name("a.yaml", "a b", None, "s");
    let readable = hashed.strip_prefix("snapshots/a.").unwrap().strip_suffix(".s.snap").unwrap();
    for forged in
        [readable, &readable.replace("--", "-"), &readable.replace('-', " "), &readable.replace("a-b", "A b")]
    {
        assert_ne!(name("a.yaml", forged, None, "s"), hashed);
    }
}

#[test]
fn files_of_one_folder_never_share_a_snapshot() {
    let files = ["a.yaml", "a.yml", "A.yaml", "a.yaml.yaml", "a.b.yaml", "a.b.yml"];
    let mut names: Vec<String> = files.iter().map(|file| name(file, "A", None, "s").to_lowercase()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), files.len());
}

#[test]
fn names_of_devices_are_none() {
    for device in ["con", "nul", "aux", "prn", "com1", "lpt9"] {
        let name = name(&format!("{device}.yaml"), "A", None, device);
        let file = name.strip_prefix("snapshots/").unwrap();
        assert!(file.starts_with(&format!("{device}--")), "{file}");
    }
}

/// A person's number may stand in a table of cases, and so in the id of a test.
#[test]
fn of_a_case_only_documented_words_can_be_read() {
    let name = name("a.yaml", "A", Some("number=30509210013, face=FAKE_FACE, kind=DEMO"), "s");
    assert!(!name.contains("30509"), "{name}");
    assert!(name.starts_with("snapshots/a.a.fake-face-demo--"), "{name}");
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9 _./\\\\:*?\"<>|-]{0,12}",
        "\\PC{0,200}",
        Just("..".to_owned()),
        Just(String::new()),
        Just("\u{0}\n\t".to_owned()),
        Just("con".to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_name_is_portable_whatever_the_author_writes(
        scenario in any_text(), case in proptest::option::of(any_text()), step in any_text()
    ) {
        let name = name("scenarios/a.yaml", &scenario, case.as_deref(), &step);
        let file = name.strip_prefix("scenarios/snapshots/").unwrap();
        prop_assert!(file.len() + ".new".len() <= LONGEST_NAME, "{file}");
        prop_assert!(file.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte)));
        prop_assert!(file.strip_suffix(".snap").is_some() && !file.starts_with(['.', '-']) && !file.contains(".."));
    }

    #[test]
    fn no_two_snapshots_share_a_file(
        parts in proptest::collection::vec((any_text(), proptest::option::of(any_text()), any_text()), 2..20)
    ) {
        let mut seen = HashMap::new();
        for one in parts {
            let file = name("scenarios/a.yaml", &one.0, one.1.as_deref(), &one.2);
            if let Some(other) = seen.insert(file, one.clone()) {
                prop_assert_eq!(other, one);
            }
        }
    }
}
