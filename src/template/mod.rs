//! `${...}` in the values of a scenario: reading, and filling in while a test runs.
//!
//! A template is parsed once and filled many times; it knows which names it uses, so that a check finds the
//! undefined ones before anything is sent. What a filled text contains is never read again (decisions.md E5).

mod value;

use crate::{
    diagnostic::Problems,
    source::{Node, Span},
};

pub use value::Value;

/// A value that may hold `${...}`.
#[derive(Clone, Debug)]
pub struct Template(Value);

/// A name that a template uses: `session.scanRef` in `${session.scanRef}` or as an argument of a function.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The parts divided by dots; an index `[0]` is a part of its own. Never empty.
    pub parts: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// What a template needs while it is filled.
pub trait Scope {
    /// The value of the first part of a name: a variable, a capture, `session`, `run`, ...
    fn value(&self, name: &str) -> Option<Value>;
    /// The next 64 random bits of this test.
    fn random(&self) -> u64;
    /// What time it is; virtual where the run's time is.
    fn now(&self) -> jiff::Timestamp;
    /// The text of a file, its path taken from the suite's root.
    ///
    /// # Errors
    /// A sentence for the author.
    fn read_file(&self, path: &str) -> Result<String, String>;
}

/// Why a template could not be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FillError {
    /// The part of the template that could not be filled.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Template {
    /// Reads a node: texts may hold `${...}`, lists and maps are read through; keys are plain texts.
    /// What cannot be read is reported and stands as it is written.
    pub fn read(node: &Node, problems: &mut Problems) -> Self {
        let _ = (node, problems);
        todo!("part of `template`")
    }

    /// A text at a place, as [`Template::read`] reads a quoted scalar.
    pub fn read_text(text: &str, span: Span, problems: &mut Problems) -> Self {
        let _ = (text, span, problems);
        todo!("part of `template`")
    }

    /// A value that holds no `${...}`.
    pub fn literal(value: impl Into<Value>) -> Self {
        Self(value.into())
    }

    /// Every name that is used, in order; not the names of functions.
    pub fn references(&self) -> Vec<Reference> {
        todo!("part of `template`")
    }

    /// The value, where nothing has to be filled in.
    pub fn as_literal(&self) -> Option<Value> {
        Some(self.0.clone())
    }

    /// The value with everything filled in.
    ///
    /// # Errors
    /// An unknown name, a path that leads nowhere, a function that fails, a null inside a text (decisions.md E4).
    pub fn fill(&self, scope: &dyn Scope) -> Result<Value, FillError> {
        let _ = scope;
        todo!("part of `template`")
    }
}
