//! Matchers of texts: `contains`, `starts_with`, `ends_with`, `matches`, `length`.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use jiff::Timestamp;
use regex::{Regex, RegexBuilder};
use serde_json::{Number, Value as Json};

use super::{
    keys::BOUNDS,
    number::Exact,
    operand::{Given, Part, Wrong},
    show,
    test::{Compiled, Miss, Test},
};
use crate::diagnostic::code;

/// Bytes that a compiled regular expression may take.
const REGEX_SIZE: usize = 1 << 20;

/// How many patterns are kept for the files to come.
const MOST_KEPT: usize = 100;

thread_local! {
    /// A pattern often stands in many files of a suite, and compiling it takes longer than all else that is done with
    /// its line.
    static COMPILED: RefCell<HashMap<String, Arc<Matches>>> = RefCell::default();
}

#[derive(Clone, Copy, Debug)]
enum Where {
    Anywhere,
    Beginning,
    End,
}

#[derive(Debug)]
struct Piece {
    at: Where,
    text: String,
}

#[derive(Debug)]
struct Matches(Regex);

#[derive(Debug)]
struct Length(Bounds);

/// How many of something there may be.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    min: Option<u64>,
    max: Option<u64>,
}

/// `contains`.
pub(super) fn contains(given: &Given) -> Compiled {
    if let Json::Array(_) = given.json() {
        return Err(given.wrong("a text").help("the values of a list are `includes: [...]`"));
    }
    piece(Where::Anywhere, given)
}

/// `starts_with`.
pub(super) fn starts_with(given: &Given) -> Compiled {
    piece(Where::Beginning, given)
}

/// `ends_with`.
pub(super) fn ends_with(given: &Given) -> Compiled {
    piece(Where::End, given)
}

fn piece(at: Where, given: &Given) -> Compiled {
    Ok(Piece { at, text: given.text()? }.into_test())
}

/// `matches`.
pub(super) fn matches(given: &Given) -> Compiled {
    let pattern = given.text()?;
    if let Some(known) = COMPILED.with_borrow(|known| known.get(&pattern).cloned()) {
        return Ok(known);
    }
    let regex = RegexBuilder::new(&pattern).size_limit(REGEX_SIZE).build();
    let matches = Arc::new(Matches(regex.map_err(|error| no_regex(&pattern, &error))?));
    COMPILED.with_borrow_mut(|known| {
        if known.len() < MOST_KEPT {
            known.insert(pattern, Arc::clone(&matches));
        }
    });
    Ok(matches)
}

/// The error as the regex crate gives it is a small drawing: the pattern, a line with carets, a sentence.
fn no_regex(pattern: &str, error: &regex::Error) -> Wrong {
    let wrong = |message: String| Wrong { code: code::REGEX, ..Wrong::new(message) };
    let regex::Error::Syntax(drawing) = error else {
        return wrong("the regular expression is too large".to_owned())
            .help("write less repetition, such as `{1,1000}`");
    };
    let sentence =
        drawing.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or("it cannot be read");
    let part = carets(drawing, pattern).unwrap_or(Part::Whole);
    let wrong = Wrong { part, ..wrong(format!("the regular expression cannot be read: {sentence}")) };
    match sentence {
        sentence if sentence.contains("look-around") => {
            wrong.help("look-ahead and look-behind do not exist here: use a second matcher, such as `not: { matches: ... }`")
        }
        sentence if sentence.contains("backreferences") => wrong.help("backreferences do not exist here"),
        sentence if sentence.contains("unclosed group") => wrong.help("a bracket that is meant literally is `\\(`"),
        _ => wrong,
    }
}

/// The bytes of the pattern under the first row of carets, where the pattern is one line.
fn carets(drawing: &str, pattern: &str) -> Option<Part> {
    let row = drawing.lines().find(|line| {
        line.contains('^') && line.chars().all(|character| character == '^' || character == ' ')
    })?;
    // The drawing indents the pattern by four spaces.
    let first = row.chars().position(|character| character == '^')?.checked_sub(4)?;
    let count = row.chars().skip_while(|character| *character == ' ').take_while(|c| *c == '^').count();
    let byte = |index: usize| pattern.char_indices().nth(index).map_or(pattern.len(), |(byte, _)| byte);
    let (offset, end) = (byte(first), byte(first + count));
    (!pattern.contains('\n')).then_some(Part::Bytes { offset, length: end - offset })
}

/// `length`.
pub(super) fn length(given: &Given) -> Compiled {
    Ok(Length(Bounds::read(given)?).into_test())
}

impl Bounds {
    /// A number, or `{ min, max }`.
    pub(super) fn read(given: &Given) -> Result<Self, Wrong> {
        const WANTED: &str = "a whole number, or `{ min: 1, max: 5 }`";
        match given.json() {
            Json::Number(number) => {
                let exactly = whole(number).ok_or_else(|| given.wrong(WANTED))?;
                Ok(Self { min: Some(exactly), max: Some(exactly) })
            }
            Json::Object(_) => Self::read_map(given, given.map(WANTED, BOUNDS)?),
            Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) => Err(given.wrong(WANTED)),
        }
    }

    fn read_map(given: &Given, map: &serde_json::Map<String, Json>) -> Result<Self, Wrong> {
        let bound = |key: &str| match map.get(key) {
            None => Ok(None),
            Some(value) => match value.as_number().and_then(whole) {
                Some(bound) => Ok(Some(bound)),
                None => Err(given.wrong_value(key, "a whole number", value)),
            },
        };
        match (bound("min")?, bound("max")?) {
            (None, None) => Err(Wrong::new(format!("`{}` wants `min`, `max` or both", given.word))),
            (Some(min), Some(max)) if min > max => {
                Err(Wrong::new(format!("`min` {min} is greater than `max` {max}")))
            }
            (min, max) => Ok(Self { min, max }),
        }
    }

    /// Whether a count keeps the bounds.
    pub(super) fn hold(&self, count: usize) -> bool {
        let count = count as u64;
        self.min.is_none_or(|min| count >= min) && self.max.is_none_or(|max| count <= max)
    }

    /// `2 elements`, `2 to 5 elements`, `at most 5 elements`.
    pub(super) fn said(&self, thing: &str) -> String {
        let counted = |count: u64| show::counted(usize::try_from(count).unwrap_or(usize::MAX), thing);
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => counted(min),
            (Some(min), Some(max)) => format!("{min} to {}", counted(max)),
            (Some(min), None) => format!("at least {}", counted(min)),
            (None, Some(max)) => format!("at most {}", counted(max)),
            (None, None) => format!("any number of {thing}s"),
        }
    }
}

fn whole(number: &Number) -> Option<u64> {
    match Exact::of(number) {
        Exact::Whole(whole) => u64::try_from(whole).ok(),
        Exact::Float(_) => None,
    }
}

impl Test for Piece {
    fn wanted(&self, _now: Timestamp) -> String {
        let text = show::quoted(&self.text);
        match self.at {
            Where::Anywhere => format!("a text that contains {text}"),
            Where::Beginning => format!("a text that starts with {text}"),
            Where::End => format!("a text that ends with {text}"),
        }
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_str().is_some_and(|text| match self.at {
            Where::Anywhere => text.contains(&self.text),
            Where::Beginning => text.starts_with(&self.text),
            Where::End => text.ends_with(&self.text),
        })
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        let hint = match value {
            Json::String(text) => other_case(text, &self.text),
            Json::Array(_) => Some("the value is a list: write `includes: [...]`".to_owned()),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => no_text(value),
        };
        let shown = match (self.at, value) {
            (Where::End, Json::String(text)) => ending(text),
            (Where::Anywhere | Where::Beginning | Where::End, _) => show::json(value),
        };
        Miss::said(shown).maybe_hint(hint)
    }
}

/// A text in quotes; of a long one its end is shown.
fn ending(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().rev().nth(LONGEST) {
        None => show::quoted(text),
        Some((start, _)) => {
            let end = Json::from(format!("…{}", &text[start..]));
            format!("{end} ({})", show::characters(text.chars().count()))
        }
    }
}

fn other_case(text: &str, piece: &str) -> Option<String> {
    let found = text.to_lowercase().contains(&piece.to_lowercase()) && !text.contains(piece);
    found.then(|| "it is there in other letter case".to_owned())
}

impl Test for Matches {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a text that matches `{}`", self.0.as_str())
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_str().is_some_and(|text| self.0.is_match(text))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        Miss::of(value).maybe_hint(no_text(value))
    }
}

impl Test for Length {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a text of {}", self.0.said("character"))
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_str().is_some_and(|text| self.0.hold(text.chars().count()))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        match value {
            Json::String(text) => {
                let count = text.chars().count();
                let shown = show::json(value);
                // A text that was cut tells its length already.
                Miss::said(if shown.ends_with(')') {
                    shown
                } else {
                    format!("{shown} ({})", show::characters(count))
                })
            }
            Json::Array(_) => Miss::of(value).hint("the value is a list: `count` is its length"),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => {
                Miss::of(value).maybe_hint(no_text(value))
            }
        }
    }
}

/// Why a value is not looked at as a text; nothing where it is one.
pub(super) fn no_text(value: &Json) -> Option<String> {
    match value {
        Json::String(_) => None,
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
            Some(format!("the value is {}, not a text", show::kind(value)))
        }
    }
}
