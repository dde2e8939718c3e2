//! How the deliveries of a session are answered where a step says so. Such a rule is set when the session is made, since
//! a delivery may come before its step (decisions.md C23), and is looked at outside of its test.

use std::collections::BTreeMap;

use super::{delivery::Delivery, shelf::Reply};
use crate::{
    expect::Fields,
    template::{Scope, Template, Value},
};

/// A rule for the deliveries that a step waits for.
#[derive(Debug)]
pub(in crate::run) struct Rule {
    /// The event; `None`: any.
    pub(in crate::run) event: Option<String>,
    /// What the payload has; empty: anything.
    pub(in crate::run) filter: Fields,
    /// The names in `filter`, as they were when the session was made.
    pub(in crate::run) names: Names,
    pub(in crate::run) reply: Reply,
    /// How many deliveries are still answered so.
    pub(in crate::run) times: u32,
}

/// Values that do not change any more.
#[derive(Debug)]
pub(in crate::run) struct Names {
    values: BTreeMap<String, Value>,
    now: jiff::Timestamp,
}

impl Names {
    /// What the templates need of a scope, as far as it is known.
    pub(in crate::run) fn of(templates: &[&Template], scope: &dyn Scope) -> Self {
        let references = templates.iter().flat_map(|template| template.references());
        let first = references.filter_map(|reference| reference.parts.first().cloned());
        let values = first.filter_map(|name| Some((name.clone(), scope.value(&name)?))).collect();
        Self { values, now: scope.now() }
    }
}

impl Rule {
    /// The reply, where this rule is about the delivery and is not used up.
    pub(super) fn apply(&mut self, delivery: &Delivery) -> Option<Reply> {
        if !self.is_about(delivery) {
            return None;
        }
        self.times -= 1;
        Some(self.reply.clone())
    }

    /// Whether the delivery is one of those that are still to be answered so.
    pub(super) fn is_about(&self, delivery: &Delivery) -> bool {
        let is_it = self.event.is_none() || self.event == delivery.event_type;
        is_it && self.times > 0 && self.fits(delivery)
    }

    fn fits(&self, delivery: &Delivery) -> bool {
        if self.filter.checks.is_empty() {
            return true;
        }
        let verdicts = self.filter.judge(delivery.contents().json.as_ref(), &self.names);
        verdicts.iter().all(|verdict| verdict.mismatch.is_none())
    }
}

impl Scope for Names {
    fn value(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    fn random(&self) -> u64 {
        0
    }

    fn now(&self) -> jiff::Timestamp {
        self.now
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        Err(format!("`{path}` is not read while a delivery is answered"))
    }
}
