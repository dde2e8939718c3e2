//! Known drift: accepted, kept in a file that a person reads, quiet from then on, and told when it is stale.

use std::fs;

use idvet::{
    contract::KnownDrift,
    diagnostic::{Problems, code},
    event::{Drift, DriftKind},
    source::Source,
};

use crate::support::suite::Suite;

const SUITE: &str = "\
environments:
  altered:
    kind: DEV
    emulator:
      alter: |
        get_status: set /status \"approved\"
        get_status: set /shoeSize 43
contract: strict
";

const SCENARIO: &str = "\
name: a session is read
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: qa-1 }
  - get_status: {}
";

fn suite() -> Suite {
    let suite = Suite::with(SUITE);
    suite.scenario("read.yaml", SCENARIO);
    suite
}

fn run(suite: &Suite, environment: &str, code: i32) -> String {
    suite.idvet(&["run", "--env", environment]).exits(code).out
}

#[test]
fn accepted_drift_is_quiet_and_new_drift_stands_out() {
    let suite = suite();
    run(&suite, "altered", 1);
    let said = suite.idvet(&["contract", "accept"]).exits(0);
    assert!(
        said.out.starts_with("2 drifts are known from now on: `contract.yaml` has 2\n"),
        "{}",
        said.all()
    );
    let out = run(&suite, "altered", 0);
    assert!(out.contains("known drift: met 2 times\n") && !out.contains("shoeSize"), "{out}");
    let text = fs::read_to_string(suite.path("idvet.yaml")).unwrap();
    suite.write("idvet.yaml", &text.replace("shoeSize", "hatSize"));
    let out = run(&suite, "altered", 1);
    assert!(out.contains("unknown key at $.hatSize of status, once") && !out.contains("shoeSize"), "{out}");
    assert!(out.contains("known drift: met once\n"), "{out}");
}

#[test]
fn the_file_is_readable_sorted_and_merged() {
    let suite = suite();
    run(&suite, "altered", 1);
    suite.idvet(&["contract", "accept"]).exits(0);
    let text = fs::read_to_string(suite.path("contract.yaml")).unwrap();
    let entries = text.split_once("drift:\n").unwrap().1;
    assert_eq!(
        entries,
        "  - answer: status
    kind: unknown key
    path: \"$.shoeSize\"
    first_seen: \"scenarios/read.yaml › a session is read\"
  - answer: status
    kind: unknown value
    path: \"$.status\"
    value: \"approved\"
    first_seen: \"scenarios/read.yaml › a session is read\"
"
    );
    let said = suite.idvet(&["contract", "accept"]).exits(0);
    assert!(said.out.starts_with("nothing new: `contract.yaml` has 2\n"), "{}", said.all());
    assert_eq!(fs::read_to_string(suite.path("contract.yaml")).unwrap(), text);
    suite.write(
        "contract.yaml",
        "drift:\n  - { answer: data, kind: unknown key, path: $.other, first_seen: by hand }\n",
    );
    suite.idvet(&["contract", "accept"]).exits(0);
    let merged = fs::read_to_string(suite.path("contract.yaml")).unwrap();
    assert!(merged.contains("first_seen: \"by hand\"") && merged.contains("$.shoeSize"), "{merged}");
}

#[test]
fn known_drift_that_is_not_met_is_stale_and_stays() {
    let suite = suite();
    run(&suite, "altered", 1);
    let listed = suite.idvet(&["contract", "list"]).exits(0).out;
    assert!(
        listed.starts_with(
            "new    unknown value `approved` at $.status of status, first in scenarios/read.yaml"
        ),
        "{listed}"
    );
    suite.idvet(&["contract", "accept"]).exits(0);
    let listed = suite.idvet(&["contract", "list"]).exits(0).out;
    assert_eq!(listed.matches("known  ").count(), 2, "{listed}");
    run(&suite, "emulator", 0);
    let listed = suite.idvet(&["contract", "list"]).exits(0).out;
    assert_eq!(listed.matches("stale  ").count(), 2, "{listed}");
    let said = suite.idvet(&["contract", "accept"]).exits(0);
    assert!(said.out.contains("stale  unknown key at $.shoeSize of status"), "{}", said.out);
    assert!(fs::read_to_string(suite.path("contract.yaml")).unwrap().contains("shoeSize"));
}

#[test]
fn another_run_can_be_named() {
    let suite = suite();
    suite.idvet(&["run", "--env", "altered", "--out", "kept"]).exits(1);
    suite.idvet(&["contract", "list"]).exits(2);
    let listed = suite.idvet(&["contract", "list", "kept"]).exits(0).out;
    assert!(listed.contains("shoeSize"), "{listed}");
    let listed = suite.idvet(&["contract", "list", "kept/events.jsonl"]).exits(0).out;
    assert!(listed.contains("shoeSize"), "{listed}");
}

#[test]
fn a_run_without_drift_has_nothing_to_list() {
    let suite = suite();
    run(&suite, "emulator", 0);
    assert!(suite.idvet(&["contract", "list"]).exits(0).out.starts_with("no drift\n"));
    suite.idvet(&["contract", "accept"]).exits(0);
    assert!(!suite.path("contract.yaml").exists());
}

#[test]
fn nothing_is_accepted_in_ci() {
    let suite = suite();
    run(&suite, "altered", 1);
    let output = suite.command(&["contract", "accept"]).env("CI", "true").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("writes nothing where `CI` is set"));
    assert!(!suite.path("contract.yaml").exists());
}

#[test]
fn a_record_that_is_none_is_refused() {
    let suite = suite();
    suite.write("broken.jsonl", "{\"at_us\":1,\"event\":\"other\"}\n");
    let said = suite.idvet(&["contract", "list", "broken.jsonl"]).exits(3);
    assert!(said.err.contains("line 1 of the record is none"), "{}", said.all());
}

#[test]
fn the_file_is_no_scenario_file() {
    let suite = Suite::with(SUITE);
    suite.write("read.yaml", SCENARIO);
    run(&suite, "altered", 1);
    suite.idvet(&["contract", "accept"]).exits(0);
    run(&suite, "altered", 0);
    suite.idvet(&["check", "."]).exits(0);
}

#[test]
fn a_broken_file_is_told_with_its_place() {
    let suite = suite();
    suite.write("contract.yaml", "drift:\n  - answer: status\n    kind: unknown fact\n    path: $.a\n");
    let said = suite.idvet(&["check"]).exits(2);
    assert!(said.out.contains("there is no kind of drift `unknown fact`"), "{}", said.all());
    assert!(said.out.contains("contract.yaml:3:11"), "{}", said.all());
}

fn read(text: &str) -> (KnownDrift, Vec<&'static str>) {
    let source = Source::new("contract.yaml", text);
    let mut problems = Problems::new(&source);
    let known = KnownDrift::read(&source, &mut problems);
    (known, problems.into_found().iter().map(|problem| problem.code.0).collect())
}

#[test]
fn what_is_written_is_read_again() {
    let mut known = KnownDrift::default();
    for (kind, value) in [
        (DriftKind::UnknownKey, ""),
        (DriftKind::UnknownValue, "a \"quoted\" # value: with\nlines, and ${signs}"),
        (DriftKind::ContentType, "text/html"),
        (DriftKind::Edition, "200"),
    ] {
        let drift = Drift {
            answer: "status".to_owned(),
            kind,
            path: "$['a b'][*]".to_owned(),
            value: value.to_owned(),
        };
        known.add(drift, "scenarios/a.yaml › first".to_owned());
    }
    assert_eq!(read(&known.to_text()), (known, Vec::new()));
    let empty = KnownDrift::default();
    assert!(empty.is_empty());
    assert_eq!(read(&empty.to_text()), (empty, Vec::new()));
}

#[test]
fn mistakes_of_the_file_have_codes() {
    for (text, wrong) in [
        ("other: []\n", code::WRONG_TYPE),
        ("drift: 1\n", code::WRONG_TYPE),
        ("- a\n", code::WRONG_TYPE),
        ("drift:\n  - { answer: a, kind: unknown key }\n", code::MISSING_KEY),
        ("drift:\n  - { answer: a, kind: unknown key, path: $, who: me }\n", code::UNKNOWN_KEY),
        ("drift:\n  - { answer: a, kind: odd, path: $ }\n", code::VOCABULARY),
        ("drift: [\n", code::SYNTAX),
    ] {
        let (_, codes) = read(text);
        assert!(codes.contains(&wrong.0), "{text}: {codes:?}");
    }
    assert_eq!(read("").1, Vec::<&str>::new());
}
