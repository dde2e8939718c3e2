//! Random queries on random documents, against the crate `jsonpath-rust`.
//!
//! Left out is what that crate is known to have otherwise than the RFC: filters inside filters (it finds nothing),
//! the order of what several selectors find in several nodes (only the nodes are compared then), and negative zero, numbers in
//! exponent form and the functions of the RFC, which the official suite covers.

use idvet::json_path::JsonPath;
use jsonpath_rust::JsonPath as _;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

const QUERIES: u32 = 4_000;

/// Few names, so that queries often find something.
const NAMES: [&str; 4] = ["a", "b", "c", "a b"];

#[test]
fn random_queries_find_what_another_implementation_finds() {
    let config = Config { cases: QUERIES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let found = std::cell::Cell::new(0_u32);
    let outcome = runner.run(&(query(), document()), |((query, order), document)| {
        let (ours, theirs) = (ours(&query, &document), theirs(&query, &document));
        found.set(found.get() + u32::from(!ours.is_empty()));
        match order {
            Order::Given => prop_assert_eq!(ours, theirs, "{}", query),
            Order::Open => prop_assert_eq!(sorted(ours), sorted(theirs), "{}", query),
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(found.get() > QUERIES / 4, "only {} of {QUERIES} queries find anything", found.get());
}

fn ours(query: &str, document: &Value) -> Vec<(String, Value)> {
    let path = JsonPath::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let found = path.query(document).unwrap();
    found.into_iter().map(|found| (found.location.to_string(), found.value.clone())).collect()
}

fn theirs(query: &str, document: &Value) -> Vec<(String, Value)> {
    let found = document.query_with_path(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    found.into_iter().map(|found| (found.clone().path(), found.val().clone())).collect()
}

fn sorted(mut found: Vec<(String, Value)>) -> Vec<(String, Value)> {
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// Whether both find the nodes in the order of the RFC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Given,
    Open,
}

fn query() -> impl Strategy<Value = (String, Order)> {
    prop::collection::vec(segment(), 0..4).prop_map(|segments| {
        let order =
            if segments.iter().any(|(_, order)| *order == Order::Open) { Order::Open } else { Order::Given };
        (format!("${}", segments.into_iter().map(|(text, _)| text).collect::<String>()), order)
    })
}

fn segment() -> impl Strategy<Value = (String, Order)> {
    let brackets = || prop::collection::vec(selector(), 1..4);
    prop_oneof![
        3 => prop::sample::select(vec![".a", ".b", ".c", ".*"]).prop_map(|text| (text.to_owned(), Order::Given)),
        1 => prop::sample::select(vec!["..a", "..b", "..*"]).prop_map(|text| (text.to_owned(), Order::Given)),
        3 => brackets().prop_map(|selectors| (format!("[{}]", selectors.join(", ")), order(&selectors))),
        1 => brackets().prop_map(|selectors| (format!("..[{}]", selectors.join(",")), order(&selectors))),
    ]
}

fn order(selectors: &[String]) -> Order {
    if selectors.len() == 1 { Order::Given } else { Order::Open }
}

fn selector() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(|name| format!("'{name}'")),
        (-4..5_i32).prop_map(|index| index.to_string()),
        Just(String::from("*")),
        (bound(), bound(), bound()).prop_map(|(start, end, step)| format!("{start}:{end}:{step}")),
        condition().prop_map(|condition| format!("?{condition}")),
    ]
}

fn bound() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), (-5..6_i32).prop_map(|bound| bound.to_string())]
}

fn condition() -> impl Strategy<Value = String> {
    let test = prop_oneof![
        operand(),
        operand().prop_map(|path| format!("!{path}")),
        (operand(), operator(), operand())
            .prop_map(|(left, operator, right)| format!("{left} {operator} {right}")),
        (operand(), operator(), literal())
            .prop_map(|(left, operator, right)| format!("{left} {operator} {right}")),
    ];
    test.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), prop::sample::select(vec!["&&", "||"]), inner)
            .prop_map(|(left, joined, right)| format!("({left}) {joined} !({right})"))
    })
}

fn operand() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["@", "@.a", "@.b", "@['a b']", "@[0]", "@[-1]", "@.a.b", "$.a", "$[0]"])
        .prop_map(String::from)
}

fn operator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="])
}

fn literal() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["1", "2", "-1", "1.5", "'a'", "\"b\"", "true", "false", "null"])
        .prop_map(String::from)
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop::sample::select(vec![
        json!(1),
        json!(2),
        json!(-1),
        json!(1.5),
        json!("a"),
        json!("b"),
        json!(true),
        json!(null),
    ]);
    leaf.prop_recursive(4, 40, 4, |inner| {
        let member = (prop::sample::select(&NAMES[..]).prop_map(String::from), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Value::Array),
            prop::collection::vec(member, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}
