//! Numbers: exact comparison of whole numbers and fractions, and `gt`, `gte`, `lt`, `lte`, `between`.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Number, Value as Json};

use super::{
    operand::{Given, Wrong},
    show,
    test::{Compiled, Miss, Test},
};

/// A JSON number without loss: a whole one exactly, however it was written (`1`, `1.0`, `1e0`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Exact {
    /// A whole number.
    Whole(i128),
    /// A fraction, or a number beyond what 128 bits hold.
    Float(f64),
}

/// Up to here a whole float converts to `i128` without loss.
const WHOLE_LIMIT: f64 = 1e38;

impl Exact {
    /// The number's value.
    pub(super) fn of(number: &Number) -> Self {
        if let Some(whole) = number.as_i128() {
            return Self::Whole(whole);
        }
        let float = number.as_f64().unwrap_or(f64::NAN);
        if float.fract() == 0.0 && float.abs() < WHOLE_LIMIT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within the limit")]
            let whole = float as i128;
            return Self::Whole(whole);
        }
        Self::Float(float)
    }

    /// Whether it is a whole number; floats beyond 128 bits have no fraction either.
    pub(super) fn is_whole(self) -> bool {
        match self {
            Self::Whole(_) => true,
            Self::Float(float) => float.fract() == 0.0,
        }
    }

    /// The order of two numbers, exact where one is whole and the other a fraction.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => Some(left.cmp(&right)),
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(&right),
            (Self::Whole(left), Self::Float(right)) => whole_with_float(left, right),
            (Self::Float(left), Self::Whole(right)) => whole_with_float(right, left).map(Ordering::reverse),
        }
    }

    /// Near enough for distances and messages.
    #[expect(clippy::cast_precision_loss, reason = "distances are compared as floats")]
    pub(super) fn as_float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }
}

fn whole_with_float(whole: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.abs() >= WHOLE_LIMIT {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the limit")]
    let floor = float.floor() as i128;
    Some(if whole <= floor { Ordering::Less } else { Ordering::Greater })
}

/// A bound that a number has to keep.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Greater,
    AtLeast,
    Less,
    AtMost,
}

#[derive(Debug)]
struct Comparison {
    bound: Bound,
    number: Number,
}

#[derive(Debug)]
struct Between {
    low: Number,
    high: Number,
}

/// `gt`.
pub(super) fn gt(given: &Given) -> Compiled {
    comparison(Bound::Greater, given)
}

/// `gte`.
pub(super) fn gte(given: &Given) -> Compiled {
    comparison(Bound::AtLeast, given)
}

/// `lt`.
pub(super) fn lt(given: &Given) -> Compiled {
    comparison(Bound::Less, given)
}

/// `lte`.
pub(super) fn lte(given: &Given) -> Compiled {
    comparison(Bound::AtMost, given)
}

fn comparison(bound: Bound, given: &Given) -> Compiled {
    Ok(Comparison { bound, number: given.number()?.clone() }.into_test())
}

/// `between`.
pub(super) fn between(given: &Given) -> Compiled {
    let wrong = || given.wrong("a list of two numbers: `[1, 5]`");
    let [low, high] = given.list("a list of two numbers: `[1, 5]`")? else { return Err(wrong()) };
    let low = number_at(given, low, 0)?;
    let high = number_at(given, high, 1)?;
    if Exact::of(low).compare(Exact::of(high)) == Some(Ordering::Greater) {
        let help = format!("write `between: [{high}, {low}]`");
        return Err(Wrong::new(format!("`between` from {low} to {high} holds no number")).help(help));
    }
    Ok(Between { low: low.clone(), high: high.clone() }.into_test())
}

fn number_at<'v>(given: &Given, value: &'v Json, index: usize) -> Result<&'v Number, Wrong> {
    match value {
        Json::Number(number) => Ok(number),
        Json::String(text) if super::time::Moment::read(text).is_some() => {
            Err(given.wrong_item("two numbers", value, index).help("write `after` and `before` for times"))
        }
        Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
            Err(given.wrong_item("two numbers", value, index))
        }
    }
}

impl Test for Comparison {
    fn wanted(&self, _now: Timestamp) -> String {
        let word = match self.bound {
            Bound::Greater => "greater than",
            Bound::AtLeast => "at least",
            Bound::Less => "less than",
            Bound::AtMost => "at most",
        };
        format!("a number {word} {}", self.number)
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        let Json::Number(number) = value else { return false };
        let order = Exact::of(number).compare(Exact::of(&self.number));
        order.is_some_and(|order| match self.bound {
            Bound::Greater => order.is_gt(),
            Bound::AtLeast => order.is_ge(),
            Bound::Less => order.is_lt(),
            Bound::AtMost => order.is_le(),
        })
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        Miss::of(value).maybe_hint(no_number(value))
    }
}

impl Test for Between {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a number between {} and {}, both included", self.low, self.high)
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        let Json::Number(number) = value else { return false };
        let number = Exact::of(number);
        number.compare(Exact::of(&self.low)).is_some_and(Ordering::is_ge)
            && number.compare(Exact::of(&self.high)).is_some_and(Ordering::is_le)
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        Miss::of(value).maybe_hint(no_number(value))
    }
}

/// Why a value cannot be compared as a number; nothing where it can.
fn no_number(value: &Json) -> Option<String> {
    match value {
        Json::Number(_) => None,
        Json::String(text) if super::time::Moment::read(text).is_some() => {
            Some("the value is a time: `after` and `before` compare times".to_owned())
        }
        Json::String(text) if text.parse::<f64>().is_ok() => {
            Some(format!("{} is a text, and only numbers are compared", show::json(value)))
        }
        Json::Array(_) => Some("the value is a list: `count` compares its length".to_owned()),
        Json::Null | Json::Bool(_) | Json::String(_) | Json::Object(_) => {
            Some(format!("the value is {}, and only numbers are compared", show::kind(value)))
        }
    }
}
