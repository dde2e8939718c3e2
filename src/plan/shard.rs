//! Which of the selected tests fall to this machine, where several machines share a run.
//!
//! A test that the durations do not know falls to the shard that the hash of its id says, whatever else there is, so
//! that added files move nothing. Those with a known duration are dealt out, the longest first, each to the shard with
//! the least to do; they depend on one another, and on no test without a duration.

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

use sha2::{Digest, Sha256};

use super::{Test, durations::Durations};
use crate::event::Shard;

/// More machines than this share no run.
const MOST_SHARDS: usize = 10_000;

/// Bytes of the digest over the tests of all shards.
const DIGEST: usize = 8;

/// One of so many shards: `2/4` is the second of four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    index: usize,
    total: usize,
}

impl Part {
    /// A part by its number, from 1, and how many there are.
    ///
    /// # Errors
    /// A sentence that says why there is no such part.
    pub fn new(index: usize, total: usize) -> Result<Self, String> {
        match (index, total) {
            (_, 0) => Err("no tests are in none of 0 shards: expected 1 or more".to_owned()),
            (_, total) if total > MOST_SHARDS => {
                Err(format!("{total} shards are too many: expected at most {MOST_SHARDS}"))
            }
            (0, _) => Err("shards are counted from 1, found 0".to_owned()),
            (index, total) if index > total => Err(format!("there is no shard {index} of {total}")),
            (index, total) => Ok(Self { index, total }),
        }
    }

    /// Reads `I/N`.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = || "expected two whole numbers with a slash between them".to_owned();
        let (index, total) = text.split_once('/').ok_or_else(form)?;
        Self::new(whole_number(index).ok_or_else(form)?, whole_number(total).ok_or_else(form)?)
    }

    /// Its number, from 1.
    pub fn index(self) -> usize {
        self.index
    }

    /// How many there are.
    pub fn total(self) -> usize {
        self.total
    }
}

/// The tests of a part among those of all parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which part of what.
    pub shard: Shard,
    /// The number that each test of the part has among those of all parts, from 0.
    pub numbers: Vec<usize>,
}

/// Digits and nothing else: `+1` and ` 1` are slips.
pub fn whole_number(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// The tests of a part, in their order, and which part of what they are.
pub fn part_of(tests: Vec<Arc<Test>>, part: Part, durations: &Durations) -> (Vec<Arc<Test>>, Share) {
    let ids: Vec<&str> = tests.iter().map(|test| &*test.id).collect();
    let shards = assign(&ids, part.total, durations);
    let shard =
        Shard { index: part.index, total: part.total, tests: tests.len(), whole: digest(&ids, &shards) };
    let mine = tests.into_iter().enumerate().zip(shards).filter(|(_, shard)| *shard == part.index);
    let (numbers, mine) = mine.map(|(numbered, _)| numbered).unzip();
    (mine, Share { shard, numbers })
}

/// The shard of each test, from 1 to `total`, which is no less than 1.
pub fn assign(ids: &[&str], total: usize, durations: &Durations) -> Vec<usize> {
    let mut shards: Vec<usize> = ids.iter().map(|id| by_hash(id, total)).collect();
    let timed = |(place, id): (usize, &&'_ str)| Some((durations.of(id)?, place));
    let mut timed: Vec<(u64, usize)> = ids.iter().enumerate().filter_map(timed).collect();
    timed.sort_by_key(|(took, place)| (Reverse(*took), ids[*place]));
    let mut loads: BinaryHeap<Reverse<(u64, usize)>> = (1..=total).map(|shard| Reverse((0, shard))).collect();
    for (took, place) in timed {
        let Some(Reverse((load, shard))) = loads.pop() else { break };
        shards[place] = shard;
        // No test costs nothing: those that took no time are spread as well.
        loads.push(Reverse((load.saturating_add(took.max(1)), shard)));
    }
    shards
}

fn by_hash(id: &str, total: usize) -> usize {
    let digest = Sha256::digest(id.as_bytes());
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let total = u64::try_from(total.max(1)).unwrap_or(u64::MAX);
    usize::try_from(number % total).unwrap_or(0) + 1
}

/// A digest over the tests of all shards and the shard of each: machines that decided by other durations have another.
fn digest(ids: &[&str], shards: &[usize]) -> String {
    let mut pairs: Vec<(&str, usize)> = ids.iter().copied().zip(shards.iter().copied()).collect();
    pairs.sort_unstable();
    let mut hasher = Sha256::new();
    for (id, shard) in pairs {
        hasher.update(format!("{} {id} {shard}\n", id.len()));
    }
    hasher.finalize().iter().take(DIGEST).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
