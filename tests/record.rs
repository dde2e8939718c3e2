//! The record: each line is valid by its schema, and complete as soon as it is appended.

use std::io::{self, Write};

use idvet::record::{FORMAT, Record, schema};
use serde_json::Value as Json;

use crate::support::suite::Suite;

const SCENARIOS: &str = "\
name: all sorts of steps
tags: [one]
steps:
  - create_dummy_token: { dummyStatus: DENIED, clientId: a }
  - poll_status: DENIED
  - get_status: {}
    expect:
      fields: { status: APPROVED, autoFace: FACE_MISMATCH }
  - get_data: {}
finally:
  - delete: {}
---
name: never
steps:
  - create_dummy_token: { dummyStatus: DENIED, clientId: a }
  - poll_status: { until: APPROVED, never: DENIED }
---
name: skipped
environments: [DEMO]
steps:
  - create_dummy_token: { dummyStatus: DENIED, clientId: a }
    if: false
";

fn recorded() -> Vec<Json> {
    let suite = Suite::empty();
    suite.scenario("all.yaml", SCENARIOS);
    suite.idvet(&["run", "--seed", "5"]).exits(1);
    suite.record()
}

#[test]
fn every_line_is_valid_by_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let lines = recorded();
    assert!(lines.len() > 20);
    for line in &lines {
        let wrong: Vec<String> = validator.iter_errors(line).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{line}\n{wrong:?}");
    }
}

#[test]
fn the_schema_refuses_what_is_no_line() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for line in [r"{}", r#"{"at_us":1,"event":"other"}"#, r#"{"event":"run_finished","at_us":"1"}"#] {
        assert!(!validator.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
}

#[test]
fn a_record_begins_and_ends_with_the_run() {
    let lines = recorded();
    assert_eq!(lines[0]["event"], "run_started");
    assert_eq!(lines[0]["format"], FORMAT);
    assert_eq!(lines[0]["seed"], 5);
    assert_eq!(lines.last().unwrap()["event"], "run_finished");
}

#[test]
fn every_sort_of_event_is_recorded() {
    let lines = recorded();
    for event in [
        "run_started",
        "test_started",
        "step_started",
        "exchanged",
        "polled",
        "session_created",
        "step_finished",
        "test_finished",
        "run_finished",
    ] {
        assert!(lines.iter().any(|line| line["event"] == event), "{event}");
    }
    for outcome in ["passed", "failed", "not_run"] {
        assert!(
            lines.iter().any(|line| line["event"] == "step_finished" && line["outcome"] == outcome),
            "{outcome}"
        );
    }
}

#[test]
fn no_secret_is_recorded() {
    let text: String = recorded().iter().map(Json::to_string).collect();
    assert!(text.contains("[redacted]"));
    assert!(!text.contains("emulator-dev-secret") && !text.contains("Basic "));
    let tokens: Vec<&str> =
        text.match_indices(r#"authToken\":\""#).map(|(at, found)| &text[at + found.len()..]).collect();
    assert!(!tokens.is_empty());
    assert!(tokens.iter().all(|token| token.starts_with("[redacted]")));
}

/// A writer that fails after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_record_that_cannot_be_written_says_so() {
    use idvet::event::{Event, Happening, RunFinished};
    let end = RunFinished { interrupted: false, requests: 0, sessions: 0, took: std::time::Duration::ZERO };
    let event = Event { at: std::time::Duration::ZERO, what: Happening::RunFinished(end) };
    let mut record = Record::new(Full(150));
    record.append(std::slice::from_ref(&event)).unwrap();
    assert_eq!(record.append(std::slice::from_ref(&event)).unwrap_err().kind(), io::ErrorKind::StorageFull);
}

#[test]
fn git_ignores_the_records() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", "name: one\nsteps:\n  - wait: 1s\n");
    suite.idvet(&["run"]).exits(0);
    assert_eq!(std::fs::read_to_string(suite.path(".idvet/.gitignore")).unwrap(), "*\n");
}

#[test]
fn a_record_goes_where_it_is_told_to() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", "name: one\nsteps:\n  - wait: 1s\n");
    suite.idvet(&["run", "--out", "here"]).exits(0);
    let before = std::fs::read(suite.path("here/events.jsonl")).unwrap();
    let said = suite.idvet(&["run", "--out", "here"]).exits(2);
    assert!(said.err.contains("holds the record of another run"), "{}", said.all());
    assert_eq!(std::fs::read(suite.path("here/events.jsonl")).unwrap(), before);
}

#[test]
fn why_something_was_expected_is_recorded() {
    use idvet::event::{Basis, Checked, Event, Happening, Part, StepFinished, StepOutcome, WrittenPlace};
    let (file, text) = ("scenarios/a.yaml".to_owned(), "status: APPROVED".to_owned());
    let place = WrittenPlace { file, line: 8, column: 9, text, start: 0, end: 16 };
    let bases = [
        Basis::Written(place.clone()),
        Basis::Success,
        Basis::Contract { rule: "status#/maxLength".to_owned(), source: "S0".to_owned() },
        Basis::Snapshot { file: "a.snap".to_owned(), place },
    ];
    let check = |basis| Checked { subject: "$.status".to_owned(), basis, mismatch: None };
    let step = StepFinished {
        test: 0,
        step: 1,
        name: "a".to_owned(),
        line: 3,
        part: Part::Steps,
        within: None,
        outcome: StepOutcome::Passed,
        checks: bases.into_iter().map(check).collect(),
        path: Vec::new(),
        delivery: None,
        took: std::time::Duration::ZERO,
    };
    let mut bytes = Vec::new();
    let event = Event { at: std::time::Duration::ZERO, what: Happening::StepFinished(step) };
    Record::new(&mut bytes).append(&[event]).unwrap();
    let line: Json = serde_json::from_slice(&bytes).unwrap();
    assert!(jsonschema::validator_for(&schema()).unwrap().is_valid(&line), "{line}");
    let words: Vec<&str> =
        line["checks"].as_array().unwrap().iter().map(|check| check["basis"].as_str().unwrap()).collect();
    assert_eq!(words, ["written", "success", "contract", "snapshot"]);
    assert_eq!(line["checks"][0]["place"]["line"], 8);
    assert_eq!(line["checks"][2]["rule"], "status#/maxLength");
    assert_eq!(line["checks"][3]["file"], "a.snap");
}

#[test]
fn a_record_that_is_read_back_and_written_again_is_the_same() {
    use std::fmt::Write as _;
    let suite =
        Suite::with("environments:\n  odd: { kind: DEV, emulator: { alter: 'get_status: set /shoe 1' } }\n");
    suite.scenario("all.yaml", SCENARIOS);
    suite.idvet(&["run", "--env", "odd", "--seed", "5"]).exits(1);
    let text = suite.record().iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").unwrap();
        text
    });
    let events = idvet::record::read(&text).unwrap();
    let mut again = Vec::new();
    Record::new(&mut again).append(&events).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), text);
    assert!(text.contains("\"drifted\""));
    assert_eq!(events.len(), text.lines().count());
}

#[test]
fn a_line_that_a_killed_run_left_half_is_no_event() {
    let text = "{\"at_us\":1,\"event\":\"run_finished\",\"interrupted\":true,\"requests\":0,\"sessions\":0,\"took_us\":1}\n{\"at_us\":2,\"ev";
    assert_eq!(idvet::record::read(text).unwrap().len(), 1);
    assert_eq!(idvet::record::read("").unwrap().len(), 0);
}

#[test]
fn what_is_no_record_is_refused_with_its_line() {
    let end = "{\"at_us\":1,\"event\":\"run_finished\",\"interrupted\":true,\"requests\":0,\"sessions\":0,\"took_us\":1}\n";
    let other = recorded()[0].to_string().replace("\"format\":1", "\"format\":99");
    for (line, reason) in [
        ("null", "is none"),
        (r#"{"at_us":1,"event":"other"}"#, "is none"),
        (r#"{"at_us":1,"event":"test_finished","test":0,"attempt":1,"outcome":"odd","took_us":0}"#, "`odd`"),
        (other.as_str(), "is of the form 99"),
    ] {
        let error = idvet::record::read(&format!("{end}{line}\n")).unwrap_err();
        assert_eq!(error.line, 2, "{line}");
        assert!(error.reason.contains(reason), "{line}: {error}");
    }
}

#[test]
fn what_is_told_of_retries_deliveries_and_shards_is_read_back_as_it_was() {
    use idvet::event::{
        BodyText, Clock, Delivered, Event, Flaky, Happening, Outcome, Resent, RunStarted, SessionDeleted,
        Shard, SignatureState, TestFinished, TurnedAway,
    };
    let second = std::time::Duration::from_secs(1);
    let word = str::to_owned;
    let head = RunStarted {
        version: word("0.1.0"),
        run_id: word("a"),
        seed: 1,
        environment: word("dev"),
        kind: word("DEV"),
        address: word("http://127.0.0.1:1"),
        clock: Clock::Real,
        started: word("2026-01-01T00:00:00Z"),
        wall_started: word("2026-01-01T00:00:00Z"),
        tests: 3,
        deselected: 0,
        jobs: 1,
        shard: Some(Shard { index: 2, total: 4, tests: 12, whole: word("5f") }),
        flaky: Flaky::Denied,
    };
    let delivered = Delivered {
        test: None,
        number: 2,
        arrived: second,
        event_type: Some(word("IDENTIFICATION_AUTO_FINISHED")),
        scan_ref: None,
        headers: vec![(word("idenfy-signature"), word("[redacted]"))],
        body: BodyText { text: word("{}"), bytes: 2, cut: false },
        signature: SignatureState::Absent,
        answered: 200,
        repeats: Some(1),
    };
    let outcome = Outcome::Flaky;
    let happenings = [
        Happening::RunStarted(head),
        Happening::Resent(Resent { test: 0, step: 1, number: 1, why: word("429"), pause: second }),
        Happening::SessionDeleted(SessionDeleted { test: 0, step: 1, scan_ref: word("s") }),
        Happening::Delivered(delivered),
        Happening::TestFinished(TestFinished {
            test: 0,
            attempt: 2,
            outcome,
            retried: true,
            reason: None,
            took: second,
        }),
        Happening::TurnedAway(TurnedAway { reason: word("another path"), count: 3 }),
    ];
    let events: Vec<Event> = happenings.into_iter().map(|what| Event { at: second, what }).collect();
    let mut bytes = Vec::new();
    Record::new(&mut bytes).append(&events).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(idvet::record::read(&text).unwrap(), events);
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for line in text.lines() {
        assert!(validator.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
}
