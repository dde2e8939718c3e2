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
    assert!((2.4..2.6).contains(&hours), "250 requests took {hours} hours");
    // Without the limit the emulator does refuse them: else this would show nothing.
    let unlimited = many(steps, "").emulator(config).run();
    assert!(unlimited.story().contains("→ 429"));
}
