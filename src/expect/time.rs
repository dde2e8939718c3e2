//! Times: `before`, `after`, and `near` for times and for numbers.
//!
//! A time is RFC 3339, a date (its first instant), or the API's `YYYY-MM-DD HH:MM:SS`; where no offset is written it
//! is UTC (decisions.md D10). A whole number is a time too, in seconds since 1970: so the API writes `startTime`
//! and `finishTime` in webhooks (C-WH, C-OAS).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use serde_json::{Number, Value as Json};

use super::{
    keys::NEAR,
    number::Exact,
    operand::{Given, Wrong},
    show,
    test::{Compiled, Miss, Test},
};
use crate::template::{parse_duration, show_duration};

/// A time that an author or an answer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A fixed one.
    At(Timestamp),
    /// `now`.
    Now,
    /// `today`: the first instant of the day in UTC.
    Today,
}

const WANTED: &str = "a time: `now`, `today`, `2030-01-31`, `2030-01-31T12:00:00Z` or seconds since 1970";

impl Moment {
    /// The fixed time that a text is; `now` and `today` are none.
    pub(super) fn read(text: &str) -> Option<Timestamp> {
        // The shortest is a date; a longer fraction than nanoseconds is not read anyway.
        if !(10..=40).contains(&text.len()) || !text.is_ascii() {
            return None;
        }
        if text.len() == 10 {
            return date(text).and_then(first_instant);
        }
        let (day, rest) = text.split_at(10);
        date(day)?;
        if !matches!(rest.as_bytes()[0], b'T' | b't' | b' ') || rest.as_bytes().get(3) != Some(&b':') {
            return None;
        }
        let joined = format!("{day}T{}", &rest[1..]);
        match joined.parse::<Timestamp>() {
            Ok(time) => Some(time),
            Err(_) => in_utc(joined.parse::<civil::DateTime>().ok()?),
        }
    }

    fn of_json(value: &Json) -> Option<Timestamp> {
        match value {
            Json::String(text) => Self::read(text),
            Json::Number(number) => since_1970(number),
            Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
        }
    }

    fn operand(value: &Json) -> Option<Self> {
        match value.as_str() {
            Some("now") => Some(Self::Now),
            Some("today") => Some(Self::Today),
            Some(_) | None => Self::of_json(value).map(Self::At),
        }
    }

    fn instant(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Now => now,
            Self::Today => first_instant(now.to_zoned(TimeZone::UTC).date()).unwrap_or(now),
        }
    }

    fn said(self, now: Timestamp) -> String {
        match self {
            Self::At(time) => time.to_string(),
            Self::Now => format!("now ({now:.3})"),
            Self::Today => format!("today ({})", now.to_zoned(TimeZone::UTC).date()),
        }
    }
}

/// A date as `YYYY-MM-DD`.
pub(super) fn date(text: &str) -> Option<civil::Date> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let formed = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    (formed && digits(0..4) && digits(5..7) && digits(8..10)).then(|| text.parse().ok())?
}

fn first_instant(date: civil::Date) -> Option<Timestamp> {
    in_utc(date.to_datetime(civil::Time::midnight()))
}

fn in_utc(time: civil::DateTime) -> Option<Timestamp> {
    time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn since_1970(number: &Number) -> Option<Timestamp> {
    match Exact::of(number) {
        Exact::Whole(seconds) => Timestamp::from_second(i64::try_from(seconds).ok()?).ok(),
        Exact::Float(_) => None,
    }
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Before,
    After,
}

#[derive(Debug)]
struct Order {
    side: Side,
    than: Moment,
}

#[derive(Debug)]
struct NearTime {
    to: Moment,
    within: Duration,
    written: String,
}

#[derive(Debug)]
struct NearNumber {
    to: Number,
    within: Number,
}

/// `before`.
pub(super) fn before(given: &Given) -> Compiled {
    order(Side::Before, given)
}

/// `after`.
pub(super) fn after(given: &Given) -> Compiled {
    order(Side::After, given)
}

fn order(side: Side, given: &Given) -> Compiled {
    let than = Moment::operand(given.json()).ok_or_else(|| no_time(given.wrong(WANTED), given.json()))?;
    Ok(Order { side, than }.into_test())
}

fn no_time(wrong: Wrong, value: &Json) -> Wrong {
    match value.as_str() {
        Some(text) => match crate::diagnostic::nearest(text, ["now", "today", "tomorrow", "yesterday"]) {
            Some("tomorrow") => wrong.help("write `${today('+1d')}`"),
            Some("yesterday") => wrong.help("write `${today('-1d')}`"),
            Some(near) => wrong.help(format!("did you mean `{near}`?")),
            None => wrong,
        },
        None => wrong,
    }
}

/// `near`.
pub(super) fn near(given: &Given) -> Compiled {
    const FORM: &str = "`{ to: 0.8, within: 0.2 }`, or for times `{ to: now, within: 5s }`";
    let map = given.map(FORM, NEAR)?;
    let (Some(to), Some(within)) = (map.get("to"), map.get("within")) else { return Err(given.wrong(FORM)) };
    match within {
        Json::Number(distance) => {
            let to = to.as_number().ok_or_else(|| {
                let wrong = given.wrong_value("to", "a number", to);
                if Moment::operand(to).is_some() {
                    wrong.help("for times, `within` is a duration: `5s`")
                } else {
                    wrong
                }
            })?;
            if distance.as_f64().is_none_or(|distance| distance < 0.0) {
                return Err(given.wrong_value("within", "a number that is not negative", within));
            }
            Ok(NearNumber { to: to.clone(), within: distance.clone() }.into_test())
        }
        Json::String(text) => {
            let duration = parse_duration(text).map_err(|error| {
                given.wrong_value("within", "a number or a duration such as `5s`", within).help(error.help)
            })?;
            let moment =
                Moment::operand(to).ok_or_else(|| no_time(given.wrong_value("to", WANTED, to), to))?;
            Ok(NearTime { to: moment, within: duration, written: text.clone() }.into_test())
        }
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => {
            Err(given.wrong_value("within", "a number or a duration such as `5s`", within))
        }
    }
}

impl Test for Order {
    fn wanted(&self, now: Timestamp) -> String {
        let side = match self.side {
            Side::Before => "before",
            Side::After => "after",
        };
        format!("a time {side} {}", self.than.said(now))
    }

    fn holds(&self, value: &Json, now: Timestamp) -> bool {
        Moment::of_json(value).is_some_and(|time| match self.side {
            Side::Before => time < self.than.instant(now),
            Side::After => time > self.than.instant(now),
        })
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        shown(value)
    }
}

impl Test for NearTime {
    fn wanted(&self, now: Timestamp) -> String {
        format!("a time within {} of {}", self.written, self.to.said(now))
    }

    fn holds(&self, value: &Json, now: Timestamp) -> bool {
        Moment::of_json(value)
            .is_some_and(|time| distance(time, self.to.instant(now)).unsigned_abs() <= self.within)
    }

    fn miss(&self, value: &Json, _path: &str, now: Timestamp) -> Miss {
        let Some(time) = Moment::of_json(value) else { return shown(value) };
        let away = distance(time, self.to.instant(now));
        let side = if away.is_negative() { "earlier" } else { "later" };
        shown(value).hint(format!("that is {} {side}", show_duration(away.unsigned_abs())))
    }
}

fn distance(time: Timestamp, from: Timestamp) -> SignedDuration {
    time.duration_since(from)
}

impl Test for NearNumber {
    fn wanted(&self, _now: Timestamp) -> String {
        format!("a number within {} of {}", self.within, self.to)
    }

    fn holds(&self, value: &Json, _now: Timestamp) -> bool {
        value.as_number().is_some_and(|number| within(number, &self.to, &self.within))
    }

    fn miss(&self, value: &Json, _path: &str, _now: Timestamp) -> Miss {
        match value {
            Json::Number(_) => Miss::of(value),
            Json::String(text) if Moment::read(text).is_some() => {
                Miss::of(value).hint("the value is a time: write `within` as a duration, such as `5s`")
            }
            Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
                Miss::of(value).hint(format!("the value is {}, not a number", show::kind(value)))
            }
        }
    }
}

/// Whole numbers are compared exactly; for others a hair's breadth is granted, so that 0.7 is within 0.1 of 0.8.
fn within(number: &Number, to: &Number, most: &Number) -> bool {
    match (Exact::of(number), Exact::of(to), Exact::of(most)) {
        (Exact::Whole(number), Exact::Whole(to), Exact::Whole(most)) => {
            number.abs_diff(to) <= most.unsigned_abs()
        }
        (number, to, most) => {
            let (number, to, most) = (number.as_float(), to.as_float(), most.as_float());
            (number - to).abs() <= most + f64::EPSILON * 4.0 * number.abs().max(to.abs()).max(most)
        }
    }
}

/// A value that should be a time: seconds since 1970 are told as a time too.
fn shown(value: &Json) -> Miss {
    match (value, Moment::of_json(value)) {
        (Json::Number(_), Some(time)) => Miss::said(format!("{value} ({time})")),
        (_, Some(_)) => Miss::of(value),
        (Json::Number(_), None) => Miss::of(value).hint("the number is no time in seconds since 1970"),
        (Json::String(_), None) => Miss::of(value).hint("the text is no time"),
        (Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_), None) => {
            Miss::of(value).hint(format!("the value is {}, not a time", show::kind(value)))
        }
    }
}
