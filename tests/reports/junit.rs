//! JUnit: valid by the schemas of its dialects, and read by `junitparser` with the right counts.

use std::{collections::HashSet, path::PathBuf};

use idvet::{
    event::Outcome,
    report::{
        Results,
        junit::{Dialect, write},
    },
};
use serde_json::Value as Json;

use super::readers::{
    every_result, every_run, gaps, installed, missing_shard, on_path, reads, results, text,
};
use crate::support::every_outcome::{all_passed, events, hostile_names};

/// Counts, names and retries as `junitparser` finds them.
const COUNT: &str = r#"
import json, sys
from junitparser import JUnitXml, TestSuite
root = JUnitXml.fromstring(sys.stdin.buffer.read())
suites = list(root)
cases = [(suite, case) for suite in suites for case in suite]
kinds = [[type(one).__name__ for one in case.result] for _, case in cases]
json.dump({
    "tests": len(cases),
    "failures": sum("Failure" in kind for kind in kinds),
    "errors": sum("Error" in kind for kind in kinds),
    "skipped": sum("Skipped" in kind for kind in kinds),
    "said": [[s.tests, s.failures, s.errors, s.skipped] for s in suites],
    "flaky": sum(len(case._elem.findall("flakyFailure")) for _, case in cases),
    "rerun": sum(len(case._elem.findall("rerunFailure")) for _, case in cases),
    "names": [[suite.name, case.classname, case.name] for suite, case in cases],
}, sys.stdout)
"#;

fn report(results: &Results, dialect: Dialect) -> String {
    text(|writer| write(results, dialect, "qa/", writer))
}

fn schema(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/schemas").join(name)
}

fn validates(dialect: Dialect, name: &str) {
    let Some(xmllint) = on_path("xmllint") else { return };
    let schema = schema(name);
    for (what, results) in every_result() {
        let report = report(&results, dialect);
        let said = reads(
            &xmllint,
            &["--noout", "--nonet", "--schema", schema.to_str().unwrap(), "-"],
            report.as_bytes(),
            None,
        );
        assert!(said.is_empty(), "{what}: {said}");
    }
}

#[test]
fn the_dialect_of_ant_is_valid_by_its_schema() {
    validates(Dialect::Ant, "JUnit.xsd");
}

#[test]
fn the_dialect_of_xunit_is_valid_by_the_schema_of_jenkins() {
    validates(Dialect::Xunit, "junit-10.xsd");
}

#[test]
fn the_usual_dialect_is_well_formed() {
    let Some(xmllint) = on_path("xmllint") else { return };
    for (_, events) in every_run() {
        reads(
            &xmllint,
            &["--noout", "--nonet", "-"],
            report(&results(&events), Dialect::Usual).as_bytes(),
            None,
        );
    }
}

#[test]
fn junitparser_counts_what_the_record_counts() {
    let Some(python) = installed("python/bin/python") else { return };
    for (what, results) in every_result() {
        let of = |outcomes: &[Outcome]| {
            results.tests.iter().filter(|test| outcomes.contains(&test.outcome())).count()
        };
        for dialect in Dialect::ALL {
            let said = reads(&python, &["-c", COUNT], report(&results, dialect).as_bytes(), None);
            let read: Json = serde_json::from_str(&said).unwrap();
            let counts = ["tests", "failures", "errors", "skipped"].map(|key| read[key].as_u64().unwrap());
            let left_out = of(&[Outcome::Skipped, Outcome::Interrupted, Outcome::NotRun]);
            let gaps = gaps(&results);
            let errors = of(&[Outcome::Errored]) + gaps;
            let expected = [results.tests.len() + gaps, of(&[Outcome::Failed]), errors, left_out];
            assert_eq!(counts, expected.map(|count| count as u64), "{what}, {dialect:?}");
            for (place, count) in counts.iter().enumerate() {
                let said =
                    read["said"].as_array().unwrap().iter().map(|suite| suite[place].as_u64().unwrap());
                assert_eq!(said.sum::<u64>(), *count, "{what}, {dialect:?}");
            }
        }
    }
}

#[test]
fn a_missing_shard_is_an_error_in_every_dialect() {
    for dialect in Dialect::ALL {
        let report = report(&missing_shard(), dialect);
        assert!(report.contains(r#"<testcase name="shard 2 of 2" classname="idvet""#), "{report}");
        assert!(
            report.contains(r#"<error type="missing" message="shard 2 of 2 is missing"#)
                || report.contains(r#"<error message="shard 2 of 2 is missing"#),
            "{report}"
        );
    }
}

#[test]
fn junitparser_finds_every_attempt_and_no_name_twice() {
    let Some(python) = installed("python/bin/python") else { return };
    for dialect in [Dialect::Usual, Dialect::Xunit] {
        let said = reads(&python, &["-c", COUNT], report(&results(&events()), dialect).as_bytes(), None);
        let read: Json = serde_json::from_str(&said).unwrap();
        assert_eq!((&read["flaky"], &read["rerun"]), (&2.into(), &2.into()));
        let mut names = HashSet::new();
        for name in read["names"].as_array().unwrap() {
            assert!(names.insert((name[1].to_string(), name[2].to_string())), "{name} twice");
        }
    }
}

#[test]
fn two_tests_of_one_file_and_name_are_told_apart() {
    let mut events = all_passed(2);
    for event in &mut events {
        if let idvet::event::Happening::TestStarted(test) = &mut event.what {
            test.id = format!("{} › same", test.file);
        }
    }
    let report = report(&results(&events), Dialect::Usual);
    assert!(report.contains(r#"name="same""#) && report.contains(r#"name="same (2)""#), "{report}");
}

#[test]
fn a_failure_says_where_and_what() {
    let report = report(&results(&events()), Dialect::Usual);
    let case = |name: &str| {
        let start = report.find(&format!("<testcase name=\"{name}\"")).unwrap();
        report[start..].split("</testcase>").next().unwrap().to_owned()
    };
    let failed = case("fails in a flow");
    for said in [
        r#"classname="scenarios.b.failing""#,
        r#"file="qa/scenarios/b/failing.yaml""#,
        r#"line="1""#,
        r#"<failure message="step 2, get_status: $.status: expected &quot;APPROVED&quot;, found &quot;DENIED&quot; (and 2 more did not hold)" type="expectation">"#,
        "_flows/approve.yaml:9",
        "used at scenarios/b/failing.yaml:4",
        "S0 full-status",
        "run it again: idvet run scenarios/b/failing.yaml:1 --env emulator --seed 7",
        "2. get_status (line 6 of _flows/approve.yaml): failed",
        r#"<property name="tag" value="slow"/>"#,
    ] {
        assert!(failed.contains(said), "`{said}` is not in\n{failed}");
    }
    let polled = case("never comes");
    assert!(polled.contains("type=\"poll_status\"") && polled.contains("ACTIVE at"), "{polled}");
    let errored = case("no connection");
    assert!(errored.contains("<error message=\"step 1, get_status: connection refused: nobody"), "{errored}");
    let interrupted = case("under way at the end");
    assert!(
        interrupted
            .contains("<skipped message=\"interrupted: the run was interrupted\" type=\"interrupted\"/>"),
        "{interrupted}"
    );
    let passed = case("approved after a review");
    assert!(
        passed.contains("time=\"4.798\"") && passed.contains("saw ACTIVE at 0.0s → REVIEWING"),
        "{passed}"
    );
}

#[test]
fn the_head_of_the_run_stands_at_each_suite() {
    let report = report(&results(&events()), Dialect::Usual);
    let suites = report.matches("<testsuite ").count();
    for said in [
        r#"<property name="idvet.seed" value="7"/>"#,
        r#"<property name="idvet.environment" value="emulator"/>"#,
        r#"<property name="idvet.run_id" value="run-7"/>"#,
        r#"<property name="idvet.shard" value="1/2"/>"#,
        r#"hostname="localhost""#,
    ] {
        assert_eq!(report.matches(said).count(), suites, "{said}");
    }
    assert!(report.contains(r#"timestamp="2026-01-02T10:20:30""#), "{}", &report[..2000]);
    assert!(report.contains("drift: unknown key at $.reviewedBy of status (S0 status), 3 times"));
    assert!(report.contains("webhook"));
}

#[test]
fn what_never_began_is_told_of() {
    let events: Vec<_> = crate::support::every_outcome::killed();
    let report = report(&results(&events), Dialect::Usual);
    assert!(report.contains(r#"<property name="idvet.not_begun" value="4"/>"#));
    assert!(report.contains("the run did not end") && report.contains("4 tests never began"));
}

#[test]
fn no_hostile_name_gets_through_unescaped() {
    let report = report(&results(&events()), Dialect::Usual);
    assert!(report.chars().all(|character| !character.is_control() || matches!(character, '\n' | '\t')));
    assert!(!report.contains("<script") && !report.contains("]]>") && !report.contains('\u{202e}'));
    assert!(report.contains("\\u{1b}[31mred") && report.contains(&"é".repeat(10_000)));
    assert!(report.matches("scenarios.hostile").count() > hostile_names().len());
}

#[test]
fn a_report_of_many_failures_stays_within_what_its_readers_take() {
    let mut events = Vec::new();
    let longest = "line\n".repeat(12_000);
    for mut event in all_passed(800) {
        if let idvet::event::Happening::StepFinished(step) = &mut event.what {
            step.outcome = idvet::event::StepOutcome::Failed(Some(idvet::event::Failure {
                message: longest.clone(),
                hint: None,
                details: Vec::new(),
                place: None,
            }));
        }
        if let idvet::event::Happening::TestFinished(test) = &mut event.what {
            test.outcome = Outcome::Failed;
        }
        events.push(event);
    }
    let report = report(&results(&events), Dialect::Usual);
    assert!(report.len() < 30_000_000, "{} bytes", report.len());
    assert!(report.contains("left out: the report would be longer than its readers take"));
    assert_eq!(report.matches("<failure ").count(), 800);
}
