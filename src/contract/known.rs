//! The drift that a suite knows: `contract.yaml`, sorted, a line for each part of it, so that a review reads it.

use std::{collections::BTreeMap, fmt::Write, sync::Arc};

use serde_json::Value as Json;

use crate::{
    diagnostic::{Problems, code},
    event::{Drift, DriftKind},
    source::{Limits, Node, Source, read_documents},
};

/// The file, from the suite's root.
pub const FILE: &str = crate::files::DRIFT_FILE;

const HEAD: &str = "\
# Drift that this suite knows: what the API's answers hold and its documents do not name.
# `idvet contract accept` adds what the last run met; take out what should stand out again.
";

/// The keys of an entry.
const KEYS: [&str; 5] = ["answer", "kind", "path", "value", "first_seen"];

/// Known drift, each with the test that met it first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownDrift {
    entries: BTreeMap<Drift, String>,
}

impl KnownDrift {
    /// Reads a `contract.yaml`; what is wrong with it goes to `problems`.
    pub fn read(source: &Arc<Source>, problems: &mut Problems) -> Self {
        let (documents, syntax) = read_documents(source, Limits::default());
        for problem in syntax {
            problems.push(crate::diagnostic::Diagnostic::syntax(source, problem));
        }
        let Some(document) = documents.first().filter(|document| !document.is_null()) else {
            return Self::default();
        };
        let Some(list) = document.get("drift").and_then(Node::as_list) else {
            problems
                .error(
                    code::WRONG_TYPE,
                    document.span.part(0, 1),
                    format!("`{FILE}` must be a map with a list `drift`"),
                )
                .help
                .push("`idvet contract accept` writes the file; remove it to begin anew".to_owned());
            return Self::default();
        };
        Self { entries: list.iter().filter_map(|node| entry(node, problems)).collect() }
    }

    /// Whether a drift is known.
    pub fn contains(&self, drift: &Drift) -> bool {
        self.entries.contains_key(drift)
    }

    /// Adds a drift that a test met; one that is known stays as it is.
    pub fn add(&mut self, drift: Drift, first_seen: String) {
        self.entries.entry(drift).or_insert(first_seen);
    }

    /// Every drift with the test that met it first, sorted.
    pub fn entries(&self) -> impl Iterator<Item = (&Drift, &str)> {
        self.entries.iter().map(|(drift, first_seen)| (drift, first_seen.as_str()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The text of `contract.yaml`: the same entries give the same text.
    pub fn to_text(&self) -> String {
        if self.entries.is_empty() {
            return format!("{HEAD}drift: []\n");
        }
        let mut text = format!("{HEAD}drift:\n");
        for (drift, first_seen) in &self.entries {
            // A text in JSON's quotes is the same text in YAML.
            let quoted = |text: &str| Json::from(text).to_string();
            let _ = writeln!(text, "  - answer: {}", drift.answer);
            let _ = writeln!(text, "    kind: {}", drift.kind.words());
            let _ = writeln!(text, "    path: {}", quoted(&drift.path));
            if !drift.value.is_empty() {
                let _ = writeln!(text, "    value: {}", quoted(&drift.value));
            }
            let _ = writeln!(text, "    first_seen: {}", quoted(first_seen));
        }
        text
    }
}

fn entry(node: &Node, problems: &mut Problems) -> Option<(Drift, String)> {
    let entries = node.as_map().unwrap_or_default();
    if let Some(unknown) = entries.iter().find(|entry| !KEYS.contains(&entry.key.text.as_str())) {
        let message = format!("unknown key `{}` in a known drift", unknown.key.text);
        problems
            .error(code::UNKNOWN_KEY, unknown.key.span, message)
            .help
            .push(format!("the keys are {}", KEYS.join(", ")));
        return None;
    }
    let text = |key: &str| Some(node.get(key)?.as_scalar()?.text.clone());
    let (Some(answer), Some(path), Some(kind)) = (text("answer"), text("path"), text("kind")) else {
        let message = "a known drift must have `answer`, `kind` and `path`";
        problems.error(code::MISSING_KEY, node.span.part(0, 1), message);
        return None;
    };
    let Some(kind) = DriftKind::ALL.into_iter().find(|known| known.words() == kind) else {
        let span = node.get("kind").map_or(node.span, |node| node.span);
        let kinds = DriftKind::ALL.map(DriftKind::words).join(", ");
        let message = format!("there is no kind of drift `{kind}`");
        problems.error(code::VOCABULARY, span, message).help.push(format!("the kinds are {kinds}"));
        return None;
    };
    let value = text("value").unwrap_or_default();
    Some((Drift { answer, kind, path, value }, text("first_seen").unwrap_or_default()))
}
