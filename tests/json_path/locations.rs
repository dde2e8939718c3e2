//! Where found nodes stand, and in which order.

use idvet::json_path::JsonPath;
use serde_json::{Value, json};

fn locations(path: &str, document: &Value) -> Vec<(String, String)> {
    let found = JsonPath::parse(path).unwrap().query(document).unwrap();
    found.iter().map(|found| (found.location.to_string(), found.location.readable())).collect()
}

#[track_caller]
fn check(path: &str, document: &Value, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> =
        expected.iter().map(|(one, two)| ((*one).into(), (*two).into())).collect();
    assert_eq!(locations(path, document), expected);
}

#[test]
fn a_location_has_a_normalized_and_a_readable_form() {
    check("$", &json!(1), &[("$", "$")]);
    check("$.a[-1]", &json!({"a": [1, 2]}), &[("$['a'][1]", "$.a[1]")]);
    check("$.*", &json!({"first name": 1}), &[("$['first name']", "$['first name']")]);
    check("$.*", &json!({"1a": 1, "_a1": 2}), &[("$['1a']", "$['1a']"), ("$['_a1']", "$._a1")]);
    check("$.*", &json!({"ž": 1, "": 2}), &[("$['ž']", "$.ž"), ("$['']", "$['']")]);
}

#[test]
fn names_are_escaped_as_the_rfc_asks() {
    let escaped = r"$['\'\\\b\f\n\r\t\u0000\u001f/']";
    check("$.*", &json!({"'\\\u{8}\u{c}\n\r\t\0\u{1f}/": 1}), &[(escaped, escaped)]);
}

#[test]
fn parents_come_before_children_and_children_in_their_order() {
    let document = json!({"b": {"x": 1, "a": {"x": 2}}, "a": [{"x": 3}, {"x": 4}]});
    let expected = [
        ("$['b']['x']", "$.b.x"),
        ("$['b']['a']['x']", "$.b.a.x"),
        ("$['a'][0]['x']", "$.a[0].x"),
        ("$['a'][1]['x']", "$.a[1].x"),
    ];
    check("$..x", &document, &expected);
}

#[test]
fn the_nodes_of_a_filters_own_queries_leave_no_trace() {
    let document = json!([[1, [5]], [[7], 2], [3]]);
    check("$[?@[?@[?@ > 4]]]", &json!([[[5]], [[1]], [[7]]]), &[("$[0]", "$[0]"), ("$[2]", "$[2]")]);
    check("$..[?count(@..*) == 1 && @[0] > 4]", &document, &[("$[0][1]", "$[0][1]"), ("$[1][0]", "$[1][0]")]);
}

#[test]
fn a_location_can_be_compared_and_outlives_the_document() {
    let path = JsonPath::parse("$.a[0,0,1]").unwrap();
    let locations: Vec<_> = {
        let document = json!({"a": [1, 2]});
        path.query(&document).unwrap().into_iter().map(|found| found.location).collect()
    };
    assert_eq!(locations[0], locations[1]);
    assert_ne!(locations[1], locations[2]);
    assert_eq!(format!("{:?}", locations[2]), "Location($['a'][1])");
}
