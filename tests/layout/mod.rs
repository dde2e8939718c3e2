//! The one layout: what it makes of texts, and that it never changes what they say.

mod command;
mod corpus;
mod hostile;
mod texts;

use idvet::{
    layout::{Unlaid, lay_out},
    source::{Limits, Node, Source, Tree, read_documents},
};

/// A text laid out.
fn laid(text: &str) -> Result<String, Unlaid> {
    lay_out(&Source::new("a.yaml", text))
}

/// All that a text says: keys, values, and which of them are texts; without places and quotes.
fn meaning(text: &str) -> Vec<String> {
    let (documents, problems) = read_documents(&Source::new("a.yaml", text), Limits::default());
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    let mut said = Vec::new();
    for document in &documents {
        say(document, "", &mut said);
    }
    said
}

fn say(node: &Node, path: &str, said: &mut Vec<String>) {
    match &node.tree {
        Tree::Scalar(scalar) => said.push(format!("{path} = {:?} {:?}", scalar.style, scalar.text)),
        Tree::List(nodes) => {
            said.push(format!("{path} = list of {}", nodes.len()));
            for (index, node) in nodes.iter().enumerate() {
                say(node, &format!("{path}[{index}]"), said);
            }
        }
        Tree::Map(entries) => {
            said.push(format!("{path} = map of {}", entries.len()));
            for entry in entries {
                say(&entry.value, &format!("{path}.{:?}", entry.key.text), said);
            }
        }
    }
}
