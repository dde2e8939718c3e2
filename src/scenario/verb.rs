//! The verbs of the language, and what may stand behind each.

use super::words::VERBS;
use crate::{
    vocabulary::{self, ApiCall},
    word::{Part, Shape, Word},
};

/// A verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of the language, described in its reference")]
pub enum Verb {
    CreateToken,
    CreateDummyToken,
    AddManualStatus,
    GetStatus,
    GetFullStatus,
    GetData,
    GetFiles,
    PollStatus,
    Delete,
    GeneratePdf,
    AssertFields,
    Request,
    Poll,
    AwaitWebhook,
    Set,
    Wait,
    Use,
}

/// What stands behind a verb.
#[derive(Clone, Copy, Debug)]
pub enum Arguments {
    /// A map of the API's fields, or nothing.
    ApiFields,
    /// A map of the language's own keys.
    Keys(&'static [Word]),
    /// A scalar, a list of scalars, or a map of the language's own keys.
    Either(&'static [Word]),
    /// A map of names that the author makes up, at least one.
    Names,
    /// A scalar.
    Scalar,
}

impl Verb {
    /// All of them, in the order of the reference.
    pub const ALL: &'static [Self] = {
        const ALL: [Verb; VERBS.len()] = {
            let mut all = [Verb::Wait; VERBS.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = VERBS[at].0;
                at += 1;
            }
            all
        };
        &ALL
    };

    /// Their words, in the same order.
    pub const WORDS: &'static [&'static str] = {
        const WORDS: [&str; VERBS.len()] = {
            let mut words = [""; VERBS.len()];
            let mut at = 0;
            while at < words.len() {
                words[at] = VERBS[at].1.name;
                at += 1;
            }
            words
        };
        &WORDS
    };

    /// The row of the table of verbs.
    pub fn as_word(self) -> &'static Word {
        let row = VERBS.iter().find(|(verb, _)| *verb == self);
        row.map(|(_, word)| word).expect("every verb stands in the table")
    }

    /// The word in a scenario.
    pub fn word(self) -> &'static str {
        self.as_word().name
    }

    /// The verb of a word.
    pub fn of(word: &str) -> Option<Self> {
        VERBS.iter().find(|(_, known)| known.name == word).map(|(verb, _)| *verb)
    }

    /// What may stand behind it.
    pub fn arguments(self) -> Arguments {
        match self.as_word().wanted.shape {
            Shape::Part(Part::Call) => Arguments::ApiFields,
            Shape::Keys(words) => Arguments::Keys(words),
            Shape::Either(shapes) => Arguments::Either(keys_among(shapes)),
            Shape::Open(..) => Arguments::Names,
            Shape::Any
            | Shape::Text
            | Shape::String
            | Shape::Null
            | Shape::Boolean
            | Shape::Number { .. }
            | Shape::Positive
            | Shape::Whole { .. }
            | Shape::Duration
            | Shape::Name
            | Shape::Variable
            | Shape::OneOf(_)
            | Shape::Like(_)
            | Shape::VocabularyName
            | Shape::AllOfVocabulary
            | Shape::Term(_)
            | Shape::Raw
            | Shape::List(_)
            | Shape::Part(_) => Arguments::Scalar,
        }
    }

    /// The language's own keys behind it; empty where it has none.
    pub fn keys(self) -> &'static [Word] {
        match self.arguments() {
            Arguments::Keys(keys) | Arguments::Either(keys) => keys,
            Arguments::ApiFields | Arguments::Names | Arguments::Scalar => &[],
        }
    }

    /// Whether a list may stand behind it.
    pub fn takes_list(self) -> bool {
        match self.as_word().wanted.shape {
            Shape::Either(shapes) => shapes.iter().any(|shape| matches!(shape, Shape::List(_))),
            _ => false,
        }
    }

    /// The API's call that it makes, where it makes exactly one.
    pub fn call(self) -> Option<&'static ApiCall> {
        vocabulary::call(self.word())
    }

    /// The verb as it is written in a step, in its shortest useful form.
    pub fn example(self) -> &'static str {
        self.as_word().example
    }
}

/// The keys of the map that is one of several shapes.
fn keys_among(shapes: &'static [Shape]) -> &'static [Word] {
    let maps =
        shapes.iter().find_map(|shape| if let Shape::Keys(words) = shape { Some(*words) } else { None });
    maps.unwrap_or_default()
}
