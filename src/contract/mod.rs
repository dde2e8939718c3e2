//! Whether an answer or a webhook is what the API's documents say: pure, no I/O.
//!
//! What a schema does not allow is a violation; what it does not name is drift. The schemas are those of
//! `schema/responses`, compiled once each when they are first needed, and those that a suite puts in their place or
//! beside them.

mod known;
mod names;
mod own;
mod rules;
mod shape;
mod shipped;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    event::{Drift, DriftKind},
    exchange::{Answer, Contents},
};

pub use known::{FILE as KNOWN_FILE, KnownDrift};
pub use own::{FOLDER as SCHEMA_FOLDER, OwnSchema};
pub use rules::{Rules, Wrong};
pub use shipped::{NAMES, SHIPPED, shipped};

/// How much of the contract a step is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// To nothing.
    Off,
    /// Violations fail it; drift is noted.
    #[default]
    Warn,
    /// Drift that the suite does not know fails it, too.
    Strict,
}

impl Policy {
    /// Every policy with its word.
    pub const WORDS: [(&'static str, Self); 3] =
        [("off", Self::Off), ("warn", Self::Warn), ("strict", Self::Strict)];

    /// The policy of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, policy)| policy)
    }
}

/// What answers are held against: the schemas of the documents and of a suite, and the drift that the suite knows.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// By the name of the answer.
    own: BTreeMap<String, Own>,
    known: Arc<KnownDrift>,
}

/// What a suite says of one answer.
#[derive(Clone, Debug, Default)]
struct Own {
    instead: Option<Arc<Rules>>,
    beside: Option<Arc<Rules>>,
}

/// How an answer stands to the documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// What the documents do not allow.
    pub violations: Vec<Violation>,
    /// What they do not name, each once, with what they say there.
    pub drift: Vec<(Drift, String)>,
}

/// Something that the documents do not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where in the answer: `$.status`, or `body`.
    pub path: String,
    /// What the rule allows, in words: `at most 30 characters`.
    pub expected: String,
    /// What was there, uncut: whoever tells it takes secrets out first, and cuts it then.
    pub actual: String,
    /// How large it is, where that is worth a word: `40 characters`.
    pub size: Option<String>,
    /// The rule, as schema and place in it: `status#/properties/status/maxLength`.
    pub rule: String,
    /// Where the documents say so.
    pub source: String,
}

impl Contract {
    /// The contract with the schemas that a suite has of its own, and with the drift that it knows.
    pub fn new(own: Vec<OwnSchema>, known: KnownDrift) -> Self {
        let mut contract = Self { own: BTreeMap::new(), known: Arc::new(known) };
        for OwnSchema { name, beside, rules } in own {
            let slot = contract.own.entry(name).or_default();
            if beside { slot.beside = Some(rules) } else { slot.instead = Some(rules) }
        }
        contract
    }

    /// The drift that the suite knows.
    pub fn known(&self) -> &KnownDrift {
        &self.known
    }

    /// Holds the answer of a documented call against the documents; `path` is the request's, below the address of the
    /// environment. `None` where no document describes such an answer.
    pub fn judge_answer(&self, method: &str, path: &str, answer: &Answer) -> Option<Judgement> {
        let name = names::of_answer(method, path, answer.status)?;
        let mut judgement = Judgement::default();
        for rules in self.rules(name) {
            rules.judge(name, Some(answer.status), answer, &mut judgement);
        }
        Some(judgement)
    }

    /// Holds a webhook against the documents; `event` is its header `Idenfy-Event-Type`.
    pub fn judge_webhook(&self, event: &str, webhook: &Contents) -> Judgement {
        let mut judgement = Judgement::default();
        let names = names::of_webhook(event);
        for name in names {
            for rules in self.rules(name) {
                rules.judge(name, None, webhook, &mut judgement);
            }
        }
        if names.is_empty() {
            judgement.drift.push((
                Drift {
                    answer: "webhook".to_owned(),
                    kind: DriftKind::UnknownValue,
                    path: "header idenfy-event-type".to_owned(),
                    value: event.to_owned(),
                },
                "C-OAS, C-WH: the events of webhooks".to_owned(),
            ));
        }
        judgement
    }

    fn rules(&self, name: &'static str) -> impl Iterator<Item = &Rules> {
        let own = self.own.get(name);
        let instead = own.and_then(|own| own.instead.as_deref());
        let first = instead.or_else(|| shipped::shipped(name));
        first.into_iter().chain(own.and_then(|own| own.beside.as_deref()))
    }
}

impl Judgement {
    /// Whether the documents allow all of it and name all of it.
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty() && self.drift.is_empty()
    }
}
