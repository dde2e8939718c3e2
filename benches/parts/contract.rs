//! Answers held against the API's documents.

use divan::{Bencher, black_box};
use idvet::contract::Contract;
use serde_json::Value as Json;

use crate::answers;

fn judge(bencher: Bencher, (method, path, status): (&str, &str, u16), body: &Json) {
    let (contract, answer) = (Contract::default(), answers::answer(status, body));
    let judgement = contract.judge_answer(method, path, &answer).expect("the documents describe the answer");
    assert!(judgement.violations.is_empty(), "{judgement:?}");
    bencher.bench_local(|| contract.judge_answer(method, path, black_box(&answer)));
}

#[divan::bench]
fn full_status(bencher: Bencher) {
    judge(bencher, ("POST", "/api/v2/full-status", 200), &answers::full_status());
}

#[divan::bench]
fn token(bencher: Bencher) {
    judge(bencher, ("POST", "/api/v2/token", 201), &answers::token());
}

#[divan::bench]
fn listing_of_50_kb(bencher: Bencher) {
    judge(bencher, ("GET", "/kyc/identifications/", 200), &answers::listing());
}
