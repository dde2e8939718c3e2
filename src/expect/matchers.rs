//! Matchers as they were written: read, checked, and filled in for a test.

use std::sync::Arc;

use super::{
    Fields, Matchers, Mismatch, SchemaFiles,
    demand::{Demand, Need},
    operand::{Computed, Given, Operand, Origin, Part, Wrong},
    schema,
    test::Test,
    words::{self, MatcherInfo, Reading},
};
use crate::{
    diagnostic::{Problems, code, nearest},
    source::{Entry, Node, Place, Scalar, Span, Style, Tree},
    template::{Scope, Template},
};

/// One matcher.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    /// Key and value; a plain value's place.
    place: Place,
    rule: Rule,
}

#[derive(Clone, Debug)]
enum Rule {
    Test(Operand<Arc<dyn Test>>),
    Present(Operand<bool>),
    Not(Matchers),
    Each(Matchers),
    Some(Matchers),
    AllOf(Box<[Matchers]>),
    AnyOf(Box<[Matchers]>),
    Fields(Fields),
}

/// What reading matchers needs.
pub(super) struct Reader<'a> {
    /// Reads the files of `schema`.
    pub(super) files: &'a dyn SchemaFiles,
    /// Where problems go.
    pub(super) problems: &'a mut Problems,
}

impl Reader<'_> {
    /// A plain value, or a map of matchers; what cannot be read is reported and left out.
    pub(super) fn matchers(&mut self, node: &Node) -> Matchers {
        let all = match &node.tree {
            Tree::Map(entries) => self.map(node.span, entries),
            Tree::Scalar(_) | Tree::List(_) => self.equals(node).into_iter().collect(),
        };
        Matchers { all }
    }

    /// As [`Self::matchers`], for what is always a text (a header, a body): plain scalars are texts as written.
    pub(super) fn matchers_of_text(&mut self, node: &Node) -> Matchers {
        self.matchers(&of_text(node))
    }

    fn equals(&mut self, node: &Node) -> Option<Matcher> {
        let test = self.operand("equals", node, super::equal::equals)?;
        Some(Matcher { place: self.problems.place(node.span), rule: Rule::Test(test) })
    }

    fn map(&mut self, span: Span, entries: &[Entry]) -> Box<[Matcher]> {
        if entries.is_empty() {
            self.problems
                .error(code::MATCHER, span, "an empty map expects nothing")
                .help
                .push("write `equals: {}` for an empty object".to_owned());
        }
        let known = entries.iter().any(|entry| is_known(&entry.key.text));
        if let Some(field) = entries.iter().find(|entry| !known && is_far(&entry.key.text)) {
            self.looks_like_object(span, field, entries);
            return Box::default();
        }
        let mut all = Vec::with_capacity(entries.len());
        all.extend(entries.iter().filter_map(|entry| self.matcher(entry)));
        all.into()
    }

    /// Not one key is a matcher, and one is not even near to any: an object to compare with was meant (decisions.md D1).
    fn looks_like_object(&mut self, span: Span, field: &Entry, entries: &[Entry]) {
        let keys: Vec<String> =
            entries.iter().take(3).map(|entry| format!("{}: ...", entry.key.text)).collect();
        let more = if entries.len() > 3 { ", ..." } else { "" };
        let keys = keys.join(", ");
        let diagnostic = self.problems.error(
            code::MATCHER,
            span,
            format!("a map below a field holds matchers, and there is no matcher `{}`", field.key.text),
        );
        diagnostic.help.push(format!("to compare with an object, write `{{ equals: {{ {keys}{more} }} }}`"));
        diagnostic
            .help
            .push(format!("to look at some of its fields, write `{{ fields: {{ {keys}{more} }} }}`"));
    }

    fn matcher(&mut self, entry: &Entry) -> Option<Matcher> {
        let Some(info) = words::matcher(&entry.key.text) else {
            self.unknown(entry);
            return None;
        };
        let rule = self.rule(info, &entry.value)?;
        let span = Span { start: entry.key.span.start, end: entry.value.span.end.max(entry.key.span.end) };
        Some(Matcher { place: self.problems.place(span), rule })
    }

    fn unknown(&mut self, entry: &Entry) {
        let word = &entry.key.text;
        let message = format!("there is no matcher `{word}`");
        let help = match word.as_str() {
            "raw" | "omit" => {
                "`raw` and `omit` are for what is sent; an expectation takes the value itself".to_owned()
            }
            _ => match nearest_matcher(word) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "to compare with an object, write `{ equals: { ... } }`".to_owned(),
            },
        };
        self.problems.error(code::MATCHER, entry.key.span, message).help.push(help);
    }

    fn rule(&mut self, info: &'static MatcherInfo, node: &Node) -> Option<Rule> {
        Some(match info.reading {
            Reading::Value(compile) => Rule::Test(self.operand(info.name, node, compile)?),
            Reading::Present => Rule::Present(self.operand(info.name, node, present)?),
            Reading::Not => Rule::Not(self.matchers(node)),
            Reading::Each => Rule::Each(self.matchers(node)),
            Reading::Some => Rule::Some(self.matchers(node)),
            Reading::AllOf => Rule::AllOf(self.several(info.name, node)?),
            Reading::AnyOf => Rule::AnyOf(self.several(info.name, node)?),
            Reading::Fields => Rule::Fields(self.fields(node)),
            Reading::Schema => Rule::Test(Operand::Known(self.schema(node)?)),
        })
    }

    fn several(&mut self, word: &str, node: &Node) -> Option<Box<[Matchers]>> {
        match node.as_list() {
            Some(list) if !list.is_empty() => Some(list.iter().map(|node| self.matchers(node)).collect()),
            Some(_) | None => {
                let message = format!("`{word}` wants a list of matchers, not {}", kind_name(node));
                let help = format!("write `{word}: [{{ gt: 0 }}, {{ lt: 10 }}]`");
                self.problems.error(code::MATCHER, node.span, message).help.push(help);
                None
            }
        }
    }

    /// An operand that may hold `${...}`: checked at once where it holds none.
    pub(super) fn operand<T>(
        &mut self,
        word: &'static str,
        node: &Node,
        compile: fn(&Given) -> Result<T, Wrong>,
    ) -> Option<Operand<T>> {
        let before = self.problems.count();
        let template = Template::read(node, self.problems);
        if self.problems.count() > before {
            return None;
        }
        let Some(value) = template.as_shared() else {
            return Some(Operand::Computed(Box::new(Computed { word, template, compile })));
        };
        match compile(&Given { word, value, origin: Origin::Written }) {
            Ok(known) => Some(Operand::Known(known)),
            Err(wrong) => {
                self.report(node, wrong);
                None
            }
        }
    }

    /// A mistake in an operand, at the part of it that is wrong.
    pub(super) fn report(&mut self, node: &Node, wrong: Wrong) {
        let span = part_span(node, &wrong.part, self.problems);
        self.problems.error(wrong.code, span, wrong.message).help.extend(wrong.help);
    }

    fn schema(&mut self, node: &Node) -> Option<Arc<dyn Test>> {
        let (name, json) = match node.as_scalar() {
            Some(scalar) if scalar.style == Style::Text || node.to_json().is_string() => {
                (format!("`{}`", scalar.text), self.schema_file(node, &scalar.text)?)
            }
            Some(_) | None => ("the inline schema".to_owned(), node.to_json()),
        };
        schema::compile(&name, &json).map_err(|wrong| self.report(node, wrong)).ok()
    }

    fn schema_file(&mut self, node: &Node, path: &str) -> Option<serde_json::Value> {
        if path.contains("${") {
            let message = "the path of a schema is written out: it is read before anything runs";
            self.problems.error(code::MATCHER, node.span, message);
            return None;
        }
        let text = match self.files.read(path) {
            Ok(text) => text,
            Err(message) => {
                self.problems.error(code::FILE, node.span, message);
                return None;
            }
        };
        match serde_json::from_str(&text) {
            Ok(json) => Some(json),
            Err(error) => {
                self.problems.error(code::JSON_SCHEMA, node.span, format!("`{path}` is no JSON: {error}"));
                None
            }
        }
    }
}

fn present(given: &Given) -> Result<bool, Wrong> {
    given.boolean()
}

/// Matchers that people know by other names.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("eq", "equals"),
    ("equal", "equals"),
    ("is", "equals"),
    ("ne", "not"),
    ("not_equals", "not"),
    ("in", "one_of"),
    ("enum", "one_of"),
    ("not_in", "none_of"),
    ("exists", "present"),
    ("regex", "matches"),
    ("pattern", "matches"),
    ("like", "matches"),
    ("prefix", "starts_with"),
    ("suffix", "ends_with"),
    ("size", "count"),
    ("min", "gte"),
    ("max", "lte"),
    ("greater_than", "gt"),
    ("less_than", "lt"),
    ("any", "some"),
    ("all", "each"),
    ("has", "includes"),
    ("and", "all_of"),
    ("or", "any_of"),
];

fn nearest_matcher(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let other = OTHER_WORDS.iter().find(|(known, _)| *known == lower).map(|(_, matcher)| *matcher);
    other.or_else(|| nearest(word, words::matchers().iter().map(|matcher| matcher.name)))
}

/// A matcher, or a word that has a message of its own.
fn is_known(key: &str) -> bool {
    matches!(key, "raw" | "omit") || words::matcher(key).is_some()
}

fn is_far(key: &str) -> bool {
    nearest_matcher(key).is_none()
}

fn kind_name(node: &Node) -> &'static str {
    if node.as_list().is_some() { "an empty list" } else { node.kind_name() }
}

/// Plain scalars as texts: where texts are compared, `5` is the text that was written. Null stays null.
fn of_text(node: &Node) -> Node {
    const VALUES: &[&str] = &["equals", "not", "one_of", "none_of"];
    let tree = match &node.tree {
        Tree::Scalar(scalar) if !node.is_null() => {
            Tree::Scalar(Scalar { text: scalar.text.clone(), style: Style::Text })
        }
        Tree::Scalar(scalar) => Tree::Scalar(scalar.clone()),
        Tree::List(list) => Tree::List(list.iter().map(of_text).collect()),
        Tree::Map(entries) => Tree::Map(
            entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    value: if VALUES.contains(&entry.key.text.as_str()) {
                        of_text(&entry.value)
                    } else {
                        entry.value.clone()
                    },
                })
                .collect(),
        ),
    };
    Node { span: node.span, tree }
}

fn part_span(node: &Node, part: &Part, problems: &Problems) -> Span {
    let entry = |name: &str| node.as_map()?.iter().find(|entry| entry.key.text == name);
    let found = match part {
        Part::Whole => None,
        Part::Item(index) => node.as_list().and_then(|list| list.get(*index)).map(|item| item.span),
        Part::Key(name) => entry(name).map(|entry| entry.key.span),
        Part::Value(name) => entry(name).map(|entry| entry.value.span),
        Part::Bytes { offset, length } => node
            .as_scalar()
            .and_then(|scalar| problems.source().inside(node.span, &scalar.text, *offset, *length)),
    };
    found.unwrap_or(node.span)
}

impl Matchers {
    /// All templates, in order.
    pub(super) fn all_templates(&self) -> Vec<&Template> {
        self.all.iter().flat_map(|matcher| matcher.rule.templates()).collect()
    }

    /// What is demanded in a test, everything filled in.
    ///
    /// # Errors
    /// A mismatch where something cannot be filled in, or is not what a matcher wants.
    pub(super) fn fill(&self, path: &str, scope: &dyn Scope) -> Result<Demand, Mismatch> {
        let needs =
            self.all.iter().map(|matcher| Ok((matcher.place.clone(), matcher.rule.fill(path, scope)?)));
        Ok(Demand { needs: needs.collect::<Result<_, _>>()? })
    }
}

impl Rule {
    fn templates(&self) -> Vec<&Template> {
        match self {
            Self::Test(operand) => operand.template().into_iter().collect(),
            Self::Present(operand) => operand.template().into_iter().collect(),
            Self::Not(inner) | Self::Each(inner) | Self::Some(inner) => inner.all_templates(),
            Self::AllOf(several) | Self::AnyOf(several) => {
                several.iter().flat_map(Matchers::all_templates).collect()
            }
            Self::Fields(fields) => fields.templates(),
        }
    }

    fn fill(&self, path: &str, scope: &dyn Scope) -> Result<Need, Mismatch> {
        let several = |several: &[Matchers]| -> Result<Vec<Demand>, Mismatch> {
            several.iter().map(|matchers| matchers.fill(path, scope)).collect()
        };
        Ok(match self {
            Self::Test(operand) => Need::Test(operand.fill(path, scope)?),
            Self::Present(operand) => {
                if operand.fill(path, scope)? {
                    Need::Present
                } else {
                    Need::Absent
                }
            }
            Self::Not(inner) => Need::Not(inner.fill(path, scope)?),
            Self::Each(inner) => Need::Each(inner.fill(path, scope)?),
            Self::Some(inner) => Need::Some(inner.fill(path, scope)?),
            Self::AllOf(all) => Need::AllOf(several(all)?),
            Self::AnyOf(any) => Need::AnyOf(several(any)?),
            Self::Fields(fields) => Need::Fields(fields.fill(path, scope)?),
        })
    }
}
