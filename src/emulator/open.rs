//! `GET /api/v2/redirect`: the client's browser enters the hosted flow (GH:ClientRedirectToWebUi, C-TOKEN).
//!
//! It opens the session, so that its length begins to count (GH:FAQ). What the client does there is not played: an
//! opened session expires when its time is over (MK).

use http::header::LOCATION;
use http::request::Parts;
use http::{HeaderValue, StatusCode};

use super::Emulator;
use super::api_error::{self, ApiError};
use super::query::parameter;
use super::response::{self, Response};

pub(super) fn open(emulator: &Emulator, parts: &Parts) -> Result<Response, ApiError> {
    let target = enter(emulator, &parameter(&parts.uri, "authToken").unwrap_or_default())?;
    let mut response = response::empty(StatusCode::FOUND);
    let target = HeaderValue::try_from(target).expect("tokens are letters and digits");
    response.headers_mut().insert(LOCATION, target);
    Ok(response)
}

/// A second visit of an open session goes on with it.
fn enter(emulator: &Emulator, auth_token: &str) -> Result<String, ApiError> {
    let now = emulator.clock().now();
    let mut world = emulator.world();
    let session = world
        .find_by_token(auth_token)
        .filter(|session| session.automatic.is_none() && session.deleted.is_none())
        .filter(|session| session.is_active(now, &emulator.config().assumptions))
        .ok_or_else(|| api_error::token_not_valid("Token is expired, used or unknown."))?;
    session.opened.get_or_insert(now);
    Ok(format!("https://ui.idenfy.com/?authToken={}", session.auth_token))
}
