//! What a text says: styles, aliases, merge keys, documents, duplicates, limits.

use std::sync::Arc;

use idvet::source::{Limits, Node, Source, Style, read_documents};
use serde_json::{Value, json};

use super::{read, tree};

fn check(text: &str, expected: &Value) {
    assert_eq!(&tree(text).1.to_json(), expected, "{text:?}");
}

fn messages(text: &str) -> Vec<String> {
    let (source, _, problems) = read(text);
    let line = |at: u32| source.position(at as usize).line;
    problems
        .iter()
        .map(|problem| format!("{} {}: {}", problem.code, line(problem.span.start), problem.message))
        .collect()
}

#[test]
fn quoted_block_and_tagged_scalars_are_texts() {
    check(
        "a: \"1\"\nb: '1'\nc: |\n  1\nd: !!str 1\ne: ! 1\nf: 1\ng: !!str\n",
        &json!({ "a": "1", "b": "1", "c": "1\n", "d": "1", "e": "1", "f": 1, "g": "" }),
    );
}

#[test]
fn zeros_are_kept() {
    let (_, node) = tree("zip: 00123456\n");
    let scalar = node.get("zip").and_then(Node::as_scalar).unwrap();
    assert_eq!((scalar.text.as_str(), scalar.style), ("00123456", Style::Plain));
}

#[test]
fn a_value_that_is_not_written_has_no_text() {
    let (_, node) = tree("a:\nb: ~\n");
    let text = |key: &str| node.get(key).and_then(Node::as_scalar).unwrap().text.clone();
    assert_eq!((text("a"), text("b")), (String::new(), "~".to_owned()));
    assert!(node.get("a").unwrap().is_null());
}

#[test]
fn templates_in_lines_need_no_quotes() {
    check(
        "a: ${client}\nb: ${today('-18y')}-x\nc: { d: \"${n}\" }\ne: \"$${\"\n",
        &json!({ "a": "${client}", "b": "${today('-18y')}-x", "c": { "d": "${n}" }, "e": "$${" }),
    );
}

#[test]
fn keys_are_texts() {
    check("1: a\ntrue: b\nno: c\n~: d\n", &json!({ "1": "a", "true": "b", "no": "c", "~": "d" }));
    check("a: &k x\n*k : 1\n", &json!({ "a": "x", "x": 1 }));
    assert_eq!(messages("? [a]\n: 1\n"), ["E001 1: a list or a map cannot be a key"]);
}

#[test]
fn aliases_repeat_what_they_name() {
    check(
        "a: &a [1, {b: 2}]\nc: *a\nd: &d x\ne: *d\n",
        &json!({
            "a": [1, { "b": 2 }], "c": [1, { "b": 2 }], "d": "x", "e": "x"
        }),
    );
    check("a: &x 1\nb: &x 2\nc: *x\n", &json!({ "a": 1, "b": 2, "c": 2 }));
}

#[test]
fn an_alias_that_names_nothing_or_itself_is_refused() {
    assert_eq!(
        messages("a: *x\nb: &y [*y]\nc: *.pdf\n"),
        [
            "E001 1: `*x` names nothing: there is no `&x` above it",
            "E001 2: this alias stands inside of what it names",
            "E001 3: `*.pdf` names nothing: there is no `&.pdf` above it",
        ]
    );
}

#[test]
fn anchors_end_with_their_document() {
    assert_eq!(messages("a: &x 1\n---\nb: *x\n").len(), 1);
}

#[test]
fn own_keys_win_over_merged_ones_and_earlier_maps_over_later() {
    check(
        "a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}\n",
        &json!({
            "a": { "x": 1, "y": 1 }, "b": { "y": 2, "x": 1 }
        }),
    );
    check(
        "- &a {x: 1}\n- &b {x: 2, y: 2}\n- <<: [*a, *b]\n  z: 3\n",
        &json!([
            { "x": 1 }, { "x": 2, "y": 2 }, { "x": 1, "y": 2, "z": 3 }
        ]),
    );
    check(
        "- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b}\n",
        &json!([
            { "x": 1 }, { "x": 1, "y": 2 }, { "x": 1, "y": 2 }
        ]),
    );
}

#[test]
fn merged_entries_stand_at_their_merge_key() {
    let (_, node) = tree("- &a {x: 1, y: 2}\n- first: 0\n  <<: *a\n  last: 3\n");
    let items = node.as_list().unwrap();
    let keys: Vec<&str> = items[1].as_map().unwrap().iter().map(|entry| entry.key.text.as_str()).collect();
    assert_eq!(keys, ["first", "x", "y", "last"]);
}

#[test]
fn a_merge_key_merges_maps_only() {
    check("\"<<\": 1\n", &json!({ "<<": 1 }));
    assert_eq!(
        messages("a: {<<: 1}\nb: {<<: [{x: 1}, y]}\nc: {<<: }\n"),
        [1, 2, 3].map(|line| {
            format!("E001 {line}: `<<` merges a map, or a list of maps, and this is neither")
        })
    );
}

#[test]
fn duplicate_keys_are_refused_with_both_places_and_reading_goes_on() {
    let (source, documents, problems) = read("a: 1\nb: 2\n\"a\": 3\nc: {d: 1, d: 2}\na: 4\n");
    let places: Vec<(usize, usize)> = problems
        .iter()
        .map(|problem| {
            let (first, label) = problem.related.clone().unwrap();
            assert_eq!((problem.code, label.as_str()), ("E002", "first written here"));
            (line_of(&source, problem.span.start), line_of(&source, first.start))
        })
        .collect();
    assert_eq!(places, [(3, 1), (4, 4), (5, 1)]);
    assert_eq!(documents[0].to_json(), json!({ "a": 1, "b": 2, "c": { "d": 1 } }));
}

fn line_of(source: &Arc<Source>, at: u32) -> usize {
    source.position(at as usize).line
}

#[test]
fn a_duplicate_key_is_told_once_however_often_it_is_repeated() {
    assert_eq!(messages("a: &a {x: 1, x: 2}\nb: *a\nc: {<<: *a}\n").len(), 1);
}

#[test]
fn empty_documents_are_left_out() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "---\n---\n", "\u{feff}", "---\n...\n"] {
        let (_, documents, problems) = read(text);
        assert!(documents.is_empty() && problems.is_empty(), "{text:?}: {documents:?} {problems:?}");
    }
    let (_, documents, _) = read("---\n# c\n---\na: 1\n...\n---\n\n---\nb: 2\n---\n");
    assert_eq!(documents.len(), 2);
}

#[test]
fn tags_are_refused() {
    assert_eq!(
        messages("a: !foo 1\nb: !!int 2\nc: !!map {x: !bar }\n"),
        [
            "E001 1: the tag `!foo` has no meaning here",
            "E001 2: the tag `!!int` has no meaning here",
            "E001 3: the tag `!!map` has no meaning here",
            "E001 3: the tag `!bar` has no meaning here",
        ]
    );
}

#[test]
fn problems_of_several_documents_are_told_together() {
    assert_eq!(
        messages("a: 1\na: 2\n---\nb: \"open\n---\nc: [\n---\nd: 1\n"),
        [
            "E002 2: the key `a` is written twice in the same map",
            "E001 4: the quote `\"` opens here and is not closed on this line",
            "E001 6: `[` is not closed",
        ]
    );
}

#[test]
fn limits_are_held_with_their_place() {
    let limits = Limits { bytes: 100, depth: 3, nodes: 10 };
    let told = |text: &str| {
        let source = Source::new("f.yaml", text);
        let (_, problems) = read_documents(&source, limits);
        problems
            .iter()
            .map(|p| (p.code, source.slice(p.span).to_owned(), p.message.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("[[[1]]]"), []);
    assert_eq!(told("a: [[[1]]]")[0].0, "E003");
    assert_eq!(told("[1, 2, 3, 4, 5, 6, 7, 8, 9]"), []);
    assert_eq!(
        told("[1, 2, 3, 4, 5, 6, 7, 8, 9, ten]"),
        [("E003", "ten".to_owned(), "the file has more than 10 values".to_owned())]
    );
    assert_eq!(told("[&a [1, 2], *a, [*a]]")[0].1, "*a");
    assert_eq!(
        told("[&a [[1]], [*a]]")[0].2,
        "lists and maps are nested deeper than 3 levels through aliases"
    );
    assert_eq!(told(&"x".repeat(101))[0].2, "the file has 101 bytes, expected at most 100");
    let repeated = format!("[&a {}, *a, *a]", "x".repeat(50));
    assert_eq!(told(&repeated)[0].2, "the aliases of this file make more than 100 bytes of it");
    assert_eq!(told("a: \0b"), [("E004", "\0".to_owned(), "the file holds a NUL byte".to_owned())]);
}
