//! Annotations of GitHub: at the line of YAML, escaped, within the limits.

use idvet::report::github::annotations;

use super::readers::{every_run, missing_shard, results, text};
use crate::support::every_outcome::{events, killed};

fn lines(events: &[idvet::event::Event], root: &str) -> Vec<String> {
    let results = results(events);
    text(|writer| annotations(&results, root, writer)).lines().map(str::to_owned).collect()
}

#[test]
fn every_line_is_a_command_and_no_level_has_more_than_ten() {
    for (what, events) in every_run() {
        let lines = lines(&events, "");
        for word in ["error", "warning", "notice"] {
            let head = format!("::{word} ");
            assert!(lines.iter().filter(|line| line.starts_with(&head)).count() <= 10, "{what}");
        }
        for line in &lines {
            let known = ["::error ", "::warning ", "::notice "];
            assert!(known.iter().any(|head| line.starts_with(head)), "{what}: {line}");
            let message = line.splitn(3, "::").nth(2).unwrap();
            let message = message.replace("%0A", "\n").replace("%25", "%");
            assert!(message.encode_utf16().count() <= 4_096, "{what}: {line}");
        }
    }
}

#[test]
fn a_failure_stands_at_the_line_of_its_expectation() {
    let lines = lines(&events(), "qa/suite/");
    assert_eq!(
        lines[1],
        "::error file=qa/suite/_flows/approve.yaml,line=9,endLine=9,col=9,endColumn=25,\
         title=failed%3A fails in a flow::step 2, get_status: $.status: expected \"APPROVED\", found \"DENIED\" \
         (and 2 more did not hold)%0Ahelp: the answer says `denyReasons`: [\"FACE_MISMATCH\"]%0A\
         in scenarios/b/failing.yaml:1"
    );
    assert!(
        lines[3].starts_with("::error file=qa/suite/scenarios/b/failing.yaml,line=42,title="),
        "{}",
        lines[3]
    );
}

#[test]
fn the_tenth_tells_of_all_the_rest() {
    let lines = lines(&events(), "");
    let errors: Vec<&String> = lines.iter().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 10);
    // The interrupted run itself is one.
    let broken = 1 + 6 + crate::support::every_outcome::hostile_names().len();
    assert!(
        errors[9].starts_with(&format!("::error title=idvet%3A {} more errors::", broken - 9)),
        "{}",
        errors[9]
    );
}

#[test]
fn flaky_tests_warn_and_drift_is_noticed() {
    let lines = lines(&events(), "");
    let of = |word: &str| lines.iter().filter(|line| line.starts_with(word)).collect::<Vec<_>>();
    let warnings = of("::warning ");
    assert_eq!(warnings.len(), 2, "{warnings:#?}");
    assert!(
        warnings[0].contains("line=34") && warnings[0].contains("passed in attempt 2"),
        "{}",
        warnings[0]
    );
    assert_eq!(of("::notice ").len(), 1);
}

#[test]
fn a_missing_shard_is_an_error() {
    let text = text(|writer| annotations(&missing_shard(), "", writer));
    assert!(text.starts_with("::error title=idvet%3A missing::shard 2 of 2 is missing"), "{text}");
}

#[test]
fn a_killed_run_is_an_error() {
    let lines = lines(&killed(), "");
    assert!(
        lines.iter().any(|line| line.starts_with("::error ")
            && line.contains("the run did not end: 2 tests were under way, 4 had not begun")),
        "{lines:#?}"
    );
}
