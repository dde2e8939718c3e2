//! `POST /api/v2/delete`: erases the personal data of a session (C-DEL, O-DEL, GH:IdentificationDeletion).

use http::StatusCode;

use super::api_error::{self, ApiError};
use super::call::Visit;
use super::clock::Moment;
use super::response::{self, Response};
use super::session::{Overall, Session};
use super::switches::{Assumptions, DeleteDummy};

/// Erasing twice is no error, since nothing says so. A deleted session keeps its results and its `clientId`.
pub(super) fn erase(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions) = (visit.now, visit.assumptions());
    let session = visit.session()?;
    if session.deleted.is_none() {
        if !is_deletable(session, now, assumptions) {
            return Err(api_error::token_has_not_expired());
        }
        session.deleted = Some(now);
        session.prefill = None;
    }
    Ok(response::empty(StatusCode::OK))
}

/// C-DEL: the token must have expired. That of a finished dummy counts as used (U19).
fn is_deletable(session: &Session, now: Moment, assumptions: &Assumptions) -> bool {
    match session.results(now, assumptions).overall {
        Overall::Active => false,
        Overall::Expired => true,
        Overall::Approved
        | Overall::Denied
        | Overall::Suspected
        | Overall::Reviewing
        | Overall::Deleted
        | Overall::ExpiredDeleted => match assumptions.delete_dummy {
            DeleteDummy::Finished => true,
            DeleteDummy::Expired => session.token_expires() <= now,
        },
    }
}
