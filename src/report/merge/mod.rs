//! Several records as one: the shards of a run, or runs that have nothing to do with one another.
//!
//! What comes out is told by the same events as a run, so that every reader of a run reads it, too.

mod recorded;
mod renumber;
mod shards;

use std::time::Duration;

pub use recorded::{NoRun, Recorded};
pub use shards::Unmergeable;

use super::Results;
use crate::event::{Clock, Event, Flaky, Happening, RunFinished, RunStarted};

/// What several records come to.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The results of all.
    pub results: Results,
    /// The records that count, in the order of their parts, or else as they were given.
    pub records: Vec<Recorded>,
    /// The names of those that do not count, because a later record of the same part is there.
    pub superseded: Vec<String>,
    /// The names of those that do not count, because the record of the same run was given already.
    pub repeated: Vec<String>,
    /// What makes it doubtful that the shards are parts of one run, a line each.
    pub doubts: Vec<String>,
}

/// Merges records: shards of one whole, or whole runs. The same record given twice counts once, and of two records of one
/// shard the later one counts. Tests of whole runs all count, also where their ids are the same.
///
/// # Errors
/// They are shards of different wholes, or shards and whole runs.
pub fn merge(records: Vec<Recorded>) -> Result<Merged, Unmergeable> {
    let (records, repeated) = recorded::distinct(records);
    let shards = shards::of(&records)?;
    let Some(whole) = shards else {
        let results = results(&records, Vec::new());
        return Ok(Merged { results, records, repeated, ..Merged::default() });
    };
    let (records, superseded) = shards::latest(records);
    shards::agree(&records, &whole)?;
    let missing = shards::missing(&records, &whole);
    let mut results = results(&records, missing);
    if let Some(head) = &mut results.summary.head {
        head.tests = whole.tests;
        head.shard = None;
    }
    let doubts = shards::doubts(&records);
    Ok(Merged { results, records, superseded, repeated, doubts })
}

/// The fold over the events of all.
fn results(records: &[Recorded], missing: Vec<usize>) -> Results {
    let mut results = Results::default();
    if let [only] = records {
        results = Results::of(&only.events);
    } else if !records.is_empty() {
        let (events, runs) = renumber::joined(records);
        results.event(&Event { at: Duration::ZERO, what: Happening::RunStarted(head(records)) });
        for event in &events {
            results.event(event);
        }
        if let Some(end) = end(records) {
            results.event(&Event { at: end.took, what: Happening::RunFinished(end) });
        }
        results.summary.seeds = seeds(records);
        results.runs = records.iter().map(|record| record.head.clone()).collect();
        for (test, run) in results.tests.iter_mut().zip(runs) {
            test.run = run;
        }
    }
    results.summary.missing_shards = missing;
    results
}

fn seeds(records: &[Recorded]) -> Vec<u64> {
    let mut seeds: Vec<u64> = records.iter().map(|record| record.head.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds
}

/// One head over all; what differs stands beside one another.
fn head(records: &[Recorded]) -> RunStarted {
    let heads: Vec<&RunStarted> = records.iter().map(|record| &record.head).collect();
    let earliest = records.iter().min_by_key(|record| record.began()).map_or(heads[0], |record| &record.head);
    let is_sharded = heads[0].shard.is_some();
    let deselected = heads.iter().map(|head| head.deselected);
    let denied = heads.iter().any(|head| head.flaky == Flaky::Denied);
    RunStarted {
        run_id: joined(&heads, |head| &head.run_id),
        environment: joined(&heads, |head| &head.environment),
        kind: joined(&heads, |head| &head.kind),
        address: joined(&heads, |head| &head.address),
        tests: sum(heads.iter().map(|head| head.tests)),
        // Every shard has left out the same.
        deselected: if is_sharded { deselected.max().unwrap_or(0) } else { sum(deselected) },
        jobs: sum(heads.iter().map(|head| head.jobs)),
        shard: None,
        flaky: if denied { Flaky::Denied } else { Flaky::Allowed },
        ..earliest.clone()
    }
}

/// Records are files: a number in them can be any.
fn sum(numbers: impl Iterator<Item = usize>) -> usize {
    numbers.fold(0, usize::saturating_add)
}

fn joined(heads: &[&RunStarted], text: fn(&RunStarted) -> &String) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for head in heads {
        if !texts.contains(&text(head).as_str()) {
            texts.push(text(head));
        }
    }
    texts.join(" + ")
}

/// One end over all; none where one of them has none.
fn end(records: &[Recorded]) -> Option<RunFinished> {
    let mut whole = RunFinished { interrupted: false, requests: 0, sessions: 0, took: Duration::ZERO };
    for (record, offset) in records.iter().zip(offsets(records)) {
        let end = record.end()?;
        whole.interrupted |= end.interrupted;
        whole.requests = whole.requests.saturating_add(end.requests);
        whole.sessions = whole.sessions.saturating_add(end.sessions);
        whole.took = whole.took.max(offset.saturating_add(end.took));
    }
    Some(whole)
}

/// How much later than the first each run began. In virtual time a run begins when its seed says: then all begin at once.
fn offsets(records: &[Recorded]) -> Vec<Duration> {
    let is_real = records.iter().all(|record| record.head.clock == Clock::Real);
    let first = records.iter().filter_map(Recorded::began).min();
    let offset = |record: &Recorded| {
        let (began, first) = (record.began().filter(|_| is_real)?, first?);
        Duration::try_from(began.duration_since(first)).ok()
    };
    records.iter().map(|record| offset(record).unwrap_or_default()).collect()
}
