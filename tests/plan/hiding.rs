//! No mistake hides another: each wrong step draws a message, whatever is wrong with the steps around it.

use std::{collections::BTreeSet, fs};

use idvet::diagnostic::{Diagnostic, Severity};

use super::desk::{Desk, SUITE};
use crate::support::suite::repository;

/// Steps that are wrong by themselves, each in its own way. Each begins in column 3, as in a file.
const WRONG: &[&str] = &[
    "  - create_dumy_token: { dummyStatus: APPROVED }\n",
    "  - create_dummy_token: { dummyStatus: APROVED }\n",
    "  - create_dummy_token: { firstName: Anna }\n",
    "  - create_dummy_token: { dummyStatus: APPROVED, fristName: Anna }\n",
    "  - create_token: { expiryTime: soon }\n",
    "  - add_manual_status: { manualFaceMatchResult: FACE_MATCH }\n",
    "  - get_status: {}\n    expct: { status: 200 }\n",
    "  - get_status: {}\n    expect: { status: 999 }\n",
    "  - get_status: {}\n    expect: { fields: { status: { equal_to: 1 } } }\n",
    "  - get_status: {}\n    expect: { fields: { $.a[: 1 } }\n",
    "  - get_data: {}\n    capture: { lost: \"$.a[\" }\n",
    "  - get_data: {}\n    session: nobody\n",
    "  - get_data: { scanRef: \"${nowhere}\" }\n",
    "  - get_data: { scanRef: \"${uper('a')}\" }\n",
    "  - poll_status: REVEIWING\n",
    "  - poll_status: { until: APPROVED, never: APPROVED }\n",
    "  - poll_status: { until: APPROVED, every: often }\n",
    "  - poll_status:\n",
    "  - wait: 3\n",
    "  - wait: 1s\n    wait: 2s\n",
    "  - wait: 1s\n    set: { a: 1 }\n",
    "  - set: { 1st: 1 }\n",
    "  - assert_fields: { of: nothing, fields: { a: 1 } }\n",
    "  - request: { path: /x, method: PSOT }\n",
    "  - request: { method: GET }\n",
    "  - get_files\n",
    "  - {}\n",
    "  - \"\"\n",
    "  - get_files: \"never closed\n",
    "  - get_files: { scanRef: abc\n",
    "  - get_files: { scanRef: ${abc} }\n",
    "  - get_files: { scanRef: abc ]\n",
    "  - get_files:\n\t  scanRef: abc\n",
    "   - get_files: {}\n",
    "  -get_files: {}\n",
    "  - get_files: {} {}\n",
    "  - get_files: @abc\n",
];

const BEFORE: &str = "name: two wrong steps\nsteps:\n  - create_token: {}\n";
const BEHIND: &str = "  - get_status: {}\n";

/// The lines that errors stand in.
fn lines(found: &[Diagnostic]) -> BTreeSet<usize> {
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .filter_map(|diagnostic| diagnostic.labels.first())
        .map(|label| label.place.position().line)
        .collect()
}

fn line_count(text: &str) -> usize {
    text.matches('\n').count()
}

#[test]
fn of_two_wrong_steps_neither_hides_the_other() {
    let mut hidden = Vec::new();
    for first in WRONG {
        for second in WRONG {
            let text = [BEFORE, first, second, BEHIND].concat();
            let lines = lines(&Desk::with(&text).check().diagnostics);
            let start = line_count(BEFORE) + 1;
            let middle = start + line_count(first);
            let end = middle + line_count(second);
            for (step, range) in [(first, start..middle), (second, middle..end)] {
                if !range.into_iter().any(|line| lines.contains(&line)) {
                    hidden.push(format!("{step}in\n{first}{second}"));
                }
            }
        }
    }
    assert!(hidden.is_empty(), "{} hidden:\n{}", hidden.len(), hidden.join("\n"));
}

/// A right step between wrong ones is not blamed for them.
#[test]
fn a_wrong_step_draws_no_message_on_a_right_one() {
    for wrong in WRONG {
        let text = [BEFORE, wrong, BEHIND].concat();
        let start = line_count(BEFORE) + 1;
        let own = start..start + line_count(wrong);
        let found = Desk::with(&text).check().diagnostics;
        let stray: Vec<_> = lines(&found).into_iter().filter(|line| !own.contains(line)).collect();
        assert_eq!(stray, Vec::<usize>::new(), "{wrong}{found:#?}");
    }
}

#[test]
fn ten_steps_with_ten_mistakes_draw_ten_messages() {
    let file = repository().join("tests/diagnostics/plan/ten_mistakes.yaml");
    let found = Desk::with(&fs::read_to_string(file).unwrap()).check().diagnostics;
    assert_eq!(found.len(), 10, "{found:#?}");
}

#[test]
fn ten_mistakes_of_a_suite_draw_ten_messages() {
    let file = repository().join("tests/diagnostics/plan/suite_ten_mistakes/idvet.yaml");
    let suite = fs::read_to_string(file).unwrap();
    let found = Desk::with_files(&[]).suite(&suite).check().diagnostics;
    assert!(found.len() >= 10, "{found:#?}");
    assert!(lines(&found).len() >= 9, "{found:#?}");
}

#[test]
fn a_broken_suite_does_not_hide_what_is_wrong_with_a_scenario() {
    let suite = format!("{SUITE}  poll_status: {{ every: 2s\n");
    let text = [BEFORE, "  - wait: 3\n"].concat();
    let found = Desk::with(&text).suite(&suite).check().diagnostics;
    let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code.0).collect();
    assert_eq!(codes, ["E001", "E203"], "{found:#?}");
}
