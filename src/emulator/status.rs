//! `POST /api/v2/status`: the overall status of a session (S0, C-DATA).

use super::api_error::ApiError;
use super::call::Visit;
use super::object::Object;
use super::response::Response;
use super::session::{Overall, Results};
use super::switches::{StatusFields, UnsetResults};

pub(super) fn read(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions) = (visit.now, visit.assumptions());
    let session = visit.session()?;
    let results = session.results(now, assumptions);
    let mut answer = Object::new();
    answer.add("status", results.overall.as_text());
    answer.add("scanRef", &*session.scan_ref);
    answer.add("clientId", &*session.client_id);
    if assumptions.status_fields != StatusFields::Three {
        let shown = shown(&results, assumptions.unset_results);
        answer.add("autoDocument", shown.auto_document);
        answer.add("autoFace", shown.auto_face);
        answer.add("manualDocument", shown.manual_document);
        answer.add("manualFace", shown.manual_face);
        answer.add("fraudTags", results.fraud_tags());
        answer.add("mismatchTags", results.mismatch_tags());
    }
    if assumptions.status_fields == StatusFields::Final {
        answer.add("final", is_final(results.overall));
    }
    Ok(answer.into_response())
}

/// The four results as they are written, those that do not exist as U13 has them; `None` is `null`.
pub(super) struct Shown {
    pub(super) auto_face: Option<&'static str>,
    pub(super) auto_document: Option<&'static str>,
    pub(super) manual_face: Option<&'static str>,
    pub(super) manual_document: Option<&'static str>,
}

pub(super) fn shown(results: &Results, unset: UnsetResults) -> Shown {
    let written = |result: Option<&'static str>| match unset {
        UnsetResults::Empty => result.or(Some("")),
        UnsetResults::Null | UnsetResults::Copied => result,
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
