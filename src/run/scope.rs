//! What `${...}` sees in one test: variables and captures, sessions, the scenario, the run, the environment.

use std::{cell::RefCell, collections::BTreeMap, path::PathBuf};

use serde_json::json;
use tokio::time::Instant;

use super::{
    drawn::{Purpose, Watch},
    random::Random,
    session::Sessions,
};
use crate::{
    files::read_suite_file,
    plan::Test,
    template::{FillError, Scope, Template, Value},
};

/// What a test is told about the run it belongs to.
#[derive(Debug)]
pub(super) struct RunFacts {
    pub(super) run_id: String,
    pub(super) seed: u64,
    pub(super) started: jiff::Timestamp,
    /// When the run started by the runtime's clock.
    pub(super) start: Instant,
    pub(super) environment: String,
    pub(super) root: PathBuf,
}

impl RunFacts {
    /// What time it is for the run: virtual where the runtime's clock is.
    pub(super) fn now(&self) -> jiff::Timestamp {
        let since = jiff::SignedDuration::try_from(self.start.elapsed()).unwrap_or(jiff::SignedDuration::MAX);
        self.started.checked_add(since).unwrap_or(jiff::Timestamp::MAX)
    }
}

/// The names of one test.
pub(super) struct TestScope<'r> {
    pub(super) facts: &'r RunFacts,
    test: &'r Test,
    name: RefCell<Option<String>>,
    values: RefCell<BTreeMap<String, Value>>,
    pub(super) sessions: RefCell<Sessions>,
    /// What was drawn, where a snapshot has to know.
    pub(super) watch: Option<RefCell<Watch>>,
    random: RefCell<Random>,
}

impl<'r> TestScope<'r> {
    pub(super) fn new(facts: &'r RunFacts, test: &'r Test, attempt: u32) -> Self {
        Self {
            facts,
            test,
            name: RefCell::new(test.name.as_literal().map(|name| name.to_text())),
            values: RefCell::default(),
            sessions: RefCell::default(),
            watch: test.has_snapshots().then(RefCell::default),
            random: RefCell::new(Random::of_test(facts.seed, &test.id, attempt)),
        }
    }

    /// Fills a template, and notes what another run would have there.
    pub(super) fn fill(&self, template: &Template, purpose: Purpose<'_>) -> Result<Value, FillError> {
        let value = template.fill(self)?;
        if let Some(watch) = &self.watch {
            watch.borrow_mut().look(self, template, &value, purpose);
        }
        Ok(value)
    }

    /// Names a value; an earlier one of that name is forgotten.
    pub(super) fn set(&self, name: &str, value: Value) {
        self.values.borrow_mut().insert(name.to_owned(), value);
    }

    /// What `scenario.name` is from here on.
    pub(super) fn set_scenario_name(&self, name: &str) {
        *self.name.borrow_mut() = Some(name.to_owned());
    }

    fn scenario(&self) -> Value {
        let name = self.name.borrow();
        json!({ "name": *name, "slug": self.test.slug, "file": self.test.source.name() }).into()
    }

    fn run(&self) -> Value {
        let facts = self.facts;
        json!({ "id": facts.run_id, "seed": facts.seed, "started": facts.started.to_string() }).into()
    }

    fn environment(&self) -> Value {
        json!({ "name": self.facts.environment, "kind": self.test.kind.word() }).into()
    }

    fn session(&self, name: &str) -> Option<Value> {
        self.sessions.borrow().named(name).map(|session| session.answer.clone().into())
    }
}

impl Scope for TestScope<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.values.borrow().get(name) {
            return Some(value.clone());
        }
        match name {
            "session" => self.sessions.borrow().latest().map(|session| session.answer.clone().into()),
            "scenario" => Some(self.scenario()),
            "run" => Some(self.run()),
            "environment" => Some(self.environment()),
            _ => self.session(name),
        }
    }

    fn leaves_out(&self, first: &str, key: &str) -> bool {
        let values = self.values.borrow();
        first == "case" && values.get("case").is_some_and(|case| case.json.get(key).is_none())
    }

    fn random(&self) -> u64 {
        self.random.borrow_mut().next()
    }

    fn now(&self) -> jiff::Timestamp {
        self.facts.now()
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        read_suite_file(&self.facts.root, path).map_err(|problem| problem.message)
    }
}
