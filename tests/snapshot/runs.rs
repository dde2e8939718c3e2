//! What a run does with an answer that is not as it was accepted: passes, fails, leaves pending, accepts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use idvet::{
    event::{Basis, Missed, Outcome},
    run::Snapshots,
};

use crate::support::lab::{Lab, Ran, Script, json};

const NAME: &str = "scenarios/snapshots/a.a.request.snap";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn accepted(&self) -> PathBuf {
        self.root().join(NAME)
    }

    fn pending(&self) -> PathBuf {
        self.root().join(format!("{NAME}.new"))
    }

    /// Which of the two files are there.
    fn files(&self) -> (bool, bool) {
        (self.accepted().exists(), self.pending().exists())
    }

    fn run(&self, mode: Snapshots, body: &str) -> Ran {
        self.run_step(mode, body, "snapshot: true")
    }

    fn run_step(&self, mode: Snapshots, body: &str, asking: &str) -> Ran {
        let scenario = format!("name: A\nsteps:\n  - request: {{ path: /x }}\n    {asking}\n");
        let script = Script::new([json(200, body)]);
        Lab::new(&scenario).root(self.root().to_owned()).script(&script).snapshots(mode).run()
    }
}

/// What the snapshot of the only step missed, with the file that it names.
fn missed(ran: &Ran) -> Option<(Missed, String)> {
    let steps = ran.steps();
    let mut checks = steps[0].checks.iter();
    checks.find_map(|check| match &check.basis {
        Basis::Snapshot { file, place } => {
            assert_eq!(place.text.trim(), "snapshot: true");
            Some((check.mismatch.clone()?, file.clone()))
        }
        Basis::Written(_) | Basis::Success | Basis::Contract { .. } => None,
    })
}

#[test]
fn a_first_answer_fails_and_is_left_pending() {
    let desk = Desk::new();
    let ran = desk.run(Snapshots::Check, r#"{"b":1,"a":2}"#);
    assert_eq!(ran.outcomes(), [Outcome::Failed]);
    assert_eq!(desk.files(), (false, true));
    let (missed, file) = missed(&ran).unwrap();
    assert_eq!(file, NAME);
    assert_eq!((missed.expected.as_str(), missed.actual.as_str()), ("an accepted answer", "none yet"));
    assert!(missed.difference.unwrap().ends_with("+ {\n+   \"a\": 2,\n+   \"b\": 1\n+ }"));
    assert!(missed.hint.unwrap().contains("idvet snapshots review"));
}

#[test]
fn another_answer_fails_with_what_differs() {
    let desk = Desk::new();
    assert_eq!(desk.run(Snapshots::New, r#"{"a":1,"b":2}"#).outcomes(), [Outcome::Passed]);
    assert_eq!(desk.files(), (true, false));
    let ran = desk.run(Snapshots::Check, r#"{"b":3,"a":1}"#);
    assert_eq!(ran.outcomes(), [Outcome::Failed]);
    assert_eq!(desk.files(), (true, true));
    let (missed, _) = missed(&ran).unwrap();
    assert_eq!(missed.difference.unwrap(), "\n  {\n    \"a\": 1,\n-   \"b\": 2\n+   \"b\": 3\n  }");
    let accepted = fs::read_to_string(desk.accepted()).unwrap();
    assert!(accepted.contains("\"b\": 2") && !accepted.contains("assertion_line"), "{accepted}");
    assert!(fs::read_to_string(desk.pending()).unwrap().contains("\nassertion_line: 3\n"));
}

#[test]
fn what_was_pending_is_no_longer_once_the_answer_is_as_accepted() {
    let desk = Desk::new();
    desk.run(Snapshots::New, r#"{"a":1}"#);
    desk.run(Snapshots::Check, r#"{"a":2}"#);
    assert_eq!(desk.files(), (true, true));
    assert_eq!(desk.run(Snapshots::Check, r#"{"a":1}"#).outcomes(), [Outcome::Passed]);
    assert_eq!(desk.files(), (true, false));
}

#[test]
fn new_accepts_first_answers_and_write_accepts_all() {
    let desk = Desk::new();
    desk.run(Snapshots::New, r#"{"a":1}"#);
    assert_eq!(desk.run(Snapshots::New, r#"{"a":2}"#).outcomes(), [Outcome::Failed]);
    assert_eq!(desk.files(), (true, true));
    assert_eq!(desk.run(Snapshots::Write, r#"{"a":3}"#).outcomes(), [Outcome::Passed]);
    assert_eq!(desk.files(), (true, false));
    assert!(fs::read_to_string(desk.accepted()).unwrap().contains("\"a\": 3"));
}

#[test]
fn nothing_is_written_where_answers_are_only_compared() {
    let desk = Desk::new();
    let ran = desk.run(Snapshots::Compare, r#"{"a":1}"#);
    assert_eq!(ran.outcomes(), [Outcome::Failed]);
    assert!(missed(&ran).unwrap().0.hint.unwrap().contains("with `CI` set no file is written"));
    assert!(fs::read_dir(desk.root()).unwrap().next().is_none());
    desk.run(Snapshots::New, r#"{"a":1}"#);
    desk.run(Snapshots::Check, r#"{"a":2}"#);
    let pending = fs::read_to_string(desk.pending()).unwrap();
    assert_eq!(desk.run(Snapshots::Compare, r#"{"a":1}"#).outcomes(), [Outcome::Passed]);
    assert_eq!(desk.run(Snapshots::Compare, r#"{"a":5}"#).outcomes(), [Outcome::Failed]);
    assert_eq!(fs::read_to_string(desk.pending()).unwrap(), pending);
}

/// Whoever accepts everything that is pending must not accept what the scenario itself says is wrong.
#[test]
fn an_answer_that_is_wrong_otherwise_is_never_left_to_accept() {
    let desk = Desk::new();
    let expecting = "snapshot: true\n    expect: { fields: { a: 1 } }";
    for mode in [Snapshots::Check, Snapshots::New, Snapshots::Write] {
        let ran = desk.run_step(mode, r#"{"a":2}"#, expecting);
        assert_eq!(ran.outcomes(), [Outcome::Failed]);
        assert_eq!(desk.files(), (false, false));
        assert!(missed(&ran).is_none(), "one failure is told, not two");
    }
    desk.run(Snapshots::New, r#"{"a":1}"#);
    let ran = desk.run_step(Snapshots::Write, r#"{"a":2}"#, expecting);
    assert_eq!(ran.outcomes(), [Outcome::Failed]);
    assert_eq!(desk.files(), (true, false));
    assert!(missed(&ran).unwrap().0.hint.unwrap().contains("failed otherwise"));
}

#[test]
fn a_file_in_the_middle_of_a_merge_fails_and_says_so() {
    let desk = Desk::new();
    fs::create_dir_all(desk.accepted().parent().unwrap()).unwrap();
    fs::write(desk.accepted(), "<<<<<<< HEAD\n---\nsource: a\n").unwrap();
    let ran = desk.run(Snapshots::Check, r#"{"a":1}"#);
    let actual = missed(&ran).unwrap().0.actual;
    assert_eq!(
        actual,
        "a file that cannot be read: it does not begin with a head between two lines of `---`"
    );
    assert_eq!(desk.files(), (true, true));
}

#[test]
fn a_folder_that_cannot_be_written_is_no_verdict() {
    let desk = Desk::new();
    fs::create_dir_all(desk.root().join("scenarios")).unwrap();
    fs::write(desk.root().join("scenarios/snapshots"), "a file in the way").unwrap();
    let ran = desk.run(Snapshots::Check, r#"{"a":1}"#);
    assert_eq!(ran.outcomes(), [Outcome::Errored]);
    assert_eq!(ran.troubles()[0].message, format!("the snapshot `{NAME}` cannot be written"));
}

#[test]
fn an_answer_without_the_part_that_is_meant_fails() {
    let desk = Desk::new();
    let ran = desk.run_step(Snapshots::Write, r#"{"a":1}"#, "snapshot: { of: $.b.c }");
    ran.check(
        "
        A:
          1 request GET /x
            GET /x → 200
            failed
              line 4: : expected an answer that a snapshot can show, was nothing at `$.b.c`
          = failed
        ",
    );
    assert_eq!(desk.files(), (false, false));
}

#[test]
fn a_poll_is_shown_with_its_path_and_without_its_times() {
    let script = || {
        Script::new(
            ["ACTIVE", "ACTIVE", "REVIEWING", "APPROVED"]
                .map(|status| json(200, &format!("{{\"status\":\"{status}\"}}"))),
        )
    };
    let desk = Desk::new();
    let run = |every: &str, mode| {
        let scenario = format!(
            "name: A\nsteps:\n  - poll_status: {{ until: APPROVED, every: {every}, scanRef: x }}\n    snapshot: {{ headers: [] }}\n"
        );
        Lab::new(&scenario).root(desk.root().to_owned()).script(&script()).snapshots(mode).run()
    };
    assert_eq!(run("1s", Snapshots::New).outcomes(), [Outcome::Passed]);
    let text = fs::read_to_string(desk.root().join("scenarios/snapshots/a.a.poll_status.snap")).unwrap();
    assert!(
        text.ends_with(
            "---\nstatus: 200\npath: ACTIVE → REVIEWING → APPROVED\n\n{\n  \"status\": \"APPROVED\"\n}\n"
        ),
        "{text}"
    );
    assert_eq!(run("3s", Snapshots::Compare).outcomes(), [Outcome::Passed]);
}

#[test]
fn the_answer_of_an_earlier_step_can_be_meant() {
    let desk = Desk::new();
    let script = Script::new([json(200, r#"{"a":1}"#), json(200, r#"{"a":2}"#)]);
    let scenario = "name: A\nsteps:\n  - request: { path: /x }\n    id: first\n  - request: { path: /y }\n    snapshot: { of: first }\n  - wait: 1s\n    snapshot: { of: first, name: later }\n";
    let ran = Lab::new(scenario).root(desk.root().to_owned()).script(&script).snapshots(Snapshots::New).run();
    assert_eq!(ran.outcomes(), [Outcome::Passed]);
    for name in ["request", "later"] {
        let text =
            fs::read_to_string(desk.root().join(format!("scenarios/snapshots/a.a.{name}.snap"))).unwrap();
        assert!(text.contains("\"a\": 1"), "{text}");
    }
}

#[test]
fn no_file_holds_a_secret() {
    let desk = Desk::new();
    let suite = "redact: [personalNumber]\ndefaults: { create_token: { clientId: qa-1 } }\n";
    let made = r#"{"scanRef":"ref-1","authToken":"tok-en-12345","docPersonalCode":"39001010000","told":"tok-en-12345"}"#;
    let told = made.replace("tok-en-12345\"}", "tok-en-12345 Bearer written-secret\"}");
    let scenario = "
        name: A person 39001010000
        steps:
          - create_token: { personalNumber: '39001010000' }
            snapshot: secret 39001010000
          - request: { path: /x, headers: { authorization: Bearer written-secret } }
            snapshot: { headers: [set-cookie, x-told] }
        ";
    let script = Script::new([
        json(201, made),
        json(200, &told).header("set-cookie", "sid=cookie-secret").header("x-told", "emulator-dev-secret"),
    ]);
    Lab::new(scenario)
        .suite(suite)
        .root(desk.root().to_owned())
        .script(&script)
        .snapshots(Snapshots::New)
        .run();
    let folder = desk.root().join("scenarios/snapshots");
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2);
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        for secret in
            ["tok-en-12345", "39001010000", "written-secret", "cookie-secret", "emulator-dev-secret"]
        {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
    }
}

#[test]
fn many_tests_side_by_side_each_have_their_own_file() {
    let desk = Desk::new();
    let scenario = "
        name: A
        matrix: { a: [1, 2, 3, 4, 5, 6, 7, 8], b: [1, 2, 3, 4, 5] }
        steps:
          - request: { method: POST, path: /x, json: { a: '${matrix.a}', b: '${matrix.b}' } }
            expect: { status: 404 }
            snapshot: true
        ";
    let run = |mode| Lab::new(scenario).root(desk.root().to_owned()).jobs(16).snapshots(mode).run();
    assert!(run(Snapshots::New).outcomes().iter().all(|outcome| *outcome == Outcome::Passed));
    assert_eq!(fs::read_dir(desk.root().join("scenarios/snapshots")).unwrap().count(), 40);
    assert!(run(Snapshots::Compare).outcomes().iter().all(|outcome| *outcome == Outcome::Passed));
}

/// A run whose first attempt fails behind its snapshot, and whose answers are these in order.
fn run_with_a_retry(desk: &Desk, mode: Snapshots, bodies: [&str; 2]) -> Ran {
    let scenario = "name: A\nretries: 1\nsteps:\n  - request: { path: /x }\n    snapshot: true\n  - request: { path: /y }\n";
    let [first, second] = bodies.map(|body| json(200, body));
    let script = Script::new([first, json(500, "{}"), second, json(200, "{}")]);
    Lab::new(scenario).root(desk.root().to_owned()).script(&script).snapshots(mode).run()
}

#[test]
fn what_a_failed_attempt_accepted_is_accepted_anew() {
    for mode in [Snapshots::New, Snapshots::Write] {
        let desk = Desk::new();
        let ran = run_with_a_retry(&desk, mode, [r#"{"a":1}"#, r#"{"a":2}"#]);
        assert_eq!(ran.outcomes(), [Outcome::Failed, Outcome::Flaky], "{mode:?}\n{}", ran.story());
        let accepted = fs::read_to_string(desk.accepted()).unwrap();
        assert!(accepted.contains("\"a\": 2") && !desk.pending().exists(), "{accepted}");
        // Another run's answer is not the test's own any more.
        let other = run_with_a_retry(&desk, Snapshots::New, [r#"{"a":3}"#, r#"{"a":3}"#]);
        assert_eq!(other.outcomes(), [Outcome::Failed; 2], "{}", other.story());
    }
}

#[test]
fn what_one_attempt_left_pending_the_next_takes_back() {
    let desk = Desk::new();
    desk.run(Snapshots::Write, r#"{"a":1}"#);
    let scenario = "name: A\nretries: 1\nsteps:\n  - request: { path: /x }\n    snapshot: true\n";
    let script = Script::new([json(200, r#"{"a":2}"#), json(200, r#"{"a":1}"#)]);
    let lab = Lab::new(scenario).root(desk.root().to_owned()).script(&script).snapshots(Snapshots::Check);
    assert_eq!(lab.run().outcomes(), [Outcome::Failed, Outcome::Flaky]);
    assert_eq!(desk.files(), (true, false));
}
