//! `${...}`: text in; values, diagnostics and places out.

mod durations;
mod filling;
mod functions;
mod hostile;
mod mistakes;
mod randomness;
mod reading;
mod sharing;

use std::{cell::Cell, collections::BTreeMap, sync::Arc};

use idvet::{
    diagnostic::{Diagnostic, Problems},
    source::{Entry, Key, Node, Scalar, Source, Span, Style, Tree},
    template::{FillError, Scope, Template, Value},
};
use serde_json::Value as Json;

/// A scope that a test writes down.
struct World {
    values: BTreeMap<String, Value>,
    files: BTreeMap<String, String>,
    now: jiff::Timestamp,
    state: Cell<u64>,
}

impl World {
    fn new(values: Json) -> Self {
        let Json::Object(entries) = values else { panic!("a world is a map") };
        Self {
            values: entries.into_iter().map(|(name, value)| (name, value.into())).collect(),
            files: BTreeMap::from([("_data/note.txt".to_owned(), "Labas ${name}\n".to_owned())]),
            now: "2024-02-29T12:34:56.789Z".parse().unwrap(),
            state: Cell::new(7),
        }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    fn seeded(seed: u64) -> Self {
        let world = Self::new(serde_json::json!({}));
        world.state.set(seed);
        world
    }
}

impl Scope for World {
    fn value(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    /// The generator `SplitMix64`.
    fn random(&self) -> u64 {
        self.state.set(self.state.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
        let mut bits = self.state.get();
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    fn now(&self) -> jiff::Timestamp {
        self.now
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        self.files.get(path).cloned().ok_or_else(|| format!("there is no file `{path}`"))
    }
}

/// A scalar that is the whole file.
fn scalar(text: &str, style: Style) -> (Arc<Source>, Node) {
    let source = Source::new("x.yaml", text);
    let tree = Tree::Scalar(Scalar { text: text.to_owned(), style });
    (source, Node { span: Span::new(0, text.len()), tree })
}

/// A node without a place worth speaking of.
fn node(tree: Tree) -> Node {
    Node { span: Span::default(), tree }
}

fn quoted(text: &str) -> Node {
    node(Tree::Scalar(Scalar { text: text.to_owned(), style: Style::Text }))
}

fn plain(text: &str) -> Node {
    node(Tree::Scalar(Scalar { text: text.to_owned(), style: Style::Plain }))
}

fn list(nodes: Vec<Node>) -> Node {
    node(Tree::List(nodes))
}

fn map(entries: Vec<(&str, Node)>) -> Node {
    let entry = |(key, value): (&str, Node)| Entry {
        key: Key { text: key.to_owned(), span: Span::default() },
        value,
    };
    node(Tree::Map(entries.into_iter().map(entry).collect()))
}

fn read_node(node: &Node) -> Template {
    let mut problems = Problems::new(&Source::new("x.yaml", ""));
    let template = Template::read(node, &mut problems);
    assert_eq!(messages(&problems.into_found()), Vec::<String>::new());
    template
}

fn read(text: &str) -> Template {
    let (template, found) = try_read(text);
    assert_eq!(messages(&found), Vec::<String>::new(), "{text}");
    template
}

fn try_read(text: &str) -> (Template, Vec<Diagnostic>) {
    let (source, node) = scalar(text, Style::Text);
    let mut problems = Problems::new(&source);
    let template = Template::read(&node, &mut problems);
    (template, problems.into_found())
}

fn messages(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|diagnostic| diagnostic.message.clone()).collect()
}

fn fill(text: &str, world: &World) -> Result<Value, FillError> {
    read(text).fill(world)
}

#[track_caller]
fn check(text: &str, world: &World, expected: Json) {
    assert_eq!(fill(text, world).map(|value| value.json), Ok(expected), "{text}");
}

/// What `fill` refuses: the part of the text, the message, the help.
#[track_caller]
fn check_refused(text: &str, world: &World, part: &str, message: &str, help: Option<&str>) {
    let error = fill(text, world).expect_err(text);
    let found = &text[error.span.start as usize..error.span.end as usize];
    assert_eq!((found, error.message.as_str(), error.help.as_deref()), (part, message, help), "{text}");
}
