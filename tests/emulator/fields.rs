//! Each documented constraint of a request field, from within and from without.

use idvet::vocabulary::{FieldKind, call};
use serde_json::{Value, json};

use crate::support::api::{Api, config};

fn long(length: usize) -> String {
    "x".repeat(length)
}

/// Field, values that are taken, values that are refused with `BAD_VALUE`.
fn table() -> Vec<(&'static str, Vec<Value>, Vec<Value>)> {
    let url = |length: usize| json!(format!("https://a.example/{}", long(length - 18)));
    vec![
        (
            "clientId",
            vec![json!("a"), json!(long(100)), json!("A b~")],
            vec![json!(""), json!(long(101)), json!("ü"), json!(7), json!(["a"])],
        ),
        ("tokenType", vec![json!("DOCUMENT"), json!("VIDEO_CALL")], vec![json!("document"), json!("OTHER")]),
        (
            "firstName",
            vec![json!("Ana-Marija O'Neil"), json!("Łukasz"), json!("李"), json!("Ω".repeat(100))],
            vec![
                json!("R2D2"),
                json!("a@b"),
                json!("a/b"),
                json!("a\\b"),
                json!(""),
                json!("Ω".repeat(101)),
                json!(1),
            ],
        ),
        ("lastName", vec![json!("Smith")], vec![json!("Smith 3"), json!("<b>"), json!("٣")]),
        (
            "successUrl",
            vec![json!("a://b"), url(2048), json!("myapp://done")],
            vec![json!("a:b"), url(2049), json!("no url"), json!("/relative"), json!(true)],
        ),
        ("errorUrl", vec![json!("https://a.example/failed?x=1#y")], vec![json!("a.example")]),
        ("unverifiedUrl", vec![json!("https://a.example")], vec![json!("")]),
        (
            "callbackUrl",
            vec![json!("https://a.example/hook"), json!("http://127.0.0.1:9/x"), json!("http://LocalHost/x")],
            vec![
                json!("http://a.example/hook"),
                json!("ftp://a.example"),
                json!("http://localhost.example/"),
            ],
        ),
        ("locale", vec![json!("en"), json!("xx"), json!(long(7))], vec![json!(long(8)), json!(1)]),
        ("showInstructions", vec![json!(true), json!(false)], vec![json!("true"), json!(1)]),
        (
            "expiryTime",
            vec![json!(0), json!(1), json!(2_592_000)],
            vec![json!(-1), json!(2_592_001), json!("600"), json!(1.5), json!(600.0), json!(u64::MAX)],
        ),
        ("sessionLength", vec![json!(60), json!(3600)], vec![json!(59), json!(3601), json!(0), json!(-60)]),
        (
            "country",
            vec![json!("lt"), json!("LT"), json!("Gb")],
            vec![json!("LTU"), json!("XX"), json!("l"), json!(["LT"])],
        ),
        ("nationality", vec![json!("lt"), json!("ALL")], vec![json!("all"), json!("QQ"), json!("")]),
        (
            "documents",
            vec![json!(["PASSPORT", "ID_CARD"]), json!(["WORK_PERMIT"]), json!([])],
            vec![json!("PASSPORT"), json!(["PASSPORT", "LIBRARY_CARD"]), json!([1]), json!({})],
        ),
        (
            "dateOfBirth",
            vec![json!("1990-12-20"), json!("2000-02-29")],
            vec![
                json!("1990-13-01"),
                json!("2001-02-29"),
                json!("90-12-20"),
                json!("20.12.1990"),
                json!("1990-12-20T00:00"),
                json!(1990),
            ],
        ),
        ("dateOfExpiry", vec![json!("2031-02-03")], vec![json!("2031-2-3")]),
        ("dateOfIssue", vec![json!("2021-02-03")], vec![json!("tomorrow")]),
        ("personalNumber", vec![json!("1"), json!(long(50))], vec![json!(""), json!(long(51)), json!(123)]),
        ("documentNumber", vec![json!("00123456"), json!(long(50))], vec![json!(""), json!(long(51))]),
        ("sex", vec![json!("M"), json!("F")], vec![json!("X"), json!("MALE"), json!("m")]),
        ("address", vec![json!("ž".repeat(255))], vec![json!("ž".repeat(256)), json!(7)]),
        ("externalRef", vec![json!(long(40))], vec![json!(long(41)), json!("ž".repeat(41))]),
        ("generateDigitString", vec![json!(true)], vec![json!("yes")]),
        ("videoCallQuestions", vec![json!(["a", "b"])], vec![json!("a"), json!([1])]),
        ("utilityBill", vec![json!(true)], vec![json!(0)]),
        ("additionalSteps", vec![json!({ "ALL": {} })], vec![json!([]), json!("x")]),
        ("additionalData", vec![], vec![json!({}), json!("x")]),
        ("maxAttemptCount", vec![json!(0), json!(3)], vec![json!(-1), json!("3")]),
        ("ageLimit", vec![json!(18)], vec![json!(-18), json!(17.5)]),
        ("ageMax", vec![json!(99)], vec![json!("99")]),
        ("questionnaire", vec![json!("kyc")], vec![json!(1), json!({})]),
        (
            "riskAssessmentProfile",
            vec![json!("0b7c7d3e-5f0a-4c1b-9a55-6c1f0d7b2a11")],
            vec![json!("0b7c7d3e5f0a4c1b9a556c1f0d7b2a11"), json!("profile")],
        ),
        ("theme", vec![json!("5d1e6a0c-2f3b-4b7e-8c44-9e2a7f6d0b22")], vec![json!("dark")]),
        ("registryCentersCountries", vec![json!(["LT"])], vec![json!([1])]),
        ("faceMatchingThresholdModifier", vec![json!(1), json!(0.5)], vec![json!("1")]),
        ("nfcRequired", vec![json!(true)], vec![json!("true")]),
    ]
}

#[tokio::test(start_paused = true)]
async fn each_field_is_taken_within_its_bounds_and_refused_beyond() {
    let api = Api::dev();
    for (field, taken, refused) in table() {
        for value in taken {
            let answer = api.post("/api/v2/token", &with(field, &value)).await;
            assert_eq!(answer.status, 201, "`{field}`: {value} is allowed: {}", answer.text());
        }
        for value in refused {
            let answer = api.post("/api/v2/token", &with(field, &value)).await;
            assert_eq!(answer.status, 400, "`{field}`: {value} is not allowed");
            assert_eq!(answer.field("identifier"), "BAD_VALUE");
            let message = answer.field("message");
            assert!(message.as_str().unwrap().starts_with(&format!("Field '{field}' ")), "{message}");
        }
    }
}

fn with(field: &str, value: &Value) -> Value {
    let mut body = json!({ "clientId": "qa-001" });
    body[field] = value.clone();
    body
}

/// The documents give no least length for them, and an unknown language is English (O-TOKEN).
#[tokio::test(start_paused = true)]
async fn empty_texts_are_refused_only_where_a_document_says_so() {
    let api = Api::dev();
    for field in ["locale", "address", "externalRef", "questionnaire"] {
        let answer = api.post("/api/v2/token", &with(field, &json!(""))).await;
        assert_eq!(answer.status, 201, "`{field}`: {}", answer.text());
        assert_eq!(answer.field(field), if field == "locale" { "en" } else { "" });
    }
    for field in ["clientId", "firstName", "lastName", "personalNumber", "documentNumber", "successUrl"] {
        assert_eq!(api.post("/api/v2/token", &with(field, &json!(""))).await.status, 400, "`{field}`");
    }
}

#[test]
fn the_table_has_every_field_that_is_no_mere_setting() {
    let table: Vec<&str> = table().into_iter().map(|(field, ..)| field).collect();
    for field in call("create_token").unwrap().fields {
        let is_setting = matches!(field.kind, FieldKind::Boolean) || field.source == "MK";
        assert!(is_setting || table.contains(&field.name), "`{}` is not in the table", field.name);
    }
}

/// Each example of the tables is taken, alone and in its kind of JSON.
#[tokio::test(start_paused = true)]
async fn the_examples_of_the_vocabulary_are_taken() {
    let api = Api::dev();
    for field in call("create_token").unwrap().fields {
        let mut body = with(field.name, &example(field.kind, field.example));
        if field.name == "additionalData" {
            body["additionalSteps"] = json!({ "ALL": {} });
        }
        let answer = api.post("/api/v2/token", &body).await;
        assert_eq!(answer.status, 201, "`{}`: {}", field.name, answer.text());
    }
}

fn example(kind: FieldKind, text: &str) -> Value {
    let list =
        || text.trim_matches(['[', ']']).split(", ").filter(|item| !item.is_empty()).collect::<Vec<_>>();
    match kind {
        FieldKind::Boolean | FieldKind::Integer { .. } | FieldKind::Number => text.parse().unwrap(),
        FieldKind::ListOf(_) | FieldKind::TextList => json!(list()),
        FieldKind::Object => json!({}),
        FieldKind::Text { .. }
        | FieldKind::Ascii { .. }
        | FieldKind::Name
        | FieldKind::OneOf(_)
        | FieldKind::Word(_)
        | FieldKind::Date
        | FieldKind::Url
        | FieldKind::Country
        | FieldKind::Nationality
        | FieldKind::Uuid => json!(text),
    }
}

#[tokio::test(start_paused = true)]
async fn null_is_absent_and_missing_is_missing() {
    let api = Api::dev();
    let nulls = json!({ "clientId": "a", "dummyStatus": null, "firstName": null, "expiryTime": null });
    let answer = api.post("/api/v2/token", &nulls).await;
    assert_eq!((answer.status, answer.field("message")), (201, json!("Token created successfully")));
    assert_eq!(answer.field("expiryTime"), 3600);
    for body in [json!({}), json!({ "clientId": null }), json!({ "dummyStatus": "APPROVED" })] {
        let answer = api.post("/api/v2/token", &body).await;
        assert_eq!((answer.status, answer.field("identifier")), (400, json!("MISSING_VALUE")), "{body}");
    }
    for call in ["status", "full-status", "data", "files", "delete", "generate-pdf", "add-dummy-status"] {
        let answer = api.post(&format!("/api/v2/{call}"), &json!({})).await;
        assert_eq!((answer.status, answer.field("identifier")), (400, json!("MISSING_VALUE")), "{call}");
        let answer = api.post(&format!("/api/v2/{call}"), &json!({ "scanRef": ["x"] })).await;
        assert_eq!((answer.status, answer.field("identifier")), (400, json!("BAD_VALUE")), "{call}");
    }
}

#[tokio::test(start_paused = true)]
async fn fields_that_exclude_each_other_are_refused() {
    let api = Api::dev();
    let both = json!({ "clientId": "a", "utilityBill": true, "additionalSteps": {} });
    assert_eq!(api.post("/api/v2/token", &both).await.status, 400);
    let fine = json!({ "clientId": "a", "utilityBill": false, "additionalSteps": {}, "additionalData": {} });
    assert_eq!(api.post("/api/v2/token", &fine).await.status, 201);
}

#[tokio::test(start_paused = true)]
async fn the_legacy_name_of_the_client_is_taken() {
    let api = Api::dev();
    let answer = api.post("/api/v2/token", &json!({ "personScanRef": "old-1" })).await;
    assert_eq!((answer.field("clientId"), answer.field("personScanRef")), (json!("old-1"), json!("old-1")));
}

#[tokio::test(start_paused = true)]
async fn reports_take_two_languages() {
    let api = Api::with(config(&[]));
    let session = api.create_dummy("APPROVED").await;
    let mut bodies = Vec::new();
    for (language, status) in [("en", 200), ("lt", 200), ("de", 400)] {
        let body = json!({ "scanRef": session, "language": language });
        let answer = api.post("/api/v2/generate-pdf", &body).await;
        assert_eq!(answer.status, status, "{language}");
        bodies.push(answer.body);
    }
    assert_ne!(bodies[0], bodies[1]);
    let body = json!({ "scanRef": session, "includeMainStepFiles": "no" });
    assert_eq!(api.post("/api/v2/generate-pdf", &body).await.status, 400);
}
