//! `POST /api/v2/add-dummy-status`: a dummy session gets the result of a manual review (S1).

use http::StatusCode;

use super::api_error::{self, ApiError};
use super::call::Visit;
use super::clock::Moment;
use super::fields::{Fields, text};
use super::object::Object;
use super::response::{self, Response};
use super::session::{Overall, Review, Session, Verdict};
use super::switches::{Assumptions, ManualAgain, ManualAnswer, ManualOnPlain};
use super::webhook;
use crate::vocabulary::{MANUAL_DOCUMENT_VALIDITY, MANUAL_FACE_MATCH_RESULT, Vocabulary};

pub(super) fn add(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions, fields) = (visit.now, visit.assumptions(), visit.fields);
    let visible = now.saturating_add(visit.config().delay);
    let (emulator, parts) = (visit.emulator, visit.parts);
    let session = visit.session()?;
    refuse_unfit(session, now, assumptions)?;
    let verdict = verdict(session, fields, now, assumptions)?;
    let former = session
        .review
        .as_ref()
        .and_then(|review| if review.visible <= now { Some(review.verdict) } else { review.former });
    session.review = Some(Review { former, verdict, visible });
    webhook::on_review(emulator, session, verdict, visible, parts);
    Ok(match assumptions.manual_answer {
        ManualAnswer::Empty => response::empty(StatusCode::OK),
        ManualAnswer::Object => Object::new().into_response(),
    })
}

/// U8 and U9.
fn refuse_unfit(session: &Session, now: Moment, assumptions: &Assumptions) -> Result<(), ApiError> {
    if session.automatic.is_none() {
        let text = "Verification was not created with 'dummyStatus'.";
        return Err(match assumptions.manual_on_plain {
            ManualOnPlain::BadValue => api_error::not_a_dummy(text),
            ManualOnPlain::TokenNotValid => api_error::token_not_valid(text),
        });
    }
    if session.deleted.is_some() {
        return Err(api_error::token_not_valid("Verification is deleted."));
    }
    let is_expired = session.results(now, assumptions).overall == Overall::Expired;
    match assumptions.manual_again {
        ManualAgain::Refused if is_expired => Err(api_error::token_not_valid("Verification is expired.")),
        ManualAgain::Refused if session.review.is_some() => {
            Err(api_error::token_not_valid("Verification is already reviewed."))
        }
        ManualAgain::Refused | ManualAgain::Overwrite => Ok(()),
    }
}

/// Both values; where one may be left out (U10), the automatic result stands for it.
fn verdict(
    session: &Session,
    fields: &Fields,
    now: Moment,
    assumptions: &Assumptions,
) -> Result<Verdict, ApiError> {
    let automatic = session.results(now, assumptions);
    let face = stated(fields, "manualFaceMatchResult", &MANUAL_FACE_MATCH_RESULT).or(automatic.auto_face);
    let document =
        stated(fields, "manualDocumentValidity", &MANUAL_DOCUMENT_VALIDITY).or(automatic.auto_document);
    let missing = |name| api_error::missing_value(assumptions, name);
    Ok(Verdict {
        face: face.ok_or_else(|| missing("manualFaceMatchResult"))?,
        document: document.ok_or_else(|| missing("manualDocumentValidity"))?,
    })
}

/// The field's value as the vocabulary has it.
fn stated(fields: &Fields, name: &str, vocabulary: &Vocabulary) -> Option<&'static str> {
    let value = text(fields, name)?;
    vocabulary.values.iter().map(|term| term.value).find(|known| *known == value)
}
