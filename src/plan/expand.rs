//! From a scenario to its tests: one, or in the embedded emulator one for each kind that it names.

use std::{collections::HashSet, iter::repeat_n, ops::RangeInclusive, sync::Arc, time::Duration};

use indexmap::IndexMap;

use super::{
    Action, Environment, Kind, Lines, Origin as TestOrigin, Step, Target, Test,
    arguments::Defaults,
    cases::{Case, Cases, Domain},
    check::{Request, Steps},
    contract,
    desk::Desk,
    estimate,
    flow::Way,
    library::Library,
    literal_secret::warn_of_variable,
    modifiers,
    names::{Made, Meaning, Names},
    reports::{Origin, Reports},
    respond_names, retries,
    slug::slug,
    snapshot::SnapshotKeys,
    steps,
    usage::Sort,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::{Diagnostic, Severity, code},
    scenario::{Located, Scenario, Soundness, Table},
    source::{Place, Span},
    template::{Template, Value, parse_duration},
    vocabulary::Kinds,
};

/// How long a scenario may take where nothing else is said.
const TIMEOUT: Duration = Duration::from_mins(5);

/// What a scenario became.
pub(super) struct Expanded {
    /// Its tests; none where it has an error.
    pub(super) tests: Vec<Expansion>,
    /// The names of its variables.
    pub(super) vars: Vec<String>,
    /// The steps of each flow that it uses, and where.
    pub(super) flows: Vec<(usize, Place)>,
    /// What was found.
    pub(super) found: Vec<Diagnostic>,
}

/// A test, and the lines that select it alone: those of its case, where that stands in the file.
pub(super) struct Expansion {
    pub(super) test: Test,
    pub(super) lines: Option<RangeInclusive<usize>>,
}

/// What all scenarios of a check share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) defaults: &'a Defaults,
    pub(super) environment: &'a Environment,
    pub(super) library: &'a Library,
}

/// Checks a scenario and makes its tests; `reading` says whether all of it could be read.
pub(super) fn expand(shared: Shared, scenario: &Scenario, reading: Soundness) -> Expanded {
    let mut desk = desk(shared, scenario, reading);
    let cases = Cases::of(&mut desk, scenario);
    desk.names.known.set_cases(cases);
    announce_cases(&mut desk, scenario);
    let vars = vars(&mut desk, scenario);
    let name = name(&mut desk, scenario);
    let (timeout, retries) = (timeout(&mut desk, scenario), retries::of_scenario(&mut desk, scenario));
    let steps = timed_steps(&mut desk, scenario, timeout);
    // What stands under `finally` is done however far the steps came.
    desk.names.standings.open_all();
    let finally = steps::steps(&mut desk, &scenario.finally);
    let named = named_kinds(&mut desk, scenario);
    let contract = contract::of_scenario(&mut desk, scenario, shared.environment.contract);
    check_tags(&mut desk, scenario);
    let mut found = found(desk.reports, &steps, &finally);
    let (cases, guard) = (desk.names.known.cases(), Guard::of(&named, [&steps, &finally]));
    let sound = reading == Soundness::Complete && !found.iter().any(is_error);
    if sound {
        found.extend(desk.names.usage.unused());
    }
    let test = Test {
        id: format!("{} › {}", scenario.source.name(), scenario.name.value.replace("$${", "${")).into(),
        case: Box::default(),
        source: Arc::clone(&scenario.source),
        lines: Lines::of_scenario(scenario.source.position(scenario.span.start as usize).line),
        origin: origin(scenario, named.clone()),
        name,
        slug: slug(&scenario.name.value).into(),
        tags: sharing(scenario.tags.iter().map(|tag| tag.value.clone()).collect()),
        kind: shared.environment.kind,
        skip: None,
        contract,
        timeout,
        retries,
        vars: sharing(vars),
        cost: cost(shared.request, &steps, &finally),
        steps: sharing(steps),
        finally: sharing(finally),
    };
    let wanted: &[Case] = if sound { &cases.list } else { &[] };
    let tests = repeat_n(test, wanted.len()).zip(wanted).flat_map(|(test, case)| {
        let test = of_case(test, case, &cases.axes);
        let tests = for_kinds(shared.environment, &guard, test, case.label.as_deref());
        tests.into_iter().map(|test| Expansion { test, lines: case.lines() })
    });
    let tests = tests.collect();
    Expanded { tests, vars: var_names(scenario), flows: desk.way.into_uses(), found }
}

fn name(desk: &mut Desk, scenario: &Scenario) -> Template {
    let (text, problems) = (&scenario.name, desk.reports.of(Origin::File));
    let name = Template::read_text(&text.value, text.span, problems);
    desk.check_names(Origin::File, &name);
    name
}

/// What the tests of a scenario share; an empty list takes no memory.
fn sharing<T>(list: Vec<T>) -> Arc<[T]> {
    if list.is_empty() { Arc::default() } else { list.into() }
}

/// What steps cost that will be let go.
fn cost(request: &Request, steps: &[Step], finally: &[Step]) -> Option<Arc<estimate::Cost>> {
    let cost = || Arc::new(estimate::of_steps(steps.iter().chain(finally)));
    (request.steps == Steps::LetGo).then(cost)
}

fn var_names(scenario: &Scenario) -> Vec<String> {
    scenario.vars.iter().map(|entry| entry.key.text.clone()).collect()
}

/// What the reports hold, and what only shows where all steps are known.
fn found(reports: Reports, steps: &[Step], finally: &[Step]) -> Vec<Diagnostic> {
    let mut found = reports.into_found();
    found.extend(respond_names::faults(steps.iter().chain(finally)));
    found
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}

/// The test of a case of a scenario.
fn of_case(test: Test, case: &Case, axes: &Domain) -> Test {
    let origin = TestOrigin { case: case.label.as_deref().map(Into::into), ..test.origin };
    Test { case: case.given(axes).into(), lines: test.lines.with_case(case.line()), origin, ..test }
}

fn origin(scenario: &Scenario, kinds: Vec<Kind>) -> TestOrigin {
    TestOrigin { scenario: scenario.name.value.as_str().into(), case: None, kinds: sharing(kinds) }
}

/// The steps that the scenario's time is for.
fn timed_steps(desk: &mut Desk, scenario: &Scenario, timeout: Duration) -> Vec<Step> {
    desk.time = Some(timeout);
    let steps = steps::steps(desk, &scenario.steps);
    desk.time = None;
    steps
}

fn desk<'a>(shared: Shared<'a>, scenario: &Scenario, reading: Soundness) -> Desk<'a> {
    let place = |span: Span| Place::new(&scenario.source, span);
    let vars = scenario.vars.iter().map(|entry| (entry.key.text.clone(), Meaning::Variable, entry.key.span));
    let made: Vec<_> =
        [&scenario.steps, &scenario.finally].into_iter().flat_map(|steps| steps::made_by(steps)).collect();
    let changing: HashSet<String> = made.iter().map(|(name, _, _)| name.clone()).collect();
    let mut later = IndexMap::new();
    for (name, meaning, span) in vars.chain(made) {
        later.entry(name).or_insert(Made { meaning, place: place(span) });
    }
    let mut names = Names::new(reading, later, changing);
    let steps = scenario.steps.iter().chain(&scenario.finally);
    names.expect_ids(steps.filter_map(|step| step.id.as_ref()).map(|id| (id.value.clone(), place(id.span))));
    Desk {
        request: shared.request,
        defaults: shared.defaults,
        environment: shared.environment,
        reports: Reports::new(&shared.request.suite.source, &scenario.source),
        names,
        snapshots: SnapshotKeys::default(),
        way: Way::new(shared.library),
        time: None,
    }
}

/// The axes, and the columns of cases that are written out: a table in a file may serve several scenarios.
fn announce_cases(desk: &mut Desk, scenario: &Scenario) {
    for axis in scenario.matrix.iter().flat_map(|matrix| &matrix.axes) {
        let place = desk.here(axis.name.span);
        desk.names.usage.make(Sort::Axis, &axis.name.value, place);
    }
    let Some(Table::Inline(rows)) = &scenario.cases else { return };
    let mut seen = HashSet::new();
    for key in rows.iter().flat_map(|row| &row.entries).map(|entry| &entry.key) {
        if seen.insert(&key.text) {
            let place = desk.here(key.span);
            desk.names.usage.make(Sort::Column, &key.text, place);
        }
    }
}

/// The variables, those given on the command line over those that are written (decisions.md E7).
fn vars(desk: &mut Desk, scenario: &Scenario) -> Vec<(String, Template)> {
    let mut vars = Vec::new();
    for entry in &scenario.vars {
        let name = &entry.key.text;
        warn_of_variable(desk, entry);
        desk.names.usage.begin_value();
        let written = desk.template(Origin::File, &entry.value);
        let given = desk.request.overrides.iter().rfind(|(given, _)| given == name);
        let (value, computed) = match given {
            Some((_, text)) => {
                let value = Value::from(text.as_str());
                (Template::literal(value.clone()), Some(value))
            }
            None => (written, desk.computed(Origin::File, &entry.value)),
        };
        let place = desk.here(entry.key.span);
        desk.names.usage.make(Sort::Variable, name, place.clone());
        desk.names.define(name, Made { meaning: Meaning::Variable, place });
        match computed {
            Some(computed) => desk.names.known.set_value(name, computed, &value),
            None => desk.names.known.set_template(name, &value),
        }
        vars.push((name.clone(), value));
    }
    vars
}

fn timeout(desk: &mut Desk, scenario: &Scenario) -> Duration {
    let written = scenario.timeout.as_ref().and_then(|text| modifiers::timeout(desk, text));
    let default = desk.request.suite.timeout.as_ref().and_then(|text| parse_duration(&text.value).ok());
    desk.request.timeout.or(written).or(default.filter(|timeout| !timeout.is_zero())).unwrap_or(TIMEOUT)
}

/// A tag is a word of `--tag`: one that no expression could name would never select anything.
fn check_tags(desk: &mut Desk, scenario: &Scenario) {
    const DIVIDES: fn(char) -> bool =
        |character| character.is_whitespace() || character == '(' || character == ')';
    for tag in &scenario.tags {
        let text = tag.value.as_str();
        let joins = ["and", "or", "not"].contains(&text);
        if joins || text.is_empty() || text.contains(DIVIDES) {
            let help = if joins || text.is_empty() {
                "tags are words, which `--tag` joins by `and`, `or`, `not` and brackets".to_owned()
            } else {
                let words: Vec<&str> = text.split(DIVIDES).filter(|word| !word.is_empty()).collect();
                format!("write it as one word: `{}`", words.join("-"))
            };
            let shown = if text.is_empty() { "\"\"" } else { text };
            let message = format!("`{shown}` cannot be a tag");
            desk.error(Origin::File, code::NAME, tag.span, message).help.push(help);
        }
    }
}

/// `environments:` are kinds (decisions.md B10).
fn named_kinds(desk: &mut Desk, scenario: &Scenario) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for word in &scenario.environments {
        match Kind::of(&word.value) {
            Some(kind) if !kinds.contains(&kind) => kinds.push(kind),
            Some(_) => {}
            None => unknown_kind(desk, word),
        }
    }
    kinds
}

fn unknown_kind(desk: &mut Desk, word: &Located<String>) {
    let text = word.value.as_str();
    let words = Kind::ALL.map(Kind::word);
    let environment =
        desk.request.suite.environments.iter().find(|environment| environment.name.value == text);
    let message = match environment {
        Some(_) => format!("`{text}` is the name of an environment; `environments` lists kinds"),
        None => format!("there is no kind of environment `{text}`"),
    };
    let kind = environment.and_then(|environment| environment.kind.as_ref()).map(|kind| kind.value.as_str());
    let help = kind.map(|kind| format!("write its kind: `{kind}`"));
    let help = help
        .or_else(|| did_you_mean(text, words))
        .unwrap_or_else(|| format!("the kinds are {}", listed(words)));
    desk.error(Origin::File, code::ENVIRONMENT, word.span, message).help.push(help);
}

/// What keeps a scenario away from an environment.
struct Guard<'s> {
    /// The kinds that it is for.
    named: &'s [Kind],
    /// Its first verb that works in DEV alone.
    guarded: Option<&'static str>,
}

impl<'s> Guard<'s> {
    fn of(named: &'s [Kind], parts: [&[Step]; 2]) -> Self {
        Self { named, guarded: parts.into_iter().find_map(guarded_verb) }
    }
}

/// One test, or one for each named kind where the emulator plays them (decisions.md B13).
fn for_kinds(environment: &Environment, guard: &Guard, test: Test, label: Option<&str>) -> Vec<Test> {
    let named = guard.named;
    let kinds = match &environment.target {
        Target::Emulator { .. } if !named.is_empty() => named.to_vec(),
        Target::Emulator { .. } | Target::Address { .. } => vec![environment.kind],
    };
    let for_kind = |(test, kind): (Test, Kind)| {
        let kind_label = named.contains(&kind).then(|| format!("kind={}", kind.word()));
        let id = format!("{}{}", test.id, suffix(label, kind_label.as_deref()));
        Test { id: id.into(), kind, skip: skip(environment, guard, kind).map(Into::into), ..test }
    };
    repeat_n(test, kinds.len()).zip(kinds).map(for_kind).collect()
}

/// What tells the tests of one scenario apart.
fn suffix(label: Option<&str>, kind: Option<&str>) -> String {
    let parts: Vec<&str> = label.into_iter().chain(kind).collect();
    if parts.is_empty() { String::new() } else { format!(" [{}]", parts.join(", ")) }
}

/// Why a test is skipped: not for this kind, or a verb that works in DEV alone (decisions.md B14).
fn skip(environment: &Environment, guard: &Guard, kind: Kind) -> Option<String> {
    let Guard { named, guarded } = guard;
    if named.contains(&kind) {
        return None;
    }
    let here = format!("the environment `{}` is {}", environment.name, kind.word());
    if !named.is_empty() {
        let kinds: Vec<&str> = named.iter().map(|kind| kind.word()).collect();
        return Some(format!("it is for {} only, and {here}", kinds.join(", ")));
    }
    let guarded = guarded.filter(|_| kind != Kind::Dev)?;
    Some(format!("`{guarded}` works in DEV only, and {here}"))
}

/// The first verb that works in DEV alone, wherever it stands: also in a flow.
fn guarded_verb(steps: &[Step]) -> Option<&'static str> {
    let mut all = steps.iter().flat_map(Step::all);
    let guarded =
        all.find(|step| matches!(&step.action, Action::Api(api) if api.call.kinds == Kinds::DevOnly));
    guarded.map(|step| step.verb.word())
}
