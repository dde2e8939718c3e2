//! Holds the fields of a request against their documented constraints, as `vocabulary` has them.
//!
//! The first field that is wrong is reported, in the order of the documents. `null` counts as absent (U21).

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::api_error::{self, ApiError};
use super::switches::{
    Assumptions, CountryList, DummyActive, LetterCase, ManualOneField, SessionLengthBounds, TokenTypeMissing,
    UnknownFields,
};
use crate::vocabulary::{ApiCall, ApiField, FieldKind, Vocabulary, is_country};

/// The fields of a request's body.
pub(super) type Fields = Map<String, Value>;

/// Fields among which one is found sooner by comparing than by hashing: most requests have three, and are asked for
/// fifty.
const FEW: usize = 8;

/// The value of a field, unless it is absent or `null`.
pub(super) fn given<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    let value = if fields.len() <= FEW {
        fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    } else {
        fields.get(name)
    };
    value.filter(|value| !value.is_null())
}

/// The text of a field, if it is there and a text.
pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    given(fields, name).and_then(Value::as_str)
}

/// Brings a request into the form that the checks and the calls read: the legacy name of `clientId` (GH), and
/// capitals where letter case does not matter (U21).
pub(super) fn normalise(fields: &mut Fields, assumptions: &Assumptions) {
    if given(fields, "clientId").is_none()
        && let Some(legacy) = given(fields, "personScanRef").cloned()
    {
        fields.insert("clientId".to_owned(), legacy);
    }
    match assumptions.letter_case {
        LetterCase::Exact => {}
        LetterCase::Any => {
            for name in ["dummyStatus", "manualFaceMatchResult", "manualDocumentValidity"] {
                if let Some(Value::String(text)) = fields.get_mut(name) {
                    *text = text.to_ascii_uppercase();
                }
            }
        }
    }
}

/// Checks a request against the fields of its call.
pub(super) fn check(call: &ApiCall, fields: &Fields, assumptions: &Assumptions) -> Result<(), ApiError> {
    for field in call.fields {
        match given(fields, field.name) {
            Some(value) => check_value(field, value, assumptions)?,
            None if is_required(field, call, fields, assumptions) => {
                return Err(api_error::missing_value(assumptions, field.name));
            }
            None => {}
        }
    }
    check_together(fields, assumptions)?;
    check_unknown(call, fields, assumptions)
}

fn is_required(field: &ApiField, call: &ApiCall, fields: &Fields, assumptions: &Assumptions) -> bool {
    let one_is_enough = call.name == "add_manual_status"
        && assumptions.manual_one_field == ManualOneField::Automatic
        && field.name != "scanRef"
        && (given(fields, "manualFaceMatchResult").is_some()
            || given(fields, "manualDocumentValidity").is_some());
    if one_is_enough {
        return false;
    }
    field.required || (field.name == "tokenType" && assumptions.token_type_missing == TokenTypeMissing::Error)
}

/// MK: `utilityBill` and `additionalSteps` exclude each other; `additionalData` needs `additionalSteps`.
fn check_together(fields: &Fields, assumptions: &Assumptions) -> Result<(), ApiError> {
    let has_steps = given(fields, "additionalSteps").is_some();
    if has_steps && fields.get("utilityBill") == Some(&Value::Bool(true)) {
        let rule = "can not be used together with 'additionalSteps'";
        return Err(api_error::bad_value(assumptions, "utilityBill", rule));
    }
    if !has_steps && given(fields, "additionalData").is_some() {
        let rule = "can only be used together with 'additionalSteps'";
        return Err(api_error::bad_value(assumptions, "additionalData", rule));
    }
    Ok(())
}

/// U17.
fn check_unknown(call: &ApiCall, fields: &Fields, assumptions: &Assumptions) -> Result<(), ApiError> {
    if assumptions.unknown_fields == UnknownFields::Ignored {
        return Ok(());
    }
    let is_known = |name: &str| name == "personScanRef" || call.fields.iter().any(|field| field.name == name);
    match given_names(fields).find(|name| !is_known(name)) {
        Some(name) => Err(api_error::bad_value(assumptions, name, "is not known")),
        None => Ok(()),
    }
}

fn given_names(fields: &Fields) -> impl Iterator<Item = &str> {
    fields.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str())
}

fn check_value(field: &ApiField, value: &Value, assumptions: &Assumptions) -> Result<(), ApiError> {
    if is_allowed_by_assumption(field, value, assumptions) {
        return Ok(());
    }
    let broken = match field.kind {
        FieldKind::Integer { .. } if field.name == "sessionLength" => {
            session_length(field.kind, value, assumptions)
        }
        kind => broken_rule(field.name, kind, value),
    };
    match broken {
        Some(rule) => Err(api_error::bad_value(assumptions, field.name, &rule)),
        None => Ok(()),
    }
}

/// A7 and A11 take values that the documented kind of the field does not.
fn is_allowed_by_assumption(field: &ApiField, value: &Value, assumptions: &Assumptions) -> bool {
    match field.name {
        "dummyStatus" => assumptions.dummy_active == DummyActive::Accepted && value == "ACTIVE",
        "country" => {
            assumptions.country_list == CountryList::Accepted
                && value
                    .as_array()
                    .is_some_and(|list| list.iter().all(|country| country.as_str().is_some_and(is_country)))
        }
        _ => false,
    }
}

/// A12.
fn session_length(kind: FieldKind, value: &Value, assumptions: &Assumptions) -> Option<String> {
    let kind = match (kind, assumptions.session_length_bounds) {
        (FieldKind::Integer { min, max }, SessionLengthBounds::Strict) => {
            FieldKind::Integer { min: min + 1, max: max - 1 }
        }
        (kind, _) => kind,
    };
    broken_rule("sessionLength", kind, value)
}

/// The rule that a value breaks, as the end of a sentence that begins with the field.
fn broken_rule(name: &str, kind: FieldKind, value: &Value) -> Option<String> {
    let (holds, rule) = match kind {
        FieldKind::Text { min, max } => return text_rule(value, min, max),
        FieldKind::Ascii { min, max } => return ascii_rule(value, min, max),
        FieldKind::Integer { min, max } => return integer_rule(value, min, max),
        FieldKind::OneOf(vocabulary) => return word_rule(value, &words(vocabulary)),
        FieldKind::Word(words) => return word_rule(value, words),
        FieldKind::ListOf(vocabulary) => return list_rule(value, vocabulary),
        FieldKind::Name => return name_rule(value),
        FieldKind::Boolean => (value.is_boolean(), "must be a boolean"),
        FieldKind::Number => (value.is_number(), "must be a number"),
        FieldKind::Date => (holds(value, is_date), "must be a date in format YYYY-MM-DD"),
        FieldKind::Url if name == "callbackUrl" => {
            (holds(value, is_callback_url), "must be a valid HTTPS URL")
        }
        FieldKind::Url => (holds(value, is_url), "must be a valid URL of 5 to 2048 characters"),
        FieldKind::Country => (holds(value, is_country), "must be a valid ISO 3166-1 alpha-2 code"),
        FieldKind::Nationality => (
            holds(value, |text| text == "ALL" || is_country(text)),
            "must be a valid ISO 3166-1 alpha-2 code",
        ),
        FieldKind::Uuid => (holds(value, is_uuid), "must be a valid UUID"),
        FieldKind::Object => (value.is_object(), "must be an object"),
        FieldKind::TextList => (is_text_list(value), "must be a list of strings"),
    };
    if holds { None } else { Some(rule.to_owned()) }
}

fn holds(value: &Value, rule: impl Fn(&str) -> bool) -> bool {
    value.as_str().is_some_and(rule)
}

fn text_rule(value: &Value, min: usize, max: usize) -> Option<String> {
    let Some(text) = value.as_str() else { return Some("must be a string".to_owned()) };
    let length = text.chars().count();
    if length < min {
        Some(format!("must be at least {min} characters long"))
    } else if length > max {
        Some(format!("must be at most {max} characters long"))
    } else {
        None
    }
}

fn ascii_rule(value: &Value, min: usize, max: usize) -> Option<String> {
    text_rule(value, min, max)
        .or_else(|| (!holds(value, str::is_ascii)).then(|| "must contain only ASCII characters".to_owned()))
}

fn name_rule(value: &Value) -> Option<String> {
    let is_forbidden = |c: char| c.is_numeric() || FieldKind::NOT_IN_NAMES.contains(c);
    text_rule(value, 1, 100).or_else(|| {
        holds(value, |text| text.contains(is_forbidden))
            .then(|| "must not contain digits or special characters".to_owned())
    })
}

fn integer_rule(value: &Value, min: i64, max: i64) -> Option<String> {
    if !(value.is_i64() || value.is_u64()) {
        return Some("must be an integer".to_owned());
    }
    let within = value.as_i64().is_some_and(|number| (min..=max).contains(&number));
    (!within).then(|| format!("must be between {min} and {max}"))
}

fn word_rule(value: &Value, words: &[&str]) -> Option<String> {
    let holds = value.as_str().is_some_and(|text| words.contains(&text));
    (!holds).then(|| format!("must be one of: {}", words.join(", ")))
}

fn list_rule(value: &Value, vocabulary: &Vocabulary) -> Option<String> {
    let holds = value.as_array().is_some_and(|list| {
        list.iter().all(|item| item.as_str().is_some_and(|text| vocabulary.contains(text)))
    });
    (!holds).then(|| format!("must be a list of: {}", words(vocabulary).join(", ")))
}

fn words(vocabulary: &Vocabulary) -> Vec<&'static str> {
    vocabulary.values.iter().map(|term| term.value).collect()
}

/// Ten characters, for a parser of dates alone would take other forms as well.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// Any scheme, for apps are opened by schemes of their own.
fn is_url(text: &str) -> bool {
    let length = text.chars().count();
    let has_host = |uri: http::Uri| uri.scheme().is_some() && uri.host().is_some();
    (5..=2048).contains(&length) && text.parse::<http::Uri>().is_ok_and(has_host)
}

/// HTTPS (MK), or this machine, where a listener of a test has no certificate.
fn is_callback_url(text: &str) -> bool {
    let is_here =
        |host: &str| ["localhost", "127.0.0.1", "[::1]"].iter().any(|here| here.eq_ignore_ascii_case(host));
    let is_safe = |uri: http::Uri| match uri.scheme_str() {
        Some("https") => true,
        Some("http") => uri.host().is_some_and(is_here),
        _ => false,
    };
    is_url(text) && text.parse::<http::Uri>().is_ok_and(is_safe)
}

fn is_text_list(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_string))
}
