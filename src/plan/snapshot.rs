//! `snapshot:` of a step: what of its answer is compared, and the file that holds the accepted one.

use std::collections::HashMap;

use super::{
    Action, Flow, Kind, Plan, Snapshot, Step, Test, desk::Desk, modifiers, names::Answer, reports::Origin,
    steps::answer,
};
use crate::{
    diagnostic::{Diagnostic, code},
    json_path::JsonPath,
    scenario,
    snapshot::{Shape, USUAL_HEADER, file_name},
    source::{Node, Place, Resolved, Span},
};

/// The names of the snapshots of one scenario.
#[derive(Debug, Default)]
pub(super) struct SnapshotKeys {
    taken: HashMap<String, Place>,
    /// How many have the name of their verb, or of their flow.
    counts: HashMap<String, usize>,
}

/// The snapshot of a step, where it asks for one that can be made.
pub(super) fn snapshot(desk: &mut Desk, step: &scenario::Step) -> Option<Snapshot> {
    let entry = step.snapshot.as_ref()?;
    let place = desk.here(Span::new(entry.key.span.start as usize, entry.value.span.end as usize));
    let settings = Settings { node: &entry.value };
    let of = settings.of(desk);
    let shape = settings.shape(desk, &of);
    let name = settings.name(desk);
    let key = key(desk, step, name.as_deref(), &place);
    let of = match of {
        Of::Step(id) => Some(id),
        Of::Answer | Of::Part(_) => None,
    };
    if of.is_none() && answer(step) == Answer::None {
        refuse_without_answer(desk, step, &place);
        return None;
    }
    Some(Snapshot { key, of, shape, place })
}

fn refuse_without_answer(desk: &mut Desk, step: &scenario::Step, place: &Place) {
    let verb = step.verb.value.word();
    let message = format!("`{verb}` has no answer, so there is nothing to take a snapshot of");
    desk.error(Origin::File, code::UNKNOWN_KEY, place.span, message).help.push(
        "put `snapshot` beside the verb whose answer is meant, or name that step: `snapshot: { of: ID }`"
            .to_owned(),
    );
}

/// What stands behind `snapshot`: `true`, a name, or a map.
struct Settings<'a> {
    node: &'a Node,
}

/// Which answer is meant.
enum Of {
    /// The whole answer of this step.
    Answer,
    /// A part of it.
    Part(JsonPath),
    /// That of an earlier step, by its `id`.
    Step(String),
}

impl Settings<'_> {
    fn name(&self, desk: &mut Desk) -> Option<String> {
        let node = match self.node.as_scalar() {
            Some(scalar) if matches!(scalar.resolve(), Resolved::Boolean(_)) => return None,
            Some(_) => self.node,
            None => self.node.get("name")?,
        };
        let name = text(desk, node, "name")?;
        if name.contains("${") {
            let message = "the name of a snapshot must be the same in every run";
            let help = "each case has a snapshot of its own already: leave `${...}` out of its name";
            desk.error(Origin::File, code::WRONG_TYPE, node.span, message).help.push(help.to_owned());
        }
        Some(name)
    }

    fn of(&self, desk: &mut Desk) -> Of {
        let Some(node) = self.node.get("of") else { return Of::Answer };
        let Some(text) = text(desk, node, "of") else { return Of::Answer };
        if text.starts_with('$') {
            return modifiers::path(desk, node, &text).map_or(Of::Answer, Of::Part);
        }
        desk.names.usage.read_answer(&text);
        let problem = desk.names.answer_fault(&text, desk.here(node.span)).map(|problem| {
            problem.help("`of` is the `id` of an earlier step, or a path into this answer such as `$.client`")
        });
        desk.report(Origin::File, problem);
        Of::Step(text)
    }

    fn shape(&self, desk: &mut Desk, of: &Of) -> Shape {
        let headers = match self.node.get("headers") {
            Some(node) => texts(desk, node, "headers", "headers: [content-type, retry-after]"),
            None => vec![(USUAL_HEADER.to_owned(), self.node)],
        };
        Shape {
            headers: headers.into_iter().map(|(name, _)| name.to_lowercase()).collect(),
            part: match of {
                Of::Part(path) => Some(path.clone()),
                Of::Answer | Of::Step(_) => None,
            },
            only: self.paths(desk, "only", "only: [$.status, $.fraudTags]"),
            ignore: self.paths(desk, "ignore", "ignore: [$.attempt_count]"),
            redact: self.paths(desk, "redact", "redact: [$.client.name]"),
            sort: self.paths(desk, "sort", "sort: [$.fraudTags]"),
        }
    }

    fn paths(&self, desk: &mut Desk, key: &str, example: &str) -> Vec<JsonPath> {
        let Some(node) = self.node.get(key) else { return Vec::new() };
        let texts = texts(desk, node, key, example);
        texts.into_iter().filter_map(|(text, node)| modifiers::path(desk, node, &text)).collect()
    }
}

/// A text that is something.
fn text(desk: &mut Desk, node: &Node, key: &str) -> Option<String> {
    if let Some(scalar) = node.as_scalar().filter(|scalar| !node.is_null() && !scalar.text.is_empty()) {
        return Some(scalar.text.clone());
    }
    let found = if node.as_scalar().is_some() { "nothing" } else { node.kind_name() };
    let message = format!("`{key}` of a snapshot must be a text, found {found}");
    desk.error(Origin::File, code::WRONG_TYPE, node.span, message);
    None
}

/// A text, or a list of them.
fn texts<'n>(desk: &mut Desk, node: &'n Node, key: &str, example: &str) -> Vec<(String, &'n Node)> {
    let nodes = node.as_list().unwrap_or(std::slice::from_ref(node));
    let mut texts = Vec::new();
    for node in nodes {
        if let Some(scalar) = node.as_scalar().filter(|_| !node.is_null()) {
            texts.push((scalar.text.clone(), node));
            continue;
        }
        let found = node.kind_name();
        let message =
            format!("`{key}` of a snapshot must be a text or a list whose elements are texts, found {found}");
        let help = format!("for example `{example}`");
        desk.error(Origin::File, code::WRONG_TYPE, node.span, message).help.push(help);
    }
    texts
}

/// The name within the scenario. One that follows from the verb counts only snapshots of the same verb without a name
/// of their own, so that no other step that comes or goes changes it. In a flow it begins with the name of its `use`.
fn key(desk: &mut Desk, step: &scenario::Step, name: Option<&str>, place: &Place) -> String {
    let prefix = desk.way.snapshot_prefix();
    let id = step.id.as_ref().map(|id| id.value.as_str());
    let key = match name.or(id) {
        Some(name) => format!("{prefix}{name}"),
        None => desk.snapshots.counted(format!("{prefix}{}", step.verb.value.word())),
    };
    if let Some(first) = desk.snapshots.taken.get(&key) {
        let message = format!("two snapshots of this scenario are called `{key}`");
        let problem = Diagnostic::error(code::DEFINED_TWICE, message)
            .at(place.clone(), "the second one")
            .at(first.clone(), "the first one")
            .help("give one of them another name: `snapshot: NAME`");
        desk.report(Origin::File, Some(problem));
    } else {
        desk.snapshots.taken.insert(key.clone(), place.clone());
    }
    key
}

/// What the snapshots of a flow begin with: the `id` of its `use`, else the flow's name, numbered from the second on.
pub(super) fn key_of_flow(desk: &mut Desk, step: &scenario::Step, file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let bare = name.rsplit_once('.').map_or(name, |(bare, _)| bare);
    if let Some(id) = &step.id {
        return id.value.clone();
    }
    let prefix = desk.way.snapshot_prefix();
    let counted = desk.snapshots.counted(format!("{prefix}{bare}"));
    counted[prefix.len()..].to_owned()
}

/// Whether the `id` of a step is of use already, since a snapshot is called by it.
pub(super) fn takes_its_name(step: &scenario::Step, action: Option<&Action>) -> bool {
    let in_flow = |flow: &Flow| flow.steps.iter().flat_map(Step::all).any(|step| step.snapshot().is_some());
    step.snapshot.is_some() || matches!(action, Some(Action::Use(flow)) if in_flow(flow))
}

impl SnapshotKeys {
    /// The name, numbered from its second use on.
    fn counted(&mut self, name: String) -> String {
        let count = self.counts.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    }
}

impl Test {
    /// The file of a snapshot of this test, from the suite's root.
    pub fn snapshot_file(&self, snapshot: &Snapshot) -> String {
        self.snapshot_file_of(snapshot, Some(self.kind).filter(|kind| self.origin.kinds.contains(kind)))
    }

    /// The files of all its snapshots, of every kind of environment that the scenario is for.
    pub fn snapshot_files(&self) -> Vec<String> {
        let kinds: Vec<Option<Kind>> = match self.origin.kinds.as_ref() {
            [] => vec![None],
            kinds => kinds.iter().copied().map(Some).collect(),
        };
        let mut files = Vec::new();
        for snapshot in self.snapshots() {
            files.extend(kinds.iter().map(|kind| self.snapshot_file_of(snapshot, *kind)));
        }
        files
    }

    fn snapshot_file_of(&self, snapshot: &Snapshot, kind: Option<Kind>) -> String {
        let kind = kind.map(|kind| format!("kind={}", kind.word()));
        let parts: Vec<&str> = self.origin.case.as_deref().into_iter().chain(kind.as_deref()).collect();
        let case = (!parts.is_empty()).then(|| parts.join(", "));
        file_name(self.source.name(), &self.origin.scenario, case.as_deref(), &snapshot.key)
    }

    /// Whether any of its steps asks for a snapshot.
    pub fn has_snapshots(&self) -> bool {
        self.snapshots().next().is_some()
    }

    /// All that its steps ask for, those of flows too.
    fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        let steps = self.steps.iter().chain(self.finally.iter()).flat_map(Step::all);
        steps.filter_map(Step::snapshot)
    }
}

impl Plan {
    /// The files of all snapshots of its tests, skipped ones too.
    pub fn snapshot_files(&self) -> impl Iterator<Item = String> {
        self.tests.iter().flat_map(|test| test.snapshot_files())
    }
}
