//! `idvet compare`, from the records of real runs.

use serde_json::{Value as Json, json};

use super::lines;
use crate::support::suite::{Said, Suite};

const BEFORE: &str = "\
name: breaks
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }
  - poll_status: APPROVED
---
name: is mended
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: b }
  - poll_status: APPROVED
  - get_status: {}
    expect:
      fields: { status: DENIED }
---
name: goes
steps:
  - wait: 1s
---
name: takes longer
steps:
  - wait: 2s
---
name: takes hardly longer
steps:
  - wait: 2s
";

fn after() -> String {
    let text = BEFORE.replace(
        "poll_status: APPROVED\n---\nname: is",
        "poll_status: DENIED\n    timeout: 1h\n---\nname: is",
    );
    let text = text
        .replace("name: goes", "name: comes")
        .replace("fields: { status: DENIED }", "fields: { status: APPROVED }");
    let text =
        text.replace("name: takes longer\nsteps:\n  - wait: 2s", "name: takes longer\nsteps:\n  - wait: 4s");
    text.replace(
        "name: takes hardly longer\nsteps:\n  - wait: 2s",
        "name: takes hardly longer\nsteps:\n  - wait: 2.5s",
    )
}

/// Two runs of a suite that was changed in between, in `old` and `new`.
fn compared(arguments: &[&str]) -> (Suite, Said) {
    let suite = Suite::empty();
    suite.scenario("a.yaml", BEFORE);
    suite.idvet(&["run", "--seed", "5", "--out", "old"]).exits(1);
    suite.scenario("a.yaml", &after());
    suite.idvet(&["run", "--seed", "6", "--out", "new"]).exits(1);
    let mut all = vec!["compare", "old", "new"];
    all.extend(arguments);
    let said = suite.idvet(&all);
    (suite, said)
}

/// The parts of a text that are the same in every run.
fn steady(text: &str) -> String {
    let moment = regex::Regex::new(r"\d{4}-\d\d-\d\dT[0-9:.]+Z").unwrap();
    moment.replace_all(text, "MOMENT").into_owned()
}

#[test]
fn what_has_changed_is_told_and_newly_failing_fails() {
    let (_, said) = compared(&[]);
    let expected = "\
old: emulator (DEV), seed 5, MOMENT
new: emulator (DEV), seed 6, MOMENT
1 newly failing, 1 fixed, 1 new test, 1 gone test, 1 slower

newly failing:
  scenarios/a.yaml › breaks (FAILED, before passed): GIST

fixed:
  scenarios/a.yaml › is mended (passed, before FAILED)

new tests:
  scenarios/a.yaml › comes (passed)

gone tests:
  scenarios/a.yaml › goes (passed)

slower:
  scenarios/a.yaml › takes longer: 4s, before 2s
";
    let found = steady(&said.out);
    let gist = found.lines().find_map(|line| line.split_once("before passed): ")).unwrap().1.to_owned();
    assert!(gist.contains("APPROVED"), "{gist}");
    assert_eq!(found.replace(&gist, "GIST"), expected);
    said.exits(1);
}

#[test]
fn where_slowness_begins_can_be_said() {
    let (_, said) = compared(&["--slower", "20", "--ignore-below", "100ms"]);
    assert!(said.out.contains("takes hardly longer: 2.5s, before 2s"), "{}", said.out);
    let (_, said) = compared(&["--slower", "200"]);
    assert!(!said.out.contains("slower"), "{}", said.out);
    let (_, said) = compared(&["--ignore-below", "1h"]);
    assert!(!said.out.contains("slower"), "{}", said.out);
    let (_, said) = compared(&["--ignore-below", "soon"]);
    assert!(said.exits(2).err.contains("`--ignore-below`"));
}

#[test]
fn programs_get_one_document() {
    let (_, said) = compared(&["--format", "json"]);
    let found: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(found["format"], 1);
    assert_eq!(found["old"][0]["seed"], 5);
    assert_eq!(
        found["fixed"],
        json!([{ "id": "scenarios/a.yaml › is mended", "before": "failed", "after": "passed", "reason": null }])
    );
    assert_eq!(found["newly_failing"][0]["id"], "scenarios/a.yaml › breaks");
    assert_eq!(
        found["slower"],
        json!([{ "id": "scenarios/a.yaml › takes longer", "before_us": 2_000_000, "after_us": 4_000_000 }])
    );
    assert_eq!(found["new_tests"][0]["before"], Json::Null);
    assert_eq!(found["gone_tests"][0]["after"], Json::Null);
    for empty in
        ["still_failing", "no_longer_judged", "newly_flaky", "no_longer_flaky", "new_drift", "gone_drift"]
    {
        assert_eq!(found[empty], json!([]), "{empty}");
    }
    said.exits(1);
}

#[test]
fn a_job_gets_markdown() {
    let (_, said) = compared(&["--format", "markdown"]);
    assert!(
        said.out.starts_with("### 1 newly failing, 1 fixed, 1 new test, 1 gone test, 1 slower\n"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("\n**fixed**\n\n- `scenarios/a.yaml › is mended` (passed, before failed)\n"),
        "{}",
        said.out
    );
}

#[test]
fn a_run_is_like_itself() {
    let (suite, _) = compared(&[]);
    let said = suite.idvet(&["compare", "new", "new"]).exits(0);
    assert!(said.out.contains("\nnothing has changed, 1 still failing\n"), "{}", said.out);
    let said = suite.idvet(&["compare", "new", "old"]).exits(1);
    assert!(
        said.out.contains("newly failing:\n  scenarios/a.yaml › is mended (FAILED, before passed): $.status"),
        "{}",
        said.out
    );
}

#[test]
fn what_a_killed_run_did_not_come_to_is_no_success() {
    let suite = Suite::empty();
    suite.scenario("a.yaml", "name: one\nsteps:\n  - wait: 1s\n---\nname: two\nsteps:\n  - wait: 1s\n");
    suite.idvet(&["run", "--jobs", "1", "--out", "old"]).exits(0);
    let text = std::fs::read_to_string(suite.path("old/events.jsonl")).unwrap();
    let end = text.find("\"event\":\"test_started\",\"test\":1").unwrap();
    let end = end + text[end..].find('\n').unwrap() + 1;
    suite.write("new/events.jsonl", &text[..end]);
    let said = suite.idvet(&["compare", "old", "new"]).exits(3);
    assert!(
        said.out.contains("no longer judged:\n  scenarios/a.yaml › two (INTERRUPTED, before passed)"),
        "{}",
        said.all()
    );
}

#[test]
fn what_a_run_did_not_come_to_is_not_known_of_and_not_gone() {
    let suite = Suite::empty();
    suite.scenario("a.yaml", "name: one\nsteps:\n  - wait: 1s\n---\nname: two\nsteps:\n  - wait: 1s\n");
    suite.idvet(&["run", "--jobs", "1", "--out", "old"]).exits(0);
    let text = std::fs::read_to_string(suite.path("old/events.jsonl")).unwrap();
    let end = text.find('\n').unwrap() + 1;
    suite.write("new/events.jsonl", &text[..end]);
    let said = suite.idvet(&["compare", "old", "new"]).exits(3);
    assert!(said.out.contains("2 tests not known of") && !said.out.contains("gone"), "{}", said.all());
}

/// A record in which something was put in another's place.
fn changed(suite: &Suite, change: impl Fn(&mut Json)) {
    suite.idvet(&["run", "--seed", "5", "--out", "old"]).exits(0);
    let text = std::fs::read_to_string(suite.path("old/events.jsonl")).unwrap();
    let mut record: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    record.iter_mut().for_each(change);
    suite.write("new/events.jsonl", &lines(&record));
}

#[test]
fn other_paths_flaky_tests_and_drift_are_told() {
    let suite = Suite::empty();
    suite.scenario("a.yaml", "name: one\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n  - poll_status: APPROVED\n");
    changed(&suite, |line| {
        line["wall_started"] =
            if line["event"] == "run_started" { "2026-01-01T00:00:00Z".into() } else { Json::Null };
        if line["event"] == "test_finished" {
            line["outcome"] = "flaky".into();
        }
        if line["event"] == "step_finished" && line["path"].is_array() {
            line["path"][0]["seen"] = "REVIEWING".into();
        }
        if line["event"] == "session_created" {
            let (at, test, step) = (line["at_us"].clone(), line["test"].clone(), line["step"].clone());
            *line = json!({ "at_us": at, "event": "drifted", "test": test, "step": step, "answer": "status", "kind": "unknown key", "path": "$.shoe", "value": "", "source": "S0", "known": false });
        }
    });
    let said = suite.idvet(&["compare", "old", "new"]).exits(0);
    assert!(
        said.out.contains("newly flaky:\n  scenarios/a.yaml › one (FLAKY, before passed)\n"),
        "{}",
        said.all()
    );
    assert!(
        said.out.contains("changed status paths:\n  scenarios/a.yaml › one, poll_status APPROVED: REVIEWING"),
        "{}",
        said.all()
    );
    assert!(said.out.contains("new drift:\n  unknown key at $.shoe of status"), "{}", said.all());
    let said = suite.idvet(&["compare", "new", "old"]).exits(0);
    assert!(
        said.out.contains("no longer flaky:") && said.out.contains("drift that is gone:"),
        "{}",
        said.all()
    );
}
