//! The statuses that a poll saw, and when each was seen first.

use std::time::Duration;

use crate::event::PathPoint;

/// Notes what was seen; the same again is counted.
pub(super) fn add(path: &mut Vec<PathPoint>, seen: String, after: Duration) {
    match path.last_mut() {
        Some(last) if last.seen == seen => last.times += 1,
        _ => path.push(PathPoint { seen, after, times: 1 }),
    }
}

/// What was seen last, where anything was, as the end of a sentence.
pub(super) fn end(path: &[PathPoint]) -> String {
    match path.last() {
        None => String::new(),
        Some(last) if last.seen.contains(' ') => format!("; last seen {}", last.seen),
        Some(last) => format!("; last seen `{}`", last.seen),
    }
}

/// `ACTIVE 0.0s → REVIEWING 1.2s`; of a long path its end.
pub(super) fn in_words(path: &[PathPoint]) -> String {
    const SHOWN: usize = 12;
    if path.is_empty() {
        return "nothing was seen".to_owned();
    }
    let from = path.len().saturating_sub(SHOWN);
    let points = path[from..].iter().map(|point| format!("{} {:.1}s", point.seen, point.after.as_secs_f64()));
    let shown = points.collect::<Vec<_>>().join(" → ");
    if from == 0 { shown } else { format!("… → {shown}") }
}
