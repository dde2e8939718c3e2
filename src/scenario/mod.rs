//! What the author wrote: suites and scenarios as located trees with their words told apart, nothing resolved.
//!
//! Reading reports unknown keys and verbs, missing keys and wrong shapes; what the values mean is `plan`'s.

mod cases;
mod document;
mod environment;
mod flow;
mod keys;
mod names;
mod order;
mod secret;
mod shape;
mod step;
mod stray;
mod suite;
mod verb;
mod words;

use std::{
    collections::{HashMap, hash_map::Entry as Slot},
    sync::Arc,
};

use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Limits, Node, Source, Span, read_documents},
};

use order::LeftOut;

pub use cases::{Axis, AxisValues, Combination, Matrix, Sample, Table};
pub use flow::{Flow, Parameter, read_flow};
pub use names::RESERVED;
pub(crate) use secret::{is_like_key, masked, sounds_secret};
pub use suite::{EnvironmentText, Suite, WebhooksText};
pub use verb::{Arguments, Verb};
pub use words::Level;

/// A word or a text with its place.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// A scenario as it was written.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its file.
    pub source: Arc<Source>,
    /// Its document in that file.
    pub span: Span,
    /// `name`; may hold `${...}`.
    pub name: Located<String>,
    /// `description`.
    pub description: Option<Located<String>>,
    /// `tags`.
    pub tags: Vec<Located<String>>,
    /// `environments`: kinds.
    pub environments: Vec<Located<String>>,
    /// `timeout`.
    pub timeout: Option<Located<String>>,
    /// `retries`: a number.
    pub retries: Option<Located<String>>,
    /// `contract`.
    pub contract: Option<Located<String>>,
    /// `vars`, in order.
    pub vars: Vec<Entry>,
    /// `matrix`.
    pub matrix: Option<Matrix>,
    /// `cases`.
    pub cases: Option<Table>,
    /// `steps`.
    pub steps: Vec<Step>,
    /// `finally`.
    pub finally: Vec<Step>,
    /// Whether something of it could not be read and is missing here.
    pub sound: Soundness,
}

/// A step as it was written: one verb and its modifiers.
#[derive(Clone, Debug)]
pub struct Step {
    /// The whole step.
    pub span: Span,
    /// The verb.
    pub verb: Located<Verb>,
    /// What stands behind the verb.
    pub arguments: Node,
    /// `name`.
    pub name: Option<Node>,
    /// `id`.
    pub id: Option<Located<String>>,
    /// `if`.
    pub condition: Option<Node>,
    /// `expect`.
    pub expect: Option<Node>,
    /// `capture`.
    pub capture: Vec<Entry>,
    /// `snapshot`: true, a name, or a map with known keys.
    pub snapshot: Option<Entry>,
    /// `contract`.
    pub contract: Option<Located<String>>,
    /// `timeout`.
    pub timeout: Option<Located<String>>,
    /// `continue_on_failure`.
    pub continue_on_failure: Option<Located<bool>>,
    /// `as`.
    pub save_as: Option<Located<String>>,
    /// `session`.
    pub session: Option<Located<String>>,
    /// `with`: what the flow of a `use` is given.
    pub with: Vec<Entry>,
}

/// Whether all that was written could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// Everything.
    Complete,
    /// Something was reported and is missing here: a name that nothing makes may be made there.
    Incomplete,
}

/// Reads the scenarios of a file; every problem goes to `problems`, in the order of the text. A step that cannot be
/// read is left out and reported, and so is a document that is no scenario at all.
pub fn read(source: &Arc<Source>, problems: &mut Problems) -> Vec<Scenario> {
    let mut found = Problems::new(source);
    let (documents, syntax) = read_documents(source, Limits::default());
    let left_out = LeftOut::of(&syntax, source.text());
    for problem in syntax {
        found.push(Diagnostic::syntax(source, problem));
    }
    let mut scenarios: Vec<Scenario> =
        documents.iter().filter_map(|document| document::read(document, source, &mut found)).collect();
    for scenario in &mut scenarios {
        if left_out.is_missing_from(scenario.span.start) {
            scenario.sound = Soundness::Incomplete;
        }
    }
    refuse_equal_names(&scenarios, &mut found);
    order::hand_over(found, &left_out, problems);
    scenarios
}

/// A scenario is known by its file and its name: two of one name could not be told apart.
fn refuse_equal_names(scenarios: &[Scenario], problems: &mut Problems) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for name in scenarios.iter().map(|scenario| &scenario.name).filter(|name| !name.value.is_empty()) {
        match seen.entry(&name.value) {
            Slot::Vacant(slot) => {
                slot.insert(name.span);
            }
            Slot::Occupied(first) => refuse_equal_name(name, *first.get(), problems),
        }
    }
}

fn refuse_equal_name(second: &Located<String>, first: Span, problems: &mut Problems) {
    let message = format!("two scenarios of this file are called `{}`", keys::shown(&second.value));
    problems.push(
        Diagnostic::error(code::DEFINED_TWICE, message)
            .at(problems.place(second.span), "the second one")
            .at(problems.place(first), "the first one")
            .help("give each scenario of a file a name of its own: reports tell them apart by it"),
    );
}
