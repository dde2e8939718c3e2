//! The keys of a flow file.

use crate::word::{Part, Shape, Wanted, Word, word};

/// The keys of a flow: what it is given, what it does, and what its caller can read of it.
pub(in crate::scenario) const FLOW: &[Word] = &[
    word(
        "params",
        Wanted::of(
            "a map of parameters",
            Shape::Open(&[], &Shape::Either(&[Shape::Null, Shape::Keys(PARAMETER)])),
        ),
        "params: { wanted: {}, country: { default: LT } }",
        "what the flow is given by `with`; its steps read it as `${NAME}`. `{}` is a parameter that must be given",
    ),
    word(
        "steps",
        Wanted::of("a list of steps", Shape::List(&Shape::Part(Part::Step))),
        "steps: [create_token: { clientId: qa-1 }]",
        "what is done, one after another, as if it stood where the flow is used",
    ),
    word(
        "exports",
        Wanted::of("a map of names and values", Shape::Open(&[], &Shape::Any)),
        "exports: { ref: \"${ref}\" }",
        "what the caller can read, as `${ID.NAME}` by the `id` of its `use` step",
    ),
];

/// The key of a parameter.
pub(in crate::scenario) const PARAMETER: &[Word] = &[word(
    "default",
    Wanted::of("a value", Shape::Any),
    "default: LT",
    "its value where `with` gives none; a parameter without it is required",
)];
