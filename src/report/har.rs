//! HAR 1.2: the exchanges of one test, each attempt a page, for the viewers that browsers have.
//!
//! What an event does not hold (the version of HTTP, the sizes of headers) is given as unknown, as the format has it;
//! webhooks are no exchanges of the client, and stand in a field of our own.

use std::io::{self, Write};

use percent_encoding::percent_decode_str;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Attempt, Results, StepResult, TestResult, account, look::on_one_line, outline};
use crate::{
    event::{
        BodyText, Delivered, Event, Exchanged, Happening, ReceivedAnswer, RunStarted, SentRequest, Trouble,
    },
    signature::hex,
};

/// What stands for a size that is not known.
const UNKNOWN_SIZE: i64 = -1;

/// What stands for a version of HTTP that is not known.
const UNKNOWN_VERSION: &str = "unknown";

/// What a body is that does not say it.
const UNKNOWN_TYPE: &str = "x-unknown";

#[derive(Serialize)]
struct Document {
    log: Log,
}

#[derive(Serialize)]
struct Log {
    version: &'static str,
    creator: Creator,
    pages: Vec<Page>,
    entries: Vec<Entry>,
    comment: String,
    #[serde(rename = "_webhooks")]
    webhooks: Vec<Webhook>,
}

#[derive(Serialize)]
struct Creator {
    name: &'static str,
    version: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    started_date_time: String,
    id: String,
    title: String,
    #[serde(rename = "pageTimings")]
    timings: PageTimings,
}

#[derive(Serialize)]
struct PageTimings {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    pageref: String,
    started_date_time: String,
    time: f64,
    request: Request,
    response: Response,
    cache: Cache,
    timings: Timings,
    comment: String,
}

#[derive(Serialize)]
struct Cache {}

#[derive(Serialize)]
struct Timings {
    send: f64,
    wait: f64,
    receive: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    http_version: &'static str,
    cookies: Vec<Pair>,
    headers: Vec<Pair>,
    query_string: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    mime_type: String,
    params: Vec<Pair>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    status: u16,
    status_text: String,
    http_version: &'static str,
    cookies: Vec<Pair>,
    headers: Vec<Pair>,
    content: Content,
    #[serde(rename = "redirectURL")]
    redirect_url: String,
    headers_size: i64,
    body_size: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: usize,
    mime_type: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Serialize)]
struct Pair {
    name: String,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    attempt: u32,
    number: usize,
    arrived_date_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scan_ref: Option<String>,
    headers: Vec<Pair>,
    content: Content,
    signature: &'static str,
    answered: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<usize>,
}

/// Writes the exchanges of all attempts of a test.
///
/// # Errors
/// Where the writer fails.
pub fn write(test: &TestResult, results: &Results, writer: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, &Document { log: log(test, results) })?;
    writer.write_all(b"\n")
}

/// A name for the file of a test that every file system takes, and that no other test has: the beginning of its title
/// in small letters, and a hash of its id.
pub fn file_name(test: &TestResult) -> String {
    /// Characters of the title, and bytes of the hash.
    const TITLE: usize = 60;
    const HASH: usize = 6;
    let mut slug = String::new();
    for character in test.test().name.chars() {
        match character {
            kept if kept.is_ascii_alphanumeric() => slug.push(kept.to_ascii_lowercase()),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= TITLE {
            break;
        }
    }
    // Of several records that were merged, two may have a test of one id.
    let run = if test.run == 0 { String::new() } else { format!("{} ", test.run) };
    let hash = Sha256::digest(format!("{run}{}", test.test().id));
    let hash = hex(&hash[..HASH]);
    match slug.trim_end_matches('-') {
        "" => format!("test-{hash}.har"),
        slug => format!("{slug}-{hash}.har"),
    }
}

fn log(test: &TestResult, results: &Results) -> Log {
    let run = outline::run_of(results, test);
    let version = run.map_or_else(String::new, |head| on_one_line(&head.version));
    let word = account::word(test.outcome());
    let entries = test.attempts.iter().flat_map(|attempt| entries(attempt, run));
    let webhooks = test
        .attempts
        .iter()
        .flat_map(|attempt| attempt.deliveries.iter().map(|delivered| webhook(attempt, delivered, run)));
    Log {
        version: "1.2",
        creator: Creator { name: "idvet", version },
        pages: test.attempts.iter().map(|attempt| page(attempt, run)).collect(),
        entries: entries.collect(),
        comment: format!("{} {word}; secrets are replaced", on_one_line(&test.test().id)),
        webhooks: webhooks.collect(),
    }
}

fn page_id(attempt: &Attempt) -> String {
    format!("attempt-{}", attempt.started.attempt)
}

fn page(attempt: &Attempt, run: Option<&RunStarted>) -> Page {
    let (title, number) = (account::title(&attempt.started), attempt.started.attempt);
    Page {
        started_date_time: outline::moment(run, attempt.began).to_string(),
        id: page_id(attempt),
        title: format!("{title}, attempt {number}: {}", account::word(attempt.outcome())),
        timings: PageTimings {},
    }
}

fn entries(attempt: &Attempt, run: Option<&RunStarted>) -> Vec<Entry> {
    let exchanges = |step: &StepResult| -> Vec<Entry> {
        step.moments
            .iter()
            .filter_map(|moment| {
                let Happening::Exchanged(exchanged) = &moment.what else { return None };
                Some(entry(attempt, step, moment, exchanged, run))
            })
            .collect()
    };
    attempt.steps.iter().flat_map(exchanges).collect()
}

/// The event comes when the answer is there.
fn entry(
    attempt: &Attempt,
    step: &StepResult,
    moment: &Event,
    exchanged: &Exchanged,
    run: Option<&RunStarted>,
) -> Entry {
    let began = moment.at.saturating_sub(exchanged.took);
    let time = exchanged.took.as_secs_f64() * 1000.0;
    let finished = step.finished.as_ref().map(|finished| finished.name.as_str());
    let name = finished.or_else(|| step.started.as_ref().map(|started| started.name.as_str()));
    Entry {
        pageref: page_id(attempt),
        started_date_time: outline::moment(run, began).to_string(),
        time,
        request: request(&exchanged.request),
        response: match &exchanged.result {
            Ok(answer) => response(answer),
            Err(trouble) => no_response(trouble),
        },
        cache: Cache {},
        timings: Timings { send: 0.0, wait: time, receive: 0.0 },
        comment: format!("step {}: {}", step.number, on_one_line(name.unwrap_or("unknown"))),
    }
}

fn request(sent: &SentRequest) -> Request {
    let has_body = sent.body.bytes > 0;
    Request {
        method: sent.method.clone(),
        url: sent.url.clone(),
        http_version: UNKNOWN_VERSION,
        cookies: Vec::new(),
        headers: pairs(&sent.headers),
        query_string: query(&sent.url),
        post_data: has_body.then(|| PostData {
            mime_type: mime_type(&sent.headers),
            params: Vec::new(),
            text: sent.body.text.clone(),
            comment: cut_comment(&sent.body),
        }),
        headers_size: UNKNOWN_SIZE,
        body_size: i64::try_from(sent.body.bytes).unwrap_or(i64::MAX),
    }
}

fn response(answer: &ReceivedAnswer) -> Response {
    let status = http::StatusCode::from_u16(answer.status).ok();
    Response {
        status: answer.status,
        status_text: status.and_then(|status| status.canonical_reason()).unwrap_or_default().to_owned(),
        http_version: UNKNOWN_VERSION,
        cookies: Vec::new(),
        headers: pairs(&answer.headers),
        content: content(&answer.headers, &answer.body),
        redirect_url: header(&answer.headers, "location").unwrap_or_default().to_owned(),
        headers_size: UNKNOWN_SIZE,
        body_size: i64::try_from(answer.body.bytes).unwrap_or(i64::MAX),
        comment: None,
    }
}

/// Viewers take a status of zero for a request without an answer.
fn no_response(trouble: &Trouble) -> Response {
    let mut comment = format!("no answer: {}: {}", trouble.kind, trouble.message);
    for cause in &trouble.causes {
        comment.push_str("; ");
        comment.push_str(cause);
    }
    Response {
        status: 0,
        status_text: String::new(),
        http_version: UNKNOWN_VERSION,
        cookies: Vec::new(),
        headers: Vec::new(),
        content: content(&[], &BodyText::default()),
        redirect_url: String::new(),
        headers_size: UNKNOWN_SIZE,
        body_size: UNKNOWN_SIZE,
        comment: Some(comment),
    }
}

fn webhook(attempt: &Attempt, delivered: &Delivered, run: Option<&RunStarted>) -> Webhook {
    Webhook {
        attempt: attempt.started.attempt,
        number: delivered.number,
        arrived_date_time: outline::moment(run, delivered.arrived).to_string(),
        event_type: delivered.event_type.clone(),
        scan_ref: delivered.scan_ref.clone(),
        headers: pairs(&delivered.headers),
        content: content(&delivered.headers, &delivered.body),
        signature: delivered.signature.word(),
        answered: delivered.answered,
        repeats: delivered.repeats,
    }
}

fn content(headers: &[(String, String)], body: &BodyText) -> Content {
    Content {
        size: body.bytes,
        mime_type: mime_type(headers),
        text: body.text.clone(),
        comment: cut_comment(body),
    }
}

fn cut_comment(body: &BodyText) -> Option<String> {
    body.cut.then(|| format!("only the beginning is kept; the whole has {} bytes", body.bytes))
}

fn pairs(headers: &[(String, String)]) -> Vec<Pair> {
    headers.iter().map(|(name, value)| Pair { name: name.clone(), value: value.clone() }).collect()
}

fn mime_type(headers: &[(String, String)]) -> String {
    header(headers, "content-type").unwrap_or(UNKNOWN_TYPE).to_owned()
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    let found = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// The pairs of an address's query, decoded.
fn query(url: &str) -> Vec<Pair> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let Some((_, query)) = url.split_once('?') else { return Vec::new() };
    let query = query.split('#').next().unwrap_or_default();
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        Pair { name: decoded(name), value: decoded(value) }
    };
    query.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}
