//! The options of reports: each writes its format, during a run and later, and GitHub Actions is known by its variables.

use std::fs;

use super::suite;
use crate::support::suite::{Suite, said};

/// An option, its file, and how that begins.
const FORMATS: [(&str, &str, &str); 6] = [
    ("--junit", "junit.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
    ("--html", "run.html", "<!doctype html>"),
    ("--json", "run.json", "{\n  \"format\": 1"),
    ("--ctrf", "ctrf.json", "{"),
    ("--tap", "run.tap", "TAP version 14\n"),
    ("--markdown", "run.md", "#"),
];

fn beginning(suite: &Suite, name: &str) -> String {
    fs::read_to_string(suite.path(name)).unwrap().chars().take(60).collect::<String>()
}

#[test]
fn every_format_has_its_option_in_a_run_and_later() {
    let suite = suite();
    let mut arguments = vec!["run"];
    for (option, file, _) in &FORMATS {
        arguments.extend([option, file]);
    }
    let said = suite.idvet(&arguments).exits(1);
    for (option, file, begin) in FORMATS {
        assert!(
            beginning(&suite, file).to_lowercase().starts_with(&begin.to_lowercase()),
            "{option}: {}",
            beginning(&suite, file)
        );
        assert!(said.out.contains(&format!("\n{}: {file}\n", &option[2..])), "{}", said.out);
        let during = fs::read_to_string(suite.path(file)).unwrap();
        let later = suite.idvet(&["report", option, "-"]).exits(1);
        assert_eq!(later.out, during, "{option}");
    }
}

#[test]
fn two_reports_of_one_place_are_refused() {
    let suite = suite();
    let said =
        suite.idvet(&["run", "--json", "a/../b", "--tap", "./b", "--junit", "-", "--html", "-"]).exits(2);
    assert!(said.err.contains("`--html` and `--junit` are both to be written to `-`"), "{}", said.all());
    assert!(said.err.contains("`--tap` and `--json` are both to be written to `./b`"), "{}", said.all());
    assert!(!suite.path(".idvet/runs").exists() && !suite.path("b").exists());
}

#[test]
fn a_dialect_of_junit_can_be_chosen() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    let usual = suite.idvet(&["report", "--junit", "-"]).exits(1).out;
    let strict = suite.idvet(&["report", "--junit", "-", "--junit-dialect", "xunit"]).exits(1).out;
    assert!(usual.contains(" file=\"scenarios/all.yaml\"") && !strict.contains(" file="), "{strict}");
    suite.idvet(&["report", "--junit", "-", "--junit-dialect", "other"]).exits(2);
}

#[test]
fn tests_that_did_not_pass_have_a_har_file_each() {
    let suite = suite();
    let said = suite.idvet(&["run", "--har", "hars"]).exits(1);
    assert!(said.out.contains("\nhar: hars, 2 files\n"), "{}", said.out);
    let files: Vec<_> =
        fs::read_dir(suite.path("hars")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2);
    for file in files {
        let har: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        assert!(har["log"]["entries"].as_array().unwrap().len() > 1);
    }
    let again = suite.idvet(&["run", "--har", "none", "--filter", "passes"]).exits(0);
    assert!(!again.out.contains("har:"), "{}", again.out);
    assert!(
        suite
            .idvet(&["run", "--har", "idvet.yaml"])
            .exits(2)
            .err
            .contains("`--har` cannot be written to `idvet.yaml`")
    );
}

/// A run in GitHub Actions, of a suite in the folder `tests/api` of the checkout.
fn in_actions(arguments: &[&str], variables: &[(&str, &str)]) -> (Suite, crate::support::suite::Said) {
    let checkout = Suite::nothing();
    checkout.write("tests/api/idvet.yaml", "").write("tests/api/scenarios/all.yaml", super::SCENARIOS);
    checkout.write("summary.md", "before\n");
    let root = checkout.root().canonicalize().unwrap();
    let mut command = checkout.command(arguments);
    command.current_dir(root.join("tests/api"));
    command.env("GITHUB_WORKSPACE", &root).env("GITHUB_STEP_SUMMARY", root.join("summary.md"));
    command.envs(variables.iter().copied());
    let output = command.output().unwrap();
    (checkout, said(&output))
}

#[test]
fn github_actions_gets_annotations_and_the_summary_of_the_job() {
    let (checkout, said) = in_actions(&["run"], &[("GITHUB_ACTIONS", "true"), ("CI", "true")]);
    let said = said.exits(1);
    assert!(said.out.contains("::error file=tests/api/scenarios/all.yaml,line=13"), "{}", said.out);
    let summary = fs::read_to_string(checkout.path("summary.md")).unwrap();
    assert!(summary.starts_with("before\n") && summary.contains("fails"), "{summary}");
}

#[test]
fn github_can_be_asked_for_and_kept_quiet() {
    let (checkout, said) = in_actions(&["run", "--github=never"], &[("GITHUB_ACTIONS", "true")]);
    assert!(!said.out.contains("::error"), "{}", said.out);
    assert_eq!(fs::read_to_string(checkout.path("summary.md")).unwrap(), "before\n");
    let (_, said) = in_actions(&["run"], &[]);
    assert!(!said.out.contains("::error"), "{}", said.out);
    let (_, said) = in_actions(&["run", "--github"], &[]);
    assert!(said.out.contains("::error"), "{}", said.out);
    let (_, said) = in_actions(&["run", "--github", "--tap", "-"], &[]);
    assert!(!said.out.contains("::error") && said.err.contains("::error"), "{}", said.all());
}

#[test]
fn a_summary_that_cannot_be_written_is_said() {
    let (_, said) = in_actions(
        &["run", "--filter", "passes"],
        &[("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "/nowhere/at/all")],
    );
    let said = said.exits(3);
    assert!(
        said.err.contains("`GITHUB_STEP_SUMMARY` names, cannot be written to `/nowhere/at/all`"),
        "{}",
        said.all()
    );
}
