//! `idvet list` as lines and as a document: what stands in it, and names that want to be more than names.

use serde_json::{Value, json};

use crate::support::suite::Suite;

fn document(suite: &Suite, arguments: &[&str], code: i32) -> Value {
    let said = suite.idvet(&[&["list", "--format", "json"], arguments].concat()).exits(code);
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.all()))
}

const CASES: &str = "\
name: a token of every sort
tags: [smoke, tokens]
environments: [TEST]
matrix:
  language: [lt, en]
steps:
  - create_token: { clientId: a, tokenType: IDENTIFICATION, locale: \"${matrix.language}\" }
";

const DUMMY: &str =
    "---\nname: for DEV\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n";

fn suite() -> Suite {
    let suite = Suite::with("environments:\n  played: { kind: TEST, emulator: true }\n");
    suite.scenario("a.yaml", &format!("{CASES}{DUMMY}"));
    suite
}

#[test]
fn every_field_of_every_test_is_there() {
    let document = document(&suite(), &["--env", "played"], 0);
    let case = |language: &str| {
        json!({
            "id": format!("scenarios/a.yaml › a token of every sort [language={language}, kind=TEST]"),
            "name": "a token of every sort",
            "case": format!("language={language}"),
            "file": "scenarios/a.yaml",
            "line": 1,
            "case_line": null,
            "tags": ["smoke", "tokens"],
            "kind": "TEST",
            "skipped": null,
        })
    };
    let dummy = json!({
        "id": "scenarios/a.yaml › for DEV",
        "name": "for DEV",
        "case": null,
        "file": "scenarios/a.yaml",
        "line": 9,
        "case_line": null,
        "tags": [],
        "kind": "TEST",
        "skipped": "`create_dummy_token` works in DEV only, and the environment `played` is TEST",
    });
    assert_eq!(
        document,
        json!({
            "format": 1,
            "idvet": env!("CARGO_PKG_VERSION"),
            "environment": "played",
            "shard": null,
            "errors": 0,
            "tests": [case("lt"), case("en"), dummy],
        })
    );
}

#[test]
fn a_shard_is_told_and_its_tests_are_those_of_the_lines() {
    let suite = suite();
    let mut ids = Vec::new();
    for index in 1..=2 {
        let shard = format!("{index}/2");
        let document = document(&suite, &["--env", "played", "--shard", &shard], 0);
        assert_eq!(document["shard"]["index"], index);
        assert_eq!((&document["shard"]["total"], &document["shard"]["tests"]), (&json!(2), &json!(3)));
        let mine: Vec<String> = document["tests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|test| test["id"].as_str().unwrap().to_owned())
            .collect();
        let lines = suite.idvet(&["list", "--env", "played", "--shard", &shard]).exits(0).out;
        assert_eq!(lines.lines().count(), mine.len());
        assert!(lines.lines().zip(&mine).all(|(line, id)| line.starts_with(id.as_str())), "{lines}");
        ids.extend(mine);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_broken_file_takes_nothing_from_the_others() {
    let suite = suite();
    suite.scenario("broken.yaml", "name: broken\nsteps:\n  - create_tokn: {}\n");
    let document = document(&suite, &["--env", "played"], 2);
    assert_eq!(document["tests"].as_array().unwrap().len(), 3);
    assert_eq!((&document["errors"], &document["environment"]), (&json!(1), &json!(null)));
    let none = self::document(&suite, &["--env", "played", "--filter", "nothing", "scenarios/a.yaml"], 4);
    assert_eq!(none["tests"], json!([]));
}

/// What a terminal obeys, what turns the direction of a line, what ends a text of JSON.
const HOSTILE: &str = "a\\e[31m\\u009B31m \\u202E \\\" \\\\ ]]> <script> \\u2028 \\x7F \\U0001F600 \\n line";

#[test]
fn hostile_names_stay_names() {
    let suite = Suite::empty();
    let long = "x".repeat(10_000);
    suite.scenario(
        "a.yaml",
        &format!("name: \"{HOSTILE}\"\nsteps:\n  - wait: 1s\n---\nname: {long}\nsteps:\n  - wait: 1s\n"),
    );
    let said = suite.idvet(&["list", "--format", "json"]).exits(0);
    let obeyed = |text: &str| text.chars().any(|one| (one.is_control() && one != '\n') || one == '\u{202e}');
    assert!(!obeyed(&said.out), "{:?}", said.out);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let name = document["tests"][0]["name"].as_str().unwrap();
    assert!(
        name.contains("\u{1b}[31m\u{9b}31m \u{202e} \" \\ ]]> <script> \u{2028} \u{7f} 😀 \n line"),
        "{name:?}"
    );
    assert_eq!(document["tests"][1]["name"].as_str().unwrap().len(), 10_000);
    let lines = suite.idvet(&["list"]).exits(0).out;
    assert!(!obeyed(&lines) && lines.lines().count() == 2, "{lines:?}");
}
