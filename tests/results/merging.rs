//! Records merged: shards into the run that they are parts of, and whole runs beside one another.

use std::sync::OnceLock;

use idvet::{
    event::Event,
    record,
    report::{
        Results, json,
        merge::{Recorded, merge},
    },
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{lines, outcomes, report, suite};
use crate::support::suite::Suite;

/// A part of a record, as a run of that shard would have left it: `shard_of` says where a test goes, from 1.
fn part(record: &[Json], index: usize, total: usize, shard_of: impl Fn(u64) -> usize) -> Vec<Json> {
    let is_mine = |line: &&Json| line["test"].as_u64().is_none_or(|test| shard_of(test) == index);
    let mut mine: Vec<Json> = record.iter().filter(is_mine).cloned().collect();
    let count = |event: &str| mine.iter().filter(|line| line["event"] == event).count();
    let (tests, requests, sessions) = (count("test_started"), count("exchanged"), count("session_created"));
    let last = mine.len() - 1;
    mine[last]["requests"] = requests.into();
    mine[last]["sessions"] = sessions.into();
    mine[0]["shard"] = json!({ "index": index, "total": total, "tests": record[0]["tests"], "whole": "abc" });
    mine[0]["tests"] = tests.into();
    mine
}

fn events(record: &[Json]) -> Vec<Event> {
    record::read(&lines(record)).unwrap()
}

fn record() -> &'static Vec<Json> {
    static RECORD: OnceLock<Vec<Json>> = OnceLock::new();
    RECORD.get_or_init(|| {
        let suite = suite();
        suite.idvet(&["run", "--seed", "5"]).exits(1);
        suite.record()
    })
}

/// The JSON report but for what tells runs apart.
fn told(results: &Results) -> Json {
    let mut bytes = Vec::new();
    json::write(results, &mut bytes).unwrap();
    let mut report: Json = serde_json::from_slice(&bytes).unwrap();
    report["runs"] = Json::Null;
    for test in report["tests"].as_array_mut().unwrap() {
        test["run"] = Json::Null;
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shards_however_divided_merge_to_the_whole(total in 1_usize..5, shares in prop::collection::vec(0_usize..5, 6), order in any::<u64>()) {
        let record = record();
        let shard_of = |test: u64| shares[usize::try_from(test).unwrap()] % total + 1;
        let mut parts: Vec<Recorded> = (1..=total)
            .map(|index| Recorded::new(format!("part {index}"), events(&part(record, index, total, shard_of))).unwrap())
            .collect();
        parts.rotate_left(usize::try_from(order % 5).unwrap() % total);
        let merged = merge(parts).unwrap();
        prop_assert!(merged.superseded.is_empty());
        prop_assert_eq!(told(&merged.results), told(&Results::of(&events(record))));
        prop_assert_eq!(merged.results.runs.len(), total);
    }
}

/// A suite whose folder `artifacts` has the shards of a run, by whether their test's number is even.
fn sharded(total: usize) -> Suite {
    let suite = suite();
    for index in 1..=total {
        let shard_of = |test: u64| usize::try_from(test).unwrap() % total + 1;
        suite.write(
            &format!("artifacts/{index}/deep/events.jsonl"),
            &lines(&part(record(), index, total, shard_of)),
        );
    }
    suite
}

#[test]
fn a_folder_of_shards_is_one_verdict() {
    let suite = sharded(3);
    let said = suite.idvet(&["report", "artifacts"]).exits(1);
    assert!(said.out.contains("\n3 passed, 2 failed, 1 skipped\n"), "{}", said.all());
    assert!(said.err.contains("shard 2 of 3: artifacts/2/deep/events.jsonl\n"), "{}", said.all());
    assert_eq!(said.err.matches("run it again:").count(), 2, "{}", said.all());
    let whole = report(&suite, &["artifacts"], 1);
    let names: Vec<String> = outcomes(&whole).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["passes", "fails", "waits in vain", "many", "many", "skipped"]);
    assert_eq!(whole["runs"][1]["shard"], json!({ "index": 2, "total": 3 }));
    assert_eq!(whole["tests"][1]["run"], 1);
}

#[test]
fn a_missing_shard_is_named_and_fails() {
    let suite = sharded(3);
    let said = suite.idvet(&["report", "artifacts/1", "artifacts/3/deep/events.jsonl"]).exits(1);
    assert!(
        said.err.contains("error: shard 2 of 3 is missing: no record of it was given\n"),
        "{}",
        said.all()
    );
    let said = suite.idvet(&["report", "artifacts/1"]).exits(3);
    assert!(said.out.contains("2 passed, 4 not begun"), "{}", said.all());
    assert!(
        said.out.contains("missing: shards 2 and 3, whose tests could not be judged\n"),
        "{}",
        said.all()
    );
    let part = report(&suite, &["artifacts/1"], 3);
    assert_eq!(part["missing_shards"], json!([2, 3]));
    assert_eq!(part["verdict"], "errored");
    assert_eq!(part["totals"]["tests"], 6);
}

#[test]
fn cases_of_one_masked_id_in_several_shards_are_merged() {
    let masked = |line: &Json| {
        let mut line = line.clone();
        if line["event"] == "test_started" {
            line["id"] = "scenarios/all.yaml › many [overall=[redacted]]".into();
        }
        line
    };
    let suite = suite();
    for index in 1..=2 {
        let shard_of = |test: u64| usize::try_from(test).unwrap() % 2 + 1;
        let part: Vec<Json> = part(record(), index, 2, shard_of).iter().map(masked).collect();
        suite.write(&format!("all/{index}/events.jsonl"), &lines(&part));
    }
    assert_eq!(report(&suite, &["all"], 1)["totals"]["tests"], 6);
}

#[test]
fn a_stale_shard_is_doubted() {
    let suite = sharded(2);
    let mut old = part(record(), 2, 2, |test| usize::try_from(test).unwrap() % 2 + 1);
    old[0]["wall_started"] = "2020-01-01T00:00:00Z".into();
    old[0]["version"] = "0.0.1".into();
    suite.write("artifacts/2/deep/events.jsonl", &lines(&old));
    let said = suite.idvet(&["report", "artifacts"]).exits(1);
    let began = "note: `artifacts/2/deep/events.jsonl` began ";
    assert!(said.err.contains(began) && said.err.contains("may be left from another run"), "{}", said.all());
    assert!(said.err.contains("`artifacts/2/deep/events.jsonl` by idvet 0.0.1"), "{}", said.all());
    assert!(!sharded(2).idvet(&["report", "artifacts"]).exits(1).err.contains("left from another run"));
}

#[test]
fn of_any_number_of_missing_shards_some_are_named() {
    let suite = suite();
    let part = part(record(), 1, usize::MAX, |_| 1);
    suite.write("one/events.jsonl", &lines(&part));
    let said = suite.idvet(&["report", "one"]).exits(1);
    assert!(said.err.contains("error: 979 shards more are missing\n"), "{}", said.all());
    assert!(said.all().lines().count() < 120, "{}", said.all());
}

#[test]
fn of_two_records_of_a_shard_the_later_one_counts() {
    let suite = sharded(2);
    let text = std::fs::read_to_string(suite.path("artifacts/2/deep/events.jsonl")).unwrap();
    let mut later: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    later[0]["wall_started"] = "2999-01-01T00:00:00Z".into();
    for line in &mut later {
        if line["event"] == "test_finished" && line["outcome"] == "failed" {
            line["outcome"] = "passed".into();
        }
    }
    suite.write("artifacts/2/again/events.jsonl", &lines(&later));
    let said = suite.idvet(&["report", "artifacts"]).exits(1);
    assert!(said.out.contains("\n4 passed, 1 failed, 1 skipped\n"), "{}", said.all());
    let note = "note: `artifacts/2/deep/events.jsonl` does not count: a later record of the same is there\n";
    assert!(said.err.contains(note), "{}", said.all());
}

/// What is said where one record's head is changed.
fn refused(change: impl Fn(&mut Json), why: &str) {
    let suite = sharded(2);
    let text = std::fs::read_to_string(suite.path("artifacts/2/deep/events.jsonl")).unwrap();
    let mut other: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    change(&mut other[0]);
    suite.write("artifacts/2/deep/events.jsonl", &lines(&other));
    let said = suite.idvet(&["report", "artifacts", "--json", "all.json"]).exits(2);
    assert!(said.err.contains(why), "{}", said.all());
    assert!(!suite.path("all.json").exists());
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let apart =
        "`artifacts/1/deep/events.jsonl` and `artifacts/2/deep/events.jsonl` are shards of different runs";
    refused(
        |head| head["shard"]["whole"] = "other".into(),
        &format!("{apart}: their tests are not the same"),
    );
    refused(
        |head| head["shard"]["total"] = 4.into(),
        &format!("{apart}: one is of 2 shards, the other of 4"),
    );
    refused(
        |head| head["environment"] = "dev".into(),
        "one ran against the environment `emulator`, the other against `dev`",
    );
    refused(
        |head| head["shard"] = Json::Null,
        "is a shard and `artifacts/2/deep/events.jsonl` is a whole run",
    );
    refused(|head| head["shard"]["index"] = 7.into(), "is shard 7 of 2");
    refused(
        |head| head["tests"] = 2.into(),
        "the shards were not divided in the same way: together they have 5 tests of 6",
    );
}

#[test]
fn a_test_in_two_shards_is_refused() {
    let suite = sharded(2);
    suite.write("artifacts/2/deep/events.jsonl", &lines(&part(record(), 2, 2, |_| 2)));
    let said = suite.idvet(&["report", "artifacts"]).exits(2);
    assert!(said.err.contains("is in shard 1 and in shard 2"), "{}", said.all());
}

#[test]
fn whole_runs_stand_beside_one_another() {
    let suite = suite();
    suite.idvet(&["run", "--seed", "5", "--out", "runs/a", "--filter", "passes"]).exits(0);
    suite.idvet(&["run", "--seed", "6", "--out", "runs/b"]).exits(1);
    let both = report(&suite, &["runs/b", "runs/a"], 1);
    assert_eq!(both["totals"]["tests"], 7);
    let names: Vec<String> = outcomes(&both).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["passes", "fails", "waits in vain", "many", "many", "skipped", "passes"]);
    assert_eq!((&both["tests"][6]["run"], &both["runs"][1]["seed"]), (&json!(1), &json!(5)));
    let cost = |name: &str, code: i32| report(&suite, &[name], code)["totals"]["requests"].as_u64().unwrap();
    assert_eq!(both["totals"]["requests"].as_u64().unwrap(), cost("runs/a", 0) + cost("runs/b", 1));
}

#[test]
fn a_record_that_is_given_twice_counts_once() {
    let suite = suite();
    suite.idvet(&["run", "--out", "runs/a"]).exits(1);
    let said = suite.idvet(&["report", "runs", "runs/a/events.jsonl"]).exits(1);
    assert!(said.out.contains("\n3 passed, 2 failed, 1 skipped\n"), "{}", said.all());
    let note = "note: `runs/a/events.jsonl` does not count: its run was given twice\n";
    assert!(said.err.contains(note), "{}", said.all());
}

#[test]
fn a_flaky_test_fails_the_merge_where_its_run_denied_it() {
    let suite = Suite::empty();
    let mut flaky = part(record(), 1, 2, |test| if test == 0 { 1 } else { 2 });
    let other = part(record(), 2, 2, |test| if test == 0 { 1 } else { 2 });
    for line in &mut flaky {
        if line["event"] == "test_finished" {
            line["outcome"] = "flaky".into();
        }
    }
    let good: Vec<Json> =
        other
            .iter()
            .map(|line| {
                if line["event"] == "test_finished" { with(line, "outcome", "passed") } else { line.clone() }
            })
            .collect();
    suite.write("all/2/events.jsonl", &lines(&good));
    suite.write("all/1/events.jsonl", &lines(&flaky));
    suite.idvet(&["report", "all"]).exits(0);
    flaky[0]["deny_flaky"] = true.into();
    suite.write("all/1/events.jsonl", &lines(&flaky));
    suite.idvet(&["report", "all"]).exits(1);
}

fn with(line: &Json, key: &str, value: &str) -> Json {
    let mut line = line.clone();
    line[key] = value.into();
    line
}
