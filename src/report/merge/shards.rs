//! Shards: whether records are parts of one whole, which parts are missing, and which of two records of a part counts.

use std::collections::HashMap;

use super::Recorded;
use crate::event::{Happening, RunStarted, Shard};

/// Why records cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmergeable {
    /// One is a shard, another a whole run.
    #[error("`{shard}` is a shard and `{run}` is a whole run")]
    Mixed {
        /// The record of a shard.
        shard: String,
        /// The record of a whole run.
        run: String,
    },
    /// Two shards are not parts of the same.
    #[error("`{0}` and `{1}` are shards of different runs: {2}")]
    Apart(String, String, String),
    /// A test is in two parts, or in none.
    #[error("the shards were not divided in the same way: {0}")]
    Divided(String),
    /// A part that no whole has.
    #[error("`{0}` is shard {1} of {2}")]
    Impossible(String, usize, usize),
}

/// What the records are shards of; `None` where they are whole runs.
pub(super) fn of(records: &[Recorded]) -> Result<Option<Shard>, Unmergeable> {
    let Some(first) = records.iter().find(|record| record.head.shard.is_some()) else { return Ok(None) };
    for record in records {
        let Some(shard) = &record.head.shard else {
            return Err(Unmergeable::Mixed { shard: first.name.clone(), run: record.name.clone() });
        };
        if shard.index == 0 || shard.index > shard.total {
            return Err(Unmergeable::Impossible(record.name.clone(), shard.index, shard.total));
        }
        if let Some(difference) = difference(&first.head, &record.head) {
            return Err(Unmergeable::Apart(first.name.clone(), record.name.clone(), difference));
        }
    }
    Ok(first.head.shard.clone())
}

/// What tells two shards apart that cannot be of one whole.
fn difference(one: &RunStarted, other: &RunStarted) -> Option<String> {
    let (shard, known) = (one.shard.as_ref()?, other.shard.as_ref()?);
    if shard.total != known.total {
        return Some(format!("one is of {} shards, the other of {}", shard.total, known.total));
    }
    if shard.tests != known.tests {
        return Some(format!("one is of {} tests, the other of {}", shard.tests, known.tests));
    }
    if shard.whole != known.whole {
        return Some("their tests are not the same, or were divided by other durations".to_owned());
    }
    let differs = |what: &str, one: &str, other: &str| {
        (one != other).then(|| format!("one ran against the {what} `{one}`, the other against `{other}`"))
    };
    differs("environment", &one.environment, &other.environment)
        .or_else(|| differs("kind", &one.kind, &other.kind))
        .or_else(|| differs("address", &one.address, &other.address))
}

/// Of each part the record of the run that began last, in the order of the parts; and the names of the others.
pub(super) fn latest(mut records: Vec<Recorded>) -> (Vec<Recorded>, Vec<String>) {
    records.sort_by_key(|record| (index(record), std::cmp::Reverse(record.began())));
    let (mut kept, mut others): (Vec<Recorded>, Vec<String>) = (Vec::new(), Vec::new());
    for record in records {
        match kept.last() {
            Some(known) if index(known) == index(&record) => others.push(record.name),
            Some(_) | None => kept.push(record),
        }
    }
    (kept, others)
}

/// Hours between the starts of shards from which on they are hardly of one run.
const APART: i64 = 6;

/// What makes it doubtful that shards are of one run, though all else is the same: one may be left from another day.
pub(super) fn doubts(records: &[Recorded]) -> Vec<String> {
    let mut doubts = Vec::new();
    let began = records.iter().filter_map(|record| Some((record.began()?, record)));
    let (first, last) = (began.clone().min_by_key(|(at, _)| *at), began.max_by_key(|(at, _)| *at));
    if let (Some((first_at, first)), Some((last_at, last))) = (first, last) {
        let hours = last_at.duration_since(first_at).as_hours();
        if hours >= APART {
            let (old, new) = (&first.name, &last.name);
            doubts
                .push(format!("`{old}` began {hours} hours before `{new}`: it may be left from another run"));
        }
    }
    let other = records.iter().find(|record| record.head.version != records[0].head.version);
    if let Some(other) = other {
        let (one, version) = (&records[0].name, &records[0].head.version);
        let (name, by) = (&other.name, &other.head.version);
        doubts.push(format!(
            "`{one}` is by idvet {version}, `{name}` by idvet {by}: one may be left from another run"
        ));
    }
    doubts
}

fn index(record: &Recorded) -> usize {
    record.head.shard.as_ref().map_or(0, |shard| shard.index)
}

/// The parts that no record is there of. A record names its total, and so this many are looked at and no more.
pub(super) fn missing(records: &[Recorded], whole: &Shard) -> Vec<usize> {
    const MOST: usize = 1_000;
    (1..=whole.total.min(MOST)).filter(|part| !records.iter().any(|record| index(record) == *part)).collect()
}

/// Whether every test is in one part: parts that were divided by different durations would pass over some in silence.
pub(super) fn agree(records: &[Recorded], whole: &Shard) -> Result<(), Unmergeable> {
    // By its number in the whole: cases over a masked field have ids that are the same.
    let mut seen: HashMap<usize, usize> = HashMap::new();
    for record in records {
        for event in &record.events {
            let Happening::TestStarted(test) = &event.what else { continue };
            let part = *seen.entry(test.test).or_insert_with(|| index(record));
            if part != index(record) {
                let message = format!("`{}` is in shard {part} and in shard {}", test.id, index(record));
                return Err(Unmergeable::Divided(message));
            }
        }
    }
    let tests = super::sum(records.iter().map(|record| record.head.tests));
    let is_complete = records.len() == whole.total;
    if tests > whole.tests || (is_complete && tests < whole.tests) {
        return Err(Unmergeable::Divided(format!("together they have {tests} tests of {}", whole.tests)));
    }
    Ok(())
}
