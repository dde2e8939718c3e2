//! A table for each family of matchers.

use std::fmt::Write as _;

use idvet::{diagnostic::Problems, expect::Fields, expect::matchers};
use serde_json::{Value as Json, json};

use super::{Schemas, World, diagnostics, document, fields, golden, said, text_of};

fn check(name: &str) {
    let file = format!("tables/{name}.txt");
    let table = text_of(&file);
    let cases = table.lines().filter(|line| !line.starts_with(' '));
    let judged: String = cases.map(case).collect();
    golden(&file, &judged);
}

fn case(line: &str) -> String {
    if line.is_empty() || line.starts_with('#') {
        return format!("{line}\n");
    }
    let parts: Vec<&str> = line.split(" ~ ").collect();
    let (value, query, matcher) = match parts[..] {
        [value, matcher] => (value, "$.v", matcher),
        [value, query, matcher] => (value, query, matcher),
        _ => panic!("no case: {line}"),
    };
    let value = match value {
        "absent" => json!({}),
        value => json!({ "v": serde_json::from_str::<Json>(value).expect(line) }),
    };
    format!("{line}\n{}", outcome(&value, &format!("{query}: {matcher}")))
}

fn outcome(value: &Json, text: &str) -> String {
    let (source, node) = document(text);
    let mut problems = Problems::new(&source);
    let fields = Fields::read(&node, &Schemas, &mut problems);
    let mut shown = String::new();
    if problems.count() > 0 {
        for problem in problems.into_found() {
            let place = &problem.labels[0].place;
            let code = problem.code.0;
            writeln!(shown, "    {code} {} [{}]", problem.message, source.slice(place.span)).unwrap();
            for help in problem.help {
                writeln!(shown, "    help      {help}").unwrap();
            }
        }
        return shown;
    }
    for verdict in fields.judge(Some(value), &World) {
        match verdict.mismatch {
            None => shown.push_str("    holds\n"),
            Some(mismatch) => shown.push_str(&said(&mismatch, &verdict.subject)),
        }
    }
    shown
}

macro_rules! tables {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*
    };
}

tables!(
    absence,
    choice,
    combination,
    computed,
    difference,
    elements,
    equality,
    formats,
    lists,
    nested,
    numbers,
    schemas,
    texts,
    times,
    types,
    unknown,
    vocabularies
);

#[test]
fn every_matcher_has_an_example_that_reads() {
    for matcher in matchers() {
        let text = format!("v: {}", matcher.example);
        assert!(matcher.example.contains(matcher.name), "{}", matcher.name);
        assert!(!matcher.about.ends_with('.'), "{}", matcher.name);
        // A value that no example is about: what is read is also judged.
        assert_eq!(fields(&text).judge(Some(&json!({ "v": 1 })), &World).len(), 1, "{text}");
    }
}

#[test]
fn there_are_the_matchers_of_the_language() {
    let names: Vec<&str> = matchers().iter().map(|matcher| matcher.name).collect();
    let listed = "equals not one_of none_of type present matches contains starts_with ends_with length empty count \
        gt gte lt lte between before after near each some includes unordered format vocabulary schema all_of any_of \
        fields";
    let mut names: Vec<&str> = names;
    let mut listed: Vec<&str> = listed.split_whitespace().collect();
    names.sort_unstable();
    listed.sort_unstable();
    assert_eq!(names, listed);
}

#[test]
fn a_mistake_of_yaml_is_not_hidden() {
    let (source, node) = document("v: { equals: \"${\" }");
    let mut problems = Problems::new(&source);
    Fields::read(&node, &Schemas, &mut problems);
    assert_eq!(problems.count(), 1, "{}", diagnostics(problems));
}

/// ISO 3166-1 assigns 249 codes.
#[test]
fn there_are_the_countries_of_iso_3166() {
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
    let known = codes.filter(|code| super::holds(&json!(code), "{ format: country }")).count();
    assert_eq!(known, 249);
}
