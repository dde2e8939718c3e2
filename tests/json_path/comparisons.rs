//! Comparisons of values that the official suite leaves out.

use idvet::json_path::JsonPath;
use serde_json::{Value, json};

#[track_caller]
fn check(condition: &str, item: &Value, expected: bool) {
    let path = JsonPath::parse(&format!("$[?{condition}]")).unwrap();
    assert_eq!(path.query(&json!([item])).unwrap().len() == 1, expected, "{condition} of {item}");
}

#[test]
fn objects_are_equal_with_the_same_members_in_any_order() {
    let equal = |one: Value, two: Value, expected| {
        check("@.one == @.two", &json!({"one": one, "two": two}), expected);
    };
    equal(json!({"a": 1, "b": [2.0]}), json!({"b": [2], "a": 1.0}), true);
    equal(json!({"a": 1}), json!({"a": 1, "b": 2}), false);
    equal(json!({"a": 1, "b": 2}), json!({"a": 1}), false);
    equal(json!({"a": null}), json!({"b": null}), false);
    equal(json!([1, 2]), json!([1]), false);
    equal(json!([1]), json!([1, 2]), false);
    equal(json!([]), json!({}), false);
}

#[test]
fn whole_numbers_are_compared_exactly() {
    check("@ == 9007199254740993", &json!(9_007_199_254_740_993_u64), true);
    check("@ == 9007199254740993", &json!(9_007_199_254_740_992_u64), false);
    check("@ < 18446744073709551615", &json!(18_446_744_073_709_551_614_u64), true);
    check("@ > -1", &json!(u64::MAX), true);
    check("@ == 1e2", &json!(100), true);
    check("@ == -0", &json!(0), true);
    check("@ < 100000000000000000000", &json!(u64::MAX), true);
}

#[test]
fn values_of_different_kinds_are_neither_equal_nor_in_order() {
    for operator in ["==", "<", ">", "<=", ">="] {
        check(&format!("@ {operator} '1'"), &json!(1), false);
        check(&format!("@ {operator} 1"), &json!(null), false);
        check(&format!("@.absent {operator} null"), &json!({}), false);
    }
    check("@ != '1'", &json!(1), true);
    check("@.absent <= @.missing", &json!({}), true);
}
