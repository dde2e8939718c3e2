//! What a run would cost, in words, for `idvet check`.

use serde_json::{Value, json};

use crate::plan::{Bounds, Estimate, Plan};

/// A line such as ``a run against `dev`: 12 tests, 9 to 10 sessions, 30 to 210 requests, 2 deletes``.
pub(super) fn in_words(plan: &Plan) -> String {
    let Estimate { tests, skipped, sessions, requests, deletes, deliveries } = plan.estimate();
    let mut parts = vec![counted(Bounds::exactly(tests), "test")];
    if skipped > 0 {
        parts.push(format!("{skipped} skipped"));
    }
    parts.push(counted(sessions, "session"));
    parts.push(counted(requests, "request"));
    if deletes != Bounds::exactly(0) {
        parts.push(counted(deletes, "delete"));
    }
    if deliveries != Bounds::exactly(0) {
        parts.push(format!("webhooks to wait for: {deliveries}"));
    }
    format!("a run against `{}`: {}\n", plan.environment.name, parts.join(", "))
}

fn counted(number: Bounds, noun: &str) -> String {
    if number == Bounds::exactly(0) {
        return format!("no {noun}s");
    }
    let ending = if number == Bounds::exactly(1) { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

/// The same for programs: each number that is not certain with its `least` and its `most`, which is null where a pace
/// is only known when it runs.
pub(super) fn document(plan: &Plan) -> Value {
    let Estimate { tests, skipped, sessions, requests, deletes, deliveries } = plan.estimate();
    let bounds = |bounds: Bounds| json!({ "least": bounds.least, "most": bounds.most });
    json!({
        "tests": tests,
        "skipped": skipped,
        "sessions": bounds(sessions),
        "requests": bounds(requests),
        "deletes": bounds(deletes),
        "deliveries": bounds(deliveries),
    })
}
