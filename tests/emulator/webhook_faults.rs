//! Webhooks that go wrong on purpose: each fault is seen by the receiver, of all events or of one.

use std::time::Duration;

use idvet::emulator::{EmulatorConfig, WebhookFault};
use idvet::signature::{Flaw, Verification, verify};
use serde_json::json;

use super::webhooks::told;
use crate::support::api::{Api, pass};
use crate::support::receiver::{Post, Receiver};

fn minutes(text: &str) -> Result<Duration, String> {
    let number = text.strip_suffix('m').and_then(|number| number.parse().ok());
    number.map(Duration::from_mins).ok_or_else(|| format!("`{text}` is no duration"))
}

fn faulty(faults: &[&str], changes: &[(&str, &str)]) -> EmulatorConfig {
    let mut config = told(changes);
    config.webhooks.faults = faults.iter().map(|text| WebhookFault::parse(text, minutes).unwrap()).collect();
    config
}

/// What comes of a dummy that is reviewed after ten seconds, and of a token that runs out after twenty.
async fn seen(faults: &[&str]) -> Receiver {
    seen_under(faults, &[]).await
}

async fn seen_under(faults: &[&str], changes: &[(&str, &str)]) -> Receiver {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(faulty(faults, changes), &receiver);
    let session = api.create_dummy("APPROVED").await;
    api.create(json!({ "clientId": "a", "expiryTime": 20 })).await;
    pass(10).await;
    api.review(&session, "FACE_MISMATCH", "DOC_VALIDATED").await;
    pass(10_000).await;
    receiver
}

fn verified(post: &Post) -> Verification {
    verify(b"emulator-signing-key", &post.parcel.body, post.header("idenfy-signature"))
}

#[tokio::test(start_paused = true)]
async fn without_faults_everything_comes_once_and_in_time() {
    assert_eq!(seen(&[]).await.seen(), ["AUTO at 0", "MANUAL at 10000", "EXPIRED at 20000"]);
}

#[tokio::test(start_paused = true)]
async fn late() {
    let receiver = seen(&["late 20m"]).await;
    assert_eq!(receiver.seen(), ["AUTO at 1200000", "MANUAL at 1210000", "EXPIRED at 1220000"]);
    assert_eq!(receiver.posts()[0].json()["status"]["manualFace"], json!(null), "it tells what was so then");
    let one = seen(&["IDENTIFICATION_AUTO_FINISHED: late 1m"]).await;
    assert_eq!(one.seen(), ["MANUAL at 10000", "EXPIRED at 20000", "AUTO at 60000"]);
}

#[tokio::test(start_paused = true)]
async fn twice() {
    let receiver = seen(&["twice"]).await;
    let expected = [
        "AUTO at 0",
        "AUTO at 0",
        "MANUAL at 10000",
        "MANUAL at 10000",
        "EXPIRED at 20000",
        "EXPIRED at 20000",
    ];
    assert_eq!(receiver.seen(), expected);
    let posts = receiver.posts();
    assert_eq!(posts[0].parcel, posts[1].parcel, "the same delivery");
    let one = seen(&["IDENTIFICATION_MANUAL_FINISHED: twice"]).await;
    assert_eq!(one.seen(), ["AUTO at 0", "MANUAL at 10000", "MANUAL at 10000", "EXPIRED at 20000"]);
}

#[tokio::test(start_paused = true)]
async fn out_of_order() {
    let receiver = seen(&["out of order"]).await;
    assert_eq!(
        receiver.seen(),
        ["MANUAL at 10000", "AUTO at 10000", "EXPIRED at 620000"],
        "what nothing overtakes comes after ten minutes"
    );
    let one = seen(&["IDENTIFICATION_AUTO_FINISHED: out of order"]).await;
    assert_eq!(one.seen(), ["MANUAL at 10000", "AUTO at 10000", "EXPIRED at 20000"]);
    let waiting = seen_under(&["out of order"], &[("webhook_order", "waits")]).await;
    assert_eq!(
        waiting.seen()[..2],
        ["MANUAL at 10000", "AUTO at 10000"],
        "nobody waits for the other for ever"
    );
}

#[tokio::test(start_paused = true)]
async fn unsigned() {
    let receiver = seen(&["unsigned"]).await;
    assert_eq!(receiver.posts().len(), 3);
    for post in receiver.posts() {
        assert_eq!(post.header("idenfy-signature"), None);
        assert_eq!(verified(&post), Verification::Absent);
        assert!(!post.event().is_empty());
    }
    let one = seen(&["IDENTIFICATION_EXPIRED: unsigned"]).await.posts();
    assert_eq!([verified(&one[0]), verified(&one[2])], [Verification::Valid, Verification::Absent]);
}

#[tokio::test(start_paused = true)]
async fn wrongly_signed() {
    for post in seen(&["wrongly signed"]).await.posts() {
        assert_eq!(verified(&post), Verification::Invalid(Flaw::Other), "its form is right");
    }
    let one = seen(&["IDENTIFICATION_AUTO_FINISHED: wrongly signed"]).await.posts();
    assert_eq!(
        [verified(&one[0]), verified(&one[1])],
        [Verification::Invalid(Flaw::Other), Verification::Valid]
    );
}

#[tokio::test(start_paused = true)]
async fn never() {
    let receiver = seen(&["never"]).await;
    assert!(receiver.posts().is_empty());
    assert_eq!(receiver.told().len(), 3);
    assert_eq!(receiver.told()[0], "AUTO tries 0: not sent: `never` is set");
    let one = seen_under(&["IDENTIFICATION_AUTO_FINISHED: never"], &[("webhook_order", "waits")]).await;
    assert_eq!(one.seen(), ["MANUAL at 10000", "EXPIRED at 20000"], "nobody waits for what never comes");
}

#[tokio::test(start_paused = true)]
async fn several_at_once() {
    let faults = ["IDENTIFICATION_EXPIRED: never", "late 1m", "twice", "wrongly signed"];
    let receiver = seen(&faults).await;
    assert_eq!(receiver.seen(), ["AUTO at 60000", "AUTO at 60000", "MANUAL at 70000", "MANUAL at 70000"]);
    assert_eq!(verified(&receiver.posts()[3]), Verification::Invalid(Flaw::Other));
}

#[test]
fn what_is_no_fault_is_told_with_what_would_be_one() {
    let forms = "write `late 20m`, `twice`, `out of order`, `unsigned`, `wrongly signed` or `never`, perhaps behind \
                 an event and a colon";
    let wrong = |text: &str| WebhookFault::parse(text, minutes).unwrap_err().to_string();
    assert_eq!(wrong("thrice"), format!("`thrice` is no fault of a webhook: {forms}"));
    assert_eq!(wrong(""), format!("`` is no fault of a webhook: {forms}"));
    assert_eq!(wrong("late"), "`late` is no fault of a webhook: it says not how late; write `late 20m`");
    assert_eq!(wrong("late soon"), "`late soon` is no fault of a webhook: `soon` is no duration");
    assert_eq!(
        wrong("nonsense: never"),
        "`nonsense: never` is no fault of a webhook: there is no event `nonsense`; the events \
         are IDENTIFICATION, IDENTIFICATION_AUTO_FINISHED, IDENTIFICATION_MANUAL_FINISHED, IDENTIFICATION_EXPIRED, \
         IDENTIFICATION_CANCELLED, IDENTIFICATION_RESUBMITTED, DOCUMENT_EXPIRATION, VIDEO_CALL_FINISHED"
    );
    assert_eq!(
        wrong("IDENTIFICATION_EXPIERD: never"),
        "`IDENTIFICATION_EXPIERD: never` is no fault of a webhook: there is no event `IDENTIFICATION_EXPIERD`; did \
         you mean `IDENTIFICATION_EXPIRED`?"
    );
}
