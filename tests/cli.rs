//! What the commands say, from the real binary: help, list, check, completions, manual pages, the emulator.

use crate::support::{
    emulator::Emulator,
    suite::{Suite, said},
};

fn environment_at(address: &str, more: &str) -> String {
    format!(
        "environments:\n  apart:\n    kind: DEV\n    base_url: {address}\n    credentials: {{ api_key: emulator-dev, api_secret: \"${{env.SECRET}}\" }}\n{more}"
    )
}

#[test]
fn every_command_has_help_with_examples() {
    let suite = Suite::empty();
    for command in ["run", "check", "list", "explain", "emulator", "schema", "webhooks"] {
        let said = suite.idvet(&[command, "--help"]).exits(0);
        assert!(said.out.contains("Examples:"), "{command}: {}", said.out);
    }
    let said = suite.idvet(&["--help"]).exits(0);
    assert!(said.out.contains("Exit codes:"), "{}", said.out);
}

#[test]
fn list_tells_ids_and_tags() {
    let suite = Suite::empty();
    suite.scenario(
        "two.yaml",
        "name: one\ntags: [smoke, quick]\nsteps:\n  - wait: 1s\n---\nname: two\nenvironments: [TEST, DEMO]\nsteps:\n  - wait: 1s\n",
    );
    let said = suite.idvet(&["list"]).exits(0);
    assert_eq!(
        said.out,
        "scenarios/two.yaml › one  [smoke, quick]\nscenarios/two.yaml › two [kind=TEST]\nscenarios/two.yaml › two [kind=DEMO]\n"
    );
}

#[test]
fn list_tells_the_rest_beside_a_broken_file() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", "name: good\nsteps:\n  - wait: 1s\n").scenario("wrong.yaml", "name: [\n");
    let said = suite.idvet(&["list"]).exits(2);
    assert!(said.out.contains("good.yaml › good"), "{}", said.all());
}

#[test]
fn check_counts() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", "name: good\nsteps:\n  - wait: 1s\n");
    let said = suite.idvet(&["check"]).exits(0);
    assert_eq!(
        said.err,
        "1 file checked: no errors, no warnings\na run against `emulator`: 1 test, no sessions, no requests\n"
    );
    suite.scenario("wrong.yaml", "name: wrong\nsteps:\n  - wiat: 1s\n  - wait: soon\n");
    let said = suite.idvet(&["check"]).exits(2);
    assert_eq!(said.err.lines().next(), Some("2 files checked: 2 errors, no warnings"));
    assert!(
        said.out.contains("did you mean `wait`") && said.out.contains("scenarios/wrong.yaml:3"),
        "{}",
        said.out
    );
}

#[test]
fn completions_and_manual_pages_are_written() {
    let suite = Suite::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = suite.idvet(&["completions", shell]).exits(0);
        assert!(said.out.contains("allow-prod"), "{shell}");
    }
    assert!(suite.idvet(&["man"]).exits(0).out.starts_with(".ie"));
    suite.idvet(&["man", "--out", "pages"]).exits(0);
    for page in ["idvet.1", "idvet-run.1", "idvet-emulator.1"] {
        assert!(suite.path("pages").join(page).exists(), "{page}");
    }
}

#[test]
fn colours_follow_the_conventions() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", "name: good\nsteps:\n  - wait: 1s\n");
    let coloured = |variables: &[(&str, &str)], arguments: &[&str]| {
        let output = suite.command(arguments).envs(variables.iter().copied()).output().unwrap();
        said(&output).err.contains('\u{1b}')
    };
    assert!(!coloured(&[], &["run"]));
    assert!(coloured(&[("FORCE_COLOR", "1")], &["run"]));
    assert!(!coloured(&[("FORCE_COLOR", "0")], &["run"]));
    assert!(!coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &["run"]));
    assert!(coloured(&[("NO_COLOR", "1")], &["run", "--color", "always"]));
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["run", "--color", "never"]));
}

#[test]
fn the_emulator_lists_its_switches() {
    let said =
        Suite::empty().idvet(&["emulator", "--assumptions", "--set", "token_success_code=200"]).exits(0);
    for name in ["A1", "token_success_code", "U1", "unknown_session"] {
        assert!(said.out.contains(name), "{name}: {}", said.out);
    }
}

#[test]
fn a_suite_runs_against_an_emulator_in_another_process() {
    let emulator = Emulator::start(&["--delay", "30ms"]);
    let suite = Suite::with(&environment_at(
        &emulator.address,
        "defaults:\n  poll_status: { every: 20ms, within: 20s }\n",
    ));
    suite.write(".env", "SECRET=emulator-dev-secret\n").scenario(
        "one.yaml",
        "name: over the wire\nsteps:\n  - create_dummy_token: { dummyStatus: SUSPECTED, clientId: a }\n  - poll_status: SUSPECTED\n",
    );
    let said = suite.idvet(&["run", "--env", "apart"]).exits(0);
    assert!(said.out.contains(&emulator.address), "{}", said.all());
}

#[test]
fn switches_are_set_in_the_suite_and_on_the_command_line() {
    let scenario = "name: code\nsteps:\n  - create_token: { clientId: a }\n    expect: { status: 200 }\n";
    let suite = Suite::with("environments:\n  other: { kind: DEV, emulator: { token_success_code: 200 } }\n");
    suite.scenario("one.yaml", scenario);
    suite.idvet(&["run", "--env", "other"]).exits(0);
    suite.idvet(&["run"]).exits(1);
    let emulator = Emulator::start(&["--set", "A1=200"]);
    let apart = Suite::with(&environment_at(&emulator.address, ""));
    apart.write(".env", "SECRET=emulator-dev-secret\n").scenario("one.yaml", scenario);
    apart.idvet(&["run", "--env", "apart"]).exits(0);
}

#[test]
fn a_wrong_switch_is_shown_in_the_suite() {
    let suite = Suite::with("environments:\n  other: { kind: DEV, emulator: { token_succes_code: 200 } }\n");
    suite.scenario("one.yaml", "name: one\nsteps:\n  - wait: 1s\n");
    let said = suite.idvet(&["run", "--env", "other"]).exits(2);
    assert!(said.err.contains("idvet.yaml:2") && said.err.contains("token_success_code"), "{}", said.all());
}

#[test]
fn another_emulator_on_the_same_port_says_so() {
    let emulator = Emulator::start(&[]);
    let port = emulator.address.strip_prefix("http://").unwrap();
    let said = Suite::empty().idvet(&["emulator", "--listen", port]).exits(3);
    assert!(said.err.contains("cannot listen on"), "{}", said.all());
}

#[test]
fn an_emulator_of_one_kind_knows_no_other_keys() {
    let emulator = Emulator::start(&["--kind", "TEST"]);
    let suite = Suite::with(&environment_at(&emulator.address, ""));
    suite
        .write(".env", "SECRET=emulator-dev-secret\n")
        .scenario("one.yaml", "name: one\nsteps:\n  - create_token: { clientId: a }\n");
    suite.idvet(&["run", "--env", "apart"]).exits(3);
    let said = Suite::empty().idvet(&["emulator", "--kind", "dev"]).exits(2);
    assert!(said.err.contains("DEV, DEMO, TEST and PROD"), "{}", said.all());
}

#[test]
fn the_command_that_runs_a_test_again_tries_as_often() {
    let suite = Suite::empty();
    suite.scenario(
        "one.yaml",
        "name: one\nsteps:\n  - create_token: { clientId: a }\n    expect: { status: 200 }\n",
    );
    let said = suite.idvet(&["run", "--retries", "2"]).exits(1);
    assert!(said.err.contains("--retries 2"), "{}", said.all());
    assert!(!suite.idvet(&["run"]).exits(1).err.contains("--retries"));
}

#[test]
fn no_failure_at_all_is_no_bound() {
    let suite = Suite::empty();
    for count in ["0", "many"] {
        let said = suite.idvet(&["run", "--max-failures", count]).exits(2);
        assert!(said.err.contains("a whole number is needed, 1 at least"), "{}", said.all());
    }
}

#[test]
fn a_record_that_cannot_be_written_says_how_it_can() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", "name: one\nsteps:\n  - create_token: { clientId: a }\n").write(".idvet", "");
    let said = suite.idvet(&["run"]).exits(3);
    assert!(said.err.contains("nothing was run (`--out DIR` puts the record elsewhere)"), "{}", said.all());
    suite.idvet(&["run", "--out", "elsewhere"]).exits(0);
}

#[test]
fn nothing_is_divided_where_nothing_is_selected() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", "name: one\nsteps:\n  - create_token: { clientId: a }\n");
    for command in ["list", "run"] {
        let said = suite.idvet(&[command, "--shard", "1/2", "--tag", "nosuch"]).exits(4);
        assert!(!said.all().contains("0 of 0"), "{}", said.all());
    }
}
