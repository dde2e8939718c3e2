//! What a scenario does with deliveries: how they are answered, that none comes, and what is made of one that came.

use std::time::Duration;

use idvet::{
    emulator::{Assumptions, EmulatorConfig},
    event::Outcome,
};

use super::{about, lab, session};
use crate::support::{
    lab::{Lab, Ran},
    sender::post,
};

fn emulated(steps: &str) -> Ran {
    let scenario =
        format!("name: x\ntimeout: 1h\nsteps:\n  - create_dummy_token: {{ dummyStatus: APPROVED }}\n{steps}");
    Lab::new(&scenario).run()
}

fn answered(ran: &Ran) -> Vec<(u16, Option<usize>)> {
    ran.deliveries().iter().map(|it| (it.answered, it.repeats)).collect()
}

#[test]
fn a_refused_delivery_is_sent_again_and_only_that_counts() {
    let ran = emulated("  - await_webhook: { within: 2m, respond: { status: 500, times: 1 } }\n");
    assert_eq!(answered(&ran), [(500, None), (200, Some(1))], "{}", ran.story());
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
    assert_eq!(ran.steps()[1].delivery, Some(2));
}

#[test]
fn an_answer_that_comes_too_late_is_no_answer() {
    let ran = emulated("  - await_webhook: { within: 2m, respond: { after: 11s } }\n");
    assert_eq!(answered(&ran), [(200, None), (200, Some(1))], "{}", ran.story());
    assert_eq!(ran.steps()[1].delivery, Some(2), "{}", ran.story());
    let ran = emulated("  - await_webhook: { within: 2m, respond: { after: 9s } }\n");
    assert_eq!(ran.steps()[1].delivery, Some(1), "{}", ran.story());
}

#[test]
fn a_rule_is_about_the_deliveries_that_its_step_waits_for() {
    let steps = "
  - await_webhook: { event: IDENTIFICATION_MANUAL_FINISHED, within: 10s, respond: { status: 503 } }
";
    let manual = post("IDENTIFICATION_MANUAL_FINISHED", r#"{"scanRef":"ref-1","final":false}"#);
    let ran = lab(steps, &[(1.0, about("ref-1")), (2.0, manual)]).run();
    assert_eq!(answered(&ran).iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 503]);
    let why = "`respond` answered it 503, so that only its repetition counts";
    assert!(ran.failures()[0].details[1].ends_with(why), "{:?}", ran.failures());
}

#[test]
fn nothing_more_comes_behind_a_timely_answer() {
    let steps = "  - await_webhook: {}\n  - await_webhook: { none_within: 5m }\n";
    let ran = emulated(steps);
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
    assert_eq!(answered(&ran), [(200, None)], "{}", ran.story());
}

#[test]
fn one_more_is_one_too_many_whether_before_the_step_or_in_it() {
    let steps = "  - wait: 3s\n  - await_webhook: { none_within: 5s }\n";
    let before = lab(steps, &[(1.0, about("ref-1"))]).run().failures().remove(0);
    let expected =
        "delivery 1 (IDENTIFICATION_AUTO_FINISHED, 2s before the step began) came, where none was to come";
    assert_eq!(before.message, expected);
    let within = lab(steps, &[(4.0, about("ref-1"))]).run().failures().remove(0);
    let expected = "delivery 1 (IDENTIFICATION_AUTO_FINISHED, 1s into the step) came, where none was to come";
    assert_eq!(within.message, expected);
}

#[test]
fn neither_duplicates_nor_others_are_one_too_many() {
    let steps = "
  - await_webhook: {}
  - await_webhook: { event: IDENTIFICATION_AUTO_FINISHED, none_within: 5s }
";
    let other = post("IDENTIFICATION_EXPIRED", r#"{"scanRef":"ref-1","final":false}"#);
    let posts = [(1.0, about("ref-1")), (2.0, about("ref-1")), (3.0, other)];
    let ran = lab(steps, &posts).run();
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
}

#[test]
fn what_came_can_be_expected_captured_and_spoken_of_later() {
    let ran = emulated(
        "  - await_webhook: { event: IDENTIFICATION_AUTO_FINISHED }
    id: hook
    expect:
      fields: { scanRef: \"${session.scanRef}\", status.overall: APPROVED }
      headers: { content-type: { starts_with: application/json } }
    capture: { kind: header.idenfy-event-type, overall: status.overall }
  - poll_status: APPROVED
  - assert_fields: { of: hook, fields: { status.overall: \"${overall}\" } }
  - assert_fields: { of: hook, fields: { status.overall: DENIED } }
",
    );
    let last = ran.steps().pop().unwrap();
    let missed = last.checks[0].mismatch.clone().unwrap();
    assert_eq!((missed.path.as_str(), missed.actual.as_str()), ("$.status.overall", "\"APPROVED\""));
    assert_eq!(ran.steps().len(), 5);
    let before = &ran.steps()[..4];
    assert!(
        before.iter().all(|step| step.checks.iter().all(|check| check.mismatch.is_none())),
        "{}",
        ran.story()
    );
}

#[test]
fn polls_and_webhooks_about_a_session_come_in_either_order() {
    let hook = "  - await_webhook: IDENTIFICATION_AUTO_FINISHED\n";
    let poll = "  - poll_status: APPROVED\n";
    for steps in [format!("{hook}{poll}"), format!("{poll}{hook}")] {
        let ran = emulated(&steps);
        assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
    }
}

#[test]
fn a_second_session_has_deliveries_of_its_own() {
    let ran = emulated(
        "  - create_dummy_token: { dummyStatus: DENIED }
    as: second
  - await_webhook: { within: 1m }
    session: second
    expect: { fields: { status.overall: DENIED } }
",
    );
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
    assert_eq!(ran.deliveries().len(), 2);
}

#[test]
fn the_retries_of_the_emulator_are_all_refused_where_the_rule_says_so() {
    let assumptions = Assumptions::default();
    let config = EmulatorConfig { assumptions, ..EmulatorConfig::default() };
    let scenario = "name: x\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED }\n  - await_webhook: { within: 10m, respond: { status: 500, times: 100 } }\n";
    let ran = Lab::new(&format!("timeout: 1h\n{scenario}")).emulator(config).run();
    assert_eq!(ran.outcomes(), [Outcome::Failed], "{}", ran.story());
    let details = ran.failures().remove(0).details;
    assert_eq!(details.len(), ran.deliveries().len());
    assert!(details.len() > 1, "{details:?}");
}

#[test]
fn a_session_that_a_raw_request_made_is_named_by_its_reference() {
    let scenario = "name: x
steps:
  - request: { method: POST, path: /api/v2/token, json: { clientId: a } }
    capture: { ref: $.scanRef }
  - wait: 2s
  - await_webhook: { scanRef: \"${ref}\", within: 5s }
  - await_webhook: { scanRef: \"${ref}\", within: 5s, where: { final: false } }
";
    let later = post("IDENTIFICATION", r#"{"scanRef":"ref-1","final":false}"#);
    let lab = Lab::new(scenario).script(&session("ref-1")).post_at(Duration::from_secs(1), about("ref-1"));
    let ran = lab.post_at(Duration::from_secs(4), later).run();
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
    assert!(ran.deliveries().iter().all(|delivered| delivered.test == Some(0)), "{}", ran.story());
}

#[test]
fn the_same_seed_gives_the_same_events() {
    let steps = "  - await_webhook: { within: 2m, respond: { status: 500 } }\n  - await_webhook: { none_within: 1m }\n";
    assert_eq!(emulated(steps).events, emulated(steps).events);
    assert!(emulated(steps).events.last().unwrap().at > Duration::from_mins(1));
}

#[test]
fn status_and_times_of_an_answer_are_filled_in() {
    let head = "name: x\nmatrix: { code: [500, 503], times: [1, 2] }\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED }\n";
    let step = "  - await_webhook: { within: 2m, respond: { status: \"${matrix.code}\", times: \"${matrix.times}\" } }\n";
    let ran = Lab::new(&format!("{head}{step}")).run();
    assert_eq!(ran.outcomes(), [Outcome::Passed; 4], "{}", ran.story());
    let of = |status: u16| ran.deliveries().iter().filter(|it| it.answered == status).count();
    assert_eq!((of(500), of(503), of(200)), (3, 3, 4), "{}", ran.story());
}
