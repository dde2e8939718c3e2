//! Steps in order, sessions, captures, `finally`, outcomes, tests side by side: each rule of the language that the
//! interpreter keeps has a case here that fails when the rule breaks.

mod answers;
mod endings;
mod requests;
mod sessions;
mod side_by_side;
mod told;

use crate::support::lab::{Lab, Reply, Script, json, reply};

const MADE: &str = r#"{"message":"ok","scanRef":"ref-1","authToken":"secret-token","clientId":"qa-1"}"#;

fn create() -> Reply {
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
