//! What the documents say, one fact a line with its source, asked of the emulator over HTTP.

use idvet::emulator::Kind;
use serde_json::{Value, json};

use crate::support::api::{Answer, Api};

/// The request of S1's example.
fn s1_request() -> Value {
    json!({
        "dummyStatus": "APPROVED", "clientId": "100000", "firstName": "John Tom", "lastName": "Smith",
        "successUrl": "https://www.my-company.com/idenfy/success",
        "errorUrl": "https://www.my-company.com/idenfy/fail", "locale": "en", "showInstructions": true,
        "expiryTime": 600, "sessionLength": 600, "country": "lt", "documents": ["PASSPORT", "ID_CARD"],
        "dateOfBirth": "1990-12-20", "dateOfExpiry": "1990-12-20", "dateOfIssue": "1990-12-20",
        "nationality": "lt", "personalNumber": "123456789", "documentNumber": "123456", "sex": "M",
        "address": "Address", "tokenType": "IDENTIFICATION", "externalRef": "reference",
    })
}

#[tokio::test(start_paused = true)]
async fn s1_the_example_is_answered_with_the_keys_of_the_example() {
    let answer = Api::dev().post("/api/v2/token", &s1_request()).await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let body = answer.json();
    let keys: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys.join(" "),
        "message authToken scanRef clientId firstName lastName successUrl errorUrl locale showInstructions country \
         expiryTime sessionLength documents dateOfBirth dateOfExpiry dateOfIssue nationality personalNumber \
         documentNumber sex digitString address tokenType externalRef"
    );
    let mut expected = s1_request();
    expected.as_object_mut().unwrap().remove("dummyStatus");
    expected["firstName"] = "JOHN TOM".into();
    expected["lastName"] = "SMITH".into();
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&body[name], value, "{name}");
    }
    assert_eq!(body["message"], "Dummy token and verification created successfully");
    assert_eq!(body["digitString"], Value::Null, "C-OAS: null when not asked for");
}

#[tokio::test(start_paused = true)]
async fn gh_s0_s1_names_of_a_session_have_their_lengths() {
    let api = Api::dev();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..200 {
        let body = api.post("/api/v2/token", &json!({ "clientId": "a" })).await.json();
        let token = body["authToken"].as_str().unwrap();
        assert!(token.len() == 40 && token.bytes().all(|b| b.is_ascii_alphanumeric()), "GH, S1: {token}");
        let scan_ref = body["scanRef"].as_str().unwrap();
        assert_eq!(scan_ref.len(), 36, "S0");
        assert_eq!(uuid::Uuid::parse_str(scan_ref).unwrap().get_version_num(), 1, "S1");
        assert!(seen.insert(token.to_owned()) && seen.insert(scan_ref.to_owned()));
    }
}

/// Source and claim, the account, the path, the body, the status, and fields of the answer.
type Fact = (&'static str, &'static str, &'static str, Value, u16, Value);

/// `SCAN` stands for the session of each fact, an approved dummy of S1's example; `PLAIN` for a plain one.
#[rustfmt::skip]
fn facts() -> Vec<Fact> {
    let dev = "emulator-dev";
    let token = "/api/v2/token";
    let manual = "/api/v2/add-dummy-status";
    let dummy = json!({ "clientId": "a", "dummyStatus": "APPROVED" });
    let review = json!({ "scanRef": "SCAN", "manualFaceMatchResult": "FACE_MATCH", "manualDocumentValidity": "DOC_ERROR" });
    let demo = json!({ "message": "This endpoint is not available for DEMO partners." });
    let testing = json!({ "message": "This endpoint is not available for TESTING/PRODUCTION partners." });
    vec![
        ("C-TOKEN the plain message", dev, token, json!({ "clientId": "a" }), 201, json!({ "message": "Token created successfully", "clientId": "a" })),
        ("GH the defaults", dev, token, json!({ "clientId": "a" }), 201, json!({ "locale": "en", "showInstructions": true, "expiryTime": 3600, "sessionLength": 600, "documents": ["ID_CARD", "PASSPORT"], "tokenType": "IDENTIFICATION", "country": null, "firstName": null, "externalRef": null, "digitString": null, "generateDigitString": false, "videoCallQuestions": [] })),
        ("C-OAS, MK the defaults of the other fields", dev, token, json!({ "clientId": "a" }), 201, json!({ "questionnaireRequired": true, "faceMatchingThresholdModifier": 1, "levenshteinTextMatchRatio": 0.8, "levenshteinMrzMatchRatio": 0.7, "utilityBill": false, "additionalSteps": null, "unverifiedUrl": null, "callbackUrl": null })),
        ("GH clientId is repeated as personScanRef", dev, token, json!({ "clientId": "a" }), 201, json!({ "personScanRef": "a" })),
        ("C-OAS the documents that are allowed", dev, token, json!({ "clientId": "a", "documents": ["VISA"] }), 201, json!({ "documents": ["VISA"], "allowedDocuments": { "ALL": ["VISA"] } })),
        ("GH:FAQ names are repeated in upper case", dev, token, json!({ "clientId": "a", "firstName": "Łukasz", "lastName": "straße" }), 201, json!({ "firstName": "ŁUKASZ", "lastName": "STRASSE" })),
        ("S1 countries are repeated as sent", dev, token, json!({ "clientId": "a", "country": "lt", "nationality": "Lt" }), 201, json!({ "country": "lt", "nationality": "Lt" })),
        ("O-TOKEN an unknown locale is English", dev, token, json!({ "clientId": "a", "locale": "tlh" }), 201, json!({ "locale": "en" })),
        ("MK a known locale is kept", dev, token, json!({ "clientId": "a", "locale": "ja" }), 201, json!({ "locale": "ja" })),
        ("O-TOKEN a nationality of ALL is none", dev, token, json!({ "clientId": "a", "nationality": "ALL" }), 201, json!({ "nationality": null })),
        ("C-OAS settings are repeated", dev, token, json!({ "clientId": "a", "checkAml": true, "maxAttemptCount": 3 }), 201, json!({ "checkAml": true, "maxAttemptCount": 3 })),
        ("S1 a dummy and DEMO", "emulator-demo", token, dummy.clone(), 403, demo.clone()),
        ("S1 a dummy and TEST", "emulator-test", token, dummy.clone(), 403, testing.clone()),
        ("S1 a dummy and PROD", "emulator-prod", token, dummy.clone(), 403, testing.clone()),
        ("S1 a manual result and DEMO", "emulator-demo", manual, review.clone(), 403, demo),
        ("S1 a manual result and TEST", "emulator-test", manual, review.clone(), 403, testing.clone()),
        ("S1 a manual result and PROD", "emulator-prod", manual, review.clone(), 403, testing),
        ("S1 a plain token works in PROD", "emulator-prod", token, json!({ "clientId": "a" }), 201, json!({})),
        ("C-ERRID no funds", "emulator-no-funds", token, dummy.clone(), 402, json!({ "message": "Action not allowed due to lack of funds or exceeded limit." })),
        ("C-ERRID no funds for a plain token", "emulator-no-funds", token, json!({ "clientId": "a" }), 402, json!({})),
        ("C-ERRID an inactive partner", "emulator-inactive", token, dummy, 403, json!({ "message": "Partner inactive" })),
        ("C-ERRID an inactive partner, reading", "emulator-inactive", "/api/v2/status", json!({ "scanRef": "SCAN" }), 403, json!({ "message": "Partner inactive" })),
        ("C-ERRID wrong credentials", "nobody", "/api/v2/status", json!({ "scanRef": "SCAN" }), 401, json!({ "message": "Invalid authorization credentials" })),
        ("C-ERRM a country's message", dev, token, json!({ "clientId": "a", "country": "LTU" }), 400, json!({ "identifier": "BAD_VALUE", "message": "Field 'country' must be a valid ISO 3166-1 alpha-2 code." })),
        ("C-ERRH clientId is required", dev, token, json!({}), 400, json!({ "identifier": "MISSING_VALUE" })),
        ("S1 dummyStatus has four values", dev, token, json!({ "clientId": "a", "dummyStatus": "REVIEWING" }), 400, json!({ "identifier": "BAD_VALUE" })),
        ("S1 a manual result is 200", dev, manual, review, 200, Value::Null),
        ("S1 a verification must exist", dev, manual, json!({ "scanRef": "nothing", "manualFaceMatchResult": "FACE_MATCH", "manualDocumentValidity": "DOC_VALIDATED" }), 400, json!({})),
        ("S0 the status", dev, "/api/v2/status", json!({ "scanRef": "SCAN" }), 200, json!({ "status": "APPROVED", "scanRef": "SCAN", "clientId": "100000" })),
        ("C-DATA the status has the results", dev, "/api/v2/status", json!({ "scanRef": "SCAN" }), 200, json!({ "autoFace": "FACE_MATCH", "autoDocument": "DOC_VALIDATED", "manualFace": null, "manualDocument": null, "fraudTags": [], "mismatchTags": [] })),
        ("C-VOC an unused token is active", dev, "/api/v2/status", json!({ "scanRef": "PLAIN" }), 200, json!({ "status": "ACTIVE", "autoFace": null })),
        ("S0 the full status", dev, "/api/v2/full-status", json!({ "scanRef": "SCAN" }), 200, json!({ "face_match_result": "FACE_MATCH", "document_validity": "DOC_VALIDATED", "attempt_count": 1, "suspection_reasons": [], "manual_face_match_result": null })),
        ("GH:FAQ nothing was attempted yet", dev, "/api/v2/full-status", json!({ "scanRef": "PLAIN" }), 200, json!({ "attempt_count": 0, "finish_time": null, "start_time": null, "review_time": null })),
        ("C-DATA the data", dev, "/api/v2/data", json!({ "scanRef": "SCAN" }), 200, json!({ "docFirstName": "JOHN TOM", "docLastName": "SMITH", "fullName": "JOHN TOM SMITH", "docNumber": "123456", "docPersonalCode": "123456789", "docDob": "1990-12-20", "docType": "PASSPORT", "docSex": "MALE", "docNationality": "LT", "docIssuingCountry": "LT", "manuallyDataChanged": false, "duplicateFaces": null, "clientId": "100000", "scanRef": "SCAN" })),
        ("U15 the data of an active session", dev, "/api/v2/data", json!({ "scanRef": "PLAIN" }), 200, json!({ "docFirstName": null, "manuallyDataChanged": null })),
        ("GH:ResultCallback the files", dev, "/api/v2/files", json!({ "scanRef": "SCAN" }), 200, json!({ "FRONT": null, "BACK": null, "FACE": null, "FRONT_VIDEO": null, "BACK_VIDEO": null, "FACE_VIDEO": null })),
        ("C-DEL a token that has not expired", dev, "/api/v2/delete", json!({ "scanRef": "PLAIN" }), 400, json!({ "message": "Token has not expired yet.", "identifier": "PARTNER_ERROR", "documentation": "", "severity": "NOT_SEVERE" })),
        ("C-DEL a finished session", dev, "/api/v2/delete", json!({ "scanRef": "SCAN" }), 200, Value::Null),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_fact_holds() {
    for (claim, key, path, body, status, expected) in facts() {
        let api = Api::dev();
        let dummy = api.create(s1_request()).await;
        let plain = api.create(json!({ "clientId": "plain" })).await;
        let filled = |value: &Value| value.to_string().replace("SCAN", &dummy).replace("PLAIN", &plain);
        let answer = api.as_key(key).send("POST", path, filled(&body)).await;
        assert_eq!(answer.status, status, "{claim}: {}", answer.text());
        let expected: Value = serde_json::from_str(&filled(&expected)).unwrap();
        compare(claim, &answer, &expected);
    }
}

/// `null` stands for an empty body, an object for fields that are there.
fn compare(claim: &str, answer: &Answer, expected: &Value) {
    match expected.as_object() {
        None => assert!(answer.body.is_empty(), "{claim}: {}", answer.text()),
        Some(fields) => {
            for (name, value) in fields {
                assert_eq!(&answer.field(name), value, "{claim}: {name}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c_errid_failures_before_the_request_have_no_identifier() {
    let api = Api::dev();
    for (key, status) in [("emulator-demo", 403), ("emulator-no-funds", 402), ("emulator-inactive", 403)] {
        let answer = api.as_key(key).post("/api/v2/token", &s1_request()).await;
        assert_eq!(answer.status, status);
        let keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["message"], "{key}");
    }
}

#[tokio::test(start_paused = true)]
async fn s0_full_status_has_exactly_its_keys() {
    let api = Api::dev();
    let session = api.create(s1_request()).await;
    let full = api.about("full-status", &session).await.json();
    let keys: Vec<&str> = full.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys.join(" "),
        "id face_match_result document_validity manual_face_match_result manual_document_validity created updated \
         client client_identity_document attempt_count suspection_reasons start_time finish_time review_time"
    );
    assert!(full["id"].is_string(), "S0");
    assert_eq!(full["client"].as_object().unwrap().len(), 13, "GH");
    assert_eq!(full["client_identity_document"].as_object().unwrap().len(), 40, "GH");
    assert_eq!(full["client"]["name"], "JOHN TOM");
    assert_eq!(full["client_identity_document"]["doc_sex"], "M", "GH's sample");
    assert_eq!(full["client_identity_document"]["mrz_name"], "", "GH's sample");
}

#[tokio::test(start_paused = true)]
async fn c_oas_data_has_its_keys() {
    let api = Api::dev();
    let session = api.create(s1_request()).await;
    let data = api.about("data", &session).await.json();
    for key in "docFirstName docLastName docNumber docPersonalCode docExpiry docDob docDateOfIssue docType docSex \
                docNationality docIssuingCountry manuallyDataChanged fullName selectedCountry orgFirstName \
                orgLastName orgNationality orgBirthPlace orgAuthority orgAddress orgTemporaryAddress \
                orgMothersMaidenName orgPatronymic orgBirthName ageEstimate clientIpProxyRiskLevel duplicateFaces \
                duplicateDocFaces"
        .split_whitespace()
    {
        assert!(data.get(key).is_some(), "{key}");
    }
}

#[tokio::test(start_paused = true)]
async fn s1_each_dummy_status_is_the_overall_status() {
    let api = Api::dev();
    for status in ["APPROVED", "DENIED", "SUSPECTED", "EXPIRED"] {
        let session = api.create_dummy(status).await;
        assert_eq!(api.status(&session).await, status);
    }
}

#[tokio::test(start_paused = true)]
async fn c_sus_a_suspected_session_passed_its_checks_and_has_a_tag() {
    let api = Api::dev();
    let session = api.create_dummy("SUSPECTED").await;
    let status = api.about("status", &session).await.json();
    assert_eq!(
        (&status["autoFace"], &status["autoDocument"]),
        (&json!("FACE_MATCH"), &json!("DOC_VALIDATED"))
    );
    assert_eq!(status["fraudTags"].as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn s1_a_manual_result_is_read_back_under_both_names() {
    let api = Api::dev();
    let session = api.create_dummy("DENIED").await;
    let answer = api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let status = api.about("status", &session).await.json();
    let full = api.about("full-status", &session).await.json();
    assert_eq!(status["status"], "APPROVED");
    assert_eq!(
        (&status["manualFace"], &full["manual_face_match_result"]),
        (&json!("FACE_MATCH"), &json!("FACE_MATCH"))
    );
    assert_eq!(full["manual_document_validity"], "DOC_VALIDATED");
    assert_eq!(
        (&status["autoFace"], &full["face_match_result"]),
        (&json!("FACE_MISMATCH"), &json!("FACE_MISMATCH"))
    );
}

#[tokio::test(start_paused = true)]
async fn gh_a_digit_string_is_made_when_asked_for() {
    let api = Api::dev();
    for body in [json!({ "clientId": "a" }), json!({ "clientId": "a", "dummyStatus": "DENIED" })] {
        let mut body = body;
        body["generateDigitString"] = true.into();
        let digits = api.post("/api/v2/token", &body).await.field("digitString");
        let digits = digits.as_str().unwrap();
        assert!(digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()), "C-OAS: {digits}");
    }
}

#[tokio::test(start_paused = true)]
async fn c_env_the_key_pair_selects_the_environment() {
    let api = Api::dev();
    for kind in Kind::ALL {
        let answer = api.as_kind(kind).post("/api/v2/token", &s1_request()).await;
        assert_eq!(answer.status == 201, kind == Kind::Dev, "{kind:?}");
        assert_eq!(Kind::named(kind.name()), Some(kind));
    }
    assert_eq!(Kind::named("dev"), None);
    let config = idvet::emulator::EmulatorConfig { kinds: vec![Kind::Demo], ..Default::default() };
    let demo = Api::with(config);
    assert_eq!(demo.post("/api/v2/token", &s1_request()).await.status, 401, "only DEMO is played");
    assert_eq!(demo.as_kind(Kind::Demo).post("/api/v2/token", &json!({ "clientId": "a" })).await.status, 201);
}
