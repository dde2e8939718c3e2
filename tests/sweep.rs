//! `idvet sweep`: what a dead run left behind is deleted, and nothing else.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    process::{Child, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Instant,
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
        let why = "› stays active: 400: Token has not expired yet. (the session can be deleted once its token has expired)\n";
        assert!(swept.out.contains(why), "{}", swept.all());
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

/// A server that gives these answers in order, each behind its head, the last one again and again; when it was asked.
fn scripted(answers: &[&str]) -> (String, Receiver<Instant>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = channel();
    let mut answers: Vec<String> = answers.iter().rev().map(|answer| (*answer).to_owned()).collect();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut sent = Vec::new();
            while !sent.ends_with(b"}") {
                let mut byte = [0];
                if stream.read_exact(&mut byte).is_err() {
                    break;
                }
                sent.extend(byte);
            }
            let _ = sender.send(Instant::now());
            let answer = if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() };
            let _ = write!(stream, "HTTP/1.1 {answer}content-length: 2\r\nconnection: close\r\n\r\n{{}}");
        }
    });
    (address, asked)
}

/// A suite with one session left behind at an address where a scripted server is now.
fn left_at(address: &str, policy: &str) -> Suite {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("left.yaml", LEFT);
    idvet(&suite, &["run", "--env", "far", "--out", "records"]).exits(0);
    for file in ["idvet.yaml", "records/events.jsonl"] {
        let text = std::fs::read_to_string(suite.path(file)).unwrap();
        suite.write(file, &text.replace(&emulator.address, address));
    }
    let yaml = std::fs::read_to_string(suite.path("idvet.yaml")).unwrap();
    suite.write("idvet.yaml", &format!("{yaml}    transport: {policy}\n"));
    suite
}

const SWEEP: [&str; 4] = ["sweep", "--env", "far", "records"];

#[test]
fn a_sweep_keeps_to_the_policy_of_the_transport() {
    let busy = "429 Too Many Requests\r\n";
    let refused = |policy: &str, times: usize| {
        let (address, asked) = scripted(&[busy]);
        let swept = idvet(&left_at(&address, policy), &SWEEP).exits(1);
        assert!(swept.out.contains("not deleted ") && swept.out.contains(": 429"), "{}", swept.all());
        assert_eq!(asked.try_iter().count(), times, "{policy}: {}", swept.all());
    };
    refused("{ retries: 0 }", 1);
    refused("{ retries: 2, pause: 10ms }", 3);
    let (address, asked) = scripted(&[busy, "200 OK\r\n"]);
    idvet(&left_at(&address, "{ retries: 1, pause: 300ms }"), &SWEEP).exits(0);
    let asked: Vec<Instant> = asked.try_iter().collect();
    assert!(asked[1] - asked[0] >= std::time::Duration::from_millis(300), "{asked:?}");
}

#[test]
fn a_sweep_waits_as_long_as_a_date_says_and_no_longer_than_it_may() {
    // A date that is over asks for no pause, and one that is far off for more than is allowed.
    let over = "429 Too Many Requests\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let (address, asked) = scripted(&[over, "200 OK\r\n"]);
    let swept = idvet(&left_at(&address, "{ retries: 1, pause: 10ms }"), &SWEEP).exits(0);
    assert!(swept.out.ends_with("\n1 deleted\n"), "{}", swept.all());
    assert_eq!(asked.try_iter().count(), 2);
    let far = "429 Too Many Requests\r\nretry-after: Fri, 01 Jan 2100 00:00:00 GMT\r\n";
    for (answer, policy) in
        [(far, "{ retries: 1 }"), ("429 Too Many Requests\r\nretry-after: 3\r\n", "{ max_pause: 2s }")]
    {
        let (address, asked) = scripted(&[answer, "200 OK\r\n"]);
        let swept = idvet(&left_at(&address, policy), &SWEEP).exits(1);
        assert!(swept.out.contains("longer than the `max_pause` of "), "{}", swept.all());
        assert_eq!(asked.try_iter().count(), 1);
    }
}

#[test]
fn a_create_that_got_no_answer_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let suite = suite(&format!("http://{}", listener.local_addr().unwrap()), "DEV");
    suite.scenario("left.yaml", LEFT);
    let mut command = suite.command(&["run", "--env", "far", "--jobs", "1"]);
    command.env("SECRET", "emulator-dev-secret").stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // The request has come, and never is it answered.
    let (mut stream, _) = listener.accept().unwrap();
    stream.read_exact(&mut [0; 100]).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let note = "note: 1 creating call had no answer: its session, if there is one, is unknown\n";
    for more in [&["--dry-run"][..], &[]] {
        let swept = idvet(&suite, &[&["sweep", "--env", "far"], more].concat()).exits(0);
        assert_eq!((swept.out.as_str(), swept.err.as_str()), ("nothing is left behind\n", note));
    }
}

#[test]
fn a_create_that_was_cut_off_is_told_and_one_that_was_answered_or_never_arrived_is_not() {
    let told = |address: &str| {
        let suite = suite(address, "DEV");
        suite.scenario("left.yaml", LEFT);
        idvet(&suite, &["run", "--env", "far"]);
        idvet(&suite, &["sweep", "--env", "far"]).exits(0).err
    };
    // The last answer says more than it holds.
    let (address, _asked) = scripted(&["500 Internal Server Error\r\n"]);
    assert_eq!(told(&address), "");
    assert_eq!(told(&dead_address()), "");
    let (address, _asked) = scripted(&["200 OK\r\ncontent-length: 9\r\n"]);
    assert!(
        told(&address).contains("note: 2 creating calls had no answer: their sessions, if any, are unknown")
    );
}

#[test]
fn what_cannot_be_noted_ends_no_sweep() {
    let emulator = Emulator::start(&[]);
    let suite = suite(&emulator.address, "DEV");
    suite.scenario("left.yaml", LEFT);
    suite.scenario("left-too.yaml", &LEFT.replace("clientId: a", "clientId: c"));
    idvet(&suite, &["run", "--env", "far", "--out", "records"]).exits(0);
    // Where the notes go there is a folder, which not even root can write as a file.
    std::fs::create_dir(suite.path("records/swept.txt")).unwrap();
    let swept = idvet(&suite, &SWEEP).exits(3);
    assert_eq!(swept.out.matches("deleted ").count(), 2, "{}", swept.all());
    assert!(swept.out.ends_with("\n2 deleted\n"), "{}", swept.all());
    assert_eq!(swept.err.matches("what was deleted cannot be noted in `").count(), 1, "{}", swept.all());
}
