//! What is said of each mistake, in full and with its place.

use idvet::json_path::JsonPath;

/// Blocks of three lines: the query, the wrong piece underlined, the message with its help.
const MESSAGES: &str = include_str!("messages.txt");
const CASES: usize = 115;

fn shown(query: &str) -> String {
    let error = JsonPath::parse(query).expect_err(query);
    let before = " ".repeat(query[..error.offset].chars().count());
    let marks = "^".repeat(query[error.offset..error.offset + error.length].chars().count().max(1));
    format!("{query}\n{before}{marks}\n{error}")
}

#[test]
fn every_mistake_has_its_message_and_its_place() {
    let blocks: Vec<&str> = MESSAGES.trim_end_matches('\n').split("\n\n").collect();
    assert_eq!(blocks.len(), CASES);
    let differing: Vec<String> = blocks.iter().filter_map(|block| difference(block)).collect();
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

fn difference(block: &str) -> Option<String> {
    let query = block.lines().next().unwrap();
    let found = shown(query);
    (found != block).then(|| format!("expected\n{block}\nfound\n{found}"))
}

#[test]
fn mistakes_that_a_line_of_text_cannot_show() {
    let cases = [
        ("", 0, 0, "a path starts with `$`; write `$.id`"),
        ("$\n", 1, 1, "a path has no space at its end"),
        ("$['\n']", 3, 1, "a control character in quotes is written as an escape; write `\\u000a`"),
        ("$\0", 1, 1, "expected `.`, `[` or the end, found `\\0`"),
        ("$.a[?@ == '\u{1F600}' ! 1]", 17, 1, "expected an operator such as `==` or `&&`, or `]`, found `!`"),
    ];
    for (query, offset, length, message) in cases {
        let error = JsonPath::parse(query).unwrap_err();
        assert_eq!(
            (error.offset, error.length, error.to_string().as_str()),
            (offset, length, message),
            "of {query:?}"
        );
    }
}

#[test]
fn long_words_are_quoted_in_part() {
    let error = JsonPath::parse(&format!("$[?{}]", "ž".repeat(5_000))).unwrap_err();
    assert_eq!((error.offset, error.length), (3, 10_000));
    let part = format!("{}…", "ž".repeat(40));
    assert_eq!(error.help, Some(format!("write `@.{part}`, or quote it as text: `'{part}'`")));
}
