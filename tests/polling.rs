//! Polls: their pace, their path, what ends them well or badly, and what counts as "not yet".

use std::time::Duration;

use idvet::{emulator::EmulatorConfig, event::StepOutcome};

use crate::support::lab::{Lab, Ran, Reply, Script, json, reply};

fn status(status: &str) -> Reply {
    json(200, &format!(r#"{{"status":"{status}","scanRef":"ref-1"}}"#))
}

fn poll(step: &str, replies: impl IntoIterator<Item = Reply>) -> (Ran, Script) {
    let script = Script::new(replies);
    let scenario = format!("name: x\nsteps:\n  - {step}\n");
    (Lab::new(&scenario).script(&script).run(), script)
}

fn times(script: &Script) -> Vec<u128> {
    let asked = script.asked();
    asked.iter().map(|one| (one.at - asked[0].at).as_millis()).collect()
}

#[test]
fn the_first_question_is_asked_at_once_and_pauses_grow() {
    let step =
        "poll_status: { scanRef: r, until: APPROVED, every: 1s, backoff: 2, max_every: 5s, within: 60s }";
    let mut replies = vec![status("ACTIVE"); 5];
    replies.push(status("APPROVED"));
    let (ran, script) = poll(step, replies);
    assert_eq!(times(&script), [0, 1000, 3000, 7000, 12_000, 17_000]);
    ran.check(
        "
        x:
          1 poll_status APPROVED
            POST /api/v2/status → 200
            saw ACTIVE
            POST /api/v2/status → 200 @1s
            saw ACTIVE @1s
            POST /api/v2/status → 200 @3s
            saw ACTIVE @3s
            POST /api/v2/status → 200 @7s
            saw ACTIVE @7s
            POST /api/v2/status → 200 @12s
            saw ACTIVE @12s
            POST /api/v2/status → 200 @17s
            saw APPROVED @17s
            passed @17s
          = passed @17s
        ",
    );
    let path = &ran.steps()[0].path;
    let shown: Vec<_> =
        path.iter().map(|point| (point.seen.as_str(), point.after.as_secs(), point.times)).collect();
    assert_eq!(shown, [("ACTIVE", 0, 5), ("APPROVED", 17, 1)]);
}

#[test]
fn a_pause_runs_from_the_answer_to_the_next_question() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, backoff: 1, within: 60s }";
    let slow = status("ACTIVE").after(Duration::from_secs(3));
    let (_, script) = poll(step, [slow.clone(), slow, status("APPROVED")]);
    assert_eq!(times(&script), [0, 4000, 8000]);
}

#[test]
fn durations_are_known_when_the_step_begins() {
    let script = Script::new([status("ACTIVE"), status("ACTIVE"), status("APPROVED")]);
    let scenario = "
        name: x
        steps:
          - set: { every: 20s, most: 10s, nothing: 0s }
          - poll_status: { scanRef: r, until: APPROVED, every: '${every}', max_every: '${most}', within: 60s }
        ";
    Lab::new(scenario).script(&script).run();
    assert_eq!(times(&script), [0, 20_000, 40_000]);
    let nothing =
        scenario.replace("'${every}'", "'${nothing}'").replace("60s", "50ms").replace("most}", "nothing}");
    let ran = Lab::new(&nothing).script(&Script::new([status("ACTIVE")])).run();
    assert!(ran.failures()[0].message.contains("within 50ms"), "{}", ran.story());
    let wrong = scenario.replace("every: 20s", "every: soon");
    let ran = Lab::new(&wrong).script(&Script::new([status("ACTIVE")])).run();
    assert!(ran.failures()[0].message.contains("soon"), "{}", ran.story());
}

#[test]
fn a_time_out_shows_the_path() {
    let step =
        "poll_status: { scanRef: r, until: [APPROVED, DENIED], every: 1200ms, backoff: 1, within: 3s }";
    let (ran, _) = poll(step, [status("ACTIVE"), status("REVIEWING")]);
    let failure = ran.failures().remove(0);
    let expected = "`APPROVED` or `DENIED` was not seen within 3s; last seen `REVIEWING`";
    assert_eq!(failure.message, expected);
    let place = failure.place.unwrap();
    assert_eq!((place.line, &place.text[place.start..place.end]), (3, "[APPROVED, DENIED]"));
}

#[test]
fn within_bounds_a_request_in_flight() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, within: 5s }";
    let (ran, _) = poll(step, [status("ACTIVE"), status("APPROVED").after(Duration::from_secs(10))]);
    ran.check(
        "
        x:
          1 poll_status APPROVED
            POST /api/v2/status → 200
            saw ACTIVE
            POST /api/v2/status → time-out @5s
            failed: `APPROVED` was not seen within 5s; last seen `ACTIVE` @5s
          = failed @5s
        ",
    );
}

#[test]
fn the_timeout_of_the_step_is_the_earlier_limit() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, within: 50s }\n    timeout: 4s";
    let (ran, _) = poll(step, [status("ACTIVE")]);
    assert!(ran.failures()[0].message.contains("within 4s"), "{}", ran.story());
}

#[test]
fn the_time_of_the_scenario_says_nothing_of_the_service() {
    let script = Script::new([status("ACTIVE")]);
    let scenario = "
        name: x
        timeout: 3s
        steps:
          - poll_status: { scanRef: r, until: APPROVED, every: 2s, within: 50s }
        ";
    let ran = Lab::new(scenario).script(&script).run();
    let trouble = ran.troubles().remove(0);
    assert_eq!(trouble.message, "the scenario's `timeout` of 3s was up: ACTIVE 0.0s");
    assert!(
        ran.story().ends_with("= errored: the scenario's `timeout` of 3s was up @3s\n"),
        "{}",
        ran.story()
    );
}

#[test]
fn a_status_that_must_never_come_fails_at_once_with_the_path() {
    let step =
        "poll_status: { scanRef: r, until: APPROVED, never: [DENIED, SUSPECTED], every: 1s, within: 60s }";
    let (ran, script) = poll(step, [status("ACTIVE"), status("DENIED"), status("APPROVED")]);
    assert_eq!(script.asked().len(), 2);
    let failure = ran.failures().remove(0);
    assert_eq!(failure.message, "`DENIED` was seen, which must never come");
    let place = failure.place.unwrap();
    assert_eq!(&place.text[place.start..place.end], "DENIED");
}

#[test]
fn a_final_status_that_is_not_wanted_does_not_end_a_poll() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, within: 60s }";
    let (ran, script) = poll(step, [status("DENIED"), status("EXPIRED"), status("APPROVED")]);
    assert_eq!(script.asked().len(), 3);
    assert!(ran.story().contains("= passed"), "{}", ran.story());
}

#[test]
fn an_undocumented_status_is_noted_and_the_poll_goes_on() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, within: 60s }";
    let (ran, _) = poll(step, [status("MAYBE"), status("APPROVED")]);
    assert!(ran.story().contains("saw MAYBE (undocumented)"), "{}", ran.story());
    assert!(ran.story().contains("= passed"), "{}", ran.story());
}

#[test]
fn a_service_that_is_busy_or_down_is_not_yet() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, backoff: 1, within: 60s }";
    let (ran, _) = poll(step, [reply(429, ""), reply(503, "down"), reply(500, "{}"), status("APPROVED")]);
    let seen: Vec<_> = ran.steps()[0].path.iter().map(|point| point.seen.clone()).collect();
    assert_eq!(seen, ["429", "503", "500", "APPROVED"]);
    assert!(ran.story().contains("= passed"), "{}", ran.story());
}

#[test]
fn a_service_that_asks_to_be_left_alone_is() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, backoff: 1, within: 60s }";
    let busy = reply(429, "").header("retry-after", "9");
    let (_, script) = poll(step, [busy, status("ACTIVE"), status("APPROVED")]);
    assert_eq!(times(&script), [0, 9000, 10_000]);
}

#[test]
fn a_poll_that_never_saw_a_status_could_not_be_judged() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, backoff: 1, within: 2500ms }";
    let (ran, _) = poll(step, [reply(503, "")]);
    let trouble = ran.troubles().remove(0);
    assert_eq!(
        (trouble.kind.as_str(), trouble.message.as_str()),
        ("time-out", "the poll's `within` of 2.5s was up: 503 0.0s")
    );
}

#[test]
fn a_refusal_that_will_not_change_ends_the_poll_at_once() {
    let step = "poll_status: { scanRef: r, until: APPROVED, every: 1s, within: 60s }";
    let (ran, script) = poll(step, [json(400, r#"{"message":"unknown scanRef"}"#)]);
    assert_eq!(script.asked().len(), 1);
    assert_eq!(ran.failures()[0].message, "the answer will not change: 400: unknown scanRef");

    let (ran, script) = poll(step, [json(401, r#"{"message":"Invalid"}"#)]);
    assert_eq!(script.asked().len(), 1);
    assert_eq!(ran.troubles()[0].kind, "credentials refused");

    let (ran, _) = poll(step, [reply(200, "hello")]);
    let expected = "the answer has no `status` but `hello` (no content type, 5 bytes)";
    assert_eq!(ran.failures()[0].message, expected);
}

#[test]
fn a_refusal_that_the_author_expects_ends_the_poll_well() {
    let step = "poll_status: { scanRef: r, until: APPROVED }\n    expect: { error: { message: { contains: unknown } } }";
    let (ran, _) = poll(step, [json(400, r#"{"message":"unknown scanRef"}"#)]);
    assert!(ran.story().contains("= passed"), "{}", ran.story());
}

#[test]
fn expectations_captures_and_later_steps_speak_of_the_last_answer() {
    let script = Script::new([status("ACTIVE"), status("APPROVED")]);
    let ran = Lab::new(
        "
        name: x
        steps:
          - poll_status: { scanRef: r, until: APPROVED, every: 1s }
            id: last
            expect: { fields: { status: APPROVED } }
            capture: { seen: $.status }
          - assert_fields: { of: last, fields: { status: '${seen}' } }
        ",
    )
    .script(&script)
    .run();
    assert!(ran.story().contains("= passed"), "{}", ran.story());
    let script = Script::new([status("APPROVED")]);
    let step = "poll_status: { scanRef: r, until: APPROVED }\n    expect: { fields: { status: DENIED } }";
    let ran = Lab::new(&format!("name: x\nsteps:\n  - {step}\n")).script(&script).run();
    assert!(ran.story().contains("= failed"), "{}", ran.story());
}

#[test]
fn a_poll_waits_for_what_the_emulator_shows_later() {
    let config = EmulatorConfig { delay: Duration::from_secs(7), ..EmulatorConfig::default() };
    let ran = Lab::new(
        "
        name: x
        steps:
          - create_dummy_token: { dummyStatus: APPROVED }
          - poll_status: { until: APPROVED, every: 2s, backoff: 1 }
        ",
    )
    .emulator(config)
    .run();
    let last = ran.steps().pop().unwrap();
    assert!(matches!(last.outcome, StepOutcome::Passed), "{}", ran.story());
    assert_eq!(last.took, Duration::from_secs(8));
}

#[test]
fn a_poll_of_any_request_goes_on_until_its_fields_hold() {
    let step = "poll: { path: /job, until: { state: done }, every: 1s, backoff: 1, within: 30s }";
    let state = |state: &str| json(200, &format!(r#"{{"state":"{state}"}}"#));
    let (ran, script) = poll(step, [reply(503, ""), state("new"), state("done")]);
    assert_eq!(script.asked().len(), 3);
    let seen: Vec<_> = ran.steps()[0].path.iter().map(|point| point.seen.clone()).collect();
    assert_eq!(seen, ["503", "200 $.state \"new\"", "200 $.state \"done\""]);
    assert!(ran.story().contains("= passed"), "{}", ran.story());
}

#[test]
fn a_poll_of_any_request_tells_what_was_missing_in_the_end() {
    let step = "poll: { path: /job, until: { state: done }, every: 1s, backoff: 1, within: 1500ms }";
    let (ran, _) = poll(step, [json(200, r#"{"state":"new"}"#)]);
    ran.check(
        "
        x:
          1 poll GET /job
            GET /job → 200
            saw 200 $.state \"new\"
            GET /job → 200 @1s
            saw 200 $.state \"new\" @1s
            failed: what `until` asks for was not seen within 1.5s; last seen 200 $.state \"new\" @1.5s
              line 3: $.state: expected equal to \"done\", was \"new\"
          = failed @1.5s
        ",
    );
}

#[test]
fn a_poll_of_any_request_ends_at_a_refusal_unless_it_is_expected() {
    let missing = json(404, "{}");
    let found = json(200, r#"{"state":"done"}"#);
    let step = "poll: { path: /job, until: { state: done }, every: 1s }";
    let (ran, script) = poll(step, [missing.clone(), found.clone()]);
    assert_eq!(script.asked().len(), 1);
    assert!(ran.story().contains("= failed"), "{}", ran.story());

    let step = "poll: { path: /job, until: { state: done }, every: 1s }\n    expect: { status: [200, 404] }";
    let (ran, script) = poll(step, [missing, found]);
    assert_eq!(script.asked().len(), 2);
    assert!(ran.story().contains("= passed"), "{}", ran.story());
}
