//! The operand of a matcher: known when the scenario is read, or filled in while a test runs.
//!
//! A known one is checked while reading, so that its mistakes are the author's diagnostics; one that holds `${...}`
//! is checked by the same function when it is filled in, and its mistakes are mismatches.

use std::sync::Arc;

use serde_json::{Number, Value as Json};

use super::{Mismatch, show};
use crate::{
    diagnostic::{Code, code},
    template::{Scope, Template, Value},
    word::{self, Word},
};

/// An operand, known or to be filled in. Most are known: the rare one stands apart.
#[derive(Clone, Debug)]
pub(super) enum Operand<T> {
    /// It was written out.
    Known(T),
    /// It holds `${...}`.
    Computed(Box<Computed<T>>),
}

/// An operand that is filled in.
#[derive(Clone, Debug)]
pub(super) struct Computed<T> {
    /// The matcher's word.
    pub(super) word: &'static str,
    /// What is filled in.
    pub(super) template: Template,
    /// What makes it usable.
    pub(super) compile: fn(&Given) -> Result<T, Wrong>,
}

impl<T: Clone> Operand<T> {
    /// What the operand is in this test.
    ///
    /// # Errors
    /// A mismatch where it cannot be filled in, or is not what the matcher wants.
    pub(super) fn fill(&self, path: &str, scope: &dyn Scope) -> Result<T, Mismatch> {
        match self {
            Self::Known(known) => Ok(known.clone()),
            Self::Computed(computed) => {
                let Computed { word, template, compile } = &**computed;
                let value = Arc::new(fill(template, path, scope)?);
                compile(&Given { word, value: &value, origin: Origin::Computed })
                    .map_err(|wrong| wrong.into_mismatch(word, path))
            }
        }
    }

    /// The template, where there is one.
    pub(super) fn template(&self) -> Option<&Template> {
        match self {
            Self::Known(_) => None,
            Self::Computed(computed) => Some(&computed.template),
        }
    }
}

/// A template's value; what cannot be filled in is a mismatch.
pub(super) fn fill(template: &Template, path: &str, scope: &dyn Scope) -> Result<Value, Mismatch> {
    template.fill(scope).map_err(|error| Mismatch {
        path: path.to_owned(),
        expected: "a value to compare with".to_owned(),
        actual: format!("none: {}", error.message),
        difference: None,
        hint: error.help,
    })
}

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was written out.
    Written,
    /// It was filled in: a number or a boolean may stand for a text, since quotes cannot make it one.
    Computed,
}

/// An operand that a matcher was given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'v> {
    /// The matcher's word.
    pub(super) word: &'static str,
    /// The operand; a matcher that compares with the whole of it shares it.
    pub(super) value: &'v Arc<Value>,
    /// Where it comes from.
    pub(super) origin: Origin,
}

impl<'v> Given<'v> {
    /// The operand as JSON.
    pub(super) fn json(&self) -> &'v Json {
        &self.value.json
    }

    /// A number, or what is wrong.
    pub(super) fn number(&self) -> Result<&'v Number, Wrong> {
        match self.json() {
            Json::Number(number) => Ok(number),
            Json::String(text) if text.parse::<f64>().is_ok() => {
                Err(self.wrong("a number").help(format!("leave the quotes out: `{}: {text}`", self.word)))
            }
            Json::String(text) if super::time::Moment::read(text).is_some() => {
                Err(self.wrong("a number").help("write `after` or `before` for times"))
            }
            Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
                Err(self.wrong("a number"))
            }
        }
    }

    /// A text, or what is wrong.
    pub(super) fn text(&self) -> Result<String, Wrong> {
        match (self.json(), self.origin) {
            (Json::String(text), _) => Ok(text.clone()),
            (Json::Number(_) | Json::Bool(_), Origin::Computed) => Ok(self.value.to_text()),
            (Json::Number(_) | Json::Bool(_), Origin::Written) => {
                let help = format!("put it in quotes: `{}: \"{}\"`", self.word, self.value.to_text());
                Err(self.wrong("a text").help(help))
            }
            (Json::Null | Json::Array(_) | Json::Object(_), _) => Err(self.wrong("a text")),
        }
    }

    /// `true` or `false`, or what is wrong.
    pub(super) fn boolean(&self) -> Result<bool, Wrong> {
        self.json().as_bool().ok_or_else(|| self.wrong("`true` or `false`"))
    }

    /// A list, or what is wrong; `wanted` says what it should hold.
    pub(super) fn list(&self, wanted: &str) -> Result<&'v [Json], Wrong> {
        match self.json() {
            Json::Array(list) => Ok(list),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => {
                Err(self.wrong(wanted))
            }
        }
    }

    /// A map with no keys but the known ones, or what is wrong.
    pub(super) fn map(
        &self,
        wanted: &str,
        known: &'static [Word],
    ) -> Result<&'v serde_json::Map<String, Json>, Wrong> {
        let Json::Object(map) = self.json() else { return Err(self.wrong(wanted)) };
        match map.keys().find(|key| word::find(known, key).is_none()) {
            None => Ok(map),
            Some(key) => Err(unknown_part(self.word, key, known)),
        }
    }

    /// The operand is not what is wanted.
    pub(super) fn wrong(&self, wanted: &str) -> Wrong {
        Wrong::new(format!("`{}` wants {wanted}, not {}", self.word, said(self.json())))
    }

    /// An element of the operand is not what is wanted.
    pub(super) fn wrong_item(&self, wanted: &str, item: &Json, index: usize) -> Wrong {
        let message = format!("`{}` wants {wanted}, not {}", self.word, said(item));
        Wrong { part: Part::Item(index), ..Wrong::new(message) }
    }

    /// The value of a key of the operand is not what is wanted.
    pub(super) fn wrong_value(&self, key: &str, wanted: &str, value: &Json) -> Wrong {
        let message = format!("`{key}` of `{}` wants {wanted}, not {}", self.word, said(value));
        Wrong { part: Part::Value(key.to_owned()), ..Wrong::new(message) }
    }
}

fn unknown_part(word: &str, key: &str, known: &'static [Word]) -> Wrong {
    let listed: Vec<String> = known.iter().map(|known| format!("`{}`", known.name)).collect();
    let help = match crate::diagnostic::nearest(key, known.iter().map(|known| known.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it knows {}", listed.join(" and ")),
    };
    let wrong = Wrong::new(format!("`{word}` does not know the key `{key}`")).help(help);
    Wrong { part: Part::Key(key.to_owned()), ..wrong }
}

/// A value in a message: the kinds that say nothing by themselves are named.
fn said(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Array(list) if list.is_empty() => "an empty list".to_owned(),
        Json::Array(list) => format!("a list of {}", show::elements(list.len())),
        Json::Object(_) => "a map".to_owned(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            format!("{} {}", show::kind(value).replace("true or false", "the boolean"), show::json(value))
        }
    }
}

/// What is wrong with an operand.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    /// Which sort of mistake.
    pub(super) code: Code,
    /// What is wrong.
    pub(super) message: String,
    /// What to write instead.
    pub(super) help: Option<String>,
    /// Which part of it.
    pub(super) part: Part,
}

/// A part of an operand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// An element, from 0.
    Item(usize),
    /// A key.
    Key(String),
    /// The value of a key.
    Value(String),
    /// Bytes of a text.
    Bytes {
        /// The first.
        offset: usize,
        /// How many.
        length: usize,
    },
}

impl Wrong {
    /// A wrong operand as a whole.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { code: code::MATCHER, message: message.into(), help: None, part: Part::Whole }
    }

    /// Adds what to write instead.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn into_mismatch(self, word: &str, path: &str) -> Mismatch {
        Mismatch {
            path: path.to_owned(),
            expected: format!("an operand that `{word}` can use"),
            actual: self.message,
            difference: None,
            hint: self.help,
        }
    }
}
