//! `docs/language.md` names the fields that the calls have, and every word that a scenario may use.

use std::{fmt::Write as _, fs};

use idvet::{
    expect::{FORMATS, matchers},
    scenario::Verb,
    template::functions,
    vocabulary::{ApiCall, ApiField, FieldKind, all, call, calls},
};

use crate::support::suite::repository;

const BEGIN: &str = "<!-- fields -->\n";
const END: &str = "<!-- end of fields -->";

fn page() -> String {
    fs::read_to_string(repository().join("docs/language.md")).unwrap()
}

fn value(kind: FieldKind) -> String {
    match kind {
        FieldKind::Text { min, max: usize::MAX } => format!("a text of {min} or more characters"),
        FieldKind::Text { min: 0, max } => format!("a text of at most {max} characters"),
        FieldKind::Text { min, max } => format!("a text of {min} to {max} characters"),
        FieldKind::Ascii { min, max } => format!("a text of {min} to {max} ASCII characters"),
        FieldKind::Name => "a name: up to 100 characters, no digits, few signs".to_owned(),
        FieldKind::OneOf(vocabulary) => format!("a word of `{}`", vocabulary.name),
        FieldKind::Word(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        FieldKind::ListOf(vocabulary) => format!("a list of words of `{}`", vocabulary.name),
        FieldKind::Boolean => "`true` or `false`".to_owned(),
        FieldKind::Integer { min, max: i64::MAX } => format!("a whole number, {min} or more"),
        FieldKind::Integer { min, max } => format!("a whole number from {min} to {max}"),
        FieldKind::Number => "a number".to_owned(),
        FieldKind::Date => "a day, `YYYY-MM-DD`".to_owned(),
        FieldKind::Url => "a whole address of 5 to 2048 characters".to_owned(),
        FieldKind::Country => "a country of two letters".to_owned(),
        FieldKind::Nationality => "a country of two letters, or `ALL`".to_owned(),
        FieldKind::Uuid => "a UUID".to_owned(),
        FieldKind::Object => "a map".to_owned(),
        FieldKind::TextList => "a list of texts".to_owned(),
    }
}

fn table(verbs: &str, fields: &[&ApiField]) -> String {
    let mut table = format!("{verbs}\n\n| field | value | what it is for |\n| --- | --- | --- |\n");
    for field in fields {
        let required = if field.required { " (required)" } else { "" };
        let (name, value) = (field.name, value(field.kind));
        writeln!(table, "| `{name}`{required} | {value} | {} |", field.about).unwrap();
    }
    table.push('\n');
    table
}

fn names(fields: &[ApiField]) -> Vec<&str> {
    fields.iter().map(|field| field.name).collect()
}

/// The tables: calls of the same fields share one, and `create_dummy_token` has one more than `create_token`.
fn tables() -> String {
    let mut text = String::from("\n");
    let mut groups: Vec<(Vec<&str>, &ApiCall)> = Vec::new();
    for call in
        calls().iter().filter(|call| Verb::of(call.name).is_some() && call.name != "create_dummy_token")
    {
        match groups.iter_mut().find(|(_, known)| names(known.fields) == names(call.fields)) {
            Some((verbs, _)) => verbs.push(call.name),
            None => groups.push((vec![call.name], call)),
        }
    }
    for (verbs, call) in groups {
        let verbs: Vec<String> = verbs.iter().map(|verb| format!("`{verb}`")).collect();
        text += &table(&format!("{}:", verbs.join(", ")), &call.fields.iter().collect::<Vec<_>>());
        if call.name == "create_token" {
            let plain = names(call.fields);
            let dummy = self::call("create_dummy_token").unwrap().fields;
            let more: Vec<&ApiField> = dummy.iter().filter(|field| !plain.contains(&field.name)).collect();
            text += &table("`create_dummy_token`, besides those of `create_token`:", &more);
        }
    }
    text
}

#[test]
fn the_fields_of_the_calls_are_those_of_the_code() {
    let page = page();
    let (before, rest) = page.split_once(BEGIN).expect("the section begins");
    let (written, after) = rest.split_once(END).expect("the section ends");
    let expected = tables();
    if std::env::var_os("UPDATE_EXPECTED").is_some() && std::env::var_os("CI").is_none() {
        let text = format!("{before}{BEGIN}{expected}{END}{after}");
        fs::write(repository().join("docs/language.md"), text).unwrap();
    } else {
        assert!(written == expected, "run the tests once with UPDATE_EXPECTED=1");
    }
}

#[test]
fn every_word_of_the_language_is_documented() {
    let page = page();
    let keys = Verb::ALL.iter().flat_map(|verb| verb.keys().iter().map(|word| word.name));
    let words = Verb::WORDS
        .iter()
        .copied()
        .chain(keys)
        .chain(matchers().iter().map(|matcher| matcher.name))
        .chain(FORMATS.iter().copied())
        .chain(all().iter().map(|vocabulary| vocabulary.name));
    let missing: Vec<&str> = words
        .filter(|word| !page.contains(&format!("`{word}`")) && !page.contains(&format!(" {word}:")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    for function in functions() {
        assert!(page.contains(&format!("`{}(", function.name)), "{}", function.name);
    }
}
