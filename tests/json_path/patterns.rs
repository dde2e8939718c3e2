//! `match` and `search`.

use idvet::json_path::JsonPath;
use serde_json::{Value, json};

fn matching(path: &str, document: &Value) -> Vec<Value> {
    JsonPath::parse(path).unwrap().query(document).unwrap().iter().map(|found| found.value.clone()).collect()
}

#[track_caller]
fn check(condition: &str, texts: &[&str], expected: &[&str]) {
    assert_eq!(matching(&format!("$[?{condition}]"), &json!(texts)), *expected, "of {condition}");
}

#[test]
fn match_takes_the_whole_text_and_search_a_part() {
    check("match(@, 'a|ab')", &["a", "ab", "abc", "b", "ab\n"], &["a", "ab"]);
    check("search(@, 'a|ab')", &["a", "xabx", "b"], &["a", "xabx"]);
    check("match(@, '^a$')", &["a", "^a$"], &["a"]);
}

#[test]
fn a_dot_matches_no_end_of_line_and_everything_else() {
    check("match(@, '.')", &["a", "\n", "\r", "\u{2028}", "\u{1F600}"], &["a", "\u{2028}", "\u{1F600}"]);
    check(r"match(@, '\\.')", &["a", "."], &["."]);
    check("match(@, '[.]')", &["a", "."], &["."]);
    check(r"match(@, '[\\]].')", &["]a", "]\n"], &["]a"]);
}

#[test]
fn the_regex_crates_own_operators_in_brackets_are_plain_signs() {
    check("match(@, '[a&&b]')", &["a", "b", "&"], &["a", "b", "&"]);
    check("match(@, '[a~~b]')", &["a", "b", "~"], &["a", "b", "~"]);
}

#[test]
fn a_pattern_may_come_from_the_document() {
    let document = json!({"pattern": "a.", "broken": "(", "items": ["ab", "xab", 1]});
    assert_eq!(matching("$.items[?match(@, $.pattern)]", &document), ["ab"]);
    assert_eq!(matching("$.items[?search(@, $.pattern)]", &document), ["ab", "xab"]);
    assert_eq!(matching("$.items[?match(@, $.broken)]", &document), [] as [Value; 0]);
    assert_eq!(matching("$.items[?match(@, $.pattern) || search(@, $.pattern)]", &document), ["ab", "xab"]);
    let each = json!([["a", "a"], ["a", "b"], ["c", "[bc]"]]);
    assert_eq!(matching("$[?match(@[0], @[1])]", &each), [json!(["a", "a"]), json!(["c", "[bc]"])]);
}

#[test]
fn a_pattern_that_does_not_compile_matches_nothing_and_is_warned_of() {
    let cases = [
        ("$[?match(@, '(')]", 12, 3, "unclosed group"),
        ("$[?!search(@, 'a)|(b')]", 14, 7, "unopened group"),
        ("$[?match(@, 'a)|(?:b')]", 12, 9, "unopened group"),
        ("$[?match(@, '[b-a]')]", 12, 7, "invalid character class range, the start must be <= the end"),
        (
            r"$[?match(@, '(?=a)')]",
            12,
            7,
            "look-around, including look-ahead and look-behind, is not supported",
        ),
        (r"$[?match(@, '(\\w{900}){900}')]", 12, 17, "Compiled regex exceeds size limit of 8388608 bytes."),
    ];
    for (path, offset, length, help) in cases {
        let compiled = JsonPath::parse(path).unwrap();
        let [warning] = compiled.warnings() else { panic!("{:?}", compiled.warnings()) };
        assert_eq!((warning.offset, warning.length), (offset, length), "{path}");
        assert_eq!(warning.message, "this regular expression does not compile, so nothing matches it");
        assert_eq!(warning.help.as_deref(), Some(help));
        let found = compiled.query(&json!(["a", "("])).unwrap().len();
        assert_eq!(found, if path.contains('!') { 2 } else { 0 }, "{path}");
    }
    assert_eq!(JsonPath::parse("$[?match(@, 'a')]").unwrap().warnings(), []);
}
#[test]
fn a_pattern_of_many_repetitions_compiles() {
    for pattern in [r"\\w{50}", r"[\\p{L} ]{1,100}", ".{1,255}"] {
        let path = JsonPath::parse(&format!("$[?match(@, '{pattern}')]")).unwrap();
        assert_eq!(path.warnings(), []);
        assert_eq!(path.query(&json!(["a".repeat(50)])).unwrap().len(), 1, "{pattern}");
    }
}

#[test]
fn a_path_has_sixteen_patterns_at_most() {
    let path = |patterns: usize| format!("$[?{}]", vec!["match(@, 'a')"; patterns].join("||"));
    assert!(JsonPath::parse(&path(16)).is_ok());
    let error = JsonPath::parse(&path(17)).unwrap_err();
    assert_eq!(error.message, "a path has at most 16 regular expressions");
    assert_eq!((error.offset, error.length), (path(17).rfind('\'').unwrap() - 2, 3));
}
