//! `${env.NAME}` in `idvet.yaml`: variables of the process's environment or of a `.env` file.

use serde_json::{Map, Value as Json};

use crate::{
    diagnostic::{Problems, code},
    files::UnsetLine,
    scenario::Located,
    source::{Node, Scalar, Span, Style, Tree},
    template::{Scope, Template, Value},
};

/// Whether a variable that is not set refuses the run (decisions.md B15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unset {
    /// It does: `run`, and `check --env`.
    Refuse,
    /// It does not: `check` without an environment. A plan made so must not be carried out.
    Allow,
}

/// Looks variables up and reports those that are not set.
#[derive(Clone, Copy)]
pub(super) struct Variables<'a> {
    /// The value of a variable; an empty one counts as unset.
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    /// What `.env` has of one that is not set.
    pub(super) line: &'a dyn Fn(&str) -> UnsetLine,
    /// What becomes of one that is not set.
    pub(super) unset: Unset,
    /// The environment they are wanted for.
    pub(super) environment: &'a str,
}

impl Variables<'_> {
    /// The text with its variables filled in; `None` where that cannot be done, which is reported unless allowed.
    pub(super) fn fill(&self, text: &Located<String>, problems: &mut Problems) -> Option<String> {
        self.fill_text(&text.value, text.span, problems)
    }

    /// The same for a text and its place.
    pub(super) fn fill_text(&self, text: &str, span: Span, problems: &mut Problems) -> Option<String> {
        if !text.contains("${") {
            return Some(text.to_owned());
        }
        let before = problems.count();
        let template = Template::read_text(text, span, problems);
        let mut values = Map::new();
        let mut missing = false;
        for reference in template.references() {
            let [first, name] = reference.parts.as_slice() else {
                return self.misused(reference.span, problems);
            };
            if first != "env" {
                return self.misused(reference.span, problems);
            }
            match self.value(name, reference.span, problems) {
                Some(value) => _ = values.insert(name.clone(), Json::String(value)),
                None => missing = true,
            }
        }
        if missing || problems.count() > before {
            return None;
        }
        match template.fill(&EnvironmentScope(Json::Object(values).into())) {
            Ok(value) => Some(value.to_text()),
            Err(error) => {
                problems.error(code::TEMPLATE, error.span, error.message).help.extend(error.help);
                None
            }
        }
    }

    /// A node of the suite's defaults with `${env.NAME}` replaced by texts; everything else stays as written.
    pub(super) fn replace(&self, node: &Node, problems: &mut Problems) -> Node {
        let tree = match &node.tree {
            Tree::Scalar(scalar) => Tree::Scalar(self.replace_scalar(scalar, node.span, problems)),
            Tree::List(nodes) => Tree::List(nodes.iter().map(|node| self.replace(node, problems)).collect()),
            Tree::Map(entries) => Tree::Map(
                entries
                    .iter()
                    .map(|entry| crate::source::Entry {
                        key: entry.key.clone(),
                        value: self.replace(&entry.value, problems),
                    })
                    .collect(),
            ),
        };
        Node { span: node.span, tree }
    }

    fn replace_scalar(&self, scalar: &Scalar, span: Span, problems: &mut Problems) -> Scalar {
        const MARK: &str = "${env.";
        let mut text = String::new();
        let mut rest = scalar.text.as_str();
        while let Some(at) = rest.find(MARK) {
            let Some(end) = rest[at..].find('}') else { break };
            let (before, name) = (&rest[..at], &rest[at + MARK.len()..at + end]);
            text.push_str(before);
            if before.ends_with('$') {
                text.push_str(&rest[at..=at + end]);
            } else if let Some(value) = self.value(name, span, problems) {
                text.push_str(&value.replace("${", "$${"));
            }
            rest = &rest[at + end + 1..];
        }
        if rest.len() == scalar.text.len() {
            return scalar.clone();
        }
        text.push_str(rest);
        Scalar { text, style: Style::Text }
    }

    fn value(&self, name: &str, span: Span, problems: &mut Problems) -> Option<String> {
        let value = (self.lookup)(name).filter(|value| !value.is_empty());
        if value.is_none() && self.unset == Unset::Refuse {
            self.refuse(name, span, problems);
        }
        value
    }

    fn refuse(&self, name: &str, span: Span, problems: &mut Problems) {
        let (why, help) = match (self.line)(name) {
            UnsetLine::Unread => return,
            UnsetLine::Empty(line) => {
                (format!("is empty in `.env` (line {line})"), format!("fill it in: `{name}=...`"))
            }
            UnsetLine::None => (
                "is not set".to_owned(),
                format!("set `{name}` in the process's environment, or in a `.env` file beside `idvet.yaml`"),
            ),
        };
        let message =
            format!("the environment `{}` needs the variable `{name}`, which {why}", self.environment);
        problems.error(code::UNSET_VARIABLE, span, message).help.push(help);
    }

    fn misused<T>(&self, span: Span, problems: &mut Problems) -> Option<T> {
        problems
            .error(
                code::UNKNOWN_NAME,
                span,
                format!(
                    "the environment `{}` can only use variables of the process's environment",
                    self.environment
                ),
            )
            .help
            .push("write `${env.NAME}`".to_owned());
        None
    }
}

/// A scope that knows `env` alone.
struct EnvironmentScope(Value);

impl Scope for EnvironmentScope {
    fn value(&self, name: &str) -> Option<Value> {
        (name == "env").then(|| self.0.clone())
    }

    fn random(&self) -> u64 {
        0
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn read_file(&self, _path: &str) -> Result<String, String> {
        Err("an environment cannot read files".to_owned())
    }
}
