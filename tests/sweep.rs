//! `idvet sweep`: what a dead run left behind is deleted, and nothing else.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use crate::support::{address::dead_address, emulator::Emulator, suite::Suite};

const LEFT: &str = "
name: leaves one
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }
---
name: leaves nothing
steps:
  - create_dummy_token: { dummyStatus: DENIED, clientId: b }
finally:
  - delete: {}
";

const LONG: &str = "
name: goes on for long
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }
  - wait: 10m
finally:
  - delete: {}
";

fn suite(address: &str, kind: &str) -> Suite {
    let key = kind.to_lowercase();
    Suite::with(&format!(
        "environments:\n  far:\n    kind: {kind}\n    base_url: {address}\n    credentials: {{ api_key: emulator-{key}, api_secret: \"${{env.SECRET}}\" }}\n"
    ))
}

/// Runs the binary with the secret that the emulator knows.
fn idvet(suite: &Suite, arguments: &[&str]) -> crate::support::suite::Said {
    let mut command = suite.command(arguments);
    crate::support::suite::said(&command.env("SECRET", "emulator-dev-secret").output().unwrap())
}

/// The scanRefs that the suite's only record says were made.
fn made(suite: &Suite) -> Vec<String> {
    let lines = suite.record();
    let made = lines.iter().filter(|line| line["event"] == "session_created");
    made.map(|line| line["scan_ref"].as_str().unwrap().to_owned()).collect()
}

/// A run that waits, once its session is there.
fn waiting(suite: &Suite) -> Child {
    let mut command = suite.command(&["run", "--env", "far", "-v"]);
    command.env("SECRET", "emulator-dev-secret").stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    assert!(stderr.lines().any(|line| line.unwrap().contains("/api/v2/token")));
    child
}

#[test]
fn what_a_run_left_behind_is_deleted_once() {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("left.yaml", LEFT);
    idvet(&suite, &["run", "--env", "far", "--jobs", "1"]).exits(0);
    let session = made(&suite)[0].clone();

    let dry = idvet(&suite, &["sweep", "--env", "far", "--dry-run"]).exits(0);
    let of = format!("{session} of scenarios/left.yaml › leaves one");
    assert_eq!(dry.out, format!("would delete {of}\n1 session would be deleted\n"));

    let swept = idvet(&suite, &["sweep", "--env", "far"]).exits(0);
    assert_eq!(swept.out, format!("deleted {of}\n1 deleted\n"));

    let again = idvet(&suite, &["sweep", "--env", "far"]).exits(0);
    assert_eq!(again.out, "nothing is left behind\n");
}

#[test]
fn a_run_that_was_killed_is_swept_and_one_that_goes_on_is_not() {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("long.yaml", LONG);
    let mut child = waiting(&suite);

    let while_running = idvet(&suite, &["sweep", "--env", "far"]).exits(0);
    assert_eq!(while_running.out, "nothing is left behind\n");
    assert_eq!(while_running.err, "note: 1 run that goes on is left alone\n");

    child.kill().unwrap();
    child.wait().unwrap();
    let swept = idvet(&suite, &["sweep", "--env", "far"]).exits(0);
    assert!(swept.out.starts_with("deleted "), "{}", swept.all());
    assert!(swept.out.ends_with("› goes on for long\n1 deleted\n"), "{}", swept.all());
}

#[test]
fn what_the_api_does_not_delete_is_told_and_stays_in_the_journal() {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("active.yaml", "name: stays active\nsteps:\n  - create_token: { clientId: a }\n");
    idvet(&suite, &["run", "--env", "far"]).exits(0);
    for _ in 0..2 {
        let swept = idvet(&suite, &["sweep", "--env", "far"]).exits(1);
        assert!(swept.out.contains("› stays active: 400: Token has not expired yet.\n"), "{}", swept.all());
        assert!(swept.out.ends_with("0 deleted, 1 not deleted\n"), "{}", swept.all());
    }
}

#[test]
fn a_session_that_the_api_does_not_know_is_asked_for_once() {
    let mut emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("left.yaml", LEFT);
    idvet(&suite, &["run", "--env", "far"]).exits(0);
    let listen = emulator.address.trim_start_matches("http://").to_owned();
    emulator.end();
    let _fresh = Emulator::start(&["--listen", &listen]);

    let swept = idvet(&suite, &["sweep", "--env", "far"]).exits(0);
    assert!(swept.out.starts_with("unknown "), "{}", swept.all());
    assert!(swept.out.ends_with("0 deleted, 1 unknown to the API\n"), "{}", swept.all());
    assert_eq!(idvet(&suite, &["sweep", "--env", "far"]).exits(0).out, "nothing is left behind\n");
}

#[test]
fn an_api_that_is_not_there_or_refuses_the_credentials_ends_the_sweep() {
    let mut emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("left.yaml", LEFT);
    suite.scenario("left-too.yaml", &LEFT.replace("clientId: a", "clientId: c"));
    idvet(&suite, &["run", "--env", "far"]).exits(0);

    let mut wrong = suite.command(&["sweep", "--env", "far"]);
    let refused =
        crate::support::suite::said(&wrong.env("SECRET", "wr0ng-s3cret").output().unwrap()).exits(3);
    assert_eq!(refused.out, "0 deleted, 2 not tried\n", "{}", refused.all());
    assert!(refused.err.contains("credentials refused"), "{}", refused.all());
    assert!(!refused.all().contains("wr0ng-s3cret"));

    emulator.end();
    let alone = idvet(&suite, &["sweep", "--env", "far"]).exits(3);
    assert_eq!(alone.out, "0 deleted, 2 not tried\n", "{}", alone.all());
    assert!(alone.err.contains("connection refused"), "{}", alone.all());
}

#[test]
fn sessions_of_another_address_and_of_the_embedded_emulator_are_left_alone() {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("left.yaml", LEFT);
    suite.idvet(&["run"]).exits(0);
    idvet(&suite, &["run", "--env", "far"]).exits(0);

    let embedded = suite.idvet(&["sweep"]).exits(0);
    let ended = "`emulator` is the embedded emulator: its sessions ended with the runs that made them\n";
    assert_eq!(embedded.out, ended);

    let moved = std::fs::read_to_string(suite.path("idvet.yaml")).unwrap();
    suite.write("idvet.yaml", &moved.replace(&emulator.address, &dead_address()));
    let swept = idvet(&suite, &["sweep", "--env", "far"]).exits(0);
    assert_eq!(swept.out, "nothing is left behind\n");
    assert!(
        swept.err.starts_with("note: 1 run is left alone: not of the environment `far`"),
        "{}",
        swept.all()
    );
}

#[test]
fn production_is_swept_only_with_leave() {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "PROD");
    idvet(&suite, &["sweep", "--env", "far"]).exits(2);
    idvet(&suite, &["sweep", "--env", "far", "--allow-prod"]).exits(0);
    idvet(&suite, &["sweep", "--env", "far", "--dry-run"]).exits(0);
}

#[test]
fn records_of_other_machines_are_named() {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("left.yaml", LEFT);
    idvet(&suite, &["run", "--env", "far", "--out", "fetched/one"]).exits(0);
    assert_eq!(idvet(&suite, &["sweep", "--env", "far"]).exits(0).out, "nothing is left behind\n");
    let nothing = idvet(&suite, &["sweep", "--env", "far", "scenarios"]).exits(2);
    assert!(nothing.err.contains("no record in"), "{}", nothing.all());
    idvet(&suite, &["sweep", "--env", "far", "nowhere"]).exits(2);
    let swept = idvet(&suite, &["sweep", "--env", "far", "fetched"]).exits(0);
    assert!(swept.out.ends_with("\n1 deleted\n"), "{}", swept.all());

    suite.write("fetched/two/events.jsonl", "no record\n");
    let broken = idvet(&suite, &["sweep", "--env", "far", "fetched"]).exits(0);
    assert_eq!(broken.out, "nothing is left behind\n", "a line that tells of no session is not read");
    suite.write("fetched/two/events.jsonl", "{\"event\":\"session_created\"}\n");
    let broken = idvet(&suite, &["sweep", "--env", "far", "fetched"]).exits(2);
    assert!(broken.err.contains("cannot be read: line 1"), "{}", broken.all());
}
