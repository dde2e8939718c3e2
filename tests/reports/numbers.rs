//! Numbers that no run of this program has: a record is a file, and can hold any.

use idvet::{
    diagnostic::Look,
    record::{self, Record},
    report::{
        Results,
        compare::{Slowness, compare, to_json, to_markdown, to_text},
        ctrf, durations, github, har, html, json,
        junit::{self, Dialect},
        markdown,
        merge::{Recorded, merge},
        tap,
    },
};
use serde_json::Value as Json;

use super::readers::written;
use crate::support::every_outcome::events;

/// The names of all numbers in a value.
fn names(value: &Json, found: &mut Vec<String>) {
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                if member.is_u64() && !found.contains(name) {
                    found.push(name.clone());
                }
                names(member, found);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| names(item, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Puts the greatest number wherever one of this name stands.
fn raise(value: &mut Json, wanted: &str) {
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                if name == wanted && member.is_u64() {
                    *member = u64::MAX.into();
                }
                raise(member, wanted);
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| raise(item, wanted)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Writes every report there is.
fn told(results: &Results) {
    for dialect in Dialect::ALL {
        written(|writer| junit::write(results, dialect, "", writer));
    }
    written(|writer| ctrf::write(results, "", writer));
    written(|writer| tap::write(results, writer));
    written(|writer| markdown::write(results, writer));
    written(|writer| github::annotations(results, "", writer));
    written(|writer| json::write(results, writer));
    written(|writer| html::write(results, writer));
    written(|writer| durations::write(results, writer));
    for test in &results.tests {
        written(|writer| har::write(test, results, writer));
    }
    let slowness = Slowness { percent: 0, least: std::time::Duration::ZERO };
    let comparison = compare(results, results, slowness);
    let look = Look { colour: false, width: 100 };
    let _ = (to_text(&comparison, look), to_json(&comparison), to_markdown(&comparison));
}

#[test]
fn every_report_is_written_of_a_record_with_any_numbers() {
    let mut bytes = Vec::new();
    Record::new(&mut bytes).append(&events()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut found = Vec::new();
    for line in &lines {
        names(line, &mut found);
    }
    assert!(
        ["line", "start", "end", "column", "at_us", "took_us"]
            .iter()
            .all(|one| found.iter().any(|name| name == one))
    );
    let mut read = 0;
    for name in &found {
        let mut lines = lines.clone();
        for line in &mut lines {
            raise(line, name);
        }
        let text: String = lines.iter().map(|line| line.to_string() + "\n").collect();
        let Ok(events) = record::read(&text) else { continue };
        read += 1;
        let results = Results::of(&events);
        let merged = Recorded::new("a record", events).ok().and_then(|recorded| merge(vec![recorded]).ok());
        told(&merged.map_or(results, |merged| merged.results));
    }
    assert!(read > 10, "only {read} of {} records are read", found.len());
}
