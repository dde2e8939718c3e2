//! The keys of a scenario, of its `matrix`, and the modifiers of a step.

use crate::word::{MOST_RETRIES, Part, Shape, Wanted, Word, word};

/// The kinds of environment.
pub(super) const KINDS: &[&str] = &["DEV", "DEMO", "TEST", "PROD"];

/// How much of the contract counts; which words there are is the plan's matter, and the message's.
pub(super) const CONTRACT: Wanted =
    Wanted::of("`off`, `warn` or `strict`", Shape::OneOf(&["off", "warn", "strict"]));

/// How often a broken test is carried out again.
pub(super) const RETRIES: Wanted =
    Wanted::of("a whole number from 0 to 100", Shape::Whole { min: 0, max: MOST_RETRIES });

/// The keys of a scenario.
pub(super) const SCENARIO: &[Word] = &[
    word(
        "name",
        Wanted::TEXT,
        "name: an approved session reads back as approved",
        "what the scenario shows; part of the test's id, so unique in its file. May hold `${...}` of `vars`, \
         `matrix` and `case`",
    ),
    word("description", Wanted::TEXT, "description: what this is about", "anything more"),
    word(
        "tags",
        Wanted::TEXTS,
        "tags: [smoke, webhook]",
        "words to select by: `idvet run --tag 'smoke and not slow'`; without spaces or brackets, and not `and`, \
         `or`, `not`",
    ),
    word(
        "environments",
        Wanted::of("a list of kinds", Shape::List(&Shape::OneOf(KINDS))),
        "environments: [DEV]",
        "the *kinds* of environment it is for. One that uses `create_dummy_token` or `add_manual_status` is \
         skipped against any kind but DEV, unless that kind is named here",
    ),
    word(
        "timeout",
        Wanted::DURATION,
        "timeout: 2m",
        "how long it may take, `finally` apart; else the suite's `defaults.timeout`",
    )
    .or("5m"),
    word(
        "retries",
        RETRIES,
        "retries: 2",
        "how often it is carried out again where it failed or could not be judged; what passes then is *flaky*. It counts \
         before the run's `--retries`, and that before `defaults.retries`",
    )
    .or("0"),
    word(
        "contract",
        CONTRACT,
        "contract: strict",
        "how much of the contract its answers are held to: `off` looks at nothing, `warn` fails what breaks it, `strict` \
         what drifts from it too; else what the environment or the suite says",
    ),
    word(
        "vars",
        Wanted::of("a map of names and values", Shape::Open(&[], &Shape::Any)),
        "vars: { client: qa-1 }",
        "values with names, worked out once for each test, in the written order: one may use those above it. \
         `--var name=text` replaces one",
    ),
    word(
        "matrix",
        Wanted::of("a map of axes", Shape::Open(MATRIX, &AXIS_VALUES)),
        "matrix: { face: [FACE_MATCH, FAKE_FACE] }",
        "a test for every combination of the values of its axes; a step reads them as `${matrix.NAME}`",
    ),
    word(
        "cases",
        Wanted::of(
            "a list of maps, or the path of a table",
            Shape::Either(&[Shape::Text, Shape::List(&COMBINATION)]),
        ),
        "cases: [{ name: approved, dummyStatus: APPROVED }]`, or `cases: _data/people.csv",
        "a test for every row: a list of maps, or a CSV or JSON file; a step reads a column as `${case.NAME}`",
    ),
    word(
        "steps",
        Wanted::of("a list of steps", Shape::List(&Shape::Part(Part::Step))),
        "steps: [create_token: { clientId: qa-1 }]",
        "what is done, one after another; a step that fails ends the scenario",
    ),
    word(
        "finally",
        Wanted::of("a list of steps", Shape::List(&Shape::Part(Part::Step))),
        "finally: [delete: {}]",
        "what is done afterwards in any case, also when a step failed or the run was interrupted; every step of it \
         is tried",
    ),
];

/// The keys of `matrix` that are no axes.
pub(super) const MATRIX: &[Word] = &[
    word(
        "exclude",
        Wanted::of("a list of combinations", Shape::List(&COMBINATION)),
        "exclude: [{ face: FACE_MATCH, document: DOC_VALIDATED }]",
        "combinations that are left out; one that names only some axes leaves out all that have its values",
    ),
    word(
        "include",
        Wanted::of("a list of combinations", Shape::List(&COMBINATION)),
        "include: [{ face: FAKE_FACE, document: DOC_ERROR }]",
        "combinations that are added, also with values that no axis has",
    ),
    word(
        "sample",
        Wanted::of(
            "`pairwise`, or `pairwise` with a seed",
            Shape::Either(&[Shape::OneOf(&["pairwise"]), Shape::Keys(SAMPLE)]),
        ),
        "sample: pairwise`, or `sample: { pairwise: 7 }",
        "few combinations in which every pair of values of two axes comes, in place of all combinations",
    ),
];

/// The keys of `sample`.
pub(super) const SAMPLE: &[Word] = &[word(
    "pairwise",
    Wanted::of("a seed", Shape::Whole { min: 0, max: i64::MAX }),
    "sample: { pairwise: 7 }",
    "all pairs; another seed takes another sample that has them all",
)];

/// The keys of an axis of all the values of a vocabulary.
pub(super) const AXIS: &[Word] = &[
    word(
        "vocabulary",
        Wanted::of("the name of a vocabulary", Shape::VocabularyName),
        "vocabulary: manualFaceMatchResult",
        "all the values that the API's documents name",
    ),
    word(
        "except",
        Wanted::of("a list of values", Shape::List(&Shape::Text)),
        "except: [FACE_MATCH]",
        "those that are left out",
    ),
];

/// What may stand behind the name of an axis: values, or `${vocabulary.NAME}`, or that without some.
const AXIS_VALUES: Shape =
    Shape::Either(&[Shape::List(&Shape::Any), Shape::AllOfVocabulary, Shape::Keys(AXIS)]);

/// Names with their values.
const COMBINATION: Shape = Shape::Open(&[], &Shape::Any);

/// The modifiers of a step.
pub(super) const MODIFIERS: &[Word] = &[
    word(
        "name",
        Wanted::TEXT,
        "name: the reviewer denies it",
        "what the reports call the step; may hold `${...}`",
    ),
    word("id", Wanted::NAME, "id: full", "a name for the step's answer, for `of` of `assert_fields`"),
    word(
        "if",
        Wanted::filled("a value, or a map of a value and matchers", Shape::Part(Part::Condition)),
        "if: { value: \"${environment.kind}\", equals: DEV }",
        "do the step only if this holds: a value, which is false when it is `false` or null, or a map of `value` \
         and matchers",
    ),
    word(
        "expect",
        Wanted::of("a map", Shape::Part(Part::Expectation)),
        "expect: { fields: { status: APPROVED } }",
        "what is expected of the answer; all of it is looked at before the step fails",
    ),
    word(
        "capture",
        Wanted::of("a map of names and paths", Shape::Open(&[], &Shape::Text)),
        "capture: { ref: $.scanRef }",
        "what is kept of the answer, by name: a field, a JSONPath (what begins with `$`), or `header.NAME`; later \
         steps read it as `${NAME}`",
    ),
    word(
        "snapshot",
        Wanted::of(
            "`true`, a name, or a map",
            Shape::Either(&[Shape::Boolean, Shape::Text, Shape::Keys(SNAPSHOT)]),
        ),
        "snapshot: { ignore: [$.attempt_count] }",
        "hold the whole answer against the one that was accepted; see `docs/snapshots.md`",
    ),
    word(
        "contract",
        CONTRACT,
        "contract: strict",
        "how much of the contract the answers of the step are held to: `off`, `warn` or `strict`; else what the scenario \
         says",
    ),
    word(
        "timeout",
        Wanted::DURATION,
        "timeout: 10s",
        "how long the whole step may take; where it says `within` too, the earlier of both counts",
    ),
    word(
        "continue_on_failure",
        Wanted::BOOLEAN,
        "continue_on_failure: true",
        "`true`: a failure of this step does not end the scenario; an error still does",
    ),
    word(
        "as",
        Wanted::NAME,
        "as: second",
        "on a verb that creates one: a name for the session, where a scenario has more than one",
    ),
    word(
        "session",
        Wanted::TEXT.said("the name of a session"),
        "session: second",
        "which session the step speaks of, by the name it was given with `as`; else the one made last",
    ),
    word(
        "with",
        Wanted::of("a map of parameters and values", Shape::Open(&[], &Shape::Any)),
        "with: { wanted: APPROVED }",
        "beside `use` alone: the values of the flow's parameters",
    ),
];

/// A path, or several.
const PATHS: Wanted =
    Wanted::of("a path or a list of paths", Shape::Either(&[Shape::Text, Shape::List(&Shape::Text)]));

/// The keys of `snapshot`.
pub(super) const SNAPSHOT: &[Word] = &[
    word(
        "name",
        Wanted::TEXT,
        "name: after the review",
        "what the snapshot is called within its scenario; else the step's `id`, else its verb",
    ),
    word(
        "of",
        Wanted::TEXT.said("the `id` of a step, or a path"),
        "of: $.client",
        "the part of the answer that is meant (a JSONPath, which begins with `$`), or the `id` of the earlier step \
         whose answer is meant",
    ),
    word(
        "headers",
        PATHS.said("a header or a list of headers"),
        "headers: [content-type, retry-after]",
        "the headers that are shown; without it `content-type`, and `[]` for none",
    ),
    word("only", PATHS, "only: [$.status, $.fraudTags]", "what is kept of the body; all else is left out"),
    word("ignore", PATHS, "ignore: [$.attempt_count]", "what is left out of the body"),
    word(
        "redact",
        PATHS,
        "redact: [$.client.name]",
        "what is replaced by `[redacted]`; the same value goes from the whole snapshot",
    ),
    word("sort", PATHS, "sort: [$.fraudTags]", "lists whose elements are put in order"),
];

/// The keys of `if` that are no matchers.
pub(super) const CONDITION: &[Word] = &[word(
    "value",
    Wanted::of("a value", Shape::Any),
    "value: \"${environment.kind}\"",
    "what the matchers look at",
)];
