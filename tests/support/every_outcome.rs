//! Results with every outcome, hostile names, drift, webhooks and attempts: what every format of a report is tried on.

use std::time::Duration;

use idvet::{
    event::{
        Basis, Checked, Clock, Delivered, Drift, DriftKind, Drifted, Event, Exchanged, Failure, Flaky,
        Happening, Missed, Outcome, Part, PathPoint, Polled, Resent, RunFinished, RunStarted, SessionCreated,
        SessionDeleted, Shard, SignatureState, Standing, StepFinished, StepOutcome, StepStarted,
        TestFinished, TestStarted, Trouble, TurnedAway, Within,
    },
    report::Results,
};

use super::pieces::{body, exchange, refused, written};

/// Names that break a format which does not escape; each is the name of a failing test, its message, and its body.
pub(crate) fn hostile_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "ends a section ]]> of CDATA",
        "controls \u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}\u{9b} and NUL \0 here",
        "\u{1b}[31mred\u{1b}[0m \u{1b}]8;;http://example.test\u{7}link\u{1b}]8;;\u{7}",
        "emoji 👩‍👩‍👧‍👦 ✅ 🏴‍☠️ and \u{1f600}",
        "<script>window.planted = true</script><img src=x onerror=\"window.planted = true\">",
        "\u{202e}gnp.exe\u{202c} \u{2066}isolated\u{2069} \u{200f}mark",
        "line\nbreak\r\nand\ttab\rhere",
        "quotes \" ' ` and & &amp; &#0; %0A%25 :: , = \\ \\n # | * _ ~ @everyone [a](b) ![c](d)",
        "::error file=x::planted\n::set-output name=a::b",
        "not ok 7 - planted\nBail out! planted\n1..99",
        "# SKIP planted",
        "\u{feff}mark \u{fffe}\u{ffff} and \u{2028}separators\u{2029}",
        "   spaces at both ends   ",
    ]
    .map(str::to_owned)
    .into();
    names.push("é".repeat(10_000));
    names
}

/// How many tests end in which way, in the order of [`Outcome`].
pub(crate) fn expected_counts() -> Vec<(Outcome, usize)> {
    vec![
        (Outcome::Passed, 3),
        (Outcome::Failed, 4 + hostile_names().len()),
        (Outcome::Errored, 2),
        (Outcome::Flaky, 2),
        (Outcome::Skipped, 2),
        (Outcome::Interrupted, 1),
        (Outcome::NotRun, 2),
    ]
}

/// The results of the whole run.
pub(crate) fn results() -> Results {
    Results::of(&events())
}

/// The events of the whole run, in order; it was interrupted.
pub(crate) fn events() -> Vec<Event> {
    let mut run = Run::begin();
    passes(&mut run);
    failures(&mut run);
    errors(&mut run);
    attempts(&mut run);
    hostile(&mut run);
    left_out(&mut run);
    run.around();
    run.end(true)
}

/// The events of a run that was killed: two tests had ended, one was in its second step, one in the pause before its
/// second attempt, and the rest had not begun.
pub(crate) fn killed() -> Vec<Event> {
    let mut run = Run::begin();
    passes(&mut run);
    run.begin_test("scenarios/a.yaml", "under way", 70, &[]);
    run.step("create_token: {}", "create_token", 72);
    run.exchange(exchange("POST", "/api/v2/token", r#"{"clientId":"a"}"#, 201, "{}"));
    run.pass();
    run.step("poll_status: APPROVED", "poll_status", 75);
    run.exchange(exchange("POST", "/api/v2/status", "{}", 200, r#"{"status":"ACTIVE"}"#));
    run.begin_test("scenarios/a.yaml", "to be tried again", 90, &[]);
    run.step("get_status", "get_status", 92);
    run.fail(vec![status_missed("scenarios/a.yaml", 93)]);
    run.end_attempt(Outcome::Failed, None, Again::Yes);
    run.events
}

/// The events of a run in which everything passed: `count` tests in files of fifty.
pub(crate) fn all_passed(count: usize) -> Vec<Event> {
    let mut run = Run::begin();
    for number in 0..count {
        let file = format!("scenarios/part-{}.yaml", number / 50);
        run.begin_test(&file, &format!("test {number}"), 1 + 10 * (number % 50), &["bulk"]);
        run.step("create_token: {}", "create_token", 3);
        run.exchange(exchange("POST", "/api/v2/token", r#"{"clientId":"a"}"#, 201, r#"{"authToken":"t"}"#));
        run.pass();
        run.finish(Outcome::Passed, None);
    }
    run.end(false)
}

/// Whether another attempt follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    Yes,
    No,
}

/// A run that is being told.
struct Run {
    events: Vec<Event>,
    at: Duration,
    test: TestStarted,
    test_began: Duration,
    step: StepStarted,
    step_began: Duration,
    path: Vec<PathPoint>,
    delivery: Option<usize>,
    deliveries: usize,
    ended: usize,
}

impl Run {
    fn begin() -> Self {
        let mut run = Self {
            events: Vec::new(),
            at: Duration::ZERO,
            test: no_test(),
            test_began: Duration::ZERO,
            step: no_step(),
            step_began: Duration::ZERO,
            path: Vec::new(),
            delivery: None,
            deliveries: 0,
            ended: 0,
        };
        run.tell(Happening::RunStarted(head()));
        run
    }

    fn tell(&mut self, what: Happening) {
        self.events.push(Event { at: self.at, what });
    }

    fn pass_time(&mut self, millis: u64) {
        self.at += Duration::from_millis(millis);
    }

    /// Begins a test of the next number.
    fn begin_test(&mut self, file: &str, name: &str, line: usize, tags: &[&str]) {
        let test = if self.test.id.is_empty() { 0 } else { self.test.test + 1 };
        self.begin_as(TestStarted {
            test,
            id: format!("{file} › {name}"),
            name: name.to_owned(),
            file: file.to_owned(),
            line,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            kind: "DEV".to_owned(),
            attempt: 1,
        });
    }

    /// Begins a test of a case: its label stands in its id.
    fn begin_case(&mut self, file: &str, name: &str, label: &str, line: usize) {
        let test = self.test.test + 1;
        let id = format!("{file} › {name} [{label}]");
        let (name, file) = (name.to_owned(), file.to_owned());
        let (tags, kind) = (Vec::new(), "DEV".to_owned());
        self.begin_as(TestStarted { test, id, name, file, line, tags, kind, attempt: 1 });
    }

    fn begin_as(&mut self, test: TestStarted) {
        self.pass_time(10);
        self.test = test;
        self.test_began = self.at;
        self.step = no_step();
        self.tell(Happening::TestStarted(self.test.clone()));
    }

    /// Begins the next attempt of the test.
    fn begin_again(&mut self) {
        let attempt = self.test.attempt + 1;
        self.begin_as(TestStarted { attempt, ..self.test.clone() });
    }

    fn step(&mut self, name: &str, verb: &str, line: usize) {
        self.step_in(name, verb, line, Part::Steps, None);
    }

    fn step_in(&mut self, name: &str, verb: &str, line: usize, part: Part, within: Option<Within>) {
        self.pass_time(1);
        let (name, verb) = (name.to_owned(), verb.to_owned());
        let (test, step) = (self.test.test, self.step.step + 1);
        self.step = StepStarted { test, step, name, verb, line, part, within };
        self.step_began = self.at;
        (self.path, self.delivery) = (Vec::new(), None);
        self.tell(Happening::StepStarted(self.step.clone()));
    }

    fn exchange(&mut self, exchanged: Exchanged) {
        self.at += exchanged.took;
        let (test, step) = (self.test.test, self.step.step);
        self.tell(Happening::Exchanged(Exchanged { test, step, ..exchanged }));
    }

    fn polled(&mut self, seen: &str, millis: u64) {
        self.pass_time(millis);
        let after = self.at.saturating_sub(self.step_began);
        let (test, step) = (self.test.test, self.step.step);
        self.tell(Happening::Polled(Polled { test, step, after, seen: seen.to_owned() }));
        self.path.push(PathPoint { seen: seen.to_owned(), after, times: 1 });
    }

    fn session(&mut self, scan_ref: &str) {
        let (test, step, scan_ref) = (self.test.test, self.step.step, scan_ref.to_owned());
        self.tell(Happening::SessionCreated(SessionCreated { test, step, scan_ref }));
    }

    fn drift(&mut self, drift: Drift, standing: Standing) {
        let (test, step, source) = (self.test.test, self.step.step, "S0 status".to_owned());
        self.tell(Happening::Drifted(Drifted { test, step, drift, source, standing }));
    }

    fn deliver(&mut self, test: Option<usize>, scan_ref: &str, payload: &str, signature: SignatureState) {
        self.pass_time(20);
        self.deliveries += 1;
        self.delivery = Some(self.deliveries);
        let event_type = Some("IDENTIFICATION".to_owned());
        let headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("idenfy-signature".to_owned(), "[redacted]".to_owned()),
        ];
        self.tell(Happening::Delivered(Delivered {
            test,
            number: self.deliveries,
            arrived: self.at,
            event_type,
            scan_ref: Some(scan_ref.to_owned()),
            headers,
            body: body(payload),
            signature,
            answered: 200,
            repeats: None,
        }));
    }

    fn pass(&mut self) {
        let checks = vec![Checked {
            subject: "status".to_owned(),
            basis: Basis::Written(written(&self.test.file, self.step.line + 1, "        status: 201")),
            mismatch: None,
        }];
        self.end_step(StepOutcome::Passed, checks);
    }

    fn fail(&mut self, checks: Vec<Checked>) {
        self.end_step(StepOutcome::Failed(None), checks);
    }

    fn end_step(&mut self, outcome: StepOutcome, checks: Vec<Checked>) {
        let finished = self.finished(outcome, checks);
        self.tell(Happening::StepFinished(finished));
    }

    fn finished(&mut self, outcome: StepOutcome, checks: Vec<Checked>) -> StepFinished {
        let StepStarted { test, step, name, line, part, within, .. } = self.step.clone();
        let path = std::mem::take(&mut self.path);
        let took = self.at.saturating_sub(self.step_began);
        let delivery = self.delivery.take();
        StepFinished { test, step, name, line, part, within, outcome, checks, path, delivery, took }
    }

    /// A step that was not run.
    fn leave_out(&mut self, name: &str, line: usize, why: &str) {
        let (test, step, part) = (self.test.test, self.step.step + 1, Part::Steps);
        self.step =
            StepStarted { test, step, name: name.to_owned(), verb: String::new(), line, part, within: None };
        self.step_began = self.at;
        self.end_step(StepOutcome::NotRun(why.to_owned()), Vec::new());
    }

    fn finish(&mut self, outcome: Outcome, reason: Option<&str>) {
        self.end_attempt(outcome, reason, Again::No);
    }

    fn end_attempt(&mut self, outcome: Outcome, reason: Option<&str>, again: Again) {
        let took = match outcome {
            Outcome::Skipped | Outcome::NotRun => Duration::ZERO,
            Outcome::Passed | Outcome::Failed | Outcome::Errored | Outcome::Flaky | Outcome::Interrupted => {
                self.at.saturating_sub(self.test_began)
            }
        };
        let (test, attempt, reason) = (self.test.test, self.test.attempt, reason.map(str::to_owned));
        let retried = again == Again::Yes;
        self.ended += usize::from(!retried);
        self.tell(Happening::TestFinished(TestFinished { test, attempt, outcome, retried, reason, took }));
    }

    /// Strays, and what the inbox turned away.
    fn around(&mut self) {
        let text = "<b>stray</b> ]]> \u{1b}[31m";
        self.deliver(None, "stray-1", text, SignatureState::Invalid);
        self.tell(Happening::TurnedAway(TurnedAway { reason: "another path".to_owned(), count: 3 }));
    }

    fn end(mut self, interrupted: bool) -> Vec<Event> {
        let took = self.at;
        let head = RunStarted { tests: self.ended, ..head() };
        self.events[0].what = Happening::RunStarted(head);
        self.tell(Happening::RunFinished(RunFinished { interrupted, requests: 42, sessions: 7, took }));
        self.events
    }
}

fn passes(run: &mut Run) {
    run.begin_test("scenarios/a.yaml", "approved after a review", 3, &["smoke", "poll"]);
    run.step("create_token: {}", "create_token", 5);
    run.exchange(refused("POST", "/api/v2/token", 429));
    let (test, step, why) = (run.test.test, run.step.step, "429".to_owned());
    run.tell(Happening::Resent(Resent { test, step, number: 1, why, pause: Duration::from_secs(1) }));
    run.pass_time(1000);
    run.exchange(exchange("POST", "/api/v2/token", r#"{"clientId":"a"}"#, 201, r#"{"scanRef":"s-1"}"#));
    run.session("s-1");
    run.pass();
    run.step("poll_status: APPROVED", "poll_status", 8);
    for (seen, millis) in [("ACTIVE", 0), ("REVIEWING", 1200), ("APPROVED", 2500)] {
        let answer = format!(r#"{{"status":"{seen}"}}"#);
        run.exchange(exchange("POST", "/api/v2/status", r#"{"scanRef":"s-1"}"#, 200, &answer));
        run.polled(seen, millis);
    }
    run.drift(odd_key(), Standing::New);
    run.pass();
    run.step("expect_webhook: {}", "expect_webhook", 12);
    run.deliver(Some(0), "s-1", r#"{"final":true,"platform":"PC","scanRef":"s-1"}"#, SignatureState::Valid);
    run.pass();
    run.step_in("delete", "delete", 20, Part::Finally, None);
    run.exchange(exchange("POST", "/api/v2/delete", r#"{"scanRef":"s-1"}"#, 200, ""));
    let (test, step, scan_ref) = (run.test.test, run.step.step, "s-1".to_owned());
    run.tell(Happening::SessionDeleted(SessionDeleted { test, step, scan_ref }));
    run.pass();
    run.finish(Outcome::Passed, None);
    for (label, line) in [("first", 30), ("second", 31)] {
        run.begin_case("scenarios/a.yaml", "of a table", label, line);
        run.step("get_status", "get_status", 27);
        run.exchange(exchange("POST", "/api/v2/status", "{}", 200, r#"{"status":"APPROVED"}"#));
        run.drift(odd_key(), Standing::New);
        run.drift(odd_value(), Standing::Known);
        run.pass();
        run.finish(Outcome::Passed, None);
    }
}

fn failures(run: &mut Run) {
    run.begin_test("scenarios/b/failing.yaml", "fails in a flow", 1, &["slow"]);
    run.step("use: _flows/approve.yaml", "use", 4);
    let within = Some(Within { step: 1, file: "_flows/approve.yaml".to_owned() });
    run.step_in("get_status", "get_status", 6, Part::Steps, within);
    run.exchange(exchange("POST", "/api/v2/status", "{}", 200, r#"{"status":"DENIED","autoFace":null}"#));
    run.fail(vec![status_missed("_flows/approve.yaml", 9), contract_missed(), snapshot_missed()]);
    let used = StepStarted { step: 1, line: 4, within: None, ..run.step.clone() };
    let inner = std::mem::replace(&mut run.step, used);
    "use: _flows/approve.yaml".clone_into(&mut run.step.name);
    run.end_step(StepOutcome::Failed(None), Vec::new());
    run.step = inner;
    run.leave_out("get_data", 7, "a step before it failed");
    run.finish(Outcome::Failed, None);

    run.begin_test("scenarios/b/failing.yaml", "never comes", 20, &[]);
    run.step("poll_status: APPROVED", "poll_status", 22);
    run.exchange(exchange("POST", "/api/v2/status", "{}", 200, r#"{"status":"ACTIVE"}"#));
    run.polled("ACTIVE", 0);
    run.polled("503", 4000);
    run.polled("ACTIVE", 56_000);
    run.end_step(
        StepOutcome::Failed(Some(Failure {
            message: "`status` was not `APPROVED` within 60s".to_owned(),
            hint: Some("the last status was `ACTIVE`: was the session finished?".to_owned()),
            details: vec!["a line of details | with a pipe".to_owned()],
            place: Some(written("scenarios/b/failing.yaml", 22, "  - poll_status: APPROVED")),
        })),
        Vec::new(),
    );
    run.finish(Outcome::Failed, Some("the time of a step was over"));

    run.begin_test("scenarios/b/failing.yaml", "answers without a place", 40, &[]);
    run.step("get_data", "get_data", 42);
    run.exchange(refused("POST", "/api/v2/data", 404));
    run.fail(vec![Checked {
        subject: "status".to_owned(),
        basis: Basis::Success,
        mismatch: Some(Missed {
            path: String::new(),
            expected: "200 to 299".to_owned(),
            actual: "404".to_owned(),
            difference: None,
            hint: None,
        }),
    }]);
    run.finish(Outcome::Failed, None);
}

fn errors(run: &mut Run) {
    for (name, line) in [("no connection", 3), ("no connection at all", 13)] {
        run.begin_test("scenarios/c.yaml", name, line, &[]);
        run.step("get_status", "get_status", line + 2);
        let trouble = trouble();
        let asked = exchange("POST", "/api/v2/status", "{}", 200, "");
        run.exchange(Exchanged { result: Err(trouble.clone()), ..asked });
        run.end_step(StepOutcome::Errored(trouble), Vec::new());
        run.finish(Outcome::Errored, None);
    }
}

/// A flaky test, one that was flaky after it could not be judged, and one that failed in every attempt.
fn attempts(run: &mut Run) {
    run.begin_test("scenarios/c.yaml", "passes the second time", 30, &["flaky"]);
    run.step("get_status", "get_status", 32);
    run.exchange(exchange("POST", "/api/v2/status", "{}", 200, r#"{"status":"DENIED"}"#));
    run.fail(vec![status_missed("scenarios/c.yaml", 34)]);
    run.end_attempt(Outcome::Failed, None, Again::Yes);
    run.begin_again();
    run.step("get_status", "get_status", 32);
    run.exchange(exchange("POST", "/api/v2/status", "{}", 200, r#"{"status":"APPROVED"}"#));
    run.pass();
    run.finish(Outcome::Flaky, None);

    run.begin_test("scenarios/c.yaml", "connects the second time", 50, &[]);
    run.step("get_status", "get_status", 52);
    run.end_step(StepOutcome::Errored(trouble()), Vec::new());
    run.end_attempt(Outcome::Errored, None, Again::Yes);
    run.begin_again();
    run.step("get_status", "get_status", 52);
    run.pass();
    run.finish(Outcome::Flaky, None);

    run.begin_test("scenarios/c.yaml", "fails every time", 70, &[]);
    for again in [Again::Yes, Again::Yes, Again::No] {
        run.step("get_status", "get_status", 72);
        run.exchange(exchange("POST", "/api/v2/status", "{}", 200, r#"{"status":"DENIED"}"#));
        run.fail(vec![status_missed("scenarios/c.yaml", 74)]);
        run.end_attempt(Outcome::Failed, None, again);
        if again == Again::Yes {
            run.begin_again();
        }
    }
}

fn hostile(run: &mut Run) {
    for name in hostile_names() {
        run.begin_test("scenarios/hostile ]]>&<\".yaml", &name, 1, &[&name]);
        run.step(&name, "get_status", 3);
        run.exchange(exchange("POST", "/api/v2/status", &name, 200, &name));
        run.session(&name);
        run.deliver(Some(run.test.test), &name, &name, SignatureState::Unchecked);
        let mut missed = status_missed("scenarios/hostile ]]>&<\".yaml", 5);
        missed.mismatch = Some(Missed {
            path: "$.status".to_owned(),
            expected: format!("\"{name}\""),
            actual: format!("\"not {name}\""),
            difference: Some(format!("- {name}\n+ not {name}")),
            hint: Some(name.clone()),
        });
        run.fail(vec![missed]);
        run.leave_out(&name, 9, &name);
        run.finish(Outcome::Failed, Some(&name));
    }
}

fn left_out(run: &mut Run) {
    for (name, reason) in [("only for DEMO", "needs DEMO, and this is DEV"), ("skipped | too", "later")] {
        run.begin_test("scenarios/a.yaml", name, 50, &["skipped"]);
        run.finish(Outcome::Skipped, Some(reason));
    }
    run.begin_test("scenarios/d.yaml", "under way at the end", 1, &[]);
    run.step("create_token: {}", "create_token", 3);
    run.exchange(exchange("POST", "/api/v2/token", "{}", 201, "{}"));
    run.pass();
    run.leave_out("poll_status: APPROVED", 5, "the run was interrupted");
    run.finish(Outcome::Interrupted, Some("the run was interrupted"));
    for name in ["not begun", "not begun either"] {
        run.begin_test("scenarios/d.yaml", name, 20, &[]);
        run.finish(Outcome::NotRun, Some("the run was interrupted before it began"));
    }
}

fn head() -> RunStarted {
    RunStarted {
        version: "0.1.0".to_owned(),
        run_id: "run-7".to_owned(),
        seed: 7,
        environment: "emulator".to_owned(),
        kind: "DEV".to_owned(),
        address: "embedded emulator".to_owned(),
        clock: Clock::Virtual,
        started: "2026-01-01T00:00:00Z".to_owned(),
        wall_started: "2026-01-02T10:20:30.456Z".to_owned(),
        tests: 9,
        deselected: 4,
        jobs: 1,
        shard: Some(Shard { index: 1, total: 2, tests: 60, whole: "abcdef".to_owned() }),
        flaky: Flaky::Allowed,
    }
}

fn no_test() -> TestStarted {
    TestStarted {
        test: 0,
        id: String::new(),
        name: String::new(),
        file: String::new(),
        line: 0,
        tags: Vec::new(),
        kind: String::new(),
        attempt: 1,
    }
}

fn no_step() -> StepStarted {
    let (name, verb) = (String::new(), String::new());
    StepStarted { test: 0, step: 0, name, verb, line: 0, part: Part::Steps, within: None }
}

fn trouble() -> Trouble {
    Trouble {
        kind: "connection refused".to_owned(),
        message: "nobody listens at `http://127.0.0.1:9`".to_owned(),
        causes: vec!["tcp connect error".to_owned(), "Connection refused (os error 111)".to_owned()],
        hint: Some("is the environment up?".to_owned()),
    }
}

fn odd_key() -> Drift {
    let (answer, path) = ("status".to_owned(), "$.reviewedBy".to_owned());
    Drift { answer, kind: DriftKind::UnknownKey, path, value: String::new() }
}

fn odd_value() -> Drift {
    let (answer, path) = ("status".to_owned(), "$.fraudTags[*]".to_owned());
    Drift { answer, kind: DriftKind::UnknownValue, path, value: "NEW|TAG".to_owned() }
}

fn status_missed(file: &str, line: usize) -> Checked {
    Checked {
        subject: "$.status".to_owned(),
        basis: Basis::Written(written(file, line, "        status: APPROVED")),
        mismatch: Some(Missed {
            path: "$.status".to_owned(),
            expected: "\"APPROVED\"".to_owned(),
            actual: "\"DENIED\"".to_owned(),
            difference: Some("- APPROVED\n+ DENIED".to_owned()),
            hint: Some("the answer says `denyReasons`: [\"FACE_MISMATCH\"]".to_owned()),
        }),
    }
}

fn contract_missed() -> Checked {
    Checked {
        subject: "$.autoFace".to_owned(),
        basis: Basis::Contract {
            rule: "full-status#/properties/autoFace/type".to_owned(),
            source: "S0 full-status".to_owned(),
        },
        mismatch: Some(Missed {
            path: "$.autoFace".to_owned(),
            expected: "a text".to_owned(),
            actual: "null".to_owned(),
            difference: None,
            hint: None,
        }),
    }
}

fn snapshot_missed() -> Checked {
    let (path, place) = ("body".to_owned(), written("_flows/approve.yaml", 12, "    snapshot: status"));
    Checked {
        subject: "body".to_owned(),
        basis: Basis::Snapshot { file: "snapshots/a/status.json".to_owned(), place },
        mismatch: Some(Missed {
            path,
            expected: "the accepted snapshot".to_owned(),
            actual: "another answer".to_owned(),
            difference: Some("  {\n-   \"status\": \"APPROVED\"\n+   \"status\": \"DENIED\"\n  }".to_owned()),
            hint: None,
        }),
    }
}
