//! A comparison for programs.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::{Change, Comparison, Drifting, text::lists};
use crate::{event::RunStarted, report::json::outcome_word};

/// The version of the form; raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 1;

/// One document. Its lists are named as in the text, with `_` between the words.
pub fn to_json(comparison: &Comparison) -> Json {
    let mut document = json!({
        "format": FORMAT,
        "idvet": env!("CARGO_PKG_VERSION"),
        "old": comparison.old.iter().map(run).collect::<Vec<_>>(),
        "new": comparison.new.iter().map(run).collect::<Vec<_>>(),
        "times_compared": !comparison.clocks_differ,
    });
    for (title, changes) in lists(comparison) {
        document[title.replace(' ', "_")] = changes.iter().map(change).collect();
    }
    document["slower"] = comparison
        .slower
        .iter()
        .map(|slower| json!({ "id": slower.id, "before_us": micros(slower.before), "after_us": micros(slower.after) }))
        .collect();
    document["changed_status_paths"] = comparison
        .paths
        .iter()
        .map(|path| json!({ "id": path.id, "step": path.step, "before": path.before, "after": path.after }))
        .collect();
    document["new_drift"] = comparison.drift.iter().map(drift).collect();
    document["gone_drift"] = comparison.gone_drift.iter().map(drift).collect();
    document
}

fn run(head: &RunStarted) -> Json {
    json!({
        "run_id": head.run_id,
        "environment": head.environment,
        "kind": head.kind,
        "seed": head.seed,
        "wall_started": head.wall_started,
    })
}

fn change(change: &Change) -> Json {
    json!({
        "id": change.id,
        "before": change.before.map(outcome_word),
        "after": change.after.map(outcome_word),
        "reason": change.gist,
    })
}

fn drift(drifting: &Drifting) -> Json {
    json!({
        "answer": drifting.drift.answer,
        "kind": drifting.drift.kind.words(),
        "path": drifting.drift.path,
        "value": drifting.drift.value,
        "count": drifting.count,
        "first": drifting.first,
    })
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
