//! What a flow sees, and what is seen of it.

use idvet::event::{Happening, Outcome};

use super::with_finished;
use crate::support::lab::{Lab, Ran, Script, json};

/// The bodies that a script was sent, as JSON.
fn bodies(script: &Script) -> Vec<serde_json::Value> {
    script.asked().iter().map(|asked| serde_json::from_slice(&asked.body).unwrap()).collect()
}

fn made(scan_ref: &str) -> crate::support::lab::Reply {
    json(201, &format!(r#"{{"scanRef":"{scan_ref}"}}"#))
}

#[track_caller]
fn passes(ran: &Ran) {
    assert!(ran.outcomes().iter().all(|outcome| *outcome == Outcome::Passed), "{}", ran.story());
}

#[test]
fn a_value_keeps_its_text_on_its_way_in_and_out() {
    let script = Script::new([made("a"), made("b")]);
    let flow = "
        params: { number: {}, other: { default: 0070 } }
        steps:
          - create_token: { documentNumber: '${number}', personalNumber: '${other}' }
        exports: { number: '${number}' }
        ";
    let scenario = "
        name: x
        steps:
          - use: _flows/a.yaml
            with: { number: 00123456 }
            id: made
          - create_token: { documentNumber: '${made.number}' }
        ";
    passes(&Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run());
    let bodies = bodies(&script);
    assert_eq!(bodies[0]["documentNumber"], "00123456");
    assert_eq!(bodies[0]["personalNumber"], "0070");
    assert_eq!(bodies[1]["documentNumber"], "00123456");
}

#[test]
fn names_of_a_flow_and_of_its_user_are_apart() {
    let script = Script::new([made("a"), made("inner"), json(200, r#"{"scanRef":"inner"}"#)]);
    let flow = "
        params: { number: {} }
        steps:
          - set: { word: inner }
          - create_token: { documentNumber: '${number}', address: '${word}' }
            as: first
            id: answer
            capture: { ref: scanRef }
          - get_status: { scanRef: '${first.scanRef}-${ref}' }
          - assert_fields: { of: answer, fields: { scanRef: inner } }
          - get_data:
            session: first
        ";
    let scenario = "
        name: x
        vars: { number: outer }
        steps:
          - set: { word: outer }
          - create_token: {}
            as: first
            id: answer
            capture: { ref: scanRef }
          - use: _flows/a.yaml
            with: { number: '${number}-${word}' }
          - assert_fields: { of: answer, fields: { scanRef: a } }
          - get_status: { scanRef: '${first.scanRef}-${ref}-${word}-${number}' }
        ";
    passes(&Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run());
    let bodies = bodies(&script);
    assert_eq!(bodies[1]["documentNumber"], "outer-outer");
    assert_eq!(bodies[1]["address"], "inner");
    assert_eq!(bodies[2]["scanRef"], "inner-inner");
    assert_eq!(bodies[3]["scanRef"], "inner");
    assert_eq!(bodies[4]["scanRef"], "a-a-outer-outer");
}

#[test]
fn the_session_and_the_answer_made_last_go_in_and_come_out() {
    let script = Script::new([made("a"), json(200, r#"{"status":"A"}"#), made("b"), json(200, "{}")]);
    let flow = "
        steps:
          - assert_fields: { fields: { scanRef: a } }
          - get_status: {}
          - create_token: {}
        ";
    let scenario = "
        name: x
        steps:
          - create_token: {}
          - use: _flows/a.yaml
          - assert_fields: { fields: { scanRef: b } }
          - get_data: {}
        ";
    passes(&Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run());
    let bodies = bodies(&script);
    assert_eq!(bodies[1]["scanRef"], "a");
    assert_eq!(bodies[3]["scanRef"], "b");
}

#[test]
fn a_value_that_a_case_leaves_out_is_the_default() {
    let script = Script::new([made("a")]);
    let flow = "
        params: { country: { default: LT } }
        steps:
          - create_token: { country: '${country}' }
        ";
    let scenario = "
        name: x
        cases:
          - { name: here, country: NO }
          - { name: nowhere }
        steps:
          - use: _flows/a.yaml
            with: { country: '${case.country}' }
        ";
    passes(&Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run());
    let countries: Vec<_> = bodies(&script).into_iter().map(|body| body["country"].clone()).collect();
    assert_eq!(countries, ["NO", "LT"]);
}

#[test]
fn a_default_may_use_the_session_and_the_run() {
    let script = Script::new([made("a"), json(200, "{}"), json(200, "{}")]);
    let flow = "
        params: { ref: { default: '${session.scanRef}-${run.id}-${upper(\"x\")}' } }
        steps:
          - get_data: { scanRef: '${ref}' }
        ";
    let scenario = "
        name: x
        steps:
          - create_token: {}
          - use: _flows/a.yaml
          - use: _flows/a.yaml
            with: { ref: given }
        ";
    passes(&Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run());
    let bodies = bodies(&script);
    assert_eq!(bodies[1]["scanRef"], "a-run-1-X");
    assert_eq!(bodies[2]["scanRef"], "given");
}

#[test]
fn an_export_that_was_not_made_is_missed_only_where_it_is_read() {
    let flow = "
        params: { on: {} }
        steps:
          - set: { a: 1 }
          - set: { b: 2 }
            if: ${on}
        exports: { a: '${a}', b: '${b}' }
        ";
    let scenario = "
        name: x
        steps:
          - use: _flows/a.yaml
            with: { on: false }
            id: made
          - set: { a: '${made.a}' }
          - set: { b: '${made.b}' }
        finally:
          - set: { c: '${made.b}' }
        ";
    let ran = Lab::new(scenario).flow("_flows/a.yaml", flow).run();
    let failures: Vec<String> = ran.failures().into_iter().map(|failure| failure.message).collect();
    assert_eq!(failures, ["`made` has no `b`"], "{}", ran.story());
    assert!(ran.story().contains("set c not run: `made.b` was never made"), "{}", ran.story());
}

/// What was made before the failure may have to be cleaned up.
#[test]
fn exports_made_before_a_failure_are_there_for_finally() {
    let script = Script::new([made("a"), json(500, "{}"), json(200, "{}")]);
    let flow = "
        steps:
          - create_token: {}
            capture: { ref: scanRef }
          - get_status: {}
          - set: { word: a }
        exports: { ref: '${ref}', word: '${word}' }
        ";
    let scenario = "
        name: x
        steps:
          - use: _flows/a.yaml
            id: made
        finally:
          - get_data: { scanRef: '${made.ref}' }
          - get_data: { scanRef: '${made.word}' }
        ";
    let ran = Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run();
    assert_eq!(bodies(&script)[2]["scanRef"], "a", "{}", ran.story());
    assert!(ran.story().contains("6 get_data not run: `made.word` was never made"), "{}", ran.story());
}

#[test]
fn a_flow_in_a_matrix_is_given_the_values_of_the_case() {
    let ran = with_finished(
        "
        name: x
        matrix: { status: [APPROVED, DENIED] }
        vars: { wanted: '${matrix.status}' }
        steps:
          - use: _flows/finished.yaml
            with: { wanted: '${wanted}' }
        ",
    )
    .run();
    passes(&ran);
    assert!(ran.story().contains("poll_status DENIED"), "{}", ran.story());
}

/// A test's name is told before its first step; what a flow will send under a redacted name must not stand in it.
#[test]
fn what_a_flow_will_send_is_secret_before_it_is_sent() {
    let flow = "
        params: { person: {} }
        steps:
          - create_token: { personalNumber: '${person.number}' }
        ";
    let outer = "
        params: { number: {} }
        steps:
          - use: _flows/a.yaml
            with: { person: { number: '${number}' } }
        ";
    let ran = Lab::new(
        "
        name: the number ${number}
        vars: { number: '39001010000' }
        steps:
          - use: _flows/b.yaml
            with: { number: '${number}' }
        ",
    )
    .suite("defaults: { create_token: { clientId: qa-1 } }\nredact: [personalNumber]\n")
    .flow("_flows/a.yaml", flow)
    .flow("_flows/b.yaml", outer)
    .run();
    passes(&ran);
    let Happening::TestStarted(started) = &ran.events[1].what else { panic!("{:?}", ran.events[1]) };
    assert_eq!(started.name, "the number [redacted]");
    let everything = format!("{:?}", ran.events);
    assert!(!everything.contains("39001010000"), "{everything}");
}
