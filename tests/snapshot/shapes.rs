//! What of an answer a snapshot shows: `of`, `only`, `ignore`, `redact`, `sort`.

use idvet::{
    json_path::JsonPath,
    snapshot::{Shape, picture},
};
use serde_json::{Value as Json, json};

use super::{answer, changing, paths, redactor, shown};

fn body() -> Json {
    json!({
        "status": "DENIED",
        "client": { "name": "ANNA", "number": "A-100" },
        "said": "ANNA was here",
        "tags": ["b", "c", "a"],
        "people": [
            { "id": 9, "name": "Zoë", "tags": [2, 1] },
            { "id": 8, "name": "Ana", "tags": [] },
        ],
    })
}

#[track_caller]
fn check(shape: &Shape, expected: &str) {
    assert_eq!(shown(&body(), shape, &changing()), expected);
}

#[test]
fn a_part_is_shown_alone() {
    let of = |path| Shape { part: Some(JsonPath::parse(path).unwrap()), ..Shape::default() };
    check(&of("$.client"), r#"{ "name": "ANNA", "number": "A-100" }"#);
    check(&of("$.status"), r#""DENIED""#);
    check(&of("$.people[*].name"), r#"[ "Zoë", "Ana" ]"#);
    let nothing = picture(&answer(&body()), &[], &of("$.nobody"), &changing(), &redactor());
    assert_eq!(nothing.unwrap_err(), "nothing at `$.nobody`");
}

#[test]
fn only_keeps_what_is_around() {
    let only = |texts: &[&str]| Shape { only: paths(texts), ..Shape::default() };
    check(&only(&["status", "client.name"]), r#"{ "client": { "name": "ANNA" }, "status": "DENIED" }"#);
    check(&only(&["$.people[*].name"]), r#"{ "people": [ { "name": "Zoë" }, { "name": "Ana" } ] }"#);
    check(&only(&["$.nobody"]), "{}");
}

#[test]
fn ignored_elements_leave_no_gap() {
    let ignore = |texts: &[&str]| Shape { ignore: paths(texts), ..Shape::default() };
    check(
        &ignore(&["client", "$.tags[0,1]", "$.people", "said"]),
        r#"{ "status": "DENIED", "tags": [ "a" ] }"#,
    );
    check(&ignore(&["$"]), "null");
}

#[test]
fn a_redacted_value_is_nowhere_in_the_snapshot() {
    let shape = Shape { redact: paths(&["client.name", "$.people"]), ..Shape::default() };
    check(
        &shape,
        r#"{ "client": { "name": "[redacted]", "number": "A-100" }, "people": "[redacted]", "said": "[redacted] was here", "status": "DENIED", "tags": [ "b", "c", "a" ] }"#,
    );
}

#[test]
fn arrays_are_put_in_order_by_what_is_shown() {
    let shape = Shape {
        sort: paths(&["tags", "$.people", "$.people[*].tags"]),
        ignore: paths(&["client", "said", "status"]),
        ..Shape::default()
    };
    check(
        &shape,
        r#"{ "people": [ { "id": "[id:1]", "name": "Ana", "tags": [] }, { "id": "[id:2]", "name": "Zoë", "tags": [ 1, 2 ] } ], "tags": [ "a", "b", "c" ] }"#,
    );
}

#[test]
fn a_path_that_needs_too_much_work_is_told() {
    let wide: Json = (0..3000).map(|index| json!([index])).collect();
    let shape = Shape { ignore: paths(&["$..[?@[?count($..*) > 1]]"]), ..Shape::default() };
    let refused = picture(&answer(&wide), &[], &shape, &changing(), &redactor()).unwrap_err();
    assert!(refused.contains("needs more than"), "{refused}");
}
