//! Signals to the real binary: the first lets `finally` run, the second ends it at once.
#![cfg(unix)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use crate::support::suite::Suite;

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
    let suite = Suite::with(&format!(
        "environments:\n  far:\n    kind: DEV\n    base_url: {address}\n    credentials: {{ api_key: key, api_secret: \"${{env.SECRET}}\" }}\n    contract: off\n"
    ));
    suite.scenario("long.yaml", LONG);
    let mut command = suite.command(&["run", "--env", "far", "--jobs", "1"]);
    command.env("SECRET", "s3cret").stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    (suite, child)
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
    assert!(out.contains("1 under way (the run did not end)"), "{out}");
    assert_eq!(suite.record().last().unwrap()["event"], "step_started");
}
