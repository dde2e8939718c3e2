//! The check: everything that can be known before a request is sent, and the plan where nothing is wrong.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use indexmap::IndexMap;

use super::{
    FileSelection, Plan, Selection, Test, Unset, api,
    arguments::Defaults,
    chosen::{Chosen, Looked, Tally, look},
    contract,
    desk::Desk,
    duration::some_time,
    expand::Shared,
    flood,
    flow::Way,
    foreknown,
    library::Library,
    masking::mask_literals,
    names::Names,
    reports::Reports,
    retries,
    settle::{self, chosen_name, settle},
    snapshot::SnapshotKeys,
    spread::spread,
    transport,
    variables::Variables,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::{Diagnostic, Problems, Severity, code},
    expect::SchemaFiles,
    files::UnsetLine,
    scenario::{Scenario, Soundness, Suite, Verb},
    secrets::Redactor,
    source::{Place, Source},
};

/// Everything that a check needs to know.
pub struct Request<'a> {
    /// The suite.
    pub suite: &'a Suite,
    /// What was found while it was read; the check hands it on.
    pub suite_problems: &'a [Diagnostic],
    /// `--env`; `None`: the suite's default.
    pub environment: Option<&'a str>,
    /// The value of a variable of the process's environment, or of the `.env` file.
    pub variables: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// Whether a variable that is not set refuses the run.
    pub unset: Unset,
    /// `--var`: names and texts.
    pub overrides: &'a [(String, String)],
    /// `--tag` and `--filter`.
    pub selection: &'a Selection,
    /// `--allow-prod`.
    pub prod: ProdLeave,
    /// `--timeout`, of a scenario.
    pub timeout: Option<Duration>,
    /// `--retries`, of a scenario that does not say it itself.
    pub retries: Option<u32>,
    /// The files of the suite, for certificates, bodies and schemas.
    pub suite_files: &'a dyn SuiteFiles,
    /// What becomes of the steps of sound tests.
    pub steps: Steps,
}

/// What becomes of the steps of sound tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// They will be carried out.
    Kept,
    /// The tests are only told of, and have none: those of ten thousand files take hundreds of megabytes.
    LetGo,
}

/// A scenario file that was read.
#[derive(Clone, Debug)]
pub struct ScenarioFile {
    /// The file.
    pub source: Arc<Source>,
    /// Its scenarios, as far as they could be read.
    pub scenarios: Vec<Scenario>,
    /// What was found while it was read; the check hands it on.
    pub problems: Vec<Diagnostic>,
    /// Which of its scenarios are wanted.
    pub selection: FileSelection,
}

/// Whether a run may speak to PROD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProdLeave {
    /// Without `--allow-prod`.
    Refused,
    /// With `--allow-prod`, or where nothing will be sent.
    Given,
}

/// The files of a suite, their paths taken from its root.
pub trait SuiteFiles: SchemaFiles {
    /// The bytes of a file.
    ///
    /// # Errors
    /// A sentence for the author.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The flow or the table that was probably meant by a path that leads to none.
    fn near_file(&self, _path: &str) -> Option<String> {
        None
    }

    /// What the suite's `.env` has of a variable that is not set.
    fn unset_line(&self, _name: &str) -> UnsetLine {
        UnsetLine::None
    }
}

/// What a check gives.
#[derive(Debug)]
pub struct Checked {
    /// What will be done; `None` where there is any error.
    pub plan: Option<Plan>,
    /// The tests that were chosen, those of scenarios with errors left out.
    pub tests: Vec<Arc<Test>>,
    /// What must not be seen of them: as much as is known before a run.
    pub redactor: Redactor,
    /// The tags of all scenarios, each once.
    pub tags: Vec<String>,
    /// Why files could not be read; where there is any, nothing of the plan may be carried out.
    pub unread: Vec<Diagnostic>,
    /// All that was found, the reading of the files included: the suite's first, then file by file.
    pub diagnostics: Vec<Diagnostic>,
}

impl ScenarioFile {
    /// Reads a file's text.
    pub fn read(source: &Arc<Source>, selection: FileSelection) -> Self {
        let mut problems = Problems::new(source);
        let scenarios = crate::scenario::read(source, &mut problems);
        if scenarios.is_empty() && problems.count() == 0 {
            let message = format!("there is no scenario in `{}`", source.name());
            problems.push(Diagnostic::warning(code::EMPTY_FILE, message));
        }
        Self { source: Arc::clone(source), scenarios, problems: problems.into_found(), selection }
    }

    /// Whether all of a scenario could be read; a warning takes nothing away from it.
    pub(super) fn reading(&self, scenario: &Scenario) -> Soundness {
        let refused = self.problems.iter().any(|problem| problem.severity == Severity::Error);
        if refused { scenario.sound } else { Soundness::Complete }
    }
}

/// Checks the suite and every file that was named, in order, and makes the plan. Everything is looked at, also what the
/// selection leaves out: a mistake in a file that was named refuses the run (decisions.md F3).
///
/// Of a file only its text is kept once it was looked at: a tree takes many times as much, and one that is read when it
/// is asked for is alone in memory.
pub fn check(request: &Request, files: impl IntoIterator<Item = ScenarioFile>) -> Checked {
    check_with(request, |shared, tally, add| {
        files
            .into_iter()
            .take_while(|_| !tally.is_full())
            .for_each(|file| add(Ok(look(shared, file, tally))));
    })
}

/// Does what [`check()`] does, on at most `threads` threads: `read` reads one of `count` files, or says why it cannot be
/// read. However many threads there are, the result is the same.
pub fn check_listed(
    request: &Request,
    threads: usize,
    count: usize,
    read: impl Fn(usize) -> Result<ScenarioFile, Diagnostic> + Sync,
) -> Checked {
    check_with(request, |shared, tally, add| {
        let look = |index| read(index).map(|file| look(shared, file, tally));
        spread(threads, count, look, || tally.is_full(), add);
    })
}

/// What is told of a file that was looked at, or could not be read.
type Add<'a> = &'a mut dyn FnMut(Result<Looked, Diagnostic>);

fn check_with(request: &Request, look: impl FnOnce(Shared, &Tally, Add)) -> Checked {
    let mut problems = Problems::new(&request.suite.source);
    contract::of_suite(request.suite, &mut problems);
    let environment = settle(request, &mut problems);
    let stand_in = environment.clone().unwrap_or_else(|| settle::embedded(request.suite));
    let defaults = defaults(request, &mut problems);
    let library = Library::default();
    let shared = Shared { request, defaults: &defaults, environment: &stand_in, library: &library };
    let mut found = request.suite_problems.to_vec();
    found.extend(problems.into_found());
    found.extend(found_in_defaults(shared));
    let mut chosen = Chosen::new();
    look(shared, &Tally::default(), &mut |looked| match looked {
        Ok(looked) => chosen.add(looked, &mut found),
        Err(problem) => chosen.add_unread(problem),
    });
    found.extend(chosen.names.into_warnings());
    found.extend(unknown_overrides(request, chosen.vars.as_ref()));
    found.extend(chosen.no_receiver);
    let diagnostics = in_order(request, &chosen.sources, found);
    let refused = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let tests = chosen.tests;
    let plan = environment.filter(|_| !refused).map(|environment| Plan {
        environment,
        tests: tests.clone(),
        deselected: chosen.deselected,
        shard: None,
    });
    let redactor = foreknown::redactor(request.suite, &tests);
    let (tags, unread) = (chosen.tags.into_iter().collect(), chosen.unread);
    Checked { plan, tests, redactor, tags, unread, diagnostics: mask_literals(diagnostics, request.suite) }
}

/// Whether something of a part of `idvet.yaml`, such as `defaults`, is missing since it could not be read.
pub(super) fn is_unread(request: &Request, part: &str) -> bool {
    let mut problems = request.suite_problems.iter();
    problems.any(|problem| match problem.code {
        code::SYNTAX => true,
        code::WRONG_TYPE => problem.labels.first().is_none_or(|label| stands_under(&label.place, part)),
        _ => false,
    })
}

/// Whether the nearest line above that is not indented begins with this key; also where it cannot be told.
fn stands_under(place: &Place, key: &str) -> bool {
    let before = place.source.text().get(..place.span.end as usize).unwrap_or_default();
    let top = before.lines().rev().find(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    top.is_none_or(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
}

/// The suite's defaults of verbs, variables of the process's environment filled in.
fn defaults(request: &Request, problems: &mut Problems) -> Defaults {
    let variables = Variables {
        lookup: request.variables,
        line: &|name| request.suite_files.unset_line(name),
        unset: request.unset,
        environment: chosen_name(request),
    };
    let mut defaults = Vec::new();
    for entry in &request.suite.verb_defaults {
        let Some(verb) = Verb::of(&entry.key.text) else { continue };
        let node = variables.replace(&entry.value, problems);
        defaults.push((verb, node.as_map().unwrap_or_default().to_vec()));
    }
    if let Some(text) = &request.suite.timeout {
        some_time(&text.value, text.span, problems);
    }
    if let Some(text) = &request.suite.retries {
        retries::known(text, problems);
    }
    transport::check_suite(request.suite, problems);
    Defaults(defaults)
}

/// What is wrong with the defaults, whether or not a step uses them.
fn found_in_defaults(shared: Shared) -> Vec<Diagnostic> {
    let source = &shared.request.suite.source;
    let mut desk = Desk {
        request: shared.request,
        defaults: shared.defaults,
        environment: shared.environment,
        reports: Reports::new(source, source),
        names: Names::new(Soundness::Incomplete, IndexMap::new(), HashSet::new()),
        snapshots: SnapshotKeys::default(),
        way: Way::new(shared.library),
        time: None,
    };
    api::check_defaults(&mut desk, shared.defaults);
    desk.reports.into_found()
}

/// `--var` with a name that no scenario has (decisions.md E7).
fn unknown_overrides(request: &Request, vars: Option<&HashSet<String>>) -> Vec<Diagnostic> {
    let Some(vars) = vars else { return Vec::new() };
    let mut known: Vec<&str> = vars.iter().map(String::as_str).collect();
    known.sort_unstable();
    let unknown = request.overrides.iter().filter(|(name, _)| !vars.contains(name));
    unknown.map(|(name, _)| unknown_override(name, &known)).collect()
}

fn unknown_override(name: &str, known: &[&str]) -> Diagnostic {
    let message = format!("`--var {name}=...`: no scenario has a variable `{name}`");
    let help = did_you_mean(name, known.iter().copied());
    let known =
        if known.is_empty() { None } else { Some(format!("there are {}", listed(known.iter().copied()))) };
    let mut diagnostic = Diagnostic::error(code::ARGUMENT, message);
    diagnostic.help.extend(help.or(known));
    diagnostic
}

/// Where `idvet.yaml` comes in the order of files, behind what has no place.
const IN_SUITE: usize = 1;

/// Each problem once: the suite's first, then file by file, in the order of their lines. A default is looked at for
/// each step that uses it, and its message may name the step's verb: one message for a place is enough.
fn in_order(request: &Request, files: &[Arc<Source>], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let names = files.iter().map(|file| file.name());
    let order: HashMap<&str, usize> = names.enumerate().map(|(index, name)| (name, index + 2)).collect();
    let suite = request.suite.source.name();
    let place = |diagnostic: &Diagnostic| {
        let Some(label) = diagnostic.labels.first() else { return (0, 0, 0) };
        let name = label.place.source.name();
        let file = if name == suite { IN_SUITE } else { order.get(name).copied().unwrap_or(usize::MAX) };
        (file, label.place.span.start, label.place.span.end)
    };
    let mut seen = HashSet::new();
    let mut found = found;
    found.retain(|diagnostic| {
        let place = place(diagnostic);
        let message = if place.0 == IN_SUITE { "" } else { &diagnostic.message };
        let file = diagnostic.labels.first().map(|label| label.place.source.name().to_owned());
        seen.insert((diagnostic.code, file, place, message.to_owned()))
    });
    // Flows and tables stand in no order of the request: they come last, by their names.
    let name =
        |diagnostic: &Diagnostic| diagnostic.labels.first().map(|label| label.place.source.name().to_owned());
    found.sort_by_cached_key(|diagnostic| (place(diagnostic).0, name(diagnostic), place(diagnostic).1));
    flood::cut(found)
}

impl Plan {
    /// The tests with their numbers: those of one shard have the numbers that they have in the whole, so that the records
    /// of all shards are put together in the plan's order.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &Arc<Test>)> {
        let number = |(place, test)| match &self.shard {
            Some(share) => (share.numbers.get(place).copied().unwrap_or(place), test),
            None => (place, test),
        };
        self.tests.iter().enumerate().map(number)
    }

    /// Whether nothing was selected: an empty shard of a selection that is not empty is something else.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.shard.as_ref().is_none_or(|share| share.shard.tests == 0)
    }

    /// The step that sends to an address outside of the environment, where there is one: such a run cannot be in
    /// virtual time.
    pub fn outward_step(&self) -> Option<&super::Step> {
        let running = self.tests.iter().filter(|test| test.skip.is_none());
        let steps = running.flat_map(|test| test.steps.iter().chain(test.finally.iter()));
        steps.flat_map(super::Step::all).find(|step| step.action.is_outward())
    }
}
