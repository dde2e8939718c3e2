//! Which session a step speaks of, and what is sent about it.

use super::create;
use crate::support::lab::{Lab, Script, json, reply};

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
