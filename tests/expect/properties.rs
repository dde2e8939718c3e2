//! What holds for every value.

use std::fmt::Write as _;

use idvet::{diagnostic::Problems, expect::Fields};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Schemas, World, document, holds};

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (-1000i32..1000).prop_map(|n| json!(f64::from(n) / 8.0)),
        any::<f64>().prop_map(Json::from),
        "[ -~]{0,12}".prop_map(Json::from),
        "\\PC{0,6}".prop_map(Json::from),
        Just(json!("2024-02-29")),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec(("[a-z ]{0,3}", inner), 0..4)
                .prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

/// A value as an operand: JSON is YAML, and `$${` is a plain `${`.
fn written(value: &Json) -> String {
    let mut ascii = String::new();
    for character in value.to_string().chars() {
        match character {
            ' '..='~' => ascii.push(character),
            other => write!(ascii, "\\u{:04x}", u32::from(other)).unwrap(),
        }
    }
    ascii.replace("${", "$${")
}

fn any_matcher() -> impl Strategy<Value = Json> {
    let word = prop::sample::select(idvet::expect::matchers()).prop_map(|matcher| matcher.name);
    let leaf = (word.clone(), any_json()).prop_map(|(word, operand)| json!({ word: operand }));
    leaf.prop_recursive(3, 12, 3, move |inner| {
        (word.clone(), inner).prop_map(|(word, inner)| match word {
            "all_of" | "any_of" => json!({ word: [inner] }),
            "fields" => json!({ word: { "$..*": inner } }),
            _ => json!({ word: inner }),
        })
    })
}

/// What four digits of an escape can hold.
fn is_plain(value: &Json) -> bool {
    value.to_string().chars().all(|character| u32::from(character) < 0x1_0000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equals_is_reflexive(value in any_json().prop_filter("plain", is_plain)) {
        prop_assert!(holds(&value, &format!("{{ equals: {} }}", written(&value))), "{value}");
    }

    #[test]
    fn not_inverts(value in any_json(), other in any_json().prop_filter("plain", is_plain)) {
        for matcher in [
            format!("{{ equals: {} }}", written(&other)),
            "{ gt: 0 }".to_owned(),
            "{ type: string }".to_owned(),
            "{ empty: true }".to_owned(),
            "{ any_of: [{ count: 1 }, { length: { min: 2 } }] }".to_owned(),
        ] {
            prop_assert_ne!(holds(&value, &matcher), holds(&value, &format!("{{ not: {matcher} }}")), "{}", matcher);
        }
    }

    #[test]
    fn unordered_knows_no_order(
        list in prop::collection::vec(any_json().prop_filter("plain", is_plain), 0..6),
        turn in 0usize..6,
    ) {
        let mut turned = list.clone();
        let middle = turn % turned.len().max(1);
        turned.rotate_left(middle);
        turned.reverse();
        let text = written(&Json::Array(list.clone()));
        let turned = Json::Array(turned);
        let unordered = format!("{{ unordered: {text} }}");
        let includes = format!("{{ includes: {text} }}");
        prop_assert!(holds(&turned, &unordered));
        prop_assert!(holds(&turned, &includes));
        let mut more = list;
        more.push(json!("one more"));
        let more = Json::Array(more);
        prop_assert!(!holds(&more, &unordered));
    }

    #[test]
    fn numbers_are_ordered(left in any::<i64>(), right in any::<i64>()) {
        let value = json!(left);
        prop_assert_eq!(holds(&value, &format!("{{ gt: {right} }}")), left > right);
        prop_assert_eq!(holds(&value, &format!("{{ lte: {right} }}")), left <= right);
        prop_assert_eq!(holds(&value, &format!("{{ equals: {right} }}")), left == right);
    }

    #[test]
    fn no_value_and_no_matcher_panics(
        value in any_json(),
        matcher in any_matcher().prop_filter("plain", is_plain),
    ) {
        let (source, node) = document(&format!("{{ \"$.v\": {0}, \"$..*\": {0} }}", written(&matcher)));
        let mut problems = Problems::new(&source);
        let fields = Fields::read(&node, &Schemas, &mut problems);
        let verdicts = fields.judge(Some(&json!({ "v": value })), &World);
        prop_assert!(verdicts.len() <= 2);
        for mismatch in verdicts.iter().filter_map(|verdict| verdict.mismatch.as_ref()) {
            prop_assert!(!mismatch.expected.is_empty() && !mismatch.actual.is_empty());
        }
    }
}
