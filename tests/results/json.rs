//! The JSON report: valid by its schema, and saying what the record says.

use std::fs;

use serde_json::Value as Json;

use super::{outcomes, report, suite};

fn written(suite: &crate::support::suite::Suite, name: &str) -> Json {
    serde_json::from_str(&fs::read_to_string(suite.path(name)).unwrap()).unwrap()
}

#[test]
fn a_run_writes_what_its_schema_describes() {
    let suite = suite();
    let said = suite.idvet(&["run", "--seed", "5", "--json", "out/deep/run.json"]).exits(1);
    assert!(said.out.ends_with("json: out/deep/run.json\n"), "{}", said.out);
    let report = written(&suite, "out/deep/run.json");
    let schema = crate::schema::committed("report");
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(!validator.is_valid(&serde_json::json!({ "format": 1 })));
    assert_eq!(report["verdict"], "failed");
    assert_eq!(report["exit_code"], 1);
    assert_eq!(report["runs"][0]["seed"], 5);
    let found = outcomes(&report);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(name, outcome)| (name.as_str(), outcome.as_str())).collect();
    let expected = [
        ("passes", "passed"),
        ("fails", "failed"),
        ("waits in vain", "failed"),
        ("many", "passed"),
        ("many", "passed"),
        ("skipped", "skipped"),
    ];
    assert_eq!(found, expected);
    let totals = &report["totals"];
    for (name, count) in
        [("tests", 6), ("passed", 3), ("failed", 2), ("errored", 0), ("skipped", 1), ("not_begun", 0)]
    {
        assert_eq!(totals[name], count, "{name}: {totals}");
    }
}

#[test]
fn a_missed_expectation_has_path_values_and_place() {
    let suite = suite();
    suite.idvet(&["run", "--json", "run.json"]).exits(1);
    let report = written(&suite, "run.json");
    let test = &report["tests"][1];
    assert_eq!(test["line"], 7);
    assert_eq!(test["file"], "scenarios/all.yaml");
    let step = &test["attempts"][0]["steps"][2];
    assert_eq!(step["outcome"], "failed");
    let missed = &step["missed"][0];
    assert_eq!(missed["path"], "$.status");
    assert_eq!(missed["basis"], "written");
    assert!(missed["actual"].as_str().unwrap().contains("DENIED"), "{missed}");
    assert!(missed["expected"].as_str().unwrap().contains("APPROVED"), "{missed}");
    assert_eq!(missed["place"]["line"], 13);
    let poll = &test["attempts"][0]["steps"][1];
    assert_eq!(poll["path"].as_array().unwrap().last().unwrap()["seen"], "DENIED");
}

#[test]
fn a_report_of_the_record_is_that_of_the_run() {
    let suite = suite();
    suite.idvet(&["run", "--json", "run.json"]).exits(1);
    assert_eq!(report(&suite, &[], 1), written(&suite, "run.json"));
}

#[test]
fn no_secret_is_in_a_report() {
    let suite = suite();
    suite.idvet(&["run", "--json", "run.json"]).exits(1);
    let text = fs::read_to_string(suite.path("run.json")).unwrap();
    assert!(!text.contains("emulator-dev-secret") && !text.contains("Basic "));
}
