//! Which delivery belongs to whom: filed by `scanRef` for the test that made the session, or for nobody. No I/O; all
//! that is kept is bounded.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;

use super::{
    bounds::Bounds,
    delivery::{Delivery, Post},
    refusal::Refusal,
    rule::Rule,
};
use crate::plan::SENDER_PATIENCE;

/// What the sender of a delivery is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::run) struct Reply {
    pub(in crate::run) status: u16,
    /// How long the answer is held back.
    pub(in crate::run) after: Duration,
    pub(in crate::run) body: Bytes,
}

/// A delivery in its session's file.
#[derive(Clone, Debug)]
pub(in crate::run) struct Filed {
    pub(in crate::run) delivery: Arc<Delivery>,
    pub(in crate::run) reply: Reply,
    /// The number of the first one with the same bytes.
    pub(in crate::run) repeats: Option<usize>,
    pub(in crate::run) standing: Standing,
    told: bool,
}

/// What a delivery is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum Standing {
    /// It can satisfy a step.
    Free,
    /// The sender was told, on purpose, that it did not arrive: its repetition counts.
    Refused,
    /// The same bytes had been acknowledged before.
    Duplicate,
    /// It was acknowledged before its session was known, and with that the rule that it should have met.
    TooEarly,
    /// It satisfied this step of its test.
    Taken(usize),
}

/// Whether a create call has rules for the deliveries about its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ruled {
    Yes,
    No,
}

/// The deliveries about one session.
#[derive(Debug)]
struct File {
    test: usize,
    rules: Vec<Rule>,
    filed: Vec<Filed>,
}

/// Everything that has come.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) bounds: Bounds,
    files: HashMap<String, File>,
    /// The sessions of each test.
    made_by: BTreeMap<usize, Vec<String>>,
    /// What came about sessions that nobody knows while create calls are under way, by session.
    early: BTreeMap<String, Vec<Filed>>,
    astray: Vec<Filed>,
    /// How many for nobody came when no more were kept.
    lost: usize,
    numbered: usize,
    /// What is filed for tests, waits, or is early.
    kept: usize,
    bytes: usize,
    astray_bytes: usize,
    /// Create calls under way.
    creating: usize,
    /// Those of them whose sessions have rules.
    creating_ruled: usize,
    refused: BTreeMap<Refusal, usize>,
}

impl Reply {
    /// What every delivery is answered that nobody has a rule for.
    pub(in crate::run) const AT_ONCE: Self = Self { status: 200, after: Duration::ZERO, body: Bytes::new() };

    /// Whether the sender takes it for an acknowledgement: any 2xx in time (C-WHO, C-BP).
    pub(in crate::run) fn acknowledges(&self) -> bool {
        (200..300).contains(&self.status) && self.after < SENDER_PATIENCE
    }
}

impl Shelf {
    /// Whether a session belongs to a test, or no call is under way that could bring a rule for it.
    pub(super) fn is_settled(&self, scan_ref: &str) -> bool {
        self.files.contains_key(scan_ref) || self.creating_ruled == 0
    }

    pub(super) fn create_begins(&mut self, ruled: Ruled) {
        self.creating += 1;
        self.creating_ruled += usize::from(ruled == Ruled::Yes);
    }

    /// Behind the last one what came early and is still nobody's is so for good.
    pub(super) fn create_ends(&mut self, ruled: Ruled) {
        self.creating -= 1;
        self.creating_ruled -= usize::from(ruled == Ruled::Yes);
        if self.creating > 0 {
            return;
        }
        let mut early: Vec<Filed> = std::mem::take(&mut self.early).into_values().flatten().collect();
        early.sort_by_key(|filed| filed.delivery.number);
        for filed in early {
            self.release(filed.size());
            self.keep_astray(filed);
        }
    }

    /// Takes note of something that is kept for the tests under way.
    pub(super) fn charge(&mut self, size: usize) -> Result<(), Refusal> {
        if self.kept >= self.bounds.deliveries || self.bytes + size > self.bounds.bytes {
            return Err(Refusal::Full);
        }
        self.kept += 1;
        self.bytes += size;
        Ok(())
    }

    pub(super) fn release(&mut self, size: usize) {
        self.kept -= 1;
        self.bytes -= size;
    }

    /// Takes a delivery in, and says what its sender is answered. What may still be a test's is never acknowledged and
    /// lost: without room for it the sender has to come again.
    pub(super) fn receive(&mut self, post: Post) -> Result<Reply, Refusal> {
        let session = post.scan_ref().filter(|it| self.creating > 0 || self.files.contains_key(*it));
        let Some(scan_ref) = session.map(str::to_owned) else {
            let delivery = self.numbered(post);
            self.keep_astray(Filed::new(delivery, Reply::AT_ONCE, None, Standing::Free));
            return Ok(Reply::AT_ONCE);
        };
        if self.count_of(&scan_ref) >= self.bounds.of_a_session {
            return Err(Refusal::Full);
        }
        self.charge(post.size())?;
        let delivery = self.numbered(post);
        if let Some(file) = self.files.get_mut(&scan_ref) {
            return Ok(file.receive(delivery));
        }
        let filed = Filed::new(delivery, Reply::AT_ONCE, None, Standing::Free);
        self.early.entry(scan_ref).or_default().push(filed);
        Ok(Reply::AT_ONCE)
    }

    /// How many deliveries about a session are kept.
    fn count_of(&self, scan_ref: &str) -> usize {
        let filed = self.files.get(scan_ref).map(|file| &file.filed);
        filed.or_else(|| self.early.get(scan_ref)).map_or(0, Vec::len)
    }

    fn numbered(&mut self, post: Post) -> Arc<Delivery> {
        self.numbered += 1;
        Arc::new(post.numbered(self.numbered))
    }

    fn keep_astray(&mut self, filed: Filed) {
        let bytes = self.astray_bytes + filed.size();
        if self.astray.len() < self.bounds.for_nobody && bytes <= self.bounds.bytes_for_nobody {
            self.astray_bytes = bytes;
            self.astray.push(filed);
        } else {
            self.lost += 1;
        }
    }

    /// A test has made a session: what came about it before is its own.
    pub(super) fn open(&mut self, scan_ref: &str, test: usize, rules: Vec<Rule>) {
        let mut own = self.own_of_astray(scan_ref);
        own.extend(self.early.remove(scan_ref).into_iter().flatten());
        let file = self.files.entry(scan_ref.to_owned()).or_insert_with(|| {
            self.made_by.entry(test).or_default().push(scan_ref.to_owned());
            File { test, rules: Vec::new(), filed: Vec::new() }
        });
        file.rules.extend(rules);
        for filed in own {
            file.add_early(filed);
        }
    }

    /// Takes what came about a session from among what is for nobody.
    fn own_of_astray(&mut self, scan_ref: &str) -> Vec<Filed> {
        let is_it = |filed: &Filed| filed.delivery.scan_ref() == Some(scan_ref);
        let (own, astray): (Vec<Filed>, _) = std::mem::take(&mut self.astray).into_iter().partition(is_it);
        self.astray = astray;
        for filed in &own {
            self.astray_bytes -= filed.size();
            self.kept += 1;
            self.bytes += filed.size();
        }
        own
    }

    /// The deliveries of a test that nobody was told of, in the order of their arrival.
    pub(super) fn untold(&mut self, test: usize) -> Vec<Filed> {
        let mut untold = Vec::new();
        for scan_ref in self.made_by.get(&test).into_iter().flatten() {
            let Some(file) = self.files.get_mut(scan_ref) else { continue };
            for filed in file.filed.iter_mut().filter(|filed| !filed.told) {
                filed.told = true;
                untold.push(filed.clone());
            }
        }
        untold.sort_by_key(|filed| filed.delivery.number);
        untold
    }

    /// The deliveries about a session, in the order of their arrival.
    pub(super) fn about(&self, scan_ref: &str) -> Vec<Filed> {
        self.files.get(scan_ref).map(|file| file.filed.clone()).unwrap_or_default()
    }

    /// A delivery satisfies a step, and no other one.
    pub(super) fn take(&mut self, scan_ref: &str, number: usize, step: usize) {
        let filed = self.files.get_mut(scan_ref).map(|file| file.filed.iter_mut());
        if let Some(filed) = filed.into_iter().flatten().find(|filed| filed.delivery.number == number) {
            filed.standing = Standing::Taken(step);
        }
    }

    /// A test is over: what was told of it is kept no longer, and its rules hold no longer.
    pub(super) fn close(&mut self, test: usize) {
        for scan_ref in self.made_by.get(&test).into_iter().flatten() {
            let Some(file) = self.files.get_mut(scan_ref) else { continue };
            file.rules.clear();
            let (told, rest) = std::mem::take(&mut file.filed).into_iter().partition(|filed| filed.told);
            let told: Vec<Filed> = told;
            self.kept -= told.len();
            self.bytes -= told.iter().map(Filed::size).sum::<usize>();
            file.filed = rest;
        }
    }

    /// The tests with deliveries that nobody was told of.
    pub(super) fn late(&self) -> Vec<usize> {
        let late = |file: &&File| file.filed.iter().any(|filed| !filed.told);
        let mut tests: Vec<usize> = self.files.values().filter(late).map(|file| file.test).collect();
        tests.sort_unstable();
        tests.dedup();
        tests
    }

    /// The deliveries for nobody that were kept, and how many were not.
    pub(super) fn astray(&self) -> (Vec<Filed>, usize) {
        (self.astray.clone(), self.lost)
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        *self.refused.entry(refusal).or_default() += 1;
    }

    pub(super) fn refused(&self) -> Vec<(Refusal, usize)> {
        self.refused.iter().map(|(refusal, count)| (*refusal, *count)).collect()
    }
}

impl File {
    fn receive(&mut self, delivery: Arc<Delivery>) -> Reply {
        let reply = self.rules.iter_mut().find_map(|rule| rule.apply(&delivery)).unwrap_or(Reply::AT_ONCE);
        let standing = if reply.acknowledges() { Standing::Free } else { Standing::Refused };
        self.add(delivery, reply.clone(), standing);
        reply
    }

    /// What was acknowledged before its session was known cannot have met a rule.
    fn add_early(&mut self, filed: Filed) {
        let is_missed = self.rules.iter().any(|rule| rule.is_about(&filed.delivery));
        let standing = if is_missed { Standing::TooEarly } else { Standing::Free };
        self.add(filed.delivery, filed.reply, standing);
    }

    /// `standing` is what it is where the same bytes had not come before.
    fn add(&mut self, delivery: Arc<Delivery>, reply: Reply, standing: Standing) {
        let same = |filed: &&Filed| filed.delivery.body == delivery.body;
        let repeats = self.filed.iter().find(same).map(|filed| filed.delivery.number);
        let had_come = self.filed.iter().filter(same).any(|filed| filed.standing != Standing::Refused);
        let standing = if had_come { Standing::Duplicate } else { standing };
        self.filed.push(Filed::new(delivery, reply, repeats, standing));
    }
}

impl Filed {
    fn new(delivery: Arc<Delivery>, reply: Reply, repeats: Option<usize>, standing: Standing) -> Self {
        Self { delivery, reply, repeats, standing, told: false }
    }

    fn size(&self) -> usize {
        self.delivery.size()
    }
}
