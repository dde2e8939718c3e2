//! `--failed`: those of a run before that did not end well are run again, and what became of the others is said.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::support::suite::{Said, Suite};

const PASSES: &str =
    "name: passes\ntags: [good]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n";
const FAILS: &str = "name: fails\ntags: [bad]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n    expect:\n      fields: { message: something else }\n";
/// A second and a third one, which fails in one of its two cases.
const CASES: &str = "name: cases\nmatrix:\n  message: [Token created successfully, another]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n    expect:\n      fields: { message: \"${matrix.message}\" }\n";

fn suite() -> Suite {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES).scenario("bad.yaml", FAILS).scenario("cases.yaml", CASES);
    suite
}

fn ids(said: &Said) -> BTreeSet<String> {
    said.out.lines().map(|line| line.split("  ").next().unwrap().to_owned()).collect()
}

/// The ids that the newest record tells of.
fn begun(suite: &Suite) -> BTreeSet<String> {
    let started =
        |line: &Value| (line["event"] == "test_started").then(|| line["id"].as_str().unwrap().to_owned());
    suite.record().iter().filter_map(started).collect()
}

#[test]
fn only_what_failed_is_run_again_until_nothing_fails() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    let first = begun(&suite);
    let failed = ids(&suite.idvet(&["list", "--failed"]).exits(0));
    assert!(failed.len() >= 2 && failed.len() < first.len() && failed.is_subset(&first), "{failed:?}");
    assert!(!failed.contains("scenarios/good.yaml › passes"), "{failed:?}");
    let said = suite.idvet(&["run", "--failed"]).exits(1);
    assert!(said.err.contains("tests to run again, of "), "{}", said.err);
    assert_eq!(begun(&suite), failed);
    // Mended, they pass; then nothing is left, and that is success.
    suite
        .scenario("bad.yaml", &FAILS.replace("    expect:\n      fields: { message: something else }\n", ""));
    suite.scenario(
        "cases.yaml",
        &CASES.replace("    expect:\n      fields: { message: \"${matrix.message}\" }\n", ""),
    );
    suite.idvet(&["run", "--failed"]).exits(0);
    assert_eq!(begun(&suite), failed);
    let said = suite.idvet(&["run", "--failed"]).exits(0);
    assert!(said.out.starts_with("nothing to run again: no test failed in .idvet/runs/"), "{}", said.all());
    let listed = suite.idvet(&["list", "--failed"]).exits(0);
    assert!(listed.out.is_empty() && listed.err.contains("\nnothing to run again"), "{}", listed.all());
}

#[test]
fn it_goes_together_with_paths_tags_filters_and_shards() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    let failed = ids(&suite.idvet(&["list", "--failed"]).exits(0));
    let bad = "scenarios/bad.yaml › fails".to_owned();
    for selection in [&["scenarios/bad.yaml"][..], &["--tag", "bad"], &["--filter", "bad.yaml"]] {
        let said = suite.idvet(&[&["list", "--failed"], selection].concat()).exits(0);
        assert_eq!(ids(&said), BTreeSet::from([bad.clone()]), "{selection:?}");
        assert!(said.err.contains("of them are not selected here"), "{}", said.err);
    }
    suite.idvet(&["run", "--failed", "scenarios/good.yaml"]).exits(4);
    // Each shard would read the record of the one before.
    for command in ["list", "run"] {
        let said = suite.idvet(&[command, "--failed", "--shard", "1/2"]).exits(2);
        assert!(said.err.contains("help: name the record, the same for every shard"), "{}", said.err);
    }
    suite.idvet(&["run", "--out", "whole"]).exits(1);
    let halves = ["1/2", "2/2"].map(|shard| {
        suite.idvet(&["run", "--failed=whole", "--shard", shard, "--out", &shard.replace('/', "-")]);
        ids(&suite.idvet(&["list", "--failed=whole", "--shard", shard]).exits(0))
    });
    assert!(halves[0].is_disjoint(&halves[1]));
    assert_eq!(halves[0].union(&halves[1]).cloned().collect::<BTreeSet<_>>(), failed);
}

#[test]
fn files_without_a_failed_test_are_not_read() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    suite.scenario("broken.yaml", "name: [");
    suite.idvet(&["run"]).exits(2);
    suite.idvet(&["run", "--failed"]).exits(1);
}

#[test]
fn a_test_that_is_gone_is_said() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    suite.scenario("bad.yaml", &FAILS.replace("name: fails", "name: renamed"));
    fs::remove_file(suite.path("scenarios/cases.yaml")).unwrap();
    let said = suite.idvet(&["run", "--failed"]).exits(4);
    for gone in ["scenarios/bad.yaml › fails", "scenarios/cases.yaml › cases ["] {
        assert!(said.err.contains(&format!("note: `{gone}")), "{}", said.err);
    }
    assert!(said.err.contains("is no more: it was renamed or deleted"), "{}", said.err);
}

#[test]
fn the_record_can_be_named() {
    let suite = suite();
    suite.idvet(&["run", "scenarios/bad.yaml", "--out", "elsewhere"]).exits(1);
    let said = suite.idvet(&["run", "--failed"]).exits(2);
    assert!(said.err.contains("this suite has no record of a run"), "{}", said.err);
    suite.idvet(&["run", "scenarios/good.yaml"]).exits(0);
    for record in ["elsewhere", "elsewhere/events.jsonl"] {
        let said = suite.idvet(&["list", &format!("--failed={record}")]).exits(0);
        assert_eq!(said.out, "scenarios/bad.yaml › fails  [bad]\n");
    }
    // Several count together.
    suite.idvet(&["run", "scenarios/cases.yaml", "--out", "third"]).exits(1);
    let both = suite.idvet(&["list", "--failed=elsewhere", "--failed=third"]).exits(0);
    assert!(both.out.contains("bad.yaml") && both.out.contains("cases.yaml"), "{}", both.out);
}

#[test]
fn a_record_that_cannot_be_read_is_said() {
    let suite = suite();
    for (text, reason) in [
        ("", "it is empty"),
        ("{}\n", "line 1 of the record"),
        ("nonsense\n", "line 1 of the record"),
        ("{\"at_us\":0,\"event\":\"unheard_of\"}\n", "line 1 of the record"),
    ] {
        suite.write("record/events.jsonl", text);
        let said = suite.idvet(&["run", "--failed=record"]).exits(2);
        assert!(
            said.err.contains("`record/events.jsonl` is no record") && said.err.contains(reason),
            "{text}: {}",
            said.err
        );
    }
    assert!(suite.idvet(&["run", "--failed=nowhere"]).exits(2).err.contains("nowhere"));
}

/// The record of a run that was killed: its first lines, up to the end of the first test.
fn cut(suite: &Suite, record: &str) -> String {
    let text = fs::read_to_string(suite.path(record)).unwrap();
    let mut kept = String::new();
    for line in text.lines() {
        kept.push_str(line);
        kept.push('\n');
        if line.contains("\"test_finished\"") {
            break;
        }
    }
    kept
}

#[test]
fn a_run_that_was_killed_hides_no_test() {
    let suite = suite();
    suite.idvet(&["run", "--jobs", "1", "--out", "whole"]).exits(1);
    suite.write("killed/events.jsonl", &cut(&suite, "whole/events.jsonl"));
    let told = suite.idvet(&["list", "--failed=killed"]).exits(0);
    let all = ids(&suite.idvet(&["list"]).exits(0));
    assert_eq!(ids(&told), all, "one failed, and the others never began");
    for said in [
        "4 tests to run again, of 1 in killed/events.jsonl, and 3 besides",
        "note: it tells nothing of 3 of its tests",
    ] {
        assert!(told.err.contains(said), "{}", told.err);
    }
    // Nothing that it tells of has failed, and not all is told.
    let whole = fs::read_to_string(suite.path("whole/events.jsonl")).unwrap();
    suite.write("begun/events.jsonl", &format!("{}\n", whole.lines().next().unwrap()));
    assert_eq!(ids(&suite.idvet(&["list", "--failed=begun"]).exits(0)), all);
    // What passed in it is not run again, and a record that is whole does not speak for one that is not.
    let passed =
        cut(&suite, "whole/events.jsonl").replace("\"outcome\":\"failed\"", "\"outcome\":\"passed\"");
    suite.write("passed/events.jsonl", &passed);
    let rest = ids(&suite.idvet(&["list", "--failed=passed"]).exits(0));
    assert_eq!(rest, all.iter().filter(|id| !id.contains("bad.yaml")).cloned().collect());
    suite.idvet(&["run", "scenarios/good.yaml", "--out", "other"]).exits(0);
    assert_eq!(ids(&suite.idvet(&["list", "--failed=passed", "--failed=other"]).exits(0)), rest);
}

#[test]
fn what_a_killed_run_never_began_is_run_until_it_has_ended() {
    let suite = suite();
    suite.idvet(&["run", "--jobs", "1"]).exits(1);
    let runs = suite.path(".idvet/runs");
    let first = fs::read_dir(&runs).unwrap().next().unwrap().unwrap().path().join("events.jsonl");
    let name = first.strip_prefix(suite.root()).unwrap().to_str().unwrap().to_owned();
    suite.write(&name, &cut(&suite, &name));
    suite.idvet(&["run", "--failed"]).exits(1);
    assert_eq!(begun(&suite).len(), 4, "{:?}", begun(&suite));
    suite.idvet(&["run", "--failed"]).exits(1);
    assert_eq!(begun(&suite).len(), 3, "the other one has passed now: {:?}", begun(&suite));
}

#[test]
fn the_tests_of_a_missing_shard_are_run() {
    let suite = Suite::empty();
    for number in 0..9 {
        suite.scenario(&format!("s{number}.yaml"), PASSES);
    }
    suite.idvet(&["run", "--shard", "1/2", "--out", "one"]).exits(0);
    let missing = ids(&suite.idvet(&["list", "--shard", "2/2"]).exits(0));
    assert!(!missing.is_empty() && missing.len() < 9);
    assert_eq!(ids(&suite.idvet(&["list", "--failed=one"]).exits(0)), missing);
}

#[test]
fn what_was_interrupted_or_not_begun_is_run_again() {
    let suite = suite();
    suite.idvet(&["run", "--fail-fast", "--jobs", "1"]).exits(1);
    let again = ids(&suite.idvet(&["list", "--failed"]).exits(0));
    assert_eq!(again.len(), 4, "the first one failed, and the others did not begin: {again:?}");
    let text = fs::read_to_string(
        suite.path(".idvet/runs").read_dir().unwrap().next().unwrap().unwrap().path().join("events.jsonl"),
    );
    let text = text.unwrap().replace("\"outcome\":\"not_run\"", "\"outcome\":\"interrupted\"");
    suite.write("interrupted/events.jsonl", &text);
    assert_eq!(ids(&suite.idvet(&["list", "--failed=interrupted"]).exits(0)), again);
    // Of what was flaky only what failed its run.
    let flaky = text.replace("\"outcome\":\"interrupted\"", "\"outcome\":\"flaky\"");
    suite.write("flaky/events.jsonl", &flaky);
    assert_eq!(ids(&suite.idvet(&["list", "--failed=flaky"]).exits(0)).len(), 1);
    let denied = flaky.replace("\"jobs\":1}", "\"jobs\":1,\"deny_flaky\":true}");
    assert_ne!(denied, flaky);
    suite.write("denied/events.jsonl", &denied);
    assert_eq!(ids(&suite.idvet(&["list", "--failed=denied"]).exits(0)).len(), 4);
}

#[test]
fn a_masked_id_finds_its_tests() {
    let suite = Suite::with("redact: [documentNumber]\n");
    let text = "name: masked\nmatrix:\n  documentNumber: [AB123456, CD987654]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a, documentNumber: \"${matrix.documentNumber}\" }\n    expect:\n      fields: { message: something else }\n";
    suite.scenario("masked.yaml", text).scenario("good.yaml", PASSES);
    suite.idvet(&["run"]).exits(1);
    assert!(begun(&suite).iter().any(|id| id.contains("[redacted]")), "{:?}", begun(&suite));
    // The list masks them, too, so that they are told apart by their number alone.
    let again = suite.idvet(&["list", "--failed"]).exits(0).out;
    assert_eq!(again.lines().count(), 2, "{again}");
    assert!(again.lines().all(|line| line.contains("› masked [documentNumber=[redacted]]")), "{again}");
}

#[test]
fn another_environment_is_noted() {
    let suite = Suite::with(
        "environments:\n  one: { kind: DEV, emulator: true }\n  two: { kind: DEV, emulator: true }\n",
    );
    suite.scenario("bad.yaml", FAILS);
    suite.idvet(&["run", "--env", "one"]).exits(1);
    assert!(!suite.idvet(&["run", "--env", "one", "--failed"]).exits(1).err.contains("note:"));
    let said = suite.idvet(&["run", "--env", "two", "--failed"]).exits(1);
    assert!(said.err.contains("note: that run went against `one`"), "{}", said.err);
}

#[test]
fn a_record_from_elsewhere_leads_to_no_file_outside_of_the_suite() {
    let suite = suite();
    suite.idvet(&["run", "scenarios/bad.yaml", "--out", "record"]).exits(1);
    let text = fs::read_to_string(suite.path("record/events.jsonl")).unwrap();
    for file in ["/etc/passwd", "../outside.yaml"] {
        suite.write("foreign/events.jsonl", &text.replace("scenarios/bad.yaml", file));
        let said = suite.idvet(&["list", "--failed=foreign"]).exits(4);
        assert!(said.err.contains("is no more"), "{}", said.err);
        assert!(!said.err.contains("error"), "{}", said.err);
    }
}
