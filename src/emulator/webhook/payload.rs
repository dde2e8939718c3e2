//! The payload of a verification's webhooks: every key of C-OAS's `IdentificationWebhook` (fact sheet 4.3 and 4.4).

use super::super::clock::{Clock, Moment};
use super::super::material;
use super::super::object::Object;
use super::super::session::{Overall, Results, Session, Verdict};
use super::super::status::shown;
use super::super::switches::{Assumptions, BusinessIds, DummyAutoFinal};

/// What a webhook tells of a session.
#[derive(Debug, Clone, Copy)]
pub(in crate::emulator) enum Occasion {
    /// The automatic result is there.
    Automatic,
    /// A reviewer has decided.
    Manual(Verdict),
    /// Token or session ran out.
    RanOut,
}

/// What a payload is made from besides the session.
pub(in crate::emulator) struct Scene<'a> {
    pub(in crate::emulator) assumptions: &'a Assumptions,
    pub(in crate::emulator) clock: &'a Clock,
    /// When it happened.
    pub(in crate::emulator) at: Moment,
    /// Scheme and host of the links to files.
    pub(in crate::emulator) origin: &'a str,
}

/// The event that tells of an occasion; that of an `EXPIRED` dummy's automatic result is an inference (4.5).
pub(in crate::emulator) fn event(session: &Session, occasion: Occasion, scene: &Scene<'_>) -> &'static str {
    match occasion {
        Occasion::Manual(_) => "IDENTIFICATION_MANUAL_FINISHED",
        Occasion::RanOut => "IDENTIFICATION_EXPIRED",
        Occasion::Automatic => match session.automatic_results(scene.at, scene.assumptions).overall {
            Overall::Expired => "IDENTIFICATION_EXPIRED",
            Overall::Approved
            | Overall::Denied
            | Overall::Suspected
            | Overall::Reviewing
            | Overall::Active
            | Overall::Deleted
            | Overall::ExpiredDeleted => "IDENTIFICATION_AUTO_FINISHED",
        },
    }
}

/// The payload. The results are those of the occasion, whatever has happened to the session since.
pub(in crate::emulator) fn identification(
    session: &Session,
    occasion: Occasion,
    scene: &Scene<'_>,
) -> Object {
    let automatic = session.automatic_results(scene.at, scene.assumptions);
    let results = match occasion {
        Occasion::Manual(verdict) => automatic.reviewed(verdict, scene.assumptions),
        Occasion::Automatic | Occasion::RanOut => automatic,
    };
    of_results(session, &results, is_final(occasion, &results, scene.assumptions), scene)
}

/// Whether nothing more is going to come (C-WHO).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Final {
    Yes,
    No,
}

/// The payload with these results.
pub(super) fn of_results(session: &Session, results: &Results, end: Final, scene: &Scene<'_>) -> Object {
    let mut payload = Object::new();
    payload.add("final", end == Final::Yes);
    payload.add("platform", "PC");
    payload.add_object("status", Some(status(results, scene.assumptions)));
    let data = material::document_data(session, scene.at, scene.assumptions);
    payload.add_object("data", Some(data));
    payload.add_object("fileUrls", file_urls(session, results, scene));
    add_names(&mut payload, session, scene.assumptions);
    add_times(&mut payload, session, scene);
    payload.add_all(UNKNOWN, ());
    payload.add("manualAddressMatch", false);
    payload
}

/// C-OAS's keys that nothing the emulator plays can fill: nobody sat before a device, and no further check was made.
const UNKNOWN: &[&str] = &[
    "clientIp",
    "clientIpCountry",
    "clientLocation",
    "additionalStepPdfUrls",
    "AML",
    "amlCheck",
    "LID",
    "CRIMINAL_CHECK",
    "gdcMatch",
    "manualAddress",
    "registryCenterCheck",
    "addressVerification",
    "questionnaireAnswers",
    "riskAssessment",
    "bankVerification",
    "emailVerification",
    "phoneVerification",
    "driverLicenseCheck",
    "bankCardVerification",
    "additionalSteps",
];

/// C-WH: always true after a review; U5 for the automatic result of a dummy; nothing follows what has expired.
fn is_final(occasion: Occasion, results: &Results, assumptions: &Assumptions) -> Final {
    match occasion {
        Occasion::Manual(_) | Occasion::RanOut => Final::Yes,
        Occasion::Automatic if results.overall == Overall::Expired => Final::Yes,
        Occasion::Automatic => match assumptions.dummy_auto_final {
            DummyAutoFinal::True => Final::Yes,
            DummyAutoFinal::False => Final::No,
        },
    }
}

/// The eight keys that C-OAS requires.
fn status(results: &Results, assumptions: &Assumptions) -> Object {
    let shown = shown(results, assumptions.unset_results);
    let mut status = Object::new();
    status.add("overall", results.overall.as_text());
    status.add("fraudTags", results.fraud_tags());
    status.add("mismatchTags", results.mismatch_tags());
    status.add("autoFace", shown.auto_face);
    status.add("manualFace", shown.manual_face);
    status.add("autoDocument", shown.auto_document);
    status.add("manualDocument", shown.manual_document);
    status.add("additionalSteps", ());
    status
}

/// U4: none for what has expired; else GH's six keys.
fn file_urls(session: &Session, results: &Results, scene: &Scene<'_>) -> Option<Object> {
    if results.overall == Overall::Expired {
        return None;
    }
    let expires = material::link_expiry(scene.clock, scene.at);
    Some(material::file_links(session, scene.at, scene.origin, expires, scene.assumptions))
}

fn add_names(payload: &mut Object, session: &Session, assumptions: &Assumptions) {
    payload.add("scanRef", &*session.scan_ref);
    payload.add("clientId", &*session.client_id);
    payload.add("externalRef", session.external_ref.as_deref());
    let none = match assumptions.business_ids {
        BusinessIds::Empty => Some(""),
        BusinessIds::Null => None,
    };
    payload.add("companyId", none);
    payload.add("beneficiaryId", none);
}

/// Seconds since 1970: from the client's entry, or the creation, to the end of the client's part.
fn add_times(payload: &mut Object, session: &Session, scene: &Scene<'_>) {
    let seconds = |moment| scene.clock.seconds(moment);
    payload.add("startTime", seconds(session.opened.unwrap_or(session.created)));
    payload.add("finishTime", seconds(session.finished(scene.at).unwrap_or(scene.at)));
}
