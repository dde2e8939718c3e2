//! Webhooks are held against the schemas of their events.

use idvet::event::DriftKind;
use serde_json::json;

use super::samples::{identification, webhook};

#[test]
fn the_payload_of_the_documents_is_right_for_every_event_of_a_verification() {
    for event in [
        "IDENTIFICATION",
        "IDENTIFICATION_AUTO_FINISHED",
        "IDENTIFICATION_MANUAL_FINISHED",
        "IDENTIFICATION_EXPIRED",
        "IDENTIFICATION_CANCELLED",
        "IDENTIFICATION_RESUBMITTED",
    ] {
        let judgement = webhook(event, &identification());
        assert!(judgement.is_clean(), "{event}: {judgement:#?}");
    }
}

#[test]
fn after_a_manual_review_a_webhook_is_final() {
    let mut body = identification();
    body["final"] = json!(false);
    assert!(webhook("IDENTIFICATION_AUTO_FINISHED", &body).is_clean());
    let judgement = webhook("IDENTIFICATION_MANUAL_FINISHED", &body);
    assert_eq!(judgement.violations.len(), 1);
    assert_eq!(judgement.violations[0].path, "$.final");
    assert_eq!(judgement.violations[0].expected, "true");
}

#[test]
fn an_event_that_no_document_names_is_drift() {
    let judgement = webhook("IDENTIFICATION_FORGOTTEN", &identification());
    assert_eq!(judgement.violations, []);
    assert_eq!(judgement.drift[0].0.kind, DriftKind::UnknownValue);
    assert_eq!(judgement.drift[0].0.value, "IDENTIFICATION_FORGOTTEN");
}

#[test]
fn reasons_in_place_of_tags_are_told_as_the_older_edition() {
    let mut body = identification();
    body["status"]["suspicionReasons"] = json!(["FACE_SUSPECTED"]);
    let judgement = webhook("IDENTIFICATION", &body);
    assert_eq!(judgement.violations, []);
    let (drift, source) = &judgement.drift[0];
    assert_eq!((drift.kind, drift.path.as_str()), (DriftKind::Edition, "$.status.suspicionReasons"));
    assert!(source.contains("fraudTags"), "{source}");
}
