//! What the terminal shows of a run, whole, and what the summary makes of it.

use std::time::Duration;

use idvet::{
    diagnostic::Look,
    event::{
        Basis, BodyText, Checked, Clock, Event, Exchanged, Failure, Flaky, Happening, Missed, Outcome, Part,
        PathPoint, ReceivedAnswer, Resent, RunFinished, RunStarted, SentRequest, StepFinished, StepOutcome,
        TestFinished, TestStarted, Trouble, WrittenPlace,
    },
    report::{Detail, Progress, Reporter, Reproduce, Rerun, Summary, Terminal, Verdict, last_lines},
};

use crate::support::{
    lab::{Lab, Reply, Script, json, reply},
    suite::Suite,
};

const PLAIN: Look = Look { colour: false, width: 110 };

fn head() -> Happening {
    Happening::RunStarted(RunStarted {
        version: "0.1.0".to_owned(),
        run_id: "abc".to_owned(),
        seed: 7,
        environment: "emulator".to_owned(),
        kind: "DEV".to_owned(),
        address: "embedded emulator".to_owned(),
        clock: Clock::Virtual,
        started: "2026-01-01T00:00:00Z".to_owned(),
        wall_started: "2026-01-02T00:00:00Z".to_owned(),
        tests: 2,
        deselected: 3,
        jobs: 1,
        shard: None,
        flaky: Flaky::Allowed,
    })
}

fn test(number: usize, name: &str) -> Happening {
    Happening::TestStarted(TestStarted {
        test: number,
        id: format!("scenarios/a.yaml › {name}"),
        name: name.to_owned(),
        file: "scenarios/a.yaml".to_owned(),
        line: 1 + number * 10,
        tags: Vec::new(),
        kind: "DEV".to_owned(),
        attempt: 1,
    })
}

fn ended(number: usize, outcome: Outcome, reason: Option<&str>) -> Happening {
    let took = Duration::from_millis(1200);
    Happening::TestFinished(TestFinished {
        test: number,
        attempt: 1,
        outcome,
        retried: false,
        reason: reason.map(str::to_owned),
        took,
    })
}

fn end(interrupted: bool) -> Happening {
    let took = Duration::from_secs(3);
    Happening::RunFinished(RunFinished { interrupted, requests: 5, sessions: 2, took })
}

fn body(text: &str) -> BodyText {
    BodyText { text: text.to_owned(), bytes: text.len(), cut: false }
}

fn exchange(step: usize) -> Happening {
    let authorization = ("authorization".to_owned(), "[redacted]".to_owned());
    let content = ("content-type".to_owned(), "application/json".to_owned());
    Happening::Exchanged(Exchanged {
        test: 0,
        step,
        request: SentRequest {
            method: "POST".to_owned(),
            url: "http://127.0.0.1:1/api/v2/status".to_owned(),
            headers: vec![authorization, content.clone()],
            body: body(r#"{"scanRef":"it's"}"#),
        },
        result: Ok(ReceivedAnswer {
            status: 200,
            headers: vec![content],
            body: body(r#"{"status":"DENIED"}"#),
        }),
        took: Duration::from_millis(12),
    })
}

fn step(number: usize, outcome: StepOutcome, checks: Vec<Checked>) -> Happening {
    Happening::StepFinished(StepFinished {
        test: 0,
        step: number,
        name: "poll_status APPROVED".to_owned(),
        line: 3,
        part: Part::Steps,
        within: None,
        outcome,
        checks,
        path: vec![
            PathPoint { seen: "ACTIVE".to_owned(), after: Duration::ZERO, times: 2 },
            PathPoint { seen: "DENIED".to_owned(), after: Duration::from_millis(1200), times: 1 },
        ],
        delivery: None,
        took: Duration::from_millis(1200),
    })
}

fn missed() -> Checked {
    Checked {
        subject: "$.status".to_owned(),
        basis: Basis::Written(WrittenPlace {
            file: "scenarios/a.yaml".to_owned(),
            line: 8,
            column: 9,
            text: "        status: APPROVED".to_owned(),
            start: 8,
            end: 24,
        }),
        mismatch: Some(Missed {
            path: "$.status".to_owned(),
            expected: "\"APPROVED\"".to_owned(),
            actual: "\"DENIED\"".to_owned(),
            difference: Some("- APPROVED\n+ DENIED".to_owned()),
            hint: Some("the face did not match".to_owned()),
        }),
    }
}

fn shown(happenings: &[Happening], detail: Detail, reproduce: Reproduce) -> String {
    let mut text = Vec::new();
    let rerun =
        Rerun { root: String::new(), options: vec!["--seed".to_owned(), "7".to_owned()], ..Rerun::default() };
    let mut terminal =
        Terminal::new(&mut text, PLAIN, Progress::hidden(), rerun).with_detail(detail, reproduce);
    for what in happenings {
        terminal.event(Event { at: Duration::ZERO, what: what.clone() }).unwrap();
    }
    drop(terminal);
    String::from_utf8(text).unwrap()
}

/// A place to draw on that nobody looks at, and that counts as a terminal.
#[derive(Debug)]
struct Screen;

impl indicatif::TermLike for Screen {
    fn width(&self) -> u16 {
        80
    }
    fn move_cursor_up(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_down(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_right(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_left(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn write_line(&self, _: &str) -> std::io::Result<()> {
        Ok(())
    }
    fn write_str(&self, _: &str) -> std::io::Result<()> {
        Ok(())
    }
    fn clear_line(&self) -> std::io::Result<()> {
        Ok(())
    }
    fn flush(&self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is written beside a bar in a run of so many tests, of which the first passes and the second fails.
fn shown_beside_a_bar(tests: usize) -> String {
    let Happening::RunStarted(head) = head() else { unreachable!() };
    let head = Happening::RunStarted(RunStarted { tests, ..head });
    let mut text = Vec::new();
    let progress = Progress::drawn_on(indicatif::ProgressDrawTarget::term_like(Box::new(Screen)));
    let mut terminal = Terminal::new(&mut text, PLAIN, progress, Rerun::default());
    let ends = [ended(0, Outcome::Passed, None), ended(1, Outcome::Failed, None)];
    for what in [head, test(0, "good"), test(1, "bad")].into_iter().chain(ends) {
        terminal.event(Event { at: Duration::ZERO, what }).unwrap();
    }
    drop(terminal);
    String::from_utf8(text).unwrap()
}

fn summary(happenings: &[Happening]) -> Summary {
    let mut summary = Summary::default();
    for what in happenings {
        summary.event(&Event { at: Duration::ZERO, what: what.clone() });
    }
    summary
}

fn failing() -> Vec<Happening> {
    vec![
        head(),
        test(0, "denied"),
        exchange(1),
        step(1, StepOutcome::Failed(None), vec![missed()]),
        step(2, StepOutcome::NotRun("step 1 failed".to_owned()), Vec::new()),
        ended(0, Outcome::Failed, None),
        end(false),
    ]
}

#[test]
fn a_failure_is_told_whole() {
    insta::assert_snapshot!(shown(&failing(), Detail::Lines, Reproduce::Curl));
}

#[test]
fn an_error_is_told_with_its_causes() {
    let trouble = Trouble {
        kind: "connection refused".to_owned(),
        message: "nobody listens at http://127.0.0.1:1".to_owned(),
        causes: vec!["tcp connect error".to_owned()],
        hint: Some("is the server running?".to_owned()),
    };
    let happenings = [
        head(),
        test(0, "unreachable"),
        step(1, StepOutcome::Errored(trouble), Vec::new()),
        ended(0, Outcome::Errored, None),
        end(false),
    ];
    insta::assert_snapshot!(shown(&happenings, Detail::Lines, Reproduce::No));
}

#[test]
fn a_failure_without_an_expectation_is_told() {
    let failure = Failure {
        message: "`DENIED` must never come".to_owned(),
        hint: None,
        details: Vec::new(),
        place: None,
    };
    let happenings = [
        head(),
        test(0, "never"),
        step(1, StepOutcome::Failed(Some(failure)), Vec::new()),
        ended(0, Outcome::Failed, None),
        end(false),
    ];
    insta::assert_snapshot!(shown(&happenings, Detail::Lines, Reproduce::No));
}

#[test]
fn exchanges_and_headers_are_shown_when_asked_for() {
    let happenings = [head(), test(0, "ok"), exchange(1), ended(0, Outcome::Passed, None), end(false)];
    assert!(!shown(&happenings, Detail::Lines, Reproduce::No).contains("api/v2/status"));
    let exchanges = shown(&happenings, Detail::Exchanges, Reproduce::No);
    assert!(
        exchanges.contains("POST http://127.0.0.1:1/api/v2/status") && !exchanges.contains("content-type")
    );
    assert!(shown(&happenings, Detail::Headers, Reproduce::No).contains("content-type: application/json"));
}

#[test]
fn control_characters_reach_no_terminal() {
    let happenings = [head(), test(0, "\u{1b}[31mred\u{7}\nline\u{202e}"), ended(0, Outcome::Passed, None)];
    let text = shown(&happenings, Detail::Lines, Reproduce::No);
    assert!(text.contains(r"\u{1b}[31mred\u{7}\nline\u{202e}"), "{text}");
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn the_last_lines_tell_what_a_run_came_to() {
    let mut happenings = failing();
    happenings.insert(6, test(1, "other"));
    happenings.insert(7, ended(1, Outcome::Skipped, Some("not for DEV")));
    happenings.insert(8, test(2, "third"));
    happenings.insert(9, ended(2, Outcome::Errored, None));
    let rerun = Rerun {
        root: "qa/".to_owned(),
        options: vec!["--env".to_owned(), "a b".to_owned()],
        ..Rerun::default()
    };
    insta::assert_snapshot!(last_lines(&summary(&happenings), &rerun, Some("events.jsonl"), PLAIN));
}

#[test]
fn of_one_failure_the_story_says_how_it_is_run_again() {
    let last = last_lines(&summary(&failing()), &Rerun::default(), None, PLAIN);
    assert!(!last.contains("again") && !last.contains("slowest"), "{last}");
}

#[test]
fn the_verdict_follows_from_the_outcomes() {
    use Outcome::{Errored, Failed, Interrupted, NotRun, Passed, Skipped};
    let cases = [
        (&[Passed, Skipped][..], false, Verdict::Passed),
        (&[Skipped], false, Verdict::Passed),
        (&[Passed, Errored], false, Verdict::Errored),
        (&[Errored, Failed, Passed], false, Verdict::Failed),
        (&[Failed, NotRun], false, Verdict::Failed),
        (&[Passed, Interrupted], true, Verdict::Interrupted),
        (&[], false, Verdict::NothingRan),
    ];
    for (outcomes, interrupted, verdict) in cases {
        let mut happenings = vec![head()];
        for (number, outcome) in outcomes.iter().enumerate() {
            happenings.extend([test(number, "x"), ended(number, *outcome, None)]);
        }
        happenings.push(end(interrupted));
        assert_eq!(summary(&happenings).verdict(), verdict, "{outcomes:?}");
    }
}

#[test]
fn a_run_without_an_end_was_interrupted() {
    let happenings = [head(), test(0, "x"), ended(0, Outcome::Passed, None)];
    assert_eq!(summary(&happenings).verdict(), Verdict::Interrupted);
}

#[test]
fn beside_a_bar_the_tests_of_a_small_run_have_a_line_each() {
    let small = shown_beside_a_bar(20);
    assert!(small.starts_with("passed  scenarios/a.yaml › good (1.2s)\nFAILED "), "{small}");
    assert!(shown_beside_a_bar(21).starts_with("FAILED "), "{}", shown_beside_a_bar(21));
}

#[test]
fn a_run_that_was_ended_counts_what_it_left() {
    let mut happenings = vec![head()];
    for number in 0..3 {
        happenings
            .extend([test(number, "left"), ended(number, Outcome::NotRun, Some("the run was interrupted"))]);
    }
    happenings.extend([test(3, "stopped"), ended(3, Outcome::Interrupted, None), end(true)]);
    let text = shown(&happenings, Detail::Lines, Reproduce::No);
    assert!(text.starts_with("INTERRUPTED scenarios/a.yaml › stopped"), "{text}");
    let last = last_lines(&summary(&happenings), &Rerun::default(), None, PLAIN);
    assert!(last.starts_with("\n1 interrupted, 3 not run, 3 not selected\n"), "{last}");
    assert!(!last.contains("again"), "{last}");
}

#[test]
fn a_refusal_is_told_once_with_what_the_api_says() {
    let unmet = |subject: &str, basis: Basis, expected: &str, actual: &str, hint: Option<&str>| Checked {
        subject: subject.to_owned(),
        basis,
        mismatch: Some(Missed {
            path: subject.to_owned(),
            expected: expected.to_owned(),
            actual: actual.to_owned(),
            difference: None,
            hint: hint.map(str::to_owned),
        }),
    };
    let written = missed().basis;
    let said = "the answer says BAD_VALUE: \"no such status\"";
    let checks = vec![
        unmet("status", Basis::Success, "200 or 201", "400", Some(said)),
        unmet("$.a", written.clone(), "equal to \"A\"", "nothing (the field is absent)", None),
        unmet("$.b", written.clone(), "equal to \"B\"", "nothing (the field is absent)", None),
    ];
    let Happening::Exchanged(sent) = exchange(1) else { unreachable!() };
    let answer = ReceivedAnswer { status: 400, headers: Vec::new(), body: body("{}") };
    let refused = Happening::Exchanged(Exchanged { result: Ok(answer), ..sent });
    let told = |exchanged: Happening| {
        let failed = step(1, StepOutcome::Failed(None), checks.clone());
        let happenings = [head(), test(0, "x"), exchanged, failed, ended(0, Outcome::Failed, None)];
        shown(&happenings, Detail::Lines, Reproduce::No)
    };
    let text = told(refused);
    assert!(text.contains("  failed: the answer is HTTP 400, expected 200 or 201\n"), "{text}");
    assert!(text.contains(&format!("  note: {said}\n")), "{text}");
    assert!(text.contains("  2 expectations on its fields did not hold either\n"), "{text}");
    assert!(!text.contains("$.a"), "{text}");
    let text = told(exchange(1));
    assert!(text.contains("expected \"A\", found nothing"), "an answer of 200 has fields: {text}");
}

#[test]
fn a_case_whose_label_holds_a_secret_is_run_again_by_its_line() {
    let suite = Suite::with("redact: [n]\n");
    suite.scenario(
        "a.yaml",
        "name: x\ncases:\n  - { n: 12 }\n  - { n: 13 }\nsteps:\n  - set: { a: \"${case.n}\" }\n  \
         - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n    expect: { fields: { message: other } }\n",
    );
    let said = suite.idvet(&["run"]).exits(1);
    for line in [3, 4] {
        assert!(
            said.err.contains(&format!("run it again: idvet run scenarios/a.yaml:{line} ")),
            "{}",
            said.all()
        );
    }
    assert!(!said.err.contains("--filter") && !said.err.contains("n=12"), "{}", said.all());
    let again = suite.idvet(&["run", "scenarios/a.yaml:4"]).exits(1);
    assert!(again.out.contains("1 failed, 1 not selected"), "{}", again.all());
}

#[test]
fn a_label_with_a_secret_is_no_filter() {
    let Happening::TestStarted(test) = test(0, "x [n=[redacted]]") else { unreachable!() };
    assert_eq!(Rerun::default().command(&test), "idvet run scenarios/a.yaml:1");
    let plain = TestStarted { id: "scenarios/a.yaml › x [n=1]".to_owned(), ..test };
    assert_eq!(Rerun::default().command(&plain), "idvet run scenarios/a.yaml:1 --filter '[n=1]'");
}

/// The first test again, as this attempt.
fn attempt(number: u32, outcome: Outcome, retried: bool, between: Vec<Happening>) -> Vec<Happening> {
    let (Happening::TestStarted(head), Happening::TestFinished(end)) =
        (test(0, "shaky"), ended(0, outcome, None))
    else {
        unreachable!()
    };
    let head = Happening::TestStarted(TestStarted { attempt: number, ..head });
    let end = Happening::TestFinished(TestFinished { attempt: number, retried, ..end });
    [vec![head], between, vec![end]].concat()
}

fn shaky(last: Outcome) -> Vec<Happening> {
    let broken = || vec![exchange(1), step(1, StepOutcome::Failed(None), vec![missed()])];
    let between = if last == Outcome::Flaky { vec![exchange(1)] } else { broken() };
    let attempts = [attempt(1, Outcome::Failed, true, broken()), attempt(2, last, false, between)];
    [vec![head()], attempts.concat(), vec![end(false)]].concat()
}

#[test]
fn each_broken_attempt_is_told_and_then_what_came_of_it() {
    let text = shown(&shaky(Outcome::Flaky), Detail::Lines, Reproduce::No);
    let id = "scenarios/a.yaml › shaky";
    assert!(
        text.starts_with(&format!("FAILED  {id} (1.2s): attempt 1, it is carried out again\n")),
        "{text}"
    );
    assert!(text.contains(&format!("\nFLAKY   {id} (1.2s): passed in attempt 2\n")), "{text}");
    assert_eq!(text.matches("expected \"APPROVED\"").count(), 1, "{text}");
    let text = shown(&shaky(Outcome::Failed), Detail::Lines, Reproduce::No);
    assert!(text.contains(&format!("\nFAILED  {id} (1.2s): attempt 2, the last one\n")), "{text}");
    assert_eq!(text.matches("expected \"APPROVED\"").count(), 2, "{text}");
}

#[test]
fn the_last_lines_count_tests_and_name_the_flaky_ones() {
    let mut happenings = shaky(Outcome::Flaky);
    let told = |happenings: &[Happening]| last_lines(&summary(happenings), &Rerun::default(), None, PLAIN);
    let last = told(&happenings);
    assert!(last.starts_with("\n1 flaky, 3 not selected\n"), "{last}");
    assert!(
        last.contains("\nflaky, passed behind a broken attempt:\n  scenarios/a.yaml › shaky, in attempt 2\n"),
        "{last}"
    );
    assert_eq!(summary(&happenings).verdict(), Verdict::Passed);
    let Happening::RunStarted(head) = head() else { unreachable!() };
    happenings[0] = Happening::RunStarted(RunStarted { flaky: Flaky::Denied, ..head });
    assert!(told(&happenings).contains("which fails this run (`--deny-flaky`)"));
    assert_eq!(summary(&happenings).verdict(), Verdict::Failed);
    let last = told(&shaky(Outcome::Failed));
    assert!(last.starts_with("\n1 failed, 3 not selected\n"), "{last}");
}

#[test]
fn what_was_sent_again_is_told_of_a_failure_and_where_everything_is() {
    let again = |number: u32, why: &str, pause: u64| {
        let pause = Duration::from_millis(pause);
        Happening::Resent(Resent { test: 0, step: 1, number, why: why.to_owned(), pause })
    };
    let mut happenings = failing();
    happenings.splice(2..2, [again(1, "429", 3000), again(2, "connection reset", 500)]);
    let text = shown(&happenings, Detail::Lines, Reproduce::No);
    assert!(text.contains("\n  sent again: 3s after 429, 500ms after connection reset\n"), "{text}");
    let text = shown(&happenings, Detail::Exchanges, Reproduce::No);
    assert!(text.contains("› denied, step 1\n  sent again in 3s, because of 429\n"), "{text}");
}

/// What the terminal shows of a run that is interrupted.
fn interrupted_story(steps: &str, answers: Vec<Reply>, after: Duration) -> String {
    let scenario = format!("name: x\ntimeout: 1h\nsteps:\n{steps}");
    let lab = Lab::new(&scenario).script(&Script::new(answers)).stop_after(after);
    let mut shown = Vec::new();
    let mut terminal = Terminal::new(&mut shown, PLAIN, Progress::hidden(), Rerun::default());
    lab.run().events.into_iter().for_each(|event| terminal.event(event).unwrap());
    drop(terminal);
    String::from_utf8(shown).unwrap()
}

#[test]
fn a_step_that_an_interrupt_cut_short_is_told_with_what_it_had_seen() {
    let steps = "  - set: { a: 1 }\n  - poll_status: { scanRef: r, until: APPROVED, every: 5s, within: 1m }\n  - set: { b: 1 }\n";
    let active = json(200, r#"{"status":"ACTIVE","scanRef":"r"}"#);
    let story = interrupted_story(steps, vec![active], Duration::from_secs(2));
    assert!(
        story.contains("  step 2, line 5: poll_status APPROVED\n  cut short by the interrupt\n"),
        "{story}"
    );
    assert!(story.contains("  seen: ACTIVE 0.0s\n"), "{story}");
    assert!(story.contains("\"ACTIVE\""), "its last answer: {story}");
    assert!(story.contains("  step 3 was not run\n"), "{story}");

    let refused = reply(429, "").header("retry-after", "30");
    let story = interrupted_story("  - request: { path: /a }\n", vec![refused], Duration::from_secs(2));
    assert!(story.contains("\n  cut short by the interrupt\n"), "{story}");
    assert!(story.contains("  sent again: 30s after 429\n"), "{story}");
    assert!(!story.contains("not run"), "{story}");
}
