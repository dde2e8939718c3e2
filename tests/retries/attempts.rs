//! Attempts: which tests are carried out again, how often, with which values, and what a pass behind a failure is.

use std::time::Duration;

use idvet::event::{Happening, Outcome};

use crate::support::{
    lab::{Lab, Ran, Script, reply},
    suite::Suite,
};

const ASKS: &str = "name: a\nsteps:\n  - request: { path: /x }\n";

/// What the attempts came to, in order, each with whether another one follows.
fn ends(ran: &Ran) -> Vec<(u32, Outcome, bool)> {
    let end = |what: &Happening| match what {
        Happening::TestFinished(end) => Some((end.attempt, end.outcome, end.retried)),
        _ => None,
    };
    ran.events.iter().filter_map(|event| end(&event.what)).collect()
}

/// A run of one scenario that asks once, and is answered by these codes.
fn answered(scenario: &str, suite: &str, retries: Option<u32>, codes: &[u16]) -> (Ran, usize) {
    let script = Script::new(codes.iter().map(|code| reply(*code, "")));
    let lab = Lab::new(scenario).suite(suite).script(&script);
    let lab = retries.into_iter().fold(lab, Lab::retries);
    (lab.run(), script.asked().len())
}

#[test]
fn a_pass_behind_a_failure_is_flaky_and_every_attempt_cleans_up() {
    let script = Script::new([reply(500, ""), reply(200, "")]);
    Lab::new("name: a\nsteps:\n  - request: { path: /x }\nfinally:\n  - request: { path: /clean }\n")
        .script(&script)
        .retries(2)
        .run()
        .check(
            "
            a:
              1 request GET /x
                GET /x → 500
                failed
                  status: expected 2xx, was 500
              2 request GET /clean
                GET /clean → 200
                passed
              = failed, again
            a:
              1 request GET /x
                GET /x → 200
                passed
              2 request GET /clean
                GET /clean → 200
                passed
              = flaky
            ",
        );
}

#[test]
fn retries_count_repetitions_and_the_last_attempt_decides() {
    let (ran, asked) = answered(ASKS, "", Some(2), &[500]);
    let failed = |attempt, again| (attempt, Outcome::Failed, again);
    assert_eq!(ends(&ran), [failed(1, true), failed(2, true), failed(3, false)]);
    assert_eq!(asked, 3);
    let (ran, asked) = answered(ASKS, "", None, &[500]);
    assert_eq!((ends(&ran), asked), (vec![failed(1, false)], 1));
}

#[test]
fn what_cannot_be_judged_is_carried_out_again_too() {
    let slow = "name: a\ntimeout: 1s\nsteps:\n  - if: { value: \"${random.int(1, 2)}\", equals: 1 }\n    \
                wait: 2s\n  - wait: 10ms\n";
    // Of these seeds some draw the short way in their second attempt.
    let runs = (1..=16).map(|seed| ends(&Lab::new(slow).seed(seed).retries(1).run()));
    let flaky = [(1, Outcome::Errored, true), (2, Outcome::Flaky, false)];
    assert!(runs.into_iter().any(|ends| ends == flaky));
}

#[test]
fn a_scenario_s_own_number_counts_before_the_run_s_and_that_before_the_suite_s() {
    let own = |retries: u32| format!("{ASKS}retries: {retries}\n");
    let suite = "defaults: { retries: 3 }\n";
    for (scenario, suite, run, attempts) in [
        (own(0), suite, Some(2), 1),
        (own(1), suite, Some(2), 2),
        (own(1), "", None, 2),
        (ASKS.to_owned(), suite, Some(2), 3),
        (ASKS.to_owned(), suite, Some(0), 1),
        (ASKS.to_owned(), suite, None, 4),
    ] {
        let (_, asked) = answered(&scenario, suite, run, &[500]);
        assert_eq!(asked, attempts, "{scenario} {suite} {run:?}");
    }
}

#[test]
fn an_attempt_draws_other_values_and_the_same_seed_the_same_ones() {
    let drawn = || {
        let script = Script::new([reply(500, "")]);
        let scenario = "name: a\nvars: { n: \"${random.digits(9)}\" }\nsteps:\n  \
                        - request: { path: \"/${n}/${uuid()}\" }\n";
        Lab::new(scenario).script(&script).retries(2).run();
        let asked = script.asked();
        asked.into_iter().map(|asked| asked.target).collect::<Vec<_>>()
    };
    let first = drawn();
    assert!(first.len() == 3 && first[0] != first[1] && first[1] != first[2], "{first:?}");
    assert_eq!(first, drawn());
}

#[test]
fn a_repetition_that_does_nothing_makes_up_for_no_failure() {
    let perhaps = "name: a\nsteps:\n  - if: { value: \"${random.int(1, 2)}\", equals: 1 }\n    \
                   request: { path: /x }\n";
    let mut skipped_behind_a_failure = 0;
    for seed in 1..=16 {
        let script = Script::new([reply(500, "")]);
        let ran = Lab::new(perhaps).script(&script).seed(seed).retries(1).run();
        if let [(1, Outcome::Failed, true), (2, last, false)] = ends(&ran)[..] {
            assert_eq!(last, Outcome::Failed, "{}", ran.story());
            skipped_behind_a_failure += usize::from(script.asked().len() == 1);
        }
    }
    assert!(skipped_behind_a_failure > 0);
}

#[test]
fn what_was_interrupted_or_never_began_is_not_carried_out_again() {
    let wait = "name: a\nsteps:\n  - wait: 10s\n";
    let ran = Lab::new(wait).file("scenarios/b.yaml", &wait.replace("name: a", "name: b")).retries(3);
    let ran = ran.stop_after(Duration::from_secs(1)).run();
    assert_eq!(ends(&ran), [(1, Outcome::Interrupted, false), (1, Outcome::NotRun, false)]);
}

#[test]
fn nothing_is_carried_out_again_once_the_run_is_to_end() {
    let script = Script::new([reply(500, "").after(Duration::from_secs(2))]);
    let ran = Lab::new(ASKS).script(&script).retries(3).stop_after(Duration::from_secs(1)).run();
    assert_eq!(ends(&ran), [(1, Outcome::Failed, false)]);
    assert_eq!(script.asked().len(), 1);
}

#[test]
fn failures_are_counted_by_tests_and_what_is_under_way_ends_in_order() {
    let script = Script::new([reply(500, "")]);
    let named = |name: &str| ASKS.replace("name: a", &format!("name: {name}"));
    let lab = Lab::new(ASKS).file("scenarios/b.yaml", &named("b")).file("scenarios/c.yaml", &named("c"));
    let ran = lab.script(&script).retries(1).max_failures(2).run();
    let failed = [(1, Outcome::Failed, true), (2, Outcome::Failed, false)];
    assert_eq!(ends(&ran), [&failed[..], &failed, &[(1, Outcome::NotRun, false)]].concat());
    assert!(ran.story().contains("not run: 2 tests before it failed, and the run stops at so many"));
}

#[test]
fn a_test_under_way_is_not_begun_anew_behind_the_last_failure_allowed() {
    let script = Script::new([reply(500, "")]);
    let late = "name: b\nretries: 5\nsteps:\n  - wait: 2s\n  - request: { path: /late }\n";
    let lab = Lab::new(ASKS).file("scenarios/b.yaml", late).jobs(2).script(&script);
    let ran = lab.max_failures(1).run();
    assert_eq!(ends(&ran), [(1, Outcome::Failed, false), (1, Outcome::Failed, false)]);
}

/// Its client has a number that each attempt draws anew.
const DRAWN: &str = "name: drawn
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: \"c${random.int(1, 2)}\" }
    expect: { fields: { clientId: c1 } }
";

/// A suite, and a seed under which its one scenario passes in its second attempt.
fn flaky_suite() -> (Suite, String) {
    let suite = Suite::empty();
    suite.scenario("drawn.yaml", DRAWN);
    let is_flaky =
        |seed: &String| suite.idvet(&["run", "--seed", seed, "--retries", "1"]).out.contains("1 flaky");
    let seed = (1..=32).map(|seed| seed.to_string()).find(is_flaky);
    (suite, seed.unwrap())
}

#[test]
fn flaky_is_told_everywhere_and_fails_a_run_only_when_denied() {
    let (suite, seed) = flaky_suite();
    suite.idvet(&["run", "--seed", &seed]).exits(1);
    let said = suite.idvet(&["run", "--seed", &seed, "--retries", "1"]).exits(0);
    let id = "scenarios/drawn.yaml › drawn";
    assert!(
        said.err.contains(&format!("FAILED  {id}: attempt 1, it is carried out again")),
        "{}",
        said.all()
    );
    assert!(said.err.contains("expected \"c1\", found \"c2\""), "the failed attempt is told: {}", said.all());
    assert!(said.err.contains(&format!("FLAKY   {id}: passed in attempt 2")), "{}", said.all());
    assert!(said.out.contains("1 flaky") && !said.out.contains("failed"), "{}", said.all());
    assert!(said.out.contains(&format!("flaky, passed behind a broken attempt:\n  {id}, in attempt 2\n")));
    let ends: Vec<_> = suite.record().into_iter().filter(|line| line["event"] == "test_finished").collect();
    assert_eq!(
        (&ends[0]["attempt"], &ends[0]["outcome"], &ends[0]["retried"]),
        (&1.into(), &"failed".into(), &true.into())
    );
    assert_eq!((&ends[1]["attempt"], &ends[1]["outcome"]), (&2.into(), &"flaky".into()));
    let denied = suite.idvet(&["run", "--seed", &seed, "--retries", "1", "--deny-flaky"]).exits(1);
    assert!(denied.out.contains("which fails this run (`--deny-flaky`)"), "{}", denied.all());
}

#[test]
fn a_number_that_cannot_be_is_refused_with_its_bounds() {
    let suite = Suite::with("defaults: { retries: many }\n");
    suite.scenario("a.yaml", "name: a\nretries: 101\nsteps:\n  - wait: 1s\n");
    let said = suite.idvet(&["check"]).exits(2);
    assert!(
        said.all().contains("`retries` must be a whole number from 0 to 100, found `101`"),
        "{}",
        said.all()
    );
    assert!(
        said.all().contains("`retries` must be a whole number from 0 to 100, found `many`"),
        "{}",
        said.all()
    );
    suite.idvet(&["run", "--retries", "-1"]).exits(2);
    suite.idvet(&["run", "--fail-fast", "--max-failures", "2"]).exits(2);
    suite.idvet(&["run", "--max-failures", "0"]).exits(2);
}

#[test]
fn a_check_says_what_repetitions_may_cost_at_most() {
    let suite = Suite::empty();
    let scenario =
        "name: a\nretries: 2\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n";
    suite.scenario("a.yaml", scenario);
    let said = suite.idvet(&["check"]).exits(0);
    assert!(said.all().contains("1 test, 1 to 3 sessions, 1 to 3 requests"), "{}", said.all());
}
