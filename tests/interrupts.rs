//! What ends or hinders a run from outside: signals, a kill, a full disk, a reader that has gone.
#![cfg(unix)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use crate::support::suite::{Said, Suite, said};

const MADE: &str = r#"{"message":"Token created successfully","scanRef":"ref-1","authToken":"tok-en-1"}"#;

const LONG: &str = "
name: waits for long
steps:
  - create_token: { clientId: a }
  - wait: 10m
finally:
  - delete: {}
---
name: behind it
steps:
  - create_token: { clientId: b }
";

/// What a server of the test does with a request.
#[derive(Clone, Copy)]
enum Manner {
    Answers,
    Hangs,
}

/// A server, its address, and the first line of every request that reaches it.
fn server(manner: Manner) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let sender = sender.clone();
            thread::spawn(move || while serve(&stream, manner, &sender).is_some() {});
        }
    });
    (address, asked)
}

fn serve(mut stream: &TcpStream, manner: Manner, asked: &Sender<String>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    stream.read_exact(&mut vec![0; length]).ok()?;
    asked.send(head.lines().next()?.to_owned()).ok()?;
    match manner {
        Manner::Hangs => Some(()),
        Manner::Answers => {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", MADE.len());
            stream.write_all((head + MADE).as_bytes()).ok()
        }
    }
}

fn started(address: &str) -> (Suite, Child) {
    started_with(address, LONG)
}

fn started_with(address: &str, scenario: &str) -> (Suite, Child) {
    let suite = Suite::with(&format!(
        "environments:\n  far:\n    kind: DEV\n    base_url: {address}\n    credentials: {{ api_key: key, api_secret: \"${{env.SECRET}}\" }}\n    contract: off\n"
    ));
    suite.scenario("long.yaml", scenario);
    let mut command = suite.command(&["run", "--env", "far", "--jobs", "1", "-v", "--json", "report.json"]);
    command.env("SECRET", "s3cret").stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    (suite, child)
}

/// The report that the run wrote.
fn json_report(suite: &Suite) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(suite.path("report.json")).unwrap()).unwrap()
}

fn outcomes(report: &serde_json::Value) -> Vec<&str> {
    report["tests"].as_array().unwrap().iter().map(|test| test["outcome"].as_str().unwrap()).collect()
}

fn send(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn the_first_interrupt_lets_finally_run_and_begins_nothing_more() {
    for signal in ["-INT", "-TERM"] {
        let (address, asked) = server(Manner::Answers);
        let (suite, child) = started(&address);
        assert!(asked.recv().unwrap().contains("/api/v2/token"));
        send(signal, &child);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{output:?}");
        assert!(asked.recv().unwrap().contains("/api/v2/delete"));
        assert!(asked.try_recv().is_err(), "nothing more is sent");
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.contains("1 interrupted, 1 not run\n"), "{out}");
        assert_eq!(suite.record().last().unwrap()["event"], "run_finished");
        let report = json_report(&suite);
        assert_eq!(report["exit_code"], 130, "{report}");
        assert_eq!(outcomes(&report), ["interrupted", "not_run"]);
    }
}

#[test]
fn the_second_interrupt_ends_the_run_at_once_and_the_record_keeps_whole_lines() {
    let (address, asked) = server(Manner::Hangs);
    let (suite, mut child) = started(&address);
    asked.recv().unwrap();
    send("-INT", &child);
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(told.any(|line| line.unwrap().starts_with("interrupted:")));
    send("-INT", &child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("1 under way, 1 not begun (the run did not end)"), "{out}");
    assert_eq!(suite.record().last().unwrap()["event"], "step_started");
    assert_eq!(outcomes(&json_report(&suite)), ["interrupted"]);
}

/// Runs the binary behind some lines of a shell, in the suite's folder.
fn in_shell(suite: &Suite, lines: &str) -> Said {
    let mut command = Command::new("sh");
    command.args(["-c", lines]).current_dir(suite.root()).env("IDVET", env!("CARGO_BIN_EXE_idvet"));
    said(&command.stdin(Stdio::null()).env_remove("CI").output().unwrap())
}

/// Whether a file system of the test's own can be mounted here: by root, or where user namespaces are allowed.
fn can_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"])
        .output();
    tried.is_ok_and(|output| output.status.success())
}

const MANY: &str = "
name: many
matrix: { number: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24] }
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: \"a${matrix.number}\" }
  - poll_status: APPROVED
";

#[test]
fn a_full_disk_is_told_and_the_verdict_is_not_lost() {
    if !can_mount() {
        assert!(std::env::var_os("CI").is_none(), "a small file system cannot be mounted here");
        return;
    }
    for (scenario, code, count) in [
        (MANY.to_owned(), 3, "24 passed\n"),
        (
            MANY.replace("poll_status: APPROVED", "poll_status: { until: DENIED, within: 1s }"),
            1,
            "24 failed\n",
        ),
    ] {
        let suite = Suite::empty();
        suite.scenario("many.yaml", &scenario);
        let ran = in_shell(
            &suite,
            "mkdir disk && exec unshare -rm sh -c 'mount -t tmpfs -o size=64k none disk; \"$IDVET\" run --out disk/run; code=$?; cp disk/run/events.jsonl .; exit $code'",
        );
        let ran = ran.exits(code);
        assert!(
            ran.err.contains("error: the record cannot be written: No space left on device"),
            "{}",
            ran.all()
        );
        assert!(ran.out.contains(count), "{}", ran.all());
        let incomplete = "events.jsonl is incomplete: the record cannot be written: No space left on device";
        assert!(ran.out.lines().any(|line| line.starts_with("record: ") && line.contains(incomplete)));
        assert_eq!(ran.err.matches("cannot be written").count(), 1, "it is told once: {}", ran.all());
        let record = std::fs::read_to_string(suite.path("events.jsonl")).unwrap();
        assert!(idvet::record::read(&record).unwrap().len() > 10, "what fitted is a record");
    }
}

#[test]
fn a_stdout_that_nobody_reads_any_more_is_no_green_verdict() {
    let suite = Suite::empty();
    suite.scenario("many.yaml", MANY);
    // The reader is gone before the first line is written.
    let piped = in_shell(&suite, "{ \"$IDVET\" run; echo \"code $?\" >&2; } | true");
    assert!(piped.err.ends_with("code 3\n"), "{}", piped.all());
    assert!(piped.err.contains("the last lines cannot be written"), "{}", piped.all());
    // A stream that was never there is /dev/null to the program, and lines that nobody wants hinder nothing.
    in_shell(&suite, "\"$IDVET\" run >&-").exits(0);
    // A report is wanted by somebody.
    if cfg!(target_os = "linux") {
        let closed = in_shell(&suite, "\"$IDVET\" run --json - >&-").exits(3);
        let lost = "the report `--json` cannot be written to `stdout`: it is closed";
        assert!(closed.err.contains(lost), "{}", closed.all());
        in_shell(&suite, "\"$IDVET\" report --json - >&-").exits(3);
    }
    in_shell(&suite, "\"$IDVET\" run --json - >/dev/null").exits(0);
    // Whoever reads the lines of the tests is gone: told where it can be, and the verdict stands on stdout.
    let deaf = in_shell(&suite, "{ \"$IDVET\" run; echo \"code $?\"; } 2>&1 >out | true; cat out");
    assert!(deaf.out.contains("24 passed\n"), "{}", deaf.all());
    let lines = suite.record();
    assert_eq!(lines.last().unwrap()["event"], "run_finished");
}

#[test]
fn a_record_of_a_killed_run_keeps_what_had_happened() {
    let (address, asked) = server(Manner::Answers);
    let asks = LONG.replace("  - wait: 10m", "  - request: { method: POST, path: /next }\n  - wait: 10m");
    let (suite, mut child) = started_with(&address, &asks);
    assert!(asked.recv().unwrap().contains("/api/v2/token"));
    // An event is recorded before it is told, and this one comes behind that of the session.
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(told.any(|line| line.unwrap().contains("/next")));
    child.kill().unwrap();
    child.wait().unwrap();
    let lines = suite.record();
    assert_eq!(lines[0]["event"], "run_started");
    assert!(lines.iter().any(|line| line["event"] == "session_created"), "{lines:?}");
    assert!(lines.iter().all(|line| line["event"] != "run_finished"));

    let kinds = ["--junit", "--html", "--json", "--ctrf", "--tap", "--markdown"];
    let mut arguments = vec!["report".to_owned()];
    arguments.extend(kinds.iter().flat_map(|kind| [(*kind).to_owned(), format!("later{kind}")]));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let reported = suite.idvet(&arguments).exits(130);
    assert!(reported.out.contains("1 interrupted, 1 not begun (the run did not end)"), "{}", reported.all());
    for kind in kinds {
        assert!(suite.path(&format!("later{kind}")).is_file(), "{kind}: {}", reported.all());
    }
}
