//! Steps in order, sessions, captures, `finally`, outcomes, tests side by side: each rule of the language that the
//! interpreter keeps has a case here that fails when the rule breaks.

mod requests;

use std::time::Duration;

use idvet::event::{Happening, Outcome, StepOutcome};

use crate::support::lab::{Lab, Script, json, reply};

const MADE: &str = r#"{"message":"ok","scanRef":"ref-1","authToken":"secret-token","clientId":"qa-1"}"#;

fn create() -> crate::support::lab::Reply {
    json(201, MADE)
}

#[test]
fn the_smallest_scenario_passes() {
    Lab::new(
        "
        name: An approved dummy session reads back as approved
        steps:
          - create_dummy_token: { dummyStatus: APPROVED }
          - poll_status: APPROVED
        ",
    )
    .run()
    .check(
        "
        An approved dummy session reads back as approved:
          1 create_dummy_token APPROVED
            POST /api/v2/token → 201
            session
            passed
          2 poll_status APPROVED
            POST /api/v2/status → 200
            saw APPROVED
            passed
          = passed
        ",
    );
}

#[test]
fn fields_arrive_in_order_and_as_they_were_written() {
    let script = Script::new([create(), json(200, r#"{"status":"APPROVED"}"#)]);
    Lab::new(
        "
        name: x
        vars: { number: 00123456 }
        steps:
          - create_token: { lastName: NO, documentNumber: '${number}', address: 1e5, expiryTime: 60 }
          - get_status: {}
        ",
    )
    .script(&script)
    .run();
    let asked = script.asked();
    let expected =
        r#"{"lastName":"NO","documentNumber":"00123456","address":"1e5","expiryTime":60,"clientId":"qa-1"}"#;
    assert_eq!(asked[0].body, expected);
    assert_eq!(asked[1].body, r#"{"scanRef":"ref-1"}"#);
    assert_eq!((asked[0].method.as_str(), asked[0].target.as_str()), ("POST", "/api/v2/token"));
    let header = |name: &str| asked[0].headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("authorization"), "Basic ZW11bGF0b3ItZGV2OmVtdWxhdG9yLWRldi1zZWNyZXQ=");
    assert_eq!(header("user-agent"), concat!("idvet/", env!("CARGO_PKG_VERSION")));
    assert_eq!(header("host"), "emulator.test");
    assert!(!asked[0].headers.contains_key("accept-encoding"));
}

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
fn a_step_may_fail_and_let_the_others_go_on() {
    let script = Script::new([create(), reply(500, "down")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: { }
            expect: { status: 200 }
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
            POST /api/v2/token → 201
            session
            failed
              line 4: status: expected 200, was 201
          2 set a
            passed
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
fn a_create_call_without_a_reference_fails_and_makes_no_session() {
    let script = Script::new([json(200, r#"{"message":"ok"}"#)]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            continue_on_failure: true
          - get_status: {}
        finally:
          - delete: {}
          - get_status: {}
            if: ${session.scanRef}
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
              $.scanRef: expected the reference of the session, was nothing (the field is absent)
          2 get_status
            failed: no session was made before
          3 delete not run: no session was made before
          4 get_status not run: no session was made before
          = failed
        ",
    );
}

#[test]
fn a_create_call_that_failed_forgets_the_session_before() {
    let script = Script::new([create(), reply(500, ""), reply(200, "")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            as: first
          - create_token: {}
            continue_on_failure: true
          - delete: {}
            session: first
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
            passed
          2 create_token
            POST /api/v2/token → 500
            failed
              status: expected 200 or 201, was 500
          3 delete
            POST /api/v2/delete → 200
            passed
          4 delete
            failed: no session was made before
          = failed
        ",
    );
}

#[test]
fn a_step_speaks_of_the_session_made_last_unless_it_names_one() {
    let other = json(200, r#"{"scanRef":"ref-2"}"#);
    let script = Script::new([create(), other, json(200, r#"{"status":"ACTIVE"}"#)]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            as: first
          - create_token: {}
          - get_status: {}
          - get_status: {}
            session: first
          - get_status: { scanRef: '${first.scanRef}-${session.scanRef}' }
        ",
    )
    .script(&script)
    .run();
    let bodies: Vec<_> = script.asked().iter().skip(2).map(|asked| asked.body.clone()).collect();
    let expected = [r#"{"scanRef":"ref-2"}"#, r#"{"scanRef":"ref-1"}"#, r#"{"scanRef":"ref-1-ref-2"}"#];
    assert_eq!(bodies, expected);
}

#[test]
fn a_step_of_finally_fails_a_scenario_that_had_passed() {
    let script = Script::new([create(), reply(500, ""), reply(200, "")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
        finally:
          - get_status: {}
          - delete: {}
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
            passed
          2 get_status
            POST /api/v2/status → 500
            failed
              status: expected 200, was 500
          3 delete
            POST /api/v2/delete → 200
            passed
          4 delete not run: the session is deleted already
          = failed
        ",
    );
}

#[test]
fn a_step_of_finally_whose_capture_never_happened_is_not_run() {
    let script = Script::new([reply(500, "")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            capture: { ref: scanRef }
        finally:
          - get_status: { scanRef: '${ref}' }
          - set: { one: 1, two: '${one}' }
        ",
    )
    .script(&script)
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 500
            failed
              status: expected 200 or 201, was 500
          2 get_status not run: `ref` was never made
          3 set one, two
            passed
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
fn a_condition_that_does_not_hold_leaves_the_step_out() {
    Lab::new(
        "
        name: x
        vars: { yes: true, no: false, none: null, word: abc }
        steps:
          - { set: { a: 1 }, if: '${yes}' }
          - { set: { a: 1 }, if: '${no}' }
          - { set: { a: 1 }, if: '${none}' }
          - { set: { a: 1 }, if: { value: '${word}', equals: abc } }
          - { set: { a: 1 }, if: { value: '${word}', starts_with: b } }
        ",
    )
    .run()
    .check(
        "
        x:
          1 set a
            passed
          2 set a not run: `if` does not hold (line 5)
          3 set a not run: `if` does not hold (line 6)
          4 set a
            passed
          5 set a not run: `if` does not hold (line 8)
          = passed
        ",
    );
}

#[test]
fn a_template_that_cannot_be_filled_fails_with_the_reason() {
    let ran = Lab::new(
        "
        name: x
        vars: { none: null }
        steps:
          - set: { text: 'a ${none}' }
          - set: { a: 1 }
        ",
    )
    .run();
    let failure = ran.failures().remove(0);
    assert!(failure.message.contains("null"), "{failure:?}");
    let place = failure.place.unwrap();
    assert_eq!((place.line, &place.text[place.start..place.end]), (4, "none"));
    assert!(ran.story().ends_with("2 set a not run: step 1 failed\n  = failed\n"), "{}", ran.story());
}

#[test]
fn a_variable_that_cannot_be_filled_fails_the_test() {
    Lab::new(
        "
        name: x
        vars: { text: \"${file('no-such-file')}\" }
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
          = failed: the variable `text` cannot be filled: no such file or folder: `no-such-file` (scenarios/a.yaml:2:23)
        ",
    );
}

#[test]
fn the_time_of_a_step_is_up_and_it_errs() {
    let script = Script::new([create().after(Duration::from_secs(20))]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
            timeout: 5s
          - set: { a: 1 }
        ",
    )
    .script(&script)
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → time-out @5s
            errored: time-out: the step's `timeout` of 5s was up @5s
          2 set a not run: step 1 could not be judged @5s
          = errored @5s
        ",
    );
}

#[test]
fn the_time_of_a_scenario_is_up_and_finally_has_its_own() {
    let slow = reply(200, "").after(Duration::from_secs(25));
    let script = Script::new([create(), slow.clone(), slow.clone(), slow]);
    Lab::new(
        "
        name: x
        timeout: 10s
        steps:
          - create_token: {}
          - wait: 6s
          - wait: 6s
          - set: { a: 1 }
        finally:
          - delete: {}
          - get_status: {}
          - get_data: {}
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
          2 wait 6s
            passed @6s
          3 wait 6s @6s
            errored: time-out: the scenario's `timeout` of 10s was up @10s
          4 set a not run: step 3 could not be judged @10s
          5 delete @10s
            POST /api/v2/delete → 200 @35s
            passed @35s
          6 get_status @35s
            POST /api/v2/status → time-out @40s
            errored: time-out: the 30s that `finally` has were up @40s
          7 get_data @40s
            POST /api/v2/data → time-out @40s
            errored: time-out: the 30s that `finally` has were up @40s
          = errored: the scenario's `timeout` of 10s was up @40s
        ",
    );
}

#[test]
fn tests_begin_in_order_and_no_more_than_jobs_at_a_time() {
    let scenario = |name: &str, pause: &str| format!("name: {name}\nsteps:\n  - wait: {pause}\n");
    Lab::new(&scenario("a", "3s"))
        .file("scenarios/b.yaml", &scenario("b", "1s"))
        .file("scenarios/c.yaml", &scenario("c", "1s"))
        .jobs(2)
        .run()
        .check(
            "
            a:
              1 wait 3s
            b:
              1 wait 1s
                passed @1s
              = passed @1s
            c: @1s
              1 wait 1s @1s
                passed @2s
              = passed @2s
                passed @3s
              = passed @3s
            ",
        );
}

#[test]
fn fail_fast_lets_nothing_more_begin() {
    let script = Script::new([reply(500, "")]);
    Lab::new("name: a\nsteps:\n  - wait: 1s\n  - request: { path: /x }\n")
        .file("scenarios/b.yaml", "name: b\nsteps:\n  - wait: 3s\n")
        .file("scenarios/c.yaml", "name: c\nsteps:\n  - wait: 3s\n")
        .script(&script)
        .jobs(2)
        .fail_fast()
        .run()
        .check(
            "
            a:
              1 wait 1s
            b:
              1 wait 3s
                passed @1s
              2 request GET /x @1s
                GET /x → 500 @1s
                failed @1s
                  status: expected 2xx, was 500
              = failed @1s
            c: @1s
              = not run: a test before it failed, and the run stops at the first failure @1s
                passed @3s
              = passed @3s
            ",
        );
}

#[test]
fn a_skipped_test_has_a_head_and_an_end() {
    let suite = "
        environments:
          emulator: { kind: TEST, emulator: true }
        defaults:
          create_token: { clientId: qa-1 }
        ";
    let ran =
        Lab::new("name: a\nsteps:\n  - create_dummy_token: { dummyStatus: DENIED }\n").suite(suite).run();
    let story = ran.story();
    assert!(story.starts_with("a:\n  = skipped: "), "{story}");
    assert!(story.contains("DEV"), "{story}");
}

#[test]
fn an_interrupted_run_stops_in_a_pause_and_cleans_up() {
    let script = Script::new([create(), reply(200, "")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
          - wait: 30d
          - set: { a: 1 }
        finally:
          - wait: 1s
          - delete: {}
          - wait: 1h
          - set: { b: 1 }
        ",
    )
    .file("scenarios/b.yaml", "name: y\nsteps:\n  - set: { a: 1 }\n")
    .script(&script)
    .stop_after(Duration::from_secs(7))
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            passed
          2 wait 30d
          2 wait 30d not run: the run was interrupted @7s
          3 set a not run: the run was interrupted @7s
          4 wait 1s @7s
            passed @8s
          5 delete @8s
            POST /api/v2/delete → 200 @8s
            passed @8s
          6 wait 1h @8s
            errored: time-out: the 10s that `finally` has were up @17s
          7 set b @17s
            passed @17s
          = interrupted: the run was interrupted @17s
        y: @17s
          = not run: the run was interrupted @17s
        interrupted @17s
        ",
    );
}

#[test]
fn a_request_in_flight_is_answered_before_an_interrupted_test_ends() {
    let script = Script::new([create().after(Duration::from_secs(9)), reply(200, "")]);
    Lab::new(
        "
        name: x
        steps:
          - create_token: {}
          - set: { a: 1 }
        finally:
          - delete: {}
        ",
    )
    .script(&script)
    .stop_after(Duration::from_secs(7))
    .run()
    .check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201 @9s
            session @9s
            passed @9s
          2 set a not run: the run was interrupted @9s
          3 delete @9s
            POST /api/v2/delete → 200 @9s
            passed @9s
          = interrupted: the run was interrupted @9s
        interrupted @9s
        ",
    );
}

#[test]
fn a_finally_under_way_has_ten_seconds_from_the_interruption_on() {
    Lab::new(
        "
        name: x
        steps:
          - set: { a: 1 }
        finally:
          - wait: 1h
        ",
    )
    .stop_after(Duration::from_secs(5))
    .run()
    .check(
        "
        x:
          1 set a
            passed
          2 wait 1h
            errored: time-out: the 10s that `finally` has were up @15s
          = errored @15s
        interrupted @15s
        ",
    );
}

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
fn limits_of_the_environment_are_kept_over_all_tests() {
    let suite = "
        environments:
          emulator: { kind: DEV, emulator: true, limits: { requests_per_second: 2 } }
        ";
    let script = Script::new([reply(200, "")]);
    let scenario = "name: x\nsteps:\n  - request: { path: /a }\n  - request: { path: /b }\n";
    Lab::new(scenario)
        .suite(suite)
        .file("scenarios/b.yaml", scenario)
        .file("scenarios/c.yaml", scenario)
        .script(&script)
        .jobs(3)
        .run();
    let asked = script.asked();
    let times: Vec<_> = asked.iter().map(|one| (one.at - asked[0].at).as_millis()).collect();
    assert_eq!(times, [0, 0, 500, 1000, 1500, 2000]);
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
    let place = ran.steps()[0].checks.iter().find(|check| check.mismatch.is_some()).unwrap().place.clone();
    let place = place.unwrap();
    assert_eq!((place.file.as_str(), place.line, place.column), ("scenarios/a.yaml", 6, 9));
    assert_eq!(&place.text[place.start..place.end], "message: other");
}

#[test]
fn an_outcome_is_told_for_every_test() {
    let ran = Lab::new("name: x\nsteps:\n  - set: { a: 1 }\n").run();
    assert_eq!(ran.outcomes(), [Outcome::Passed]);
    assert!(matches!(ran.steps()[0].outcome, StepOutcome::Passed));
}
