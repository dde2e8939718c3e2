//! `POST /api/v2/data` and `/api/v2/files`: what was read and photographed (S0, C-DATA, GH; U14, U15).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{StatusCode, Uri};
use percent_encoding::percent_decode_str;

use super::Emulator;
use super::api_error::{self, ApiError};
use super::call::{Visit, origin};
use super::clock::{Clock, Moment};
use super::object::Object;
use super::query::parameter;
use super::response::{self, Response};
use super::session::{Prefill, Session};
use super::switches::{Assumptions, DummyMaterial, ReadsOnActive};

pub(super) fn read_data(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions) = (visit.now, visit.assumptions());
    let session = visit.session()?;
    refuse_active(session, now, assumptions)?;
    let mut answer = Object::new();
    answer.add("scanRef", &*session.scan_ref);
    answer.add("clientId", &*session.client_id);
    fill_data(&mut answer, session, now, assumptions);
    Ok(answer.into_response())
}

/// What was read, as C-OAS's `data`.
pub(super) fn document_data(session: &Session, now: Moment, assumptions: &Assumptions) -> Object {
    let mut data = Object::new();
    fill_data(&mut data, session, now, assumptions);
    data
}

fn fill_data(answer: &mut Object, session: &Session, now: Moment, assumptions: &Assumptions) {
    let is_read = session.has_material(now) && assumptions.dummy_material != DummyMaterial::Nothing;
    let document = if is_read { session.document(now) } else { Prefill::default() };
    fill(answer, &document);
    answer.add("manuallyDataChanged", is_read.then_some(false));
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
fn fill(answer: &mut Object, person: &Prefill) {
    answer.add("docFirstName", &person.first_name);
    answer.add("docLastName", &person.last_name);
    answer.add("docNumber", &person.document_number);
    answer.add("docPersonalCode", &person.personal_number);
    answer.add("docExpiry", &person.date_of_expiry);
    answer.add("docDob", &person.date_of_birth);
    answer.add("docDateOfIssue", &person.date_of_issue);
    answer.add("docType", &person.document_type);
    answer.add("docSex", person.sex.as_deref().and_then(long_sex));
    answer.add("docNationality", &person.nationality);
    answer.add("docIssuingCountry", &person.country);
    answer.add("address", &person.address);
    answer.add("fullName", full_name(person));
    answer.add("selectedCountry", &person.country);
    answer.add("orgFirstName", &person.first_name);
    answer.add("orgLastName", &person.last_name);
    answer.add("orgNationality", &person.nationality);
    answer.add("orgAddress", &person.address);
    answer.add_all(UNKNOWN, ());
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
    let origin = origin(visit.parts);
    let session = visit.session()?;
    refuse_active(session, now, assumptions)?;
    Ok(file_links(session, now, &origin, expires, assumptions).into_response())
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
) -> Object {
    let has_files = session.has_material(now) && assumptions.dummy_material == DummyMaterial::DataAndFiles;
    let mut links = Object::new();
    for (step, picture) in STEPS {
        let is_linked = has_files && picture == Picture::Taken;
        let link = || format!("{origin}/emulator/files/{}/{step}?expires={expires}", session.scan_ref);
        links.add(step, is_linked.then(link));
    }
    links
}

/// Seconds that a link to a file lives (C-REP).
const LINK_LIFE: i64 = 3600;

/// Where a link of `/files` leads: the session and the step, as they stand in the path, which is the emulator's own.
pub(super) struct Link<'a> {
    scan_ref: &'a str,
    step: &'a str,
}

impl<'a> Link<'a> {
    /// The link of that path.
    pub(super) fn at(path: &'a str) -> Option<Self> {
        let (scan_ref, step) = path.strip_prefix("/emulator/files/")?.split_once('/')?;
        let is_link = !step.is_empty() && !step.contains('/');
        is_link.then_some(Self { scan_ref, step })
    }
}

/// A grey pixel as PNG, for as long as the link lives and the session is not deleted.
pub(super) fn picture(emulator: &Emulator, link: &Link<'_>, uri: &Uri) -> Result<Response, ApiError> {
    let expires = parameter(uri, "expires").and_then(|text| text.parse::<i64>().ok());
    let expires = expires.ok_or_else(api_error::not_found)?;
    let decoded = |text| percent_decode_str(text).decode_utf8().map_err(|_| api_error::not_found());
    let (scan_ref, step) = (decoded(link.scan_ref)?, decoded(link.step)?);
    let now = emulator.clock().now();
    let is_alive = emulator.clock().seconds(now) < expires;
    let is_taken = STEPS.iter().any(|(name, picture)| *name == step && *picture == Picture::Taken);
    let is_there = emulator.world().find_by_scan_ref(&scan_ref).is_some_and(|it| it.has_material(now));
    if !(is_alive && is_taken && is_there) {
        return Err(api_error::not_found());
    }
    let pixel = STANDARD.decode(PIXEL).expect("the constant is Base64");
    Ok(response::typed(StatusCode::OK, "image/png", pixel))
}

const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg==";
