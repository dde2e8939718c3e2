//! Whole expectations on whole answers.

use std::{fmt::Write as _, time::Duration};

use bytes::Bytes;
use idvet::{
    diagnostic::Problems,
    exchange::{Answer, Exchange, Request},
    expect::{Expectation, Matchers, StatusRange},
};
use serde_json::json;

use super::{Schemas, World, document, expectation, fields, golden, shown};

const REFUSAL: &str = r#"{"message":"Field 'firstName' is required","identifier":"MISSING_VALUE","documents":[{"type":"PASSPORT"},{"type":"ID_CARD"}]}"#;

fn exchange(status: u16, kind: &str, body: impl Into<Bytes>) -> Exchange {
    Exchange {
        request: Request {
            method: "GET".to_owned(),
            url: "http://localhost/".to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
        },
        answer: Answer::new(status, vec![("Content-Type".to_owned(), kind.to_owned())], body.into()),
        elapsed: Duration::from_millis(2345),
    }
}

fn refusal() -> Exchange {
    exchange(400, "application/json; charset=utf-8", REFUSAL)
}

#[test]
fn answers_are_judged() {
    let cases = [
        (refusal(), "status: 200"),
        (refusal(), "status: 4xx"),
        (refusal(), "status: [200, 201, 5xx]"),
        (refusal(), "status: '${number}'"),
        (refusal(), "{ fields: { message: x }, status: '${big}' }"),
        (refusal(), "{ error: \"Field 'firstName' is required\" }"),
        (refusal(), "{ error: { identifier: BAD_VALUE, message: { contains: firstName } } }"),
        (refusal(), "{ status: 400, error: 404 }"),
        (exchange(200, "application/json", "{}"), "error: { identifier: BAD_VALUE }"),
        (refusal(), "headers: { content-type: { starts_with: application/json } }"),
        (refusal(), "headers: { CONTENT-TYPE: text/html, x-id: 5, x-none: { present: false } }"),
        (refusal(), "within: 3s"),
        (refusal(), "within: 2345ms"),
        (refusal(), "within: 2s"),
        (refusal(), "within: 2344ms"),
        (refusal(), "within: '${word}'"),
        (refusal(), "fields: { '$.documents[*].type': { each: { equals: PASSPORT } } }"),
        (
            refusal(),
            "fields: { '$.documents[*]': { count: 2, each: { fields: { type: { one_of: [A, B] } } } } }",
        ),
        (refusal(), "fields: { identifier: { starts_with: M, ends_with: X } }"),
        (refusal(), "fields: { identifier: { starts_with: X, ends_with: X } }"),
        (
            exchange(200, "text/html", "\n  <html><body>down</body></html>"),
            "{ status: 200, fields: { a: 1, b: { present: false } } }",
        ),
        (exchange(204, "text/plain", ""), "{ fields: { a: 1 }, body: { equals: \"\" } }"),
        (exchange(200, "text/plain", "5"), "body: 5"),
        (exchange(200, "text/plain", "5"), "body: { equals: 6 }"),
        (exchange(200, "text/plain", "\"5\""), "body: { length: 3 }"),
        (exchange(200, "text/plain", vec![0xff, 0xfe]), "body: { length: 2 }"),
    ];
    let mut text = String::new();
    for (exchange, yaml) in cases {
        let verdicts = expectation(yaml).judge(&exchange, &World);
        let answer = &exchange.answer;
        writeln!(
            text,
            "{} {}
~ {yaml}
{}",
            answer.status,
            answer.text(),
            shown(&verdicts)
        )
        .unwrap();
    }
    golden("judging/answers.txt", &text);
}

/// decisions.md C1, C7: `error` and `status` replace a verb's own success, and nothing else does.
#[test]
fn only_status_and_error_replace_success() {
    let place =
        |yaml: &str| expectation(yaml).status_place.map(|place| place.source.slice(place.span).to_owned());
    assert_eq!(place("{ fields: { a: 1 }, headers: { b: c }, within: 1s, body: x }"), None);
    assert_eq!(place("{ status: 200 }").as_deref(), Some("status: 200"));
    assert_eq!(place("{ error: no }").as_deref(), Some("error: no"));
    assert_eq!(expectation("{ error: no }").status, [StatusRange::class(4), StatusRange::class(5)]);
    assert_eq!(expectation("{ error: no, status: 409 }").status, [StatusRange::one(409)]);
    let computed = expectation("{ error: no, status: '${wanted}' }");
    assert_eq!(computed.status, [StatusRange::class(4), StatusRange::class(5)]);
    assert!(expectation("{ fields: { a: 1 } }").status.is_empty());
}

#[test]
fn without_a_status_none_is_judged() {
    let expectation = Expectation::default();
    assert!(expectation.judge(&refusal(), &World).is_empty());
}

#[test]
fn fields_without_json_say_so_once_each() {
    let verdicts = fields("{ a: 1, b: { present: false } }").judge(None, &World);
    let said: Vec<_> =
        verdicts.iter().map(|verdict| verdict.mismatch.as_ref().unwrap().actual.as_str()).collect();
    assert_eq!(said, ["an answer that is not JSON", "an answer that is not JSON"]);
}

#[test]
fn matchers_judge_a_value_without_a_document() {
    let judge = |text: &str| {
        let (source, node) = document(text);
        let mut problems = Problems::new(&source);
        let matchers = Matchers::read(&node, &Schemas, &mut problems);
        assert_eq!(problems.count(), 0);
        matchers.judge("value", &json!("DENIED"), &World)
    };
    assert!(judge("DENIED").is_empty());
    assert!(judge("{ starts_with: DEN, length: 6 }").is_empty());
    let found = judge("{ starts_with: APP, length: 7 }");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].path, "value");
}

#[test]
fn a_query_that_costs_too_much_is_a_mismatch() {
    let mut deep = json!([1, 2]);
    for _ in 0..60 {
        deep = json!([deep, 1]);
    }
    let verdicts = fields("{ '$..*..*..*..*..*..*': { count: 1 } }").judge(Some(&deep), &World);
    let mismatch = verdicts[0].mismatch.as_ref().unwrap();
    assert_eq!(mismatch.expected, "a query that can be answered");
}
