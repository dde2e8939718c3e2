//! One message for the author: what is wrong, where in the text, and what to write instead.

mod annotation;
pub mod code;
mod github;
mod json;
mod page;
mod region;
mod render;
mod sarif;
mod whereabouts;

use std::sync::Arc;

pub use annotation::{Annotation, Level, annotations, escaped as command_text};
pub use code::Code;
pub use github::to_github;
pub use json::to_json;
pub use page::{Example, File, Page, pages};
pub use render::{Look, render, render_all, render_concise};
pub use sarif::to_sarif;
pub use whereabouts::Whereabouts;

pub use crate::vocabulary::nearest;

use crate::source::{Place, Source, Span, SyntaxProblem};

/// A message with its places.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Which sort of problem.
    pub code: Code,
    /// Whether it refuses the run.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The first label is the place of the message; a problem with the command line or a whole file has none.
    pub labels: Vec<Label>,
    /// What to do, each a sentence of its own.
    pub help: Vec<String>,
}

/// Whether a diagnostic refuses the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is sent.
    Error,
    /// Said, and no more.
    Warning,
}

impl Severity {
    /// Its word, in every format.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place with a word about it.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What stands there; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a place; the first one added is the main one.
    #[must_use]
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Adds something that can be done.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// A problem of the text as YAML.
    pub fn syntax(source: &Arc<Source>, problem: SyntaxProblem) -> Self {
        let place = |span: Span| Place::new(source, span);
        let mut diagnostic = Self::error(Code(problem.code), problem.message).at(place(problem.span), "");
        if let Some((span, text)) = problem.related {
            diagnostic = diagnostic.at(place(span), text);
        }
        diagnostic.help.extend(problem.help);
        diagnostic
    }
}

/// Collects the problems of one source; what reads a tree is given one of these.
#[derive(Debug)]
pub struct Problems {
    source: Arc<Source>,
    found: Vec<Diagnostic>,
}

impl Problems {
    /// None yet.
    pub fn new(source: &Arc<Source>) -> Self {
        Self { source: Arc::clone(source), found: Vec::new() }
    }

    /// The source whose problems these are.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// A place in the source.
    pub fn place(&self, span: Span) -> Place {
        Place::new(&self.source, span)
    }

    /// Adds an error at a span and gives it back, for help and further places.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let diagnostic = Diagnostic::error(code, message).at(self.place(span), "");
        self.push(diagnostic)
    }

    /// Adds a warning at a span and gives it back.
    pub fn warning(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let diagnostic = Diagnostic::warning(code, message).at(self.place(span), "");
        self.push(diagnostic)
    }

    /// Adds a diagnostic and gives it back.
    pub fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.found.push(diagnostic);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// The one added last, for further help.
    pub fn last(&mut self) -> Option<&mut Diagnostic> {
        self.found.last_mut()
    }

    /// How many there are: a reader compares before and after to know whether a part was sound.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// All of them, in the order found.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}
