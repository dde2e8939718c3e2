//! Matchers with everything filled in, held against a value: whether they hold, and what there is to say where not.
//!
//! Holding builds no message, so that lists of any length are cheap; a message names the first few elements.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{
    Mismatch,
    fields::{FieldDemand, find, shown},
    show,
    subject::{Seen, Subject},
    test::Test,
};
use crate::source::Place;

/// Elements that a message names.
const MOST: usize = 3;

/// Matchers that all have to hold.
#[derive(Debug)]
pub(super) struct Demand {
    /// Each with its place.
    pub(super) needs: Vec<(Place, Need)>,
}

/// One matcher.
#[derive(Debug)]
pub(super) enum Need {
    Test(Arc<dyn Test>),
    Present,
    Absent,
    Not(Demand),
    Each(Demand),
    Some(Demand),
    AllOf(Vec<Demand>),
    AnyOf(Vec<Demand>),
    Fields(Vec<FieldDemand>),
}

impl Demand {
    /// Whether all hold.
    pub(super) fn holds(&self, subject: &Subject, now: Timestamp) -> bool {
        self.needs.iter().all(|(_, need)| need.holds(subject, now))
    }

    /// Those that do not hold, each with its place.
    pub(super) fn mismatches(&self, subject: &Subject, now: Timestamp) -> Vec<(Place, Mismatch)> {
        let failing = self.needs.iter().filter(|(_, need)| !need.holds(subject, now));
        failing
            .flat_map(|(place, need)| {
                need.mismatches(subject, now).into_iter().map(|mismatch| (place.clone(), mismatch))
            })
            .collect()
    }

    /// What is wanted, in words.
    pub(super) fn wanted(&self, now: Timestamp) -> String {
        let words: Vec<String> = self.needs.iter().map(|(_, need)| need.wanted(now)).collect();
        words.join(" and ")
    }

    fn combined(&self, subject: &Subject, now: Timestamp) -> Mismatch {
        let found = self.mismatches(subject, now);
        combine(&subject.path, found.into_iter().map(|(_, mismatch)| mismatch).collect())
    }
}

impl Need {
    fn holds(&self, subject: &Subject, now: Timestamp) -> bool {
        match (self, subject.value()) {
            (Self::Present, _) => subject.is_present(),
            (Self::Absent, _) => !subject.is_present(),
            (Self::AllOf(all), _) => all.iter().all(|demand| demand.holds(subject, now)),
            (Self::AnyOf(any), _) => any.iter().any(|demand| demand.holds(subject, now)),
            (Self::Test(_) | Self::Not(_) | Self::Each(_) | Self::Some(_) | Self::Fields(_), None) => false,
            (Self::Test(test), Some(value)) => test.holds(value, now),
            (Self::Not(demand), Some(_)) => !demand.holds(subject, now),
            (Self::Each(demand), Some(_)) => subject
                .elements()
                .is_some_and(|mut elements| elements.all(|element| demand.holds(&element, now))),
            (Self::Some(demand), Some(_)) => subject
                .elements()
                .is_some_and(|mut elements| elements.any(|element| demand.holds(&element, now))),
            (Self::Fields(fields), Some(value)) => {
                is_container(value) && fields.iter().all(|field| field.holds(value, now))
            }
        }
    }

    /// What there is to say; called where it does not hold.
    fn mismatches(&self, subject: &Subject, now: Timestamp) -> Vec<Mismatch> {
        match (self, subject.value()) {
            (Self::AllOf(all), _) => {
                all.iter().flat_map(|demand| demand.mismatches(subject, now)).map(second).collect()
            }
            (Self::AnyOf(_), _) | (Self::Not(_), Some(_)) => vec![subject.mismatch(self.wanted(now), None)],
            (Self::Absent, value) => vec![subject.mismatch(self.wanted(now), null_is_there(value))],
            (Self::Not(demand), None) => vec![subject.mismatch(self.wanted(now), demand.not_present_hint())],
            (Self::Present, _) | (Self::Test(_) | Self::Each(_) | Self::Some(_) | Self::Fields(_), None) => {
                vec![subject.mismatch(self.wanted(now), subject.absence_hint())]
            }
            (Self::Test(test), Some(value)) => {
                let miss = test.miss(value, &subject.path, now);
                vec![Mismatch {
                    path: subject.path.clone(),
                    expected: test.wanted(now),
                    actual: miss.actual,
                    difference: miss.difference,
                    hint: miss.hint,
                }]
            }
            (Self::Each(demand), Some(_)) => vec![each_mismatch(demand, subject, now)],
            (Self::Some(demand), Some(_)) => vec![some_mismatch(demand, subject, now)],
            (Self::Fields(fields), Some(value)) => fields_mismatches(fields, subject, value, now),
        }
    }

    fn wanted(&self, now: Timestamp) -> String {
        let joined = |several: &[Demand], word: &str| {
            let words: Vec<String> = several.iter().map(|demand| demand.wanted(now)).collect();
            words.join(word)
        };
        match self {
            Self::Test(test) => test.wanted(now),
            Self::Present => "present".to_owned(),
            Self::Absent => "absent".to_owned(),
            Self::Not(demand) if demand.is_simple() => format!("not {}", demand.wanted(now)),
            Self::Not(demand) => format!("not ({})", demand.wanted(now)),
            Self::Each(demand) => format!("a list with every element {}", demand.wanted(now)),
            Self::Some(demand) => format!("a list with at least one element {}", demand.wanted(now)),
            Self::AllOf(all) => joined(all, " and "),
            Self::AnyOf(any) => joined(any, " or "),
            Self::Fields(fields) => fields_wanted(fields, now),
        }
    }
}

impl Demand {
    /// One test, whose words stand behind `not` without brackets.
    fn is_simple(&self) -> bool {
        matches!(self.needs[..], [(_, Need::Test(_) | Need::Present | Need::Absent)])
    }

    /// `not: { present: true }` does not hold for what is absent (decisions.md D11), and that is easily missed.
    fn not_present_hint(&self) -> Option<String> {
        let present = self.needs.iter().any(|(_, need)| matches!(need, Need::Present));
        present.then(|| "what is absent meets `present: false` and no other matcher".to_owned())
    }
}

fn second<A, B>(pair: (A, B)) -> B {
    pair.1
}

fn is_container(value: &Json) -> bool {
    value.is_object() || value.is_array()
}

fn null_is_there(value: Option<&Json>) -> Option<String> {
    value?.is_null().then(|| "null is there: write `equals: null`".to_owned())
}

fn no_list(demand_word: &str, wanted: String, subject: &Subject) -> Mismatch {
    let hint = format!("`{demand_word}` looks at the elements of a list");
    subject.mismatch(wanted, Some(hint))
}

fn each_mismatch(demand: &Demand, subject: &Subject, now: Timestamp) -> Mismatch {
    let wanted = format!("every element {}", demand.wanted(now));
    let Some(elements) = subject.elements() else { return no_list("each", wanted, subject) };
    let mut count = 0;
    let mut failing = 0;
    let mut named = Vec::new();
    for element in elements {
        count += 1;
        if !demand.holds(&element, now) {
            failing += 1;
            if named.len() < MOST {
                named.push(demand.combined(&element, now));
            }
        }
    }
    if failing == 1
        && let Some(only) = named.pop()
    {
        return Mismatch { expected: wanted, ..only };
    }
    let more = failing - named.len();
    let hint = format!("{failing} of {} differ", show::elements(count));
    let (difference, first_hint) = match named.first_mut() {
        Some(first) => (first.difference.take(), first.hint.take()),
        None => (None, None),
    };
    let hint = first_hint.map_or(hint.clone(), |first| format!("{hint}; {first}"));
    Mismatch {
        path: subject.path.clone(),
        expected: wanted,
        actual: located(&named, more),
        difference,
        hint: Some(hint),
    }
}

fn some_mismatch(demand: &Demand, subject: &Subject, now: Timestamp) -> Mismatch {
    let wanted = format!("at least one element {}", demand.wanted(now));
    let Some(elements) = subject.elements() else { return no_list("some", wanted, subject) };
    let elements: Vec<Subject> = elements.collect();
    if elements.is_empty() {
        return subject.mismatch(wanted, Some("the list is empty".to_owned()));
    }
    let named: Vec<Mismatch> =
        elements.iter().take(MOST).map(|element| demand.combined(element, now)).collect();
    let hint = named.iter().find_map(|mismatch| mismatch.hint.clone());
    Mismatch {
        path: subject.path.clone(),
        expected: wanted,
        actual: located(&named, elements.len() - named.len()),
        difference: None,
        hint,
    }
}

/// `"X" at $.a[0], "Y" at $.a[2] and 4 more`.
fn located(named: &[Mismatch], more: usize) -> String {
    let shown: Vec<String> =
        named.iter().map(|mismatch| format!("{} at {}", mismatch.actual, mismatch.path)).collect();
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn fields_mismatches(
    fields: &[FieldDemand],
    subject: &Subject,
    value: &Json,
    now: Timestamp,
) -> Vec<Mismatch> {
    if !is_container(value) {
        let wanted = fields_wanted(fields, now);
        let hint = format!("the value is {}, not an object", show::kind(value));
        return vec![subject.mismatch(wanted, Some(hint))];
    }
    fields
        .iter()
        .filter(|field| !field.holds(value, now))
        .map(|field| field.mismatch(subject, value, now))
        .collect()
}

/// `an object with $.type equal to "PASSPORT"`.
fn fields_wanted(fields: &[FieldDemand], now: Timestamp) -> String {
    let words: Vec<String> =
        fields.iter().map(|field| format!("{} {}", shown(&field.path), field.demand.wanted(now))).collect();
    format!("an object with {}", words.join(" and "))
}

impl FieldDemand {
    fn holds(&self, value: &Json, now: Timestamp) -> bool {
        find(&self.path, value, "$").is_ok_and(|subject| self.demand.holds(&subject, now))
    }

    fn mismatch<'v>(&self, parent: &'v Subject, value: &'v Json, now: Timestamp) -> Mismatch {
        match find(&self.path, value, &parent.path) {
            Ok(subject) => self.demand.combined(&subject, now),
            Err(limit) => Subject { path: parent.path.clone(), seen: Seen::Absent, base: "$", what: "field" }
                .mismatch(self.demand.wanted(now), Some(limit.to_string())),
        }
    }
}

/// Several mismatches of one subject as one.
pub(super) fn combine(path: &str, mut found: Vec<Mismatch>) -> Mismatch {
    if found.len() == 1
        && let Some(only) = found.pop()
    {
        return only;
    }
    let one_path = found.first().filter(|first| found.iter().all(|other| other.path == first.path));
    let shared = one_path.map(|first| first.path.clone());
    let actual = |mismatch: &Mismatch| match shared {
        Some(_) => mismatch.actual.clone(),
        None => format!("{} at {}", mismatch.actual, mismatch.path),
    };
    let actuals = found.iter().map(actual).fold(Vec::new(), with_distinct);
    let expected = found.iter().map(|mismatch| mismatch.expected.clone()).fold(Vec::new(), with_distinct);
    let hints = found.iter().filter_map(|mismatch| mismatch.hint.clone()).fold(Vec::new(), with_distinct);
    Mismatch {
        path: shared.clone().unwrap_or_else(|| path.to_owned()),
        expected: expected.join(" and "),
        actual: actuals.join(", "),
        difference: found.iter_mut().find_map(|mismatch| mismatch.difference.take()),
        hint: (!hints.is_empty()).then(|| hints.join("; ")),
    }
}

/// Adds a text that is not there yet; the longer one wins where one begins with the other: `"ab" (2 characters)`.
fn with_distinct(mut texts: Vec<String>, text: String) -> Vec<String> {
    match texts.iter_mut().find(|known| text.starts_with(known.as_str()) || known.starts_with(&text)) {
        Some(known) if known.len() < text.len() => *known = text,
        Some(_) => {}
        None => texts.push(text),
    }
    texts
}
