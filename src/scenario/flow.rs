//! A flow file: steps that scenarios share, what they are given, and what can be read of them.

use std::sync::Arc;

use super::{
    Located, Soundness, Step, document, keys, names,
    order::{self, LeftOut},
    shape::{self, Form},
    step,
    words::Level,
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Limits, Node, Source, read_documents},
};

/// More parameters than any flow has use for.
const MOST_PARAMETERS: usize = 100;

/// A flow as it was written.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its file.
    pub source: Arc<Source>,
    /// `params`, in order.
    pub params: Vec<Parameter>,
    /// `steps`.
    pub steps: Vec<Step>,
    /// `exports`, in order.
    pub exports: Vec<Entry>,
    /// What stands under `steps` and `exports`, whole: all that could use a parameter.
    pub written: Vec<Node>,
    /// Whether something of it could not be read and is missing here.
    pub sound: Soundness,
}

/// A parameter of a flow.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Located<String>,
    /// Its value where none is given; without one it is required.
    pub default: Option<Node>,
    /// Whether something of it could not be read, which may be its default.
    pub sound: Soundness,
}

/// Reads a flow file; every problem goes to `problems`, in the order of the text. `None` where it is no flow at all.
pub fn read_flow(source: &Arc<Source>, problems: &mut Problems) -> Option<Flow> {
    let mut found = Problems::new(source);
    let (documents, syntax) = read_documents(source, Limits::default());
    let left_out = LeftOut::of(&syntax, source.text());
    for problem in syntax {
        found.push(Diagnostic::syntax(source, problem));
    }
    let mut flow =
        one_document(&documents, &mut found).and_then(|document| read(document, source, &mut found));
    if let Some(flow) = flow.as_mut().filter(|_| found.count() > 0) {
        flow.sound = Soundness::Incomplete;
    }
    order::hand_over(found, &left_out, problems);
    flow
}

fn one_document<'d>(documents: &'d [Node], problems: &mut Problems) -> Option<&'d Node> {
    let name = problems.source().name().to_owned();
    if let Some(second) = documents.get(1) {
        let message = format!("the flow `{name}` must be one document, found a second one");
        let place = document::first_place(second);
        let help = "give each flow a file of its own";
        problems.error(code::WRONG_TYPE, place, message).help.push(help.to_owned());
    }
    if documents.is_empty() && problems.count() == 0 {
        problems.push(
            Diagnostic::error(code::FILE, format!("there is no flow in `{name}`"))
                .help("a flow has `steps:` and a list of steps, and `params:` where it is given something"),
        );
    }
    documents.first()
}

fn read(document: &Node, source: &Arc<Source>, problems: &mut Problems) -> Option<Flow> {
    let Some(entries) = document.as_map() else {
        let message = format!("a flow must be a map, found {}", document.kind_name());
        let place = document::first_place(document);
        let help = "a flow has `steps:` and a list of steps, and `params:` where it is given something";
        problems.error(code::WRONG_TYPE, place, message).help.push(help.to_owned());
        return None;
    };
    if document.get("name").is_some() && document.get("params").is_none() {
        refuse_scenario(document, problems);
        return None;
    }
    keys::check(entries, Level::Flow, problems);
    let mut flow = Flow {
        source: Arc::clone(source),
        params: Vec::new(),
        steps: Vec::new(),
        exports: Vec::new(),
        written: ["steps", "exports"].iter().filter_map(|key| document.get(key)).cloned().collect(),
        sound: Soundness::Complete,
    };
    for entry in entries {
        let meant = || document::meant_list(entries, entry, Level::Flow);
        let Some(word) = Level::Flow.find(&entry.key.text).or_else(meant) else { continue };
        let form = Form::from(word);
        match word.name {
            "params" => flow.params = params(entry, form, problems),
            "steps" => flow.steps = document::first_steps(entry, form, problems),
            "exports" => flow.exports = exports(&entry.value, form, problems),
            _ => {}
        }
    }
    let stood_for = |entry: &Entry| document::meant_list(entries, entry, Level::Flow).is_some();
    if document.get("steps").is_none() && !entries.iter().take(50).any(stood_for) {
        let place = document::first_place(document);
        shape::missing("the flow", Level::Flow.word("steps"), place, problems);
    }
    Some(flow)
}

fn refuse_scenario(document: &Node, problems: &mut Problems) {
    let message = format!("`{}` is a scenario, not a flow", problems.source().name());
    let help = "a flow has `params`, `steps` and `exports`, and no name: put the shared steps into a file of their own";
    let place = document::first_place(document);
    problems.error(code::FILE, place, message).help.push(help.to_owned());
}

fn params(entry: &Entry, form: Form, problems: &mut Problems) -> Vec<Parameter> {
    if entry.value.is_null() {
        return Vec::new();
    }
    let entries = shape::map(&entry.value, form, problems).unwrap_or_default();
    if entries.len() > MOST_PARAMETERS {
        let message = format!("a flow has at most {MOST_PARAMETERS} parameters, found {}", entries.len());
        let help = "give it a map as one parameter: `${person.firstName}` reads a value of it";
        problems.error(code::LIMIT, entry.key.span, message).help.push(help.to_owned());
    }
    entries.iter().take(MOST_PARAMETERS).filter_map(|entry| parameter(entry, problems)).collect()
}

/// `{}` or nothing for a required one, `{ default: ... }` for one that may be left out.
fn parameter(entry: &Entry, problems: &mut Problems) -> Option<Parameter> {
    if !names::check(&entry.key.text, entry.key.span, problems) {
        return None;
    }
    let name = Located { value: entry.key.text.clone(), span: entry.key.span };
    let before = problems.count();
    match entry.value.as_map() {
        Some(entries) => keys::check(entries, Level::Parameter, problems),
        None if entry.value.is_null() => {}
        None => refuse_parameter(&name.value, &entry.value, problems),
    }
    let sound = if problems.count() > before { Soundness::Incomplete } else { Soundness::Complete };
    Some(Parameter { name, default: entry.value.get("default").cloned(), sound })
}

fn refuse_parameter(name: &str, found: &Node, problems: &mut Problems) {
    let message = format!("the parameter `{name}` must be a map, found {}", found.kind_name());
    let help = match found.as_scalar() {
        Some(scalar) => format!(
            "its value where none is given is written `{name}: {{ default: {} }}`",
            keys::shown(&scalar.text)
        ),
        None => format!("write `{name}: {{}}` for one that must be given, else `{name}: {{ default: ... }}`"),
    };
    let place = shape::first_line(found.span, problems);
    problems.error(code::WRONG_TYPE, place, message).help.push(help);
}

fn exports(node: &Node, form: Form, problems: &mut Problems) -> Vec<Entry> {
    if node.is_null() { Vec::new() } else { step::named_values(node, form, problems) }
}
