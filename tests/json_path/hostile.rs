//! Queries and documents made to exhaust time, memory or the stack.

use std::thread;

use idvet::json_path::{JsonPath, LONGEST_PATH, QueryLimit};
use serde_json::{Value, json};

/// Enough for the deepest query, far too little for recursion as deep as a document.
const STACK: usize = 1024 * 1024;

const DEPTH: usize = 100_000;

fn on_a_small_stack(check: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(check).unwrap().join().unwrap();
}

#[track_caller]
fn check_refused(query: &str, message: &str) {
    let error = JsonPath::parse(query).unwrap_err();
    assert_eq!(error.message, message);
    assert!(error.offset + error.length <= query.len());
}

#[test]
fn a_query_is_at_most_sixteen_kilobytes_long() {
    let longest = format!("$.{}", "a".repeat(LONGEST_PATH - 2));
    assert!(JsonPath::parse(&longest).is_ok());
    check_refused(&format!("{longest}a"), "the path has 16385 bytes, more than 16384");
    check_refused(&format!("$[{}0]", "0,".repeat(100_000)), "the path has 200004 bytes, more than 16384");
    assert!(JsonPath::from_field(&"a".repeat(LONGEST_PATH + 1)).is_err());
}

#[test]
fn nesting_stops_at_thirty_two_levels() {
    on_a_small_stack(|| {
        let nested = |depth: usize| format!("${}{}", "[?@".repeat(depth), "]".repeat(depth));
        assert!(JsonPath::parse(&nested(32)).is_ok());
        check_refused(&nested(33), "nested deeper than 32 levels");
        check_refused(&nested(60), "nested deeper than 32 levels");
        let parentheses = |depth: usize| format!("$[?{}@{}]", "(".repeat(depth), ")".repeat(depth));
        assert!(JsonPath::parse(&parentheses(31)).is_ok());
        check_refused(&parentheses(32), "nested deeper than 32 levels");
    });
}

#[test]
fn an_opening_without_end_is_refused() {
    on_a_small_stack(|| {
        for opening in ["@[?", "(", "!(", "length(", "@[?(", "count(@[?"] {
            for depth in [40, 1_600] {
                check_refused(&format!("$[?{}", opening.repeat(depth)), "nested deeper than 32 levels");
            }
        }
        check_refused(
            &format!("${}", "[".repeat(16_000)),
            "expected a quoted name, an index, a slice, `*` or a filter, found `[`",
        );
        check_refused(&"[".repeat(20_000), "the path has 20000 bytes, more than 16384");
        check_refused(&format!("${}", "[?@".repeat(20_000)), "the path has 60001 bytes, more than 16384");
    });
}

#[test]
fn the_longest_queries_compile_and_run() {
    on_a_small_stack(|| {
        let document = json!([[1], {"a": [2, 3]}, 4]);
        for (start, part, end) in [
            ("$", "[0]", ""),
            ("$", ".a", ""),
            ("$[0", ",0", "]"),
            ("$[*", ",*", "]"),
            ("$[?@", "||@", "]"),
            ("$[?@", "&&@", "]"),
            ("$[?@", ".a", "]"),
            ("$[?@", "[?@]", "]"),
            ("$['", "\\u0061", "']"),
        ] {
            let parts = (LONGEST_PATH - start.len() - end.len()) / part.len();
            let query = format!("{start}{}{end}", part.repeat(parts));
            let path = JsonPath::parse(&query).unwrap_or_else(|error| panic!("{part}: {error}"));
            assert!(path.query(&document).is_ok(), "{part}");
        }
    });
}

#[test]
fn the_longest_union_finds_everything_it_asks_for() {
    let parts = (LONGEST_PATH - 4) / 2;
    let path = JsonPath::parse(&format!("$[0{}]", ",0".repeat(parts))).unwrap();
    assert_eq!(path.query(&json!([1])).unwrap().len(), parts + 1);
}

#[test]
fn truncated_escapes_are_refused() {
    for text in [r"\u", r"\u0", r"\u00", r"\u006", r"\uD83D", r"\uD83D\", r"\uD83D\u", r"\uD83D\uDE0", r"\"] {
        for query in [
            format!("$['{text}"),
            format!("$['{text}']"),
            format!("$[\"{text}\"]"),
            format!("$['{text}\u{e9}']"),
        ] {
            assert!(JsonPath::parse(&query).is_err(), "{query}");
        }
    }
}

#[test]
fn queries_that_multiply_stop_at_the_limit_of_work() {
    let tree = (0..60).fold(json!([]), |inner, _| json!([inner, 1, 2]));
    let wide = Value::from(vec![json!([1, 2, 3, 4, 5]); 20_000]);
    for (query, document) in [
        ("$..*..*..*..*..*..*", &tree),
        ("$[?count($..*) > 3]", &wide),
        ("$[?$ == $]", &wide),
        ("$[?@[?$[?$[?@]]]]", &wide),
    ] {
        let limit = JsonPath::parse(query).unwrap().query(document).map(|found| found.len());
        assert_eq!(limit, Err(QueryLimit), "{query}");
    }
    assert_eq!(
        QueryLimit.to_string(),
        "the path needs more than 4000000 steps on this document; `..` and filters inside filters multiply the work"
    );
}

#[test]
fn long_texts_count_as_work() {
    let document = json!({"text": "a".repeat(1_000_000), "items": vec![1; 200]});
    for condition in ["search($.text, 'b')", "length($.text) == 1", "$.text == $.text", "search(@, $.text)"] {
        let path = JsonPath::parse(&format!("$.items[?{condition}]")).unwrap();
        let limited = path.query(&document).is_err();
        assert_eq!(limited, condition != "search(@, $.text)", "{condition}");
    }
}

#[test]
fn patterns_from_the_document_count_as_work() {
    let document: Value = (0..1_000).map(|number| json!([format!("a{number}"), "a"])).collect();
    let path = JsonPath::parse("$[?match(@[1], @[0])]").unwrap();
    assert_eq!(path.query(&document).map(|found| found.len()), Err(QueryLimit));
}

#[test]
fn nested_filters_do_not_double_the_work_at_each_level() {
    let document = (0..40).fold(json!([1]), |inner, _| json!([inner, [1]]));
    let query = format!("${}{}", "[?@".repeat(32), "]".repeat(32));
    assert_eq!(JsonPath::parse(&query).unwrap().query(&document).unwrap().len(), 1);
}

#[test]
fn an_ordinary_query_on_a_large_document_is_far_from_the_limit() {
    let item =
        |number: usize| json!({"id": number, "city": "Vilnius", "price": number % 80, "tags": ["a", "b"]});
    let document = json!({"items": (0..20_000).map(item).collect::<Vec<_>>()});
    let count = |query: &str| JsonPath::parse(query).unwrap().query(&document).unwrap().len();
    assert_eq!(count("$..city"), 20_000);
    assert_eq!(count("$..*"), 140_001);
    assert_eq!(count("$.items[?@.price > 40].id"), 9_750);
    assert_eq!(count("$.items[?search(@.city, 'il.*s')].id"), 20_000);
}

#[test]
fn a_very_deep_list_is_searched_without_recursion() {
    on_a_small_stack(|| {
        let mut document = json!({"a": 1});
        for _ in 0..DEPTH {
            document = Value::Array(vec![document]);
        }
        let found = JsonPath::parse("$..a").unwrap().query(&document).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].location.to_string(), format!("${}['a']", "[0]".repeat(DEPTH)));
        assert_eq!(JsonPath::parse("$..*").unwrap().query(&document).unwrap().len(), DEPTH + 1);
        assert_eq!(JsonPath::parse("$[?@ == @]").unwrap().query(&document).unwrap().len(), 1);
        assert_eq!(JsonPath::parse("$[?@ == $]").unwrap().query(&document).unwrap().len(), 0);
        assert_eq!(JsonPath::parse("$[?count(@..*) == 100000]").unwrap().query(&document).unwrap().len(), 1);
        drop(found);
        take_apart(document);
    });
}

#[test]
fn a_very_deep_object_is_searched_without_recursion() {
    on_a_small_stack(|| {
        let mut document = json!([7]);
        for _ in 0..DEPTH {
            document = Value::Object([(String::from("n"), document)].into_iter().collect());
        }
        let found = JsonPath::parse("$..[?@ == 7]").unwrap().query(&document).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].location.readable(), format!("${}[0]", ".n".repeat(DEPTH)));
        drop(found);
        take_apart(document);
    });
}

/// Dropping a deep value recurses inside `serde_json`.
fn take_apart(document: Value) {
    let mut waiting = vec![document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => waiting.extend(members.into_iter().map(|(_, value)| value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
