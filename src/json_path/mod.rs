//! JSONPath, RFC 9535, over [`serde_json::Value`]: the language by which scenarios name places of a document.
//!
//! A path is compiled once and bounded in length, in nesting and in the work of an evaluation; neither a path nor a
//! document, however deep, makes it panic or overflow the stack. It knows the five functions of the RFC and no
//! extensions. A regular expression may use what the regex crate adds to I-Regexp, such as `\d` and `^`.

mod compare;
mod conditions;
mod cursor;
mod error;
mod evaluate;
mod field;
mod filter;
mod functions;
mod limit;
mod literals;
mod location;
mod mistakes;
mod pattern;
mod segments;
mod shared;
mod tree;

use std::sync::Arc;

use serde_json::Value;

use cursor::Cursor;
use tree::{Key, Segment, Selector};

pub use error::PathError;
pub use limit::{DEEPEST_NESTING, LONGEST_PATH, MOST_PATTERNS, MOST_WORK, QueryLimit};
pub use location::{Location, member, of_pointer};

/// A compiled query. Clones share it, and so do most fields that are written alike.
#[derive(Clone, Debug)]
pub struct JsonPath {
    compiled: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    text: Box<str>,
    segments: Box<[Segment]>,
    warnings: Box<[PathError]>,
}

/// A node that a query found.
#[derive(Clone, Debug)]
pub struct Found<'v> {
    /// The value, inside the document that was asked.
    pub value: &'v Value,
    /// Where in the document it stands.
    pub location: Location,
}

impl JsonPath {
    /// Compiles a query such as `$.documents[?@.type == 'PASSPORT'].id`.
    ///
    /// # Errors
    ///
    /// The first thing that is not RFC 9535, or that exceeds [`LONGEST_PATH`], [`DEEPEST_NESTING`] or
    /// [`MOST_PATTERNS`].
    pub fn parse(text: &str) -> Result<JsonPath, PathError> {
        let mut cursor = Cursor::new(text);
        let segments = segments::read_path(&mut cursor)?;
        Ok(Self::new(text.to_owned(), segments, cursor.into_warnings()))
    }

    /// Compiles a field: `a.b.c` is `$.a.b.c`, split at the dots, whatever else the names contain; what begins with
    /// `$` is a query.
    ///
    /// # Errors
    ///
    /// Those of [`JsonPath::parse`]; for names, an empty one, or one with `[`, `]` or `*`, since its author meant a query.
    pub fn from_field(text: &str) -> Result<JsonPath, PathError> {
        shared::get_or_compile(text, Self::compile_field)
    }

    fn compile_field(text: &str) -> Result<JsonPath, PathError> {
        if text.starts_with('$') {
            return Self::parse(text);
        }
        let names = field::read_field(text)?;
        let path = field::path_of(&names);
        let child = |name| Segment::Children(vec![Selector::Key(Key::Name(name))]);
        Ok(Self::new(path, names.into_iter().map(child).collect(), Vec::new()))
    }

    fn new(text: String, segments: Vec<Segment>, warnings: Vec<PathError>) -> Self {
        let (text, segments, warnings) = (text.into(), segments.into(), warnings.into());
        Self { compiled: Arc::new(Compiled { text, segments, warnings }) }
    }

    /// Whether the query can find one node at most: it has names and single indexes only.
    pub fn is_singular(&self) -> bool {
        tree::is_singular(&self.compiled.segments)
    }

    /// The query as it was written; of a field, the query that it stands for.
    pub fn as_str(&self) -> &str {
        &self.compiled.text
    }

    /// What is allowed but cannot be meant, such as a regular expression that does not compile and so never matches.
    pub fn warnings(&self) -> &[PathError] {
        &self.compiled.warnings
    }

    /// The nodes that the query finds, in the order of RFC 9535; a node found twice is there twice.
    ///
    /// # Errors
    ///
    /// When the evaluation needs more than [`MOST_WORK`] steps.
    pub fn query<'v>(&self, value: &'v Value) -> Result<Vec<Found<'v>>, QueryLimit> {
        evaluate::find(&self.compiled.segments, value)
    }
}
