//! The keys of `expect`, and of the operands that are maps.

use crate::word::{Part, Shape, Wanted, Word, word};

/// The keys of `expect`.
pub(super) const EXPECTATION: &[Word] = &[
    word(
        "status",
        Wanted::filled("a code, a class such as `4xx`, or a list of both", Shape::Either(STATUS_OR_LIST)),
        "status: [200, 201]",
        "the HTTP status: a code, a class (`1xx` to `5xx`), or a list of both; in place of the verb's own success",
    ),
    word(
        "error",
        Wanted::filled(
            "the message or a map of fields",
            Shape::Either(&[Shape::Text, Shape::Part(Part::Fields)]),
        ),
        "error: { identifier: BAD_VALUE, message: { contains: firstName } }",
        "the `message` of a refusal, or a map of any fields of its body; it means a status of 400 or above",
    ),
    word(
        "headers",
        Wanted::of("a map of headers", Shape::Open(&[], &Shape::Part(Part::Matchers))),
        "headers: { content-type: { starts_with: application/json } }",
        "what is expected of each header, in any letter case",
    ),
    word(
        "within",
        Wanted::filled("a duration", Shape::Duration),
        "within: 2s",
        "how long the answer may take",
    ),
    word(
        "fields",
        Wanted::of("a map of fields and what is expected of them", Shape::Part(Part::Fields)),
        "fields: { status: APPROVED }",
        "what is expected of each field of the answer",
    ),
    word(
        "body",
        Wanted::of("a value or matchers", Shape::Part(Part::Matchers)),
        "body: { contains: scanRef }",
        "what is expected of the text of the answer, also where that is JSON",
    ),
    word(
        "contract",
        Wanted::of("`off`, `warn` or `strict`", Shape::OneOf(&["off", "warn", "strict"])),
        "contract: off",
        "how much of the contract the answer is held to; the same as `contract` beside the verb",
    ),
];

const STATUS: Shape =
    Shape::Either(&[Shape::Whole { min: 100, max: 599 }, Shape::OneOf(&["1xx", "2xx", "3xx", "4xx", "5xx"])]);

const STATUS_OR_LIST: &[Shape] = &[STATUS, Shape::List(&STATUS)];

/// The keys of `length` and `count`.
pub(super) const BOUNDS: &[Word] = &[
    word("min", Wanted::filled("a whole number", COUNT), "min: 1", "at least so many"),
    word("max", Wanted::filled("a whole number", COUNT), "max: 36", "at most so many"),
];

/// How many there are of something.
pub(super) const COUNT: Shape = Shape::Whole { min: 0, max: i64::MAX };

/// The keys of `near`.
pub(super) const NEAR: &[Word] = &[
    word("to", Wanted::filled("a number or a time", Shape::Any), "to: now", "the number or the time"),
    word(
        "within",
        Wanted::filled(
            "a number or a duration",
            Shape::Either(&[Shape::Number { min: Some(0) }, Shape::Duration]),
        ),
        "within: 5s",
        "how far from it, at most: a number, or a duration for times",
    ),
];
