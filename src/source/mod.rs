//! The text of a file, places in it, and the located tree that YAML text becomes.
//!
//! A [`Node`] keeps the text of every scalar and a byte range on every key and value; nothing is resolved here
//! that the author did not write. Reading files is not done here: text comes in.

mod around;
mod comments;
mod draft;
mod expand;
mod inside;
mod mistakes;
mod recover;
mod scalar;
mod tags;
mod text;
mod tree;
mod yaml;

pub use comments::comments;
pub use scalar::Resolved;
pub use text::{Place, Position, Source, SourceKind, Span};
pub use tree::{Entry, Key, Node, Scalar, Style, Tree};
pub use yaml::{Limits, SyntaxProblem, read_documents};
