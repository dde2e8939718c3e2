//! The events of runs that no server has to play: thousands of tests, and one whose every text is hostile.

use std::time::Duration;

use idvet::event::{
    Basis, BodyText, Checked, Clock, Delivered, Drift, DriftKind, Drifted, Event, Exchanged, Failure, Flaky,
    Happening, Missed, Outcome, Part, PathPoint, Polled, ReceivedAnswer, Resent, RunFinished, RunStarted,
    SentRequest, SessionCreated, SessionDeleted, SignatureState, Standing, StepFinished, StepOutcome,
    StepStarted, TestFinished, TestStarted, Trouble, TurnedAway, Within, WrittenPlace,
};

/// Steps of each test.
pub(crate) const STEPS: usize = 5;

/// Ends of elements, scripts, quotation marks, control characters, marks of direction.
pub(crate) const HOSTILE: &str = "</script></noscript></template></style></title><script>window.planted=1;alert(1)\
    </script><img src=x onerror=\"window.planted=2\">\"'><svg onload='window.planted=3'>]]>--><!--\
    ${window.planted=4}\u{202e}\u{0}\u{1b}[31m\u{200f}&lt;b&gt;";

struct Tape {
    events: Vec<Event>,
    now: Duration,
}

impl Tape {
    fn put(&mut self, what: Happening) {
        self.events.push(Event { at: self.now, what });
    }

    fn wait(&mut self, milliseconds: u64) {
        self.now += Duration::from_millis(milliseconds);
    }
}

pub(crate) fn run_started(tests: usize) -> RunStarted {
    RunStarted {
        version: "0.1.0".to_owned(),
        run_id: "run-large".to_owned(),
        seed: 7,
        environment: "staging".to_owned(),
        kind: "DEV".to_owned(),
        address: "https://api.example.test".to_owned(),
        clock: Clock::Real,
        started: "2026-01-01T00:00:00Z".to_owned(),
        wall_started: "2026-01-01T00:00:00Z".to_owned(),
        tests,
        deselected: 0,
        jobs: 8,
        shard: None,
        flaky: Flaky::Allowed,
    }
}

fn body(text: &str) -> BodyText {
    BodyText { text: text.to_owned(), bytes: text.len(), cut: false }
}

fn place(file: &str, line: usize, text: &str) -> WrittenPlace {
    let start = text.find(':').map_or(0, |at| at + 2);
    WrittenPlace {
        file: file.to_owned(),
        line,
        column: start + 1,
        text: text.to_owned(),
        start,
        end: text.len(),
    }
}

/// How the tests of a large run end: mostly well.
pub(crate) fn outcome_of(test: usize) -> Outcome {
    match test {
        _ if test % 97 == 40 => Outcome::Failed,
        _ if test % 211 == 90 => Outcome::Errored,
        _ if test % 83 == 20 => Outcome::Flaky,
        _ if test % 61 == 15 => Outcome::Skipped,
        _ => Outcome::Passed,
    }
}

/// A run of so many tests of five steps each, with requests, polls and expectations.
pub(crate) fn large_run(tests: usize) -> Vec<Event> {
    let mut tape = Tape { events: Vec::new(), now: Duration::ZERO };
    tape.put(Happening::RunStarted(run_started(tests)));
    for test in 0..tests {
        match outcome_of(test) {
            Outcome::Flaky => {
                attempt(&mut tape, test, 1, Outcome::Failed, true);
                attempt(&mut tape, test, 2, Outcome::Flaky, false);
            }
            outcome => attempt(&mut tape, test, 1, outcome, false),
        }
    }
    let took = tape.now;
    let requests = tests * (STEPS + 2);
    tape.put(Happening::RunFinished(RunFinished { interrupted: false, requests, sessions: tests, took }));
    tape.events
}

fn test_started(test: usize, attempt: u32) -> TestStarted {
    let subjects = ["A passport", "An identity card", "A driving licence", "A residence permit"];
    let endings =
        ["is approved by itself", "is denied for its face", "expires", "is overturned by a reviewer"];
    let name = format!("{} {} ({test})", subjects[test % 4], endings[test / 4 % 4]);
    let file =
        format!("scenarios/{}/part-{}.yaml", ["manual", "automatic", "webhooks"][test % 3], test / 100);
    let tags = vec![["smoke", "slow", "nightly"][test % 3].to_owned(), format!("team-{}", test % 5)];
    let id = format!("{file} \u{203a} {name}");
    let line = 1 + test % 100 * 12;
    TestStarted { test, id, name, file, line, tags, kind: "DEV".to_owned(), attempt }
}

fn attempt(tape: &mut Tape, test: usize, attempt: u32, outcome: Outcome, retried: bool) {
    let head = test_started(test, attempt);
    let (began, file, line) = (tape.now, head.file.clone(), head.line);
    tape.put(Happening::TestStarted(head));
    if outcome != Outcome::Skipped {
        for number in 1..=STEPS {
            step(tape, test, number, (&file, line), outcome);
        }
    }
    let reason = (outcome == Outcome::Skipped).then(|| "not for environments of kind DEV".to_owned());
    let took = tape.now.saturating_sub(began);
    tape.put(Happening::TestFinished(TestFinished { test, attempt, outcome, retried, reason, took }));
}

const VERBS: [(&str, &str, &str); STEPS] = [
    ("create_token", "POST", "/api/v2/token"),
    ("poll_status", "POST", "/api/v2/status"),
    ("get_status", "POST", "/api/v2/status"),
    ("get_data", "POST", "/api/v2/data"),
    ("delete", "POST", "/api/v2/delete"),
];

fn step(tape: &mut Tape, test: usize, number: usize, (file, line): (&str, usize), outcome: Outcome) {
    let (verb, method, path) = VERBS[number - 1];
    let (name, line) = (format!("{verb} of session {test}"), line + 2 + number);
    let began = tape.now;
    let breaks = number == 3;
    let end = match outcome {
        Outcome::Failed if breaks => StepOutcome::Failed(None),
        Outcome::Errored if breaks => StepOutcome::Errored(trouble("no connection to the server")),
        Outcome::Failed | Outcome::Errored if number > 3 => {
            StepOutcome::NotRun("step 3 did not pass".to_owned())
        }
        _ => StepOutcome::Passed,
    };
    let mut checks = Vec::new();
    let mut path_seen = Vec::new();
    if !matches!(end, StepOutcome::NotRun(_)) {
        let (name, verb) = (name.clone(), verb.to_owned());
        let started = StepStarted { test, step: number, name, verb, line, part: Part::Steps, within: None };
        tape.put(Happening::StepStarted(started));
        let statuses: &[&str] = if number == 2 { &["ACTIVE", "ACTIVE", "APPROVED"] } else { &["APPROVED"] };
        for status in statuses {
            tape.wait(120);
            exchanged(tape, test, number, (method, path), status);
            if number == 2 {
                let after = tape.now.saturating_sub(began);
                let seen = (*status).to_owned();
                tape.put(Happening::Polled(Polled { test, step: number, after, seen: seen.clone() }));
                path_seen.push(PathPoint { seen, after, times: 1 });
            }
        }
        if number == 1 {
            let scan_ref = format!("00000000-0000-4000-8000-{test:012}");
            tape.put(Happening::SessionCreated(SessionCreated { test, step: 1, scan_ref }));
        }
        checks = expectations(file, line, matches!(end, StepOutcome::Failed(_)));
    }
    let took = tape.now.saturating_sub(began);
    tape.put(Happening::StepFinished(StepFinished {
        test,
        step: number,
        name,
        line,
        part: Part::Steps,
        within: None,
        outcome: end,
        checks,
        path: path_seen,
        delivery: None,
        took,
    }));
}

fn exchanged(tape: &mut Tape, test: usize, step: usize, (method, path): (&str, &str), status: &str) {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let answer = format!(
        "{{\"scanRef\":\"00000000-0000-4000-8000-{test:012}\",\"clientId\":\"run-large-{test}\",\"status\":\"{status}\",\
         \"autoDocument\":\"DOC_VALIDATED\",\"autoFace\":\"FACE_MATCH\",\"manualDocument\":null,\"manualFace\":null,\
         \"fraudTags\":[],\"mismatchTags\":[],\"data\":{{\"docFirstName\":\"[redacted]\",\"docNationality\":\"LT\",\
         \"docExpiry\":\"2031-05-04\",\"selectedCountry\":\"LT\",\"score\":0.50}}}}"
    );
    let request = SentRequest {
        method: method.to_owned(),
        url: format!("https://api.example.test{path}"),
        headers: vec![
            header("authorization", "Basic [redacted]"),
            header("content-type", "application/json"),
            header("user-agent", "idvet/0.1.0"),
        ],
        body: body(&format!("{{\"scanRef\":\"00000000-0000-4000-8000-{test:012}\"}}")),
    };
    let headers =
        vec![header("content-type", "application/json"), header("date", "Thu, 01 Jan 2026 00:00:00 GMT")];
    let result = Ok(ReceivedAnswer { status: 200, headers, body: body(&answer) });
    let took = Duration::from_millis(80);
    tape.put(Happening::Exchanged(Exchanged { test, step, request, result, took }));
}

fn expectations(file: &str, line: usize, missed: bool) -> Vec<Checked> {
    let check = |subject: &str, text: &str, mismatch| Checked {
        subject: subject.to_owned(),
        basis: Basis::Written(place(file, line + 1, text)),
        mismatch,
    };
    let mismatch = missed.then(|| Missed {
        path: "$.autoFace".to_owned(),
        expected: "equal to `FACE_MISMATCH`".to_owned(),
        actual: "`FACE_MATCH`".to_owned(),
        difference: Some(
            "  {\n-   \"autoFace\": \"FACE_MISMATCH\"\n+   \"autoFace\": \"FACE_MATCH\"\n  }".to_owned(),
        ),
        hint: Some("the documents name FACE_MATCH and FACE_MISMATCH".to_owned()),
    });
    vec![
        Checked { subject: "status".to_owned(), basis: Basis::Success, mismatch: None },
        check("$.status", "      status: APPROVED", None),
        check("$.autoFace", "      autoFace: FACE_MISMATCH", mismatch),
    ]
}

fn trouble(message: &str) -> Trouble {
    Trouble {
        kind: "connection refused".to_owned(),
        message: message.to_owned(),
        causes: vec!["tcp connect error".to_owned(), "os error 111".to_owned()],
        hint: Some("is the server there? `idvet env` asks".to_owned()),
    }
}

/// One test in which every text is the hostile one: names, places, headers, bodies, messages, drift, webhooks.
pub(crate) fn hostile_run() -> Vec<Event> {
    let mut tape = Tape { events: Vec::new(), now: Duration::ZERO };
    let hostile = || HOSTILE.to_owned();
    let head = RunStarted {
        run_id: hostile(),
        environment: hostile(),
        kind: hostile(),
        address: hostile(),
        version: hostile(),
        wall_started: hostile(),
        ..run_started(2)
    };
    tape.put(Happening::RunStarted(head));
    for (test, outcome) in [(0, Outcome::Failed), (1, Outcome::Passed)] {
        hostile_test(&mut tape, test, outcome);
    }
    let stray = delivered(None, 9);
    tape.put(Happening::Delivered(stray));
    tape.put(Happening::TurnedAway(TurnedAway { reason: hostile(), count: 3 }));
    let end = RunFinished { interrupted: false, requests: 4, sessions: 2, took: tape.now };
    tape.put(Happening::RunFinished(end));
    tape.events
}

fn delivered(test: Option<usize>, number: usize) -> Delivered {
    let hostile = || HOSTILE.to_owned();
    Delivered {
        test,
        number,
        arrived: Duration::from_millis(5),
        event_type: Some(hostile()),
        scan_ref: Some(hostile()),
        headers: vec![(hostile(), hostile())],
        body: body(&serde_json::json!({ HOSTILE: [HOSTILE, 1.50] }).to_string()),
        signature: SignatureState::Invalid,
        answered: 200,
        repeats: Some(1),
    }
}

fn hostile_test(tape: &mut Tape, test: usize, outcome: Outcome) {
    let hostile = || HOSTILE.to_owned();
    let long = "a very long name ".repeat(600);
    let head = TestStarted {
        test,
        id: format!("{HOSTILE} \u{203a} {HOSTILE} {test} {long}"),
        name: hostile(),
        file: hostile(),
        line: 1,
        tags: vec![hostile(), "\u{1f600}".to_owned()],
        kind: hostile(),
        attempt: 1,
    };
    tape.put(Happening::TestStarted(head));
    hostile_step(tape, test, outcome);
    tape.put(Happening::Delivered(delivered(Some(test), test + 1)));
    tape.wait(3);
    let took = tape.now;
    let end = TestFinished { test, attempt: 1, outcome, retried: false, reason: Some(hostile()), took };
    tape.put(Happening::TestFinished(end));
}

fn hostile_step(tape: &mut Tape, test: usize, outcome: Outcome) {
    let hostile = || HOSTILE.to_owned();
    let within = || Some(Within { step: 1, file: hostile() });
    let (step, line, part) = (1, usize::MAX, Part::Finally);
    let started = StepStarted { test, step, name: hostile(), verb: hostile(), line, part, within: within() };
    tape.put(Happening::StepStarted(started));
    tape.wait(2);
    let request = SentRequest {
        method: hostile(),
        url: hostile(),
        headers: vec![(hostile(), hostile())],
        body: body(HOSTILE),
    };
    let answer = ReceivedAnswer {
        status: 500,
        headers: vec![(hostile(), hostile())],
        body: BodyText {
            text: format!("{{\"a\":\"{}", HOSTILE.replace('"', "\\\"")),
            bytes: 90_000,
            cut: true,
        },
    };
    let took = Duration::from_millis(1);
    for result in [Ok(answer), Err(trouble(HOSTILE))] {
        tape.put(Happening::Exchanged(Exchanged { test, step, request: request.clone(), result, took }));
    }
    tape.put(Happening::Polled(Polled { test, step, after: took, seen: hostile() }));
    tape.put(Happening::Resent(Resent { test, step, number: 1, why: hostile(), pause: took }));
    tape.put(Happening::SessionCreated(SessionCreated { test, step, scan_ref: hostile() }));
    tape.put(Happening::SessionDeleted(SessionDeleted { test, step, scan_ref: hostile() }));
    let drift = Drift { answer: hostile(), kind: DriftKind::UnknownValue, path: hostile(), value: hostile() };
    tape.put(Happening::Drifted(Drifted { test, step, drift, source: hostile(), standing: Standing::New }));
    let failure = Failure {
        message: hostile(),
        hint: Some(hostile()),
        details: vec![hostile()],
        // A place that is not there.
        place: Some(WrittenPlace { start: 5, end: 90_000, ..place(HOSTILE, 3, "name: \u{e9}\u{1f600}") }),
    };
    let held = outcome == Outcome::Passed;
    tape.put(Happening::StepFinished(StepFinished {
        test,
        step,
        name: hostile(),
        line,
        part,
        within: within(),
        outcome: if held { StepOutcome::Passed } else { StepOutcome::Failed(Some(failure)) },
        checks: hostile_checks(held),
        path: vec![PathPoint { seen: hostile(), after: took, times: 4 }],
        delivery: Some(test + 1),
        took,
    }));
}

fn hostile_checks(held: bool) -> Vec<Checked> {
    let hostile = || HOSTILE.to_owned();
    let bases = [
        Basis::Written(place(HOSTILE, 3, HOSTILE)),
        Basis::Success,
        Basis::Contract { rule: hostile(), source: hostile() },
        Basis::Snapshot { file: hostile(), place: place(HOSTILE, 4, HOSTILE) },
    ];
    let missed = || Missed {
        path: hostile(),
        expected: hostile(),
        actual: hostile(),
        difference: Some(format!("-{HOSTILE}\n+{HOSTILE}\n {HOSTILE}")),
        hint: Some(hostile()),
    };
    let check = |basis| Checked { subject: hostile(), basis, mismatch: (!held).then(missed) };
    bases.map(check).into()
}
