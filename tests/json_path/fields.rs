//! Fields as scenarios write them, and which queries are singular.

use idvet::json_path::JsonPath;
use serde_json::json;

#[test]
fn a_field_is_a_path_of_names() {
    let cases = [
        ("status", "$.status"),
        ("data.docFirstName", "$.data.docFirstName"),
        ("first-name.a b", "$['first-name']['a b']"),
        ("1.it's", r"$['1']['it\'s']"),
        ("@type.a?", "$['@type']['a?']"),
        ("$.a[0]", "$.a[0]"),
        ("$..a", "$..a"),
        ("$", "$"),
    ];
    for (field, path) in cases {
        assert_eq!(JsonPath::from_field(field).unwrap().as_str(), path, "of {field}");
    }
}

#[test]
fn a_field_finds_what_its_path_finds() {
    let document = json!({"a": {"b-c": {"1": "here"}}, "a.b": 1});
    let path = JsonPath::from_field("a.b-c.1").unwrap();
    let again = JsonPath::parse(path.as_str()).unwrap();
    for path in [path, again] {
        let found = path.query(&document).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].value, "here");
        assert_eq!(found[0].location.readable(), "$.a['b-c']['1']");
    }
    assert!(JsonPath::from_field("a.b").unwrap().query(&document).unwrap().is_empty());
}

#[test]
fn a_field_that_looks_like_a_query_is_refused() {
    let cases = [
        ("", 0, 0, "a field has a name; write `id`, or `$` for the whole document"),
        (
            "items[0].id",
            5,
            1,
            "`[` in a field needs a `$` at its start; write `$.items[0].id`, or quote a name with this sign in it: `$['name']`",
        ),
        (
            "a.*",
            2,
            1,
            "`*` in a field needs a `$` at its start; write `$.a.*`, or quote a name with this sign in it: `$['name']`",
        ),
        (
            ".a",
            0,
            0,
            "a name is missing between, before or after the dots; write `a.b.c`, or `$..a` for every `a`",
        ),
        (
            "a..b",
            2,
            0,
            "a name is missing between, before or after the dots; write `a.b.c`, or `$..a` for every `a`",
        ),
        (
            "a.",
            2,
            0,
            "a name is missing between, before or after the dots; write `a.b.c`, or `$..a` for every `a`",
        ),
        ("$.a[", 3, 1, "this `[` is never closed; close it with `]`"),
    ];
    for (field, offset, length, message) in cases {
        let error = JsonPath::from_field(field).unwrap_err();
        assert_eq!(
            (error.offset, error.length, error.to_string().as_str()),
            (offset, length, message),
            "of {field}"
        );
    }
}

#[test]
fn names_and_single_indexes_are_singular() {
    for path in ["$", "$.a", "$['a'][0][-1]", "$ .a", "$.a.b.c"] {
        assert!(JsonPath::parse(path).unwrap().is_singular(), "{path}");
    }
    for path in ["$..a", "$.*", "$[0,1]", "$['a','a']", "$[0:1]", "$[?@.a]", "$..[0]"] {
        assert!(!JsonPath::parse(path).unwrap().is_singular(), "{path}");
    }
    assert!(JsonPath::from_field("a.b").unwrap().is_singular());
}

#[test]
fn a_query_can_be_shared_between_threads() {
    fn shareable<T: Send + Sync + Clone + 'static>(_: &T) {}
    shareable(&JsonPath::parse("$[?match(@, 'a')]").unwrap());
}
