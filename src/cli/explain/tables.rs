//! The tables that `idvet explain` shows: vocabularies, matchers, functions and verbs.

use crate::{
    expect::{MatcherInfo, matchers},
    scenario::Verb,
    template::{self, Function},
    vocabulary::{self, ApiCall, ApiField, Edition, FieldKind, Kinds, Term, Vocabulary},
    word::Word,
};

/// One of the tables.
pub(super) struct Table {
    /// The word on the command line.
    pub(super) word: &'static str,
    /// The names in it.
    pub(super) names: fn() -> Vec<&'static str>,
    /// All of them, a line each.
    pub(super) list: fn() -> String,
    /// One of them, by its name in any letter case.
    pub(super) entry: fn(&str) -> Option<String>,
}

/// All of them.
pub(super) const TABLES: &[Table] = &[
    Table {
        word: "vocabulary",
        names: || vocabulary::all().iter().map(|vocabulary| vocabulary.name).collect(),
        list: || columns(vocabulary::all().iter().map(|one| vec![one.name.to_owned(), one.about.to_owned()])),
        entry: |name| vocabulary::all().iter().find(|one| is(one.name, name)).map(|one| values(one)),
    },
    Table {
        word: "matcher",
        names: || matchers().iter().map(|matcher| matcher.name).collect(),
        list: || columns(matchers().iter().map(|one| vec![one.name.to_owned(), one.about.to_owned()])),
        entry: |name| matchers().iter().find(|one| is(one.name, name)).map(matcher),
    },
    Table {
        word: "function",
        names: || template::functions().iter().map(|function| function.name).collect(),
        list: || columns(template::functions().iter().map(|one| vec![one.signature(), one.about.to_owned()])),
        entry: |name| template::functions().iter().find(|one| is(one.name, name)).map(function),
    },
    Table {
        word: "verb",
        names: || Verb::WORDS.to_vec(),
        list: || columns(Verb::ALL.iter().map(|verb| named(verb.as_word()))),
        entry: |name| Verb::ALL.iter().find(|verb| is(verb.word(), name)).map(|one| verb(*one)),
    },
];

fn is(known: &str, name: &str) -> bool {
    known.eq_ignore_ascii_case(name)
}

/// The values of a vocabulary, each with the documents that have it, and then which documents those are.
fn values(vocabulary: &Vocabulary) -> String {
    let row = |term: &Term| vec![term.value.to_owned(), editions(term.editions), term.meaning.to_owned()];
    let head = vec!["value".to_owned(), "stands in".to_owned(), "meaning".to_owned()];
    let rows = std::iter::once(head).chain(vocabulary.values.iter().map(row));
    let documents =
        Edition::ALL.iter().map(|edition| vec![edition.word().to_owned(), edition.about().to_owned()]);
    format!(
        "{}: {}\nSource: {}\n\n{}\n{}",
        vocabulary.name,
        vocabulary.about,
        vocabulary.source,
        columns(rows),
        columns(documents)
    )
}

fn editions(editions: &[Edition]) -> String {
    editions.iter().map(|edition| edition.word()).collect::<Vec<_>>().join(", ")
}

fn matcher(matcher: &MatcherInfo) -> String {
    format!("{}: {}\n\nFor example:\n\n    {}\n", matcher.name, matcher.about, matcher.example)
}

fn function(function: &Function) -> String {
    let about = function.about;
    format!("{}: {about}\n\nFor example:\n\n    {}\n", function.signature(), function.example)
}

/// The verb, the call that it makes where it makes one, and what may stand behind it.
fn verb(verb: Verb) -> String {
    let word = verb.as_word();
    let call = verb.call().map(head_of_call).unwrap_or_default();
    let fields = verb.call().map(fields_of_call).unwrap_or_default();
    let keys = match verb.keys() {
        [] => String::new(),
        keys => format!("\nIts keys:\n\n{}", columns(keys.iter().map(named))),
    };
    format!("{}: {}\n{call}\nFor example:\n\n    - {}\n{keys}{fields}", word.name, word.about, word.example)
}

fn named(word: &Word) -> Vec<String> {
    vec![word.name.to_owned(), word.about.to_owned()]
}

fn head_of_call(call: &ApiCall) -> String {
    let kinds = match call.kinds {
        Kinds::All => "",
        Kinds::DevOnly => ", in DEV alone",
    };
    format!("{} {}{kinds} ({})\n", call.method, call.path, call.source)
}

fn fields_of_call(call: &ApiCall) -> String {
    let fields = columns(call.fields.iter().map(field));
    format!("\nIts fields; `!` is one that must be there:\n\n{fields}")
}

fn field(field: &ApiField) -> Vec<String> {
    let mark = if field.required { "!" } else { "" };
    let about = match field.kind {
        FieldKind::OneOf(vocabulary) | FieldKind::ListOf(vocabulary) => {
            format!("{}; vocabulary {}", field.about, vocabulary.name)
        }
        _ => field.about.to_owned(),
    };
    vec![format!("{}{mark}", field.name), field.example.to_owned(), field.source.to_owned(), about]
}

/// Rows in columns, each as wide as its widest cell; the last one is not filled up.
pub(super) fn columns(rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = rows.collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows.iter().map(Vec::len).max().unwrap_or(0)).map(width).collect();
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
    format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
}
