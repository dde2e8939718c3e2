//! Whatever becomes of a good scenario's text, the check answers and does not panic.

use proptest::prelude::*;

use super::desk::{Desk, SUITE};

const GOOD: &str = r#"name: A reviewer overturns an approval ${matrix.m}
tags: [manual-review, smoke]
environments: [DEV, TEST]
timeout: 2m
vars:
  client: qa-${run.id}-${scenario.slug}
  face: FACE_MISMATCH
  pair: ${matrix.n}-${case.name}
matrix:
  n: [00123, two]
  m: { vocabulary: dummyStatus, except: [EXPIRED] }
  exclude: [{ n: two, m: DENIED }]
  include: [{ n: 9, m: ACTIVE }]
  sample: { pairwise: 3 }
cases:
  - { name: one, first: Anna }
  - name: two
steps:
  - name: automation approves ${face}
    create_dummy_token:
      dummyStatus: APPROVED
      clientId: ${client}
      firstName: ${case.first}
      country: NO
      documentNumber: 00123456
      documents: [PASSPORT, ID_CARD]
      additionalSteps: { ALL: { ALL: { UTILITY_BILL: { type: UPLOAD } } } }
      lastName: { omit: true }
    as: first
    expect:
      status: [200, 201]
      fields: { scanRef: { format: uuid, length: { max: 36 } } }
    capture: { ref: $.scanRef, kind: header.content-type }
  - poll_status: { until: [APPROVED, { raw: X }], never: DENIED, every: 500ms, within: 30s }
  - add_manual_status: { manualFaceMatchResult: "${face}", manualDocumentValidity: DOC_VALIDATED }
    session: first
    if: { value: "${ref}", present: true }
  - request: { method: PUT, path: "/x/${ref}", query: { a: [1, 2] }, json: { n: 1e5 }, auth: none }
    id: answer
  - poll: { url: https://example.com/, until: { state: done }, backoff: 2, auth: { api_key: a, api_secret: b } }
  - set: { later: "${upper(ref)}" }
  - name: ${pair} ${later} ${kind}
    wait: 2s
  - assert_fields: { of: answer, fields: { a.b: { gte: 1 }, "$.list[*]": { count: 2 } } }
finally:
  - delete: {}
    continue_on_failure: true
"#;

/// What is put into a text: what means something to YAML, to templates, and to the language.
const PIECES: [&str; 32] = [
    "",
    " ",
    "\n",
    "  ",
    "\n  - ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "${",
    "}",
    "$${",
    "${session.scanRef}",
    "${env.X}",
    "&a ",
    "*a",
    "null",
    "~",
    "true",
    "-1",
    "1e400",
    "{ raw: ",
    "{ omit: true }",
    "é",
    "\u{0}",
    "#",
    "---\n",
    "poll_status",
    "${a.b[0].c(",
];

fn mutated(text: &str, changes: &[(prop::sample::Index, usize, usize)]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (place, removed, piece) in changes {
        let at = place.index(characters.len() + 1);
        let end = (at + removed).min(characters.len());
        characters.splice(at..end, PIECES[piece % PIECES.len()].chars());
    }
    characters.into_iter().collect()
}

/// The text with one line in the place of another: keys and values where they do not belong.
fn shuffled(text: &str, swaps: &[(prop::sample::Index, prop::sample::Index)]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for (first, second) in swaps {
        let (first, second) = (first.index(lines.len()), second.index(lines.len()));
        lines.swap(first, second);
    }
    lines.join("\n")
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, usize)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, 0..PIECES.len()), 0..6)
}

#[test]
fn the_good_scenario_is_good() {
    assert_eq!(Desk::with(GOOD).messages(), ["`1e5` is sent as the number `100000.0`"]);
}

/// A plan is there exactly where nothing is an error.
fn holds_together(desk: &Desk) {
    let checked = desk.check();
    let refused = checked
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == idvet::diagnostic::Severity::Error);
    assert_eq!(checked.plan.is_none(), refused);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_scenario_is_answered(changes in changes()) {
        holds_together(&Desk::with(&mutated(GOOD, &changes)));
    }

    #[test]
    fn shuffled_lines_are_answered(
        swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
    ) {
        holds_together(&Desk::with(&shuffled(GOOD, &swaps)));
    }

    #[test]
    fn a_changed_suite_is_answered(changes in changes()) {
        holds_together(&Desk::with(GOOD).suite(&mutated(SUITE, &changes)).environment("dev"));
    }
}
