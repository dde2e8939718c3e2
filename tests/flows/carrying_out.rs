//! The steps of a flow are carried out in the place of its `use`.

use std::time::Duration;

use idvet::event::Outcome;

use super::with_finished;
use crate::support::lab::{Lab, Script, json, reply};

#[test]
fn the_steps_of_a_flow_follow_its_use_and_have_numbers_of_their_own() {
    with_finished(
        "
        name: x
        steps:
          - wait: 1s
          - use: _flows/overturned.yaml
            with: { before: DENIED }
            id: made
          - get_status: { scanRef: '${made.ref}' }
            expect: { fields: { status: APPROVED } }
        finally:
          - delete: {}
        ",
    )
    .flow(
        "_flows/overturned.yaml",
        "
        params: { before: {} }
        steps:
          - use: _flows/finished.yaml
            with: { wanted: '${before}' }
            id: inner
          - add_manual_status: { manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }
        exports: { ref: '${inner.ref}' }
        ",
    )
    .run()
    .check(
        "
        x:
          1 wait 1s
            passed @1s
          2 use _flows/overturned.yaml @1s
          3 use _flows/finished.yaml (in 2: _flows/overturned.yaml) @1s
          4 create_dummy_token DENIED (in 3: _flows/finished.yaml) @1s
            POST /api/v2/token → 201 @1s
            session @1s
            passed @1s
          5 poll_status DENIED (in 3: _flows/finished.yaml) @1s
            POST /api/v2/status → 200 @1s
            saw DENIED @1s
            passed @1s
            passed @1s
          6 add_manual_status FACE_MATCH, DOC_VALIDATED (in 2: _flows/overturned.yaml) @1s
            POST /api/v2/add-dummy-status → 200 @1s
            passed @1s
            passed @1s
          7 get_status @1s
            POST /api/v2/status → 200 @1s
            passed @1s
          8 delete @1s
            POST /api/v2/delete → 200 @1s
            passed @1s
          = passed @1s
        ",
    );
}

#[test]
fn a_failure_in_a_flow_ends_the_flow_and_the_scenario() {
    with_finished(
        "
        name: x
        steps:
          - use: _flows/wrong.yaml
          - get_status: {}
        ",
    )
    .flow(
        "_flows/wrong.yaml",
        "
        steps:
          - use: _flows/finished.yaml
            with: { wanted: APPROVED }
          - assert_fields: { fields: { status: DENIED } }
          - get_status: {}
        ",
    )
    .run()
    .check(
        "
        x:
          1 use _flows/wrong.yaml
          2 use _flows/finished.yaml (in 1: _flows/wrong.yaml)
          3 create_dummy_token APPROVED (in 2: _flows/finished.yaml)
            POST /api/v2/token → 201
            session
            passed
          4 poll_status APPROVED (in 2: _flows/finished.yaml)
            POST /api/v2/status → 200
            saw APPROVED
            passed
            passed
          5 assert_fields (in 1: _flows/wrong.yaml)
            failed
              line 4: $.status: expected equal to \"DENIED\", was \"APPROVED\"
          6 get_status (in 1: _flows/wrong.yaml) not run: step 5 failed
            failed: step 5 of the flow failed
          7 get_status not run: step 1 failed
          = failed
        ",
    );
}

#[test]
fn a_condition_is_of_the_whole_flow() {
    with_finished(
        "
        name: x
        steps:
          - use: _flows/finished.yaml
            if: false
            with: { wanted: APPROVED }
          - wait: 1ms
        ",
    )
    .run()
    .check(
        "
        x:
          1 use _flows/finished.yaml not run: `if` does not hold (line 4)
          4 wait 1ms
            passed @0.001s
          = passed @0.001s
        ",
    );
}

#[test]
fn a_flow_in_which_nothing_was_done_is_not_run() {
    let flow = "params: { on: {} }\nsteps:\n  - wait: 1s\n    if: ${on}\n";
    let scenario = "name: x\nsteps:\n  - use: _flows/a.yaml\n    with: { on: false }\n";
    Lab::new(scenario).flow("_flows/a.yaml", flow).run().check(
        "
        x:
          1 use _flows/a.yaml
          2 wait 1s (in 1: _flows/a.yaml) not run: `if` does not hold (line 4)
          1 use _flows/a.yaml not run: no step of the flow was carried out
          = skipped: no step was carried out: no `if` held
        ",
    );
}

#[test]
fn a_timeout_is_of_the_whole_flow() {
    let flow = "steps:\n  - wait: 2s\n  - wait: 2s\n  - wait: 2s\n";
    let scenario = "
        name: x
        steps:
          - use: _flows/a.yaml
            timeout: 3s
          - wait: 1s
        ";
    Lab::new(scenario).flow("_flows/a.yaml", flow).run().check(
        "
        x:
          1 use _flows/a.yaml
          2 wait 2s (in 1: _flows/a.yaml)
            passed @2s
          3 wait 2s (in 1: _flows/a.yaml) @2s
            errored: time-out: the `timeout` of 3s that the flow has was up @3s
          4 wait 2s (in 1: _flows/a.yaml) not run: step 3 could not be judged @3s
            errored: flow: step 3 of the flow could not be judged @3s
          5 wait 1s not run: step 1 could not be judged @3s
          = errored @3s
        ",
    );
}

/// The time of the flow says nothing of the service, as that of a scenario does not.
#[test]
fn a_poll_in_a_flow_whose_time_is_up_could_not_be_judged() {
    let script = Script::new([json(200, r#"{"status":"ACTIVE"}"#)]);
    let flow = "params: { ref: {} }\nsteps:\n  - poll_status: { until: APPROVED, scanRef: '${ref}' }\n";
    let scenario = "
        name: x
        steps:
          - use: _flows/a.yaml
            with: { ref: a }
            timeout: 3s
        ";
    let ran = Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run();
    assert_eq!(ran.outcomes(), [Outcome::Errored], "{}", ran.story());
    assert!(ran.troubles()[0].message.contains("that the flow has was up"), "{}", ran.story());
}

#[test]
fn a_flow_may_fail_without_ending_the_scenario() {
    let flow = "steps:\n  - request: { path: /x }\n  - wait: 1s\n";
    let scenario = "
        name: x
        steps:
          - use: _flows/a.yaml
            continue_on_failure: true
          - wait: 1ms
        ";
    let script = Script::new([reply(500, "")]);
    Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run().check(
        "
        x:
          1 use _flows/a.yaml
          2 request GET /x (in 1: _flows/a.yaml)
            GET /x → 500
            failed
              status: expected 2xx, was 500
          3 wait 1s (in 1: _flows/a.yaml) not run: step 2 failed
            failed: step 2 of the flow failed
          4 wait 1ms
            passed @0.001s
          = failed @0.001s
        ",
    );
}

#[test]
fn a_failure_that_does_not_end_the_flow_fails_it_all_the_same() {
    let flow = "
        steps:
          - request: { path: /x }
            continue_on_failure: true
          - wait: 1ms
        ";
    let scenario = "name: x\nsteps:\n  - use: _flows/a.yaml\n  - wait: 1ms\n";
    let script = Script::new([reply(500, "")]);
    let ran = Lab::new(scenario).flow("_flows/a.yaml", flow).script(&script).run();
    assert!(ran.story().contains("3 wait 1ms (in 1: _flows/a.yaml)\n    passed"), "{}", ran.story());
    assert!(ran.story().contains("4 wait 1ms not run: step 1 failed"), "{}", ran.story());
}

#[test]
fn every_step_of_a_flow_in_finally_is_tried() {
    let flow = "
        params: { ref: {} }
        steps:
          - get_status: { scanRef: '${ref}' }
            expect: { fields: { status: DENIED } }
          - get_data:
          - delete: {}
        ";
    let scenario = "
        name: x
        steps:
          - create_dummy_token: { dummyStatus: APPROVED }
            capture: { ref: scanRef }
        finally:
          - use: _flows/clean.yaml
            with: { ref: '${ref}' }
          - use: _flows/clean.yaml
            with: { ref: '${session.scanRef}' }
          - set: { other: 1 }
        ";
    Lab::new(scenario).flow("_flows/clean.yaml", flow).run().check(
        "
        x:
          1 create_dummy_token APPROVED
            POST /api/v2/token → 201
            session
            passed
          2 use _flows/clean.yaml
          3 get_status (in 2: _flows/clean.yaml)
            POST /api/v2/status → 200
            failed
              line 4: $.status: expected equal to \"DENIED\", was \"APPROVED\"
          4 get_data (in 2: _flows/clean.yaml)
            POST /api/v2/data → 200
            passed
          5 delete (in 2: _flows/clean.yaml)
            POST /api/v2/delete → 200
            passed
            failed: step 3 of the flow failed
          6 use _flows/clean.yaml
          7 get_status (in 6: _flows/clean.yaml)
            POST /api/v2/status → 200
            failed
              line 4: $.status: expected equal to \"DENIED\", was \"DELETED\"
          8 get_data (in 6: _flows/clean.yaml)
            POST /api/v2/data → 200
            passed
          9 delete (in 6: _flows/clean.yaml) not run: the session is deleted already
            failed: step 7 of the flow failed
          10 set other
            passed
          = failed
        ",
    );
}

#[test]
fn what_a_flow_was_to_be_given_was_never_made() {
    let ran = with_finished(
        "
        name: x
        steps:
          - request: { path: /no, auth: none }
            capture: { ref: scanRef }
        finally:
          - use: _flows/status.yaml
            with: { ref: '${ref}' }
        ",
    )
    .flow("_flows/status.yaml", "params: { ref: {} }\nsteps:\n  - get_status: { scanRef: '${ref}' }\n")
    .run();
    assert!(
        ran.story().contains("2 use _flows/status.yaml not run: `ref` was never made"),
        "{}",
        ran.story()
    );
}

#[test]
fn an_interrupted_run_ends_a_flow() {
    let flow = "steps:\n  - wait: 10s\n  - wait: 1s\n";
    let scenario = "
        name: x
        steps:
          - use: _flows/a.yaml
        finally:
          - wait: 1s
        ";
    let lab = Lab::new(scenario).flow("_flows/a.yaml", flow).stop_after(Duration::from_secs(3));
    lab.run().check(
        "
        x:
          1 use _flows/a.yaml
          2 wait 10s (in 1: _flows/a.yaml)
            cut short by the interrupt @3s
          3 wait 1s (in 1: _flows/a.yaml) not run: the run was interrupted @3s
            cut short by the interrupt @3s
          4 wait 1s @3s
            passed @3s
          = interrupted: the run was interrupted @3s
        interrupted @3s
        ",
    );
}
