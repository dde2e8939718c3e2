//! What the author wrote: suites and scenarios as located trees with their words told apart, nothing resolved.
//!
//! Reading reports unknown keys and verbs, missing keys and wrong shapes; what the values mean is `plan`'s.

mod suite;
mod verb;

use std::sync::Arc;

use crate::{
    diagnostic::Problems,
    source::{Entry, Node, Source, Span},
};

pub use suite::{EnvironmentText, Suite};
pub use verb::{Arguments, Verb};

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
    /// `vars`, in order.
    pub vars: Vec<Entry>,
    /// `steps`.
    pub steps: Vec<Step>,
    /// `finally`.
    pub finally: Vec<Step>,
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
    /// `timeout`.
    pub timeout: Option<Located<String>>,
    /// `continue_on_failure`.
    pub continue_on_failure: Option<Located<bool>>,
    /// `as`.
    pub save_as: Option<Located<String>>,
    /// `session`.
    pub session: Option<Located<String>>,
}

/// Reads the scenarios of a file; every problem goes to `problems`. A step that cannot be read is left out and reported.
pub fn read(source: &Arc<Source>, problems: &mut Problems) -> Vec<Scenario> {
    let _ = (source, problems);
    todo!("part of `scenario`")
}
