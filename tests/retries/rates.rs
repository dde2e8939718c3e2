//! `requests_per_second` and `requests_per_hour` over all scenarios of a run, polls and what is sent again among them, as
//! the server sees it.

use std::time::Duration;

use idvet::{emulator::EmulatorConfig, event::Outcome};
use tokio::time::Instant;

use crate::support::lab::{Lab, Ran, Reply, Script, json, reply};

/// Scenarios side by side.
const MANY: usize = 50;

/// A run of fifty scenarios with these steps, all at once.
fn many(steps: &str, suite: &str) -> Lab {
    let scenario = |number: usize| format!("name: s{number}\ntimeout: 24h\nsteps:\n{steps}");
    let first = Lab::new(&scenario(0)).suite(suite).jobs(MANY);
    (1..MANY).fold(first, |lab, number| lab.file(&format!("scenarios/{number}.yaml"), &scenario(number)))
}

/// The most requests that any span of time saw, its end left out.
fn most_within(span: Duration, times: &[Instant]) -> usize {
    let within =
        |first: &Instant| times.iter().filter(|time| *time >= first && **time - *first < span).count();
    times.iter().map(within).max().unwrap_or(0)
}

fn asked(script: &Script) -> Vec<Instant> {
    script.asked().iter().map(|asked| asked.at).collect()
}

fn all_passed(ran: &Ran) {
    assert_eq!(ran.outcomes(), [Outcome::Passed; MANY]);
}

const PER_SECOND: &str = "
    environments:
      emulator: { kind: DEV, emulator: true, limits: { requests_per_second: 5 } }
    transport: { retries: 10, pause: 0s }
    ";

/// Behind the first five, which may go at once, 95 requests at a pace of 200 ms.
const NINETY_FIVE_MORE: Duration = Duration::from_secs(19);

const PER_HOUR: &str = "
    environments:
      emulator: { kind: DEV, emulator: true, limits: { requests_per_hour: 100 } }
    ";

#[test]
fn fifty_scenarios_together_ask_no_more_in_a_second_than_one_may() {
    let script = Script::new([reply(200, "")]);
    let steps = "  - request: { path: /a }\n  - request: { method: POST, path: /b }\n";
    all_passed(&many(steps, PER_SECOND).script(&script).run());
    let times = asked(&script);
    assert_eq!(times.len(), 2 * MANY);
    assert_eq!(times[99] - times[0], NINETY_FIVE_MORE);
    assert_eq!(most_within(Duration::from_millis(200), &times), 5);
    assert_eq!(most_within(Duration::from_secs(10), &times), 54);
}

#[test]
fn what_is_sent_again_keeps_to_the_rate() {
    let answer = |number: usize| if number.is_multiple_of(2) { reply(429, "") } else { reply(503, "") };
    let refusals: Vec<Reply> = (0..MANY).map(answer).collect();
    let script = Script::new(refusals.into_iter().chain([reply(200, "")]));
    all_passed(&many("  - request: { path: /a }\n", PER_SECOND).script(&script).run());
    let times = asked(&script);
    assert_eq!(times.len(), 2 * MANY, "each was refused once");
    assert_eq!(most_within(Duration::from_millis(200), &times), 5);
    assert_eq!(times[99] - times[0], NINETY_FIVE_MORE);
}

#[test]
fn polls_keep_to_the_rate() {
    let wait = |status: &str| json(200, &format!(r#"{{"status":"{status}","scanRef":"ref-1"}}"#));
    let script = Script::new(vec![wait("ACTIVE"); MANY].into_iter().chain([wait("APPROVED")]));
    let poll = "  - poll_status: { scanRef: ref-1, until: APPROVED, every: 10ms, within: 10m }\n";
    all_passed(&many(poll, PER_SECOND).script(&script).run());
    let times = asked(&script);
    assert!(times.len() >= 2 * MANY);
    assert_eq!(most_within(Duration::from_millis(200), &times), 5);
}

#[test]
fn the_emulator_s_own_limit_of_an_hour_is_never_met() {
    let steps = "  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n  - get_status: {}\n  - get_full_status: {}\n  \
                 - get_data: {}\n  - delete: {}\n";
    let config = EmulatorConfig { requests_per_hour: 100, ..EmulatorConfig::default() };
    let ran = many(steps, PER_HOUR).emulator(config.clone()).run();
    all_passed(&ran);
    assert!(!ran.story().contains("→ 429"));
    let hours = ran.events.last().unwrap().at.as_secs_f64() / 3600.0;
    assert!((2.0..2.1).contains(&hours), "250 requests took {hours} hours");
    // Without the limit the emulator does refuse them: else this would show nothing.
    let unlimited = many(steps, "").emulator(config).run();
    assert!(unlimited.story().contains("→ 429"));
}

#[test]
fn an_hour_that_has_room_does_not_slow_down_a_second() {
    let suite = "
        environments:
          emulator: { kind: DEV, emulator: true, limits: { requests_per_second: 5, requests_per_hour: 10000 } }
        ";
    let script = Script::new([reply(200, "")]);
    all_passed(&many("  - request: { path: /a }\n", suite).script(&script).run());
    let times = asked(&script);
    assert_eq!(times[MANY - 1] - times[0], Duration::from_secs(9), "45 behind the first five, at 200 ms");
}

#[test]
fn no_span_of_an_hour_sees_more_than_its_limit() {
    const HOUR: Duration = Duration::from_hours(1);
    let both = "
        environments:
          emulator: { kind: DEV, emulator: true, limits: { requests_per_second: 2, requests_per_hour: 70 } }
        ";
    let steps = "  - request: { path: /a }\n  - wait: 17m\n".repeat(4);
    for (suite, most) in [(PER_HOUR, 100), (both, 70)] {
        let script = Script::new([reply(200, "")]);
        all_passed(&many(&steps, suite).script(&script).run());
        let times = asked(&script);
        assert_eq!(times.len(), 4 * MANY);
        assert_eq!(most_within(HOUR, &times), most);
    }
}

#[test]
fn less_than_one_request_in_an_hour_is_kept_to() {
    let suite = "
        environments:
          emulator: { kind: DEV, emulator: true, limits: { requests_per_hour: 0.5 } }
        ";
    let script = Script::new([reply(200, "")]);
    let twice = "name: x\ntimeout: 24h\nsteps:\n  - request: { path: /a }\n  - request: { path: /b }\n";
    assert_eq!(Lab::new(twice).suite(suite).script(&script).run().outcomes(), [Outcome::Passed]);
    let times = asked(&script);
    assert_eq!(times[1] - times[0], Duration::from_secs(7202));
}

/// Eight scenarios side by side, a request in so many seconds.
fn slowly(seconds: u32, steps: &str) -> Lab {
    let rate = 1.0 / f64::from(seconds);
    let suite = format!(
        "environments:\n  emulator: {{ kind: DEV, emulator: true, limits: {{ requests_per_second: {rate} }} }}\n"
    );
    let scenario = |number: usize| format!("name: s{number}\n{steps}");
    let first = Lab::new(&scenario(0)).suite(&suite).jobs(8);
    (1..8).fold(first, |lab, number| lab.file(&format!("scenarios/{number}.yaml"), &scenario(number)))
}

const MADE: &str = r#"{"message":"Token created successfully","scanRef":"ref-1","authToken":"tok-en-1"}"#;

#[test]
fn finally_does_not_wait_for_requests_that_an_interrupt_has_called_off() {
    let script = Script::new([json(201, MADE), json(201, MADE), reply(200, "")]);
    let steps = "steps:\n  - create_token: { clientId: a }\n  - wait: 1h\nfinally:\n  - delete: {}\n";
    let ran = slowly(5, steps).script(&script).stop_after(Duration::from_secs(7)).run();
    let asked = script.asked();
    let sent: Vec<(&str, u64)> =
        asked.iter().map(|it| (it.target.as_str(), (it.at - asked[0].at).as_secs())).collect();
    let wanted = [("/api/v2/token", 0), ("/api/v2/token", 5), ("/api/v2/delete", 10), ("/api/v2/delete", 15)];
    assert_eq!(sent, wanted, "{}", ran.story());
}

#[test]
fn the_time_that_a_request_waits_for_its_turn_is_not_the_step_s() {
    let script = Script::new(
        vec![json(200, r#"{"status":"ACTIVE"}"#); 8]
            .into_iter()
            .chain([json(200, r#"{"status":"APPROVED"}"#)]),
    );
    let steps = "steps:\n  - request: { path: /a }\n    timeout: 3s\n";
    let ran = slowly(1, steps).script(&Script::new([reply(200, "")])).run();
    assert_eq!(ran.outcomes(), [Outcome::Passed; 8], "{}", ran.story());
    // The eight first questions take eight seconds, and the eight that see it eight more.
    let steps = "steps:\n  - poll_status: { scanRef: ref-1, until: APPROVED, every: 1s, within: 3s }\n";
    let ran = slowly(1, steps).script(&script).run();
    assert_eq!(ran.outcomes(), [Outcome::Passed; 8], "{}", ran.story());
    // What the service itself takes still counts.
    let slow = Script::new([reply(200, "").after(Duration::from_secs(4))]);
    let ran = slowly(1, "steps:\n  - request: { path: /a }\n    timeout: 3s\n").script(&slow).run();
    assert_eq!(ran.outcomes(), [Outcome::Errored; 8], "{}", ran.story());
}

#[test]
fn a_request_that_was_never_sent_in_its_scenario_s_time_says_so() {
    let steps = "timeout: 3s\nsteps:\n  - request: { path: /a }\n";
    let ran = slowly(2, steps).script(&Script::new([reply(200, "")])).run();
    let troubles = ran.troubles();
    assert_eq!(troubles.len(), 6, "{}", ran.story());
    for trouble in troubles {
        let message =
            "the scenario's `timeout` of 3s was up while a request waited for its turn: it was never sent";
        assert_eq!(trouble.message, message);
        assert!(trouble.hint.unwrap().contains("fewer `--jobs`"));
    }
}
