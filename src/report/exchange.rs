//! A request and its answer, and a delivery, as text, cut to size.

use std::{fmt::Write, time::Duration};

use super::look::{Tone, harmless, on_one_line, toned};
use crate::{
    diagnostic::Look,
    event::{BodyText, Delivered, Exchanged, ReceivedAnswer, SentRequest, Trouble},
    template::show_duration,
};

/// What a step that did not pass speaks of.
#[derive(Clone)]
pub(super) enum Subject {
    Exchange(Exchanged),
    Delivery(Delivered),
}

impl Subject {
    pub(super) fn exchange(&self) -> Option<&Exchanged> {
        match self {
            Self::Exchange(exchanged) => Some(exchanged),
            Self::Delivery(_) => None,
        }
    }

    /// The text, each line indented by two.
    pub(super) fn show(&self, headers: Headers, look: Look) -> String {
        match self {
            Self::Exchange(exchanged) => show(exchanged, headers, look),
            Self::Delivery(delivered) => delivery(delivered, headers, look),
        }
    }
}

/// How much of an exchange is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Headers {
    Hidden,
    Shown,
}

/// Lines of a body that are shown before the rest is left out.
const BODY_LINES: usize = 40;

/// Characters of a line of a body.
const LINE_WIDTH: usize = 400;

/// Both, each line indented by two.
pub(super) fn show(exchanged: &Exchanged, headers: Headers, look: Look) -> String {
    let mut text = String::new();
    request(&mut text, &exchanged.request, headers, look);
    match &exchanged.result {
        Ok(received) => answer(&mut text, received, exchanged.took, headers, look),
        Err(trouble) => no_answer(&mut text, trouble, exchanged.took, look),
    }
    text
}

/// A delivery, each line indented by two.
pub(super) fn delivery(delivered: &Delivered, headers: Headers, look: Look) -> String {
    let mut text = String::new();
    let title = toned("delivery:", Tone::Strong, look);
    put(&mut text, &format!("  {title} {}", delivery_line(delivered)));
    show_headers(&mut text, &delivered.headers, headers);
    body(&mut text, &delivered.body);
    text
}

/// A delivery on one line: `2, IDENTIFICATION_EXPIRED at 1.2s, signature valid, answered 200`.
pub(super) fn delivery_line(delivered: &Delivered) -> String {
    let event = on_one_line(delivered.event_type.as_deref().unwrap_or("no event"));
    let (at, signature) = (show_duration(delivered.arrived), delivered.signature.word());
    let again = delivered.repeats.map(|number| format!(", the same bytes as {number}")).unwrap_or_default();
    let (number, answered) = (delivered.number, delivered.answered);
    format!("{number}, {event} at {at}, signature {signature}, answered {answered}{again}")
}

fn request(text: &mut String, request: &SentRequest, headers: Headers, look: Look) {
    let line = format!("{} {}", on_one_line(&request.method), on_one_line(&request.url));
    put(text, &format!("  {} {line}", toned("request:", Tone::Strong, look)));
    show_headers(text, &request.headers, headers);
    body(text, &request.body);
}

fn answer(text: &mut String, answer: &ReceivedAnswer, took: Duration, headers: Headers, look: Look) {
    let line = format!("{} after {}", answer.status, show_duration(took));
    put(text, &format!("  {} {line}", toned("answer:", Tone::Strong, look)));
    show_headers(text, &answer.headers, headers);
    body(text, &answer.body);
}

fn no_answer(text: &mut String, trouble: &Trouble, took: Duration, look: Look) {
    let line = format!("none after {}: {}", show_duration(took), on_one_line(&trouble.message));
    put(text, &format!("  {} {line}", toned("answer:", Tone::Strong, look)));
}

fn show_headers(text: &mut String, headers: &[(String, String)], shown: Headers) {
    if shown == Headers::Shown {
        for (name, value) in headers {
            put(text, &format!("    {}: {}", on_one_line(name), on_one_line(value)));
        }
    }
}

fn body(text: &mut String, body: &BodyText) {
    if body.bytes == 0 {
        return;
    }
    let pretty = pretty(&body.text);
    let lines: Vec<&str> = pretty.lines().collect();
    for line in lines.iter().take(BODY_LINES) {
        put(text, &format!("    {}", cut(&harmless(line))));
    }
    if body.cut || lines.len() > BODY_LINES {
        put(text, &format!("    ... ({} bytes in all)", body.bytes));
    }
}

/// JSON with a line for each field; anything else as it is.
fn pretty(text: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(json) if text.len() > 100 => {
            serde_json::to_string_pretty(&json).unwrap_or_else(|_| text.to_owned())
        }
        Ok(_) | Err(_) => text.to_owned(),
    }
}

fn cut(line: &str) -> String {
    if line.chars().count() <= LINE_WIDTH {
        return line.to_owned();
    }
    line.chars().take(LINE_WIDTH).chain("...".chars()).collect()
}

fn put(text: &mut String, line: &str) {
    let _ = writeln!(text, "{line}");
}
