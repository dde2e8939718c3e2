//! TAP 14, read by the npm `tap-parser`.

use idvet::{
    event::Outcome,
    report::{Results, tap::write},
};
use serde_json::Value as Json;

use super::readers::{every_result, gaps, installed, missing_shard, reads, results, text};
use crate::support::every_outcome::{events, hostile_names};

fn report(results: &Results) -> String {
    text(|writer| write(results, writer))
}

/// What `tap-parser` makes of a text, as the list of its events; it is strict: what is no TAP would be a failure.
fn parsed(report: &str) -> Option<Vec<Json>> {
    let program = installed("node_modules/.bin/tap-parser")?;
    let said = reads(&program, &["--json", "--strict"], report.as_bytes(), Some(1));
    Some(serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}")))
}

fn events_named<'p>(parsed: &'p [Json], name: &str) -> Vec<&'p Json> {
    parsed.iter().filter(|event| event[0] == name).map(|event| &event[1]).collect()
}

#[test]
fn tap_parser_counts_what_the_record_counts() {
    for (what, results) in every_result() {
        let report = report(&results);
        let Some(parsed) = parsed(&report) else { return };
        let of = |outcomes: &[Outcome]| {
            results.tests.iter().filter(|test| outcomes.contains(&test.outcome())).count()
        };
        let points = events_named(&parsed, "assert");
        let is = |holds: bool| points.iter().filter(|point| point["ok"] == holds).count();
        let skipped =
            points.iter().filter(|point| !point["skip"].is_null() && point["skip"] != false).count();
        assert_eq!(points.len(), results.tests.len(), "{what}\n{report}");
        assert_eq!(is(false), of(&[Outcome::Failed, Outcome::Errored]), "{what}");
        assert_eq!(skipped, of(&[Outcome::Skipped, Outcome::Interrupted, Outcome::NotRun]), "{what}");
        let complete = events_named(&parsed, "complete");
        let end = complete.last().unwrap();
        assert_eq!(end["count"], results.tests.len(), "{what}: {end}");
        assert_eq!(end["fail"], of(&[Outcome::Failed, Outcome::Errored]), "{what}: {end}");
        assert_eq!(end["skip"], skipped, "{what}: {end}");
        let ended = gaps(&results) == 0;
        let bailed = !events_named(&parsed, "bailout").is_empty();
        assert_eq!(bailed, !ended, "{what}");
        assert_eq!(end["ok"], ended && is(false) == 0, "{what}: {end}");
    }
}

#[test]
fn tap_parser_finds_no_line_that_is_no_tap() {
    let Some(parsed) = parsed(&report(&results(&events()))) else { return };
    let extra = events_named(&parsed, "extra");
    assert!(extra.is_empty(), "{extra:?}");
    for point in events_named(&parsed, "assert") {
        assert!(point["diag"]["outcome"].is_string(), "the YAML of {point} is not read");
    }
    let failed = events_named(&parsed, "assert");
    let failed =
        failed.iter().find(|point| point["name"].as_str().unwrap().ends_with("fails in a flow")).unwrap();
    assert_eq!(failed["diag"]["line"], "_flows/approve.yaml:9");
    assert!(failed["diag"]["story"].as_str().unwrap().contains("expected \"APPROVED\", found \"DENIED\""));
}

#[test]
fn a_step_is_a_point_of_a_subtest() {
    let report = report(&results(&events()));
    for line in [
        "TAP version 14",
        "    ok 2 - poll_status: APPROVED",
        "      saw: \"ACTIVE at 0.0s → REVIEWING at 1.2s → APPROVED at 3.7s\"",
        "    not ok 2 - get_status",
        "    ok 3 - get_data # SKIP not run: a step before it failed",
        "    1..3",
        "Bail out! the run was interrupted: 1 test was under way, 2 had not begun",
    ] {
        assert!(report.lines().any(|found| found == line), "no line `{line}` in\n{report}");
    }
    let version = report.lines().filter(|line| line.contains("TAP version")).count();
    assert_eq!(version, 1);
}

#[test]
fn a_missing_shard_bails_out_and_a_duration_is_a_number() {
    let report = report(&missing_shard());
    assert!(report.contains("\nBail out! shard 2 of 2 is missing"), "{report}");
    let duration = report.lines().find_map(|line| line.strip_prefix("  duration_ms: ")).unwrap();
    assert!(duration.parse::<u64>().is_ok(), "{duration}");
}

#[test]
fn a_hostile_name_is_no_directive() {
    let report = report(&results(&events()));
    let points = report.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).count();
    assert_eq!(points, results(&events()).tests.len());
    assert!(report.contains(" › \\# SKIP planted\n"), "the name `# SKIP planted` is a directive");
    assert_eq!(report.lines().filter(|line| line.starts_with("Bail out!")).count(), 1);
    assert!(report.lines().count() > hostile_names().len());
}
