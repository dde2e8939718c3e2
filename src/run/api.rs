//! The documented calls: a JSON body in the order of the scenario, the key pair of the test's kind, and what an answer
//! means for the sessions of the test.

use base64::Engine;
use bytes::Bytes;
use serde_json::{Map, Value as Json};

use super::{
    callback,
    step::{Halt, StepRun},
    transport::{self, Repeatable},
    webhook::Rule,
};
use crate::{
    event::{Basis, Trouble},
    exchange::{Answer, Contents, Exchange, Request},
    expect::{Mismatch, Verdict},
    plan::{ApiRequest, BodyField, Credentials, ScanRef, Written},
    template::Value,
    vocabulary::{ApiCall, Effect},
};

/// Makes a documented call.
pub(super) async fn call(at: &StepRun<'_, '_>, api: &ApiRequest) -> Result<Exchange, Halt> {
    let request = request(at, api.call, &api.fields, &api.scan_ref, callback::url(at, api))?;
    let effect = api.call.effect;
    let rules = if effect == Effect::Creates { callback::rules(at)? } else { Vec::new() };
    let creating = (effect == Effect::Creates).then(|| at.test.run.inbox()).flatten();
    let creating = creating.map(|inbox| inbox.creating(&rules));
    if effect == Effect::Creates {
        at.test.scope.sessions.borrow_mut().forget(api.save_as.as_deref());
    }
    let exchange = transport::send(at, &request, Repeatable::of_effect(effect)).await?;
    match effect {
        Effect::Creates => note_made(at, api, &exchange, rules),
        Effect::Deletes => note_deleted(at, &exchange),
        Effect::Reads | Effect::Changes => {}
    }
    drop(creating);
    refuse_credentials(at, &exchange)?;
    Ok(exchange)
}

/// The request of a call; `callback_url` stands in it where nobody has said another one.
pub(super) fn request(
    at: &StepRun<'_, '_>,
    call: &ApiCall,
    fields: &[BodyField],
    scan_ref: &ScanRef,
    callback_url: Option<&str>,
) -> Result<Request, Halt> {
    let mut body = Map::new();
    if let ScanRef::Session(choice) = scan_ref {
        let sessions = at.test.scope.sessions.borrow();
        let session = sessions.choose(choice).map_err(|message| at.no_session(message))?;
        body.insert("scanRef".to_owned(), session.scan_ref.clone().into());
    }
    for field in fields.iter().filter(|field| !field.value.is_left_out(&at.test.scope)) {
        body.insert(field.name.to_string(), written(at.fill_field(field)?, field.written));
    }
    if let Some(callback_url) = callback_url {
        body.insert(callback::FIELD.to_owned(), callback_url.into());
    }
    let mut headers = own_headers();
    headers.push(("content-type".to_owned(), "application/json".to_owned()));
    headers.push(("authorization".to_owned(), at.environment_authorization()?));
    Ok(Request {
        method: call.method.to_owned(),
        url: format!("{}{}", at.test.run.wire.base_url, call.path),
        headers,
        body: Bytes::from(Json::Object(body).to_string()),
    })
}

/// The headers that every request has.
pub(super) fn own_headers() -> Vec<(String, String)> {
    let agent = concat!("idvet/", env!("CARGO_PKG_VERSION"));
    vec![("user-agent".to_owned(), agent.to_owned()), ("accept".to_owned(), "*/*".to_owned())]
}

/// The value of an `authorization` header by RFC 7617.
pub(super) fn basic(credentials: &Credentials) -> String {
    let Credentials { api_key, api_secret } = credentials;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{api_key}:{api_secret}")))
}

impl StepRun<'_, '_> {
    /// The `authorization` header with the key pair of the test's kind.
    pub(super) fn environment_authorization(&self) -> Result<String, Halt> {
        let kind = self.test.test.kind;
        let credentials = self.test.run.wire.credentials_of(kind).ok_or_else(|| {
            Halt::failed(format!("the environment has no credentials of kind {}", kind.word()))
        })?;
        Ok(basic(credentials))
    }
}

fn written(value: Value, how: Written) -> Json {
    match how {
        Written::AsValue => value.json,
        Written::AsText => as_text(value),
    }
}

fn as_text(value: Value) -> Json {
    match value.json {
        Json::Null | Json::Object(_) => value.json,
        Json::Array(elements) => elements.into_iter().map(|element| as_text(element.into())).collect(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) => Json::String(value.to_text()),
    }
}

/// A session is there as soon as the API says so, whatever the step expects: it has to be deleted in the end.
fn note_made(at: &StepRun<'_, '_>, api: &ApiRequest, exchange: &Exchange, rules: Vec<Rule>) {
    let answer = &exchange.answer;
    let Some(json) = answer.json.as_ref().filter(|_| is_success(answer)) else { return };
    let Some(scan_ref) = json.get("scanRef").and_then(Json::as_str) else { return };
    let callback_url = callback::told(&exchange.request);
    let mut sessions = at.test.scope.sessions.borrow_mut();
    sessions.made(scan_ref.to_owned(), json.clone(), api.save_as.as_deref().map(str::to_owned), callback_url);
    at.test.voice.session_created(at.number, scan_ref);
    if let Some(inbox) = at.test.run.inbox() {
        inbox.open_file(scan_ref, at.test.number, rules);
    }
}

fn note_deleted(at: &StepRun<'_, '_>, exchange: &Exchange) {
    let sent: Option<Json> = serde_json::from_slice(&exchange.request.body).ok();
    let scan_ref = sent.as_ref().and_then(|body| body.get("scanRef")).and_then(Json::as_str);
    if let Some(scan_ref) = scan_ref.filter(|_| is_success(&exchange.answer)) {
        at.test.scope.sessions.borrow_mut().deleted(scan_ref);
        at.test.voice.session_deleted(at.number, scan_ref);
    }
}

/// A 401 that the author did not ask for says nothing of what the step is about: it cannot be judged. Every other
/// refusal is an answer of the service, and a failure (decisions.md C2).
pub(super) fn refuse_credentials(at: &StepRun<'_, '_>, exchange: &Exchange) -> Result<(), Halt> {
    if exchange.answer.status != 401 || at.expects_status(401) || at.step.expect.status_place.is_some() {
        return Ok(());
    }
    let environment = &at.test.run.facts.environment;
    let kind = at.test.test.kind.word();
    Err(Halt::Errored(Trouble {
        kind: "credentials refused".to_owned(),
        message: format!("`{}` answered {}", exchange.request.url, in_short(&exchange.answer)),
        causes: Vec::new(),
        hint: Some(format!(
            "check the `credentials` of the environment `{environment}`: they must be the key pair of kind {kind}"
        )),
    }))
}

/// What a successful answer of a call has to be, where the author says nothing of its status: JSON, and of a create
/// call with the session's reference. The answers of `add_manual_status`, `delete` and `generate_pdf` are not
/// described, empty, and a text.
pub(super) fn shape(call: &ApiCall, answer: &Answer) -> Option<Verdict> {
    if !call.success.contains(&answer.status)
        || matches!(call.name, "add_manual_status" | "delete" | "generate_pdf")
    {
        return None;
    }
    let (subject, expected, actual) = match &answer.json {
        None => ("body", "JSON", what_came(answer)),
        Some(json) if call.effect == Effect::Creates && !json["scanRef"].is_string() => {
            let actual =
                json.get("scanRef").map_or("nothing (the field is absent)".to_owned(), Json::to_string);
            ("$.scanRef", "the reference of the session", actual)
        }
        Some(_) => return None,
    };
    let mismatch = Mismatch {
        path: subject.to_owned(),
        expected: expected.to_owned(),
        actual,
        difference: None,
        hint: None,
    };
    Some(Verdict { subject: subject.to_owned(), basis: Basis::Success, mismatch: Some(mismatch) })
}

/// An answer in a few words: its status and what the API says of it.
pub(super) fn in_short(answer: &Answer) -> String {
    let message = answer.json.as_ref().and_then(|json| json.get("message")).and_then(Json::as_str);
    match message {
        Some(message) => format!("{}: {}", answer.status, beginning(message)),
        None => format!("{} with {}", answer.status, what_came(answer)),
    }
}

/// A body in a few words.
pub(super) fn what_came(answer: &Contents) -> String {
    if answer.body.is_empty() {
        return "an empty body".to_owned();
    }
    let media = answer.header("content-type").unwrap_or("no content type");
    format!("`{}` ({media}, {} bytes)", beginning(&answer.text()), answer.body.len())
}

/// The first characters, on one line.
pub(super) fn beginning(text: &str) -> String {
    const CHARACTERS: usize = 80;
    let mut shown: String = text
        .chars()
        .take(CHARACTERS)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if text.chars().nth(CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

fn is_success(answer: &Answer) -> bool {
    (200..300).contains(&answer.status)
}
