//! Reports from records: the JSON report, merging, killed runs, comparing, and where reports are written.

mod comparing;
mod json;
mod killed;
mod merging;
mod places;
mod wiring;

use serde_json::Value as Json;

use crate::support::suite::Suite;

/// Scenarios of every outcome that an undisturbed run has.
pub(crate) const SCENARIOS: &str = "\
name: passes
tags: [smoke]
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }
  - poll_status: APPROVED
---
name: fails
steps:
  - create_dummy_token: { dummyStatus: DENIED, clientId: b }
  - poll_status: DENIED
  - get_status: {}
    expect:
      fields: { status: APPROVED }
---
name: waits in vain
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: c }
  - poll_status: DENIED
    timeout: 1h
---
name: many
matrix:
  overall: [APPROVED, DENIED]
steps:
  - create_dummy_token: { dummyStatus: \"${matrix.overall}\", clientId: d }
---
name: skipped
steps:
  - wait: 1s
    if: false
";

/// A suite with those scenarios.
pub(crate) fn suite() -> Suite {
    let suite = Suite::empty();
    suite.scenario("all.yaml", SCENARIOS);
    suite
}

/// The lines of a record as a file has them.
pub(crate) fn lines(lines: &[Json]) -> String {
    lines.iter().map(|line| line.to_string() + "\n").collect()
}

/// The report as JSON that a command writes to stdout.
pub(crate) fn report(suite: &Suite, arguments: &[&str], code: i32) -> Json {
    let mut all = vec!["report", "--json", "-"];
    all.extend(arguments);
    serde_json::from_str(&suite.idvet(&all).exits(code).out).unwrap()
}

/// The ids of a report's tests with their outcomes.
pub(crate) fn outcomes(report: &Json) -> Vec<(String, String)> {
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    let tests = report["tests"].as_array().unwrap().iter();
    tests.map(|test| (text(&test["name"]), text(&test["outcome"]))).collect()
}
