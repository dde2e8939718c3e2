//! Records of runs that were killed, and files that are no record.

use super::{lines, outcomes, report, suite};
use crate::support::suite::Suite;

/// A suite with a record that ends at the first event of this sort of the second test, with half a line behind.
fn killed(event: &str) -> Suite {
    let suite = suite();
    suite.idvet(&["run", "--jobs", "1"]).exits(1);
    let record = suite.record();
    let is_it = |line: &&serde_json::Value| line["event"] == event && line["test"] == 1;
    let kept = record.iter().position(|line| is_it(&line)).unwrap();
    let half = record[kept + 1].to_string();
    suite.write("killed/events.jsonl", &(lines(&record[..=kept]) + &half[..half.len() / 2]));
    suite
}

#[test]
fn what_had_not_ended_was_interrupted() {
    let suite = killed("step_started");
    let said = suite.idvet(&["report", "killed"]).exits(130);
    assert!(
        said.out.contains("1 passed, 1 interrupted, 4 not begun (the run did not end)"),
        "{}",
        said.all()
    );
    assert!(said.err.contains("note: `killed/events.jsonl` has no end"), "{}", said.all());
    let report = report(&suite, &["killed"], 130);
    assert_eq!(report["verdict"], "interrupted");
    assert_eq!(outcomes(&report).last().unwrap(), &("fails".to_owned(), "interrupted".to_owned()));
    assert_eq!(report["totals"]["not_begun"], 4);
    assert_eq!(report["totals"]["tests"], 6);
    assert_eq!(report["tests"][1]["attempts"][0]["steps"][0]["outcome"], "interrupted");
}

#[test]
fn what_had_happened_is_told() {
    let report = report(&killed("exchanged"), &["killed"], 130);
    assert_eq!(
        report["totals"]["requests"],
        report["tests"].as_array().unwrap().iter().map(exchanges).sum::<u64>()
    );
}

fn exchanges(test: &serde_json::Value) -> u64 {
    let steps = test["attempts"][0]["steps"].as_array().unwrap();
    steps.iter().map(|step| step["exchanges"].as_u64().unwrap()).sum()
}

#[test]
fn a_failure_before_the_end_is_still_told() {
    let suite = killed("test_finished");
    let said = suite.idvet(&["report", "killed"]).exits(130);
    assert!(said.err.contains("FAILED  scenarios/all.yaml › fails"), "{}", said.all());
    assert!(said.out.contains("1 passed, 1 failed, 4 not begun (the run did not end)"), "{}", said.all());
}

#[test]
fn a_test_that_was_to_be_tried_again_was_interrupted() {
    let suite = suite();
    suite.idvet(&["run", "--jobs", "1"]).exits(1);
    let mut record = suite.record();
    let end = record.iter().position(|line| line["event"] == "test_finished" && line["test"] == 1).unwrap();
    record[end]["retried"] = true.into();
    suite.write("killed/events.jsonl", &lines(&record[..=end]));
    let report = report(&suite, &["killed"], 130);
    let attempts = report["tests"][1]["attempts"].as_array().unwrap();
    let words: Vec<&str> = attempts.iter().map(|attempt| attempt["outcome"].as_str().unwrap()).collect();
    assert_eq!(words, ["failed", "interrupted"]);
    assert_eq!(report["tests"][1]["outcome"], "interrupted");
}

#[test]
fn what_is_no_record_is_refused_with_its_place() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    let record = suite.record();
    let other = record[0].to_string().replace("\"format\":1", "\"format\":99") + "\n";
    let twice = lines(&record) + &lines(&record);
    let second = format!("line {} is the head of another run", record.len() + 1);
    for (text, why) in [
        ("", "it is empty"),
        ("{\"at_us\":1,\"ev", "it is empty"),
        (other.as_str(), "line 1 of the record is of the form 99, and this program reads 1"),
        ("name: a scenario\nsteps: []\n", "line 1 of the record is none"),
        (&lines(&record[1..]), "its first line is no head of a run"),
        (&twice, &second),
    ] {
        suite.write("wrong/events.jsonl", text);
        for arguments in
            [&["report", "wrong"][..], &["report", "wrong/events.jsonl"], &["compare", "wrong", "wrong"]]
        {
            let said = suite.idvet(arguments).exits(2);
            assert!(said.err.contains("`wrong/events.jsonl`") && said.err.contains(why), "{}", said.all());
        }
    }
}

#[test]
fn a_path_without_a_record_is_named() {
    let suite = suite();
    let said = suite.idvet(&["report"]).exits(2);
    assert!(said.err.contains("no record of a run") && said.err.contains("idvet run"), "{}", said.all());
    let said = suite.idvet(&["report", "scenarios", "nowhere"]).exits(2);
    assert!(
        said.err.contains("no record in `") && said.err.contains("no such file or folder"),
        "{}",
        said.all()
    );
}
