//! A key of the language: what may stand behind it, how it is written, and what it is for.
//!
//! Tables of these, one for each map of the language, are what reading goes by, what its messages say, and what the
//! JSON Schema of the language is made of. They stand beside what reads them, in [`crate::scenario`] and
//! [`crate::expect`].

use crate::vocabulary::Vocabulary;

/// How often a test may be carried out again at most: what has not passed by then will not, and each attempt may cost
/// sessions.
pub const MOST_RETRIES: i64 = 100;

/// How often a request may be sent again at most.
pub const MOST_RESENDS: i64 = 10;

/// A key of the language.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The key.
    pub name: &'static str,
    /// What may stand behind it.
    pub wanted: Wanted,
    /// The key with a value, as one writes it.
    pub example: &'static str,
    /// What it says, in Markdown, without a full stop at its end.
    pub about: &'static str,
    /// What holds where it is not there, as one would write it; `None` where nothing does.
    pub default: Option<&'static str>,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// As a message says it, behind `must be`: `a list of texts`.
    pub said: &'static str,
    /// As a schema says it.
    pub shape: Shape,
    /// Whether it can be filled in.
    pub fill: Fill,
}

/// Whether a value may be a `${...}` in place of what its shape says. In a text it may in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// It must be known when the file is read.
    Literal,
    /// It may.
    Template,
}

/// The shape of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Anything at all.
    Any,
    /// Any scalar but nothing; it keeps the text that was written.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A text that is none but a text: a number stands in quotes.
    String,
    /// Nothing.
    Null,
    /// A number.
    Number {
        /// The least, where there is one.
        min: Option<i32>,
    },
    /// A number above 0.
    Positive,
    /// A whole number, both bounds included.
    Whole {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// `500ms`, `2s`, `1.5h`.
    Duration,
    /// A name that the author makes up.
    Name,
    /// Exactly one `${env.NAME}`.
    Variable,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A text; these are the usual ones.
    Like(&'static [&'static str]),
    /// The name of a vocabulary.
    VocabularyName,
    /// `${vocabulary.NAME}`: all the values of a vocabulary.
    AllOfVocabulary,
    /// A value of a vocabulary.
    Term(&'static Vocabulary),
    /// `{ raw: ... }`: a value that is wrong on purpose.
    Raw,
    /// A list of such values.
    List(&'static Shape),
    /// A value of one of these shapes.
    Either(&'static [Shape]),
    /// A map with these keys and no others.
    Keys(&'static [Word]),
    /// A map with these keys, and with others that the author makes up.
    Open(&'static [Word], &'static Shape),
    /// What has tables of its own.
    Part(Part),
}

/// A part of the language that occurs in several places, or within itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A step: a verb and its modifiers.
    Step,
    /// The fields of the API's call that has the key's name.
    Call,
    /// What stands under `expect`.
    Expectation,
    /// Fields of an answer and what is expected of each.
    Fields,
    /// A plain value, or a map of matchers.
    Matchers,
    /// What stands under `if`: a value and matchers.
    Condition,
    /// The defaults of the verbs.
    Defaults,
    /// The emulator's switches.
    Switches,
}

/// A key; for tables.
pub const fn word(name: &'static str, wanted: Wanted, example: &'static str, about: &'static str) -> Word {
    Word { name, wanted, example, about, default: None }
}

impl Word {
    /// The same, with what holds where it is not there.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }
}

impl Wanted {
    /// Any scalar.
    pub const TEXT: Self = Self::of("a text", Shape::Text);
    /// A list of scalars.
    pub const TEXTS: Self = Self::of("a list of texts", Shape::List(&Shape::Text));
    /// `true` or `false`.
    pub const BOOLEAN: Self = Self::of("`true` or `false`", Shape::Boolean);
    /// A length of time.
    pub const DURATION: Self = Self::of("a duration", Shape::Duration);
    /// A name that the author makes up.
    pub const NAME: Self = Self::of("a name", Shape::Name);

    /// What must be known when the file is read.
    pub const fn of(said: &'static str, shape: Shape) -> Self {
        Self { said, shape, fill: Fill::Literal }
    }

    /// What may also be a `${...}`.
    pub const fn filled(said: &'static str, shape: Shape) -> Self {
        Self { said, shape, fill: Fill::Template }
    }

    /// The same, said in other words.
    #[must_use]
    pub const fn said(self, said: &'static str) -> Self {
        Self { said, ..self }
    }
}

/// The key of that name in a table.
pub fn find(words: &'static [Word], name: &str) -> Option<&'static Word> {
    words.iter().find(|word| word.name == name)
}

/// The keys of a table as they stand in a message: `` `a`, `b` and `c` ``.
pub fn listed(words: &[Word]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{}`", word.name)).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}
