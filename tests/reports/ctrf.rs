//! CTRF: valid by the schema that its npm package has, with the counts of the record.

use std::fs;

use idvet::{
    event::Outcome,
    report::{Results, ctrf::write},
};
use serde_json::Value as Json;

use super::readers::{every_result, gaps, installed, missing_shard, results, written};
use crate::support::every_outcome::{events, killed};

fn report(results: &Results) -> Json {
    serde_json::from_slice(&written(|writer| write(results, "qa/", writer))).unwrap()
}

fn test<'r>(report: &'r Json, name: &str) -> &'r Json {
    let tests = report["results"]["tests"].as_array().unwrap();
    tests.iter().find(|test| test["name"] == name).unwrap_or_else(|| panic!("no test {name}"))
}

#[test]
fn it_is_valid_by_its_schema() {
    let Some(path) = installed("node_modules/ctrf/src/ctrf-schema-0.0.json") else { return };
    let schema: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (what, results) in every_result() {
        let report = report(&results);
        let wrong: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{what}: {wrong:#?}");
    }
    assert!(!validator.is_valid(&serde_json::json!({ "reportFormat": "CTRF" })));
}

#[test]
fn its_counts_are_those_of_the_record() {
    for (what, results) in every_result() {
        let report = report(&results);
        let of = |outcomes: &[Outcome]| {
            results.tests.iter().filter(|test| outcomes.contains(&test.outcome())).count()
        };
        let summary = &report["results"]["summary"];
        for (key, count) in [
            ("tests", results.tests.len() + gaps(&results)),
            ("passed", of(&[Outcome::Passed, Outcome::Flaky])),
            ("failed", of(&[Outcome::Failed, Outcome::Errored]) + gaps(&results)),
            ("skipped", of(&[Outcome::Skipped])),
            ("pending", of(&[Outcome::NotRun])),
            ("other", of(&[Outcome::Interrupted])),
            ("flaky", of(&[Outcome::Flaky])),
        ] {
            assert_eq!(summary[key], count, "{what}: {key}");
        }
        assert_eq!(
            summary["start"].as_i64().unwrap() + summary["duration"].as_i64().unwrap(),
            summary["stop"]
        );
    }
}

#[test]
fn a_test_tells_its_attempts_and_its_steps() {
    let report = report(&results(&events()));
    let flaky = test(&report, "passes the second time");
    assert_eq!((&flaky["flaky"], &flaky["retries"]), (&true.into(), &1.into()));
    assert_eq!(flaky["retryAttempts"][0]["status"], "failed");
    assert_eq!(flaky["retryAttempts"][0]["line"], 34);
    let failed = test(&report, "fails in a flow");
    assert_eq!(failed["steps"][1]["extra"]["file"], "_flows/approve.yaml");
    assert_eq!(failed["snippet"], "        status: APPROVED");
    assert_eq!(failed["suite"], serde_json::json!(["scenarios/b/failing.yaml"]));
    let case = test(&report, "of a table [first]");
    assert_eq!(case["parameters"]["case"], "first");
    assert_eq!(test(&report, "no connection")["rawStatus"], "errored");
    assert_eq!(report["results"]["environment"]["shardId"], "1/2");
    assert_eq!(report["runId"], "run-7");
}

#[test]
fn a_missing_shard_is_a_test_that_failed() {
    let report = report(&missing_shard());
    let missing = test(&report, "shard 2 of 2");
    assert_eq!((&missing["status"], &missing["rawStatus"]), (&"failed".into(), &"missing".into()));
    assert_eq!(report["results"]["tests"][0]["filePath"], "qa/scenarios/part-0.yaml");
}

#[test]
fn a_killed_run_says_what_never_began() {
    let report = report(&results(&killed()));
    assert_eq!(report["results"]["extra"]["notBegun"], 4);
    assert_eq!(report["results"]["extra"]["verdict"], "interrupted");
    assert_eq!(test(&report, "under way")["status"], "other");
}
