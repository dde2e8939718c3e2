//! The shapes of values: what was expected, what is there instead, and how the right form looks.

use super::Located;
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Node, Resolved, Span, Tree},
    word::Word,
};

/// The right form of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// The key it stands behind.
    pub(super) key: &'static str,
    /// What is expected: `a list of texts`.
    pub(super) wanted: &'static str,
    /// The key with a value of that form.
    pub(super) example: &'static str,
}

impl From<&'static Word> for Form {
    fn from(word: &'static Word) -> Self {
        Self { key: word.name, wanted: word.wanted.said, example: word.example }
    }
}

impl Form {
    /// Reports a value of another form.
    pub(super) fn refuse(self, found: &Node, problems: &mut Problems) {
        let message = format!("`{}` must be {}, found {}", self.key, self.wanted, kind_of(found));
        problems.push(
            Diagnostic::error(code::WRONG_TYPE, message)
                .at(problems.place(first_line(found.span, problems)), "")
                .help(format!("for example `{}`", self.example)),
        );
    }
}

/// What a node is, and whether it is empty.
fn kind_of(node: &Node) -> &'static str {
    match &node.tree {
        Tree::List(nodes) if nodes.is_empty() => "an empty list",
        Tree::Map(entries) if entries.is_empty() => "an empty map",
        Tree::List(_) | Tree::Map(_) | Tree::Scalar(_) => node.kind_name(),
    }
}

/// A span up to the end of its first line: a message need not show a whole list.
pub(super) fn first_line(span: Span, problems: &Problems) -> Span {
    let text = problems.source().slice(span);
    span.part(0, text.lines().next().map_or(0, str::len))
}

/// Any scalar but nothing, as the text that was written.
pub(super) fn text(node: &Node, form: Form, problems: &mut Problems) -> Option<Located<String>> {
    let written = written_text(node);
    if written.is_none() {
        form.refuse(node, problems);
    }
    written
}

/// A list of scalars; the elements that are none are reported and left out.
pub(super) fn texts(node: &Node, form: Form, problems: &mut Problems) -> Vec<Located<String>> {
    let Some(nodes) = node.as_list() else {
        form.refuse(node, problems);
        return Vec::new();
    };
    let element = Form { wanted: "a list whose elements are texts", ..form };
    nodes.iter().filter_map(|node| text(node, element, problems)).collect()
}

/// `true` or `false`.
pub(super) fn boolean(node: &Node, form: Form, problems: &mut Problems) -> Option<Located<bool>> {
    let scalar = node.as_scalar().map(crate::source::Scalar::resolve);
    if let Some(Resolved::Boolean(value)) = scalar {
        return Some(Located { value, span: node.span });
    }
    form.refuse(node, problems);
    None
}

/// A map's entries.
pub(super) fn map<'a>(node: &'a Node, form: Form, problems: &mut Problems) -> Option<&'a [Entry]> {
    let entries = node.as_map();
    if entries.is_none() {
        form.refuse(node, problems);
    }
    entries
}

/// A list's elements.
pub(super) fn list<'a>(node: &'a Node, form: Form, problems: &mut Problems) -> Option<&'a [Node]> {
    let nodes = node.as_list();
    if nodes.is_none() {
        form.refuse(node, problems);
    }
    nodes
}

/// Reports a key that must be there.
pub(super) fn missing(what: &str, word: &Word, span: Span, problems: &mut Problems) {
    problems.push(
        Diagnostic::error(code::MISSING_KEY, format!("{what} has no `{}`", word.name))
            .at(problems.place(span), "")
            .help(format!("add it, for example `{}`", word.example)),
    );
}

fn written_text(node: &Node) -> Option<Located<String>> {
    match &node.tree {
        Tree::Scalar(scalar) if !node.is_null() => {
            Some(Located { value: scalar.text.clone(), span: node.span })
        }
        Tree::Scalar(_) | Tree::List(_) | Tree::Map(_) => None,
    }
}
