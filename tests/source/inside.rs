//! Where a part of a scalar stands, whatever lies between its text and what is written.

use super::tree;

/// The place of the first `needle` in the value of `a`, as it is written.
fn check(text: &str, needle: &str, expected: Option<&str>) {
    let (source, node) = tree(text);
    let value = node.get("a").unwrap();
    let scalar = &value.as_scalar().unwrap().text;
    let offset = scalar.find(needle).unwrap();
    let found = source.inside(value.span, scalar, offset, needle.len());
    assert_eq!(found.map(|span| source.slice(span)), expected, "{text:?}");
}

#[test]
fn plain_and_quoted_texts() {
    check("a: $.x[?]", "[?", Some("[?"));
    check("a: \"$.x[?]\"", "[?", Some("[?"));
    check("a: '$.x[?]'", "[?", Some("[?"));
    check("a: 'é$.x[?]' # [?", "[?", Some("[?"));
}

#[test]
fn escapes_and_doubled_quotes() {
    check(r#"a: "\u0024.a[x""#, "[", Some("["));
    check(r#"a: "\\d{2}\t[""#, "[", Some("["));
    check(r#"a: "\x41\"[""#, "\"[", Some(r#"\"["#));
    check("a: 'it''s ['", "'s [", Some("''s ["));
}

#[test]
fn lines_that_are_folded_or_kept() {
    check("a: one\n  two [ three", "[", Some("["));
    check("a: \"one\n  two [\"", "[", Some("["));
    check("a: |\n  one\n  two [\n", "[", Some("["));
    check("a: |\r\n  one\r\n  two [\r\n", "[", Some("["));
    check("a: >\n  one\n  two [\n", "[", Some("["));
}

#[test]
fn nothing_is_guessed_where_text_and_lines_do_not_match() {
    check("a: >\n  one\n\n  two [\n", "[", None);
    check("a: |\n  one\n    two [\n", "[", None);
}

#[test]
fn the_end_of_a_text_has_a_place() {
    let (source, node) = tree("a: \"$.\" # comment");
    let value = node.get("a").unwrap();
    let span = source.inside(value.span, "$.", 2, 0).unwrap();
    assert_eq!((span.start, span.end), (6, 7));
}
