//! YAML text to located trees: the only file that names the YAML crate.

use std::sync::Arc;

use super::{Node, Source, Span};

/// What one file may cost at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Levels of lists and maps.
    pub depth: usize,
    /// Nodes, those that aliases and merge keys repeat counted each time.
    pub nodes: usize,
}

/// What is wrong with the text as YAML.
#[derive(Clone, Debug)]
pub struct SyntaxProblem {
    /// Which sort of problem, as in `diagnostic::code`.
    pub code: &'static str,
    /// Where it is.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// A second place that belongs to it, with its label: the first of two equal keys.
    pub related: Option<(Span, String)>,
    /// What to write instead.
    pub help: Option<String>,
}

/// Reads the documents of a text, the empty ones left out, and every problem that can be told apart.
/// After a syntax error the documents before it are still there.
pub fn read_documents(source: &Arc<Source>, limits: Limits) -> (Vec<Node>, Vec<SyntaxProblem>) {
    let _ = (source, limits);
    todo!("part of `source`")
}
