//! What `check` says a run costs.

use idvet::plan::{Bounds, Estimate};

use super::desk::{Desk, SUITE, steps};

fn between(least: u64, most: u64) -> Bounds {
    Bounds { least, most: Some(most) }
}

fn exactly(number: u64) -> Bounds {
    Bounds::exactly(number)
}

fn estimate(text: &str) -> Estimate {
    Desk::with(text).plan().estimate()
}

/// The bounds of sessions, requests and deletes, in words.
fn check(written: &str, expected: &str) {
    let Estimate { sessions, requests, deletes, .. } = estimate(&steps(written));
    assert_eq!(format!("{sessions} / {requests} / {deletes}"), expected, "{written}");
}

#[test]
fn calls_are_counted_one_by_one() {
    check("  - create_token: {}\n  - get_status: {}\n  - delete: {}\n", "1 / 3 / 1");
    check("  - set: { a: 1 }\n  - wait: \"${a}s\"\n", "0 / 0 / 0");
    check("  - create_token: {}\nfinally:\n  - get_data: {}\n  - delete: {}\n", "1 / 3 / 1");
}

#[test]
fn what_is_refused_makes_and_erases_nothing() {
    check("  - create_token: { clientId: { omit: true } }\n    expect: { status: 400 }\n", "0 / 1 / 0");
    check("  - create_token: {}\n  - delete: {}\n    expect: { error: too early }\n", "1 / 2 / 0");
    check("  - create_token: {}\n    expect: { status: [200, 409] }\n", "0 to 1 / 1 / 0");
    check("  - create_token: {}\n    expect: { fields: { a: 1 } }\n", "1 / 1 / 0");
}

#[test]
fn what_stands_behind_an_if_may_be_left_out() {
    check(
        "  - create_token: {}\n  - if: ${session.scanRef}\n    create_token: {}\n  - if: ${session.scanRef}\n    delete: {}\n",
        "1 to 2 / 1 to 3 / 0 to 1",
    );
}

#[test]
fn a_request_to_a_documented_path_makes_a_session_too() {
    check("  - request: { path: /api/v2/token, json: { clientId: a } }\n", "1 / 1 / 0");
    check(
        "  - request: { path: /api/v2/token, auth: none, json: {} }\n    expect: { status: 401 }\n",
        "0 / 1 / 0",
    );
    check("  - request: { path: /api/v2/token }\n    expect: { status: 405 }\n", "0 / 1 / 0");
    check("  - request: { method: POST, path: /api/v2/other }\n", "0 / 1 / 0");
}

/// The first question at once, then behind 2, 3, 4.5, 6.75 and five times 10 seconds within a minute.
#[test]
fn a_poll_asks_once_or_as_often_as_its_pace_allows() {
    let poll = |pace: &str| format!("  - create_token: {{}}\n  - poll_status: {{ until: APPROVED{pace} }}\n");
    check(&poll(""), "1 / 2 to 10 / 0");
    check(&poll(", every: 1s, backoff: 1, within: 10s"), "1 / 2 to 12 / 0");
    check(&poll(", every: 5s, within: 2s"), "1 / 2 / 0");
    check(&poll(", every: \"${random.int(1, 9)}s\""), "1 / at least 2 / 0");
    check(&poll(", every: 1ms, backoff: 1.0000001, within: 3650d"), "1 / 2 to 315044797650 / 0");
    check("  - poll: { path: /x, until: { a: 1 }, every: 2s, backoff: 1, within: 4s }\n", "0 / 1 to 3 / 0");
}

#[test]
fn every_case_costs_and_what_is_skipped_does_not() {
    let text = "name: cases\nmatrix: { status: [APPROVED, DENIED, SUSPECTED] }\nsteps:\n\
                \x20 - create_dummy_token: { dummyStatus: \"${matrix.status}\" }\n---\n\
                name: refused\nenvironments: [DEMO]\nsteps:\n\
                \x20 - create_dummy_token: { dummyStatus: APPROVED }\n    expect: { status: 403 }\n";
    let desk = Desk::with(text).environment("dev");
    let expected = Estimate {
        tests: 3,
        skipped: 1,
        sessions: exactly(3),
        requests: exactly(3),
        deletes: exactly(0),
        deliveries: exactly(0),
    };
    assert_eq!(desk.plan().estimate(), expected);
}

#[test]
fn deliveries_that_are_waited_for_are_counted_and_those_that_must_not_come_are_not() {
    let waiting = "  - create_token: {}\n  - await_webhook: {}\n  - if: ${session.scanRef}\n    await_webhook: {}\n\
                   \x20 - await_webhook: { none_within: 5s }\n";
    assert_eq!(estimate(&steps(waiting)).deliveries, between(1, 2));
    assert_eq!(estimate(&steps(waiting)).requests, exactly(1));
}

#[test]
fn the_suites_pace_counts() {
    let suite = format!("{SUITE}  poll_status: {{ every: 30s, backoff: 1, within: 60s }}\n");
    let plan = Desk::with(&steps("  - create_token: {}\n  - poll_status: APPROVED\n")).suite(&suite).plan();
    assert_eq!(plan.estimate().requests, between(2, 4));
}
