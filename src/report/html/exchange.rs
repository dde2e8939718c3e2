//! Requests and answers, with headers and bodies.

use maud::{Markup, html};

use super::{
    json,
    room::{Portion, Room},
    text::{count, line, short, since, took},
};
use crate::event::{BodyText, Exchanged, Outcome, ReceivedAnswer, SentRequest, Trouble};
use std::time::Duration;

/// Headers that are shown of a request, an answer or a webhook.
const HEADERS: usize = 100;

/// What an exchange is shown with.
pub(super) struct Surroundings<'s> {
    /// When the test began, since the run's start.
    pub(super) began: Duration,
    /// How its attempt ended.
    pub(super) outcome: Outcome,
    /// What the page has room for.
    pub(super) room: &'s mut Room,
}

/// Whether the details of something are shown before somebody asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Open,
    Closed,
}

/// A request and what became of it, which was at this time.
pub(super) fn exchange(it: &Exchanged, at: Duration, shown: Shown, around: &mut Surroundings<'_>) -> Markup {
    html! {
        details.exchange open[shown == Shown::Open] {
            summary {
                span.what { code { (short(&it.request.method)) " " (short(path_of(&it.request.url))) } }
                span.arrow aria-hidden="true" { "\u{2192}" }
                (came_back(&it.result))
                span.times { (since(at, around.began)) (took(it.took)) }
            }
            (request(&it.request, around))
            @match &it.result {
                Ok(received) => (answer(received, around)),
                Err(trouble) => (trouble_text(trouble)),
            }
        }
    }
}

/// The address without what every request of a run has.
fn path_of(url: &str) -> &str {
    let behind_scheme = url.find("://").map_or(0, |at| at + 3);
    url[behind_scheme..].find('/').map_or(url, |at| &url[behind_scheme + at..])
}

fn came_back(result: &Result<ReceivedAnswer, Trouble>) -> Markup {
    match result {
        Ok(answer) => html! { span.status.refused[answer.status >= 400] { (answer.status) } },
        Err(trouble) => html! { span.status.refused { "no answer: " (short(&trouble.kind)) } },
    }
}

fn request(request: &SentRequest, around: &mut Surroundings<'_>) -> Markup {
    html! {
        h5 { "Request" }
        pre.start { (line(&request.method)) " " (line(&request.url)) }
        (headers(&request.headers))
        (body(&request.body, around))
    }
}

fn answer(answer: &ReceivedAnswer, around: &mut Surroundings<'_>) -> Markup {
    html! {
        h5 { "Answer" }
        pre.start { "HTTP " (answer.status) }
        (headers(&answer.headers))
        (body(&answer.body, around))
    }
}

/// Headers, a line each.
pub(super) fn headers(headers: &[(String, String)]) -> Markup {
    html! {
        @if !headers.is_empty() {
            pre.headers {
                @for (name, value) in headers.iter().take(HEADERS) {
                    b { (line(name)) } ": " (line(value)) "\n"
                }
                @if headers.len() > HEADERS { "and " (count(headers.len() - HEADERS)) " more" }
            }
        }
    }
}

/// A body, and what is missing of it.
pub(super) fn body(text: &BodyText, around: &mut Surroundings<'_>) -> Markup {
    if text.bytes == 0 && text.text.is_empty() {
        return html! { p.quiet { "no body" } };
    }
    match around.room.portion(text, around.outcome) {
        Portion::Whole(whole) => json::body(whole),
        Portion::Beginning(beginning) => html! {
            (json::body(beginning))
            p.quiet { "The beginning of " (count(text.bytes)) " bytes; the rest was cut." }
        },
        Portion::LeftOut => html! {
            p.quiet { "A body of " (count(text.bytes)) " bytes was left out of this page; the record holds it." }
        },
    }
}

/// Why something could not be carried out.
pub(super) fn trouble_text(trouble: &Trouble) -> Markup {
    html! {
        div.missed {
            p.message { (line(&trouble.kind)) ": " (line(&trouble.message)) }
            @for cause in trouble.causes.iter().take(HEADERS) { p { "caused by: " (line(cause)) } }
            @if let Some(hint) = &trouble.hint { p.hint { b { "help: " } (line(hint)) } }
        }
    }
}
