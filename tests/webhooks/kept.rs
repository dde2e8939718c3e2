//! What the inbox keeps: everything that may still be some test's, what that is charged with, and what happens where a
//! bound is reached.

use std::time::Duration;

use idvet::{
    event::{Happening, Outcome},
    run::webhook::Bounds,
};

use super::{about, lab};
use crate::support::{
    lab::{Lab, Ran, Script, json},
    sender::{Post, post},
};

const SESSIONS: usize = 180;

/// So many tests side by side, whose create calls are answered after three seconds.
fn slowly_created(steps: &str) -> Lab {
    let answer =
        |number| json(201, &format!(r#"{{"scanRef":"ref-{number}"}}"#)).after(Duration::from_secs(3));
    let scenario = |number: usize| format!("name: s{number}\nsteps:\n  - create_token: {{}}\n{steps}");
    let first = Lab::new(&scenario(0)).jobs(SESSIONS).script(&Script::new((0..SESSIONS).map(answer)));
    (1..SESSIONS).fold(first, |lab, number| lab.file(&format!("scenarios/{number}.yaml"), &scenario(number)))
}

fn turned_away(ran: &Ran) -> Vec<(String, usize)> {
    let away = ran.events.iter().filter_map(|event| match &event.what {
        Happening::TurnedAway(away) => Some((away.reason.clone(), away.count)),
        _ => None,
    });
    away.collect()
}

#[test]
fn nothing_that_comes_before_its_create_answer_is_lost() {
    let lab = slowly_created("  - await_webhook: { within: 5s }\n");
    let posted = (0..SESSIONS)
        .fold(lab, |lab, number| lab.post_at(Duration::from_millis(100), about(&format!("ref-{number}"))));
    let ran = posted.run();
    assert_eq!(ran.outcomes(), vec![Outcome::Passed; SESSIONS], "{}", ran.story());
    assert_eq!(turned_away(&ran), []);
    assert!(ran.deliveries().iter().all(|delivered| delivered.test.is_some()));
}

#[test]
fn what_came_early_and_is_nobodys_is_for_nobody_in_the_end() {
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#).after(Duration::from_secs(3))]);
    let scenario = "name: x\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 5s }\n";
    let lab = Lab::new(scenario).script(&script).post_at(Duration::from_secs(1), about("ref-9"));
    let ran = lab.post_at(Duration::from_secs(2), about("ref-1")).run();
    let whose: Vec<_> = ran.deliveries().iter().map(|it| (it.number, it.test)).collect();
    assert_eq!(whose, [(2, Some(0)), (1, None)], "{}", ran.story());
}

/// What posts about sessions are answered while a create call is under way for three seconds.
fn answers(bounds: Bounds, posts: &[Post]) -> (Vec<u16>, Ran) {
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#).after(Duration::from_secs(3))]);
    let scenario = "name: x\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 5s }\n";
    let lab = Lab::new(scenario).script(&script).bounds(bounds);
    lab.run_answered(Duration::from_secs(1), posts)
}

#[test]
fn beyond_the_number_that_is_kept_the_sender_has_to_come_again() {
    let posts = ["ref-1", "ref-2", "ref-3"].map(about);
    let (answered, ran) = answers(Bounds { deliveries: 2, ..Bounds::default() }, &posts);
    assert_eq!(answered, [200, 200, 503]);
    assert_eq!(turned_away(&ran), [("inbox full".to_owned(), 1)]);
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
}

#[test]
fn beyond_the_number_of_one_session_too() {
    let of_ref_1 = |number| post("IDENTIFICATION", &format!(r#"{{"scanRef":"ref-1","n":{number}}}"#));
    let posts = [of_ref_1(1), of_ref_1(2), of_ref_1(3), about("ref-2")];
    let (answered, _) = answers(Bounds { of_a_session: 2, ..Bounds::default() }, &posts);
    assert_eq!(answered, [200, 200, 503, 200]);
}

#[test]
fn bytes_are_those_of_bodies_and_of_headers() {
    let large = |session: &str| {
        post("IDENTIFICATION", &format!(r#"{{"scanRef":"{session}","fill":"{}"}}"#, "x".repeat(10_000)))
    };
    let bounds = Bounds { bytes: 25_000, ..Bounds::default() };
    assert_eq!(answers(bounds, &["ref-1", "ref-2", "ref-3"].map(large)).0, [200, 200, 503]);
    let headed = |session: &str| about(session).header("X-Fill", &"x".repeat(10_000));
    assert_eq!(answers(bounds, &["ref-1", "ref-2", "ref-3"].map(headed)).0, [200, 200, 503]);
    let many = |session: &str| (0..80).fold(about(session), |post, it| post.header(&format!("X-{it}"), "x"));
    assert_eq!(answers(bounds, &["ref-1", "ref-2", "ref-3"].map(many)).0, [200, 200, 503]);
}

#[test]
fn deliveries_that_wait_for_a_rule_are_charged() {
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#).after(Duration::from_secs(3))]);
    let scenario = "name: x\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 50s, respond: { status: 500 } }\n";
    let bounds = Bounds { deliveries: 2, ..Bounds::default() };
    let lab = Lab::new(scenario).script(&script).bounds(bounds);
    let (answered, _) = lab.run_answered(Duration::from_secs(1), &["ref-1", "ref-2", "ref-3"].map(about));
    assert_eq!(answered, [500, 200, 503]);
}

#[test]
fn a_body_of_too_many_values_is_refused_however_few_bytes_it_has() {
    let values = |count: usize| format!(r#"{{"scanRef":"ref-1","deep":[{}0]}}"#, "[0],".repeat(count));
    let posts = [post("IDENTIFICATION", &values(50_001)), post("IDENTIFICATION", &values(40_000))];
    let (answered, ran) = answers(Bounds::default(), &posts);
    assert_eq!(answered, [413, 200]);
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
    assert_eq!(turned_away(&ran), [("body too large".to_owned(), 1)]);
}

#[test]
fn the_session_is_the_last_text_of_that_name_as_in_every_json() {
    let bodies = [
        (r#"{"scanRef":"ref-9","scanRef":"ref-1"}"#, Some("ref-1")),
        (r#"{"scanRef":{"scanRef":"ref-1"}}"#, None),
        (r#"{"a":{"scanRef":"ref-1"}}"#, None),
        (r#"{"scanRef":"ref-1","scanRef":null}"#, None),
        (r#"[{"scanRef":"ref-1"}]"#, None),
        (r#""ref-1""#, None),
        (r#"{"scanRef":"ref-1""#, None),
        (r#" {"scanRef":"r\u00e9f-1"} "#, Some("réf-1")),
    ];
    for (body, scan_ref) in bodies {
        let ran = lab("  - await_webhook: { within: 5s }\n", &[(1.0, post("IDENTIFICATION", body))]).run();
        assert_eq!(ran.deliveries()[0].scan_ref.as_deref(), scan_ref, "{body}");
    }
}

#[test]
fn one_that_came_before_its_rule_could_hold_is_no_silent_pass() {
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#).after(Duration::from_secs(12))]);
    let scenario = "name: x\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 5s, respond: { status: 500 } }\n";
    let ran = Lab::new(scenario).script(&script).post_at(Duration::from_secs(1), about("ref-1")).run();
    assert_eq!(ran.outcomes(), [Outcome::Failed], "{}", ran.story());
    let failure = ran.failures().remove(0);
    let why = "it came before the rule of `respond` could hold";
    assert!(failure.details[0].contains(why), "{:?}", failure.details);
    assert_eq!(ran.deliveries()[0].answered, 200);
}

#[test]
fn a_rule_holds_for_one_that_came_seven_seconds_before_the_answer() {
    let script = Script::new([json(201, r#"{"scanRef":"ref-1"}"#).after(Duration::from_secs(8))]);
    let scenario = "name: x\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 5s, respond: { status: 500 } }\n";
    let ran = Lab::new(scenario).script(&script).post_at(Duration::from_secs(1), about("ref-1")).run();
    assert_eq!(ran.deliveries()[0].answered, 500, "{}", ran.story());
}

#[test]
fn what_is_for_nobody_and_not_kept_is_counted() {
    let lab = lab("  - await_webhook: { within: 5s }\n", &[(1.0, about("ref-9"))]);
    let ran = lab.bounds(Bounds { for_nobody: 0, ..Bounds::default() }).run();
    assert_eq!(turned_away(&ran), [("for nobody, and not kept".to_owned(), 1)]);
    assert!(ran.deliveries().is_empty(), "{}", ran.story());
}
