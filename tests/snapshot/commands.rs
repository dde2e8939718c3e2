//! `idvet run` and `idvet snapshots` as their users call them.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value as Json;

use crate::support::suite::{Said, Suite, said};

const IDVET_YAML: &str = "\
environments:
  emulator: { kind: DEV, emulator: true }
  changed: { kind: DEV, emulator: { dummy_attempts: 0 } }
defaults:
  create_token: { clientId: \"qa-${run.id}-${scenario.slug}\" }
";

const FULL: &str = "\
name: The full status is read
steps:
  - create_dummy_token: { dummyStatus: APPROVED }
  - get_full_status:
    snapshot: true
";

pub(super) const REFUSED: &str = "\
name: A refusal is read
steps:
  - get_status: { scanRef: nobody }
    expect: { status: 400, error: { identifier: BAD_VALUE } }
    snapshot: true
";

const FULL_FILE: &str = "scenarios/snapshots/full.the-full-status-is-read.get_full_status.snap";
pub(super) const REFUSED_FILE: &str = "scenarios/snapshots/refused.a-refusal-is-read.get_status.snap";

fn suite() -> Suite {
    let suite = Suite::with(IDVET_YAML);
    suite.scenario("full.yaml", FULL).scenario("refused.yaml", REFUSED);
    suite
}

fn accepted_suite() -> Suite {
    let suite = suite();
    suite.idvet(&["run", "--snapshots", "new"]).exits(0);
    suite
}

fn in_ci(suite: &Suite, arguments: &[&str]) -> Said {
    said(&suite.command(arguments).env("CI", "true").output().unwrap())
}

/// Every file below `scenarios`, with its text.
fn tree(suite: &Suite) -> Vec<(PathBuf, String)> {
    let walk =
        walkdir::WalkDir::new(suite.path("scenarios")).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn a_changed_field_fails_with_a_difference_that_shows_just_that() {
    let suite = accepted_suite();
    let ran = suite.idvet(&["run", "--env", "changed"]).exits(1);
    let signs = |sign: char| -> Vec<String> {
        let lines = ran.err.lines().map(str::trim).filter(|line| line.starts_with(&format!("{sign} ")));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(signs('-'), [r#"-   "attempt_count": 1,"#], "{}", ran.all());
    assert_eq!(signs('+'), [r#"+   "attempt_count": 0,"#]);
    assert!(ran.err.contains(&format!("^^^^^^^^^^^^^^ `{FULL_FILE}`")), "{}", ran.all());
    assert!(ran.err.contains("difference (- accepted, + found):"));
    assert!(ran.out.contains("1 passed, 1 failed"));

    let accepted = suite.idvet(&["snapshots", "accept"]).exits(0);
    assert_eq!(accepted.out, format!("accepted {FULL_FILE}\n"));
    suite.idvet(&["run", "--env", "changed"]).exits(0);
    suite.idvet(&["run"]).exits(1);
}

#[test]
fn pending_snapshots_are_listed_with_where_they_come_from() {
    let suite = accepted_suite();
    assert_eq!(suite.idvet(&["snapshots", "list"]).exits(0).err, "no snapshot is pending\n");
    fs::remove_file(suite.path(REFUSED_FILE)).unwrap();
    suite.idvet(&["run", "--env", "changed"]).exits(1);
    let listed = suite.idvet(&["snapshots", "list"]).exits(0);
    assert_eq!(
        listed.out,
        format!(
            "changed scenarios/full.yaml:4  get_full_status\n        scenarios/full.yaml › The full status is read\n        {FULL_FILE}.new\n\
             new     scenarios/refused.yaml:3  get_status\n        scenarios/refused.yaml › A refusal is read\n        {REFUSED_FILE}.new\n"
        )
    );
    let json = suite.idvet(&["snapshots", "list", "--format", "json", "refused"]).exits(0);
    let document: Json = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        document,
        serde_json::json!({ "pending": [{
            "state": "new",
            "scenario": "scenarios/refused.yaml",
            "line": 3,
            "step": "get_status",
            "test": "scenarios/refused.yaml › A refusal is read",
            "file": format!("{REFUSED_FILE}.new"),
        }] })
    );
}

#[test]
fn names_are_files_folders_scenarios_and_parts_of_ids() {
    let names = |name: &str| {
        let suite = suite();
        suite.idvet(&["run"]).exits(1);
        suite.idvet(&["snapshots", "accept", name]).exits(0).out.lines().count()
    };
    for name in [
        REFUSED_FILE,
        &format!("{REFUSED_FILE}.new"),
        "scenarios/refused.yaml",
        "A refusal",
        "refused.yaml ›",
    ] {
        assert_eq!(names(name), 1, "{name}");
    }
    for name in ["scenarios", "scenarios/snapshots", ".", "is read"] {
        assert_eq!(names(name), 2, "{name}");
    }
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    let wrong = suite.idvet(&["snapshots", "reject", "A refusal", "nobody"]).exits(4);
    assert!(wrong.err.contains("no pending snapshot is named by `nobody`"), "{}", wrong.all());
    assert!(suite.path(&format!("{REFUSED_FILE}.new")).exists());
}

#[test]
fn a_rejected_snapshot_comes_again() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    let rejected = suite.idvet(&["snapshots", "reject"]).exits(0);
    assert_eq!(rejected.out, format!("rejected {FULL_FILE}\nrejected {REFUSED_FILE}\n"));
    assert!(!suite.path(FULL_FILE).exists() && !suite.path(&format!("{FULL_FILE}.new")).exists());
    suite.idvet(&["run"]).exits(1);
    assert!(suite.path(&format!("{FULL_FILE}.new")).exists());
}

#[test]
fn prune_names_and_deletes_what_no_scenario_makes() {
    let suite = accepted_suite();
    assert_eq!(suite.idvet(&["snapshots", "prune"]).exits(0).err, "every snapshot is made by a scenario\n");
    fs::remove_file(suite.path("scenarios/refused.yaml")).unwrap();
    suite.scenario("full.yaml", &FULL.replace("snapshot: true", "snapshot: renamed"));
    suite.idvet(&["run", "--snapshots", "new"]).exits(0);
    let named = suite.idvet(&["snapshots", "prune", "--dry-run"]).exits(0);
    let expected = format!(
        "unused {FULL_FILE} (no scenario of `scenarios/full.yaml` makes it)\nunused {REFUSED_FILE} (`scenarios/refused.yaml` is gone)\n"
    );
    assert_eq!(named.out, expected);
    assert!(suite.path(FULL_FILE).exists());
    let deleted = suite.idvet(&["snapshots", "prune"]).exits(0);
    assert_eq!(deleted.out, expected.replace("unused", "deleted"));
    let left: Vec<_> = fs::read_dir(suite.path("scenarios/snapshots"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["full.the-full-status-is-read.renamed.snap"]);
}

#[test]
fn prune_deletes_nothing_while_a_scenario_cannot_be_read() {
    let suite = accepted_suite();
    suite.scenario("full.yaml", &FULL.replace("get_full_status", "get_fulll_status"));
    let before = tree(&suite);
    let refused = suite.idvet(&["snapshots", "prune"]).exits(2);
    assert!(refused.err.contains("nothing is pruned while a scenario has a mistake"), "{}", refused.all());
    assert_eq!(tree(&suite), before);
}

/// A suite may lie in a repository whose Rust tests have snapshots of insta's.
#[test]
fn snapshots_of_rust_tests_are_left_alone() {
    let suite = suite();
    let of_rust = "---\nsource: tests/terminal.rs\nexpression: shown\n---\ntext\n";
    suite.write("tests/snapshots/tests__a.snap", of_rust).write("tests/snapshots/tests__b.snap.new", of_rust);
    suite.idvet(&["run", "--snapshots", "new"]).exits(0);
    assert_eq!(suite.idvet(&["snapshots", "list"]).exits(0).err, "no snapshot is pending\n");
    suite.idvet(&["snapshots", "prune"]).exits(0);
    assert!(suite.path("tests/snapshots/tests__a.snap").exists());
    assert!(suite.path("tests/snapshots/tests__b.snap.new").exists());
}

#[test]
fn prune_knows_the_scenarios_of_other_folders_and_of_all_kinds() {
    let suite = Suite::with(IDVET_YAML);
    suite.scenario("here.yaml", FULL).write("elsewhere/there.yaml", REFUSED).scenario(
        "kinds.yaml",
        "name: Kinds\nenvironments: [DEV, DEMO]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n    expect: { status: [201, 403] }\n    snapshot: { only: [] }\n",
    );
    suite.idvet(&["run", "scenarios", "elsewhere", "--snapshots", "new"]).exits(0);
    let pruned = suite.idvet(&["snapshots", "prune"]).exits(0);
    assert_eq!((pruned.out.as_str(), pruned.err.as_str()), ("", "every snapshot is made by a scenario\n"));
    suite.scenario("kinds.yaml", "name: Kinds\nenvironments: [DEMO]\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n    expect: { status: [201, 403] }\n    snapshot: { only: [] }\n");
    assert_eq!(suite.idvet(&["snapshots", "prune"]).exits(0).out.lines().count(), 1);
}

#[test]
fn in_ci_a_new_snapshot_fails_and_the_tree_stays_as_it_was() {
    let suite = accepted_suite();
    git(&suite, &["init", "-q"]);
    git(&suite, &["add", "-A"]);
    git(&suite, &["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "all"]);
    suite.scenario("more.yaml", &REFUSED.replace("A refusal", "Another refusal"));
    git(&suite, &["add", "-A"]);
    git(&suite, &["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "more"]);
    for mode in ["check", "new", "write"] {
        let ran = in_ci(&suite, &["run", "--snapshots", mode]).exits(1);
        assert!(ran.err.contains("expected an accepted answer, found none yet"), "{}", ran.all());
        assert!(ran.err.contains("with `CI` set no file is written: run it on your own machine"));
        assert_eq!(ran.err.contains("note: `CI` is set"), mode != "check", "{}", ran.all());
        assert_eq!(git(&suite, &["status", "--porcelain", "--untracked-files=all"]), "");
    }
    suite.idvet(&["run"]).exits(1);
    for verb in ["accept", "reject", "prune", "review"] {
        let refused = in_ci(&suite, &["snapshots", verb]).exits(2);
        assert!(refused.err.contains("`CI` is set, where no snapshot is written"), "{}", refused.all());
    }
    assert!(in_ci(&suite, &["snapshots", "list"]).exits(0).out.starts_with("new "));
    in_ci(&suite, &["snapshots", "prune", "--dry-run"]).exits(0);
    assert!(
        said(&suite.command(&["snapshots", "accept"]).env("CI", "false").output().unwrap())
            .exits(0)
            .out
            .starts_with("accepted")
    );
}

fn git(suite: &Suite, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(suite.root())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn review_is_refused_where_there_is_no_terminal() {
    let suite = suite();
    suite.idvet(&["run"]).exits(1);
    let mut command = suite.command(&["snapshots", "review"]);
    let refused = said(&command.stdin(Stdio::null()).output().unwrap()).exits(2);
    assert!(refused.err.contains("asks for keys, and there is no terminal"), "{}", refused.all());
    assert!(refused.err.contains("idvet snapshots accept"), "{}", refused.all());
    assert!(suite.path(&format!("{FULL_FILE}.new")).exists());
}

#[test]
fn a_pending_file_that_cannot_be_read_is_told_and_left_alone() {
    let suite = suite();
    suite.write(&format!("{FULL_FILE}.new"), "what is this").write(&format!("{REFUSED_FILE}.new"), "\u{0}");
    let listed = suite.idvet(&["snapshots", "accept"]).exits(0);
    assert!(
        listed.err.contains(&format!("note: `{FULL_FILE}.new` is no snapshot that can be read")),
        "{}",
        listed.all()
    );
    assert!(listed.err.contains("NUL byte"), "{}", listed.all());
    assert!(suite.path(&format!("{FULL_FILE}.new")).exists());
}
