//! Signals that come while the run cannot go on by itself: a stream that nobody reads, reports that are being written.
#![cfg(unix)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use crate::support::suite::Suite;

/// Signals that are sent at most before a run that does not end is a failure.
const MOST_SIGNALS: usize = 2000;

/// More than a pipe holds.
const LARGE: usize = 100_000;

const MADE: &str = r#"{"message":"Token created successfully","scanRef":"ref-1","authToken":"tok-en-1"}"#;

/// A server that answers a create call with a session and a large header, and a delete call never. Each request's first
/// line is told.
fn server() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let sender = sender.clone();
            thread::spawn(move || while serve(&stream, &sender).is_some() {});
        }
    });
    (address, asked)
}

fn serve(mut stream: &TcpStream, asked: &Sender<String>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        (reader.read_line(&mut head).ok()? > 0).then_some(())?;
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    reader.read_exact(&mut vec![0; length]).ok()?;
    asked.send(head.lines().next()?.to_owned()).ok()?;
    if head.contains("/api/v2/delete") {
        return Some(());
    }
    let (filler, length) = ("f".repeat(LARGE), MADE.len());
    let answer =
        format!("HTTP/1.1 201 Created\r\nx-filler: {filler}\r\ncontent-length: {length}\r\n\r\n{MADE}");
    stream.write_all(answer.as_bytes()).ok()
}

const STAYS: &str = "
name: waits for long
steps:
  - create_token: { clientId: a }
  - wait: 10m
finally:
  - wait: 60s
  - delete: {}
";

fn far(address: &str) -> Suite {
    let suite = Suite::with(&format!(
        "environments:\n  far:\n    kind: DEV\n    base_url: {address}\n    credentials: {{ api_key: key, api_secret: \"${{env.SECRET}}\" }}\n    contract: off\n"
    ));
    suite.scenario("stays.yaml", STAYS);
    suite
}

fn start(suite: &Suite, arguments: &[&str]) -> Child {
    let mut command = suite.command(arguments);
    command.env("SECRET", "s3cret").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn send(signal: &str, child: &Child) {
    Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
}

#[test]
fn a_run_whose_lines_nobody_reads_ends_by_signals_all_the_same() {
    let (address, asked) = server();
    let suite = far(&address);
    let mut child = start(&suite, &["run", "--env", "far", "-vv"]);
    // The answer's header alone is more than the pipe takes, so the run cannot go on.
    assert!(asked.recv().unwrap().contains("/api/v2/token"));
    let mut ended = None;
    for _ in 0..MOST_SIGNALS {
        ended = child.try_wait().unwrap();
        if ended.is_some() {
            break;
        }
        send("-INT", &child);
    }
    child.kill().unwrap();
    assert_eq!(ended.expect("signals end the run").code(), Some(130));
    let lines = suite.record();
    assert!(lines.iter().all(|line| line["event"] != "run_finished"), "{lines:?}");
}

#[test]
fn what_a_run_leaves_behind_that_is_ended_at_once_is_told_in_its_last_lines() {
    let (address, asked) = server();
    let suite = far(&address);
    let mut child = start(&suite, &["run", "--env", "far", "-v"]);
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(asked.recv().unwrap().contains("/api/v2/token"));
    assert!(told.any(|line| line.unwrap().contains("/api/v2/token")));
    send("-INT", &child);
    // Not after a pause of a minute: the first signal was heard, and `finally` has no time to wait.
    assert!(asked.recv().unwrap().contains("/api/v2/delete"));
    send("-INT", &child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("\nsessions created 1, requests sent 1\n"), "{out}");
    assert!(out.contains("\nsessions left behind: 1; `idvet sweep --env far` deletes them\n"), "{out}");
}

const MANY: &str = "
name: many
matrix: { number: NUMBERS }
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: \"a${matrix.number}\" }
  - poll_status: APPROVED
";

#[test]
fn a_signal_while_reports_are_written_lets_them_be_written_and_is_no_green_verdict() {
    let numbers: Vec<String> = (1..=200).map(|number| number.to_string()).collect();
    let suite = Suite::empty();
    suite.scenario("many.yaml", &MANY.replace("NUMBERS", &format!("[{}]", numbers.join(", "))));
    let mut child = start(&suite, &["run", "--json", "-", "--out", "kept"]);
    let mut stderr = child.stderr.take().unwrap();
    thread::spawn(move || stderr.read_to_end(&mut Vec::new()));
    let record = suite.path("kept/events.jsonl");
    let is_over = || std::fs::read_to_string(&record).is_ok_and(|text| text.contains("\"run_finished\""));
    while !is_over() {
        assert!(child.try_wait().unwrap().is_none(), "the report waits for its reader");
        thread::yield_now();
    }
    send("-INT", &child);
    // The report waits for its reader while the signal is heard.
    for _ in 0..50 {
        send("-0", &child);
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(output.stdout.len() > LARGE, "more than a pipe holds: {}", output.stdout.len());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["tests"].as_array().unwrap().len(), 200);
}
