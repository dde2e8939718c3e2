//! The API's names, transcribed from its documents: statuses, results, tags, document types, events, error
//! identifiers, and the calls with their request fields. Each term says in which editions it stands.
//!
//! Pure tables and lookups. Nothing here decides whether a value is right: scenario checks, schemas, completion,
//! coverage and the emulator read the same words and judge by themselves.
//!
//! Source keys (`S0`, `S1`, `C-OAS`, `GH`, ...) are explained in `docs/emulator.md`.

mod calls;
mod countries;
mod documents;
mod events;
mod results;
mod statuses;
mod tags;
mod token;
mod webhooks;

pub use calls::{ApiCall, ApiField, Effect, FieldKind, Kinds, call, calls};
pub use countries::is_country;
pub use documents::{DOCUMENT_TYPE, PLATFORM, SEX, TOKEN_TYPE};
pub use events::{ERROR_IDENTIFIER, WEBHOOK_EVENT};
pub use results::{DOCUMENT_RESULT, FACE_RESULT, MANUAL_DOCUMENT_VALIDITY, MANUAL_FACE_MATCH_RESULT};
pub use statuses::{DUMMY_STATUS, OVERALL_STATUS};
pub use tags::{FRAUD_TAG, MISMATCH_TAG, SUSPICION_REASON};
pub use webhooks::{ADDITIONAL_STEP_STATUS, AGE_GROUP, EXPIRATION_THRESHOLD, RISK_LEVEL};

/// A named list of values that the API's documents give for one field.
#[derive(Debug)]
pub struct Vocabulary {
    /// The name that scenarios use, such as `manualFaceMatchResult`.
    pub name: &'static str,
    /// One sentence on what the values say.
    pub about: &'static str,
    /// Where this is documented.
    pub source: &'static str,
    /// The values, in the order of the documents.
    pub values: &'static [Term],
}

/// One value of a vocabulary.
#[derive(Debug)]
pub struct Term {
    /// The value, verbatim.
    pub value: &'static str,
    /// The editions of the documents that list it.
    pub editions: &'static [Edition],
    /// What it means, in short; empty where its name says all that the documents say.
    pub meaning: &'static str,
}

/// An edition of the API's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// The page "Identification data retrieval" of 2020.
    S0,
    /// The page on dummy results.
    S1,
    /// The present pages and the published `OpenAPI` description (C-OAS and the other C- keys).
    Current,
    /// The older site, the repository frozen in 2021, and the copy of 2023 (O-, GH, MK).
    Older,
}

impl Edition {
    /// All of them, in the order in which a term lists its own.
    pub const ALL: &'static [Self] = EVERYWHERE;

    /// One word for it, as in the column of a table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::S0 => "S0",
            Self::S1 => "S1",
            Self::Current => "current",
            Self::Older => "older",
        }
    }

    /// Which documents it is.
    pub const fn about(self) -> &'static str {
        match self {
            Self::S0 => "the data retrieval page of 2020",
            Self::S1 => "the page on dummy results",
            Self::Current => "the present documents",
            Self::Older => "older documents",
        }
    }
}

const EVERYWHERE: &[Edition] = &[Edition::S0, Edition::S1, Edition::Current, Edition::Older];
const CURRENT: &[Edition] = &[Edition::Current];
const CURRENT_AND_OLDER: &[Edition] = &[Edition::Current, Edition::Older];
const OLDER: &[Edition] = &[Edition::Older];

const fn term(value: &'static str, editions: &'static [Edition], meaning: &'static str) -> Term {
    Term { value, editions, meaning }
}

static ALL: &[&Vocabulary] = &[
    &OVERALL_STATUS,
    &DUMMY_STATUS,
    &FACE_RESULT,
    &MANUAL_FACE_MATCH_RESULT,
    &DOCUMENT_RESULT,
    &MANUAL_DOCUMENT_VALIDITY,
    &SUSPICION_REASON,
    &FRAUD_TAG,
    &MISMATCH_TAG,
    &DOCUMENT_TYPE,
    &TOKEN_TYPE,
    &PLATFORM,
    &SEX,
    &WEBHOOK_EVENT,
    &ERROR_IDENTIFIER,
    &AGE_GROUP,
    &RISK_LEVEL,
    &ADDITIONAL_STEP_STATUS,
    &EXPIRATION_THRESHOLD,
];

/// Every vocabulary, in the order in which the documentation lists them.
pub fn all() -> &'static [&'static Vocabulary] {
    ALL
}

/// The vocabulary of that name.
pub fn vocabulary(name: &str) -> Option<&'static Vocabulary> {
    ALL.iter().copied().find(|vocabulary| vocabulary.name == name)
}

impl Vocabulary {
    /// Whether the value stands in the vocabulary, letter case included.
    pub fn contains(&self, value: &str) -> bool {
        self.values.iter().any(|term| term.value == value)
    }

    /// The value that was probably meant by an unknown one; nothing when none is near.
    pub fn nearest(&self, value: &str) -> Option<&'static str> {
        nearest(value, self.values.iter().map(|term| term.value))
    }
}

/// The known name that is most like an unknown one, letter case aside; nothing when none is near.
///
/// Long inputs are not compared at all, since the comparison costs the product of the lengths; of very many names, the
/// first ones are.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 100;
    const MOST: usize = 500;
    const LEAST_LIKENESS: f64 = 0.75;
    if unknown.len() > LONGEST {
        return None;
    }
    let folded = unknown.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in known.into_iter().take(MOST) {
        let likeness = strsim::normalized_damerau_levenshtein(&folded, &name.to_lowercase())
            .max(strsim::jaro_winkler(&folded, &name.to_lowercase()) - 0.1);
        let is_near = likeness >= LEAST_LIKENESS || is_one_slip(&folded, &name.to_lowercase());
        if is_near && best.is_none_or(|(before, _)| likeness > before) {
            best = Some((likeness, name));
        }
    }
    best.map(|(_, name)| name)
}

/// One sign too many, too few, another or in its neighbour's place; a short word is not much like any other after that.
fn is_one_slip(unknown: &str, known: &str) -> bool {
    const SHORTEST: usize = 3;
    unknown.chars().count() >= SHORTEST
        && known.chars().count() >= SHORTEST
        && strsim::damerau_levenshtein(unknown, known) == 1
}

/// The overall status that follows from a face and a document result, where no tags exist.
///
/// `FACE_MATCH` with `DOC_VALIDATED` is `APPROVED`; every other pair is `DENIED` (S1: an approved verification
/// needs both; the denied pairs of O-SAMPLE and the rule of MK).
pub fn overall_status(face: &str, document: &str) -> &'static str {
    if face == "FACE_MATCH" && document == "DOC_VALIDATED" { "APPROVED" } else { "DENIED" }
}
