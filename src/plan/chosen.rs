//! From the files to the tests that are wanted of them. A file is looked at by itself, on whatever thread; what comes of
//! it is added up in the order of the files.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use indexmap::IndexSet;

use super::{
    Test, await_webhook,
    check::{Request, ScenarioFile, Steps, is_unread},
    expand::{Shared, expand},
    flow::{MOST_STEPS_IN_ALL, too_many_flow_steps},
    same_names::ScenarioNames,
};
use crate::{
    diagnostic::{Diagnostic, code},
    scenario::{Scenario, Soundness},
    source::{Place, Source},
};

/// More tests than one run has any use for; their plan would take all the memory there is.
const MOST_TESTS: usize = 100_000;

/// What the selection leaves.
pub(super) struct Chosen {
    pub(super) tests: Vec<Arc<Test>>,
    pub(super) deselected: usize,
    /// The variables of all scenarios that were wanted; `None` where one could not be read.
    pub(super) vars: Option<HashSet<String>>,
    /// The tags of all scenarios, selected or not, each once.
    pub(super) tags: IndexSet<String>,
    /// Why files could not be read.
    pub(super) unread: Vec<Diagnostic>,
    /// The texts of all files, in order.
    pub(super) sources: Vec<Arc<Source>>,
    pub(super) names: ScenarioNames,
    /// That nobody takes what the first of them waits for.
    pub(super) no_receiver: Option<Diagnostic>,
    /// How many steps the flows of all scenarios come to.
    flow_steps: usize,
    /// Whether no more is added: a bound was passed, which was said.
    full: bool,
}

/// What came of looking at a file.
pub(super) struct Looked {
    source: Arc<Source>,
    /// What was found while it was read.
    problems: Vec<Diagnostic>,
    /// The names of its scenarios, each with its place.
    names: Vec<(String, Place)>,
    tags: Vec<String>,
    scenarios: Vec<LookedScenario>,
}

/// What came of looking at a scenario.
struct LookedScenario {
    tests: Vec<Arc<Test>>,
    left: usize,
    /// Its variables; `None` where it could not be read.
    vars: Option<Vec<String>>,
    found: Vec<Diagnostic>,
    no_receiver: Option<Diagnostic>,
    /// The steps of each flow that it uses, and where.
    flows: Vec<(usize, Place)>,
}

/// How much was looked at, by all threads together or in one file: nothing more is begun where no more will be added.
#[derive(Debug, Default)]
pub(super) struct Tally {
    tests: AtomicUsize,
    flow_steps: AtomicUsize,
}

impl Tally {
    /// Whether a bound was passed: then what was looked at so far passes it, too, added up in order.
    pub(super) fn is_full(&self) -> bool {
        self.tests.load(Ordering::Relaxed) > MOST_TESTS
            || self.flow_steps.load(Ordering::Relaxed) > MOST_STEPS_IN_ALL
    }

    fn add(&self, tests: usize, flow_steps: usize) {
        self.tests.fetch_add(tests, Ordering::Relaxed);
        self.flow_steps.fetch_add(flow_steps, Ordering::Relaxed);
    }
}

/// Looks at a file; its scenarios behind one with which it passes a bound by itself are left out.
pub(super) fn look(shared: Shared, file: ScenarioFile, tally: &Tally) -> Looked {
    let named = file.scenarios.iter().filter(|scenario| !scenario.name.value.is_empty());
    let name =
        |scenario: &Scenario| (scenario.name.value.clone(), Place::new(&scenario.source, scenario.name.span));
    let tags = file.scenarios.iter().flat_map(|scenario| &scenario.tags);
    let mut looked = Looked {
        source: Arc::clone(&file.source),
        names: named.map(name).collect(),
        tags: tags.map(|tag| tag.value.clone()).collect(),
        problems: Vec::new(),
        scenarios: Vec::with_capacity(file.scenarios.len()),
    };
    // Its own bound and nobody else's: what is looked at of a file must not depend on how fast the other threads are.
    let own = Tally::default();
    for (index, scenario) in file.scenarios.iter().enumerate() {
        if own.is_full() {
            break;
        }
        let scenario = look_at_scenario(shared, &file, index, scenario);
        let tests = scenario.tests.len() + scenario.left;
        let flow_steps = scenario.flows.iter().map(|(steps, _)| steps).sum();
        own.add(tests, flow_steps);
        tally.add(tests, flow_steps);
        looked.scenarios.push(scenario);
    }
    looked.problems = file.problems;
    looked
}

fn look_at_scenario(
    shared: Shared,
    file: &ScenarioFile,
    index: usize,
    scenario: &Scenario,
) -> LookedScenario {
    let reading = file.reading(scenario);
    let expanded = expand(shared, scenario, reading);
    let found = expanded.found.into_iter().filter(|one| !follows(shared.request, file, one)).collect();
    let wanted = file.selection.wanted(&file.scenarios, index, expanded.tests);
    let (tests, left): (Vec<Test>, Vec<Test>) =
        wanted.chosen.into_iter().partition(|test| shared.request.selection.holds(test));
    LookedScenario {
        left: left.len() + wanted.left,
        vars: (reading == Soundness::Complete).then_some(expanded.vars),
        found,
        no_receiver: await_webhook::no_receiver(shared.environment, &tests),
        tests: tests.into_iter().map(|test| Arc::new(test.with_steps(shared.request.steps))).collect(),
        flows: expanded.flows,
    }
}

/// Whether a finding only follows from what could not be read: something seems to be missing that may stand in the
/// suite's defaults, or on a line that is no YAML.
fn follows(request: &Request, file: &ScenarioFile, finding: &Diagnostic) -> bool {
    if finding.code == code::MISSING_KEY && is_unread(request, "defaults") {
        return true;
    }
    let line = |diagnostic: &Diagnostic| {
        let place = &diagnostic.labels.first()?.place;
        let here = place.source.name() == file.source.name();
        here.then(|| place.source.position(place.span.start as usize).line)
    };
    let mut syntax = file.problems.iter().filter(|problem| problem.code == code::SYNTAX);
    line(finding).is_some_and(|found| syntax.any(|problem| line(problem) == Some(found)))
}

impl Chosen {
    pub(super) fn new() -> Self {
        Self {
            tests: Vec::new(),
            deselected: 0,
            vars: Some(HashSet::new()),
            tags: IndexSet::new(),
            unread: Vec::new(),
            sources: Vec::new(),
            names: ScenarioNames::default(),
            no_receiver: None,
            flow_steps: 0,
            full: false,
        }
    }

    /// Notes why a file could not be read.
    pub(super) fn add_unread(&mut self, problem: Diagnostic) {
        if !self.full {
            self.unread.push(problem);
        }
    }

    /// Adds what came of a file; what was found goes to `found`. Behind a bound that was passed nothing is added, of
    /// whatever was looked at by then.
    pub(super) fn add(&mut self, looked: Looked, found: &mut Vec<Diagnostic>) {
        if self.full {
            return;
        }
        self.sources.push(looked.source);
        looked.names.into_iter().for_each(|(name, place)| self.names.add(name, place));
        self.tags.extend(looked.tags);
        if looked.scenarios.is_empty() && !looked.problems.is_empty() {
            self.vars = None;
        }
        found.extend(looked.problems);
        for scenario in looked.scenarios {
            self.add_scenario(scenario, found);
            if self.full {
                return;
            }
        }
    }

    fn add_scenario(&mut self, scenario: LookedScenario, found: &mut Vec<Diagnostic>) {
        found.extend(scenario.found);
        self.deselected += scenario.left;
        self.no_receiver = self.no_receiver.take().or(scenario.no_receiver);
        self.tests.extend(scenario.tests);
        if self.tests.len() + self.deselected > MOST_TESTS {
            self.end_with(too_many_tests(), found);
            return;
        }
        for (steps, place) in scenario.flows {
            self.flow_steps += steps;
            if self.flow_steps > MOST_STEPS_IN_ALL {
                self.end_with(too_many_flow_steps(place), found);
                return;
            }
        }
        match (&mut self.vars, scenario.vars) {
            (Some(vars), Some(more)) => vars.extend(more),
            (None, _) | (_, None) => self.vars = None,
        }
    }

    /// A bound was passed: what stands behind it is not known.
    fn end_with(&mut self, problem: Diagnostic, found: &mut Vec<Diagnostic>) {
        found.push(problem);
        self.full = true;
        self.vars = None;
    }
}

fn too_many_tests() -> Diagnostic {
    let message = format!("these files have more than {MOST_TESTS} tests");
    Diagnostic::error(code::LIMIT, message).help("name fewer files, or use `sample: pairwise` under `matrix`")
}

impl Test {
    fn with_steps(self, steps: Steps) -> Self {
        match steps {
            Steps::Kept => self,
            Steps::LetGo => Self { steps: Arc::default(), finally: Arc::default(), ..self },
        }
    }
}
