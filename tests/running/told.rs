//! What events hold, and what they must not hold.

use idvet::event::{Happening, Outcome, StepOutcome};

use super::create;
use crate::support::lab::{Lab, Script, json, reply};

#[test]
fn the_first_and_the_last_event_are_those_of_the_run() {
    let ran = Lab::new("name: x\nsteps:\n  - create_token: {}\n").run();
    let Happening::RunStarted(head) = &ran.events[0].what else { panic!("{:?}", ran.events[0]) };
    assert_eq!((head.tests, head.jobs, head.kind.as_str()), (1, 1, "DEV"));
    assert_eq!(head.address, "embedded emulator");
    let Happening::RunFinished(end) = &ran.events.last().unwrap().what else { panic!() };
    assert_eq!((end.requests, end.sessions, end.interrupted), (1, 1, false));
}

#[test]
fn no_event_holds_a_secret() {
    let suite = "
        defaults: { create_token: { clientId: qa-1 } }
        redact: [personalNumber]
        ";
    let made = r#"{"scanRef":"ref-1","authToken":"tok-en-12345","docPersonalCode":"39001010000"}"#;
    let script = Script::new([
        json(201, made).header("set-cookie", "sid=cookie-secret"),
        json(200, r#"{"seen":"39001010000","again":"tok-en-12345"}"#),
    ]);
    let ran = Lab::new(
        "
        name: x
        steps:
          - create_token: { personalNumber: '39001010000' }
          - request:
              method: POST
              path: /x
              query: { authToken: query-token-1 }
              headers: { authorization: Bearer written-secret }
              text: 'tok-en-12345 written-secret'
            expect: { fields: { seen: '39001010001', again: nothing } }
          - request:
              path: /y
              auth: { api_key: wrong, api_secret: pair-secret }
        ",
    )
    .suite(suite)
    .script(&script)
    .run();
    let everything = format!("{:?}", ran.events);
    let secrets = [
        "emulator-dev-secret",
        "ZW11bGF0b3ItZGV2OmVtdWxhdG9yLWRldi1zZWNyZXQ",
        "tok-en-12345",
        "39001010000",
        "cookie-secret",
        "query-token-1",
        "written-secret",
        "pair-secret",
    ];
    for secret in secrets {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    assert!(everything.contains("ref-1"), "{everything}");
}

#[test]
fn a_long_body_is_cut_and_its_length_kept() {
    let script = Script::new([reply(200, "ä".repeat(100_000))]);
    let ran = Lab::new("name: x\nsteps:\n  - request: { path: /x }\n").script(&script).run();
    let body = ran
        .events
        .iter()
        .find_map(|event| match &event.what {
            Happening::Exchanged(exchanged) => Some(exchanged.result.as_ref().unwrap().body.clone()),
            _ => None,
        })
        .unwrap();
    assert_eq!((body.bytes, body.cut, body.text.len()), (200_000, true, idvet::run::LONGEST_BODY));
}

#[test]
fn a_mismatch_keeps_the_lines_it_is_about() {
    let script = Script::new([create()]);
    let ran = Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            expect:
              fields:
                message: other
        ",
    )
    .script(&script)
    .run();
    let missed = ran.steps()[0].checks.iter().find(|check| check.mismatch.is_some()).unwrap().clone();
    let place = missed.basis.place().unwrap();
    assert_eq!((place.file.as_str(), place.line, place.column), ("scenarios/a.yaml", 6, 9));
    assert_eq!(&place.text[place.start..place.end], "message: other");
}

#[test]
fn an_outcome_is_told_for_every_test() {
    let ran = Lab::new("name: x\nsteps:\n  - set: { a: 1 }\n").run();
    assert_eq!(ran.outcomes(), [Outcome::Passed]);
    assert!(matches!(ran.steps()[0].outcome, StepOutcome::Passed));
}

#[test]
fn a_redacted_value_in_the_name_of_a_test_or_a_step_is_not_told() {
    let ran = Lab::new(
        "
        name: Of 39001010000 and ${person} and ${other}
        vars: { person: '48001010000', other: 'not-secret', third: '58001010000' }
        steps:
          - name: made for 39001010000
            create_token: { personalNumber: '39001010000' }
          - name: ${person} and ${third} by hand
            request: { path: /x, method: POST, json: { list: [{ personalNumber: \"${third}\" }] } }
            continue_on_failure: true
        finally:
          - create_token: { personalNumber: \"${person}\" }
        ",
    )
    .suite("defaults: { create_token: { clientId: qa-1 } }\nredact: [personalNumber]\n")
    .run();
    let everything = format!("{:?}", ran.events);
    for secret in ["39001010000", "48001010000", "58001010000"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    assert!(everything.contains("not-secret"), "{everything}");
}

#[test]
fn looking_ahead_for_secrets_draws_no_random_value() {
    let numbers = |suite: &str| {
        let script = Script::new([create()]);
        let lab =
            Lab::new("name: x\nsteps:\n  - create_token: { personalNumber: \"${random.digits(11)}\" }\n");
        let ran = lab.suite(suite).script(&script).run();
        assert_eq!(ran.outcomes(), [Outcome::Passed]);
        script.asked()[0].body.clone()
    };
    let defaults = "defaults: { create_token: { clientId: qa-1 } }\n";
    assert_eq!(numbers(defaults), numbers(&format!("{defaults}redact: [personalNumber]\n")));
}

#[test]
fn an_answer_that_broke_off_in_its_json_tells_no_secret() {
    let script = Script::new([json(200, r#"{"authToken":"tok-en-12345","personalNumber":"39001010000""#)]);
    let ran = Lab::new("name: x\nsteps:\n  - create_token: { clientId: qa-1 }\n")
        .suite("redact: [personalNumber]\n")
        .script(&script)
        .run();
    let everything = format!("{:?}", ran.events);
    assert_eq!(ran.outcomes(), [Outcome::Failed]);
    for secret in ["tok-en-12345", "39001010000"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
}

#[test]
fn a_short_value_of_a_redacted_field_is_told_nowhere() {
    let answer = json(200, r#"{"documentNumber":"%37","note":"other"}"#);
    let ran = Lab::new(
        "
        name: x
        cases: [{ documentNumber: '%37' }]
        steps:
          - request: { path: '/x?documentNumber=%37', method: POST, json: { documentNumber: '%37' } }
            expect: { fields: { documentNumber: '%38' } }
        ",
    )
    .suite("redact: [documentNumber]\n")
    .script(&Script::new([answer]))
    .run();
    let everything = format!("{:?}", ran.events);
    for secret in ["%37", "%38"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    assert!(everything.contains("other"), "{everything}");
}
