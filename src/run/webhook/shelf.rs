//! Which delivery belongs to whom: filed by `scanRef` for the test that made the session, or for nobody. No I/O; all
//! that is kept is bounded.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;

use super::{
    delivery::{Delivery, Post},
    refusal::Refusal,
    rule::Rule,
};
use crate::plan::SENDER_PATIENCE;

/// Deliveries that are kept for the tests under way; what comes beyond is refused.
const MOST_KEPT: usize = 20_000;

/// Deliveries about one session that are kept; what comes beyond is refused.
const MOST_OF_A_SESSION: usize = 1000;

/// Bytes of bodies that are kept for the tests under way; what comes beyond is refused.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Deliveries for nobody that are kept; what comes beyond is counted.
const MOST_ASTRAY: usize = 100;

/// Bytes of bodies for nobody that are kept; what comes beyond is counted.
const MOST_ASTRAY_BYTES: usize = 4 * 1024 * 1024;

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
    /// It satisfied this step of its test.
    Taken(usize),
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
    files: HashMap<String, File>,
    /// The sessions of each test.
    made_by: BTreeMap<usize, Vec<String>>,
    astray: Vec<Filed>,
    /// How many for nobody came when no more were kept.
    lost: usize,
    numbered: usize,
    /// What is filed for tests.
    kept: usize,
    bytes: usize,
    astray_bytes: usize,
    /// Create calls under way whose sessions have rules.
    creating: usize,
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
    /// Whether a session belongs to a test, or no call is under way that could make it known.
    pub(super) fn is_settled(&self, scan_ref: &str) -> bool {
        self.files.contains_key(scan_ref) || self.creating == 0
    }

    pub(super) fn create_begins(&mut self) {
        self.creating += 1;
    }

    pub(super) fn create_ends(&mut self) {
        self.creating = self.creating.saturating_sub(1);
    }

    /// Takes a delivery in, and says what its sender is answered.
    pub(super) fn receive(&mut self, post: Post) -> Result<Reply, Refusal> {
        let size = post.contents.body.len();
        let file = post.scan_ref.as_deref().and_then(|scan_ref| self.files.get_mut(scan_ref));
        let Some(file) = file else { return Ok(self.receive_astray(post, size)) };
        let is_full = file.filed.len() >= MOST_OF_A_SESSION;
        if is_full || self.kept >= MOST_KEPT || self.bytes + size > MOST_BYTES {
            return Err(Refusal::Full);
        }
        self.kept += 1;
        self.bytes += size;
        self.numbered += 1;
        let delivery = post.numbered(self.numbered);
        let reply = file.rules.iter_mut().find_map(|rule| rule.apply(&delivery)).unwrap_or(Reply::AT_ONCE);
        file.add(Arc::new(delivery), reply.clone());
        Ok(reply)
    }

    fn receive_astray(&mut self, post: Post, size: usize) -> Reply {
        self.numbered += 1;
        if self.astray.len() < MOST_ASTRAY && self.astray_bytes + size <= MOST_ASTRAY_BYTES {
            self.astray_bytes += size;
            let delivery = Arc::new(post.numbered(self.numbered));
            self.astray.push(Filed::new(delivery, Reply::AT_ONCE, None, Standing::Free));
        } else {
            self.lost += 1;
        }
        Reply::AT_ONCE
    }

    /// A test has made a session: what came about it before is its own.
    pub(super) fn open(&mut self, scan_ref: &str, test: usize, rules: Vec<Rule>) {
        let is_it = |filed: &Filed| filed.delivery.scan_ref.as_deref() == Some(scan_ref);
        let (own, astray) = std::mem::take(&mut self.astray).into_iter().partition(is_it);
        self.astray = astray;
        let file = self.files.entry(scan_ref.to_owned()).or_insert_with(|| {
            self.made_by.entry(test).or_default().push(scan_ref.to_owned());
            File { test, rules: Vec::new(), filed: Vec::new() }
        });
        file.rules.extend(rules);
        let own: Vec<Filed> = own;
        for filed in own {
            self.astray_bytes -= filed.size();
            self.kept += 1;
            self.bytes += filed.size();
            file.add(filed.delivery, filed.reply);
        }
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
    fn add(&mut self, delivery: Arc<Delivery>, reply: Reply) {
        let same = |filed: &&Filed| filed.delivery.contents.body == delivery.contents.body;
        let repeats = self.filed.iter().find(same).map(|filed| filed.delivery.number);
        let had_come = self.filed.iter().filter(same).any(|filed| filed.standing != Standing::Refused);
        let standing = if had_come {
            Standing::Duplicate
        } else if reply.acknowledges() {
            Standing::Free
        } else {
            Standing::Refused
        };
        self.filed.push(Filed::new(delivery, reply, repeats, standing));
    }
}

impl Filed {
    fn new(delivery: Arc<Delivery>, reply: Reply, repeats: Option<usize>, standing: Standing) -> Self {
        Self { delivery, reply, repeats, standing, told: false }
    }

    fn size(&self) -> usize {
        self.delivery.contents.body.len()
    }
}
