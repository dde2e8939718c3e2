//! What the emulator finds again: each session by its reference, its token and its client, whatever became of others.

use idvet::emulator::Kind;
use serde_json::{Value, json};

use crate::support::api::{Api, config, pass};

/// A session as its answer named it.
struct Made {
    client: String,
    scan_ref: String,
    token: String,
}

async fn make(api: &Api, client: &str) -> Made {
    let answer = api.post("/api/v2/token", &json!({ "clientId": client, "expiryTime": 600 })).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let named = |name: &str| answer.field(name).as_str().unwrap().to_owned();
    Made { client: client.to_owned(), scan_ref: named("scanRef"), token: named("authToken") }
}

/// The status of the answer to the client's browser.
async fn open(api: &Api, made: &Made) -> u16 {
    api.anonymous().get(&format!("/api/v2/redirect?authToken={}", made.token)).await.status
}

async fn listed(api: &Api, query: &str) -> Vec<String> {
    let page = api.get(&format!("/kyc/identifications/?perPage=100&{query}")).await.json();
    let entries = page["results"].as_array().unwrap();
    assert_eq!(page["count"], entries.len(), "{query}");
    entries.iter().map(|entry| entry["scanRef"].as_str().unwrap().to_owned()).collect()
}

fn scan_refs<'a>(made: impl Iterator<Item = &'a Made>) -> Vec<String> {
    made.map(|made| made.scan_ref.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_deleted_session_is_forgotten_alone() {
    let api = Api::with(config(&[("deleted_status", "unknown")]));
    let mut made = Vec::new();
    for number in 0..30 {
        made.push(make(&api, &format!("client-{}", number % 3)).await);
    }
    let foreign = make(&api.as_kind(Kind::Test), "client-0").await;
    pass(600).await;
    // Deleted before it expires, a plain session would be refused.
    for gone in made.iter().skip(4).step_by(7) {
        assert_eq!(api.about("delete", &gone.scan_ref).await.status, 200);
    }
    made.push(make(&api, "client-1").await);

    let is_gone = |at: usize| at % 7 == 4 && at < 30;
    for (at, session) in made.iter().enumerate() {
        let answer = api.about("status", &session.scan_ref).await;
        if is_gone(at) {
            assert_eq!(answer.status, 400, "{at}");
        } else {
            assert_eq!(answer.field("clientId"), Value::from(session.client.clone()), "{at}");
        }
        assert_eq!(open(&api, session).await, if at == 30 { 302 } else { 400 }, "{at}");
    }
    let left = || made.iter().enumerate().filter(|(at, _)| !is_gone(*at)).map(|(_, made)| made);
    assert_eq!(listed(&api, "").await, scan_refs(left()));
    for client in ["client-0", "client-1", "client-2", "client-3"] {
        let expected = scan_refs(left().filter(|made| made.client == client));
        assert_eq!(listed(&api, &format!("clientId={client}")).await, expected, "{client}");
    }
    assert_eq!(listed(&api.as_kind(Kind::Test), "").await, [foreign.scan_ref]);
}

#[tokio::test(start_paused = true)]
async fn a_token_opens_its_own_session() {
    let api = Api::dev();
    let sessions = [make(&api, "a").await, make(&api, "a").await, make(&api, "b").await];
    pass(599).await;
    assert_eq!(open(&api, &sessions[1]).await, 302);
    pass(1).await;
    for (session, status) in sessions.iter().zip(["EXPIRED", "ACTIVE", "EXPIRED"]) {
        assert_eq!(api.status(&session.scan_ref).await, status, "{}", session.client);
    }
}

/// A5: what is over, however it ended, stands in nobody's way; what is active stands in its own client's.
#[tokio::test(start_paused = true)]
async fn only_an_active_session_of_the_same_client_is_in_the_way() {
    let api = Api::with(config(&[("duplicate_client", "conflict"), ("dummy_active", "accepted")]));
    let ask = async |api: &Api, fields: Value| api.post("/api/v2/token", &fields).await.status;
    let plain = json!({ "clientId": "a", "expiryTime": 60 });

    assert_eq!(ask(&api, json!({ "clientId": "a", "dummyStatus": "DENIED" })).await, 201);
    let finished = api.create(json!({ "clientId": "a", "dummyStatus": "APPROVED" })).await;
    assert_eq!(api.about("delete", &finished).await.status, 200);
    let reviewed = api.create(json!({ "clientId": "a", "dummyStatus": "ACTIVE" })).await;
    assert_eq!(ask(&api, plain.clone()).await, 409);
    assert_eq!(api.review(&reviewed, "FACE_MATCH", "DOC_VALIDATED").await.status, 200);

    assert_eq!(ask(&api, plain.clone()).await, 201);
    assert_eq!(ask(&api, plain.clone()).await, 409);
    assert_eq!(ask(&api, json!({ "clientId": "b", "expiryTime": 600 })).await, 201);
    assert_eq!(ask(&api.as_kind(Kind::Test), plain.clone()).await, 201);
    pass(60).await;
    assert_eq!(ask(&api, plain).await, 201);
    assert_eq!(ask(&api, json!({ "clientId": "b" })).await, 409);
}
