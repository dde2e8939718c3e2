//! The webhooks that the emulator sends, in paused time: which, when, where to, and what stands in them.

use std::fmt::Write as _;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use idvet::contract::Contract;
use idvet::emulator::{EmulatorConfig, Webhooks};
use idvet::exchange;
use idvet::signature::{Verification, verify};
use serde_json::{Value, json};

use crate::support::api::{Api, config, pass};
use crate::support::receiver::{Post, Reaction, Receiver};

const TARGET: &str = "https://partner.example/hooks";

/// With a target, and the switches changed.
pub(super) fn told(changes: &[(&str, &str)]) -> EmulatorConfig {
    let webhooks = Webhooks { target: Some(TARGET.to_owned()), ..Webhooks::default() };
    EmulatorConfig { webhooks, ..config(changes) }
}

fn dummy(status: &str) -> Value {
    json!({ "clientId": "qa-001", "dummyStatus": status })
}

/// Nothing but what the documents name, in the form that they give it.
fn hold_against_the_contract(post: &Post) {
    let headers = post
        .parcel
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let answer = exchange::Answer::new(200, headers.collect(), post.parcel.body.clone());
    let judgement = Contract::default().judge_webhook(post.event(), &answer);
    assert!(judgement.violations.is_empty(), "{:?}\n{:#}", judgement.violations, post.json());
    assert!(judgement.drift.is_empty(), "{:?}\n{:#}", judgement.drift, post.json());
}

#[tokio::test(start_paused = true)]
async fn a_dummy_is_told_with_its_automatic_and_its_manual_result() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(told(&[]), &receiver);
    let session = api
        .create(json!({
            "clientId": "qa-001", "dummyStatus": "APPROVED", "externalRef": "ref-1",
            "firstName": "Zoë", "lastName": "Kovac", "sex": "F", "country": "lt", "documents": ["PASSPORT"],
        }))
        .await;
    pass(30).await;
    api.review(&session, "FACE_MISMATCH", "DOC_VALIDATED").await;
    pass(1).await;
    assert_eq!(receiver.seen(), ["AUTO at 0", "MANUAL at 30000"]);
    assert_eq!(receiver.told(), ["AUTO tries 1: taken with 200", "MANUAL tries 1: taken with 200"]);
    let posts = receiver.posts();
    let (automatic, manual) = (posts[0].json(), posts[1].json());
    assert_eq!(
        automatic["status"],
        json!({
            "overall": "APPROVED", "fraudTags": [], "mismatchTags": [], "autoFace": "FACE_MATCH",
            "manualFace": null, "autoDocument": "DOC_VALIDATED", "manualDocument": null, "additionalSteps": null,
        })
    );
    assert_eq!(manual["status"]["overall"], "DENIED");
    assert_eq!(manual["status"]["manualFace"], "FACE_MISMATCH");
    assert_eq!(manual["status"]["autoFace"], "FACE_MATCH");
    for payload in [&automatic, &manual] {
        assert_eq!(payload["scanRef"], json!(session));
        assert_eq!(payload["clientId"], "qa-001");
        assert_eq!(payload["externalRef"], "ref-1");
        assert_eq!(payload["data"]["docFirstName"], "ZOË");
        assert_eq!(payload["data"]["docSex"], "FEMALE");
        assert_eq!(payload["data"]["docType"], "PASSPORT");
        assert_eq!(payload["data"]["manuallyDataChanged"], false);
        assert_eq!(payload["final"], true);
        assert_eq!(payload["startTime"], 1_772_600_767);
        assert_eq!(payload["finishTime"], 1_772_600_767);
    }
    for post in &posts {
        assert_eq!(post.parcel.url, TARGET);
        assert_eq!(post.header("content-type"), Some("application/json"));
        let given = post.header("Idenfy-Signature");
        assert_eq!(verify(b"emulator-signing-key", &post.parcel.body, given), Verification::Valid);
        assert_eq!(given, Some(independent(b"emulator-signing-key", &post.parcel.body).as_str()));
        hold_against_the_contract(post);
    }
}

/// The same hash, from the crate itself.
fn independent(key: &[u8], body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(body);
    let mut hex = String::new();
    for byte in mac.finalize().into_bytes() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[tokio::test(start_paused = true)]
async fn an_unused_token_is_told_once_when_it_runs_out() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(told(&[]), &receiver);
    let session = api.create(json!({ "clientId": "qa-001", "expiryTime": 600 })).await;
    pass(599).await;
    assert!(receiver.posts().is_empty());
    pass(100_000).await;
    assert_eq!(receiver.seen(), ["EXPIRED at 600000"]);
    let post = &receiver.posts()[0];
    let payload = post.json();
    assert_eq!(payload["status"]["overall"], "EXPIRED");
    assert_eq!(payload["status"]["autoFace"], Value::Null);
    assert_eq!(payload["fileUrls"], Value::Null, "U4");
    assert_eq!(payload["final"], true);
    assert_eq!(payload["scanRef"], json!(session));
    assert_eq!(payload["finishTime"], 1_772_600_767 + 600);
    hold_against_the_contract(post);
}

#[tokio::test(start_paused = true)]
async fn an_opened_session_is_told_when_its_own_time_is_over() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(told(&[]), &receiver);
    let body = json!({ "clientId": "a", "expiryTime": 10, "sessionLength": 90 });
    let token = api.post("/api/v2/token", &body).await;
    pass(5).await;
    let path = format!("/api/v2/redirect?authToken={}", token.field("authToken").as_str().unwrap());
    assert_eq!(api.anonymous().get(&path).await.status, 302);
    pass(1000).await;
    assert_eq!(receiver.seen(), ["EXPIRED at 95000"]);
    assert_eq!(receiver.posts()[0].json()["startTime"], 1_772_600_767 + 5, "when the client came");
}

#[tokio::test(start_paused = true)]
async fn an_expired_dummy_is_told_as_expired() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(told(&[]), &receiver);
    let session = api.create(dummy("EXPIRED")).await;
    pass(10).await;
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(10_000).await;
    assert_eq!(receiver.seen(), ["EXPIRED at 0", "MANUAL at 10000"]);
    let posts = receiver.posts();
    assert_eq!(posts[0].json()["status"]["autoFace"], "FACE_NOT_ANALYSED");
    assert_eq!(posts[1].json()["status"]["overall"], "APPROVED");
    posts.iter().for_each(hold_against_the_contract);
}

#[tokio::test(start_paused = true)]
async fn an_active_dummy_is_told_when_it_is_reviewed_or_runs_out() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(told(&[("dummy_active", "accepted")]), &receiver);
    let reviewed = api.create(dummy("ACTIVE")).await;
    api.create(dummy("ACTIVE")).await;
    pass(60).await;
    api.review(&reviewed, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(10_000).await;
    assert_eq!(receiver.seen(), ["MANUAL at 60000", "EXPIRED at 3600000"]);
    receiver.posts().iter().for_each(hold_against_the_contract);
}

#[tokio::test(start_paused = true)]
async fn results_are_told_when_they_can_be_seen() {
    let receiver = Receiver::answering(&[]);
    let delay = Duration::from_secs(20);
    let api = Api::telling(EmulatorConfig { delay, ..told(&[]) }, &receiver);
    let session = api.create(dummy("DENIED")).await;
    pass(19).await;
    assert!(receiver.posts().is_empty());
    pass(11).await;
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(60).await;
    assert_eq!(receiver.seen(), ["AUTO at 20000", "MANUAL at 50000"]);
    assert_eq!(receiver.posts()[0].json()["finishTime"], 1_772_600_767 + 20);
}

#[tokio::test(start_paused = true)]
async fn a_review_that_another_one_replaces_before_it_shows_is_not_told() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(EmulatorConfig { delay: Duration::from_secs(20), ..told(&[]) }, &receiver);
    let session = api.create(dummy("APPROVED")).await;
    pass(30).await;
    api.review(&session, "FAKE_FACE", "DOC_VALIDATED").await;
    pass(10).await;
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(60).await;
    assert_eq!(receiver.seen(), ["AUTO at 20000", "MANUAL at 60000"]);
    assert_eq!(receiver.posts()[1].json()["status"]["overall"], "APPROVED");
}

#[tokio::test(start_paused = true)]
async fn every_review_is_told() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(told(&[]), &receiver);
    let session = api.create(dummy("SUSPECTED")).await;
    for (face, document) in [("FACE_MATCH", "DOC_ERROR"), ("FACE_MATCH", "DOC_VALIDATED")] {
        pass(5).await;
        api.review(&session, face, document).await;
    }
    pass(5).await;
    let overall: Vec<Value> =
        receiver.posts().iter().map(|post| post.json()["status"]["overall"].clone()).collect();
    assert_eq!(overall, ["SUSPECTED", "DENIED", "APPROVED"]);
    assert_eq!(receiver.posts()[0].json()["status"]["fraudTags"], json!(["FACE_SUSPECTED"]));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_session_sends_nothing_more() {
    let receiver = Receiver::always(Reaction::Status(500));
    let api = Api::telling(
        EmulatorConfig { delay: Duration::from_secs(5), ..told(&[("webhook_retries", "10")]) },
        &receiver,
    );
    let session = api.create(dummy("DENIED")).await;
    pass(10).await;
    assert_eq!(receiver.seen(), ["AUTO at 5000"]);
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    assert_eq!(api.about("delete", &session).await.status, 200);
    pass(1000).await;
    assert_eq!(receiver.seen(), ["AUTO at 5000"], "neither the retry nor the review");
    assert_eq!(receiver.told(), ["AUTO tries 1: not sent: the session was deleted"]);
}

#[tokio::test(start_paused = true)]
async fn the_tokens_own_address_comes_before_the_target() {
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(told(&[]), &receiver);
    let own = "https://partner.example/own?x=1";
    api.create(json!({ "clientId": "a", "dummyStatus": "APPROVED", "callbackUrl": own })).await;
    pass(1).await;
    assert_eq!(receiver.posts()[0].parcel.url, own);

    let without_target = EmulatorConfig { webhooks: Webhooks::default(), ..config(&[]) };
    let receiver = Receiver::answering(&[]);
    let api = Api::telling(without_target, &receiver);
    api.create(dummy("APPROVED")).await;
    api.create(json!({ "clientId": "a", "callbackUrl": own, "expiryTime": 1 })).await;
    pass(10_000).await;
    assert_eq!(receiver.seen(), ["EXPIRED at 1000"], "nobody asked to be told of the first");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_taken_is_sent_again() {
    let slow = Reaction::After(Duration::from_secs(11), 200);
    let receiver = Receiver::answering(&[Reaction::Status(500), slow, Reaction::Status(204)]);
    let api = Api::telling(told(&[]), &receiver);
    api.create(dummy("APPROVED")).await;
    pass(60).await;
    assert_eq!(
        receiver.seen(),
        ["AUTO at 0", "AUTO at 500", "AUTO at 11000"],
        "10 s, and half a second between"
    );
    assert_eq!(receiver.told(), ["AUTO tries 3: taken with 204"]);
    let posts = receiver.posts();
    assert!(posts.iter().all(|post| post.parcel == posts[0].parcel), "the same bytes each time");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_no_success_and_neither_is_silence() {
    for (reaction, fate) in [
        (Reaction::Status(302), "given up: the answer was 302"),
        (Reaction::After(Duration::from_mins(1), 200), "given up: no answer within 10 s"),
        (Reaction::Unreachable, "given up: connection refused"),
    ] {
        let receiver = Receiver::always(reaction);
        let api = Api::telling(told(&[]), &receiver);
        api.create(dummy("APPROVED")).await;
        pass(600).await;
        assert_eq!(receiver.told(), [format!("AUTO tries 3: {fate}")]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_within_the_tenth_second_is_in_time() {
    let receiver = Receiver::always(Reaction::After(Duration::from_millis(9_900), 299));
    let api = Api::telling(told(&[]), &receiver);
    api.create(dummy("APPROVED")).await;
    pass(60).await;
    assert_eq!(receiver.told(), ["AUTO tries 1: taken with 299"]);
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_bounded_and_what_is_dropped_is_told() {
    let receiver = Receiver::always(Reaction::After(Duration::from_secs(9), 200));
    assert_eq!(Webhooks::default().most_under_way, 10_000);
    let mut config = told(&[]);
    config.webhooks.most_under_way = 20;
    let api = Api::telling(config, &receiver);
    let session = api.create(dummy("APPROVED")).await;
    for _ in 0..20 {
        api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    }
    tokio::task::yield_now().await;
    assert_eq!(receiver.posts().len(), 20);
    assert_eq!(receiver.told(), ["MANUAL tries 0: dropped: too many deliveries are under way"]);
    pass(60).await;
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(60).await;
    assert_eq!(receiver.posts().len(), 21, "there is room again");
}

/// Every automatic, manual and expired payload under every value of the switches that show in one.
#[tokio::test(start_paused = true)]
async fn every_payload_is_as_the_contract_has_it() {
    let switches = [
        "unset_results",
        "business_ids",
        "dummy_auto_final",
        "dummy_material",
        "denied_values",
        "suspected_tag",
        "expired_values",
        "manual_pass_on_suspected",
        "manual_failure",
        "webhook_key",
    ];
    let mut count = 0;
    for switch in idvet::emulator::assumptions().iter().filter(|it| switches.contains(&it.name)) {
        for (choice, _) in switch.choices {
            let receiver = Receiver::answering(&[]);
            let api = Api::telling(told(&[(switch.name, choice)]), &receiver);
            api.create_plain().await;
            for status in ["APPROVED", "DENIED", "SUSPECTED", "EXPIRED"] {
                let body = json!({
                    "clientId": "qa-001", "dummyStatus": status, "firstName": "Anna", "lastName": "Kovac",
                    "dateOfBirth": "1990-12-20", "nationality": "LT", "sex": "M", "address": "Street 1",
                    "documents": ["ID_CARD"], "documentNumber": "123", "personalNumber": "456",
                });
                let session = api.create(body).await;
                pass(1).await;
                api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
                api.review(&session, "FACE_ERROR", "DOC_FAKE").await;
            }
            pass(10_000).await;
            let posts = receiver.posts();
            assert_eq!(posts.len(), 13);
            posts.iter().for_each(hold_against_the_contract);
            count += posts.len();
        }
    }
    assert!(count > 250, "{count}");
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_sends_the_same_bytes() {
    let run = async || {
        let receiver = Receiver::answering(&[Reaction::Status(500)]);
        let api = Api::telling(told(&[]), &receiver);
        for status in ["APPROVED", "DENIED", "EXPIRED"] {
            let session = api.create(dummy(status)).await;
            api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
        }
        pass(100).await;
        receiver.posts().into_iter().map(|post| post.parcel).collect::<Vec<_>>()
    };
    assert_eq!(run().await, run().await);
}
