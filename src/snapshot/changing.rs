//! What is known of a run that another run would have otherwise: its name and day, its sessions, and the values that
//! a scenario drew.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{kind::Kind, pattern};

/// Values of fewer characters are looked for in a text as whole words only.
const SHORTEST_PART: usize = 6;

/// Values of fewer characters are too common to be looked for inside of a text at all.
const SHORTEST_WORD: usize = 3;

/// Shorter numbers are too common to be told by their value.
const SHORTEST_NUMBER: usize = 4;

/// How far from the run's time a date may be that moves with it, in seconds: time zones, and a night between.
const NEAR: i64 = 36 * 3600;

/// What is known of a run.
#[derive(Clone, Debug)]
pub struct Changing {
    /// `run.id`.
    pub run_id: String,
    /// The address of the environment, without a slash at its end.
    pub base_url: String,
    /// What time it is for the run.
    pub now: jiff::Timestamp,
    /// The sessions that the test has made.
    pub scan_refs: Vec<String>,
    /// What the test drew.
    pub drawn: Drawn,
}

/// Values that a scenario drew from the run's randomness, or computed from its time.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    values: BTreeSet<String>,
    fields: BTreeSet<String>,
}

impl Drawn {
    /// A scalar that was drawn.
    pub fn note(&mut self, value: &Json) {
        match value {
            Json::String(text) if text.chars().count() > 1 => {
                self.values.insert(text.clone());
                // The API repeats names in upper case (S1).
                self.values.insert(text.to_uppercase());
            }
            Json::Number(number) if number.to_string().len() >= SHORTEST_NUMBER => {
                self.values.insert(number.to_string());
            }
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::String(_)
            | Json::Array(_)
            | Json::Object(_) => {}
        }
    }

    /// The field of a request that a drawn value was sent in: an answer repeats it under the same name.
    pub fn note_field(&mut self, name: &str) {
        self.fields.insert(name.to_owned());
    }

    pub(super) fn is_field(&self, name: &str) -> bool {
        self.fields.contains(name)
    }

    /// What a whole value is, where it was drawn.
    pub(super) fn kind_of(&self, text: &str) -> Option<Kind> {
        self.values.contains(text).then(|| kind_of_drawn(text))
    }

    /// The values that are looked for inside of texts, the longest first.
    pub(super) fn inside(&self) -> Vec<&str> {
        let long = self.values.iter().filter(|value| value.chars().count() >= SHORTEST_WORD);
        let mut values: Vec<&str> = long.map(String::as_str).collect();
        values.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        values
    }
}

/// The first place of a drawn value inside of a text.
pub(super) fn find_drawn(text: &str, value: &str) -> Option<usize> {
    let is_part = value.chars().count() >= SHORTEST_PART;
    let is_bounded = |start: usize| {
        let before = text[..start].chars().next_back();
        let behind = text[start + value.len()..].chars().next();
        before.into_iter().chain(behind).all(|character| !character.is_alphanumeric())
    };
    text.match_indices(value).map(|(start, _)| start).find(|start| is_part || is_bounded(*start))
}

pub(super) fn kind_of_drawn(text: &str) -> Kind {
    pattern::of_whole(text).unwrap_or(Kind::Random)
}

/// Whether two texts of two runs differ in nothing but the names of the runs, and in values that a snapshot tells by
/// their looks.
pub fn differ_in_known_ways(one: (&str, &str), other: (&str, &str)) -> bool {
    let plain = |(text, run_id): (&str, &str)| pattern::without_values(&text.replace(run_id, "\u{2}"));
    plain(one) == plain(other)
}

impl Changing {
    /// Whether a day is the run's own, or the one before or behind it.
    pub(super) fn is_near(&self, day: &str) -> bool {
        let Ok(day) = day.parse::<jiff::civil::Date>() else { return false };
        let Ok(noon) = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC) else { return false };
        self.distance(noon.timestamp().as_second()) <= NEAR
    }

    /// Whether a number is a time near the run's, in seconds or milliseconds since 1970.
    pub(super) fn is_near_time(&self, number: i64) -> bool {
        const THE_YEAR_2001: i64 = 1_000_000_000;
        number >= THE_YEAR_2001 && (self.distance(number) <= NEAR || self.distance(number / 1000) <= NEAR)
    }

    fn distance(&self, second: i64) -> i64 {
        second.saturating_sub(self.now.as_second()).saturating_abs()
    }
}
