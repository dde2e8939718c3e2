//! What a scalar means by YAML 1.2's core schema: only `true` and `false` are booleans, `NO` is a text.

use serde_json::Number;

use super::{Scalar, Style};

/// The meaning of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, exact as far as JSON numbers of 64 bits are.
    Number(Number),
    /// Anything else.
    Text,
}

impl Scalar {
    /// What the text means.
    pub fn resolve(&self) -> Resolved {
        match self.style {
            Style::Text => Resolved::Text,
            Style::Plain => resolve_plain(&self.text),
        }
    }
}

impl Resolved {
    /// What it is, in a message.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text => "a text",
        }
    }

    /// The JSON value; `text` is what was written.
    pub fn to_json(&self, text: &str) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Boolean(value) => serde_json::Value::Bool(*value),
            Self::Number(number) => serde_json::Value::Number(number.clone()),
            Self::Text => serde_json::Value::String(text.to_owned()),
        }
    }
}

fn resolve_plain(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "true" | "True" | "TRUE" => Resolved::Boolean(true),
        "false" | "False" | "FALSE" => Resolved::Boolean(false),
        _ => number(text).map_or(Resolved::Text, Resolved::Number),
    }
}

/// The number that a plain text is, by the core schema; `None` also for what JSON cannot hold (`.inf`, `1e400`)
/// and for whole numbers beyond 64 bits, so that no digit is lost.
fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    if is_digits(digits) {
        return whole(sign, digits);
    }
    if is_float(digits) {
        return text.parse().ok().and_then(Number::from_f64);
    }
    None
}

fn radix(digits: &str, radix: u32) -> Option<Number> {
    // `from_str_radix` would take a sign.
    let is_number = digits.chars().all(|digit| digit.is_digit(radix));
    u64::from_str_radix(digits, radix).ok().filter(|_| is_number).map(Number::from)
}

fn whole(sign: &str, digits: &str) -> Option<Number> {
    match sign {
        "-" => format!("-{digits}").parse::<i64>().ok().map(Number::from),
        _ => digits.parse::<u64>().ok().map(Number::from),
    }
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let is_mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => is_digits(fraction),
        Some((whole, fraction)) => is_digits(whole) && (fraction.is_empty() || is_digits(fraction)),
        None => is_digits(mantissa),
    };
    is_mantissa && exponent.is_none_or(|digits| is_digits(digits.strip_prefix(['+', '-']).unwrap_or(digits)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
