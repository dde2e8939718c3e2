//! `${...}` in the values of a scenario: reading, and filling in while a test runs.
//!
//! A template is parsed once and filled many times; it knows which names it uses, so that a check finds the
//! undefined ones before anything is sent. What a filled text contains is never read again (decisions.md E5).

mod cursor;
mod duration;
mod expression;
mod fill;
mod functions;
mod lookup;
mod mistake;
mod parse;
mod pieces;
mod value;

pub use duration::{DurationError, parse_duration, show_duration};
pub use functions::{Function, Kind, Parameter, Presence, function, functions};
pub use parse::is_name;
pub use value::{Inside, Value};

use crate::{
    diagnostic::Problems,
    source::{Entry, Node, Scalar, Span, Style, Tree},
};
use expression::{Expression, Form};
use mistake::Location;
use pieces::{Piece, read_pieces};

/// A value that may hold `${...}`.
#[derive(Clone, Debug)]
pub struct Template(Shape);

#[derive(Clone, Debug)]
enum Shape {
    /// Nothing has to be filled in.
    Literal(Value),
    /// A scalar that is one `${...}` and nothing else: the value keeps its type and its text.
    Whole(Expression),
    /// A text with at least one `${...}` in it.
    Text(Vec<Piece>),
    List(Vec<Template>),
    Map(Vec<(String, Template)>),
}

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
    /// The value of a key of what a name stands for, where it can be had without the whole; `None` asks for the whole.
    fn part(&self, _first: &str, _key: &str) -> Option<Value> {
        None
    }
    /// Whether a part of a name is a value that this case leaves out: so is then the key that it is the whole
    /// value of.
    fn leaves_out(&self, _first: &str, _key: &str) -> bool {
        false
    }
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
        match &node.tree {
            Tree::Scalar(scalar) => read_scalar(scalar, node.span, problems),
            Tree::List(nodes) => list(nodes.iter().map(|node| Self::read(node, problems)).collect()),
            Tree::Map(entries) => map(entries.iter().map(|entry| read_entry(entry, problems)).collect()),
        }
    }

    /// A text at a place, as [`Template::read`] reads a quoted scalar.
    pub fn read_text(text: &str, span: Span, problems: &mut Problems) -> Self {
        let scalar = Scalar { text: text.to_owned(), style: Style::Text };
        read_scalar(&scalar, span, problems)
    }

    /// A value that holds no `${...}`.
    pub fn literal(value: impl Into<Value>) -> Self {
        Self(Shape::Literal(value.into()))
    }

    /// A map of values that may hold `${...}`.
    pub fn map(entries: Vec<(String, Template)>) -> Self {
        map(entries)
    }

    /// A list of values that may hold `${...}`.
    pub fn list(elements: Vec<Template>) -> Self {
        list(elements)
    }

    /// The parts of the name, where it is one `${name.path}` and nothing else.
    pub fn as_name(&self) -> Option<Vec<String>> {
        match &self.0 {
            Shape::Whole(expression) => expression.name_parts(),
            Shape::Literal(_) | Shape::Text(_) | Shape::List(_) | Shape::Map(_) => None,
        }
    }

    /// Whether it is the name of a value that a case leaves out (decisions.md E13).
    pub fn is_left_out(&self, scope: &dyn Scope) -> bool {
        let name = self.as_name();
        name.is_some_and(|parts| matches!(parts.as_slice(), [first, key] if scope.leaves_out(first, key)))
    }

    /// Every name that is used, in order; not the names of functions.
    pub fn references(&self) -> Vec<Reference> {
        let mut found = Vec::new();
        self.each_expression(&mut |expression| expression.collect_references(&mut found));
        found
    }

    /// The paths of the files whose texts it takes, by `file(...)`, each with its place.
    pub fn file_paths(&self) -> Vec<(Self, Span)> {
        let mut found = Vec::new();
        self.each_expression(&mut |expression| expression.collect_files(&mut found));
        found.into_iter().map(|path| (of_pieces(vec![Piece::Hole(path.clone())]), path.span)).collect()
    }

    /// Whether a function is called in it.
    pub fn has_calls(&self) -> bool {
        let mut has_calls = false;
        self.each_expression(&mut |expression| has_calls |= matches!(expression.form, Form::Call(..)));
        has_calls
    }

    /// The value, where nothing has to be filled in.
    pub fn as_literal(&self) -> Option<&Value> {
        match &self.0 {
            Shape::Literal(value) => Some(value),
            Shape::Whole(_) | Shape::Text(_) | Shape::List(_) | Shape::Map(_) => None,
        }
    }

    /// Whether it gives a text whatever is filled in: more than a single `${...}`, or a text without any.
    pub fn is_text(&self) -> bool {
        match &self.0 {
            Shape::Literal(value) => value.json.is_string(),
            Shape::Text(_) => true,
            Shape::Whole(_) | Shape::List(_) | Shape::Map(_) => false,
        }
    }

    /// Whether nothing has to be filled in.
    pub fn is_literal(&self) -> bool {
        matches!(self.0, Shape::Literal(_))
    }

    fn into_literal(self) -> Option<Value> {
        match self.0 {
            Shape::Literal(value) => Some(value),
            Shape::Whole(_) | Shape::Text(_) | Shape::List(_) | Shape::Map(_) => None,
        }
    }

    /// The value with everything filled in.
    ///
    /// What is filled in is at most 16 MB and 128 levels deep, however small the template.
    ///
    /// # Errors
    /// An unknown name, a path that leads nowhere, a function that fails, a null inside a text (decisions.md E4),
    /// a value beyond the bounds.
    pub fn fill(&self, scope: &dyn Scope) -> Result<Value, FillError> {
        fill::fill(self, scope)
    }

    fn each_expression<'t>(&'t self, look: &mut impl FnMut(&'t Expression)) {
        match &self.0 {
            Shape::Literal(_) => {}
            Shape::Whole(expression) => look(expression),
            Shape::Text(pieces) => pieces.iter().filter_map(Piece::hole).for_each(look),
            Shape::List(elements) => elements.iter().for_each(|element| element.each_expression(look)),
            Shape::Map(entries) => entries.iter().for_each(|(_, value)| value.each_expression(look)),
        }
    }
}

fn read_entry(entry: &Entry, problems: &mut Problems) -> (String, Template) {
    (entry.key.text.clone(), Template::read(&entry.value, problems))
}

fn read_scalar(scalar: &Scalar, span: Span, problems: &mut Problems) -> Template {
    if !scalar.text.contains("${") {
        let json = scalar.resolve().to_json(&scalar.text);
        return Template::literal(Value::written(json, scalar.text.as_str()));
    }
    let location = Location::of(&scalar.text, span, problems.source());
    match read_pieces(&scalar.text, location) {
        Ok(pieces) => of_pieces(pieces),
        Err(mistakes) => {
            for mistake in mistakes {
                mistake.report(problems);
            }
            Template::literal(scalar.text.as_str())
        }
    }
}

fn of_pieces(mut pieces: Vec<Piece>) -> Template {
    if pieces.len() > 1 {
        return Template(Shape::Text(pieces));
    }
    match pieces.pop() {
        None => Template::literal(""),
        Some(Piece::Plain(text)) => Template::literal(text),
        Some(Piece::Hole(Expression { form: Form::Constant(value), .. })) => Template::literal(value),
        Some(Piece::Hole(expression)) => Template(Shape::Whole(expression)),
    }
}

fn list(elements: Vec<Template>) -> Template {
    if elements.iter().all(Template::is_literal) {
        return Template::literal(Value::list(elements.into_iter().filter_map(Template::into_literal)));
    }
    Template(Shape::List(elements))
}

fn map(entries: Vec<(String, Template)>) -> Template {
    if entries.iter().all(|(_, value)| value.is_literal()) {
        let literal = |(key, value): (String, Template)| Some((key, value.into_literal()?));
        return Template::literal(Value::map(entries.into_iter().filter_map(literal)));
    }
    Template(Shape::Map(entries))
}
