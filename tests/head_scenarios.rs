//! The two scenarios that every reader meets first, whole, by the real binary; and the bytes that a server sees.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use crate::support::{
    head::{LARGER, SMALLEST},
    suite::Suite,
};

/// The `idvet.yaml` of the reference, with an environment that is not spoken to here.
const SUITE: &str = r#"environments:
  emulator: { kind: DEV, emulator: true }         # the embedded emulator: the default, needs no account
  dev:
    kind: DEV                                   # DEV, DEMO, TEST or PROD
    base_url: https://ivs.idenfy.com
    credentials:
      api_key: ${env.IDENFY_API_KEY}            # from the process's environment or a .env file; never literal
      api_secret: ${env.IDENFY_API_SECRET}
    limits: { concurrent_scenarios: 8, requests_per_second: 5, requests_per_hour: 10000 }
    webhooks:
      listen: 0.0.0.0:8480
      public_url: https://qa.example.com/idvet  # what the API is told to call
      signing_key: ${env.IDENFY_WEBHOOK_KEY}
default_environment: emulator
defaults:
  create_token: { clientId: "qa-${run.id}-${scenario.slug}", firstName: Anna, lastName: Kovac }
  poll_status: { every: 2s, backoff: 1.5, max_every: 10s, within: 60s }
  timeout: 5m
redact: [personalNumber, documentNumber]        # besides what is always redacted
"#;

#[test]
fn both_run_as_printed() {
    let suite = Suite::with(SUITE);
    suite.scenario("smallest.yaml", SMALLEST).scenario("larger.yaml", LARGER);
    let said = suite.idvet(&["run", "--snapshots", "new"]).exits(0);
    assert!(said.out.contains("4 passed"), "{}", said.all());
    // The larger one keeps a value to show how that is written, and does nothing with it.
    let warnings: Vec<&str> = said.err.lines().filter(|line| line.starts_with("warning")).collect();
    assert_eq!(warnings, ["warning[W301]: nothing uses the capture `ref`"], "{}", said.all());
    let record = suite.record();
    let told = |path: &str| record.iter().filter(|line| line.to_string().contains(path)).count();
    // Each step was carried out, `finally` too.
    for path in ["/api/v2/token", "/api/v2/status", "/add-dummy-status", "/full-status", "/api/v2/delete"] {
        assert!(told(path) > 0, "{path}");
    }
    // What was accepted once holds from then on, whatever the run and its clock.
    for more in [&["--seed", "5"][..], &["--real-time"]] {
        let again = suite.idvet(&[&["run"], more].concat()).exits(0);
        assert!(again.out.contains("4 passed"), "{}", again.all());
    }
    assert_eq!(deliveries(&record), ["IDENTIFICATION_MANUAL_FINISHED"; 3], "{}", said.all());
}

/// The events that steps took, by the record of a run.
fn deliveries(record: &[serde_json::Value]) -> Vec<&str> {
    let arrived = |number: &serde_json::Value| {
        record.iter().find(|line| line["answered"].is_number() && line["number"] == *number)
    };
    let taken = record.iter().map(|line| &line["delivery"]).filter(|number| number.is_number());
    taken.filter_map(|number| arrived(number)?["event_type"].as_str()).collect()
}

#[test]
fn the_larger_one_fails_where_the_service_is_wrong() {
    // A manual result that fails leads to another status than the scenario waits for.
    let suite = Suite::with(&SUITE.replace("emulator: true", "emulator: { manual_failure: suspected }"));
    suite.scenario("larger.yaml", LARGER);
    let said = suite.idvet(&["run"]).exits(1);
    assert!(said.err.contains("step 4, line 38: poll_status DENIED"), "{}", said.all());
    assert!(said.err.contains("seen: SUSPECTED 0.0s"), "{}", said.all());
}

/// What a text field of the API was written as, and the same in JSON.
const WRITTEN: [(&str, &str); 8] = [
    ("country", "NO"),
    ("documentNumber", "00123456"),
    ("personalNumber", "1e5"),
    ("dateOfBirth", "1990-12-20"),
    ("locale", "yes"),
    ("externalRef", "0x1F"),
    ("clientId", "1_000"),
    ("address", "+5"),
];

#[test]
fn scalars_arrive_as_they_were_written_byte_for_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || body_of_one_request(&listener));
    let suite = Suite::with(&format!(
        "environments:\n  raw:\n    kind: DEV\n    base_url: http://{address}\n    credentials: {{ api_key: a, api_secret: \"${{env.SECRET}}\" }}\n"
    ));
    let fields: Vec<String> = WRITTEN.iter().map(|(name, text)| format!("      {name}: {text}")).collect();
    let fields = fields.join("\n");
    suite.write(".env", "SECRET=b\n").scenario(
        "a.yaml",
        &format!("name: bytes\nsteps:\n  - create_token:\n{fields}\n    expect: {{ status: 201 }}\n"),
    );
    suite.idvet(&["run", "--env", "raw"]).exits(0);
    let body = server.join().unwrap();
    let expected: Vec<String> = WRITTEN.iter().map(|(name, text)| format!("\"{name}\":\"{text}\"")).collect();
    assert_eq!(body, format!("{{{}}}", expected.join(",")));
}

/// Answers one request as a token call would, and hands back its body.
fn body_of_one_request(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let body = read_body(&mut stream);
    let answer = r#"{"scanRef":"a","authToken":"b-b-b-b-b-b"}"#;
    write!(
        stream,
        "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    )
    .unwrap();
    body
}

fn read_body(stream: &mut TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}
