//! What an answer means for its step: expectations, captures, outcomes.

use super::create;
use crate::support::lab::{Lab, Script, json, reply};

#[test]
fn every_expectation_of_a_step_is_told_and_the_rest_is_not_run() {
    let script = Script::new([create()]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            expect: { status: 200, fields: { message: no, scanRef: ref-1, clientId: qa-2 } }
          - get_status: {}
          - wait: 1s
        finally:
          - delete: {}
        ",
    )
    .script(&script)
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            failed
              line 4: status: expected 200, was 201
              line 4: $.message: expected equal to \"no\", was \"ok\"
              line 4: $.clientId: expected equal to \"qa-2\", was \"qa-1\"
          2 get_status not run: step 1 failed
          3 wait 1s not run: step 1 failed
          4 delete
            POST /api/v2/delete → 201
            failed
              status: expected 200, was 201
          = failed
        ",
    );
}

#[test]
fn an_errored_step_ends_the_scenario_whatever_it_says() {
    let script = Script::new([json(401, r#"{"message":"Invalid authorization credentials"}"#)]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            continue_on_failure: true
          - set: { a: 1 }
        ",
    )
    .script(&script)
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 401
            errored: credentials refused: `http://emulator.test/api/v2/token` answered 401: Invalid authorization credentials
          2 set a not run: step 1 could not be judged
          = errored
        ",
    );
}

#[test]
fn a_401_that_the_author_speaks_of_is_judged() {
    for expect in ["status: 401", "status: [401, 403]", "status: 4xx", "error: { message: denied }"] {
        let script = Script::new([json(401, r#"{"message":"denied"}"#)]);
        let scenario = format!("name: x\nsteps:\n  - create_token: {{}}\n    expect: {{ {expect} }}\n");
        let ran = Lab::new(&scenario).script(&script).run();
        assert!(ran.story().ends_with("= passed\n"), "{expect}: {}", ran.story());
    }
    let script = Script::new([json(401, r#"{"message":"denied"}"#)]);
    let ran = Lab::new("name: x\nsteps:\n  - create_token: {}\n    expect: { status: 200 }\n")
        .script(&script)
        .run();
    assert!(ran.story().ends_with("= failed\n"), "{}", ran.story());
}

#[test]
fn an_answer_of_the_service_is_a_failure_never_an_error() {
    for (status, body) in
        [(500, "<html>"), (503, "{}"), (402, "{}"), (403, "{}"), (404, "{"), (302, ""), (202, "{}")]
    {
        let script = Script::new([reply(status, body)]);
        let ran = Lab::new("name: x\nsteps:\n  - create_token: {}\n").script(&script).run();
        assert!(ran.story().ends_with("= failed\n"), "{status}: {}", ran.story());
        assert_eq!(script.asked().len(), 1, "{status} was asked again or followed");
    }
}

#[test]
fn an_answer_that_is_no_json_says_what_came() {
    let script = Script::new([reply(200, "<html>\nhello").header("content-type", "text/html")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
        ",
    )
    .script(&script)
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 200
            failed
              body: expected JSON, was `<html> hello` (text/html, 12 bytes)
          = failed
        ",
    );
}

#[test]
fn captures_are_kept_and_one_that_finds_nothing_fails() {
    let script = Script::new([create().header("x-trace", "t-9"), json(200, "{}")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            capture: { ref: $.scanRef, trace: header.x-trace, all: '$[*]' }
          - request:
              method: POST
              path: /echo
              json: { ref: '${ref}', trace: '${trace}', all: '${all}' }
          - get_status: {}
            capture: { gone: $.status }
        ",
    )
    .script(&script)
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            passed
          2 request POST /echo
            POST /echo → 200
            passed
          3 get_status
            POST /api/v2/status → 200
            failed
              line 10: $.status: expected a value to keep as `gone`, was nothing (the field is absent)
          = failed
        ",
    );
    let expected = r#"{"ref":"ref-1","trace":"t-9","all":["ok","ref-1","secret-token","qa-1"]}"#;
    assert_eq!(script.asked()[1].body, expected);
}

#[test]
fn assert_fields_speaks_of_the_last_answer_or_of_a_named_one() {
    let script = Script::new([create(), json(200, r#"{"status":"ACTIVE"}"#)]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            id: made
          - get_status: {}
          - assert_fields: { fields: { status: ACTIVE } }
          - assert_fields: { of: made, fields: { message: ok } }
          - assert_fields: { fields: { status: ACTIVE } }
        ",
    )
    .script(&script)
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            passed
          2 get_status
            POST /api/v2/status → 200
            passed
          3 assert_fields
            passed
          4 assert_fields made
            passed
          5 assert_fields
            passed
          = passed
        ",
    );
}

#[test]
fn a_template_that_cannot_be_filled_fails_with_the_reason() {
    let ran = Lab::new(
        "
        name: x
        steps:
          - set: { none: null }
          - set: { text: 'a ${none}' }
          - set: { a: 1 }
        ",
    )
    .run();
    let failure = ran.failures().remove(0);
    assert!(failure.message.contains("null"), "{failure:?}");
    let place = failure.place.unwrap();
    assert_eq!((place.line, &place.text[place.start..place.end]), (4, "none"));
    assert!(ran.story().ends_with("3 set a not run: step 2 failed\n  = failed\n"), "{}", ran.story());
}

#[test]
fn a_variable_that_cannot_be_filled_fails_the_test() {
    Lab::new(
        "
        name: x
        vars: { text: \"${file(scenario.slug)}\" }
        steps:
          - set: { a: 1 }
        finally:
          - set: { b: 1 }
        ",
    )
    .run()
    .check(
        "
        x:
          1 set a not run: the scenario's variables cannot be filled
          2 set b not run: the scenario's variables cannot be filled
          = failed: the variable `text` cannot be filled: no such file or folder: `x` (scenarios/a.yaml:2:23)
        ",
    );
}
