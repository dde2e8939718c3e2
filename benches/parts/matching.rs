//! `JSONPath` queries and expectations on an answer.

use divan::{Bencher, black_box};
use idvet::{
    diagnostic::Problems,
    exchange::{Exchange, Request},
    expect::{Expectation, SchemaFiles},
    json_path::JsonPath,
    source::{Limits, Source, read_documents},
};

use crate::{answers, names::Names};

/// What a scenario expects of a full status.
const EXPECTED: &str = r#"
status: 200
headers: { content-type: { starts_with: application/json } }
fields:
  manual_face_match_result: ${expected}
  manual_document_validity: { one_of: [DOC_VALIDATED, DOC_ERROR] }
  client.name: { matches: "^[A-Z]+$" }
  created: { after: 2020-01-01 }
  attempt_count: { gte: 1 }
  review_time: null
  $.suspection_reasons[*]: { each: { vocabulary: suspicionReason } }
"#;

/// What a scenario expects of a long list.
const EXPECTED_OF_LIST: &str = "
fields:
  count: { gte: 1 }
  $.results[*].status: { each: { vocabulary: overallStatus } }
  $.results[?@.suspected == true].scanRef: { count: { min: 1 } }
";

/// A suite without files.
struct NoFiles;

impl SchemaFiles for NoFiles {
    fn read(&self, _path: &str) -> Result<String, String> {
        Err("there is no such file".to_owned())
    }
}

fn expectation(text: &str) -> Expectation {
    let source = Source::new("scenarios/a.yaml", text);
    let (documents, _) = read_documents(&source, Limits::default());
    let mut problems = Problems::new(&source);
    let expectation = Expectation::read(&documents[0], &NoFiles, &mut problems);
    assert_eq!(problems.count(), 0, "the expectation is sound");
    expectation
}

fn exchange(body: &serde_json::Value) -> Exchange {
    let request = Request {
        method: "POST".to_owned(),
        url: "https://ivs.idenfy.com/api/v2/full-status".to_owned(),
        headers: Vec::new(),
        body: bytes::Bytes::new(),
    };
    Exchange { request, answer: answers::answer(200, body), elapsed: std::time::Duration::from_millis(7) }
}

#[divan::bench]
fn expectation_of_a_full_status(bencher: Bencher) {
    let (expectation, exchange, names) =
        (expectation(EXPECTED), exchange(&answers::full_status()), Names::new());
    assert!(expectation.judge(&exchange, &names).iter().all(|verdict| verdict.mismatch.is_none()));
    bencher.bench_local(|| expectation.judge(black_box(&exchange), &names));
}

#[divan::bench]
fn expectation_of_50_kb(bencher: Bencher) {
    let (expectation, exchange) = (expectation(EXPECTED_OF_LIST), exchange(&answers::listing()));
    let names = Names::new();
    assert!(expectation.judge(&exchange, &names).iter().all(|verdict| verdict.mismatch.is_none()));
    bencher.bench_local(|| expectation.judge(black_box(&exchange), &names));
}

#[divan::bench(args = ["$.status", "$.results[399].scanRef", "$.results[*].status", "$..status", "$.results[?@.status == 'DENIED'].scanRef"])]
fn query_of_50_kb(bencher: Bencher, path: &str) {
    let (path, value) = (JsonPath::parse(path).expect("the path is sound"), answers::listing());
    bencher.bench(|| path.query(black_box(&value)).map(|found| found.len()));
}

#[divan::bench]
fn body_of_50_kb_to_json(bencher: Bencher) {
    let body = answers::answer(200, &answers::listing()).body.clone();
    bencher.bench(|| serde_json::from_slice::<serde_json::Value>(black_box(&body)));
}
