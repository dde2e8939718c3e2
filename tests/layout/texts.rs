//! Texts and what becomes of them.

use idvet::{
    layout::{Spoilt, Unlaid, difference},
    source::Span,
};

use super::laid;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(laid(text).as_deref(), Ok(expected));
}

#[test]
fn the_one_layout() {
    check(
        "name:   a\nsteps:\n- create_token: {firstName: 'Zoë',lastName: Kovac}   # said\n\n\n\n-   poll_status:   [ APPROVED,DENIED ]\n",
        "name: a\nsteps:\n  - create_token: { firstName: \"Zoë\", lastName: Kovac } # said\n\n  - poll_status: [APPROVED, DENIED]\n",
    );
}

#[test]
fn values_stay_as_they_were_written() {
    let text =
        "a: 00123456\nb: NO\nc: 1e5\nd: 1.50\ne: ~\nf:\ng: 'it''s'\nh: \"a\\tb\"\ni: '{\"x\": 1}'\nj: 0x1F\n";
    check(text, text);
}

#[test]
fn what_is_longer_than_a_line_is_put_on_several() {
    let x = "x".repeat(60);
    check(&format!("a: {{ b: {x}, c: {x} }}\n"), &format!("a: {{\n  b: {x},\n  c: {x}\n  }}\n"));
    check(
        &format!("- a: [{x}, {{ b: {x}{x}, c: 1 }}]\n  d: 1\n"),
        &format!("- a: [\n    {x},\n    {{\n      b: {x}{x},\n      c: 1\n      }}\n    ]\n  d: 1\n"),
    );
    let texts = format!("a: \"{x}{x} {x}{x}\"\nb: {x}{x} {x}{x}\n");
    check(&texts, &texts);
}

#[test]
fn lists_over_several_lines_stay_there() {
    check("a: [b, # why\n  c]\n", "a: [\n  b, # why\n  c\n  ]\n");
    check("a: [\n    b,\n    c,\n  ]\n", "a: [\n  b,\n  c\n  ]\n");
}

#[test]
fn brackets_in_blocks_of_text_stay() {
    let text = "a: |\n  {\n    \"b\": [\n    ]\n  }\nc: [\n  d\n  ]\ne:\n  - |\n    [\n    ]\n  - f: >-\n      [\n      ]\n    g: {\n      h: i\n      }\n";
    check(text, text);
}

#[test]
fn blocks_of_text_stay() {
    let text = "a: |\n  one\n    two\n\n  three\nb: >-\n  four\n  five\n";
    check(text, text);
    check("a: |\n      one\n       two\n", "a: |\n  one\n   two\n");
}

#[test]
fn the_first_comment_stays_first_and_documents_stay_divided() {
    let text =
        "# yaml-language-server: $schema=../schema/scenario.schema.json\nname: a\n---\n# two\nname: b\n";
    check(text, text);
}

#[test]
fn comments_stand_one_blank_behind_and_keep_their_lines() {
    check("a: 1      #no blank\n\n   # apart\nb: 2\n# last", "a: 1 #no blank\n\n# apart\nb: 2\n# last\n");
}

#[test]
fn a_text_with_nothing_in_it_is_empty() {
    check("", "");
    check("\n\n  \n", "");
    check("# only this", "# only this\n");
}

#[test]
fn line_breaks_stay_as_the_first_one_is() {
    check("a:   1\r\nb: 2\n", "a: 1\r\nb: 2\r\n");
    check("a:   1\nb: 2\r\n", "a: 1\nb: 2\n");
    check("a: |\r\n  x\r\n  y\r\n", "a: |\r\n  x\r\n  y\r\n");
}

#[test]
fn a_byte_order_mark_goes() {
    check("\u{feff}# first\na:   1\n", "# first\na: 1\n");
}

#[test]
fn anchors_and_merge_keys_stay() {
    let text = "a: &base { b: 1 }\nc: *base\nd:\n  <<: *base\n  e: 2\n";
    check(text, text);
}

/// The library would cut the second line: a text that begins with a tab is indented by its eyes.
#[test]
fn what_the_library_would_spoil_is_refused() {
    assert_eq!(laid("a: |\n  \tx\n  y\n"), Err(Unlaid::Spoilt(Spoilt::Meaning(Span::new(8, 13)))));
    assert_eq!(laid("a: |\n  \tx\n  é\n"), Err(Unlaid::Spoilt(Spoilt::Nothing)));
}

#[test]
fn what_is_no_yaml_is_told_as_such() {
    assert!(matches!(laid("a: [1\nb: 2\n"), Err(Unlaid::Syntax(problems)) if !problems.is_empty()));
    assert!(matches!(laid("a: 1\na: 2\n"), Err(Unlaid::Syntax(_))));
}

#[test]
fn a_difference_is_shown_as_diff_shows_it() {
    assert_eq!(
        difference("a.yaml", "a: 1\nb:   2\nc: 3\n", "a: 1\nb: 2\nc: 3\n"),
        "--- a.yaml (now)\n+++ a.yaml (laid out)\n@@ -1,3 +1,3 @@\n a: 1\n-b:   2\n+b: 2\n c: 3\n"
    );
    assert_eq!(difference("a.yaml", "a: 1\n", "a: 1\n"), "");
}
