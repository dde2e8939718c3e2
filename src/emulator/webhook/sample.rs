//! Payloads of every documented event, made for a receiver's test and not by a session.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};

use super::super::clock::Clock;
use super::super::identity;
use super::super::object::Object;
use super::super::session::{Automatic, DummyStatus, Overall, Prefill, Results, Session};
use super::super::switches::Assumptions;
use super::payload::{self, Final, Scene};
use crate::vocabulary::nearest;

/// What is to be told.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// `Idenfy-Event-Type`.
    pub event: &'a str,
    /// The overall status; the usual one of the event by default.
    pub status: Option<&'a str>,
    /// The session; one that is drawn from the seed by default.
    pub scan_ref: Option<&'a str>,
    /// Its client.
    pub client_id: &'a str,
    /// The partner's own reference.
    pub external_ref: Option<&'a str>,
    /// When it happens.
    pub now: Timestamp,
    /// Names are drawn from it.
    pub seed: u64,
}

/// A payload with its event and session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeSample {
    /// `Idenfy-Event-Type`.
    pub event: &'static str,
    /// The session that it tells of.
    pub scan_ref: String,
    /// The payload as JSON.
    pub body: Bytes,
}

/// Why there is no such payload.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// No document names the event.
    #[error("there is no event `{name}`{}", hint(*.nearest))]
    UnknownEvent {
        /// What was asked for.
        name: String,
        /// The event that was probably meant.
        nearest: Option<&'static str>,
    },
    /// The event does not tell of such a status.
    #[error("`{event}` does not tell of `{status}`{}", listed(.choices))]
    UnknownStatus {
        /// The event.
        event: &'static str,
        /// What was asked for.
        status: String,
        /// What it can tell of.
        choices: &'static [&'static str],
    },
}

fn hint(nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => format!("; did you mean `{name}`?"),
        None => format!("; the events are {}", sample_events().collect::<Vec<_>>().join(", ")),
    }
}

fn listed(choices: &[&str]) -> String {
    match choices {
        [] => ": its payload has no status".to_owned(),
        choices => format!(", but of {}", choices.join(", ")),
    }
}

/// Each event with the statuses that its payload can have, the usual one first.
///
/// What a payload looks like is documented for all verifications at once (C-OAS), and which statuses go with a
/// cancelled or resubmitted one is not: these are assumptions.
const EVENTS: &[(&str, &[&str])] = &[
    ("IDENTIFICATION", &["APPROVED", "DENIED", "SUSPECTED", "EXPIRED", "REVIEWING"]),
    ("IDENTIFICATION_AUTO_FINISHED", &["APPROVED", "DENIED", "SUSPECTED", "REVIEWING"]),
    ("IDENTIFICATION_MANUAL_FINISHED", &["APPROVED", "DENIED", "SUSPECTED"]),
    ("IDENTIFICATION_EXPIRED", &["EXPIRED"]),
    ("IDENTIFICATION_CANCELLED", &["EXPIRED", "DENIED"]),
    ("IDENTIFICATION_RESUBMITTED", &["REVIEWING", "APPROVED", "DENIED", "SUSPECTED"]),
    ("DOCUMENT_EXPIRATION", &[]),
    ("VIDEO_CALL_FINISHED", &[]),
];

/// The events of which there are samples: all that the documents name.
pub fn sample_events() -> impl Iterator<Item = &'static str> {
    EVENTS.iter().map(|(event, _)| *event)
}

/// Makes a payload.
///
/// # Errors
/// The event is not known, or does not go with the status.
pub fn sample(wanted: &Sample<'_>) -> Result<MadeSample, SampleError> {
    let (event, choices) = known(wanted.event)?;
    let status = status(event, choices, wanted.status)?;
    let scan_ref = wanted.scan_ref.map_or_else(|| identity::draw(wanted.seed, 0).scan_ref, str::to_owned);
    let payload = match event {
        "DOCUMENT_EXPIRATION" => document_expiration(&scan_ref, wanted),
        "VIDEO_CALL_FINISHED" => named(&scan_ref, wanted),
        _ => identification(event, status.unwrap_or_default(), &scan_ref, wanted),
    };
    Ok(MadeSample { event, scan_ref, body: payload.into_bytes() })
}

fn known(name: &str) -> Result<(&'static str, &'static [&'static str]), SampleError> {
    EVENTS.iter().find(|(event, _)| *event == name).copied().ok_or_else(|| SampleError::UnknownEvent {
        name: name.to_owned(),
        nearest: nearest(name, sample_events()),
    })
}

fn status(
    event: &'static str,
    choices: &'static [&'static str],
    wanted: Option<&str>,
) -> Result<Option<&'static str>, SampleError> {
    let Some(wanted) = wanted else { return Ok(choices.first().copied()) };
    choices
        .iter()
        .find(|choice| **choice == wanted)
        .copied()
        .map(Some)
        .ok_or_else(|| SampleError::UnknownStatus { event, status: wanted.to_owned(), choices })
}

/// The keys that every payload has.
fn named(scan_ref: &str, wanted: &Sample<'_>) -> Object {
    let mut payload = Object::new();
    payload.add("scanRef", scan_ref);
    payload.add("clientId", wanted.client_id);
    payload
}

/// C-OAS's own small payload; a month before the end.
fn document_expiration(scan_ref: &str, wanted: &Sample<'_>) -> Object {
    let ends = wanted.now.checked_add(SignedDuration::from_hours(30 * 24)).unwrap_or(Timestamp::MAX);
    let mut payload = named(scan_ref, wanted);
    payload.add("expirationThreshold", "DOCUMENT_EXPIRES_WITHIN_30_DAYS");
    payload.add("documentExpiration", ends.strftime("%Y-%m-%d").to_string());
    payload
}

/// Seconds that the client of a sample took.
const CLIENT_TIME: Duration = Duration::from_secs(3);

fn identification(event: &str, status: &str, scan_ref: &str, wanted: &Sample<'_>) -> Object {
    let session = session(status, scan_ref, wanted);
    let (assumptions, clock) = (Assumptions::default(), Clock::starting_at(wanted.now));
    let scene =
        Scene { assumptions: &assumptions, clock: &clock, at: CLIENT_TIME, origin: "https://ivs.idenfy.com" };
    let mut results = session.automatic_results(CLIENT_TIME, &assumptions);
    if event == "IDENTIFICATION_MANUAL_FINISHED" {
        confirm(&mut results);
    }
    let mut end = Final::Yes;
    if status == "REVIEWING" {
        results.overall = Overall::Reviewing;
        end = Final::No;
    }
    payload::of_results(&session, &results, end, &scene)
}

/// The reviewer says what the automation said.
fn confirm(results: &mut Results) {
    results.manual_face = results.auto_face;
    results.manual_document = results.auto_document;
}

fn session(status: &str, scan_ref: &str, wanted: &Sample<'_>) -> Session {
    let status = DummyStatus::named(status).unwrap_or(DummyStatus::Approved);
    Session {
        owner: "",
        number: 0,
        scan_ref: scan_ref.into(),
        auth_token: "".into(),
        client_id: wanted.client_id.into(),
        external_ref: wanted.external_ref.map(Into::into),
        callback_url: None,
        prefill: Some(Box::new(person())),
        created: Duration::ZERO,
        token_life: Duration::MAX,
        open_life: Duration::MAX,
        opened: None,
        automatic: Some(Automatic { status, visible: CLIENT_TIME }),
        review: None,
        deleted: None,
        turns: OnceLock::new(),
    }
}

/// Nobody: a name with letters beyond ASCII, on which receivers stumble that sign a text and not bytes.
fn person() -> Prefill {
    let text = |text: &str| Some(text.to_owned());
    Prefill {
        first_name: text("Zoë"),
        last_name: text("Kovač"),
        date_of_birth: text("1990-12-20"),
        date_of_expiry: text("2035-12-20"),
        date_of_issue: text("2025-12-20"),
        personal_number: text("49012200000"),
        document_number: text("00123456"),
        nationality: text("LT"),
        country: text("LT"),
        sex: text("F"),
        address: None,
        document_type: text("PASSPORT"),
    }
}
