//! Answers of the API, as the documents have them: a full status, a token, and a list of 50 KB.

use idvet::exchange::Answer;
use serde_json::{Value as Json, json};

/// The session that the answers speak of.
pub(crate) const SCAN_REF: &str = "0f6e7108-8c26-11e9-9758-309c231b1bac";

/// Entries that make a list of identifications 50 KB long.
const ENTRIES: usize = 400;

/// An answer whose body is JSON.
pub(crate) fn answer(status: u16, body: &Json) -> Answer {
    let headers = [("content-type", "application/json"), ("server", "nginx"), ("x-request-id", "f3a1c07be2")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Answer::new(status, headers, body.to_string().into())
}

/// What `/api/v2/full-status` answers.
pub(crate) fn full_status() -> Json {
    json!({
        "id": "1",
        "face_match_result": "FACE_MATCH",
        "document_validity": "DOC_VALIDATED",
        "manual_face_match_result": "FAKE_FACE",
        "manual_document_validity": "DOC_VALIDATED",
        "created": "2026-01-01 09:54:32",
        "updated": "2026-01-01T09:54:32Z",
        "client": { "name": "ANNA", "sex": "F", "document_type": "PASSPORT" },
        "client_identity_document": { "doc_name": "ANNA", "doc_sex": "FEMALE" },
        "attempt_count": 1,
        "suspection_reasons": ["FACE_SUSPECTED"],
        "start_time": "2026-01-01 09:54:32",
        "finish_time": "2026-01-01 09:54:32",
        "review_time": null,
    })
}

/// What `/api/v2/token` answers, with the token that the documents write.
pub(crate) fn token() -> Json {
    json!({
        "message": "Token created successfully",
        "authToken": "pgYQX0z2T8mtcpNj9I20uWVCLKNuG0vgr12f0wAC",
        "scanRef": SCAN_REF,
        "clientId": "qa-k7dm2q9xwz-a-case",
        "firstName": "ANNA",
        "lastName": "KOVAC",
        "successUrl": "https://www.example.com/success",
        "errorUrl": "https://www.example.com/fail",
        "locale": "en",
        "country": "lt",
        "expiryTime": 3600,
        "sessionLength": 600,
        "documents": ["PASSPORT", "ID_CARD"],
        "dateOfBirth": "1990-12-20",
        "nationality": "lt",
        "documentNumber": "00123456",
        "tokenType": "IDENTIFICATION",
        "externalRef": "reference",
    })
}

/// What `/kyc/identifications/` answers, 50 KB long.
pub(crate) fn listing() -> Json {
    let entry = |number: usize| {
        json!({
            "scanRef": format!("0f6e7108-8c26-11e9-9758-{number:012x}"),
            "status": if number.is_multiple_of(3) { "DENIED" } else { "APPROVED" },
            "suspected": number.is_multiple_of(7),
            "created": "2026-01-01T09:54:32Z",
        })
    };
    let results: Vec<Json> = (0..ENTRIES).map(entry).collect();
    json!({ "count": ENTRIES, "next": null, "previous": null, "results": results })
}
