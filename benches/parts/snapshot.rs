//! Answers as the text of a snapshot: what changes from run to run is replaced.

use divan::{Bencher, black_box};
use idvet::{
    secrets::Redactor,
    snapshot::{Changing, Drawn, Shape, picture},
};
use serde_json::{Value as Json, json};

use crate::answers;

fn changing() -> Changing {
    let mut drawn = Drawn::default();
    drawn.note(&json!("00123456"));
    drawn.note_field("documentNumber");
    Changing {
        run_id: "k7dm2q9xwz".to_owned(),
        base_url: "https://ivs.idenfy.com".to_owned(),
        now: jiff::Timestamp::UNIX_EPOCH,
        scan_refs: vec![answers::SCAN_REF.to_owned()],
        drawn,
    }
}

fn take(bencher: Bencher, body: &Json) {
    let (answer, changing, shape) = (answers::answer(200, body), changing(), Shape::default());
    let mut redactor = Redactor::default();
    redactor.learn_pair("emulator-dev", "emulator-dev-secret");
    bencher.bench_local(|| picture(black_box(&answer), &[], &shape, &changing, &redactor));
}

#[divan::bench]
fn full_status(bencher: Bencher) {
    take(bencher, &answers::full_status());
}

#[divan::bench]
fn token(bencher: Bencher) {
    take(bencher, &answers::token());
}

#[divan::bench]
fn listing_of_50_kb(bencher: Bencher) {
    take(bencher, &answers::listing());
}
