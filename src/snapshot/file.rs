//! A snapshot file in insta's format: a head in YAML between two lines of `---`, and the contents behind it.
//!
//! Written here, read here and by `cargo insta`; what insta has added to a head is kept when it is accepted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::render::json_text;
use crate::source::{Limits, Node, Source, read_documents};

const MARK: &str = "---";

/// The key of the line that a pending snapshot was asked for at; only pending files have it.
const LINE: &str = "assertion_line";

/// A snapshot file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotFile {
    /// Its head.
    pub head: Head,
    /// The text of the answer.
    pub contents: String,
}

/// What a file says of its snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The scenario file, from the suite's root.
    pub source: String,
    /// The flow that the step stands in, from the suite's root, where it is in one.
    pub flow: Option<String>,
    /// The line of the step, in a pending file.
    pub line: Option<usize>,
    /// The test's id.
    pub test: String,
    /// The step.
    pub step: String,
    /// What was masked where.
    pub masked: BTreeMap<String, BTreeSet<String>>,
}

impl SnapshotFile {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let Head { source, flow, line, test, step, masked } = &self.head;
        let mut text = format!("{MARK}\nsource: {}\n", quoted(source));
        if let Some(line) = line {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{LINE}: {line}");
        }
        let _ = writeln!(text, "expression: {}", quoted(step));
        if let Some(flow) = flow {
            let _ = writeln!(text, "input_file: {}", quoted(flow));
        }
        let _ = writeln!(text, "info:\n  test: {}\n  step: {}", quoted(test), quoted(step));
        if !masked.is_empty() {
            text.push_str("  masked:\n");
        }
        for (kind, places) in masked {
            let _ = writeln!(text, "    {}:", quoted(kind));
            for place in places {
                let _ = writeln!(text, "      - {}", quoted(place));
            }
        }
        let _ = writeln!(text, "{MARK}\n{}", self.contents.trim_end());
        text
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A sentence, where it has no such head.
    pub fn read(text: &str) -> Result<Self, String> {
        let (head, contents) =
            divide(text).ok_or("it does not begin with a head between two lines of `---`")?;
        let source = Source::new("the head", head);
        let (documents, problems) = read_documents(&source, Limits::default());
        if let Some(problem) = problems.first() {
            return Err(format!("its head is no YAML: {}", problem.message));
        }
        let head = documents.first().map(read_head).unwrap_or_default();
        Ok(Self { head, contents: contents.trim_end().to_owned() })
    }

    /// Whether idvet made it: insta keeps the snapshots of Rust tests in files of the same sort.
    pub fn is_of_scenario(&self) -> bool {
        let ending = self.head.source.rsplit_once('.').map(|(_, ending)| ending);
        matches!(ending, Some("yaml" | "yml" | "YAML" | "YML")) && !self.head.test.is_empty()
    }
}

/// A pending file as it is once it is accepted: without the line of the step, which moves.
pub fn accepted_form(pending: &str) -> String {
    let Some((head, contents)) = divide(pending) else { return pending.to_owned() };
    let kept = head.lines().filter(|line| !line.starts_with(LINE));
    let mut lines = vec![MARK];
    lines.extend(kept);
    lines.extend([MARK, contents.trim_end()]);
    lines.join("\n") + "\n"
}

/// Head and contents.
fn divide(text: &str) -> Option<(&str, &str)> {
    let rest = behind_mark(text)?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == MARK {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn behind_mark(text: &str) -> Option<&str> {
    let (first, rest) = text.split_once('\n')?;
    (first.trim_end() == MARK).then_some(rest)
}

fn read_head(node: &Node) -> Head {
    let text = |node: Option<&Node>| {
        let scalar = node.and_then(Node::as_scalar);
        scalar.map(|scalar| scalar.text.clone()).unwrap_or_default()
    };
    let info = node.get("info");
    let inside = |key: &str| info.and_then(|info| info.get(key));
    let step = text(inside("step"));
    Head {
        source: text(node.get("source")),
        flow: node.get("input_file").map(|node| text(Some(node))),
        line: text(node.get(LINE)).parse().ok(),
        test: text(inside("test")),
        step: if step.is_empty() { text(node.get("expression")) } else { step },
        masked: inside("masked").map(read_masked).unwrap_or_default(),
    }
}

fn read_masked(node: &Node) -> BTreeMap<String, BTreeSet<String>> {
    let entries = node.as_map().unwrap_or_default().iter();
    let places = |node: &Node| {
        let texts = node.as_list().unwrap_or_default().iter().filter_map(Node::as_scalar);
        texts.map(|scalar| scalar.text.clone()).collect()
    };
    entries.map(|entry| (entry.key.text.clone(), places(&entry.value))).collect()
}

/// A text as YAML and insta read it: plain where no reader can take it for anything else, or as JSON.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_/.".contains(&byte);
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(plain);
    if is_word && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text) {
        return text.to_owned();
    }
    json_text(text)
}
