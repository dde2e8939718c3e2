//! Time that costs nothing: waiting, determinism, values from the seed.

use std::time::Duration;

use idvet::event::{Event, Happening};
use tokio::time::Instant;

use crate::support::lab::{Lab, Ran};

const JOURNEY: &str = "
    name: A journey
    vars: { client: \"qa-${uuid()}-${random.digits(6)}\" }
    steps:
      - create_dummy_token: { dummyStatus: DENIED, clientId: '${client}' }
      - poll_status: DENIED
      - add_manual_status: { manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }
      - poll_status: { until: APPROVED, every: 1s }
      - wait: 3s
      - get_full_status: {}
      - set: { time: '${now()}', pick: '${random.pick(list)}' }
        if: '${client}'
    finally:
      - delete: {}
    ";

fn journeys(seed: u64, jobs: usize) -> Ran {
    let journey = JOURNEY.replace("random.pick(list)", "random.int(1, 1000)");
    let mut lab = Lab::new(&journey).seed(seed).jobs(jobs);
    for number in 0..20 {
        lab = lab.file(&format!("scenarios/{number:02}.yaml"), &journey);
    }
    lab.run()
}

/// What a run leaves but for its first event, which may hold the wall's time.
fn rest(ran: &Ran) -> String {
    format!("{:#?}", &ran.events[1..])
}

#[test]
fn two_runs_with_one_seed_leave_the_same_events() {
    let first = journeys(3, 8);
    assert!(!first.story().contains("failed"), "{}", first.story());
    assert_eq!(rest(&first), rest(&journeys(3, 8)));
    assert_ne!(rest(&first), rest(&journeys(4, 8)));
}

#[test]
fn the_values_of_a_test_do_not_depend_on_the_others() {
    let clients = |ran: &Ran| {
        let mut bodies: Vec<(usize, String)> = ran.events.iter().filter_map(created_with).collect();
        bodies.sort();
        bodies
    };
    let many = clients(&journeys(3, 8));
    assert_eq!(many.len(), 21);
    assert_eq!(many, clients(&journeys(3, 1)));
    let journey = JOURNEY.replace("random.pick(list)", "random.int(1, 1000)");
    let alone = clients(&Lab::new(&journey).seed(3).run());
    assert_eq!(alone[0], many[0]);
    assert_ne!(many[0].1, many[1].1);
}

fn created_with(event: &Event) -> Option<(usize, String)> {
    match &event.what {
        Happening::Exchanged(it) if it.request.url.ends_with("/token") => {
            Some((it.test, it.request.body.text.clone()))
        }
        _ => None,
    }
}

#[test]
fn thirty_days_of_token_life_pass_at_once() {
    // Outside of a runtime, tokio's clock is the wall's.
    let began = Instant::now();
    let ran = Lab::new(
        "
        name: x
        timeout: 40d
        steps:
          - create_token: { expiryTime: 2592000 }
          - poll_status: ACTIVE
          - wait: 29d
          - poll_status: ACTIVE
          - wait: 1d
          - poll_status: EXPIRED
        ",
    )
    .run();
    assert!(ran.story().trim_end().ends_with("= passed @2592000s"), "{}", ran.story());
    // Busy machines are slow, but not by days.
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}

#[test]
fn the_time_of_templates_is_the_runs() {
    let ran = Lab::new(
        "
        name: x
        timeout: 2h
        steps:
          - wait: 90m
          - request: { path: '/x/${now()}/${today(\"+1d\")}/${run.started}' }
            expect: { status: 404 }
        ",
    )
    .run();
    assert!(ran.story().contains("/x/2026-01-01T01:30:00"), "{}", ran.story());
    assert!(ran.story().contains("/2026-01-02/2026-01-01T00:00:00Z"), "{}", ran.story());
}

#[test]
fn a_thousand_tests_side_by_side_see_no_spurious_time_out() {
    let mut lab = Lab::new("name: x\nsteps:\n  - create_token: {}\n").jobs(64);
    for number in 0..1000 {
        lab = lab.file(
            &format!("scenarios/{number}.yaml"),
            "
            name: x
            steps:
              - create_dummy_token: { dummyStatus: APPROVED }
              - poll_status: { until: APPROVED, every: 7s }
              - wait: 2s
              - get_data: {}
            ",
        );
    }
    let ran = lab.run();
    assert_eq!(ran.outcomes().len(), 1001);
    assert!(!ran.story().contains("time-out"));
    assert!(!ran.story().contains("failed"), "{}", ran.story());
}
