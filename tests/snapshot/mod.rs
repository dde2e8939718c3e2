//! Snapshots: the text of an answer, the names and the form of the files, what a run does, and the commands.

mod cargo_insta;
mod commands;
mod files;
mod masks;
mod names;
mod planning;
mod runs;
mod same_everywhere;
mod shapes;

use bytes::Bytes;
use idvet::{
    exchange::Answer,
    json_path::JsonPath,
    secrets::Redactor,
    snapshot::{Changing, Drawn, Picture, Shape, picture},
};
use serde_json::Value as Json;

/// A run of which nothing is known but its name, its address and its day.
fn changing() -> Changing {
    Changing {
        run_id: "k7dm2q9xwz".to_owned(),
        base_url: "http://127.0.0.1:8481".to_owned(),
        now: "2026-03-04T05:06:07Z".parse().unwrap(),
        scan_refs: Vec::new(),
        drawn: Drawn::default(),
    }
}

fn answer(body: &Json) -> Answer {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Answer::new(200, headers, Bytes::from(body.to_string()))
}

fn redactor() -> Redactor {
    Redactor::new(["personalNumber".to_owned()])
}

fn paths(texts: &[&str]) -> Vec<JsonPath> {
    texts.iter().map(|text| JsonPath::from_field(text).unwrap()).collect()
}

/// The picture of a body, its secrets learnt as a run learns them.
fn taken(body: &Json, shape: &Shape, changing: &Changing) -> Picture {
    let mut redactor = redactor();
    redactor.learn_fields(body);
    picture(&answer(body), &[], shape, changing, &redactor).unwrap()
}

/// The body as a snapshot shows it, without its indentation.
fn shown(body: &Json, shape: &Shape, changing: &Changing) -> String {
    let text = taken(body, shape, changing).text;
    let (_, body) = text.split_once("\n\n").unwrap();
    body.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
