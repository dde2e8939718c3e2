//! The located tree: what YAML text says, each key and value with its place, each scalar with its text.

use super::{Resolved, Span};

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands. Of a list or map in brackets or braces it includes them; of one written line by line it goes
    /// from its first `-` or key to the end of its last value; of a text written as a block it is the lines below
    /// the `|` or `>`. An alias stands where `*name` does, what is inside of it where it is written.
    pub span: Span,
    /// What stands there.
    pub tree: Tree,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Tree {
    /// A text, a number, a boolean, or nothing.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the written order, without duplicate keys; merge keys are merged already.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key: always a text (decisions.md E20).
#[derive(Clone, Debug)]
pub struct Key {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A scalar as the author wrote it, quotes and escapes undone.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The text; `00123456` keeps its zeros.
    pub text: String,
    /// How it was written: only a plain one can be a number, a boolean or null.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In quotes, or as a block: always a text.
    Text,
}

impl Node {
    /// The scalar, where it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.tree {
            Tree::Scalar(scalar) => Some(scalar),
            Tree::List(_) | Tree::Map(_) => None,
        }
    }

    /// The elements, where it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.tree {
            Tree::List(nodes) => Some(nodes),
            Tree::Scalar(_) | Tree::Map(_) => None,
        }
    }

    /// The entries, where it is a map.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.tree {
            Tree::Map(entries) => Some(entries),
            Tree::Scalar(_) | Tree::List(_) => None,
        }
    }

    /// The value of a key, where it is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    }

    /// Whether nothing, or `null` or `~`, was written.
    pub fn is_null(&self) -> bool {
        self.as_scalar().is_some_and(|scalar| scalar.resolve() == Resolved::Null)
    }

    /// What it is, in a message: `a text`, `a number`, `true or false`, `nothing`, `a list`, `a map`.
    pub fn kind_name(&self) -> &'static str {
        match &self.tree {
            Tree::Scalar(scalar) => scalar.resolve().kind_name(),
            Tree::List(_) => "a list",
            Tree::Map(_) => "a map",
        }
    }

    /// The JSON value by YAML 1.2's core schema.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.tree {
            Tree::Scalar(scalar) => scalar.resolve().to_json(&scalar.text),
            Tree::List(nodes) => nodes.iter().map(Node::to_json).collect(),
            Tree::Map(entries) => {
                entries.iter().map(|entry| (entry.key.text.clone(), entry.value.to_json())).collect()
            }
        }
    }
}
