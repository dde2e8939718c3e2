//! What a delivery is, told as what it is: in time, early, twice, another's, nobody's, late, never.

use std::time::Duration;

use idvet::{emulator::EmulatorConfig, event::Outcome};

use super::{about, lab, session};
use crate::support::{
    lab::{Lab, Script, json},
    sender::post,
};

#[test]
fn one_that_came_before_the_step_counts() {
    let steps = "  - wait: 5s\n  - await_webhook: IDENTIFICATION_AUTO_FINISHED\n";
    lab(steps, &[(1.0, about("ref-1"))]).run().check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            passed
          2 wait 5s
            webhook 1 IDENTIFICATION_AUTO_FINISHED, signature valid → 200 @1s
            passed @5s
          3 await_webhook IDENTIFICATION_AUTO_FINISHED @5s
            passed @5s
          = passed @5s
        ",
    );
}

#[test]
fn one_that_comes_while_the_step_waits_ends_it() {
    let steps = "  - await_webhook: { event: IDENTIFICATION_AUTO_FINISHED, within: 20s }\n";
    let ran = lab(steps, &[(3.0, about("ref-1"))]).run();
    assert!(ran.story().contains("passed @3s"), "{}", ran.story());
    assert_eq!(ran.steps()[1].delivery, Some(1));
}

#[test]
fn one_that_comes_before_the_answer_of_the_create_call_counts() {
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#).after(Duration::from_secs(3))]);
    let scenario = "name: x\nsteps:\n  - create_token: {}\n  - await_webhook: {}\n";
    let ran = Lab::new(scenario).script(&script).post_at(Duration::from_secs(1), about("ref-1")).run();
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
    assert_eq!(ran.deliveries()[0].arrived, Duration::from_secs(1));
}

#[test]
fn the_same_bytes_satisfy_one_step_only() {
    let steps = "
  - await_webhook: { within: 5s }
  - await_webhook: { within: 5s }
";
    lab(steps, &[(1.0, about("ref-1")), (2.0, about("ref-1"))]).run().check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            passed
          2 await_webhook
            webhook 1 IDENTIFICATION_AUTO_FINISHED, signature valid → 200 @1s
            passed @1s
          3 await_webhook @1s
            webhook 2 IDENTIFICATION_AUTO_FINISHED, signature valid, again as 1 → 200 @2s
            failed: a webhook did not come within 5s @6s
              delivery 1 (IDENTIFICATION_AUTO_FINISHED, 0s into the step): it satisfied step 2
              delivery 2 (IDENTIFICATION_AUTO_FINISHED, 1s into the step): the same bytes as delivery 1
          = failed @6s
        ",
    );
}

#[test]
fn another_event_and_other_fields_are_told_with_what_was_found() {
    let steps = "
  - await_webhook:
      event: IDENTIFICATION_MANUAL_FINISHED
      where: { status.overall: DENIED }
      within: 5s
";
    let manual = r#"{"scanRef":"ref-1","status":{"overall":"APPROVED"}}"#;
    let posts = [(1.0, about("ref-1")), (2.0, post("IDENTIFICATION_MANUAL_FINISHED", manual))];
    lab(steps, &posts).run().check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            passed
          2 await_webhook IDENTIFICATION_MANUAL_FINISHED
            webhook 1 IDENTIFICATION_AUTO_FINISHED, signature valid → 200 @1s
            webhook 2 IDENTIFICATION_MANUAL_FINISHED, signature valid → 200 @2s
            failed: a webhook `IDENTIFICATION_MANUAL_FINISHED` with what `where` asks for did not come within 5s @5s
              delivery 1 (IDENTIFICATION_AUTO_FINISHED, 1s into the step): another event
              delivery 2 (IDENTIFICATION_MANUAL_FINISHED, 2s into the step): $.status.overall: `where` wants \"DENIED\", found \"APPROVED\"
          = failed @5s
        ",
    );
}

#[test]
fn what_belongs_to_nobody_is_told_at_the_end() {
    let steps = "  - await_webhook: { within: 5s }\n";
    let posts = [
        (1.0, about("ref-9")),
        (2.0, post("IDENTIFICATION", "no JSON")),
        (3.0, post("IDENTIFICATION", "[]").with_event(None)),
        (3.5, about("ref-1").method("GET")),
        (4.0, about("ref-1")),
    ];
    lab(steps, &posts).run().check(
        "
        x:
          1 create_token
            POST /api/v2/token → 201
            session
            passed
          2 await_webhook
            webhook 4 IDENTIFICATION_AUTO_FINISHED, signature valid → 200 @4s
            passed @4s
          = passed @4s
            webhook 1 IDENTIFICATION_AUTO_FINISHED for nobody, signature valid → 200 @4s
            webhook 2 IDENTIFICATION for nobody, signature valid → 200 @4s
            webhook 3 no event for nobody, signature valid → 200 @4s
        turned away, wrong method: 1 @4s
        ",
    );
}

#[test]
fn where_nothing_came_the_failure_says_what_is_known_of_the_way() {
    let steps = "  - await_webhook: { within: 5s }\n";
    let posts =
        [(1.0, about("ref-9")), (2.0, post("IDENTIFICATION", "no JSON")), (3.0, about("x").method("PUT"))];
    let ran = lab(steps, &posts).run();
    let failure = ran.failures().remove(0);
    assert_eq!(failure.message, "a webhook did not come within 5s");
    assert_eq!(
        failure.details,
        [
            "nothing came about this session",
            "the inbox listens within this process; the session was made with \
             `callbackUrl: https://inbox.invalid/[redacted]`",
            "for nobody came IDENTIFICATION_AUTO_FINISHED: no test of this run made its session",
            "for nobody came IDENTIFICATION: its body is no JSON",
            "posts that the inbox turned away: 1 (wrong method)",
        ]
    );
    assert_eq!(failure.hint.as_deref(), Some("can the API reach that address, and is it led to the inbox?"));
}

#[test]
fn another_scenarios_delivery_goes_to_that_scenario() {
    let scenario = |name: &str| {
        format!("name: {name}\nsteps:\n  - create_token: {{}}\n  - await_webhook: {{ within: 5s }}\n")
    };
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#), json(201, r#"{"scanRef":"ref-2"}"#)]);
    let lab = Lab::new(&scenario("one")).file("scenarios/b.yaml", &scenario("two")).script(&script).jobs(2);
    let ran = lab.post_at(Duration::from_secs(1), about("ref-2")).run();
    assert_eq!(ran.deliveries()[0].test, Some(1));
    assert_eq!(ran.outcomes(), [Outcome::Passed, Outcome::Failed], "{}", ran.story());
    assert_eq!(ran.failures()[0].details[0], "nothing came about this session");
}

#[test]
fn one_for_a_test_that_is_over_is_still_its_own() {
    let first = "name: one\nsteps:\n  - create_token: {}\n";
    let second = "name: two\nsteps:\n  - wait: 9s\n  - create_token: {}\n  - await_webhook: {}\n";
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#), json(201, r#"{"scanRef":"ref-2"}"#)]);
    let lab = Lab::new(first).file("scenarios/b.yaml", second).script(&script).jobs(2);
    let lab = lab.post_at(Duration::from_secs(5), about("ref-1"));
    let ran = lab.post_at(Duration::from_secs(10), about("ref-2")).run();
    let whose: Vec<_> = ran.deliveries().iter().map(|it| (it.number, it.test)).collect();
    assert_eq!(whose, [(2, Some(1)), (1, Some(0))], "{}", ran.story());
}

#[test]
fn twenty_minutes_late_is_waited_for_or_told_as_missing() {
    let delay = EmulatorConfig { delay: Duration::from_mins(20), ..EmulatorConfig::default() };
    let scenario = |within: &str| {
        format!(
            "name: x\nsteps:\n  - create_dummy_token: {{ dummyStatus: APPROVED }}\n  - await_webhook: {{ within: {within} }}\ntimeout: 1h\n"
        )
    };
    let ran = Lab::new(&scenario("25m")).emulator(delay.clone()).run();
    assert!(ran.story().contains("= passed @1200s"), "{}", ran.story());
    let ran = Lab::new(&scenario("19m")).emulator(delay).run();
    assert!(ran.story().contains("= failed @1140s"), "{}", ran.story());
    assert_eq!(ran.failures()[0].details[0], "nothing came about this session");
}

#[test]
fn a_failure_of_time_around_the_step_is_no_failure_of_the_api() {
    let scenario = "name: x\ntimeout: 3s\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 2m }\n";
    let ran = Lab::new(scenario).script(&session("ref-1")).run();
    assert_eq!(ran.outcomes(), [Outcome::Errored], "{}", ran.story());
    let trouble = ran.troubles().remove(0);
    assert_eq!(trouble.message, "the scenario's `timeout` of 3s was up: a webhook had not come");
    assert_eq!(trouble.causes[0], "nothing came about this session");
}

#[test]
fn an_interrupted_run_does_not_wait_on() {
    let steps = "  - await_webhook: { within: 2m }\nfinally:\n  - set: { a: 1 }\n";
    let ran = lab(steps, &[]).stop_after(Duration::from_secs(4)).run();
    assert_eq!(ran.outcomes(), [Outcome::Interrupted], "{}", ran.story());
    assert!(ran.story().contains("= interrupted: the run was interrupted @4s"), "{}", ran.story());
}
