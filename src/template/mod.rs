//! `${...}` in the values of a scenario: reading, and filling in while a test runs.
//!
//! A template is parsed once and filled many times; it knows which names it uses, so that a check finds the
//! undefined ones before anything is sent. What a filled text contains is never read again (decisions.md E5).

mod cursor;
mod duration;
mod expression;
mod fill;
mod functions;
mod literals;
mod lookup;
mod mistake;
mod parse;
mod pieces;
mod value;

pub use duration::{DurationError, parse_duration, show_duration};
pub use functions::{Function, Kind, Parameter, Presence, function, functions};
pub use parse::is_name;
pub use value::{Inside, Value};

use std::sync::Arc;

use crate::{
    diagnostic::Problems,
    source::{Entry, Node, Scalar, Span, Tree},
};
use expression::{Expression, Form};
use mistake::Location;
use pieces::{Piece, read_pieces};

/// A value that may hold `${...}`. A plan holds a great many: it is small, and clones share it.
#[derive(Clone, Debug)]
pub struct Template(Shape);

#[derive(Clone, Debug)]
enum Shape {
    /// Nothing has to be filled in.
    Literal(Arc<Value>),
    /// Something has to be.
    Open(Arc<Open>),
}

#[derive(Debug)]
enum Open {
    /// A scalar that is one `${...}` and nothing else: the value keeps its type and its text.
    Whole(Expression),
    /// A text with at least one `${...}` in it.
    Text(Box<[Piece]>),
    List(Box<[Template]>),
    Map(Box<[(String, Template)]>),
}

/// What was read, and is not put into a template yet.
enum Part {
    Literal(Value),
    Open(Template),
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
            Tree::List(_) | Tree::Map(_) => Part::read(node, problems).into_template(),
        }
    }

    /// A text at a place, as [`Template::read`] reads a quoted scalar.
    pub fn read_text(text: &str, span: Span, problems: &mut Problems) -> Self {
        if is_open(text) { read_open(text, span, problems) } else { Self::text(text) }
    }

    /// A text that holds no `${...}`; equal ones are shared.
    pub fn text(text: &str) -> Self {
        Self(Shape::Literal(literals::of_text(text)))
    }

    /// A value that holds no `${...}`.
    pub fn literal(value: impl Into<Value>) -> Self {
        Self(Shape::Literal(Arc::new(value.into())))
    }

    /// A map of values that may hold `${...}`.
    pub fn map(entries: Vec<(String, Template)>) -> Self {
        map(entries.into_iter().map(|(key, value)| (key, value.into_part())).collect()).into_template()
    }

    /// A list of values that may hold `${...}`.
    pub fn list(elements: Vec<Template>) -> Self {
        list(elements.into_iter().map(Self::into_part).collect()).into_template()
    }

    /// The parts of the name, where it is one `${name.path}` and nothing else.
    pub fn as_name(&self) -> Option<Vec<String>> {
        match self.as_open()? {
            Open::Whole(expression) => expression.name_parts(),
            Open::Text(_) | Open::List(_) | Open::Map(_) => None,
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
        self.as_shared().map(Arc::as_ref)
    }

    /// The same, for whoever keeps it.
    pub fn as_shared(&self) -> Option<&Arc<Value>> {
        match &self.0 {
            Shape::Literal(value) => Some(value),
            Shape::Open(_) => None,
        }
    }

    /// Whether it gives a text whatever is filled in: more than a single `${...}`, or a text without any.
    pub fn is_text(&self) -> bool {
        match &self.0 {
            Shape::Literal(value) => value.json.is_string(),
            Shape::Open(open) => matches!(**open, Open::Text(_)),
        }
    }

    /// Whether nothing has to be filled in.
    pub fn is_literal(&self) -> bool {
        matches!(self.0, Shape::Literal(_))
    }

    fn of(open: Open) -> Self {
        Self(Shape::Open(Arc::new(open)))
    }

    fn as_open(&self) -> Option<&Open> {
        match &self.0 {
            Shape::Literal(_) => None,
            Shape::Open(open) => Some(open),
        }
    }

    fn into_part(self) -> Part {
        match self.0 {
            Shape::Literal(value) => Part::Literal(Arc::unwrap_or_clone(value)),
            Shape::Open(_) => Part::Open(self),
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
        match self.as_open() {
            None => {}
            Some(Open::Whole(expression)) => look(expression),
            Some(Open::Text(pieces)) => pieces.iter().filter_map(Piece::hole).for_each(look),
            Some(Open::List(elements)) => elements.iter().for_each(|element| element.each_expression(look)),
            Some(Open::Map(entries)) => entries.iter().for_each(|(_, value)| value.each_expression(look)),
        }
    }
}

impl Part {
    fn read(node: &Node, problems: &mut Problems) -> Self {
        match &node.tree {
            Tree::Scalar(scalar) if is_open(&scalar.text) => {
                read_open(&scalar.text, node.span, problems).into_part()
            }
            Tree::Scalar(scalar) => Self::Literal(literals::meaning(scalar)),
            Tree::List(nodes) => list(nodes.iter().map(|node| Self::read(node, problems)).collect()),
            Tree::Map(entries) => map(entries.iter().map(|entry| read_entry(entry, problems)).collect()),
        }
    }

    fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }

    fn into_literal(self) -> Option<Value> {
        match self {
            Self::Literal(value) => Some(value),
            Self::Open(_) => None,
        }
    }

    fn into_template(self) -> Template {
        match self {
            Self::Literal(value) => Template::literal(value),
            Self::Open(template) => template,
        }
    }
}

fn read_entry(entry: &Entry, problems: &mut Problems) -> (String, Part) {
    (entry.key.text.clone(), Part::read(&entry.value, problems))
}

fn is_open(text: &str) -> bool {
    text.contains("${")
}

fn read_scalar(scalar: &Scalar, span: Span, problems: &mut Problems) -> Template {
    if is_open(&scalar.text) {
        read_open(&scalar.text, span, problems)
    } else {
        Template(Shape::Literal(literals::of_scalar(scalar)))
    }
}

fn read_open(text: &str, span: Span, problems: &mut Problems) -> Template {
    let location = Location::of(text, span, problems.source());
    match read_pieces(text, location) {
        Ok(pieces) => of_pieces(pieces),
        Err(mistakes) => {
            for mistake in mistakes {
                mistake.report(problems);
            }
            Template::literal(text)
        }
    }
}

fn of_pieces(mut pieces: Vec<Piece>) -> Template {
    if pieces.len() > 1 {
        return Template::of(Open::Text(pieces.into()));
    }
    match pieces.pop() {
        None => Template::literal(""),
        Some(Piece::Plain(text)) => Template::literal(text),
        Some(Piece::Hole(Expression { form: Form::Constant(value), .. })) => Template::literal(value),
        Some(Piece::Hole(expression)) => Template::of(Open::Whole(expression)),
    }
}

fn list(elements: Vec<Part>) -> Part {
    if elements.iter().all(Part::is_literal) {
        return Part::Literal(Value::list(elements.into_iter().filter_map(Part::into_literal)));
    }
    Part::Open(Template::of(Open::List(elements.into_iter().map(Part::into_template).collect())))
}

fn map(entries: Vec<(String, Part)>) -> Part {
    if entries.iter().all(|(_, value)| value.is_literal()) {
        let literal = |(key, value): (String, Part)| Some((key, value.into_literal()?));
        return Part::Literal(Value::map(entries.into_iter().filter_map(literal)));
    }
    let template = |(key, value): (String, Part)| (key, value.into_template());
    Part::Open(Template::of(Open::Map(entries.into_iter().map(template).collect())))
}
