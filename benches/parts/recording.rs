//! Events on their way into the record: secrets replaced in a body, and a line of JSON for an exchange.

use std::{io, time::Duration};

use divan::{Bencher, black_box};
use idvet::{
    event::{BodyText, Event, Exchanged, Happening, ReceivedAnswer, SentRequest},
    record::Record,
    secrets::Redactor,
};
use serde_json::Value as Json;

use crate::answers;

/// Bytes of a body that an event keeps at most, about.
const KEPT: usize = 16 * 1024;

fn body(json: &Json) -> BodyText {
    let text = json.to_string();
    let bytes = text.len();
    let kept = text[..text.floor_char_boundary(KEPT)].to_owned();
    BodyText { cut: kept.len() < bytes, text: kept, bytes }
}

fn exchanged(answer: &Json) -> Event {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let content = header("content-type", "application/json; charset=utf-8");
    let request = SentRequest {
        method: "POST".to_owned(),
        url: "https://ivs.idenfy.com/api/v2/full-status".to_owned(),
        headers: vec![header("authorization", "[redacted]"), content.clone()],
        body: body(&serde_json::json!({ "scanRef": answers::SCAN_REF })),
    };
    let result = Ok(ReceivedAnswer { status: 200, headers: vec![content], body: body(answer) });
    let took = Duration::from_micros(12_345);
    let what = Happening::Exchanged(Exchanged { test: 1, step: 2, request, result, took });
    Event { at: Duration::from_millis(150), what }
}

fn record(bencher: Bencher, answer: &Json) {
    let event = exchanged(answer);
    let mut record = Record::new(io::sink());
    bencher.bench_local(|| record.append(black_box(std::slice::from_ref(&event))));
}

#[divan::bench]
fn line_of_a_full_status(bencher: Bencher) {
    record(bencher, &answers::full_status());
}

#[divan::bench]
fn line_of_50_kb(bencher: Bencher) {
    record(bencher, &answers::listing());
}

/// Knows a key pair and the token of one session.
fn redactor() -> Redactor {
    let mut redactor = Redactor::default();
    redactor.learn_pair("emulator-dev", "emulator-dev-secret");
    redactor.learn_fields(&answers::token());
    redactor
}

#[divan::bench]
fn learning_of_a_token(bencher: Bencher) {
    let (redactor, token) = (redactor(), answers::token());
    bencher.with_inputs(|| redactor.clone()).bench_local_values(|mut redactor| {
        redactor.learn_fields(black_box(&token));
        redactor
    });
}

fn redact(bencher: Bencher, body: &Json) {
    let (redactor, text) = (redactor(), body.to_string());
    bencher.bench_local(|| redactor.redact(black_box(&text)));
}

#[divan::bench]
fn redacting_of_a_token(bencher: Bencher) {
    redact(bencher, &answers::token());
}

#[divan::bench]
fn redacting_of_50_kb(bencher: Bencher) {
    redact(bencher, &answers::listing());
}
