//! The shipped suite: it passes, it is as large as it should be, and it keeps its own rules.

use crate::support::suite::{Said, idvet, repository, said};

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
fn every_journey_has_a_folder() {
    for journey in
        ["dummy", "tokens", "manual", "reading", "refusals", "validation", "expiry", "credentials", "limits"]
    {
        let folder = repository().join("scenarios").join(journey);
        assert!(folder.read_dir().unwrap().count() > 0, "{journey}");
    }
}
