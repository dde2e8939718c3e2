//! `status`: which status codes are right.

use std::fmt;

use serde_json::Value as Json;

use super::{
    Mismatch, StatusRange,
    operand::{Given, Wrong},
    show,
};
use crate::{diagnostic::code, exchange::Answer};

/// What `status` may be.
const WANTED: &str = "a status code, a list of them, or a class such as `4xx`";

impl fmt::Display for StatusRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high {
            write!(formatter, "{}", self.low)
        } else if self.low.is_multiple_of(100) && self.high == self.low + 99 {
            write!(formatter, "{}xx", self.low / 100)
        } else {
            write!(formatter, "{} to {}", self.low, self.high)
        }
    }
}

impl StatusRange {
    /// One code.
    pub const fn one(code: u16) -> Self {
        Self { low: code, high: code }
    }

    /// A class: 4 is `4xx`.
    pub const fn class(class: u16) -> Self {
        Self { low: class * 100, high: class * 100 + 99 }
    }

    /// Whether a code is among them.
    pub fn contains(&self, code: u16) -> bool {
        (self.low..=self.high).contains(&code)
    }
}

/// The ranges that an operand means.
pub(super) fn compile(given: &Given) -> Result<Vec<StatusRange>, Wrong> {
    match given.json() {
        Json::Array(list) if list.is_empty() => Err(with_code(given.wrong(WANTED))),
        Json::Array(list) => list
            .iter()
            .enumerate()
            .map(|(index, value)| range(value).ok_or_else(|| wrong_item(given, value, index)))
            .collect(),
        value => Ok(vec![range(value).ok_or_else(|| help(with_code(given.wrong(WANTED)), value))?]),
    }
}

fn wrong_item(given: &Given, value: &Json, index: usize) -> Wrong {
    help(with_code(given.wrong_item(WANTED, value, index)), value)
}

fn with_code(wrong: Wrong) -> Wrong {
    Wrong { code: code::WRONG_TYPE, ..wrong }
}

fn help(wrong: Wrong, value: &Json) -> Wrong {
    match value {
        Json::Number(_) => wrong.help("status codes go from 100 to 599"),
        Json::String(_) | Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => {
            wrong.help("write `status: 200`, `status: [200, 201]` or `status: 4xx`")
        }
    }
}

fn range(value: &Json) -> Option<StatusRange> {
    match value {
        Json::Number(number) => code_range(number.as_u64()?),
        Json::String(text) => match text.as_bytes() {
            [class @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => {
                Some(StatusRange::class(u16::from(class - b'0')))
            }
            _ => code_range(text.parse().ok()?),
        },
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

fn code_range(code: u64) -> Option<StatusRange> {
    u16::try_from(code).ok().filter(|code| (100..=599).contains(code)).map(StatusRange::one)
}

/// The mismatch, where an answer's status is none of the right ones.
pub(super) fn judge(right: &[StatusRange], answer: &Answer) -> Option<Mismatch> {
    if right.iter().any(|range| range.contains(answer.status)) {
        return None;
    }
    let words: Vec<String> = right.iter().map(StatusRange::to_string).collect();
    Some(Mismatch {
        path: "status".to_owned(),
        expected: words.join(" or "),
        actual: answer.status.to_string(),
        difference: None,
        hint: said(answer),
    })
}

/// What the answer itself says, in the shape of the API's errors (C-ERRH: `message`, `identifier`).
fn said(answer: &Answer) -> Option<String> {
    let text = |name: &str| answer.json.as_ref()?.get(name)?.as_str();
    let message = show::quoted(text("message")?);
    // An identifier is a word in capitals; anything else is shown as the text it is.
    let is_word = |name: &&str| {
        name.len() <= 60 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    Some(match text("identifier").filter(is_word) {
        Some(identifier) => format!("the answer says {identifier}: {message}"),
        None => format!("the answer says {message}"),
    })
}
