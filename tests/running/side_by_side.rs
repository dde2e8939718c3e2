//! Tests side by side: order, `jobs`, the first failure, limits of the environment.

use crate::support::lab::{Lab, Script, reply};

#[test]
fn tests_begin_in_order_and_no_more_than_jobs_at_a_time() {
    let scenario = |name: &str, pause: &str| format!("name: {name}\nsteps:\n  - wait: {pause}\n");
    Lab::new(&scenario("a", "3s"))
        .file("scenarios/b.yaml", &scenario("b", "1s"))
        .file("scenarios/c.yaml", &scenario("c", "1s"))
        .jobs(2)
        .run()
        .check(
            "
            a:
              1 wait 3s
            b:
              1 wait 1s
                passed @1s
              = passed @1s
            c: @1s
              1 wait 1s @1s
                passed @2s
              = passed @2s
                passed @3s
              = passed @3s
            ",
        );
}

#[test]
fn fail_fast_lets_nothing_more_begin() {
    let script = Script::new([reply(500, "")]);
    Lab::new("name: a\nsteps:\n  - wait: 1s\n  - request: { path: /x }\n")
        .file("scenarios/b.yaml", "name: b\nsteps:\n  - wait: 3s\n")
        .file("scenarios/c.yaml", "name: c\nsteps:\n  - wait: 3s\n")
        .script(&script)
        .jobs(2)
        .max_failures(1)
        .run()
        .check(
            "
            a:
              1 wait 1s
            b:
              1 wait 3s
                passed @1s
              2 request GET /x @1s
                GET /x → 500 @1s
                failed @1s
                  status: expected 2xx, was 500
              = failed @1s
            c: @1s
              = not run: a test before it failed, and the run stops at the first failure @1s
                passed @3s
              = passed @3s
            ",
        );
}

#[test]
fn a_skipped_test_has_a_head_and_an_end() {
    let suite = "
        environments:
          emulator: { kind: TEST, emulator: true }
        defaults:
          create_token: { clientId: qa-1 }
        ";
    let ran =
        Lab::new("name: a\nsteps:\n  - create_dummy_token: { dummyStatus: DENIED }\n").suite(suite).run();
    let story = ran.story();
    assert!(story.starts_with("a:\n  = skipped: "), "{story}");
    assert!(story.contains("DEV"), "{story}");
}

#[test]
fn limits_of_the_environment_are_kept_over_all_tests() {
    let suite = "
        environments:
          emulator: { kind: DEV, emulator: true, limits: { requests_per_second: 2 } }
        ";
    let script = Script::new([reply(200, "")]);
    let scenario = "name: x\nsteps:\n  - request: { path: /a }\n  - request: { path: /b }\n";
    Lab::new(scenario)
        .suite(suite)
        .file("scenarios/b.yaml", scenario)
        .file("scenarios/c.yaml", scenario)
        .script(&script)
        .jobs(3)
        .run();
    let asked = script.asked();
    let times: Vec<_> = asked.iter().map(|one| (one.at - asked[0].at).as_millis()).collect();
    assert_eq!(times, [0, 0, 500, 1000, 1500, 2000]);
}
