//! `cargo insta`, where it is installed, lists and accepts what idvet left pending.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output},
};

use super::commands::{REFUSED, REFUSED_FILE};
use crate::support::suite::Suite;

fn cargo_insta(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new("cargo-insta");
    command.args(arguments).current_dir(folder);
    for name in ["CI", "INSTA_UPDATE", "INSTA_WORKSPACE_ROOT", "INSTA_PENDING_DIR", "CARGO_MANIFEST_DIR"] {
        command.env_remove(name);
    }
    command.output().ok()
}

fn succeeded(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{all}");
    all
}

#[test]
fn cargo_insta_lists_and_accepts_what_was_left_pending() {
    let suite = Suite::with("");
    suite.scenario("refused.yaml", REFUSED).write("src/lib.rs", "");
    suite.write("Cargo.toml", "[package]\nname = \"partner\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    suite.idvet(&["run"]).exits(1);
    let Some(listed) = cargo_insta(suite.root(), &["pending-snapshots"]) else {
        let in_ci = std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false");
        assert!(!in_ci, "cargo-insta is not installed: `.ci/run` does that");
        let said = writeln!(std::io::stderr(), "cargo-insta is not installed: nothing was shown here");
        return said.unwrap();
    };
    let listed = succeeded(&listed);
    assert!(listed.contains("refused.a-refusal-is-read.get_status.snap"), "{listed}");

    succeeded(&cargo_insta(suite.root(), &["accept"]).unwrap());
    assert!(!suite.path(&format!("{REFUSED_FILE}.new")).exists());
    let accepted = fs::read_to_string(suite.path(REFUSED_FILE)).unwrap();
    assert!(!accepted.contains("assertion_line"), "{accepted}");
    assert!(accepted.contains("scenarios/refused.yaml › A refusal is read"), "{accepted}");
    // What insta has written is read by idvet, as an accepted answer and as a snapshot of that scenario.
    suite.idvet(&["run", "--seed", "2"]).exits(0);
    fs::remove_file(suite.path("scenarios/refused.yaml")).unwrap();
    assert!(suite.idvet(&["snapshots", "prune"]).exits(0).out.contains(REFUSED_FILE));
}

#[test]
fn cargo_insta_rejects_a_changed_one() {
    let suite = Suite::with("");
    suite.scenario("refused.yaml", REFUSED).write("src/lib.rs", "");
    suite.write("Cargo.toml", "[package]\nname = \"partner\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    suite.idvet(&["run", "--snapshots", "new"]).exits(0);
    let accepted = fs::read_to_string(suite.path(REFUSED_FILE)).unwrap();
    let changed = accepted.replace("BAD_VALUE", "OTHER");
    suite.write(REFUSED_FILE, &changed);
    suite.idvet(&["run"]).exits(1);
    if let Some(rejected) = cargo_insta(suite.root(), &["reject"]) {
        succeeded(&rejected);
        assert!(!suite.path(&format!("{REFUSED_FILE}.new")).exists());
        assert_eq!(fs::read_to_string(suite.path(REFUSED_FILE)).unwrap(), changed);
    }
}
