//! The verb `use`: a flow is looked at with what it is given, as if its steps stood in the place of the `use`.
//!
//! Flows may use flows. How deep, and how many steps they come to, is bounded before anything is worked out.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::{
    Action, Export, Flow, Parameter, Step as Planned,
    desk::Desk,
    library::{FlowFile, Library},
    names::{Exports, Made, Meaning, Names},
    reports::Origin,
    snapshot, steps,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::{Diagnostic, Label, code},
    scenario::{self, Soundness, Step},
    source::{Entry, Place},
    template::Template,
};

/// How deep flows may use flows.
const DEEPEST: usize = 16;

/// How many steps the flows of one scenario may come to.
const MOST_STEPS: usize = 1_000;

/// How many steps the flows of all scenarios of a check may come to; more would only take time and memory.
pub(super) const MOST_STEPS_IN_ALL: usize = 50_000;

/// So much that is wrong in the flows of one scenario need not be added to.
const MOST_PROBLEMS: usize = 200;

/// The way into the flow that is looked at.
#[derive(Debug)]
pub(super) struct Way<'a> {
    library: &'a Library,
    /// The flows on the way, the outermost first.
    entered: Vec<Entered>,
    /// How many steps the flows of the scenario came to so far.
    steps: usize,
    /// The steps of each flow so far, and where the scenario uses it.
    uses: Vec<(usize, Place)>,
    /// Whether there were too many, which is said once.
    full: bool,
}

/// A flow on the way.
#[derive(Debug)]
struct Entered {
    file: String,
    /// Where it is used.
    place: Place,
    /// What the names of its snapshots begin with.
    key: String,
}

impl<'a> Way<'a> {
    /// In no flow.
    pub(super) fn new(library: &'a Library) -> Self {
        Self { library, entered: Vec::new(), steps: 0, uses: Vec::new(), full: false }
    }

    /// The steps of each flow that was entered, and where the scenario uses it.
    pub(super) fn into_uses(self) -> Vec<(usize, Place)> {
        self.uses
    }

    /// What the names of snapshots begin with here; empty in no flow.
    pub(super) fn snapshot_prefix(&self) -> String {
        self.entered.iter().flat_map(|flow| [flow.key.as_str(), "-"]).collect()
    }
}

/// The action of a `use` step. What its flow exports is known by the step's `id` behind it.
pub(super) fn action(desk: &mut Desk, step: &Step) -> Option<Action> {
    let flow = flow(desk, step);
    let exports = match &flow {
        Some((_, Soundness::Incomplete)) | None => None,
        Some((flow, Soundness::Complete)) => {
            let names = flow.exports.iter().map(|export| export.name.clone()).collect();
            Some(Exports { flow: flow.file.clone(), names })
        }
    };
    if exports.is_none() {
        desk.names.miss_something();
    }
    if step.id.is_none()
        && let Some(exports) = &exports
    {
        desk.names.add_unnamed(exports.clone());
    }
    if let Some(id) = &step.id {
        let problem = desk.names.define_exports(&id.value, desk.here(id.span), exports);
        desk.report(Origin::File, problem);
    }
    flow.map(|(flow, _)| Action::Use(Box::new(flow)))
}

fn flow(desk: &mut Desk, step: &Step) -> Option<(Flow, Soundness)> {
    let path = path(desk, step)?;
    let read = read(desk, step, &path)?;
    for problem in &read.problems {
        desk.reports.add_of_flow(problem.clone());
    }
    let written = read.flow.as_ref()?;
    let values = values(desk, step, &path, written);
    if !may_enter(desk, step, &path, written) {
        return None;
    }
    Some((inside(desk, step, path, written, &values), written.sound))
}

/// The path from the suite's root, without detours.
fn path(desk: &mut Desk, step: &Step) -> Option<String> {
    let text = step.arguments.as_scalar().map(|scalar| scalar.text.trim()).unwrap_or_default();
    let span = step.arguments.span;
    if text.contains("${") {
        let message = "the path of a flow must be written out";
        let help = "which flow it is must be known before the run: write two steps, each with an `if`";
        desk.error(Origin::File, code::FLOW, span, message).help.push(help.to_owned());
        return None;
    }
    let Some(path) = plain_path(text) else {
        let message = format!("`{text}` leads out of the suite");
        let help = "paths begin at the folder of `idvet.yaml`, for example `use: _flows/denied.yaml`";
        desk.error(Origin::File, code::FILE, span, message).help.push(help.to_owned());
        return None;
    };
    if !is_place_of_flows(&path) {
        refuse_place(desk, step, &path);
        return None;
    }
    Some(path)
}

/// The parts of a path without `.` and `..`; `None` where it leaves its root.
fn plain_path(text: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    if text.starts_with('/') {
        return None;
    }
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A YAML file in a folder whose name begins with `_`: no run looks for scenarios there.
fn is_place_of_flows(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let lower = file.to_ascii_lowercase();
    let is_yaml = [".yaml", ".yml"].iter().any(|ending| lower.ends_with(ending));
    is_yaml && folders.split('/').any(|folder| folder.starts_with('_'))
}

fn refuse_place(desk: &mut Desk, step: &Step, path: &str) {
    let near = desk.request.suite_files.near_file(path);
    let file = path.rsplit('/').next().unwrap_or_default();
    let help = near.map(|near| format!("did you mean `{near}`?"));
    let help = help.unwrap_or_else(|| {
        let name = file.split('.').next().unwrap_or_default();
        format!("put it at `_flows/{name}.yaml`: no run looks for scenarios there")
    });
    let message =
        format!("`{path}` is no flow: expected a `.yaml` file in a folder whose name begins with `_`");
    desk.error(Origin::File, code::FILE, step.arguments.span, message).help.push(help);
}

fn read(desk: &mut Desk, step: &Step, path: &str) -> Option<std::sync::Arc<FlowFile>> {
    let files = desk.request.suite_files;
    let cause = match desk.way.library.read(path, files) {
        Ok(read) => return Some(read),
        Err(cause) => cause,
    };
    let near = files.near_file(path).filter(|near| near != path);
    let help = near.map(|near| format!("did you mean `{near}`?"));
    let help =
        help.unwrap_or_else(|| "paths are taken from the suite's root, where `idvet.yaml` is".to_owned());
    let message = format!("this flow cannot be read: {cause}");
    desk.error(Origin::File, code::FILE, step.arguments.span, message).help.push(help);
    None
}

/// Whether a flow may be looked at here: it is not under way already, and the bounds are kept.
fn may_enter(desk: &mut Desk, step: &Step, path: &str, flow: &scenario::Flow) -> bool {
    let here = desk.here(step.arguments.span);
    if let Some(at) = desk.way.entered.iter().position(|entered| entered.file == path) {
        let ring = ring(&desk.way.entered[at..], &here);
        desk.reports.add_of_flow(ring);
        return false;
    }
    if desk.way.entered.len() >= DEEPEST {
        let message = format!("flows use each other more than {DEEPEST} deep");
        let help = "put the steps of some of them into the flow that uses them";
        desk.error(Origin::File, code::FLOW, step.arguments.span, message).help.push(help.to_owned());
        return false;
    }
    if desk.way.full || desk.reports.count_in_flows() > MOST_PROBLEMS {
        return false;
    }
    let place = desk.way.entered.first().map_or(here, |entered| entered.place.clone());
    if desk.way.steps + flow.steps.len() <= MOST_STEPS {
        desk.way.steps += flow.steps.len();
        desk.way.uses.push((flow.steps.len(), place));
        return true;
    }
    desk.way.full = true;
    let message = format!("the flows of this scenario come to more than {MOST_STEPS} steps");
    let help = "use fewer flows, or a `matrix` for what is done again and again";
    let problem = Diagnostic::error(code::FLOW, message).at(place, "with this one").help(help);
    desk.report(Origin::File, Some(problem));
    false
}

/// The flows of all scenarios together come to more than [`MOST_STEPS_IN_ALL`] steps with what stands at a place.
pub(super) fn too_many_flow_steps(place: Place) -> Diagnostic {
    let message = format!("the flows of these files come to more than {MOST_STEPS_IN_ALL} steps");
    Diagnostic::error(code::FLOW, message).at(place, "with this one").help("name fewer files")
}

/// Flows that use each other: the same message wherever the ring was entered.
fn ring(entered: &[Entered], closing: &Place) -> Diagnostic {
    let mut uses: Vec<(&str, Place)> = Vec::new();
    for (index, flow) in entered.iter().enumerate() {
        let leads_on = entered.get(index + 1).map_or_else(|| closing.clone(), |next| next.place.clone());
        uses.push((&flow.file, leads_on));
    }
    let first = (0..uses.len()).min_by_key(|index| uses[*index].0).unwrap_or(0);
    uses.rotate_left(first);
    let start = uses.first().map_or("", |(file, _)| *file);
    let names: Vec<&str> = uses.iter().map(|(file, _)| *file).chain([start]).collect();
    let message = match uses.len() {
        1 => format!("the flow `{start}` uses itself"),
        _ => format!("the flow `{start}` uses itself: {}", names.join(" → ")),
    };
    let mut diagnostic = Diagnostic::error(code::FLOW, message);
    let labels = uses.iter().zip(&names[1..]);
    diagnostic.labels = labels
        .enumerate()
        .map(|(index, ((_, place), next))| {
            let text = if index == 0 { String::new() } else { format!("which uses `{next}`") };
            Label { place: place.clone(), text }
        })
        .collect();
    diagnostic.help("take one of the uses out: a flow that comes back to itself would never end")
}

/// A parameter with what the `use` gives it.
struct Given<'f> {
    parameter: &'f scenario::Parameter,
    value: Option<(Template, Place)>,
}

/// What the parameters are given; what is missing, or is none of them, is reported.
fn values<'f>(desk: &mut Desk, step: &Step, path: &str, flow: &'f scenario::Flow) -> Vec<Given<'f>> {
    let declared = |name: &str| flow.params.iter().find(|param| param.name.value == name);
    for entry in step.with.iter().filter(|entry| declared(&entry.key.text).is_none()) {
        desk.template(Origin::File, &entry.value);
        if flow.sound == Soundness::Complete {
            refuse_undeclared(desk, entry, path, flow);
        }
    }
    let meant = |param: &scenario::Parameter| {
        let undeclared = step.with.iter().filter(|entry| declared(&entry.key.text).is_none());
        undeclared
            .into_iter()
            .any(|entry| crate::diagnostic::nearest(&entry.key.text, [param.name.value.as_str()]).is_some())
    };
    let mut given = Vec::new();
    for parameter in &flow.params {
        let entry = step.with.iter().find(|entry| entry.key.text == parameter.name.value);
        let may_have_default = parameter.default.is_some() || parameter.sound == Soundness::Incomplete;
        if entry.is_none() && !may_have_default && !meant(parameter) {
            refuse_missing(desk, step, path, flow, parameter);
        }
        let value = entry.map(|entry| value(desk, entry, parameter));
        given.push(Given { parameter, value });
    }
    given
}

/// A value that a case leaves out is one that is not given: that is a mistake where there is no default.
fn value(desk: &mut Desk, entry: &Entry, parameter: &scenario::Parameter) -> (Template, Place) {
    let template = match parameter.default {
        Some(_) => desk.field_template(Origin::File, &entry.value),
        None => desk.template(Origin::File, &entry.value),
    };
    (template, desk.here(entry.value.span))
}

fn refuse_undeclared(desk: &mut Desk, entry: &Entry, path: &str, flow: &scenario::Flow) {
    let name = &entry.key.text;
    let known = || flow.params.iter().map(|param| param.name.value.as_str());
    let help = did_you_mean(name, known()).unwrap_or_else(|| match flow.params.as_slice() {
        [] => format!("it has none: declare it there, `params: {{ {name}: {{}} }}`"),
        _ => format!("it has {}", listed(known())),
    });
    let message = format!("the flow `{path}` has no parameter `{name}`");
    desk.error(Origin::File, code::PARAMETER, entry.key.span, message).help.push(help);
}

fn refuse_missing(
    desk: &mut Desk,
    step: &Step,
    path: &str,
    flow: &scenario::Flow,
    parameter: &scenario::Parameter,
) {
    let name = &parameter.name.value;
    let message = format!("the flow `{path}` needs `{name}`, which is not given");
    let declared = Place::new(&flow.source, parameter.name.span);
    let diagnostic = desk.error(Origin::File, code::PARAMETER, step.arguments.span, message);
    diagnostic.labels.push(Label { place: declared, text: "declared here, without a default".to_owned() });
    let help = if step.with.is_empty() {
        format!("write `with: {{ {name}: ... }}` beside `use`")
    } else {
        format!("add `{name}: ...` to what stands behind `with`")
    };
    diagnostic.help.push(help);
}

/// Looks at the flow with what it is given, and at what it exports.
fn inside(desk: &mut Desk, step: &Step, file: String, flow: &scenario::Flow, given: &[Given]) -> Flow {
    let place = desk.here(step.arguments.span);
    let key = snapshot::key_of_flow(desk, step, &file);
    desk.way.entered.push(Entered { file: file.clone(), place, key });
    let problems_outside = desk.reports.enter(&flow.source);
    let names_outside = desk.names.enter(&file, names(desk, flow));
    if step.condition.is_some() {
        desk.names.standings.blur();
    }
    let params = parameters(desk, given);
    let changing: HashSet<String> =
        steps::made_by(&flow.steps).into_iter().map(|(name, _, _)| name).collect();
    // What is given is worked out by the names outside, which are the innermost that are known up to here.
    desk.names.known.enter(&params, changing);
    let steps = steps::steps(desk, &flow.steps);
    let exports = flow.exports.iter().map(|entry| export(desk, entry)).collect();
    desk.names.known.leave();
    desk.names.leave(names_outside);
    let way: Vec<Place> = desk.way.entered.iter().rev().map(|entered| entered.place.clone()).collect();
    desk.reports.leave(problems_outside, &way);
    desk.way.entered.pop();
    let count = steps.iter().map(Planned::count).sum();
    Flow { file, params, steps: steps.into(), count, exports }
}

/// The names that a flow begins with: none. What its steps will make is known as made later.
fn names(desk: &Desk, flow: &scenario::Flow) -> Names {
    let mut later = IndexMap::new();
    for (name, meaning, span) in steps::made_by(&flow.steps) {
        later.entry(name).or_insert(Made { meaning, place: desk.here(span) });
    }
    let mut names = Names::new(flow.sound, later, HashSet::new());
    let ids = flow.steps.iter().filter_map(|step| step.id.as_ref());
    names.expect_ids(ids.map(|id| (id.value.clone(), desk.here(id.span))));
    names
}

/// Defaults are looked at before any parameter is known: they use what is there in every flow, and functions.
fn parameters(desk: &mut Desk, given: &[Given]) -> Vec<Parameter> {
    let mut params = Vec::new();
    for Given { parameter, value } in given {
        let is_used = value.as_ref().is_none_or(|(value, _)| value.as_name().is_some());
        let default = parameter.default.as_ref().map(|node| {
            let template = if is_used {
                desk.template(Origin::File, node)
            } else {
                Template::read(node, desk.reports.of(Origin::File))
            };
            (template, desk.here(node.span))
        });
        let name = parameter.name.value.clone();
        params.extend(match (value.clone(), default) {
            (Some((value, place)), default) => {
                Some(Parameter { name, value, default: default.map(|(default, _)| default), place })
            }
            (None, Some((value, place))) => Some(Parameter { name, value, default: None, place }),
            (None, None) => None,
        });
    }
    for Given { parameter, .. } in given {
        let place = desk.here(parameter.name.span);
        desk.names.define(&parameter.name.value, Made { meaning: Meaning::Value, place });
    }
    params
}

fn export(desk: &mut Desk, entry: &Entry) -> Export {
    let value = desk.template(Origin::File, &entry.value);
    Export { name: entry.key.text.clone(), value, place: desk.here(entry.value.span) }
}
