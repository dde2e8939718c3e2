//! `POST /api/v2/full-status`: the whole record of results (S0; the keys within the two objects are GH's).

use axum::Json;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::api_error::ApiError;
use super::call::Visit;
use super::clock::{Clock, Moment};
use super::session::{Prefill, Results, Session};
use super::status::shown;
use super::switches::{Assumptions, DummyAttempts, TimeFormat};
use crate::vocabulary::SUSPICION_REASON;

pub(super) fn read(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions, emulator) = (visit.now, visit.assumptions(), visit.emulator);
    let session = visit.session()?;
    Ok(Json(record(session, now, assumptions, emulator.clock())).into_response())
}

fn record(session: &Session, now: Moment, assumptions: &Assumptions, clock: &Clock) -> Value {
    let results = session.results(now, assumptions);
    let shown = shown(&results, assumptions.unset_results);
    let time =
        |moment: Option<Moment>| moment.map(|moment| written(clock.date(moment), assumptions.time_format));
    let nobody = Prefill::default();
    let client = if session.deleted.is_some() { &nobody } else { &session.prefill };
    json!({
        "id": session.number.saturating_add(1).to_string(),
        "face_match_result": shown.auto_face,
        "document_validity": shown.auto_document,
        "manual_face_match_result": shown.manual_face,
        "manual_document_validity": shown.manual_document,
        "created": time(Some(session.created)),
        "updated": time(Some(session.updated(now))),
        "client": client_record(client),
        "client_identity_document": document_record(&session.document(now)),
        "attempt_count": attempt_count(session, now, assumptions),
        "suspection_reasons": suspicion_reasons(&results),
        "start_time": time(session.opened.or_else(|| session.finished(now).map(|_| session.created))),
        "finish_time": time(session.finished(now)),
        "review_time": time(session.reviewed(now)),
    })
}

/// U25.
fn written(time: Timestamp, format: TimeFormat) -> String {
    match format {
        TimeFormat::Spaced => time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        TimeFormat::Iso => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }
}

/// U28.
fn attempt_count(session: &Session, now: Moment, assumptions: &Assumptions) -> u8 {
    match (session.finished(now), assumptions.dummy_attempts) {
        (Some(_), DummyAttempts::One) => 1,
        (Some(_), DummyAttempts::Zero) | (None, _) => 0,
    }
}

/// Those fraud tags that S0 knows as suspicion reasons (U3).
fn suspicion_reasons(results: &Results) -> Vec<&'static str> {
    results.fraud_tags().into_iter().filter(|tag| SUSPICION_REASON.contains(tag)).collect()
}

/// GH's sample has an empty text for what is not known.
fn known(value: Option<&String>) -> Value {
    value.map_or("", String::as_str).into()
}

fn client_record(client: &Prefill) -> Value {
    json!({
        "name": known(client.first_name.as_ref()),
        "surname": known(client.last_name.as_ref()),
        "date_of_birth": known(client.date_of_birth.as_ref()),
        "personal_id_number": known(client.personal_number.as_ref()),
        "document_number": known(client.document_number.as_ref()),
        "document_type": known(client.document_type.as_ref()),
        "expiry_date": known(client.date_of_expiry.as_ref()),
        "nationality": known(client.nationality.as_ref()),
        "date_of_issue": known(client.date_of_issue.as_ref()),
        "sex": known(client.sex.as_ref()),
        "country": known(client.country.as_ref()),
        "default_country": "",
        "utility_address": known(client.address.as_ref()),
    })
}

/// What was read by eye (`doc_`) repeats the data of the session (U14); nothing was read by machine (`mrz_`) or typed
/// by a reviewer (`manual_`), for a dummy shows no document.
fn document_record(document: &Prefill) -> Value {
    let mut record = json!({
        "doc_name": known(document.first_name.as_ref()),
        "doc_surname": known(document.last_name.as_ref()),
        "doc_date_of_birth": known(document.date_of_birth.as_ref()),
        "doc_expiry_date": known(document.date_of_expiry.as_ref()),
        "doc_personal_code": known(document.personal_number.as_ref()),
        "doc_document_number": known(document.document_number.as_ref()),
        "doc_sex": known(document.sex.as_ref()),
        "doc_nationality": known(document.nationality.as_ref()),
        "doc_date_of_issue": known(document.date_of_issue.as_ref()),
        "doc_license_categories": "",
        "doc_document_type": known(document.document_type.as_ref()),
        "doc_country": known(document.country.as_ref()),
    });
    for name in UNREAD {
        record[*name] = "".into();
    }
    record["document_type"] = known(document.document_type.as_ref());
    record
}

const UNREAD: &[&str] = &[
    "mrz_name",
    "mrz_surname",
    "mrz_date_of_birth",
    "mrz_expiry_date",
    "mrz_personal_code",
    "mrz_document_number",
    "mrz_sex",
    "mrz_nationality",
    "mrz_country",
    "mrz_document_type",
    "mrz_document_subtype",
    "mrz_optional_data",
    "mrz_string",
    "mrz_date_of_issue",
    "manual_name",
    "manual_surname",
    "manual_date_of_birth",
    "manual_expiry_date",
    "manual_personal_code",
    "manual_document_number",
    "manual_sex",
    "manual_nationality",
    "manual_document_type",
    "manual_date_of_issue",
    "manual_country",
    "manual_utility_address",
    "manual_utility_address_match",
];
