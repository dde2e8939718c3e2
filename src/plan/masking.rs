//! What a check shows of scenarios, flows and tables: literal secrets in them are masked (decisions.md B20), in the
//! lines as in the words, since the output of a check is shared as freely as that of a run.
//!
//! A masked text has as many bytes as the plain one, so that every place stays what it is.

use std::{collections::HashMap, sync::Arc};

use super::cases::csv_columns;
use crate::{
    diagnostic::{Diagnostic, Label},
    scenario::{Suite, Verb, masked, sounds_secret},
    secrets::{Redactor, is_secret_header},
    source::{Entry, Limits, Node, Resolved, Source, SourceKind, Span, Tree, read_documents},
};

/// Shorter values are masked behind the names of redacted fields alone: they are too common to be replaced everywhere
/// (decisions.md B19).
const SHORTEST: usize = 4;

/// As much of a text as a message shows; a longer secret may stand in it cut.
const LONGEST_SHOWN: usize = 60;

/// Bytes of a line that are looked at behind a name, and before it, where the text is no tree: more is never shown.
const FARTHEST: usize = 4_000;
const NEAREST: usize = 500;

/// A source and what is shown in its place.
struct Veil {
    /// Keeps the source alive, by whose address the veil is found.
    _plain: Arc<Source>,
    shown: Arc<Source>,
    /// What is masked, as messages may quote it; the longest first.
    words: Arc<[String]>,
}

/// The diagnostics with the literal secrets of every file masked. `idvet.yaml` was masked as it was read.
pub(super) fn mask_literals(mut found: Vec<Diagnostic>, suite: &Suite) -> Vec<Diagnostic> {
    let names = Redactor::new(suite.redact.iter().map(|name| name.value.clone()));
    let mut veils: HashMap<*const Source, Veil> = HashMap::new();
    for diagnostic in &mut found {
        let mut words: Vec<Arc<[String]>> = Vec::new();
        for label in &mut diagnostic.labels {
            let source = &label.place.source;
            if source.kind() != SourceKind::File || Arc::ptr_eq(source, &suite.source) {
                continue;
            }
            let veil = veils.entry(Arc::as_ptr(source)).or_insert_with(|| Veil::of(source, &names));
            label.place.source = Arc::clone(&veil.shown);
            if !words.iter().any(|known| Arc::ptr_eq(known, &veil.words)) {
                words.push(Arc::clone(&veil.words));
            }
        }
        for words in words.iter().filter(|words| !words.is_empty()) {
            mask_words(diagnostic, words);
        }
    }
    found
}

fn mask_words(diagnostic: &mut Diagnostic, words: &[String]) {
    let clean = |text: &mut String| *text = without(text, words);
    clean(&mut diagnostic.message);
    diagnostic.help.iter_mut().for_each(clean);
    diagnostic.labels.iter_mut().for_each(|Label { text, .. }| clean(text));
}

/// A text without the words in what it quotes: between two backticks. What it says itself stays.
fn without(text: &str, words: &[String]) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| {
        if index % 2 == 0 {
            return part.to_owned();
        }
        if words.iter().any(|word| word == part) {
            return "***".to_owned();
        }
        let words = words.iter().filter(|word| word.chars().count() >= SHORTEST);
        words.fold(part.to_owned(), |part, word| without_word(&part, word))
    });
    parts.collect::<Vec<_>>().join("`")
}

/// A word is replaced where it does not stand within a longer one: `secret` stays in `api_secret`.
fn without_word(text: &str, word: &str) -> String {
    let joins = |character: char| character.is_alphanumeric() || character == '_';
    let mut cleaned = String::new();
    let mut behind = 0;
    for (at, _) in text.match_indices(word) {
        let end = at + word.len();
        let joined = text[..at].ends_with(joins) || text[end..].starts_with(joins);
        if !joined {
            cleaned.push_str(&text[behind..at]);
            cleaned.push_str("***");
            behind = end;
        }
    }
    cleaned.push_str(&text[behind..]);
    cleaned
}

impl Veil {
    fn of(source: &Arc<Source>, names: &Redactor) -> Self {
        let spans = spans(source, names);
        let shown = if spans.is_empty() {
            Arc::clone(source)
        } else {
            Source::new(source.name(), masked(source.text(), &spans))
        };
        let mut words: Vec<String> = spans.iter().flat_map(|span| quotable(source.slice(*span))).collect();
        words.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        words.dedup();
        Self { _plain: Arc::clone(source), shown, words: words.into() }
    }
}

/// The forms in which a message may quote a masked text.
fn quotable(written: &str) -> Vec<String> {
    let inner = written.trim().trim_matches(['"', '\'']);
    let mut forms = vec![inner.to_owned()];
    forms.extend(inner.split_once([':', ' ']).map(|(_, password)| password.trim().to_owned()));
    forms.extend(inner.char_indices().nth(LONGEST_SHOWN).map(|(end, _)| inner[..end].to_owned()));
    forms.retain(|form| !form.is_empty());
    forms
}

fn spans(source: &Arc<Source>, names: &Redactor) -> Vec<Span> {
    let mut spans = passwords(source.text());
    spans.extend(in_queries(source.text(), names));
    if source.name().to_ascii_lowercase().ends_with(".csv") {
        spans.extend(csv_columns(source, |column| hides(column, names)));
        return spans;
    }
    let (documents, problems) = read_documents(source, Limits::default());
    for document in &documents {
        collect(document, Shown::Plainly, names, &mut spans);
    }
    if !problems.is_empty() {
        // What could not be read is no tree, and its lines are shown all the same.
        let unread: Vec<Option<Span>> = problems.iter().map(|problem| problem.left_out).collect();
        let is_unread = |span: &Span| {
            unread.iter().any(|region| {
                region.is_none_or(|region| region.start <= span.start && span.start <= region.end)
            })
        };
        spans.extend(behind_names(source.text(), names).into_iter().filter(is_unread));
    }
    spans
}

/// Whether what stands in a part of a tree may be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Plainly,
    /// From [`SHORTEST`] characters: its name only sounds secret.
    Masked,
    /// However short it is: the suite names it.
    Redacted,
}

fn collect(node: &Node, shown: Shown, names: &Redactor, spans: &mut Vec<Span>) {
    match &node.tree {
        Tree::Scalar(_) if is_hidden(node, shown) => spans.push(node.span),
        Tree::Scalar(_) => {}
        Tree::List(nodes) => nodes.iter().for_each(|node| collect(node, shown, names, spans)),
        Tree::Map(entries) => {
            for Entry { key, value } in entries {
                let shown = match shown {
                    Shown::Plainly | Shown::Masked if is_redacted(&key.text, names) => Shown::Redacted,
                    Shown::Plainly if hides_in(&key.text, value, names) => Shown::Masked,
                    Shown::Plainly | Shown::Masked | Shown::Redacted => shown,
                };
                collect(value, shown, names, spans);
            }
        }
    }
}

fn is_hidden(node: &Node, shown: Shown) -> bool {
    let shortest = match shown {
        Shown::Plainly => return false,
        Shown::Masked => SHORTEST,
        Shown::Redacted => 1,
    };
    is_literal(node) && node.as_scalar().is_some_and(|scalar| scalar.text.chars().count() >= shortest)
}

/// A value that stands there itself: no template, and no path that says where it is found.
fn is_literal(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| {
        let is_value = matches!(scalar.resolve(), Resolved::Text | Resolved::Number(_));
        let stands_for_another = scalar.text.contains("${") || scalar.text.starts_with('$');
        is_value && !stands_for_another
    })
}

/// Whether what stands behind a key, however it is spelled, may be secret; a verb such as `create_token` is no such key.
fn hides(key: &str, names: &Redactor) -> bool {
    let key = key.trim();
    Verb::of(key).is_none() && (is_told(key, names) || sounds_secret(key))
}

/// The same of a key with its value. A map below a name that only sounds secret is hardly one, but a slip such as
/// `create_dumy_token`; what it sends on purpose is looked at.
fn hides_in(key: &str, value: &Node, names: &Redactor) -> bool {
    let may_be_verb =
        value.as_map().is_some_and(|entries| entries.iter().all(|entry| entry.key.text != "raw"));
    if may_be_verb { is_told(key, names) } else { hides(key, names) }
}

/// Whether the suite names a key, which is no verb.
fn is_redacted(key: &str, names: &Redactor) -> bool {
    Verb::of(key.trim()).is_none() && names.is_secret_name(key.trim())
}

/// Whether a name is one of those that are redacted.
fn is_told(name: &str, names: &Redactor) -> bool {
    names.is_secret_name(name) || is_secret_header(name)
}

/// `user:password` in the addresses of a text.
fn passwords(text: &str) -> Vec<Span> {
    let ends = |character: char| character.is_whitespace() || "/?#\"'<>`".contains(character);
    let users = text.match_indices("://").filter_map(|(at, marks)| {
        let start = at + marks.len();
        let authority = text[start..].split(ends).next().unwrap_or_default();
        let (user, _) = authority.rsplit_once('@')?;
        let is_pair = user.contains(':') && !user.contains("${");
        is_pair.then(|| Span::new(start, start + user.len()))
    });
    users.collect()
}

/// `?api_secret=...` in the addresses of a text.
fn in_queries(text: &str, names: &Redactor) -> Vec<Span> {
    const LONGEST_NAME: usize = 64;
    let ends = |character: char| character.is_whitespace() || "&#\"',{}[]`".contains(character);
    let values = text.match_indices(['?', '&']).filter_map(|(at, mark)| {
        let start = at + mark.len();
        let near = &text[start..text.floor_char_boundary(start + LONGEST_NAME)];
        let (name, _) = near.split_once('=')?;
        let start = start + name.len() + 1;
        let value = text[start..].split(ends).next().unwrap_or_default();
        let shortest = if is_redacted(name, names) { 1 } else { SHORTEST };
        let is_value = value.chars().count() >= shortest && !value.starts_with('$');
        (is_value && hides(name, names)).then(|| Span::new(start, start + value.len()))
    });
    values.collect()
}

/// What stands behind `NAME:` up to the end of its line, in a text that is no tree.
fn behind_names(text: &str, names: &Redactor) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (at, _) in text.match_indices(':') {
        if spans.last().is_some_and(|last| at < last.end as usize) {
            continue;
        }
        let before = text[..at].trim_end_matches(['"', '\'']);
        let apart = |character: char| !character.is_alphanumeric() && character != '_' && character != '-';
        let name = before.rsplit(apart).next().unwrap_or_default();
        if !hides(name, names) {
            continue;
        }
        let line =
            text[at + 1..text.floor_char_boundary(at + 1 + FARTHEST)].split('\n').next().unwrap_or_default();
        let above = &text[text.floor_char_boundary(at.saturating_sub(NEAREST))..at];
        let value = &line[..value_length(line, above.rsplit('\n').next().unwrap_or_default())];
        let begins = value.trim_start().trim_start_matches(['"', '\'']);
        let is_map = begins.starts_with('{') && (!is_told(name, names) || begins.contains("${"));
        if !begins.is_empty() && !begins.starts_with('$') && !is_map {
            spans.push(Span::new(at + 1, at + 1 + value.len()));
        }
    }
    spans
}

/// How much of a line is the value at its begin: within braces it ends with its element.
fn value_length(line: &str, before: &str) -> usize {
    let start = line.len() - line.trim_start().len();
    let value = &line[start..];
    let closed = |quote: char| value[1..].find(quote).map(|at| at + 2);
    let length = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => closed(quote),
        Some('{') => closed('}'),
        Some(_) | None if before.contains(['{', '[']) => value.find([',', '}', ']']),
        Some(_) | None => None,
    };
    start + length.unwrap_or(value.len())
}
