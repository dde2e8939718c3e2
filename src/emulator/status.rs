//! `POST /api/v2/status`: the overall status of a session (S0, C-DATA).

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::api_error::ApiError;
use super::call::Visit;
use super::session::{Overall, Results};
use super::switches::{StatusFields, UnsetResults};

pub(super) fn read(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions) = (visit.now, visit.assumptions());
    let session = visit.session()?;
    let results = session.results(now, assumptions);
    let mut answer = json!({
        "status": results.overall.as_text(),
        "scanRef": session.scan_ref,
        "clientId": session.client_id,
    });
    if assumptions.status_fields != StatusFields::Three {
        let shown = shown(&results, assumptions.unset_results);
        answer["autoDocument"] = shown.auto_document;
        answer["autoFace"] = shown.auto_face;
        answer["manualDocument"] = shown.manual_document;
        answer["manualFace"] = shown.manual_face;
        answer["fraudTags"] = json!(results.fraud_tags());
        answer["mismatchTags"] = json!(results.mismatch_tags());
    }
    if assumptions.status_fields == StatusFields::Final {
        answer["final"] = is_final(results.overall).into();
    }
    Ok(Json(answer).into_response())
}

/// The four results as they are written, those that do not exist as U13 has them.
pub(super) struct Shown {
    pub(super) auto_face: Value,
    pub(super) auto_document: Value,
    pub(super) manual_face: Value,
    pub(super) manual_document: Value,
}

pub(super) fn shown(results: &Results, unset: UnsetResults) -> Shown {
    let written = |result: Option<&str>| match (result, unset) {
        (Some(result), _) => Value::from(result),
        (None, UnsetResults::Empty) => "".into(),
        (None, UnsetResults::Null | UnsetResults::Copied) => Value::Null,
    };
    let copied = |manual: Option<&'static str>, automatic| match unset {
        UnsetResults::Copied => manual.or(automatic),
        UnsetResults::Null | UnsetResults::Empty => manual,
    };
    Shown {
        auto_face: written(results.auto_face),
        auto_document: written(results.auto_document),
        manual_face: written(copied(results.manual_face, results.auto_face)),
        manual_document: written(copied(results.manual_document, results.auto_document)),
    }
}

/// C-WHO: final means that nothing more is going to come.
fn is_final(overall: Overall) -> bool {
    match overall {
        Overall::Active | Overall::Reviewing => false,
        Overall::Approved
        | Overall::Denied
        | Overall::Suspected
        | Overall::Expired
        | Overall::Deleted
        | Overall::ExpiredDeleted => true,
    }
}
