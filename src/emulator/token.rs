//! `POST /api/v2/token`: makes a session, plain or as a dummy (C-TOKEN, GH:GeneratingIdentificationToken, S1).

use std::sync::OnceLock;
use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::api_error::{self, ApiError};
use super::call::Visit;
use super::fields::{Fields, given, text};
use super::identity::{self, Identity};
use super::object::Object;
use super::response::{self, Response};
use super::session::{Automatic, DummyStatus, Prefill, Session};
use super::switches::{DuplicateClient, TokenSuccessCode};
use super::webhook;

/// Seconds that an unused token lives unless told otherwise (GH; MK and C-TOKEN differ).
const EXPIRY_TIME: u64 = 3600;
/// Seconds that an open session lasts unless told otherwise (GH; MK differs).
const SESSION_LENGTH: u64 = 600;
/// Languages of the client's pages (GH, MK); any other falls back to English (O-TOKEN).
const LOCALES: &[&str] =
    &["lt", "en", "ru", "pl", "ro", "lv", "it", "de", "fr", "sv", "es", "hu", "ja", "bg", "et", "cs"];

pub(super) fn create(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let client_id = text(visit.fields, "clientId").unwrap_or_default();
    refuse_if_full(visit)?;
    refuse_second_active(visit, client_id)?;
    let number = visit.world.next_number();
    let identity = identity::draw(visit.config().seed, number);
    let dummy = text(visit.fields, "dummyStatus").and_then(DummyStatus::named);
    let echo = echo(visit.fields, &identity, client_id, dummy);
    let session = Session {
        owner: visit.account.key,
        number,
        scan_ref: identity.scan_ref.into(),
        auth_token: identity.auth_token.into(),
        client_id: client_id.into(),
        external_ref: text(visit.fields, "externalRef").map(Into::into),
        callback_url: text(visit.fields, "callbackUrl").map(Into::into),
        prefill: Some(prefill(visit.fields)).filter(|given| *given != Prefill::default()).map(Box::new),
        created: visit.now,
        token_life: seconds(visit.fields, "expiryTime", EXPIRY_TIME),
        open_life: seconds(visit.fields, "sessionLength", SESSION_LENGTH),
        opened: None,
        automatic: dummy
            .map(|status| Automatic { status, visible: visit.now.saturating_add(visit.config().delay) }),
        review: None,
        deleted: None,
        turns: OnceLock::new(),
    };
    webhook::on_creation(visit.emulator, &session, visit.parts);
    visit.world.add(session);
    let code = match visit.assumptions().token_success_code {
        TokenSuccessCode::Created => StatusCode::CREATED,
        TokenSuccessCode::Ok => StatusCode::OK,
    };
    Ok(response::json(code, echo.into_bytes()))
}

fn refuse_if_full(visit: &Visit<'_>) -> Result<(), ApiError> {
    let count = visit.world.session_count();
    if count >= visit.config().max_sessions { Err(api_error::full(count)) } else { Ok(()) }
}

/// A5.
fn refuse_second_active(visit: &Visit<'_>, client_id: &str) -> Result<(), ApiError> {
    match visit.assumptions().duplicate_client {
        DuplicateClient::Conflict
            if visit.world.has_active(visit.account, client_id, visit.now, visit.assumptions()) =>
        {
            Err(api_error::client_has_active_session())
        }
        DuplicateClient::Conflict | DuplicateClient::Allowed => Ok(()),
    }
}

fn seconds(fields: &Fields, name: &str, default: u64) -> Duration {
    Duration::from_secs(given(fields, name).and_then(Value::as_u64).unwrap_or(default))
}

fn prefill(fields: &Fields) -> Prefill {
    let field = |name| text(fields, name).map(str::to_owned);
    Prefill {
        first_name: field("firstName").map(|name| name.to_uppercase()),
        last_name: field("lastName").map(|name| name.to_uppercase()),
        date_of_birth: field("dateOfBirth"),
        date_of_expiry: field("dateOfExpiry"),
        date_of_issue: field("dateOfIssue"),
        personal_number: field("personalNumber"),
        document_number: field("documentNumber"),
        nationality: field("nationality").filter(|nationality| nationality != "ALL"),
        country: field("country"),
        sex: field("sex"),
        address: field("address"),
        document_type: given(fields, "documents").and_then(|list| list.get(0)?.as_str().map(str::to_owned)),
    }
}

/// An answer that repeats a request, and the names that stand in it.
struct Echo<'a> {
    fields: &'a Fields,
    object: Object,
    names: Vec<&'static str>,
}

impl Echo<'_> {
    fn add(&mut self, name: &'static str, value: &Value) {
        self.object.add(name, value);
        self.names.push(name);
    }

    /// A field as it was sent, or its default.
    fn repeat(&mut self, name: &'static str, default: Value) {
        self.add(name, &echoed(self.fields, name).unwrap_or(default));
    }
}

/// The answer: what was sent with defaults filled in. A dummy's begins as S1's example and does not repeat
/// `dummyStatus`; a plain one has what the present pages add (`redirectUrl`), and the defaults of the other fields.
fn echo(fields: &Fields, identity: &Identity, client_id: &str, dummy: Option<DummyStatus>) -> Object {
    let mut echo = Echo { fields, object: Object::new(), names: Vec::new() };
    let message = match dummy {
        Some(_) => "Dummy token and verification created successfully",
        None => "Token created successfully",
    };
    echo.object.add("message", message);
    echo.object.add("authToken", &identity.auth_token);
    echo.object.add("scanRef", &identity.scan_ref);
    echo.add("clientId", &client_id.into());
    let wants_digits = given(fields, "generateDigitString") == Some(&Value::Bool(true));
    for (name, default) in defaults() {
        match name {
            "digitString" if wants_digits => echo.add(name, &identity.digit_string.as_str().into()),
            _ => echo.repeat(name, default),
        }
    }
    if dummy.is_none() {
        add_plain_fields(&mut echo, identity, client_id);
    }
    add_remaining(&mut echo);
    echo.object
}

/// The fields of S1's example in its order, with the defaults of GH.
fn defaults() -> [(&'static str, Value); 21] {
    [
        ("firstName", Value::Null),
        ("lastName", Value::Null),
        ("successUrl", Value::Null),
        ("errorUrl", Value::Null),
        ("locale", "en".into()),
        ("showInstructions", true.into()),
        ("country", Value::Null),
        ("expiryTime", EXPIRY_TIME.into()),
        ("sessionLength", SESSION_LENGTH.into()),
        ("documents", documents()),
        ("dateOfBirth", Value::Null),
        ("dateOfExpiry", Value::Null),
        ("dateOfIssue", Value::Null),
        ("nationality", Value::Null),
        ("personalNumber", Value::Null),
        ("documentNumber", Value::Null),
        ("sex", Value::Null),
        ("digitString", Value::Null),
        ("address", Value::Null),
        ("tokenType", "IDENTIFICATION".into()),
        ("externalRef", Value::Null),
    ]
}

/// Those that are allowed unless told otherwise.
fn documents() -> Value {
    json!(["ID_CARD", "PASSPORT"])
}

/// What the present pages add (C-TOKEN), and the documented defaults of the other fields (GH, MK, C-OAS).
fn add_plain_fields(echo: &mut Echo<'_>, identity: &Identity, client_id: &str) {
    let redirect = format!("https://ivs.idenfy.com/api/v2/redirect?authToken={}", identity.auth_token);
    let documents = echoed(echo.fields, "documents").unwrap_or_else(documents);
    echo.add("redirectUrl", &redirect.into());
    echo.add("personScanRef", &client_id.into());
    echo.add("allowedDocuments", &json!({ "ALL": documents }));
    let more = [
        ("unverifiedUrl", Value::Null),
        ("callbackUrl", Value::Null),
        ("generateDigitString", false.into()),
        ("videoCallQuestions", json!([])),
        ("utilityBill", false.into()),
        ("additionalSteps", Value::Null),
        ("additionalData", Value::Null),
        ("questionnaireRequired", true.into()),
        ("faceMatchingThresholdModifier", 1.into()),
        ("levenshteinTextMatchRatio", 0.8.into()),
        ("levenshteinMrzMatchRatio", 0.7.into()),
    ];
    for (name, default) in more {
        echo.repeat(name, default);
    }
}

/// Every other documented field that was sent, as it was sent.
fn add_remaining(echo: &mut Echo<'_>) {
    let documented = crate::vocabulary::call("create_token").map_or(&[][..], |call| call.fields);
    for field in documented {
        if let Some(value) = given(echo.fields, field.name)
            && !echo.names.contains(&field.name)
        {
            echo.add(field.name, value);
        }
    }
}

/// How a field is repeated: names in upper case (GH:FAQ, S1), an unknown language as English (O-TOKEN), a nationality
/// of `ALL` as none (O-TOKEN), and all else as it came, the letter case of countries included (S1).
fn echoed(fields: &Fields, name: &str) -> Option<Value> {
    let value = given(fields, name)?;
    let changed = match (name, value.as_str()) {
        ("firstName" | "lastName", Some(text)) => text.to_uppercase().into(),
        ("locale", Some(text)) if !LOCALES.contains(&text) => "en".into(),
        ("nationality", Some("ALL")) => Value::Null,
        _ => value.clone(),
    };
    Some(changed)
}
