//! Equal literals are one value in memory, as far as the table that knows them reaches.

use idvet::template::{Template, Value};

use super::{list, plain, quoted, read, read_node};

fn literal(template: &Template) -> &Value {
    template.as_literal().unwrap()
}

/// Whether both hold one value, not two equal ones.
fn are_one(one: &Template, other: &Template) -> bool {
    std::ptr::eq(literal(one), literal(other))
}

#[test]
fn equal_literals_are_one() {
    assert!(are_one(&read("APPROVED"), &read("APPROVED")));
    assert!(are_one(&read("APPROVED"), &Template::text("APPROVED")));
    assert!(are_one(&read_node(&plain("00123")), &read_node(&plain("00123"))));
    assert!(are_one(&read_node(&plain("null")), &read_node(&plain("null"))));
}

#[test]
fn what_only_looks_equal_is_not() {
    assert_ne!(literal(&read_node(&plain("5"))), literal(&read_node(&quoted("5"))));
    assert_ne!(literal(&read_node(&plain("5"))), literal(&read_node(&plain("05"))));
    assert_ne!(literal(&read_node(&plain("null"))), literal(&read_node(&quoted("null"))));
    assert_ne!(literal(&read_node(&plain("~"))), literal(&read_node(&plain(""))));
}

/// The values of a list are its own, and no part of the table.
#[test]
fn a_list_is_its_own() {
    let both = [(); 2].map(|()| read_node(&list(vec![quoted("APPROVED")])));
    assert!(!are_one(&both[0], &both[1]));
    assert_eq!(literal(&both[0]), literal(&both[1]));
}

#[test]
fn long_texts_are_not_kept() {
    let (long, short) = ("x".repeat(65), "x".repeat(64));
    assert!(are_one(&read(&short), &read(&short)));
    assert!(!are_one(&read(&long), &read(&long)));
}

/// A suite of thousands of names does not grow the table: what stood in it is forgotten, and shared again from then on.
#[test]
fn the_table_is_bounded() {
    for (style, read) in [("quoted", read as fn(&str) -> Template), ("plain", |text| read_node(&plain(text)))]
    {
        let first = read("APPROVED");
        (0..1000).for_each(|number| drop(read(&format!("scenario {number}"))));
        let again = read("APPROVED");
        assert!(!are_one(&first, &again), "{style}: a thousand others were kept beside it");
        assert!(are_one(&again, &read("APPROVED")), "{style}");
    }
}
