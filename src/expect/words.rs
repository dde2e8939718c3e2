//! The matchers of the language: their names, what they are for, an example of each, and how each is read.

use super::{
    equal,
    format::{self, FORMATS, TYPES},
    keys::{BOUNDS, COUNT, NEAR},
    list, number,
    operand::Given,
    test::Compiled,
    text, time,
};
use crate::word::{Part, Shape};

/// A matcher of the language.
#[derive(Clone, Copy, Debug)]
pub struct MatcherInfo {
    /// Its word.
    pub name: &'static str,
    /// What it holds a value to, in one sentence without a full stop.
    pub about: &'static str,
    /// A map with it, as one writes it in a scenario.
    pub example: &'static str,
    /// The shape of its operand, which may also be filled in.
    pub operand: Shape,
    pub(super) reading: Reading,
}

/// How a matcher's operand is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reading {
    /// A value, which may hold `${...}`.
    Value(fn(&Given) -> Compiled),
    /// `true` or `false`; the only one that an absent field can meet.
    Present,
    /// A value or matchers, turned round.
    Not,
    /// Matchers of every element.
    Each,
    /// Matchers of at least one element.
    Some,
    /// A list of matchers that all hold.
    AllOf,
    /// A list of matchers of which one holds.
    AnyOf,
    /// Fields of the value.
    Fields,
    /// A JSON Schema, or the path of one.
    Schema,
}

/// Every matcher, in the order in which the documentation lists them.
pub fn matchers() -> &'static [MatcherInfo] {
    MATCHERS
}

/// The matcher of that word.
pub(super) fn matcher(word: &str) -> Option<&'static MatcherInfo> {
    MATCHERS.iter().find(|matcher| matcher.name == word)
}

const fn word(
    name: &'static str,
    reading: Reading,
    operand: Shape,
    about: &'static str,
    example: &'static str,
) -> MatcherInfo {
    MatcherInfo { name, about, example, operand, reading }
}

const MATCHERS_OR_VALUE: Shape = Shape::Part(Part::Matchers);

const VALUES: Shape = Shape::List(&Shape::Any);

const NUMBER: Shape = Shape::Number { min: None };

const TYPE: Shape = Shape::Either(&[Shape::OneOf(TYPES), Shape::List(&Shape::OneOf(TYPES)), Shape::Null]);

const HOW_MANY: Shape = Shape::Either(&[COUNT, Shape::Keys(BOUNDS)]);

const TIME: Shape = Shape::Either(&[Shape::Like(&["now", "today"]), NUMBER]);

const JSON_SCHEMA: Shape = Shape::Either(&[Shape::String, Shape::Open(&[], &Shape::Any)]);

static MATCHERS: &[MatcherInfo] = &[
    word(
        "equals",
        Reading::Value(equal::equals),
        Shape::Any,
        "the same value: deep, and strict in type, though `1` equals `1.0`",
        "{ equals: { type: PASSPORT } }",
    ),
    word(
        "not",
        Reading::Not,
        MATCHERS_OR_VALUE,
        "not that value, or not what those matchers want",
        "{ not: DENIED }",
    ),
    word(
        "one_of",
        Reading::Value(equal::one_of),
        VALUES,
        "one of these values",
        "{ one_of: [APPROVED, DENIED] }",
    ),
    word(
        "none_of",
        Reading::Value(equal::none_of),
        VALUES,
        "none of these values",
        "{ none_of: [EXPIRED, DELETED] }",
    ),
    word(
        "type",
        Reading::Value(format::of_type),
        TYPE,
        "of this type, or of one of these, by JSON Schema's names",
        "{ type: integer }",
    ),
    word(
        "present",
        Reading::Present,
        Shape::Boolean,
        "there, or absent; null is there",
        "{ present: false }",
    ),
    word(
        "matches",
        Reading::Value(text::matches),
        Shape::String,
        "a text in which the regular expression is found",
        r#"{ matches: "^[A-Z]{2}[0-9]+$" }"#,
    ),
    word(
        "contains",
        Reading::Value(text::contains),
        Shape::String,
        "a text with this piece in it",
        "{ contains: firstName }",
    ),
    word(
        "starts_with",
        Reading::Value(text::starts_with),
        Shape::String,
        "a text that begins so",
        "{ starts_with: qa- }",
    ),
    word(
        "ends_with",
        Reading::Value(text::ends_with),
        Shape::String,
        "a text that ends so",
        "{ ends_with: .pdf }",
    ),
    word(
        "length",
        Reading::Value(text::length),
        HOW_MANY,
        "a text of so many characters (Unicode scalar values)",
        "{ length: { max: 36 } }",
    ),
    word(
        "empty",
        Reading::Value(list::empty),
        Shape::Boolean,
        "an empty text, list or object, or none of them",
        "{ empty: false }",
    ),
    word("count", Reading::Value(list::count), HOW_MANY, "a list of so many elements", "{ count: 2 }"),
    word("gt", Reading::Value(number::gt), NUMBER, "a number greater than this", "{ gt: 0 }"),
    word("gte", Reading::Value(number::gte), NUMBER, "a number at least this", "{ gte: 1 }"),
    word("lt", Reading::Value(number::lt), NUMBER, "a number less than this", "{ lt: 100 }"),
    word("lte", Reading::Value(number::lte), NUMBER, "a number at most this", "{ lte: 3600 }"),
    word(
        "between",
        Reading::Value(number::between),
        Shape::List(&NUMBER),
        "a number from this to that, both included",
        "{ between: [0, 1] }",
    ),
    word("before", Reading::Value(time::before), TIME, "a time before this one", "{ before: now }"),
    word("after", Reading::Value(time::after), TIME, "a time after this one", "{ after: today }"),
    word(
        "near",
        Reading::Value(time::near),
        Shape::Keys(NEAR),
        "a number or a time not further from this than that",
        "{ near: { to: now, within: 5s } }",
    ),
    word(
        "each",
        Reading::Each,
        MATCHERS_OR_VALUE,
        "a list whose every element is so",
        "{ each: { type: string } }",
    ),
    word(
        "some",
        Reading::Some,
        MATCHERS_OR_VALUE,
        "a list with at least one such element",
        "{ some: { equals: FACE } }",
    ),
    word(
        "includes",
        Reading::Value(list::includes),
        VALUES,
        "a list with all these values in it",
        "{ includes: [FACE] }",
    ),
    word(
        "unordered",
        Reading::Value(list::unordered),
        VALUES,
        "a list of these values in any order",
        "{ unordered: [FRONT, BACK] }",
    ),
    word(
        "format",
        Reading::Value(format::format),
        Shape::OneOf(FORMATS),
        "a text in this format",
        "{ format: uuid }",
    ),
    word(
        "vocabulary",
        Reading::Value(format::vocabulary),
        Shape::VocabularyName,
        "a value that the API's documents name",
        "{ vocabulary: suspicionReason }",
    ),
    word(
        "schema",
        Reading::Schema,
        JSON_SCHEMA,
        "valid by a JSON Schema, inline or in a file below the suite's root",
        "{ schema: { type: object, required: [scanRef] } }",
    ),
    word(
        "all_of",
        Reading::AllOf,
        Shape::List(&MATCHERS_OR_VALUE),
        "all of these matchers hold",
        "{ all_of: [{ gt: 0 }, { lt: 10 }] }",
    ),
    word(
        "any_of",
        Reading::AnyOf,
        Shape::List(&MATCHERS_OR_VALUE),
        "at least one of these matchers holds",
        "{ any_of: [{ equals: null }, { empty: true }] }",
    ),
    word(
        "fields",
        Reading::Fields,
        Shape::Part(Part::Fields),
        "an object with these fields",
        "{ fields: { type: PASSPORT } }",
    ),
];
