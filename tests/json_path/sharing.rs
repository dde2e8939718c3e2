//! Equal fields are one query in memory, as far as the table that knows them reaches.

use idvet::json_path::{JsonPath, PathError};

fn field(text: &str) -> JsonPath {
    JsonPath::from_field(text).unwrap()
}

/// Whether both hold one query, not two equal ones.
fn are_one(one: &JsonPath, other: &JsonPath) -> bool {
    std::ptr::eq(one.as_str(), other.as_str())
}

#[test]
fn equal_fields_are_one() {
    assert!(are_one(&field("a.b"), &field("a.b")));
    assert!(are_one(&field("$.a[0]"), &field("$.a[0]")));
}

/// A query of several nodes may hold a compiled regular expression, which is large.
#[test]
fn queries_of_several_nodes_are_not_kept() {
    for text in ["$.a[*]", "$..a", "$.a[?match(@.b, 'c')]"] {
        assert!(!are_one(&field(text), &field(text)), "{text}");
        assert_eq!(field(text).as_str(), text);
    }
}

#[test]
fn long_fields_are_not_kept() {
    let (long, short) = ("x".repeat(65), "x".repeat(64));
    assert!(are_one(&field(&short), &field(&short)));
    assert!(!are_one(&field(&long), &field(&long)));
}

#[test]
fn a_field_that_is_kept_is_no_query() {
    field("a");
    assert!(JsonPath::parse("a").is_err());
}

#[test]
fn a_mistake_is_told_each_time() {
    let mistakes: [PathError; 2] = [(); 2].map(|()| JsonPath::from_field("a..b").unwrap_err());
    assert_eq!(mistakes[0], mistakes[1]);
}

/// A suite of thousands of fields does not grow the table: what stood in it is forgotten, and shared again from then on.
#[test]
fn the_table_is_bounded() {
    let first = field("status");
    (0..1000).for_each(|number| drop(field(&format!("field_{number}"))));
    let again = field("status");
    assert!(!are_one(&first, &again), "a thousand others were kept beside it");
    assert!(are_one(&again, &field("status")));
}
