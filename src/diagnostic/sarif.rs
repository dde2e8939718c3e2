//! Diagnostics as SARIF 2.1.0, the format in which code scanning of GitHub, GitLab and editors read results.
//!
//! A diagnostic without a place in a file (an argument, a file that cannot be read) is a notification of the run and no
//! result: readers of results insist on a place, and none is invented here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    Code, Diagnostic, Label, Page,
    region::Region,
    whereabouts::{Lies, Whereabouts},
};
use crate::source::SourceKind;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What may stand as it is in a path of a URI: the unreserved characters, and `/`.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The folder that relative URIs begin at.
const BASE: &str = "%SRCROOT%";

/// The whole log: one run, its rules those codes that occur.
pub fn to_sarif(diagnostics: &[Diagnostic], whereabouts: &Whereabouts) -> Value {
    let mut codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    let (results, notifications): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        diagnostics.iter().partition(|diagnostic| diagnostic.labels.first().is_some_and(is_in_file));
    let results: Vec<Value> = results.iter().map(|one| result(one, &codes, whereabouts)).collect();
    let notifications: Vec<Value> = notifications.iter().map(|one| notification(one, &codes)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "idvet",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "originalUriBaseIds": { BASE: { "description": { "text": "the folder that the paths begin at" } } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolConfigurationNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn is_in_file(label: &Label) -> bool {
    label.place.source.kind() == SourceKind::File
}

/// A code as a rule, its page as the help.
fn rule(code: Code) -> Value {
    let Some(page) = Page::of(code) else { return json!({ "id": code.0 }) };
    let level = if code.0.starts_with('W') { "warning" } else { "error" };
    json!({
        "id": code.0,
        "shortDescription": { "text": page.title },
        "fullDescription": { "text": page.about },
        "help": { "text": page.shown(), "markdown": page.markdown },
        "defaultConfiguration": { "level": level },
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], whereabouts: &Whereabouts) -> Value {
    let mut labels = diagnostic.labels.iter().filter(|label| is_in_file(label));
    let main = labels.next().map(|label| location(label, whereabouts));
    let related: Vec<Value> = labels
        .enumerate()
        .map(|(index, label)| {
            let mut location = location(label, whereabouts);
            location["id"] = index.into();
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.code.0,
        "ruleIndex": index(diagnostic.code, codes),
        "level": diagnostic.severity.word(),
        "message": { "text": words(diagnostic) },
        "locations": [main],
    });
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn notification(diagnostic: &Diagnostic, codes: &[Code]) -> Value {
    json!({
        "associatedRule": { "id": diagnostic.code.0, "index": index(diagnostic.code, codes) },
        "level": diagnostic.severity.word(),
        "message": { "text": words(diagnostic) },
    })
}

/// The codes are sorted, and every one that is asked for is among them.
fn index(code: Code, codes: &[Code]) -> usize {
    codes.partition_point(|other| *other < code)
}

/// The message with the word about its place, then each help on a line of its own.
fn words(diagnostic: &Diagnostic) -> String {
    let said = diagnostic.labels.first().map(|label| label.text.as_str()).filter(|text| !text.is_empty());
    let first = match said {
        Some(said) => format!("{}: {said}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let help = diagnostic.help.iter().map(|help| format!("help: {help}"));
    let lines: Vec<String> = std::iter::once(first).chain(help).collect();
    lines.join("\n")
}

fn location(label: &Label, whereabouts: &Whereabouts) -> Value {
    let region = Region::of(label);
    let artifact = match whereabouts.of(label.place.source.name()) {
        Lies::Below(path) => json!({ "uri": encoded(&path), "uriBaseId": BASE }),
        Lies::Outside(path) => {
            json!({ "uri": format!("file:///{}", encoded(path.trim_start_matches('/'))) })
        }
    };
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": artifact,
        "region": {
            "startLine": region.start.line,
            "startColumn": region.start.column,
            "endLine": region.end.line,
            "endColumn": region.end.column,
        },
    } });
    if !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
    location
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}
