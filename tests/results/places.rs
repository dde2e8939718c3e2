//! Where reports are written: whole or not at all, found to be writable before anything is sent.

use std::fs;

use super::suite;
use crate::support::suite::Suite;

fn refused(arguments: &[&str], why: &str) {
    let suite = suite();
    let before: Vec<_> =
        fs::read_dir(suite.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let said = suite.idvet(arguments).exits(2);
    assert!(said.err.contains(why), "{}", said.all());
    assert!(!suite.path(".idvet/runs").exists(), "a run was begun");
    let after: Vec<_> = fs::read_dir(suite.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(before, after, "something was left behind");
}

#[test]
fn a_place_that_cannot_be_written_is_found_before_anything_is_sent() {
    refused(&["run", "--json", "scenarios"], "`--json` cannot be written to `scenarios`: it is a folder");
    refused(
        &["run", "--json", "idvet.yaml/report.json"],
        "`--json` cannot be written to `idvet.yaml/report.json`",
    );
}

#[test]
fn the_record_is_not_overwritten_by_a_report() {
    refused(
        &["run", "--out", "here", "--json", "here/../here/events.jsonl"],
        "`--json` and the record are both",
    );
}

#[test]
fn a_folder_of_the_run_is_no_report_and_stdout_no_folder() {
    refused(&["run", "--out", "run3", "--junit", "run3"], "one cannot be a file and a folder");
    refused(&["run", "--out", "run3", "--har", "run3"], "the folder of the record");
    refused(&["run", "--har", "-"], "`--har` writes a folder of files, which stdout cannot be");
    refused(&["run", "--json", "a", "--tap", "a/b"], "one cannot be a file and a folder");
}

#[test]
fn a_report_replaces_the_one_before_and_leaves_nothing_beside_it() {
    let suite = suite();
    suite.write("reports/run.json", "old");
    suite.idvet(&["run", "--json", "reports/run.json"]).exits(1);
    let names: Vec<_> =
        fs::read_dir(suite.path("reports")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["run.json"]);
    assert!(fs::read_to_string(suite.path("reports/run.json")).unwrap().starts_with("{\n"));
}

#[test]
fn a_report_on_stdout_is_alone_there() {
    let suite = suite();
    let said = suite.idvet(&["run", "--json", "-"]).exits(1);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["exit_code"], 1);
    assert!(said.err.contains("3 passed, 2 failed, 1 skipped"), "{}", said.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_in_the_end_is_no_success() {
    let suite = Suite::empty();
    suite.scenario("good.yaml", "name: good\nsteps:\n  - wait: 1s\n");
    let said = suite.idvet(&["run", "--json", "/dev/full"]).exits(3);
    assert!(
        said.err.contains("the report `--json` cannot be written to `/dev/full`: no space left"),
        "{}",
        said.all()
    );
    assert!(said.out.contains("1 passed"), "{}", said.all());
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = suite.command(&["report", "--json", "-"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_hides_no_failure() {
    suite().idvet(&["run", "--json", "/dev/full"]).exits(1);
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let suite = suite();
    suite.write("real.json", "old");
    fs::set_permissions(suite.path("real.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.json", suite.path("link.json")).unwrap();
    suite.idvet(&["run", "--json", "link.json"]).exits(1);
    assert!(fs::symlink_metadata(suite.path("link.json")).unwrap().is_symlink());
    assert!(fs::read_to_string(suite.path("real.json")).unwrap().starts_with("{\n"));
    assert_eq!(fs::metadata(suite.path("real.json")).unwrap().permissions().mode() & 0o777, 0o640);
}
