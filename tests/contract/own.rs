//! The schemas of a suite, in place of ours and beside them.

use std::fmt::Write as _;

use crate::support::suite::{Said, Suite};

const SCENARIO: &str = "\
name: a session is read
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: qa-1 }
  - get_status: {}
";

fn run(file: &str, schema: &str) -> Said {
    let suite = Suite::empty();
    suite.scenario("read.yaml", SCENARIO).write(&format!("schema/responses/{file}"), schema);
    suite.idvet(&["run"])
}

#[test]
fn a_schema_of_the_suite_takes_the_place_of_ours() {
    let said = run(
        "status.schema.json",
        r#"{ "type": "object", "required": ["verdict"], "$comment": "our own page 12", "properties": { "status": {} } }"#,
    )
    .exits(1);
    assert!(
        said.err.contains("`$.verdict` breaks the contract: expected a value, found nothing"),
        "{}",
        said.all()
    );
    assert!(said.err.contains("source: our own page 12"), "{}", said.all());
    assert!(said.out.contains("unknown key at $.scanRef of status"), "{}", said.out);
}

#[test]
fn a_schema_beside_ours_adds_to_it() {
    let said = run(
        "status.also.schema.json",
        r#"{ "properties": { "clientId": { "pattern": "^zz-", "$comment": "our own rule" } }, "x-open": true }"#,
    )
    .exits(1);
    assert!(
        said.err.contains("`$.clientId` breaks the contract: expected a text that matches `^zz-`"),
        "{}",
        said.all()
    );
    assert!(!said.out.contains("drift"), "{}", said.out);
    run(
        "status.also.schema.json",
        r#"{ "properties": { "clientId": { "maxLength": 10 } }, "x-open": true }"#,
    )
    .exits(0);
}

#[test]
fn a_schema_without_a_source_says_so() {
    let said = run("status.also.schema.json", r#"{ "maxProperties": 2 }"#).exits(1);
    assert!(said.err.contains("source: the schema, which names no source"), "{}", said.all());
    assert!(said.err.contains("what `maxProperties` allows"), "{}", said.all());
}

#[test]
fn branches_and_references_are_followed() {
    let schema = r##"{
        "allOf": [{ "$ref": "#/$defs/head" }],
        "properties": { "status": { "x-values": ["APPROVED"] } },
        "$defs": { "head": { "properties": { "scanRef": {}, "clientId": {} } } }
    }"##;
    let said = run("status.schema.json", schema).exits(0);
    assert!(said.out.contains("unknown key at $.autoFace of status"), "{}", said.out);
    assert!(!said.out.contains("$.scanRef") && !said.out.contains("$.status of"), "{}", said.out);
}

#[test]
fn a_schema_that_unfolds_without_end_is_no_trouble() {
    let mut definitions = String::from(r#""d0": {}"#);
    for number in 1..60 {
        let below = number - 1;
        let reference = format!(r##"{{ "$ref": "#/$defs/d{below}" }}"##);
        let properties = format!(r#""a": {reference}, "b": {reference}, "c": {reference}"#);
        write!(definitions, r#", "d{number}": {{ "properties": {{ {properties} }} }}"#).unwrap();
    }
    let schema = format!(r##"{{ "$ref": "#/$defs/d59", "$defs": {{ {definitions} }} }}"##);
    run("status.schema.json", &schema).exits(0);
}

#[test]
fn broken_schemas_are_told_by_check_with_their_place() {
    for (file, schema, message, place) in [
        ("status.schema.json", "{\n  \"type\": }", "the schema is no JSON", "status.schema.json:2:11"),
        ("status.schema.json", r#"{ "type": "txt" }"#, "it is no JSON Schema", "status.schema.json:1:1"),
        ("status.schema.json", "true", "a schema of an answer is an object", "status.schema.json:1:1"),
        ("stauts.schema.json", "{}", "no answer is called `stauts`", "stauts.schema.json:1:1"),
        (
            "data.also.schema.json",
            r#"{ "x-vocabulary": "sexx" }"#,
            "there is no vocabulary `sexx`",
            "data.also.schema.json:1:1",
        ),
        (
            "data.schema.json",
            r#"{ "x-body": "pdf" }"#,
            "`x-body` must be `text` or `any`",
            "data.schema.json:1:1",
        ),
        (
            "data.schema.json",
            r#"{ "$ref": "other.json" }"#,
            "nothing outside of it is read",
            "data.schema.json:1:1",
        ),
    ] {
        let suite = Suite::empty();
        suite.scenario("read.yaml", SCENARIO).write(&format!("schema/responses/{file}"), schema);
        let said = suite.idvet(&["check"]).exits(2);
        assert!(said.out.contains("error[E209]") && said.out.contains(message), "{file}\n{}", said.all());
        assert!(said.out.contains(place), "{file}\n{}", said.all());
        suite.idvet(&["run"]).exits(2);
    }
}

#[test]
fn other_files_of_the_folder_are_left_alone() {
    run("README.md", "about these").exits(0);
}
