//! Expectations: YAML and an answer in; verdicts and diagnostics out.
//!
//! The tables under `tables/` hold one case a line, `VALUE ~ MATCHER` or `VALUE ~ QUERY ~ MATCHER`, and below it what
//! comes of it. A table that differs leaves what came out in the target's `tmp` folder, for a look and a copy.

mod bounds;
mod judging;
mod properties;
mod reading;
mod tables;

use std::{fmt::Write as _, path::Path, sync::Arc};

use idvet::{
    diagnostic::{Look, Problems, render_all},
    expect::{Expectation, Fields, Mismatch, SchemaFiles, Verdict},
    source::{Limits, Node, Source, read_documents},
    template::{Scope, Value},
};
use serde_json::{Value as Json, json};

/// What templates are filled in with.
struct World;

impl Scope for World {
    fn value(&self, name: &str) -> Option<Value> {
        let value = match name {
            "word" => json!("APPROVED"),
            "number" => json!(5),
            "big" => json!(9_007_199_254_740_993_u64),
            "list" => json!(["A", "B"]),
            "object" => json!({ "a": 1 }),
            "dollar" => json!("${word}"),
            "bracket" => json!("("),
            _ => return None,
        };
        Some(value.into())
    }

    fn random(&self) -> u64 {
        4
    }

    fn now(&self) -> jiff::Timestamp {
        "2024-02-29T12:34:56.789Z".parse().unwrap()
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        Err(format!("there is no file `{path}`"))
    }
}

/// The schema files of a suite.
struct Schemas;

impl SchemaFiles for Schemas {
    fn read(&self, path: &str) -> Result<String, String> {
        match path {
            "schema/token.json" => Ok(r#"{ "type": "object", "required": ["scanRef"] }"#.to_owned()),
            "schema/broken.json" => Ok("{ \"type\": ".to_owned()),
            "schema/remote.json" => Ok(r#"{ "$ref": "other.json#/a" }"#.to_owned()),
            _ => Err(format!("there is no file `{path}`")),
        }
    }
}

fn document(text: &str) -> (Arc<Source>, Node) {
    let source = Source::new("x.yaml", text);
    let limits = Limits { bytes: 1 << 24, depth: 64, nodes: 1_000_000 };
    let (mut nodes, problems) = read_documents(&source, limits);
    assert!(problems.is_empty(), "{text}: {problems:?}");
    assert_eq!(nodes.len(), 1, "{text}");
    (source, nodes.remove(0))
}

fn diagnostics(problems: Problems) -> String {
    render_all(&problems.into_found(), Look { colour: false, width: 110 })
}

/// Fields that are in order.
fn fields(text: &str) -> Fields {
    let (source, node) = document(text);
    let mut problems = Problems::new(&source);
    let fields = Fields::read(&node, &Schemas, &mut problems);
    assert_eq!(problems.count(), 0, "{}", diagnostics(problems));
    fields
}

/// An expectation that is in order.
fn expectation(text: &str) -> Expectation {
    let (source, node) = document(text);
    let mut problems = Problems::new(&source);
    let expectation = Expectation::read(&node, &Schemas, &mut problems);
    assert_eq!(problems.count(), 0, "{}", diagnostics(problems));
    expectation
}

/// What is wrong with an expectation.
fn mistakes(text: &str) -> String {
    let (source, node) = document(text);
    let mut problems = Problems::new(&source);
    Expectation::read(&node, &Schemas, &mut problems);
    diagnostics(problems)
}

/// The one mismatch of one matcher on a value.
fn mismatch(value: &Json, matcher: &str) -> Option<Mismatch> {
    let document = json!({ "v": value });
    let mut verdicts = fields(&format!("v: {matcher}")).judge(Some(&document), &World);
    assert_eq!(verdicts.len(), 1);
    verdicts.remove(0).mismatch
}

fn holds(value: &Json, matcher: &str) -> bool {
    mismatch(value, matcher).is_none()
}

/// Verdicts for a person, the written place of each in brackets.
fn shown(verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    for verdict in verdicts {
        let place = verdict.basis.place().map_or("-", |place| place.source.slice(place.span));
        let result = if verdict.mismatch.is_some() { "failed" } else { "holds" };
        writeln!(text, "{} {result} [{place}]", verdict.subject).unwrap();
        if let Some(mismatch) = &verdict.mismatch {
            text.push_str(&said(mismatch, &verdict.subject));
        }
    }
    text
}

fn said(mismatch: &Mismatch, subject: &str) -> String {
    let mut text = String::new();
    if mismatch.path != subject {
        writeln!(text, "    path      {}", mismatch.path).unwrap();
    }
    writeln!(text, "    expected  {}", mismatch.expected).unwrap();
    writeln!(text, "    actual    {}", mismatch.actual).unwrap();
    for line in mismatch.difference.iter().flat_map(|difference| difference.lines()) {
        writeln!(text, "    | {line}").unwrap();
    }
    for line in mismatch.hint.iter().flat_map(|hint| hint.lines()) {
        writeln!(text, "    hint      {line}").unwrap();
    }
    text
}

/// A file beside the tests.
fn text_of(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expect").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares with a file beside the tests, and leaves what came out where it differs.
fn golden(file: &str, actual: &str) {
    if text_of(file) != actual {
        let left = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file.replace('/', "-"));
        std::fs::write(&left, actual).unwrap();
        panic!("{file} is not what came out; see {}", left.display());
    }
}
