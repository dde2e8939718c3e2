//! Random values: from the scope alone, within bounds, each as likely as any other.

use std::collections::{BTreeMap, BTreeSet};

use idvet::template::{Scope, Value, functions};
use serde_json::json;

use super::{World, fill, list, plain, read, read_node};

#[test]
fn one_seed_gives_one_value() {
    let draw = |seed: u64| {
        let world = World::seeded(seed).with("countries", json!(["LT", "LV", "EE"]).into());
        let text = functions()
            .iter()
            .filter(|function| function.name != "file")
            .map(|function| function.example)
            .collect::<Vec<_>>()
            .join(" ");
        fill(&text, &world).unwrap().to_text()
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
}

/// Values that releases must not change: a seed in an old report gives the same run again.
#[test]
fn the_values_of_a_seed_are_fixed() {
    let text = "${uuid()} ${random.digits(8)} ${random.int(1, 100)} ${fake.first_name()} ${fake.last_name('lt')} \
                ${fake.address('de')}";
    let expected = "bdd73226-2feb-4e95-a8ef-e333b266f103 84025854 8 Sophie Paulauskas Gartenweg 117, Köln";
    assert_eq!(fill(text, &World::seeded(42)).unwrap().to_text(), expected);
}

#[test]
fn a_uuid_is_of_version_4_and_new_each_time() {
    let world = World::seeded(1);
    let template = read("${uuid()}");
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let text = template.fill(&world).unwrap().to_text();
        let parsed = uuid::Uuid::parse_str(&text).unwrap();
        assert_eq!((parsed.get_version_num(), parsed.get_variant()), (4, uuid::Variant::RFC4122));
        assert_eq!(text, parsed.to_string());
        assert!(seen.insert(text));
    }
}

#[test]
fn digits_are_a_text_of_that_length() {
    let world = World::seeded(3);
    let long = fill("${random.digits(1000)}", &world).unwrap();
    let text = long.json.as_str().unwrap();
    assert_eq!(text.len(), 1000);
    for digit in '0'..='9' {
        let count = text.chars().filter(|found| *found == digit).count();
        assert!((60..140).contains(&count), "{digit}: {count}");
    }
}

#[test]
fn whole_numbers_reach_both_bounds_and_no_further() {
    let world = World::seeded(5);
    let template = read("${random.int(-2, 3)}");
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for _ in 0..6000 {
        *counts.entry(template.fill(&world).unwrap().json.as_i64().unwrap()).or_default() += 1;
    }
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), [-2, -1, 0, 1, 2, 3]);
    assert!(counts.values().all(|count| (850..1150).contains(count)), "{counts:?}");
}

#[test]
fn whole_numbers_of_any_size() {
    let world = World::seeded(5);
    let full = read("${random.int(-9223372036854775808, 9223372036854775807)}");
    let signs: BTreeSet<i64> =
        (0..64).map(|_| full.fill(&world).unwrap().json.as_i64().unwrap().signum()).collect();
    assert!(signs.contains(&1) && signs.contains(&-1));
    assert_eq!(fill("${random.int(7, 7)}", &world).unwrap().json, json!(7));
}

/// Draws that come from a list.
struct Draws(std::cell::RefCell<Vec<u64>>);

impl Scope for Draws {
    fn value(&self, _: &str) -> Option<Value> {
        None
    }
    fn random(&self) -> u64 {
        self.0.borrow_mut().pop().unwrap_or(u64::MAX)
    }
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }
    fn read_file(&self, _: &str) -> Result<String, String> {
        Err("no files here".to_owned())
    }
}

/// 2^64 is not a multiple of 3: the one draw too many, the highest, is drawn again.
#[test]
fn draws_that_would_favour_a_value_are_drawn_again() {
    let draw = |values: &[u64]| {
        let draws = Draws(values.iter().rev().copied().collect::<Vec<_>>().into());
        let filled = read("${random.int(0, 2)}").fill(&draws).unwrap();
        (filled.json.as_i64().unwrap(), draws.0.borrow().len())
    };
    assert_eq!(draw(&[u64::MAX, 1, 5]), (1, 1));
    assert_eq!(draw(&[u64::MAX - 1, 1]), (2, 1));
    assert_eq!(draw(&[]), (0, 0), "a scope that is not random must not hang");
}

#[test]
fn picks_reach_every_element_and_keep_its_text() {
    let numbers = read_node(&list(vec![plain("007"), plain("08"), plain("9")]));
    let world = World::seeded(9);
    let world = World::seeded(9).with("numbers", numbers.fill(&world).unwrap());
    let template = read("${random.pick(numbers)}");
    let seen: BTreeSet<String> = (0..100).map(|_| template.fill(&world).unwrap().to_text()).collect();
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), ["007", "08", "9"]);
}

/// Fact sheet, `firstName` and `lastName`: 1 to 100 characters, no digits, none of these signs.
#[test]
fn names_are_such_as_the_api_takes() {
    const REFUSED: &str = "~!@#$%^*()_+={}[]\\|:;\",<>/?";
    let world = World::seeded(11);
    for locale in ["en", "lt", "lv", "et", "pl", "de", "fr", "es", "uk", "LT", "en-GB", "pl_PL"] {
        for part in ["first_name", "last_name"] {
            let template = read(&format!("${{fake.{part}('{locale}')}}"));
            let names: BTreeSet<String> =
                (0..400).map(|_| template.fill(&world).unwrap().to_text()).collect();
            assert!(names.len() >= 12, "{locale} has {} for {part}", names.len());
            for name in names {
                assert!((1..=100).contains(&name.chars().count()), "{name}");
                assert!(!name.chars().any(|c| c.is_numeric() || REFUSED.contains(c)), "{name}");
                assert_eq!(name.to_uppercase().chars().count(), name.chars().count(), "{name}");
            }
        }
        let address = fill(&format!("${{fake.address('{locale}')}}"), &world).unwrap().to_text();
        assert!(address.chars().any(|c| c.is_ascii_digit()) && address.chars().count() <= 100, "{address}");
    }
}

#[test]
fn names_without_a_locale_are_ascii() {
    let world = World::seeded(2);
    let template = read("${fake.first_name()} ${fake.last_name()} ${fake.address()}");
    for _ in 0..200 {
        let text = template.fill(&world).unwrap().to_text();
        assert!(text.is_ascii(), "{text}");
    }
}
