//! Huge values give messages that a person can read, in a time that nobody notices.

use idvet::expect::Mismatch;
use serde_json::{Value as Json, json};

use super::{World, fields, mismatch};

fn size(mismatch: &Mismatch) -> usize {
    let optional =
        [&mismatch.difference, &mismatch.hint].into_iter().flatten().map(String::len).sum::<usize>();
    mismatch.path.len() + mismatch.expected.len() + mismatch.actual.len() + optional
}

#[test]
fn a_long_text_is_cut_with_its_length() {
    let mismatch = mismatch(&json!("ž".repeat(100_000)), "x").unwrap();
    assert!(mismatch.actual.ends_with("ž…\" (100000 characters)"), "{}", mismatch.actual);
    assert!(size(&mismatch) < 1000);
}

#[test]
fn a_long_list_is_cut_with_its_count() {
    let list: Vec<Json> = (0..100_000).map(Json::from).collect();
    let mismatch = mismatch(&Json::Array(list), "{ count: 3 }").unwrap();
    assert!(mismatch.actual.starts_with("[0,1,2,"), "{}", mismatch.actual);
    assert!(mismatch.actual.ends_with("… (100000 elements)"), "{}", mismatch.actual);
}

#[test]
fn a_list_cut_inside_a_character_is_still_text() {
    let mismatch = mismatch(&json!(["👩".repeat(300)]), "{ count: 3 }").unwrap();
    assert!(!mismatch.actual.contains('\u{fffd}'), "{}", mismatch.actual);
}

#[test]
fn many_failing_elements_are_counted_not_listed() {
    let list: Vec<Json> = (0..50_000).map(|n| json!({ "n": n, "text": "x".repeat(20) })).collect();
    let mismatch = mismatch(&Json::Array(list), "{ each: { fields: { n: { lt: 0 } } } }").unwrap();
    assert!(mismatch.actual.ends_with("and 49997 more"), "{}", mismatch.actual);
    assert!(mismatch.hint.as_ref().unwrap().starts_with("50000 of 50000 elements differ"));
    assert!(size(&mismatch) < 2000);
}

#[test]
fn a_difference_of_large_objects_is_bounded() {
    let object = |salt: usize| -> Json { (0..20_000).map(|n| (format!("k{n}"), json!(n * salt))).collect() };
    let world = json!({ "v": object(1) });
    let text = format!("v: {{ equals: {} }}", object(3));
    let verdicts = fields(&text).judge(Some(&world), &World);
    let mismatch = verdicts[0].mismatch.as_ref().unwrap();
    assert!(mismatch.difference.as_ref().unwrap().lines().count() <= 61);
    assert!(mismatch.hint.as_ref().unwrap().ends_with("more"), "{:?}", mismatch.hint);
    assert!(size(mismatch) < 12_000);
}

#[test]
fn a_difference_of_long_texts_is_bounded() {
    let lines = |word: &str| (0..20_000).map(|n| format!("{word}{}", n % 7)).collect::<Vec<_>>().join("\n");
    let text = serde_json::to_string(&lines("a")).unwrap();
    let mismatch = mismatch(&json!(lines("b")), &format!("{{ equals: {text} }}")).unwrap();
    assert!(size(&mismatch) < 12_000);
}

#[test]
fn unordered_of_long_lists_is_not_quadratic() {
    let list: Vec<Json> = (0..30_000).map(|n| json!({ "n": n })).collect();
    let reversed: Vec<Json> = list.iter().rev().cloned().collect();
    assert!(mismatch(&Json::Array(list), &format!("{{ unordered: {} }}", Json::Array(reversed))).is_none());
}

#[test]
fn deep_values_are_judged() {
    let mut value = json!(1);
    for _ in 0..100 {
        value = json!([value]);
    }
    assert!(mismatch(&value, "{ equals: [[1]] }").is_some());
    assert!(mismatch(&value, "{ unordered: [[1]] }").is_some());
}
