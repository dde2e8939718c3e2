//! The slice of a span is what was written.

use super::{places, read, tree};

/// Each node and key of a text, `path = slice`, one to a line.
fn check(text: &str, expected: &[(&str, &str)]) {
    let (source, node) = tree(text);
    let found = places(&source, &node);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(path, slice)| (path.as_str(), slice.as_str())).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn keys_and_values() {
    check(
        "name: kyc # note\nlist:\n  - 1\n  - \"two\"\nempty:\n",
        &[
            ("$", "name: kyc # note\nlist:\n  - 1\n  - \"two\"\nempty:"),
            ("$.name~", "name"),
            ("$.name", "kyc"),
            ("$.list~", "list"),
            ("$.list", "- 1\n  - \"two\""),
            ("$.list[0]", "1"),
            ("$.list[1]", "\"two\""),
            ("$.empty~", "empty"),
            ("$.empty", ""),
        ],
    );
}

#[test]
fn characters_of_several_bytes() {
    check(
        "\u{feff}näme: \"Žydrūnas 😀\" # ß\n'ключ': é\n",
        &[
            ("$", "näme: \"Žydrūnas 😀\" # ß\n'ключ': é"),
            ("$.näme~", "näme"),
            ("$.näme", "\"Žydrūnas 😀\""),
            ("$.ключ~", "'ключ'"),
            ("$.ключ", "é"),
        ],
    );
}

#[test]
fn lines_that_end_as_on_windows() {
    check(
        "a: é\r\nb:\r\n  - x\r\n  - y\r\nc: z\r\n",
        &[
            ("$", "a: é\r\nb:\r\n  - x\r\n  - y\r\nc: z"),
            ("$.a~", "a"),
            ("$.a", "é"),
            ("$.b~", "b"),
            ("$.b", "- x\r\n  - y"),
            ("$.b[0]", "x"),
            ("$.b[1]", "y"),
            ("$.c~", "c"),
            ("$.c", "z"),
        ],
    );
}

#[test]
fn aliases_stand_where_they_are_written_and_their_parts_where_these_are() {
    check(
        "base: &b { x: 1 }\nuse: *b\n",
        &[
            ("$", "base: &b { x: 1 }\nuse: *b"),
            ("$.base~", "base"),
            ("$.base", "{ x: 1 }"),
            ("$.base.x~", "x"),
            ("$.base.x", "1"),
            ("$.use~", "use"),
            ("$.use", "*b"),
            ("$.use.x~", "x"),
            ("$.use.x", "1"),
        ],
    );
}

#[test]
fn merged_entries_stand_where_they_are_written() {
    let (source, node) = tree("a: &a { x: one, y: two }\nb:\n  <<: *a\n  y: own\n");
    let merged = node.get("b").unwrap();
    assert_eq!(source.slice(merged.get("x").unwrap().span), "one");
    assert_eq!(source.position(merged.get("x").unwrap().span.start as usize).line, 1);
    assert_eq!(source.slice(merged.get("y").unwrap().span), "own");
}

#[test]
fn blocks_and_flows_over_several_lines() {
    check(
        "t: |\n  first\n  é\n\n\nf: { a: [1,\n  2], b: }\np: some\n  text\nq: \"x\n  y\"\nr: >-\n\n  z\n",
        &[
            (
                "$",
                "t: |\n  first\n  é\n\n\nf: { a: [1,\n  2], b: }\np: some\n  text\nq: \"x\n  y\"\nr: >-\n\n  z",
            ),
            ("$.t~", "t"),
            ("$.t", "first\n  é"),
            ("$.f~", "f"),
            ("$.f", "{ a: [1,\n  2], b: }"),
            ("$.f.a~", "a"),
            ("$.f.a", "[1,\n  2]"),
            ("$.f.a[0]", "1"),
            ("$.f.a[1]", "2"),
            ("$.f.b~", "b"),
            ("$.f.b", ""),
            ("$.p~", "p"),
            ("$.p", "some\n  text"),
            ("$.q~", "q"),
            ("$.q", "\"x\n  y\""),
            ("$.r~", "r"),
            ("$.r", "z"),
        ],
    );
}

#[test]
fn documents_behind_the_first_and_behind_a_broken_one() {
    let (source, documents, problems) = read("a: é\n---\nb: [\n---\nc: ž\n---\nd: 4\n");
    let values: Vec<&str> = documents.iter().map(|node| source.slice(node.span)).collect();
    assert_eq!(values, ["a: é", "c: ž", "d: 4"]);
    assert_eq!(problems.len(), 1);
    assert_eq!(source.slice(problems[0].span), "[");
}

#[test]
fn the_mark_before_a_text_takes_no_column() {
    let (source, node) = tree("\u{feff}é: x\n");
    let position = source.position(node.get("é").unwrap().span.start as usize);
    assert_eq!((position.line, position.column), (1, 4));
    assert_eq!(source.position(node.span.start as usize).column, 1);
}
