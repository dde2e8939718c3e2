//! `matrix` and `cases` as they were written: where many cases of one scenario come from.

use super::{
    Located,
    shape::{self, Form},
    words::Level,
};
use crate::{
    diagnostic::{Problems, code},
    source::{Entry, Node, Resolved, Span, Tree},
};

/// What begins an axis of all the values of a vocabulary.
const ALL_OF: &str = "${vocabulary.";

/// `matrix`.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Where its key stands.
    pub key: Span,
    /// The axes, in order; at least one.
    pub axes: Vec<Axis>,
    /// `exclude`: combinations, also with a part of the axes.
    pub exclude: Vec<Combination>,
    /// Where the word `exclude` stands; the key of the matrix where it does not.
    pub exclude_key: Span,
    /// `include`.
    pub include: Vec<Combination>,
    /// `sample`.
    pub sample: Option<Sample>,
}

/// An axis of a matrix.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Its name.
    pub name: Located<String>,
    /// Its values.
    pub values: AxisValues,
}

/// Where the values of an axis come from.
#[derive(Clone, Debug)]
pub enum AxisValues {
    /// They are written out.
    Listed(Vec<Node>),
    /// All the documented values of a vocabulary, but for some.
    Vocabulary {
        /// The vocabulary's name.
        name: Located<String>,
        /// The values that are left out.
        except: Vec<Located<String>>,
    },
}

/// Names and their values: a combination of a matrix, or a row of `cases`.
#[derive(Clone, Debug)]
pub struct Combination {
    /// Where it stands.
    pub span: Span,
    /// Each name with its value.
    pub entries: Vec<Entry>,
}

/// `sample: pairwise`.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Which of the many samples that have every pair; 0 where nothing is said.
    pub seed: u64,
    /// Where it stands.
    pub span: Span,
}

/// `cases`.
#[derive(Clone, Debug)]
pub enum Table {
    /// The rows are written out.
    Inline(Vec<Combination>),
    /// They are in a file, its path from the suite's root.
    File(Located<String>),
}

/// Reads `matrix`; what cannot be read is reported and left out.
pub(super) fn matrix(entry: &Entry, problems: &mut Problems) -> Option<Matrix> {
    let form = Form::from(Level::Scenario.word("matrix"));
    let entries = shape::map(&entry.value, form, problems)?;
    let mut matrix = Matrix {
        key: entry.key.span,
        axes: Vec::new(),
        exclude: Vec::new(),
        exclude_key: entry.key.span,
        include: Vec::new(),
        sample: None,
    };
    let before = problems.count();
    for entry in entries {
        let Some(word) = Level::Matrix.find(&entry.key.text) else {
            matrix.axes.extend(axis(entry, problems));
            continue;
        };
        match word.name {
            "exclude" => {
                matrix.exclude = combinations(&entry.value, word.into(), problems);
                matrix.exclude_key = entry.key.span;
            }
            "include" => matrix.include = combinations(&entry.value, word.into(), problems),
            _ => matrix.sample = sample(&entry.value, word.into(), problems),
        }
    }
    if matrix.axes.is_empty() && problems.count() == before {
        problems
            .error(code::CASES, entry.key.span, "`matrix` must have at least one axis, found none")
            .help
            .push(format!("an axis is a name with its values, for example `{}`", form.example));
    }
    (!matrix.axes.is_empty()).then_some(matrix)
}

/// Reads `cases`.
pub(super) fn cases(entry: &Entry, problems: &mut Problems) -> Option<Table> {
    let node = &entry.value;
    let form = Form::from(Level::Scenario.word("cases"));
    match &node.tree {
        Tree::List(rows) if rows.is_empty() => {
            problems
                .error(code::CASES, entry.key.span, "`cases` must hold at least one case, found none")
                .help
                .push(format!("for example `{}`", form.example));
            None
        }
        Tree::List(_) => Some(Table::Inline(combinations(node, row(form), problems))),
        Tree::Scalar(_) => shape::text(node, form, problems).map(Table::File),
        Tree::Map(_) => {
            form.refuse(node, problems);
            None
        }
    }
}

/// The form of the rows, where they are written out.
fn row(form: Form) -> Form {
    Form { wanted: "a list whose elements are maps", example: "- { name: approved, age: 30 }", ..form }
}

fn axis(entry: &Entry, problems: &mut Problems) -> Option<Axis> {
    let name = Located { value: entry.key.text.clone(), span: entry.key.span };
    if !crate::template::is_name(&name.value) {
        refuse_name(&name, problems);
        return None;
    }
    let values = match &entry.value.tree {
        Tree::List(values) if values.is_empty() => {
            let message = format!("the axis `{}` must have at least one value, found none", name.value);
            problems.error(code::CASES, entry.value.span, message);
            return None;
        }
        Tree::List(values) => AxisValues::Listed(values.clone()),
        Tree::Scalar(_) => {
            all_of(&entry.value, problems).or_else(|| refuse_axis(&name, &entry.value, problems))?
        }
        Tree::Map(entries) if entry.value.get("vocabulary").is_some() => all_but(entries, problems)?,
        Tree::Map(_) => return refuse_axis(&name, &entry.value, problems),
    };
    Some(Axis { name, values })
}

fn refuse_name(name: &Located<String>, problems: &mut Problems) {
    let message = format!("`{}` cannot be the name of an axis", super::keys::shown(&name.value));
    problems
        .error(code::NAME, name.span, message)
        .help
        .push("a name begins with a letter, and goes on with letters `a` to `z`, digits and `_`".to_owned());
}

fn refuse_axis<T>(name: &Located<String>, node: &Node, problems: &mut Problems) -> Option<T> {
    let message = format!("the axis `{}` must be a list of values, found {}", name.value, node.kind_name());
    let span = if node.is_null() { name.span } else { shape::first_line(node.span, problems) };
    problems.error(code::WRONG_TYPE, span, message).help.extend([
        format!("for example `{}: [FACE_MATCH, FAKE_FACE]`", name.value),
        format!(
            "all the documented values: `{0}: ${{vocabulary.manualFaceMatchResult}}`; without some: \
             `{0}: {{ vocabulary: manualFaceMatchResult, except: [FACE_MATCH] }}`",
            name.value
        ),
    ]);
    None
}

/// `${vocabulary.NAME}`.
fn all_of(node: &Node, problems: &Problems) -> Option<AxisValues> {
    let text = node.as_scalar()?.text.trim();
    let name = text.strip_prefix(ALL_OF)?.strip_suffix('}')?;
    let offset = problems.source().slice(node.span).find(name).unwrap_or(0);
    let span = node.span.part(offset, name.len());
    Some(AxisValues::Vocabulary { name: Located { value: name.to_owned(), span }, except: Vec::new() })
}

/// `{ vocabulary: NAME, except: [...] }`.
fn all_but(entries: &[Entry], problems: &mut Problems) -> Option<AxisValues> {
    let (mut name, mut except) = (None, Vec::new());
    for entry in entries {
        match Level::Axis.find(&entry.key.text) {
            Some(word) if word.name == "vocabulary" => {
                name = shape::text(&entry.value, word.into(), problems);
            }
            Some(word) => except = shape::texts(&entry.value, word.into(), problems),
            None => super::keys::refuse(&entry.key, Level::Axis, problems),
        }
    }
    name.map(|name| AxisValues::Vocabulary { name, except })
}

/// A list of maps; elements that are none are reported and left out.
fn combinations(node: &Node, form: Form, problems: &mut Problems) -> Vec<Combination> {
    let before = problems.count();
    let nodes = shape::list(node, form, problems).unwrap_or_default();
    let element = Form { wanted: "a list whose elements are maps", ..form };
    let mut read = Vec::new();
    for node in nodes {
        match node.as_map() {
            Some([]) => {
                problems.error(code::CASES, node.span, format!("this element of `{}` is empty", form.key));
            }
            Some(entries) => read.push(Combination { span: node.span, entries: entries.to_vec() }),
            None => element.refuse(node, problems),
        }
        if problems.count() > before + 5 {
            break;
        }
    }
    if problems.count() > before && form.key != "cases" {
        warn_of_the_word(form, problems);
    }
    read
}

/// An axis that was meant would look like this (decisions.md E17).
fn warn_of_the_word(form: Form, problems: &mut Problems) {
    if let Some(found) = problems.last() {
        found.help.push(format!("`{}` is a word of the matrix: an axis needs another name", form.key));
    }
}

/// `pairwise`, or `{ pairwise: SEED }`.
fn sample(node: &Node, form: Form, problems: &mut Problems) -> Option<Sample> {
    let word = node.as_scalar().map(|scalar| scalar.text.as_str());
    if word == Some("pairwise") {
        return Some(Sample { seed: 0, span: node.span });
    }
    if let Some([only]) = node.as_map()
        && only.key.text == "pairwise"
        && let Some(seed) = only.value.as_scalar().and_then(|scalar| match scalar.resolve() {
            Resolved::Number(number) => number.as_u64(),
            Resolved::Null | Resolved::Boolean(_) | Resolved::Text => None,
        })
    {
        return Some(Sample { seed, span: node.span });
    }
    form.refuse(node, problems);
    warn_of_the_word(form, problems);
    None
}
