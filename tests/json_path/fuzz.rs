//! Mutations of the official suite's queries: no panic, places inside the text, and bounded work.

use std::panic;

use idvet::json_path::JsonPath;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::suite::cases;

const MUTATIONS: usize = 200_000;

/// Pieces of the grammar, whole and broken.
const PIECES: [&str; 40] = [
    "$",
    "@",
    ".",
    "..",
    "*",
    "[",
    "]",
    "[?",
    "(",
    ")",
    "'",
    "\"",
    "\\",
    "\\u",
    "\\uD83D",
    "\\uDE00",
    "!",
    "&&",
    "||",
    "==",
    "<=",
    "=",
    ",",
    ":",
    "-",
    "0",
    "9007199254740991",
    "-1",
    "1e9",
    ".5",
    "true",
    "null",
    "length(",
    "count(",
    "match(@,'",
    "search(",
    "value(",
    " ",
    "\u{e9}",
    "\u{1F600}",
];

#[test]
fn no_mutation_of_the_suite_panics() {
    let selectors: Vec<String> =
        cases().iter().map(|case| case["selector"].as_str().unwrap().to_owned()).collect();
    let document =
        json!({"a": [1, "ab", null, {"b": [true, {"a": 2.5}]}], "b": {"a": {"a": "x"}}, "": [[], {}]});
    let mut random = ChaCha8Rng::seed_from_u64(9535);
    let mut accepted = 0;
    for _ in 0..MUTATIONS {
        let query = mutated(&selectors, &mut random);
        let outcome = panic::catch_unwind(|| examine(&query, &document));
        accepted += usize::from(outcome.unwrap_or_else(|_| panic!("{query:?}")));
    }
    assert!(
        accepted > MUTATIONS / 20,
        "only {accepted} of {MUTATIONS} mutations are queries: the mutations are too wild"
    );
}

/// Whether the text is a query.
fn examine(query: &str, document: &Value) -> bool {
    match JsonPath::parse(query) {
        Ok(path) => {
            let _at_most_the_limit_of_work = path.query(document);
            true
        }
        Err(error) => {
            assert!(
                query.get(error.offset..error.offset + error.length).is_some(),
                "{error:?} is no place in the query"
            );
            assert!(!error.message.is_empty());
            false
        }
    }
}

fn mutated(selectors: &[String], random: &mut ChaCha8Rng) -> String {
    let mut query: Vec<char> = selectors[below(selectors.len(), random)].chars().collect();
    for _ in 0..=below(3, random) {
        let at = below(query.len() + 1, random);
        match below(4, random) {
            0 => drop(query.splice(at..at, PIECES[below(PIECES.len(), random)].chars())),
            1 => query.truncate(at),
            2 => drop(query.drain(at..(at + 1 + below(4, random)).min(query.len()).max(at))),
            _ => splice_another(&mut query, at, selectors, random),
        }
    }
    query.into_iter().collect()
}

/// Puts a piece of another query in.
fn splice_another(query: &mut Vec<char>, at: usize, selectors: &[String], random: &mut ChaCha8Rng) {
    let other: Vec<char> = selectors[below(selectors.len(), random)].chars().collect();
    let start = below(other.len() + 1, random);
    let end = start + below(other.len() - start + 1, random);
    query.splice(at..at, other[start..end].iter().copied());
}

fn below(bound: usize, random: &mut ChaCha8Rng) -> usize {
    usize::try_from(random.next_u64() % u64::try_from(bound).unwrap()).unwrap()
}
