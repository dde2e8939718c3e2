//! What the snapshots of a scenario are called, and that nothing else renames them.

use std::fs;

use crate::support::{lab::Lab, suite::Suite};

/// The names of the snapshots without folder, file and scenario.
fn keys(scenario: &str) -> Vec<String> {
    let files: Vec<String> = Lab::new(&format!("name: A\n{scenario}")).plan().snapshot_files().collect();
    let key = |file: &String| {
        let name = file.strip_prefix("scenarios/snapshots/a.").unwrap().strip_suffix(".snap").unwrap();
        name.split_once('.').unwrap().1.to_owned()
    };
    files.iter().map(key).collect()
}

#[test]
fn a_snapshot_is_called_by_its_name_or_its_steps_id_or_its_verb() {
    let scenario = "
steps:
  - create_token:
    snapshot: true
  - get_status:
    snapshot: true
  - get_status:
    id: second
    snapshot: true
  - get_status:
    snapshot: third
  - get_status:
    snapshot: true
finally:
  - delete:
    snapshot: true
  - get_status:
    snapshot: {}
";
    assert_eq!(
        keys(scenario),
        ["create_token", "get_status", "second", "third", "get_status-2", "delete", "get_status-3"]
    );
}

#[test]
fn other_steps_come_and_go_without_renaming_a_snapshot() {
    let before = "steps:\n  - create_token:\n    snapshot: true\n  - get_status:\n    snapshot: true\n";
    let after = "steps:\n  - get_status: { scanRef: x }\n  - create_token:\n    snapshot: true\n  - wait: 1s\n  - get_data:\n    snapshot: { of: $.docSex }\n  - get_status:\n    id: named\n    snapshot: true\n  - get_status:\n    snapshot: true\n";
    for key in keys(before) {
        assert!(keys(after).contains(&key), "{key}");
    }
}

#[test]
fn each_case_and_each_kind_has_files_of_its_own() {
    let scenario = "
environments: [DEV, DEMO]
matrix: { face: [FACE_MATCH, FAKE_FACE], number: ['30509210013'] }
cases: [{ name: one, a: 1 }, { name: two, a: 1 }]
steps:
  - create_token:
    snapshot: true
";
    let mut keys = keys(scenario);
    assert_eq!(keys.len(), 4 * 2 * 2, "each test names those of both kinds");
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 8);
    assert!(keys.iter().all(|key| !key.contains("30509")), "{keys:?}");
}

#[test]
fn a_flow_that_is_used_twice_makes_snapshots_of_two_names() {
    let suite = Suite::shipped_defaults();
    suite.write(
        "_flows/look.yaml",
        "params: {}\nsteps:\n  - get_status:\n    snapshot: true\n  - get_data:\n    snapshot: data\n",
    );
    suite.scenario(
        "a.yaml",
        "name: A\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED }\n  - use: _flows/look.yaml\n  - use: _flows/look.yaml\n  - use: _flows/look.yaml\n    id: last\n",
    );
    suite.idvet(&["run", "--snapshots", "new"]).exits(0);
    let folder = suite.path("scenarios/snapshots");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "a.a.last-data.snap",
            "a.a.last-get_status.snap",
            "a.a.look-2-data.snap",
            "a.a.look-2-get_status.snap",
            "a.a.look-data.snap",
            "a.a.look-get_status.snap",
        ]
    );
    let text = fs::read_to_string(suite.path("scenarios/snapshots/a.a.look-data.snap")).unwrap();
    assert!(text.contains("\ninput_file: \"_flows/look.yaml\"\n"), "{text}");
    suite.idvet(&["run", "--seed", "2"]).exits(0);
    assert!(suite.idvet(&["snapshots", "prune"]).exits(0).err.contains("every snapshot is made"));
}
