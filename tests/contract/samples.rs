//! One answer that is right for each schema, and how an answer is held against the contract.

use idvet::{
    contract::{Contract, Judgement},
    exchange::Answer,
};
use serde_json::{Value as Json, json};

/// An answer of JSON.
pub(super) fn answer(status: u16, body: &Json) -> Answer {
    text_answer(status, "application/json", &body.to_string())
}

/// An answer of any sort.
pub(super) fn text_answer(status: u16, media: &str, body: &str) -> Answer {
    let headers = vec![("content-type".to_owned(), media.to_owned())];
    Answer::new(status, headers, body.to_owned().into())
}

/// Holds a body against the schema of a name; that of a text schema is the text itself.
pub(super) fn judge(name: &str, body: &Json) -> Judgement {
    let contract = Contract::default();
    let post = |path: &str, status| contract.judge_answer("POST", path, &answer(status, body)).unwrap();
    let text = |path: &str| {
        let answer = text_answer(200, "text/plain", body.as_str().unwrap());
        contract.judge_answer("POST", path, &answer).unwrap()
    };
    match name {
        "token" => post("/api/v2/token", 201),
        "manual-status" => post("/api/v2/add-dummy-status", 200),
        "status" => post("/api/v2/status", 200),
        "full-status" => post("/api/v2/full-status", 200),
        "data" => post("/api/v2/data", 200),
        "files" => post("/api/v2/files", 200),
        "error" => post("/api/v2/status", 400),
        "delete" => text("/api/v2/delete"),
        "generate-pdf" => text("/api/v2/generate-pdf"),
        "identifications" => {
            contract.judge_answer("GET", "/kyc/identifications/?clientId=a", &answer(200, body)).unwrap()
        }
        "webhook-identification" => webhook("IDENTIFICATION_AUTO_FINISHED", body),
        "webhook-manual-finished" => webhook("IDENTIFICATION_MANUAL_FINISHED", body),
        "webhook-document-expiration" => webhook("DOCUMENT_EXPIRATION", body),
        "webhook-video-call" => webhook("VIDEO_CALL_FINISHED", body),
        other => panic!("no sample for `{other}`"),
    }
}

/// Holds a payload against the schemas of an event.
pub(super) fn webhook(event: &str, body: &Json) -> Judgement {
    Contract::default().judge_webhook(event, &answer(200, body))
}

/// A body that the schema of a name allows, and that holds nothing it does not name.
pub(super) fn sample(name: &str) -> Json {
    match name {
        "token" => json!({
            "message": "Token created successfully",
            "authToken": "abcdefghijklmnopqrstuvwxyzabcdefghijklmn",
            "scanRef": SCAN_REF,
            "clientId": "qa-001",
            "tokenType": "IDENTIFICATION",
        }),
        "status" => json!({
            "status": "APPROVED",
            "scanRef": SCAN_REF,
            "clientId": "qa-001",
            "autoDocument": "DOC_VALIDATED",
            "autoFace": "FACE_MATCH",
            "manualDocument": null,
            "manualFace": null,
            "fraudTags": [],
            "mismatchTags": [],
        }),
        "full-status" => full_status(),
        "data" => data(),
        "files" => json!({ "FRONT": "https://files.example/front.png", "BACK": null }),
        "delete" => json!(""),
        "generate-pdf" => json!("JVBERi0xLjQKJSVFT0YK"),
        "identifications" => json!({
            "count": 1,
            "next": null,
            "previous": null,
            "results": [{ "scanRef": SCAN_REF, "status": "APPROVED", "suspected": true }],
        }),
        "error" => json!({ "message": "Field 'country' is wrong.", "identifier": "BAD_VALUE" }),
        "webhook-identification" | "webhook-manual-finished" => identification(),
        "webhook-document-expiration" => json!({
            "scanRef": SCAN_REF,
            "clientId": "qa-001",
            "expirationThreshold": "DOCUMENT_EXPIRED",
            "documentExpiration": "2026-01-01",
        }),
        "manual-status" | "webhook-video-call" => json!({}),
        other => panic!("no sample for `{other}`"),
    }
}

const SCAN_REF: &str = "0f6e7108-8c26-11e9-9758-309c231b1bac";

fn full_status() -> Json {
    json!({
        "id": "1",
        "face_match_result": "FACE_MATCH",
        "document_validity": "DOC_VALIDATED",
        "manual_face_match_result": null,
        "manual_document_validity": "",
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

fn data() -> Json {
    json!({
        "docFirstName": "ANNA",
        "docLastName": "KOVAC",
        "docNumber": "A1",
        "docPersonalCode": "111",
        "docExpiry": "2031-02-03",
        "docDob": "1991-02-03",
        "docDateOfIssue": null,
        "docType": "PASSPORT",
        "docSex": "FEMALE",
        "docNationality": "LT",
        "docIssuingCountry": "LT",
        "manuallyDataChanged": false,
        "fullName": "ANNA KOVAC",
        "selectedCountry": "LT",
        "orgFirstName": "Anna",
        "orgLastName": "Kovač",
        "ageEstimate": "OVER_25",
        "clientIpProxyRiskLevel": "LOW",
        "duplicateFaces": null,
        "duplicateDocFaces": [],
    })
}

/// A payload after the fact sheet's own example (4.5), with every key that C-OAS requires (4.3, 4.4).
pub(super) fn identification() -> Json {
    let mut data = data();
    for name in [
        "orgNationality",
        "orgBirthPlace",
        "orgAuthority",
        "orgAddress",
        "orgTemporaryAddress",
        "orgMothersMaidenName",
        "orgPatronymic",
        "orgBirthName",
    ] {
        data[name] = Json::Null;
    }
    json!({
        "final": true,
        "platform": "PC",
        "clientId": "qa-001",
        "scanRef": SCAN_REF,
        "externalRef": "ref-1",
        "companyId": "",
        "beneficiaryId": "",
        "startTime": 1_760_000_000,
        "finishTime": 1_760_000_003,
        "clientIp": null,
        "clientIpCountry": null,
        "clientLocation": null,
        "fileUrls": { "FRONT": null, "BACK": null, "FACE": null },
        "status": {
            "overall": "APPROVED",
            "fraudTags": [],
            "mismatchTags": [],
            "autoFace": "FACE_MATCH",
            "manualFace": null,
            "autoDocument": "DOC_VALIDATED",
            "manualDocument": null,
            "additionalSteps": null,
        },
        "data": data,
    })
}
