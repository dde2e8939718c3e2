//! What `${...}` sees in one test: variables and captures, sessions, the scenario, the run, the environment. Inside of
//! a flow the names are those of the flow alone.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

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
    template::{FillError, Reference, Scope, Template, Value},
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

/// The names of a scenario, or of a flow that is under way.
#[derive(Debug, Default)]
struct Frame {
    values: BTreeMap<String, Value>,
    /// Which of them are what a flow exports.
    exports: BTreeSet<String>,
}

/// The names of one test.
pub(super) struct TestScope<'r> {
    pub(super) facts: &'r RunFacts,
    test: &'r Test,
    name: RefCell<Option<String>>,
    /// The names of the scenario, then those of the flows under way, the innermost last. Never empty.
    frames: RefCell<Vec<Frame>>,
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
            name: RefCell::new(test.name.as_literal().map(Value::to_text)),
            frames: RefCell::new(vec![Frame::default()]),
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
        if let Some(frame) = self.frames.borrow_mut().last_mut() {
            frame.values.insert(name.to_owned(), value);
        }
    }

    /// Names what a flow exports.
    pub(super) fn set_exports(&self, name: &str, exports: Value) {
        self.set(name, exports);
        if let Some(watch) = &self.watch {
            watch.borrow_mut().set_exports(name);
        }
        if let Some(frame) = self.frames.borrow_mut().last_mut() {
            frame.exports.insert(name.to_owned());
        }
    }

    /// A flow begins: there are only the names that it is given.
    pub(super) fn enter(&self, values: BTreeMap<String, Value>) {
        self.frames.borrow_mut().push(Frame { values, ..Frame::default() });
        self.sessions.borrow_mut().enter();
        if let Some(watch) = &self.watch {
            watch.borrow_mut().enter();
        }
    }

    /// A flow ends: its names are forgotten.
    pub(super) fn leave(&self) {
        self.frames.borrow_mut().pop();
        self.sessions.borrow_mut().leave();
        if let Some(watch) = &self.watch {
            watch.borrow_mut().leave();
        }
    }

    fn named(&self, name: &str) -> Option<Value> {
        self.frames.borrow().last()?.values.get(name).cloned()
    }

    /// The name that nothing has made, where there is one: also one that a flow exports where it could.
    pub(super) fn missing(&self, reference: &Reference) -> Option<String> {
        let first = reference.parts.first()?;
        let Some(value) = self.value(first) else { return Some(first.clone()) };
        let second = reference.parts.get(1)?;
        let exported = self.frames.borrow().last()?.exports.contains(first);
        (exported && value.json.get(second).is_none()).then(|| format!("{first}.{second}"))
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
        if let Some(value) = self.named(name) {
            return Some(value);
        }
        match name {
            "session" => self.sessions.borrow().latest().map(|session| session.answer.clone().into()),
            "scenario" => Some(self.scenario()),
            "run" => Some(self.run()),
            "environment" => Some(self.environment()),
            _ => self.session(name),
        }
    }

    /// An answer is large, and one of its fields is wanted most often.
    fn part(&self, first: &str, key: &str) -> Option<Value> {
        if let Some(value) = self.frames.borrow().last()?.values.get(first) {
            return value.key(key);
        }
        let sessions = self.sessions.borrow();
        let session = match first {
            "scenario" | "run" | "environment" => None,
            "session" => sessions.latest(),
            _ => sessions.named(first),
        };
        session?.answer.get(key).cloned().map(Value::from)
    }

    fn leaves_out(&self, first: &str, key: &str) -> bool {
        first == "case" && self.named("case").is_some_and(|case| case.json.get(key).is_none())
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
