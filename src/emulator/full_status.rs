//! `POST /api/v2/full-status`: the whole record of results (S0; the keys within the two objects are GH's).

use jiff::Timestamp;

use super::api_error::ApiError;
use super::call::Visit;
use super::clock::{Clock, Moment};
use super::object::Object;
use super::response::Response;
use super::session::{Prefill, Results, Session};
use super::status::shown;
use super::switches::{Assumptions, DummyAttempts, TimeFormat};
use crate::vocabulary::SUSPICION_REASON;

pub(super) fn read(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions, emulator) = (visit.now, visit.assumptions(), visit.emulator);
    let session = visit.session()?;
    Ok(record(session, now, assumptions, emulator.clock()).into_response())
}

fn record(session: &Session, now: Moment, assumptions: &Assumptions, clock: &Clock) -> Object {
    let results = session.results(now, assumptions);
    let shown = shown(&results, assumptions.unset_results);
    let time =
        |moment: Option<Moment>| moment.map(|moment| written(clock.date(moment), assumptions.time_format));
    let mut record = Object::new();
    record.add("id", session.number.saturating_add(1).to_string());
    record.add("face_match_result", shown.auto_face);
    record.add("document_validity", shown.auto_document);
    record.add("manual_face_match_result", shown.manual_face);
    record.add("manual_document_validity", shown.manual_document);
    record.add("created", time(Some(session.created)));
    record.add("updated", time(Some(session.updated(now))));
    record.add_object("client", Some(client_record(session.person())));
    record.add_object("client_identity_document", Some(document_record(&session.document(now))));
    record.add("attempt_count", attempt_count(session, now, assumptions));
    record.add("suspection_reasons", suspicion_reasons(&results));
    record.add("start_time", time(session.opened.or_else(|| session.finished(now).map(|_| session.created))));
    record.add("finish_time", time(session.finished(now)));
    record.add("review_time", time(session.reviewed(now)));
    record
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
fn known(value: Option<&String>) -> &str {
    value.map_or("", String::as_str)
}

fn client_record(client: &Prefill) -> Object {
    let mut record = Object::new();
    record.add("name", known(client.first_name.as_ref()));
    record.add("surname", known(client.last_name.as_ref()));
    record.add("date_of_birth", known(client.date_of_birth.as_ref()));
    record.add("personal_id_number", known(client.personal_number.as_ref()));
    record.add("document_number", known(client.document_number.as_ref()));
    record.add("document_type", known(client.document_type.as_ref()));
    record.add("expiry_date", known(client.date_of_expiry.as_ref()));
    record.add("nationality", known(client.nationality.as_ref()));
    record.add("date_of_issue", known(client.date_of_issue.as_ref()));
    record.add("sex", known(client.sex.as_ref()));
    record.add("country", known(client.country.as_ref()));
    record.add("default_country", "");
    record.add("utility_address", known(client.address.as_ref()));
    record
}

/// What was read by eye (`doc_`) repeats the data of the session (U14); nothing was read by machine (`mrz_`) or typed
/// by a reviewer (`manual_`), for a dummy shows no document.
fn document_record(document: &Prefill) -> Object {
    let mut record = Object::new();
    record.add("doc_name", known(document.first_name.as_ref()));
    record.add("doc_surname", known(document.last_name.as_ref()));
    record.add("doc_date_of_birth", known(document.date_of_birth.as_ref()));
    record.add("doc_expiry_date", known(document.date_of_expiry.as_ref()));
    record.add("doc_personal_code", known(document.personal_number.as_ref()));
    record.add("doc_document_number", known(document.document_number.as_ref()));
    record.add("doc_sex", known(document.sex.as_ref()));
    record.add("doc_nationality", known(document.nationality.as_ref()));
    record.add("doc_date_of_issue", known(document.date_of_issue.as_ref()));
    record.add("doc_license_categories", "");
    record.add("doc_document_type", known(document.document_type.as_ref()));
    record.add("doc_country", known(document.country.as_ref()));
    record.add_all(UNREAD, "");
    record.add("document_type", known(document.document_type.as_ref()));
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
