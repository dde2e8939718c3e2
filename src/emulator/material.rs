//! `POST /api/v2/data` and `/api/v2/files`: what was read and photographed (S0, C-DATA, GH; U14, U15).

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::Emulator;
use super::api_error::{self, ApiError};
use super::call::Visit;
use super::clock::{Clock, Moment};
use super::query::parameter;
use super::session::{Prefill, Session};
use super::switches::{Assumptions, DummyMaterial, ReadsOnActive};

pub(super) fn read_data(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions) = (visit.now, visit.assumptions());
    let session = visit.session()?;
    refuse_active(session, now, assumptions)?;
    let mut answer = json!({ "scanRef": session.scan_ref, "clientId": session.client_id });
    fill_data(&mut answer, session, now, assumptions);
    Ok(Json(answer).into_response())
}

/// What was read, as C-OAS's `data`.
pub(super) fn document_data(session: &Session, now: Moment, assumptions: &Assumptions) -> Value {
    let mut data = json!({});
    fill_data(&mut data, session, now, assumptions);
    data
}

fn fill_data(answer: &mut Value, session: &Session, now: Moment, assumptions: &Assumptions) {
    let is_read = session.has_material(now) && assumptions.dummy_material != DummyMaterial::Nothing;
    let document = if is_read { session.document(now) } else { Prefill::default() };
    fill(answer, &document);
    answer["manuallyDataChanged"] = if is_read { false.into() } else { Value::Null };
}

/// U15.
fn refuse_active(session: &Session, now: Moment, assumptions: &Assumptions) -> Result<(), ApiError> {
    match assumptions.reads_on_active {
        ReadsOnActive::Refused if session.is_active(now, assumptions) => {
            Err(api_error::token_not_valid("Verification is not finished."))
        }
        ReadsOnActive::Refused | ReadsOnActive::Nulls => Ok(()),
    }
}

/// The keys of C-OAS's `data`, all nullable: those that repeat the session's data, then those that no dummy has.
fn fill(answer: &mut Value, person: &Prefill) {
    answer["docFirstName"] = json!(person.first_name);
    answer["docLastName"] = json!(person.last_name);
    answer["docNumber"] = json!(person.document_number);
    answer["docPersonalCode"] = json!(person.personal_number);
    answer["docExpiry"] = json!(person.date_of_expiry);
    answer["docDob"] = json!(person.date_of_birth);
    answer["docDateOfIssue"] = json!(person.date_of_issue);
    answer["docType"] = json!(person.document_type);
    answer["docSex"] = json!(person.sex.as_deref().and_then(long_sex));
    answer["docNationality"] = json!(person.nationality);
    answer["docIssuingCountry"] = json!(person.country);
    answer["address"] = json!(person.address);
    answer["fullName"] = json!(full_name(person));
    answer["selectedCountry"] = json!(person.country);
    answer["orgFirstName"] = json!(person.first_name);
    answer["orgLastName"] = json!(person.last_name);
    answer["orgNationality"] = json!(person.nationality);
    answer["orgAddress"] = json!(person.address);
    for name in UNKNOWN {
        answer[*name] = Value::Null;
    }
}

const UNKNOWN: &[&str] = &[
    "birthPlace",
    "authority",
    "docTemporaryAddress",
    "mothersMaidenName",
    "docBirthName",
    "docPatronymic",
    "driverLicenseCategory",
    "orgBirthPlace",
    "orgAuthority",
    "orgTemporaryAddress",
    "orgMothersMaidenName",
    "orgPatronymic",
    "orgBirthName",
    "ageEstimate",
    "clientIpProxyRiskLevel",
    "duplicateFaces",
    "duplicateDocFaces",
    "additionalData",
];

/// U14: a request says `M` or `F`, the data says the word (GH, C-OAS).
fn long_sex(sex: &str) -> Option<&'static str> {
    match sex {
        "M" => Some("MALE"),
        "F" => Some("FEMALE"),
        _ => None,
    }
}

fn full_name(person: &Prefill) -> Option<String> {
    let names: Vec<&str> =
        [&person.first_name, &person.last_name].into_iter().flatten().map(String::as_str).collect();
    if names.is_empty() { None } else { Some(names.join(" ")) }
}

/// The steps of GH's `fileUrls`, and whether a dummy has a picture of them.
const STEPS: [(&str, Picture); 6] = [
    ("FRONT", Picture::Taken),
    ("BACK", Picture::Taken),
    ("FACE", Picture::Taken),
    ("FRONT_VIDEO", Picture::None),
    ("BACK_VIDEO", Picture::None),
    ("FACE_VIDEO", Picture::None),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Picture {
    Taken,
    None,
}

pub(super) fn read_files(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions) = (visit.now, visit.assumptions());
    let expires = link_expiry(visit.emulator.clock(), now);
    let origin = visit.origin.clone();
    let session = visit.session()?;
    refuse_active(session, now, assumptions)?;
    Ok(Json(file_links(session, now, &origin, expires, assumptions)).into_response())
}

/// When links that are given out at a moment end, in seconds since 1970.
pub(super) fn link_expiry(clock: &Clock, now: Moment) -> i64 {
    clock.seconds(now).saturating_add(LINK_LIFE)
}

/// The steps, each with its link or `null`.
pub(super) fn file_links(
    session: &Session,
    now: Moment,
    origin: &str,
    expires: i64,
    assumptions: &Assumptions,
) -> Value {
    let has_files = session.has_material(now) && assumptions.dummy_material == DummyMaterial::DataAndFiles;
    let mut links = json!({});
    for (step, picture) in STEPS {
        let is_linked = has_files && picture == Picture::Taken;
        let link = || format!("{origin}/emulator/files/{}/{step}?expires={expires}", session.scan_ref);
        links[step] = if is_linked { link().into() } else { Value::Null };
    }
    links
}

/// Seconds that a link to a file lives (C-REP).
const LINK_LIFE: i64 = 3600;

/// Where the links of `/files` lead. The path is the emulator's own.
pub(super) const PICTURE_PATH: &str = "/emulator/files/{scan_ref}/{step}";

/// A grey pixel as PNG, for as long as the link lives and the session is not deleted.
pub(super) async fn picture(
    State(emulator): State<Emulator>,
    path: Result<Path<(String, String)>, PathRejection>,
    uri: Uri,
) -> Response {
    let expires = parameter(&uri, "expires").and_then(|text| text.parse::<i64>().ok());
    let (Ok(Path((scan_ref, step))), Some(expires)) = (path, expires) else {
        return api_error::not_found().into_response();
    };
    let now = emulator.clock().now();
    let is_alive = emulator.clock().seconds(now) < expires;
    let is_taken = STEPS.iter().any(|(name, picture)| *name == step && *picture == Picture::Taken);
    let is_there = emulator.world().find_by_scan_ref(&scan_ref).is_some_and(|it| it.has_material(now));
    if !(is_alive && is_taken && is_there) {
        return api_error::not_found().into_response();
    }
    let pixel = STANDARD.decode(PIXEL).expect("the constant is Base64");
    ([(CONTENT_TYPE, "image/png")], pixel).into_response()
}

const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg==";
