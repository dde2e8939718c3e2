//! What scalars mean by YAML 1.2's core schema.

use idvet::source::{Resolved, Scalar, Style};
use serde_json::{Value, json};

fn json_of(text: &str) -> Value {
    let scalar = Scalar { text: text.to_owned(), style: Style::Plain };
    scalar.resolve().to_json(text)
}

#[test]
fn numbers_booleans_and_nothing_are_those_of_the_core_schema() {
    let table = [
        ("", json!(null)),
        ("~", json!(null)),
        ("Null", json!(null)),
        ("true", json!(true)),
        ("FALSE", json!(false)),
        ("0", json!(0)),
        ("36", json!(36)),
        ("+36", json!(36)),
        ("-36", json!(-36)),
        ("00123456", json!(123_456)),
        ("-007", json!(-7)),
        ("0o17", json!(15)),
        ("0x1F", json!(31)),
        ("9007199254740993", json!(9_007_199_254_740_993_u64)),
        ("18446744073709551615", json!(u64::MAX)),
        ("-9223372036854775808", json!(i64::MIN)),
        ("1.5", json!(1.5)),
        ("1.", json!(1.0)),
        (".5", json!(0.5)),
        ("-.5", json!(-0.5)),
        ("+1.5", json!(1.5)),
        ("1e5", json!(100_000.0)),
        ("1E-2", json!(0.01)),
        ("1.e+2", json!(100.0)),
    ];
    for (text, expected) in table {
        assert_eq!(json_of(text), expected, "{text:?}");
    }
}

#[test]
fn everything_else_is_the_text_itself() {
    let table = [
        "NO",
        "yes",
        "on",
        "y",
        "tRue",
        "1_000",
        "1990-12-20",
        "12:30",
        "0b1",
        "0o8",
        "0o",
        "0x",
        "0xg",
        "0o+7",
        "0x-1",
        ".inf",
        "-.Inf",
        ".nan",
        "NaN",
        "inf",
        "infinity",
        "1e400",
        "-1e400",
        "1e",
        "e5",
        ".",
        "+",
        "-",
        "-.",
        ".e5",
        "1.5.2",
        "1e5.5",
        "+-1",
        "--1",
        "-0x1",
        " 1",
        "1 ",
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "0xFFFFFFFFFFFFFFFFF",
        "${n}",
        "é",
        "١٢",
    ];
    for text in table {
        assert_eq!(json_of(text), json!(text), "{text:?}");
    }
}

#[test]
fn what_is_quoted_is_a_text() {
    for text in ["1", "true", "null", ""] {
        let scalar = Scalar { text: text.to_owned(), style: Style::Text };
        assert_eq!(scalar.resolve(), Resolved::Text, "{text:?}");
    }
}
