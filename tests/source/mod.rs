//! YAML text in; located trees, problems, and their rendering out.

mod inside;
mod mistakes;
mod rendering;
mod scalars;
mod spans;
mod trees;

use std::sync::Arc;

use idvet::source::{Limits, Node, Source, SyntaxProblem, Tree, read_documents};

/// A text and what is read of it.
pub(crate) fn read(text: &str) -> (Arc<Source>, Vec<Node>, Vec<SyntaxProblem>) {
    let source = Source::new("kyc.yaml", text);
    let (documents, problems) = read_documents(&source, Limits::default());
    (source, documents, problems)
}

/// The only document of a text without problems.
pub(crate) fn tree(text: &str) -> (Arc<Source>, Node) {
    let (source, mut documents, problems) = read(text);
    assert!(problems.is_empty(), "{text:?}: {problems:#?}");
    assert_eq!(documents.len(), 1, "{text:?}");
    (source, documents.remove(0))
}

/// Every node, with the path that leads to it; keys as `path~`.
pub(crate) fn places(source: &Source, node: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(source, node, "$", &mut found);
    found
}

fn collect(source: &Source, node: &Node, path: &str, found: &mut Vec<(String, String)>) {
    found.push((path.to_owned(), source.slice(node.span).to_owned()));
    match &node.tree {
        Tree::Scalar(_) => {}
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(source, item, &format!("{path}[{index}]"), found);
            }
        }
        Tree::Map(entries) => {
            for entry in entries {
                let path = format!("{path}.{}", entry.key.text);
                found.push((format!("{path}~"), source.slice(entry.key.span).to_owned()));
                collect(source, &entry.value, &path, found);
            }
        }
    }
}
