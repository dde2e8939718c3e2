//! The policy of the transport against a scripted server in virtual time: what is sent again, when, and what is not. The
//! counts are the server's.

use std::time::Duration;

use idvet::event::{Happening, Outcome, Resent};

use crate::support::{
    lab::{Lab, Ran, Reply, Script, json, reply},
    suite::Suite,
};

const CREATED: &str =
    r#"{"scanRef":"ref-1","authToken":"token-12345","message":"Token created successfully"}"#;

fn created() -> Reply {
    json(201, CREATED)
}

fn status() -> Reply {
    json(200, r#"{"status":"APPROVED","scanRef":"ref-1"}"#)
}

/// A run of one step under a suite, against these answers.
fn step(step: &str, suite: &str, replies: impl IntoIterator<Item = Reply>) -> (Ran, Script) {
    let script = Script::new(replies);
    let scenario = format!("name: x\nsteps:\n  - {step}\n");
    (Lab::new(&scenario).suite(suite).script(&script).run(), script)
}

/// When the server was asked, in milliseconds since the first time.
fn times(script: &Script) -> Vec<u128> {
    let asked = script.asked();
    asked.iter().map(|one| (one.at - asked[0].at).as_millis()).collect()
}

fn resent(ran: &Ran) -> Vec<Resent> {
    let resent = |what: &Happening| match what {
        Happening::Resent(it) => Some(it.clone()),
        _ => None,
    };
    ran.events.iter().filter_map(|event| resent(&event.what)).collect()
}

const CREATE: &str = "create_dummy_token: { dummyStatus: APPROVED, clientId: a }";
const READ: &str = "get_status: { scanRef: ref-1 }";
const MANUAL: &str = "add_manual_status: { scanRef: ref-1, manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }";
const DELETE: &str = "delete: { scanRef: ref-1 }";
const GET: &str = "request: { path: /x }";
const POST: &str = "request: { method: POST, path: /x }";

#[test]
fn a_429_is_sent_again_on_any_call() {
    for (call, good) in [
        (CREATE, created()),
        (READ, status()),
        (MANUAL, status()),
        (DELETE, reply(200, "")),
        (POST, reply(200, "")),
    ] {
        let (ran, script) = step(call, "", [json(429, "{}"), good]);
        assert_eq!(ran.outcomes(), [Outcome::Passed], "{call}\n{}", ran.story());
        assert_eq!(times(&script), [0, 500], "{call}");
        let [again] = &resent(&ran)[..] else { panic!("{}", ran.story()) };
        assert_eq!((again.step, again.number, again.why.as_str()), (1, 1, "429"));
        assert_eq!(again.pause, Duration::from_millis(500));
    }
}

#[test]
fn a_502_to_504_is_sent_again_on_reads_only() {
    for code in [502, 503, 504] {
        for (call, good) in
            [(READ, status()), (GET, reply(200, "")), ("request: { method: HEAD, path: /x }", reply(200, ""))]
        {
            let (ran, script) = step(call, "", [reply(code, "<html>"), good]);
            assert_eq!(
                (ran.outcomes(), times(&script)),
                (vec![Outcome::Passed], vec![0, 500]),
                "{call} {code}"
            );
        }
        for call in [CREATE, MANUAL, DELETE, POST, "request: { method: PUT, path: /x }"] {
            let (ran, script) = step(call, "", [reply(code, ""), created()]);
            assert_eq!((ran.outcomes(), script.asked().len()), (vec![Outcome::Failed], 1), "{call} {code}");
        }
    }
}

#[test]
fn no_other_answer_is_sent_again() {
    for code in [200, 301, 400, 401, 403, 404, 408, 409, 425, 500, 501, 505] {
        let (_, script) = step(GET, "", [reply(code, ""), reply(200, "")]);
        assert_eq!(script.asked().len(), 1, "{code}");
    }
}

#[test]
fn a_retry_after_in_seconds_is_kept_to() {
    let (ran, script) = step(CREATE, "", [reply(429, "").header("retry-after", "7"), created()]);
    assert_eq!((ran.outcomes(), times(&script)), (vec![Outcome::Passed], vec![0, 7000]));
    assert_eq!(resent(&ran)[0].pause, Duration::from_secs(7));
    let (_, script) = step(READ, "", [reply(503, "").header("retry-after", "3"), status()]);
    assert_eq!(times(&script), [0, 3000], "also behind a 503");
    let (_, script) = step(READ, "", [reply(429, "").header("retry-after", "0"), status()]);
    assert_eq!(times(&script), [0, 500], "the policy's own pause is the least");
}

#[test]
fn a_retry_after_that_is_a_date_is_kept_to() {
    // Runs of the lab begin at midnight.
    let forms =
        ["Thu, 01 Jan 2026 00:00:09 GMT", "Thursday, 01-Jan-26 00:00:09 GMT", "Thu Jan  1 00:00:09 2026"];
    for form in forms {
        let (ran, script) = step(CREATE, "", [reply(429, "").header("retry-after", form), created()]);
        assert_eq!((ran.outcomes(), times(&script)), (vec![Outcome::Passed], vec![0, 9000]), "{form}");
    }
    let past = reply(429, "").header("retry-after", "Wed, 31 Dec 2025 23:00:00 GMT");
    assert_eq!(times(&step(CREATE, "", [past, created()]).1), [0, 500], "a date that is over");
}

#[test]
fn what_cannot_be_read_as_a_pause_asks_for_none() {
    for form in ["soon", "1.5", "-1", "12 minutes", ""] {
        let (_, script) = step(READ, "", [reply(429, "").header("retry-after", form), status()]);
        assert_eq!(times(&script), [0, 500], "{form:?}");
    }
}

#[test]
fn a_pause_longer_than_the_policy_allows_fails_the_step_at_once_and_says_so() {
    for long in ["61", "99999999999999999999999999", "Thu, 01 Jan 2026 01:00:00 GMT"] {
        let (ran, script) = step(READ, "", [reply(429, "").header("retry-after", long), status()]);
        assert_eq!((ran.outcomes(), script.asked().len()), (vec![Outcome::Failed], 1), "{long}");
        let message = &ran.failures()[0].message;
        assert!(message.starts_with("the answer is HTTP 429, and its `Retry-After` asks for"), "{message}");
        assert!(message.ends_with("longer than the `max_pause` of 1m under `transport`"), "{message}");
        assert!(resent(&ran).is_empty());
    }
}

#[test]
fn a_pause_longer_than_the_step_s_time_fails_it_at_once_and_says_so() {
    let limited = format!("{READ}\n    timeout: 10s");
    let (ran, script) = step(&limited, "", [reply(429, "").header("retry-after", "10"), status()]);
    assert_eq!((ran.outcomes(), script.asked().len()), (vec![Outcome::Failed], 1));
    let message = &ran.failures()[0].message;
    assert!(message.ends_with("asks for 10s: longer than the step's `timeout` of 10s leaves"), "{message}");
    let (ran, script) = step(&limited, "", [reply(429, "").header("retry-after", "9"), status()]);
    assert_eq!((ran.outcomes(), times(&script)), (vec![Outcome::Passed], vec![0, 9000]));
    let hurried = format!("{READ}\n    timeout: 400ms");
    let (ran, script) = step(&hurried, "", [reply(429, ""), status()]);
    assert_eq!((ran.outcomes(), script.asked().len()), (vec![Outcome::Failed], 1), "{}", ran.story());
}

#[test]
fn a_step_that_says_which_answer_it_wants_is_given_the_one_that_comes() {
    let cases = [
        ("status: 429", 429, Outcome::Passed),
        ("status: 200", 429, Outcome::Failed),
        ("status: [503, 200]", 503, Outcome::Passed),
        ("error: TOO_MANY_REQUESTS", 429, Outcome::Failed),
    ];
    for (expect, code, outcome) in cases {
        let wanting = format!("{READ}\n    expect: {{ {expect} }}");
        let (ran, script) = step(&wanting, "", [json(code, "{}"), status()]);
        assert_eq!((ran.outcomes(), script.asked().len()), (vec![outcome], 1), "{expect}");
    }
}

#[test]
fn the_policy_of_the_suite_says_how_often_and_how_long() {
    let suite = "transport: { retries: 3, pause: 2s }\n";
    let (ran, script) = step(READ, suite, [reply(429, ""), reply(503, ""), reply(502, ""), status()]);
    assert_eq!((ran.outcomes(), times(&script)), (vec![Outcome::Passed], vec![0, 2000, 4000, 6000]));
    let told: Vec<_> = resent(&ran).into_iter().map(|it| (it.number, it.why)).collect();
    assert_eq!(told, [(1, "429".to_owned()), (2, "503".to_owned()), (3, "502".to_owned())]);
    let (ran, script) = step(READ, suite, [reply(503, "")]);
    assert_eq!((ran.outcomes(), script.asked().len()), (vec![Outcome::Failed], 4));
    let (ran, script) = step(READ, "transport: { retries: 0 }\n", [reply(429, ""), status()]);
    assert_eq!((ran.outcomes(), script.asked().len()), (vec![Outcome::Failed], 1));
    let short = "transport: { max_pause: 5s }\n";
    let (ran, _) = step(READ, short, [reply(429, "").header("retry-after", "6"), status()]);
    assert!(ran.failures()[0].message.contains("`max_pause` of 5s"));
}

#[test]
fn the_policy_of_the_environment_counts_before_the_suite_s_key_by_key() {
    let suite = "transport: { retries: 2, pause: 1s }\nenvironments:\n  played: { emulator: true, transport: { retries: 1 } }\n\
                 default_environment: played\n";
    let (_, script) = step(READ, suite, [reply(429, "")]);
    assert_eq!(times(&script), [0, 1000]);
}

#[test]
fn a_poll_has_its_own_way_and_no_other() {
    let poll = "poll_status: { scanRef: ref-1, until: APPROVED, every: 1s, backoff: 1, within: 60s }";
    let answers = [
        reply(429, ""),
        reply(503, ""),
        reply(429, "").header("retry-after", "Thu, 01 Jan 2026 00:00:09 GMT"),
        status(),
    ];
    let (ran, script) = step(poll, "", answers);
    assert_eq!((ran.outcomes(), times(&script)), (vec![Outcome::Passed], vec![0, 1000, 2000, 9000]));
    assert!(resent(&ran).is_empty());
}

#[test]
fn an_answer_that_let_nothing_through_is_not_held_against_the_contract() {
    let suite = "contract: strict\n";
    let whole = json(
        200,
        r#"{"autoDocument":null,"autoFace":null,"manualDocument":null,"manualFace":null,"scanRef":"ref-1","status":"APPROVED"}"#,
    );
    let (again, _) = step(READ, suite, [json(502, r#"{"oops":1}"#), whole.clone()]);
    let (once, _) = step(READ, suite, [whole]);
    assert_eq!(again.outcomes(), once.outcomes(), "{}", again.story());
    let checks = |ran: &Ran| ran.steps()[0].checks.len();
    assert_eq!(checks(&again), checks(&once), "{}", again.story());
}

#[test]
fn a_request_that_is_sent_again_counts_and_is_told() {
    let (ran, _) = step(READ, "", [reply(429, ""), status()]);
    ran.check(
        "
        x:
          1 get_status
            POST /api/v2/status → 429
            again, because of 429
            POST /api/v2/status → 200 @0.5s
            passed @0.5s
          = passed @0.5s
        ",
    );
    let Some(Happening::RunFinished(end)) = ran.events.last().map(|event| &event.what) else { panic!() };
    assert_eq!(end.requests, 2);
}

#[test]
fn an_interrupt_ends_the_pause() {
    let script = Script::new([reply(429, "").header("retry-after", "30"), status()]);
    let scenario = format!("name: x\nsteps:\n  - {READ}\n");
    let ran = Lab::new(&scenario).script(&script).stop_after(Duration::from_secs(2)).run();
    assert_eq!((ran.outcomes(), script.asked().len()), (vec![Outcome::Interrupted], 1), "{}", ran.story());
    assert_eq!(ran.events.last().unwrap().at, Duration::from_secs(2));
}

#[test]
fn what_is_sent_again_waits_for_its_turn() {
    let suite = "transport: { pause: 0s }\nenvironments:\n  played: { emulator: true, limits: { requests_per_second: 0.5 } }\n\
                 default_environment: played\n";
    let (_, script) = step(READ, suite, [reply(429, ""), status()]);
    assert_eq!(times(&script), [0, 2000]);
}

#[test]
fn a_policy_that_cannot_be_is_refused_where_it_is_written() {
    let suite = Suite::with(
        "transport: { retries: 11, pause: soon, attempts: 2 }\nenvironments:\n  played: { emulator: true, transport: { max_pause: [] } }\n",
    );
    suite.scenario("a.yaml", "name: a\nsteps:\n  - wait: 1s\n");
    let said = suite.idvet(&["check"]).exits(2);
    for message in [
        "unknown key `attempts` under `transport`",
        "`retries` must be a whole number from 0 to 10, found `11`",
        "`soon` is not a duration",
        "`max_pause` must be one value, found a list",
    ] {
        assert_eq!(said.out.matches(message).count(), 1, "{message}\n{}", said.all());
    }
}
