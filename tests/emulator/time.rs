//! The emulator's clock, in paused time: a month passes in no time.

use std::time::Duration;

use idvet::emulator::EmulatorConfig;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::api::{Api, config, pass};

#[tokio::test(start_paused = true)]
async fn an_unused_token_expires() {
    let api = Api::dev();
    for life in [1, 600, 2_592_000] {
        let session = api.create(json!({ "clientId": "a", "expiryTime": life })).await;
        pass(life - 1).await;
        assert_eq!(api.status(&session).await, "ACTIVE", "{life}");
        pass(1).await;
        assert_eq!(api.status(&session).await, "EXPIRED", "{life}");
    }
    let session = api.create(json!({ "clientId": "a", "expiryTime": 0 })).await;
    assert_eq!(api.status(&session).await, "EXPIRED");
    let session = api.create_plain().await;
    pass(3599).await;
    assert_eq!(api.status(&session).await, "ACTIVE");
    pass(1).await;
    assert_eq!(api.status(&session).await, "EXPIRED", "3600 s by default (GH)");
}

#[tokio::test(start_paused = true)]
async fn an_opened_session_expires_by_its_own_length() {
    let api = Api::dev();
    let body = json!({ "clientId": "a", "expiryTime": 10, "sessionLength": 90 });
    let token = api.post("/api/v2/token", &body).await;
    let session = token.field("scanRef").as_str().unwrap().to_owned();
    let path = format!("/api/v2/redirect?authToken={}", token.field("authToken").as_str().unwrap());
    assert!(token.field("redirectUrl").as_str().unwrap().ends_with(&path));
    pass(5).await;
    let opened = api.anonymous().get(&path).await;
    assert_eq!(opened.status, 302);
    assert!(opened.headers["location"].to_str().unwrap().starts_with("https://ui.idenfy.com/"));
    pass(89).await;
    assert_eq!(api.status(&session).await, "ACTIVE");
    assert_eq!(api.anonymous().get(&path).await.status, 302, "going on does not start anew");
    assert_eq!(api.about("full-status", &session).await.field("start_time"), "2026-03-04 05:06:12");
    pass(1).await;
    assert_eq!(api.status(&session).await, "EXPIRED");
    let late = api.anonymous().get(&path).await;
    assert_eq!((late.status, late.field("identifier")), (400, json!("TOKEN_NOT_VALID")));
    assert_eq!(api.get("/api/v2/redirect").await.status, 400);
}

#[tokio::test(start_paused = true)]
async fn a_dummy_keeps_its_result_when_its_token_would_have_expired() {
    let api = Api::dev();
    let body = json!({ "clientId": "a", "dummyStatus": "APPROVED", "expiryTime": 60 });
    let session = api.create(body).await;
    pass(3600).await;
    assert_eq!(api.status(&session).await, "APPROVED");
}

#[tokio::test(start_paused = true)]
async fn a_result_is_not_seen_before_the_delay_is_over() {
    let api = Api::with(EmulatorConfig { delay: Duration::from_secs(10), ..config(&[]) });
    let session = api.create_dummy("DENIED").await;
    pass(9).await;
    let early = api.about("status", &session).await.json();
    assert_eq!((&early["status"], &early["autoFace"]), (&json!("ACTIVE"), &Value::Null));
    assert_eq!(api.about("delete", &session).await.status, 400);
    pass(1).await;
    let done = api.about("status", &session).await.json();
    assert_eq!((&done["status"], &done["autoFace"]), (&json!("DENIED"), &json!("FACE_MISMATCH")));

    assert_eq!(api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await.status, 200);
    pass(9).await;
    let waiting = api.about("status", &session).await.json();
    assert_eq!((&waiting["status"], &waiting["manualFace"]), (&json!("REVIEWING"), &Value::Null));
    pass(1).await;
    assert_eq!(api.status(&session).await, "APPROVED");

    api.review(&session, "FAKE_FACE", "DOC_VALIDATED").await;
    pass(5).await;
    assert_eq!(api.about("status", &session).await.field("manualFace"), "FACE_MATCH", "the former one shows");
    pass(5).await;
    assert_eq!(api.status(&session).await, "DENIED");
}

#[tokio::test(start_paused = true)]
async fn a_review_under_way_does_not_reach_a_deleted_session() {
    let api = Api::with(EmulatorConfig { delay: Duration::from_secs(10), ..config(&[]) });
    let session = api.create_dummy("DENIED").await;
    pass(10).await;
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(5).await;
    assert_eq!(api.about("delete", &session).await.status, 200);
    pass(5).await;
    let status = api.about("status", &session).await.json();
    assert_eq!((&status["status"], &status["manualFace"]), (&json!("DELETED"), &Value::Null));
    let full = api.about("full-status", &session).await.json();
    let times = ["finish_time", "review_time", "updated"].map(|name| full[name].clone());
    assert_eq!(times, [json!("2026-03-04 05:06:17"), Value::Null, json!("2026-03-04 05:06:22")]);
}

#[tokio::test(start_paused = true)]
async fn a_reviewed_session_is_not_updated_when_its_token_would_have_expired() {
    let api = Api::with(config(&[("dummy_active", "accepted")]));
    let session = api.create(json!({ "clientId": "a", "dummyStatus": "ACTIVE", "expiryTime": 60 })).await;
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(60).await;
    assert_eq!(api.status(&session).await, "APPROVED");
    assert_eq!(api.about("full-status", &session).await.field("updated"), "2026-03-04 05:06:07");
}

#[tokio::test(start_paused = true)]
async fn the_times_of_a_session_are_told_in_utc() {
    let api = Api::with(EmulatorConfig { delay: Duration::from_secs(3), ..config(&[]) });
    let session = api.create_dummy("APPROVED").await;
    let times = async || {
        let full = api.about("full-status", &session).await.json();
        ["created", "start_time", "finish_time", "review_time", "updated"].map(|name| full[name].clone())
    };
    let second = |n: &str| json!(format!("2026-03-04 05:06:{n}"));
    assert_eq!(times().await, [second("07"), Value::Null, Value::Null, Value::Null, second("07")]);
    pass(10).await;
    assert_eq!(times().await, [second("07"), second("07"), second("10"), Value::Null, second("10")]);
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(10).await;
    assert_eq!(times().await, [second("07"), second("07"), second("10"), second("20"), second("20")]);
}

#[tokio::test(start_paused = true)]
async fn latency_is_added_to_every_answer() {
    let api = Api::with(EmulatorConfig { latency: Duration::from_millis(250), ..config(&[]) });
    let before = Instant::now();
    api.create_plain().await;
    assert_eq!(api.get("/nowhere").await.status, 404);
    let took = before.elapsed();
    assert!((500..=510).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn links_to_files_live_for_an_hour() {
    let api = Api::with(config(&[("dummy_material", "data_and_files")]));
    let session = api.create_dummy("APPROVED").await;
    let files = api.about("files", &session).await.json();
    let link = files["FRONT"].as_str().unwrap();
    assert!(link.len() <= 500, "GH");
    let path = link.strip_prefix("http://emulator.test").unwrap();
    pass(3599).await;
    assert_eq!(api.anonymous().get(path).await.status, 200);
    pass(1).await;
    assert_eq!(api.anonymous().get(path).await.status, 404, "C-REP");
    assert_eq!(files["FRONT_VIDEO"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn the_hourly_limit_counts_by_key() {
    let api = Api::with(EmulatorConfig { requests_per_hour: 3, ..config(&[]) });
    for _ in 0..3 {
        api.create_plain().await;
    }
    let refused = api.post("/api/v2/token", &json!({ "clientId": "a" })).await;
    assert_eq!((refused.status, refused.field("identifier")), (429, json!("TOO_MANY_REQUESTS")));
    assert_eq!(api.anonymous().get("/kyc/identifications/").await.status, 401);
    assert_eq!(api.as_key("emulator-prod").get("/kyc/identifications/").await.status, 200, "another key");
    pass(3600).await;
    api.create_plain().await;
}

#[tokio::test(start_paused = true)]
async fn a_request_leaves_the_last_hour_by_itself() {
    let settings = config(&[("rate_window", "sliding")]);
    let api = Api::with(EmulatorConfig { requests_per_hour: 3, ..settings });
    api.create_plain().await;
    pass(1800).await;
    for _ in 0..2 {
        api.create_plain().await;
    }
    for expected in [[200, 429, 429], [200, 200, 429]] {
        pass(1800).await;
        for status in expected {
            assert_eq!(api.get("/kyc/identifications/").await.status, status, "{expected:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_is_ten_thousand_by_default() {
    assert_eq!(EmulatorConfig::default().requests_per_hour, 10_000, "C-ERRM");
}
