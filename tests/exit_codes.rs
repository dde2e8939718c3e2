//! Every exit code, from the real binary.

use crate::support::{address::dead_address, suite::Suite};

const PASSES: &str =
    "name: passes\ntags: [good]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n";
const FAILS: &str = "name: fails\ntags: [bad]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n    expect:\n      fields: { message: something else }\n";

fn dead_environment() -> String {
    format!(
        "environments:\n  dead:\n    kind: DEV\n    base_url: {}\n    credentials: {{ api_key: key, api_secret: \"${{env.SECRET}}\" }}\n",
        dead_address()
    )
}

#[test]
fn zero_when_everything_passed() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES);
    let said = suite.idvet(&["run"]).exits(0);
    assert!(said.out.contains("1 passed"), "{}", said.all());
}

#[test]
fn zero_when_everything_was_skipped() {
    let suite =
        Suite::with("environments:\n  played: { kind: TEST, emulator: true }\ndefault_environment: played\n");
    suite.scenario("good.yaml", PASSES);
    let said = suite.idvet(&["run"]).exits(0);
    assert!(said.out.contains("1 skipped"), "{}", said.all());
}

#[test]
fn one_when_something_failed() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES).scenario("bad.yaml", FAILS);
    let said = suite.idvet(&["run"]).exits(1);
    assert!(said.out.contains("1 passed, 1 failed"), "{}", said.all());
}

#[test]
fn two_when_a_scenario_is_wrong_and_nothing_was_sent() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES).scenario("wrong.yaml", "name: x\nsteps:\n  - create_tokn: {}\n");
    suite.idvet(&["run"]).exits(2);
    assert!(!suite.path(".idvet").exists(), "a run was begun");
}

#[test]
fn two_when_the_arguments_are_wrong() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES);
    for arguments in [
        &["run", "--nonsense"][..],
        &["run", "--jobs", "0"],
        &["run", "--timeout", "soon"],
        &["run", "--tag", "and and"],
        &["run", "--filter", "/(/"],
        &["run", "--var", "novalue"],
        &["run", "--var", "unknown=1"],
        &["run", "--env", "nowhere"],
        &["run", "missing.yaml"],
        &["emulator", "--set", "nothing=1"],
        &["emulator", "--delay", "soon"],
        &[],
    ] {
        let said = suite.idvet(arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.all());
        assert!(!said.err.is_empty(), "{arguments:?} says nothing");
    }
}

#[test]
fn two_without_a_suite() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = crate::support::suite::idvet(&["run"]);
    let said = crate::support::suite::said(&command.current_dir(folder.path()).output().unwrap()).exits(2);
    assert!(said.err.contains("idvet.yaml"), "{}", said.all());
}

#[test]
fn three_when_the_server_is_not_there() {
    let suite = Suite::with(&dead_environment());
    suite.scenario("good.yaml", PASSES).write(".env", "SECRET=shh-very-secret\n");
    let said = suite.idvet(&["run", "--env", "dead"]).exits(3);
    assert!(said.err.contains("ERRORED"), "{}", said.all());
    assert!(said.out.contains("1 errored"), "{}", said.all());
}

#[test]
fn one_when_one_failed_and_another_errored() {
    let suite = Suite::empty();
    suite.scenario("bad.yaml", FAILS);
    let elsewhere = format!("name: elsewhere\nsteps:\n  - request: {{ url: \"{}/\" }}\n", dead_address());
    suite.scenario("elsewhere.yaml", &elsewhere);
    let said = suite.idvet(&["run", "--real-time"]).exits(1);
    assert!(said.out.contains("1 failed, 1 errored"), "{}", said.all());
}

#[test]
fn four_when_nothing_matched() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES);
    for arguments in
        [&["run", "--tag", "nothing"][..], &["run", "--filter", "nothing"], &["list", "--tag", "nothing"]]
    {
        suite.idvet(arguments).exits(4);
    }
    let nothing = Suite::empty();
    nothing.idvet(&["run"]).exits(4);
}

#[test]
fn a_tag_that_no_test_has_is_named_with_the_nearest() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES);
    for command in ["run", "list"] {
        let said = suite.idvet(&[command, "--tag", "goood and not slow"]).exits(4);
        let expected = "no test has the tag `goood`; did you mean `good`?\nno test has the tag `slow`\n";
        assert!(said.err.ends_with(expected), "{}", said.all());
    }
}

#[test]
fn a_tag_picks_what_is_run() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES).scenario("bad.yaml", FAILS);
    suite.idvet(&["run", "--tag", "good"]).exits(0);
    suite.idvet(&["run", "--tag", "not good"]).exits(1);
    suite.idvet(&["run", "--filter", "good.yaml"]).exits(0);
    suite.idvet(&["run", "scenarios/good.yaml"]).exits(0);
    suite.idvet(&["run", "scenarios/bad.yaml:2"]).exits(1);
}

#[test]
fn one_environment_is_refused_without_leave() {
    let yaml = dead_environment().replace("kind: DEV", "kind: PROD");
    let suite = Suite::with(&yaml);
    suite.write(".env", "SECRET=shh-very-secret\n");
    suite.scenario("read.yaml", "name: read\nsteps:\n  - create_token: { clientId: a }\n");
    let said = suite.idvet(&["run", "--env", "dead"]).exits(2);
    assert!(said.err.contains("--allow-prod"), "{}", said.all());
    suite.idvet(&["run", "--env", "dead", "--allow-prod"]).exits(3);
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let suite = Suite::with(&dead_environment());
    suite.scenario("good.yaml", PASSES);
    let said = suite.idvet(&["run", "--env", "dead"]).exits(2);
    assert!(said.err.contains("`SECRET`") && said.err.contains("`dead`"), "{}", said.all());
    suite.idvet(&["check"]).exits(0);
    suite.idvet(&["check", "--env", "dead"]).exits(2);
}

#[test]
fn a_test_in_which_nothing_was_done_has_not_passed() {
    let suite = Suite::empty();
    suite.scenario(
        "none.yaml",
        "name: none\nsteps:\n  - wait: 1s\n    if: false\n  - wait: 1s\n    if: null\n",
    );
    let said = suite.idvet(&["run"]).exits(0);
    assert!(
        said.out.contains("\n1 skipped\n") && said.out.contains("no step was carried out"),
        "{}",
        said.all()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn three_when_the_last_lines_are_lost_and_why_is_said() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", PASSES);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = suite.command(&["run"]).stdout(full).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("the last lines cannot be written"), "{err}");
}
