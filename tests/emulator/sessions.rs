//! What becomes of a session.

use idvet::emulator::Kind;
use idvet::vocabulary::{
    MANUAL_DOCUMENT_VALIDITY, MANUAL_FACE_MATCH_RESULT, Vocabulary, overall_status, vocabulary,
};
use serde_json::{Value, json};

use crate::support::api::{Answer, Api, config, pass};

fn values(vocabulary: &'static Vocabulary) -> impl Iterator<Item = &'static str> {
    vocabulary.values.iter().map(|term| term.value)
}

#[test]
fn the_manual_lists_are_those_of_s1() {
    let face: Vec<_> = values(&MANUAL_FACE_MATCH_RESULT).collect();
    assert_eq!(
        face.join(" "),
        "FACE_MATCH FACE_MISMATCH NO_FACE_FOUND TOO_MANY_FACES FACE_TOO_BLURRY FACE_UNCERTAIN \
         FACE_NOT_ANALYSED FACE_NOT_CHECKED FACE_ERROR AUTO_UNVERIFIABLE FAKE_FACE"
    );
    let document: Vec<_> = values(&MANUAL_DOCUMENT_VALIDITY).collect();
    assert_eq!(
        document.join(" "),
        "DOC_VALIDATED DOC_INFO_MISMATCH DOC_NOT_FOUND DOC_NOT_FULLY_VISIBLE DOC_NOT_SUPPORTED \
         DOC_FACE_NOT_FOUND DOC_TOO_BLURRY DOC_FACE_GLARED MRZ_NOT_FOUND MRZ_OCR_READING_ERROR \
         BARCODE_NOT_FOUND DOC_EXPIRED COUNTRY_MISMATCH DOC_TYPE_MISMATCH DOC_DAMAGED DOC_FAKE DOC_ERROR \
         AUTO_UNVERIFIABLE DOC_NOT_ANALYSED DOC_NAME_ERROR DOC_SURNAME_ERROR DOC_EXPIRY_ERROR DOC_DOB_ERROR \
         DOC_PERSONAL_NUMBER_ERROR DOC_NUMBER_ERROR DOC_DATE_OF_ISSUE_ERROR DOC_SEX_ERROR \
         DOC_NATIONALITY_ERROR"
    );
    let count = |name: &str| vocabulary(name).unwrap().values.len();
    assert_eq!((count("faceResult"), count("documentResult")), (12, 40), "C-OAS");
    assert_eq!((count("suspicionReason"), count("fraudTag"), count("mismatchTag")), (10, 29, 28));
}

#[tokio::test(start_paused = true)]
async fn every_manual_pair_follows_the_rule() {
    let api = Api::dev();
    let mut approved = 0;
    for face in values(&MANUAL_FACE_MATCH_RESULT) {
        for document in values(&MANUAL_DOCUMENT_VALIDITY) {
            let session = api.create_dummy("SUSPECTED").await;
            assert_eq!(api.review(&session, face, document).await.status, 200, "{face} {document}");
            let status = api.about("status", &session).await.json();
            assert_eq!(status["status"], overall_status(face, document), "{face} {document}");
            assert_eq!((&status["manualFace"], &status["manualDocument"]), (&json!(face), &json!(document)));
            approved += i32::from(status["status"] == "APPROVED");
        }
    }
    assert_eq!(approved, 1, "only FACE_MATCH with DOC_VALIDATED approves (S1)");
}

#[tokio::test(start_paused = true)]
async fn a_review_can_be_overturned() {
    let api = Api::dev();
    let session = api.create_dummy("APPROVED").await;
    for (face, expected) in [("FAKE_FACE", "DENIED"), ("FACE_MATCH", "APPROVED"), ("FACE_ERROR", "DENIED")] {
        api.review(&session, face, "DOC_VALIDATED").await;
        assert_eq!(api.status(&session).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_review_that_is_refused_changes_nothing() {
    let api = Api::dev();
    let session = api.create_dummy("DENIED").await;
    let before = api.about("full-status", &session).await;
    assert_eq!(api.review(&session, "FACE_OK", "DOC_VALIDATED").await.status, 400);
    assert_eq!(api.review(&session, "FACE_GLARED", "DOC_VALIDATED").await.status, 400, "not in S1's list");
    assert_eq!(api.about("full-status", &session).await.json(), before.json());
}

#[tokio::test(start_paused = true)]
async fn deleting_takes_the_person_and_leaves_the_session() {
    let api = Api::with(config(&[("dummy_material", "data_and_files")]));
    let person = json!({
        "clientId": "qa-9", "dummyStatus": "APPROVED", "firstName": "Zuzana", "lastName": "Novak",
        "personalNumber": "765432198", "address": "Ilica 10",
    });
    let session = api.create(person).await;
    assert_eq!(api.about("data", &session).await.field("docFirstName"), "ZUZANA");
    let picture = api.about("files", &session).await.field("FACE");
    let picture = picture.as_str().unwrap().strip_prefix("http://emulator.test").unwrap().to_owned();
    assert_eq!(api.anonymous().get(&picture).await.headers["content-type"], "image/png");

    let erased = api.about("delete", &session).await;
    assert_eq!((erased.status, erased.body.len()), (200, 0), "C-DEL");
    assert_eq!(api.status(&session).await, "DELETED");
    for call in ["data", "files", "full-status"] {
        let text = api.about(call, &session).await.text();
        for personal in ["ZUZANA", "NOVAK", "765432198", "Ilica"] {
            assert!(!text.contains(personal), "{call} still says {personal}: {text}");
        }
    }
    assert_eq!(api.anonymous().get(&picture).await.status, 404);
    assert_eq!(api.about("delete", &session).await.status, 200, "twice is no error");
    let review = api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    assert_eq!((review.status, review.field("identifier")), (400, json!("TOKEN_NOT_VALID")));
    assert_eq!(api.about("generate-pdf", &session).await.status, 400);
}

#[tokio::test(start_paused = true)]
async fn a_report_is_a_pdf_with_the_status() {
    let api = Api::dev();
    let session =
        api.create(json!({ "clientId": "a(b)\\c", "dummyStatus": "DENIED", "firstName": "Żaneta" })).await;
    let answer = api.about("generate-pdf", &session).await;
    let pdf = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, answer.body).unwrap();
    let text = String::from_utf8(pdf).unwrap();
    assert!(text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"));
    assert!(text.contains("status: DENIED") && text.contains(&session), "{text}");
    assert!(text.contains("clientId: a\\(b\\)\\\\c"), "brackets are escaped: {text}");
    let table: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
    assert!(text[table..].starts_with("xref\n0 6\n"));
    for (number, line) in text[table..].lines().skip(3).take(5).enumerate() {
        let offset: usize = line[..10].parse().unwrap();
        assert!(text[offset..].starts_with(&format!("{} 0 obj", number + 1)));
    }
}

#[tokio::test(start_paused = true)]
async fn the_listing_has_pages_and_agrees_with_the_status() {
    let api = Api::dev();
    let mut made = Vec::new();
    for status in ["APPROVED", "DENIED", "EXPIRED"] {
        made.push((api.create_dummy(status).await, status));
    }
    api.create(json!({ "clientId": "another" })).await;
    api.as_kind(Kind::Test).create_plain().await;

    let page = api.get("/kyc/identifications/?clientId=qa-001").await.json();
    let listed: Vec<Value> = page["results"].as_array().unwrap().clone();
    assert_eq!((&page["count"], &page["next"], &page["previous"]), (&json!(3), &Value::Null, &Value::Null));
    for ((session, status), entry) in made.iter().zip(&listed) {
        assert_eq!(entry, &json!({ "scanRef": session, "status": status, "suspected": false }));
        assert_eq!(api.status(session).await, *status);
    }

    let second = api.get("/kyc/identifications/?clientId=qa%2D001&page=2&perPage=2").await.json();
    assert_eq!(second["results"], json!([listed[2]]));
    assert!(second["previous"].as_str().unwrap().ends_with("clientId=qa%2D001&page=1&perPage=2"), "{second}");
    assert_eq!(second["next"], Value::Null);
    let all = api.get("/kyc/identifications/").await.field("count");
    assert_eq!(all, 4, "another account's sessions are not listed");
    assert_eq!(api.get("/kyc/identifications/?page=0").await.status, 400);
    assert_eq!(api.get("/kyc/identifications/?perPage=1000").await.status, 400);
    assert_eq!(api.get("/kyc/identifications/?page=99999999999999999999").await.status, 400);
    assert_eq!(
        api.get("/kyc/identifications/?page=9999999999&perPage=100").await.field("results"),
        json!([])
    );
    assert_eq!(api.anonymous().get("/kyc/identifications/").await.status, 401);
}

#[tokio::test(start_paused = true)]
async fn pages_of_the_listing_lead_back_to_the_emulator() {
    let api = Api::dev();
    for _ in 0..3 {
        api.create_plain().await;
    }
    let page = async |path: &str| api.get(path).await.json();
    let first = page("/kyc/identifications/?clientId=qa-001&perPage=2").await;
    let next = first["next"].as_str().unwrap().strip_prefix("http://emulator.test").unwrap();
    let second = page(next).await;
    assert_eq!(second["results"].as_array().unwrap().len(), 1);
    let previous = second["previous"].as_str().unwrap().strip_prefix("http://emulator.test").unwrap();
    assert_eq!(page(previous).await, first);
}

#[tokio::test(start_paused = true)]
async fn what_was_read_from_the_document_is_in_upper_case() {
    let api = Api::dev();
    let person = json!({
        "clientId": "qa-9", "dummyStatus": "APPROVED", "firstName": "Ana", "country": "hr", "nationality": "hr",
        "personalNumber": "ab-1", "documentNumber": "cd-2", "address": "Ilica 10", "sex": "F",
    });
    let session = api.create(person).await;
    let data = api.about("data", &session).await.json();
    let read =
        ["docFirstName", "docPersonalCode", "docNumber", "docNationality", "docIssuingCountry", "address"];
    assert_eq!(
        read.map(|name| data[name].as_str().unwrap()),
        ["ANA", "AB-1", "CD-2", "HR", "HR", "ILICA 10"]
    );
    let full = api.about("full-status", &session).await.json();
    let read = ["doc_personal_code", "doc_document_number", "doc_nationality", "doc_sex"];
    let document = &full["client_identity_document"];
    assert_eq!(read.map(|name| document[name].as_str().unwrap()), ["AB-1", "CD-2", "HR", "F"]);
    let client = &full["client"];
    assert_eq!([&client["personal_id_number"], &client["utility_address"]], ["ab-1", "Ilica 10"], "as sent");
}

#[tokio::test(start_paused = true)]
async fn a_suspected_session_is_listed_as_approved_and_suspected() {
    let api = Api::dev();
    let session = api.create_dummy("SUSPECTED").await;
    let listed = api.get("/kyc/identifications/?clientId=qa-001").await.field("results");
    assert_eq!(listed, json!([{ "scanRef": session, "status": "APPROVED", "suspected": true }]));
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_and_requests_give_the_same_bytes() {
    async fn story(seed: u64) -> Vec<Answer> {
        let mut answers = Vec::new();
        let api = Api::with(idvet::emulator::EmulatorConfig { seed, ..config(&[]) });
        let body = json!({ "clientId": "a", "dummyStatus": "DENIED", "generateDigitString": true });
        let token = api.post("/api/v2/token", &body).await;
        let session = token.field("scanRef").as_str().unwrap().to_owned();
        answers.push(token);
        answers.push(api.post("/api/v2/token", &json!({ "clientId": "b" })).await);
        pass(30).await;
        answers.push(api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await);
        for call in ["status", "full-status", "data", "files", "generate-pdf", "delete"] {
            answers.push(api.about(call, &session).await);
        }
        answers
    }
    let first = story(42).await;
    assert_eq!(first, story(42).await);
    assert_ne!(first[0].body, story(43).await[0].body);
    assert_ne!(first[0].body, first[1].body);
    assert_eq!(first[1].headers["date"], "Wed, 04 Mar 2026 05:06:07 GMT");
    assert_eq!(first[2].headers["date"], "Wed, 04 Mar 2026 05:06:37 GMT");
}

#[tokio::test(start_paused = true)]
async fn the_token_of_a_dummy_is_used_up() {
    let api = Api::dev();
    let body = json!({ "clientId": "a", "dummyStatus": "APPROVED" });
    let token = api.post("/api/v2/token", &body).await.field("authToken");
    let path = format!("/api/v2/redirect?authToken={}", token.as_str().unwrap());
    let answer = api.anonymous().get(&path).await;
    assert_eq!((answer.status, answer.field("identifier")), (400, json!("TOKEN_NOT_VALID")));
}
