//! The shipped suite: it passes, it is as large as it should be, and it keeps its own rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use idvet::emulator::assumptions;

use crate::support::suite::{Said, Suite, idvet, repository, said};

fn run(arguments: &[&str]) -> Said {
    let out = tempfile::tempdir().unwrap();
    let record = out.path().join("record");
    let arguments = [arguments, &["--out", record.to_str().unwrap()]].concat();
    said(&idvet(&arguments).current_dir(repository()).output().unwrap())
}

/// The outcome of each test by the lines on stderr, without times.
fn outcomes(said: &Said) -> Vec<String> {
    let mut lines: Vec<String> = said
        .err
        .lines()
        .filter(|line| line.contains(" › "))
        .map(|line| line.split(" (").next().unwrap().split(": ").next().unwrap().trim_end().to_owned())
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_shipped_suite_passes_against_the_embedded_emulator() {
    let said = run(&["run"]).exits(0);
    let passed = said.err.lines().filter(|line| line.starts_with("passed")).count();
    assert!(passed >= 60, "{}", said.all());
    assert!(!said.out.contains("failed"), "{}", said.out);
    // What breaks the contract fails; what only drifts from it is told here.
    assert!(!said.out.contains("drift"), "{}", said.out);
}

#[test]
fn the_shipped_suite_passes_when_results_take_their_time() {
    run(&["run", "--env", "emulator-slow"]).exits(0);
}

#[test]
fn real_time_gives_the_same_outcomes_as_virtual_time() {
    let (virtual_time, real_time) =
        (run(&["run", "--seed", "3"]), run(&["run", "--seed", "3", "--real-time"]));
    assert_eq!(outcomes(&virtual_time.exits(0)), outcomes(&real_time.exits(0)));
}

#[test]
fn the_hourly_limit_is_met_where_it_is_lowered() {
    let said = run(&["run", "scenarios/limits", "--env", "emulator-limited"]).exits(0);
    assert!(said.out.contains("1 passed"), "{}", said.all());
}

#[test]
fn what_rests_on_an_assumption_says_which() {
    let said = said(&idvet(&["list"]).current_dir(repository()).output().unwrap()).exits(0);
    for line in said.out.lines().filter(|line| line.contains("assumption")) {
        let tags = line.split("  [").nth(1).unwrap();
        let numbered = |tag: &str| tag.starts_with(['A', 'U']) && tag[1..].parse::<u8>().is_ok();
        assert!(tags.trim_end_matches(']').split(", ").any(numbered), "{line}");
    }
}

#[test]
fn every_shipped_flow_is_used() {
    let scenarios: String = walkdir::WalkDir::new(repository().join("scenarios"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect();
    for flow in repository().join("_flows").read_dir().unwrap() {
        let name = flow.unwrap().file_name().into_string().unwrap();
        let uses = scenarios.matches(&format!("- use: _flows/{name}\n")).count();
        assert!(uses >= 2, "{name} is used {uses} times");
    }
}

#[test]
fn every_journey_has_a_folder() {
    for journey in [
        "dummy",
        "tokens",
        "manual",
        "reading",
        "refusals",
        "validation",
        "expiry",
        "credentials",
        "limits",
        "webhooks",
    ] {
        let folder = repository().join("scenarios").join(journey);
        assert!(folder.read_dir().unwrap().count() > 0, "{journey}");
    }
}

/// The scenario at the head of the language's description is shipped as it is printed there, with the tags that it has.
const AS_PRINTED: &str = "scenarios/webhooks/overturned.yaml";

/// The tags of each test by its id, without the kind it is played for.
fn tags() -> BTreeMap<String, Vec<String>> {
    let said = said(&idvet(&["list"]).current_dir(repository()).output().unwrap()).exits(0);
    let parts = |line: &str| {
        let (id, tags) = line.rsplit_once("  [").unwrap();
        (without_kind(id), tags.trim_end_matches(']').split(", ").map(str::to_owned).collect())
    };
    said.out.lines().map(parts).collect()
}

fn without_kind(id: &str) -> String {
    id.split(" [kind=").next().unwrap().to_owned()
}

/// The shipped suite with an environment for each switch of the emulator that is not as it is by default.
fn suite_with_switches() -> (Suite, Vec<(&'static str, String)>) {
    let mut environments = Vec::new();
    let mut text = String::from("environments:\n");
    for assumption in assumptions() {
        for (choice, _) in &assumption.choices[1..] {
            let name = format!("emulator-{}-{}", assumption.name, choice).replace('_', "-").to_lowercase();
            writeln!(text, "  {name}: {{ kind: DEV, emulator: {{ {}: \"{choice}\" }} }}", assumption.name)
                .unwrap();
            environments.push((assumption.id, name));
        }
    }
    let shipped = std::fs::read_to_string(repository().join("idvet.yaml")).unwrap();
    let suite = Suite::with(&shipped.replace("environments:\n", &text));
    let folders = ["scenarios", "_flows"].map(|folder| walkdir::WalkDir::new(repository().join(folder)));
    for entry in folders.into_iter().flatten() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(repository()).unwrap().to_str().unwrap().to_owned();
            suite.write(&name, &a_few_of_each(&std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
    (suite, environments)
}

/// A scenario with a part of the sweep's axes: what rests on an assumption shows in a few cases as in all.
fn a_few_of_each(scenario: &str) -> String {
    scenario
        .replace("${vocabulary.manualFaceMatchResult}", "[FACE_MATCH, FAKE_FACE]")
        .replace("${vocabulary.manualDocumentValidity}", "[DOC_VALIDATED, DOC_ERROR]")
}

#[test]
fn only_scenarios_with_the_number_of_an_assumption_rest_on_it() {
    let (suite, environments) = suite_with_switches();
    let tags = tags();
    let mut wrong = Vec::new();
    let mut noticed = BTreeSet::new();
    for (id, environment) in environments {
        let said = suite.idvet(&["run", "--env", &environment]);
        assert!([0, 1].contains(&said.code), "{environment}: {}", said.all());
        for line in said.err.lines().filter_map(|line| line.strip_prefix("FAILED")) {
            let test = without_kind(line.trim().split(" (").next().unwrap());
            noticed.insert(id);
            if !test.starts_with(AS_PRINTED) && tags[&test].iter().all(|tag| tag != id) {
                wrong.push(format!("{environment}: {test}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "these rest on an assumption that they do not name");
    // What the suite asserts nothing about; of all others it notices a change.
    let silent: Vec<&str> = assumptions().iter().map(|it| it.id).filter(|id| !noticed.contains(id)).collect();
    assert_eq!(silent, ["A9", "U5", "U11", "U12", "U17", "U23", "U24", "U25", "U27"]);
}
