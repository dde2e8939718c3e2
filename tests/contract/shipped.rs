//! Every answer of the emulator, in every scenario of the shipped suite, is what the documents say.

use std::{collections::BTreeSet, fs};

use idvet::{
    contract::Contract,
    event::{Event, Happening},
    exchange::Answer,
    record,
};

use crate::support::suite::{idvet, repository, said};

/// The events of a run of the shipped suite; the sweep makes no call that the others do not, and `shipped.rs` runs it.
fn events() -> Vec<Event> {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("record");
    let arguments = ["run", "--tag", "not sweep", "--seed", "4", "--out", folder.to_str().unwrap()];
    said(&idvet(&arguments).current_dir(repository()).output().unwrap()).exits(0);
    record::read(&fs::read_to_string(folder.join("events.jsonl")).unwrap()).unwrap()
}

#[test]
fn every_answer_of_the_emulator_meets_the_contract() {
    let contract = Contract::default();
    let mut paths = BTreeSet::new();
    let mut judged = 0;
    for event in &events() {
        let exchanged = match &event.what {
            Happening::Drifted(drifted) => panic!("{drifted:#?}"),
            Happening::Exchanged(exchanged) => exchanged,
            _ => continue,
        };
        let path = exchanged.request.url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap();
        let received = exchanged.result.as_ref().unwrap();
        // Nobody has put brackets into an address but the record, which holds no secrets.
        let body = received.body.text.replace("[redacted]", "redacted-token");
        let answer = Answer::new(received.status, received.headers.clone(), body.into());
        if let Some(judgement) = contract.judge_answer(&exchanged.request.method, &path, &answer) {
            assert!(judgement.is_clean(), "{path}: {judgement:#?}\n{}", received.body.text);
            paths.insert((path.split('?').next().unwrap().to_owned(), received.status < 300));
            judged += 1;
        }
    }
    assert!(judged > 150, "{judged}");
    for path in
        ["token", "add-dummy-status", "status", "full-status", "data", "files", "delete", "generate-pdf"]
    {
        assert!(paths.contains(&(format!("/api/v2/{path}"), true)), "{path}");
    }
    assert!(paths.contains(&("/kyc/identifications/".to_owned(), true)));
    assert!(paths.iter().filter(|(_, success)| !success).count() >= 6, "{paths:?}");
}
