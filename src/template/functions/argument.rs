//! What functions take, and whether a value is that.

use serde_json::Value as Json;

use super::{super::mistake::shortened, Complaint, Value, fake, offset};
use crate::vocabulary::Vocabulary;

/// One thing that a function takes.
#[derive(Debug)]
pub struct Parameter {
    /// Its name, for the documentation only: arguments go by their order.
    pub name: &'static str,
    /// What it has to be.
    pub kind: Kind,
    /// Whether it may be left out.
    pub presence: Presence,
}

/// Whether an argument may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be left out.
    Optional,
}

/// What an argument has to be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text, or anything with a text: a number, `true`, a list as JSON; not null.
    Text,
    /// A whole number, also as a text, since tables and the command line give texts; both bounds included.
    Whole {
        /// The lowest.
        least: i64,
        /// The highest.
        most: i64,
    },
    /// A list with at least one element.
    List,
    /// A distance in time: `'+1d'`, `'-18y'`.
    Offset,
    /// A locale that fake names exist for, letter case and region aside: `'lt'`, `'en-GB'`.
    Locale,
    /// A value of a vocabulary of the API.
    OneOf(&'static Vocabulary),
    /// The path of a file, from the suite's root.
    Path,
}

pub(super) const fn required(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, presence: Presence::Required }
}

pub(super) const fn optional(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, presence: Presence::Optional }
}

impl Parameter {
    pub(super) fn shown(&self) -> String {
        match self.presence {
            Presence::Required => self.name.to_owned(),
            Presence::Optional => format!("[{}]", self.name),
        }
    }

    /// Whether a value may stand here; `function` is the name for the message.
    pub(super) fn check(&self, function: &str, value: &Value) -> Result<(), Complaint> {
        match self.kind {
            Kind::Text if !value.json.is_null() => Ok(()),
            Kind::Text => Err(self.wrong(function, "a text", value)),
            Kind::Path if value.json.is_string() => Ok(()),
            Kind::Path => Err(self.wrong(function, "the path of a file", value)),
            Kind::List => self.check_list(function, value),
            Kind::Whole { least, most } => self.check_whole(function, value, least, most),
            Kind::Offset => offset::parse(self.text(function, "an offset like `'+1d'`", value)?).map(|_| ()),
            Kind::Locale => fake::locale(self.text(function, "a locale like `'lt'`", value)?).map(|_| ()),
            Kind::OneOf(vocabulary) => {
                check_word(vocabulary, self.text(function, &format!("a `{}`", vocabulary.name), value)?)
            }
        }
    }

    fn text<'v>(&self, function: &str, wanted: &str, value: &'v Value) -> Result<&'v str, Complaint> {
        value.json.as_str().ok_or_else(|| self.wrong(function, wanted, value))
    }

    fn check_list(&self, function: &str, value: &Value) -> Result<(), Complaint> {
        match &value.json {
            Json::Array(elements) if elements.is_empty() => {
                Err(Complaint::new(format!("`{function}` cannot use an empty list")))
            }
            Json::Array(_) => Ok(()),
            _ => Err(self
                .wrong(function, "a list", value)
                .help("write the list under `vars:` and give its name as the argument")),
        }
    }

    fn check_whole(&self, function: &str, value: &Value, least: i64, most: i64) -> Result<(), Complaint> {
        let range = if (least, most) == (i64::MIN, i64::MAX) {
            "a whole number".to_owned()
        } else {
            format!("a whole number from {least} to {most}")
        };
        match as_whole(value) {
            Some(number) if (least..=most).contains(&number) => Ok(()),
            Some(number) => Err(Complaint::new(format!(
                "`{}` of `{function}` must be {range}, found {number}",
                self.name
            ))),
            None => Err(self.wrong(function, &range, value)),
        }
    }

    /// The value itself is not shown: it may be secret.
    fn wrong(&self, function: &str, wanted: &str, value: &Value) -> Complaint {
        Complaint::new(format!(
            "`{}` of `{function}` must be {wanted}, found {}",
            self.name,
            value.kind_name()
        ))
    }
}

/// The whole number that a value is, or that its text writes.
pub(super) fn as_whole(value: &Value) -> Option<i64> {
    match &value.json {
        Json::Number(number) => number.as_i64().or_else(|| whole_float(number.as_f64()?)),
        Json::String(text) => text.parse().ok(),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// `1.0` is a whole number, as long as a float holds whole numbers exactly.
fn whole_float(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || number.abs() > EXACT {
        return None;
    }
    format!("{number:.0}").parse().ok()
}

fn check_word(vocabulary: &Vocabulary, word: &str) -> Result<(), Complaint> {
    if vocabulary.contains(word) {
        return Ok(());
    }
    let complaint = Complaint::new(format!("`{}` is no `{}`", shortened(word), vocabulary.name));
    Err(match vocabulary.nearest(word) {
        Some(nearest) => complaint.help(format!("did you mean `{nearest}`?")),
        None => complaint.help(format!("`idvet explain vocabulary {}` lists the values", vocabulary.name)),
    })
}
