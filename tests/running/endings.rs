//! How tests end: `finally`, time-outs, interruption.

use std::time::Duration;

use super::create;
use crate::support::lab::{Lab, Script, reply};

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
fn an_interrupted_run_stops_in_a_pause_and_cleans_up() {
    let slow = reply(200, "").after(Duration::from_hours(1));
    let script = Script::new([create(), reply(200, ""), slow]);
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
          - request: { method: POST, path: /slow }
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
            cut short by the interrupt @7s
          3 set a not run: the run was interrupted @7s
          4 wait 1s @7s
            passed @7s
          5 delete @7s
            POST /api/v2/delete → 200 @7s
            passed @7s
          6 request POST /slow @7s
            POST /slow → time-out @17s
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
          - request: { method: POST, path: /slow }
        ",
    )
    .script(&Script::new([reply(200, "").after(Duration::from_hours(1))]))
    .stop_after(Duration::from_secs(5))
    .run()
    .check(
        "
        x:
          1 set a
            passed
          2 request POST /slow
            POST /slow → time-out @15s
            errored: time-out: the 10s that `finally` has were up @15s
          = errored @15s
        interrupted @15s
        ",
    );
}
