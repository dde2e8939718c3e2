//! The API's refusals: HTTP status, body and text of each (section 3 of the fact sheet).

use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::account::Kind;
use super::response::{self, Response};
use super::switches::{
    Assumptions, FieldErrors, NoFunds, UnauthorizedBody, UnknownSession, WrongEnvironment, WrongMethodCode,
};

/// One refusal, ready to be sent.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    body: Value,
}

impl ApiError {
    /// The refusal as an answer.
    pub(super) fn into_response(self) -> Response {
        let mut response = response::json(self.status, self.body.to_string());
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"iDenfy\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// The standard shape (GH:StandardErrorMessages, C-ERRM).
fn identified(status: StatusCode, identifier: &str, message: &str) -> ApiError {
    ApiError { status, body: json!({ "message": message, "identifier": identifier }) }
}

/// The shape of failures before a request is looked at (C-ERRID).
fn message_alone(status: StatusCode, message: &str) -> ApiError {
    ApiError { status, body: json!({ "message": message }) }
}

/// A3.
pub(super) fn unauthorized(assumptions: &Assumptions) -> ApiError {
    let text = "Invalid authorization credentials";
    match assumptions.unauthorized_body {
        UnauthorizedBody::Identifier => identified(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", text),
        UnauthorizedBody::Message => message_alone(StatusCode::UNAUTHORIZED, text),
    }
}

/// C-ERRID.
pub(super) fn inactive() -> ApiError {
    message_alone(StatusCode::FORBIDDEN, "Partner inactive")
}

/// A2, with S1's texts; nothing for DEV, where the call works.
pub(super) fn wrong_environment(assumptions: &Assumptions, kind: Kind) -> Option<ApiError> {
    let text = match kind {
        Kind::Dev => return None,
        Kind::Demo => "This endpoint is not available for DEMO partners.",
        Kind::Test | Kind::Prod => "This endpoint is not available for TESTING/PRODUCTION partners.",
    };
    Some(match assumptions.wrong_environment {
        WrongEnvironment::Forbidden => message_alone(StatusCode::FORBIDDEN, text),
        WrongEnvironment::BadRequest => identified(StatusCode::BAD_REQUEST, "PERMISSIONS_ERROR", text),
    })
}

/// A4.
pub(super) fn no_funds(assumptions: &Assumptions) -> ApiError {
    match assumptions.no_funds {
        NoFunds::PaymentRequired => message_alone(
            StatusCode::PAYMENT_REQUIRED,
            "Action not allowed due to lack of funds or exceeded limit.",
        ),
        NoFunds::BadRequest => {
            identified(StatusCode::BAD_REQUEST, "PERMISSIONS_ERROR", "Partner reached token limit.")
        }
    }
}

/// C-ERRM, C-ERRH.
pub(super) fn too_many_requests(limit: u64) -> ApiError {
    let text = format!("Request limit of {limit} requests per hour exceeded.");
    identified(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", &text)
}

/// C-ERRM, GH.
pub(super) fn not_utf8() -> ApiError {
    identified(StatusCode::BAD_REQUEST, "ENCODING_ERROR", "Request body must be encoded in UTF-8.")
}

/// C-ERRM; the text begins as C-ERRID's does.
pub(super) fn not_json() -> ApiError {
    let text = "An error occurred while parsing/constructing JSON.";
    identified(StatusCode::BAD_REQUEST, "JSON_ERROR", text)
}

/// C-ERRM: the request itself is malformed.
pub(super) fn not_an_object() -> ApiError {
    identified(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", "Request body must be a JSON object.")
}

/// No document gives a limit; this one guards the emulator.
pub(super) fn too_large(limit: usize) -> ApiError {
    let text = format!("Request body must not be larger than {limit} bytes.");
    identified(StatusCode::PAYLOAD_TOO_LARGE, "VALIDATION_ERROR", &text)
}

/// The connection ended or stalled before the request's body did, or the chunks of the body are none.
pub(super) fn cut_short() -> ApiError {
    identified(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", "Request body could not be read to its end.")
}

/// U16; the text is written in the style of C-ERRM.
pub(super) fn bad_value(assumptions: &Assumptions, field: &str, rule: &str) -> ApiError {
    let identifier = match assumptions.field_errors {
        FieldErrors::Specific => "BAD_VALUE",
        FieldErrors::Validation => "VALIDATION_ERROR",
    };
    identified(StatusCode::BAD_REQUEST, identifier, &format!("Field '{field}' {rule}."))
}

/// U16.
pub(super) fn missing_value(assumptions: &Assumptions, field: &str) -> ApiError {
    let identifier = match assumptions.field_errors {
        FieldErrors::Specific => "MISSING_VALUE",
        FieldErrors::Validation => "VALIDATION_ERROR",
    };
    identified(StatusCode::BAD_REQUEST, identifier, &format!("Field '{field}' is required."))
}

/// U1.
pub(super) fn unknown_session(assumptions: &Assumptions) -> ApiError {
    let status = match assumptions.unknown_session {
        UnknownSession::BadValue => StatusCode::BAD_REQUEST,
        UnknownSession::NotFound => StatusCode::NOT_FOUND,
    };
    identified(status, "BAD_VALUE", "Verification with the given 'scanRef' does not exist.")
}

/// U22, where another partner's session is not simply unknown.
pub(super) fn foreign_session() -> ApiError {
    let text = "Verification belongs to another partner.";
    identified(StatusCode::FORBIDDEN, "PERMISSIONS_ERROR", text)
}

/// A5.
pub(super) fn client_has_active_session() -> ApiError {
    let text = "Client already has an active verification session.";
    identified(StatusCode::CONFLICT, "BAD_VALUE", text)
}

/// GH, C-ERRM: the token is expired, used or unknown.
pub(super) fn token_not_valid(message: &str) -> ApiError {
    identified(StatusCode::BAD_REQUEST, "TOKEN_NOT_VALID", message)
}

/// U9, where a plain session counts as a wrong `scanRef`.
pub(super) fn not_a_dummy(message: &str) -> ApiError {
    identified(StatusCode::BAD_REQUEST, "BAD_VALUE", message)
}

/// C-DEL, O-DEL: the one sample of the detailed shape.
pub(super) fn token_has_not_expired() -> ApiError {
    let body = json!({
        "message": "Token has not expired yet.",
        "identifier": "PARTNER_ERROR",
        "documentation": "",
        "severity": "NOT_SEVERE",
    });
    ApiError { status: StatusCode::BAD_REQUEST, body }
}

/// U18.
pub(super) fn wrong_method(assumptions: &Assumptions) -> ApiError {
    let status = match assumptions.wrong_method_code {
        WrongMethodCode::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        WrongMethodCode::BadRequest => StatusCode::BAD_REQUEST,
    };
    identified(status, "METHOD_NOT_ALLOWED", "Method not allowed.")
}

/// C-ERRH has the code; the body is an assumption (U18).
pub(super) fn not_found() -> ApiError {
    message_alone(StatusCode::NOT_FOUND, "Not found.")
}

/// The emulator holds as many sessions as it may; nothing is dropped silently.
pub(super) fn full(sessions: usize) -> ApiError {
    let text = format!("The emulator holds {sessions} sessions, as many as it may.");
    identified(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", &text)
}
