//! The payload of a verification's webhooks: every key of C-OAS's `IdentificationWebhook` (fact sheet 4.3 and 4.4).

use serde_json::{Value, json};

use super::super::clock::{Clock, Moment};
use super::super::material;
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
pub(in crate::emulator) fn identification(session: &Session, occasion: Occasion, scene: &Scene<'_>) -> Value {
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
pub(super) fn of_results(session: &Session, results: &Results, end: Final, scene: &Scene<'_>) -> Value {
    let mut payload = json!({
        "final": end == Final::Yes,
        "platform": "PC",
        "status": status(results, scene.assumptions),
        "data": material::document_data(session, scene.at, scene.assumptions),
        "fileUrls": file_urls(session, results, scene),
    });
    add_names(&mut payload, session, scene.assumptions);
    add_times(&mut payload, session, scene);
    for name in UNKNOWN {
        payload[*name] = Value::Null;
    }
    payload["manualAddressMatch"] = false.into();
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
fn status(results: &Results, assumptions: &Assumptions) -> Value {
    let shown = shown(results, assumptions.unset_results);
    json!({
        "overall": results.overall.as_text(),
        "fraudTags": results.fraud_tags(),
        "mismatchTags": results.mismatch_tags(),
        "autoFace": shown.auto_face,
        "manualFace": shown.manual_face,
        "autoDocument": shown.auto_document,
        "manualDocument": shown.manual_document,
        "additionalSteps": Value::Null,
    })
}

/// U4: `null` for what has expired; else GH's six keys.
fn file_urls(session: &Session, results: &Results, scene: &Scene<'_>) -> Value {
    if results.overall == Overall::Expired {
        return Value::Null;
    }
    let expires = material::link_expiry(scene.clock, scene.at);
    material::file_links(session, scene.at, scene.origin, expires, scene.assumptions)
}

fn add_names(payload: &mut Value, session: &Session, assumptions: &Assumptions) {
    payload["scanRef"] = session.scan_ref.clone().into();
    payload["clientId"] = session.client_id.clone().into();
    payload["externalRef"] = json!(session.external_ref);
    let none = match assumptions.business_ids {
        BusinessIds::Empty => Value::from(""),
        BusinessIds::Null => Value::Null,
    };
    payload["companyId"] = none.clone();
    payload["beneficiaryId"] = none;
}

/// Seconds since 1970: from the client's entry, or the creation, to the end of the client's part.
fn add_times(payload: &mut Value, session: &Session, scene: &Scene<'_>) {
    let seconds = |moment| scene.clock.seconds(moment);
    payload["startTime"] = seconds(session.opened.unwrap_or(session.created)).into();
    payload["finishTime"] = seconds(session.finished(scene.at).unwrap_or(scene.at)).into();
}
