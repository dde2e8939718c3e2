//! HAR 1.2: valid by the schemas of the npm package `har-schema`, with the exchanges of every attempt.

use std::{collections::HashSet, fs, path::Path};

use idvet::report::{
    TestResult,
    har::{file_name, write},
};
use serde_json::{Value as Json, json};

use super::readers::{every_run, installed, results, written};
use crate::support::every_outcome::{events, hostile_names};

/// The schema of a whole file, with the parts that it refers to in their places.
fn schema(folder: &Path, name: &str) -> Json {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    filled(folder, serde_json::from_str(&text).unwrap())
}

fn filled(folder: &Path, schema: Json) -> Json {
    match schema {
        Json::Object(mut object) => {
            if let Some(name) = object.get("$ref").and_then(Json::as_str) {
                return self::schema(folder, name.trim_end_matches('#'));
            }
            object.retain(|key, _| key != "$id" && key != "$schema");
            object.into_iter().map(|(key, value)| (key, filled(folder, value))).collect()
        }
        Json::Array(list) => list.into_iter().map(|item| filled(folder, item)).collect(),
        other => other,
    }
}

fn named(name: &str) -> (Json, String) {
    let results = results(&events());
    let test = results.tests.iter().find(|test| test.test().name == name).unwrap();
    let bytes = written(|writer| write(test, &results, writer));
    (serde_json::from_slice(&bytes).unwrap(), file_name(test))
}

#[test]
fn it_is_valid_by_the_schema_of_har() {
    let Some(path) = installed("node_modules/har-schema/lib/har.json") else { return };
    let validator = jsonschema::validator_for(&schema(path.parent().unwrap(), "har.json")).unwrap();
    for (_, events) in every_run() {
        let results = results(&events);
        for test in &results.tests {
            let report: Json =
                serde_json::from_slice(&written(|writer| write(test, &results, writer))).unwrap();
            let wrong: Vec<String> = validator
                .iter_errors(&report)
                .map(|error| format!("{error} at {}", error.instance_path()))
                .collect();
            assert!(wrong.is_empty(), "{}: {wrong:#?}", test.test().id);
        }
    }
    assert!(!validator.is_valid(&json!({ "log": { "version": "1.2" } })));
}

#[test]
fn each_attempt_is_a_page_with_its_exchanges() {
    let (report, _) = named("fails every time");
    let pages: Vec<&str> =
        report["log"]["pages"].as_array().unwrap().iter().map(|page| page["id"].as_str().unwrap()).collect();
    assert_eq!(pages, ["attempt-1", "attempt-2", "attempt-3"]);
    let entries = report["log"]["entries"].as_array().unwrap();
    let refs: Vec<&str> = entries.iter().map(|entry| entry["pageref"].as_str().unwrap()).collect();
    assert_eq!(refs, pages);
    let first = &entries[0];
    assert_eq!(first["request"]["queryString"][0], json!({ "name": "a", "value": "b c" }));
    assert_eq!(first["request"]["postData"]["text"], "{}");
    assert_eq!(first["response"]["content"]["text"], r#"{"status":"DENIED"}"#);
    assert_eq!(first["response"]["statusText"], "OK");
    assert_eq!(first["time"], 12.345);
    assert_eq!(first["comment"], "step 1: get_status");
}

#[test]
fn a_request_without_an_answer_says_why() {
    let (report, _) = named("no connection");
    let response = &report["log"]["entries"][0]["response"];
    assert_eq!(response["status"], 0);
    let comment = response["comment"].as_str().unwrap();
    assert!(comment.contains("connection refused") && comment.contains("os error 111"), "{comment}");
}

#[test]
fn a_cut_body_and_a_webhook_are_told_of() {
    let long = hostile_names().pop().unwrap();
    let (report, _) = named(&long);
    let content = &report["log"]["entries"][0]["response"]["content"];
    assert_eq!(content["size"], 20_000);
    assert_eq!(content["comment"], "only the beginning is kept; the whole has 20000 bytes");
    assert_eq!(report["log"]["_webhooks"][0]["signature"], "unchecked");
}

#[test]
fn a_file_name_fits_every_file_system_and_is_no_others() {
    let results = results(&events());
    let mut names = HashSet::new();
    for test in &results.tests {
        let name = file_name(test);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        assert!(name.chars().all(plain) && name.len() <= 80 && name.strip_suffix(".har").is_some(), "{name}");
        assert!(names.insert(name.clone()), "{name} twice");
    }
    let mut twin: TestResult = results.tests[0].clone();
    twin.run = 1;
    assert!(!names.contains(&file_name(&twin)), "two runs share a file");
}
