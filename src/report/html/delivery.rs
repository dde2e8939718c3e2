//! Webhooks as they arrived.

use maud::{Markup, html};

use super::{
    exchange::{Shown, Surroundings, body, headers},
    text::{count, short, since},
};
use crate::event::{Delivered, SignatureState};

/// A webhook, with its id in the page where it belongs to a test.
pub(super) fn delivery(it: &Delivered, id: Option<&str>, around: &mut Surroundings<'_>) -> Markup {
    html! {
        li.entry.webhook id=[id] {
            details open[Shown::Open == shown(it)] {
                summary {
                    span.mark aria-hidden="true" { "\u{21e0}" }
                    span.what {
                        "webhook " (it.number) " arrived: "
                        @match &it.event_type {
                            Some(name) => code { (short(name)) },
                            None => "no `Idenfy-Event-Type`",
                        }
                        @if let Some(first) = it.repeats { ", a repetition of webhook " (first) }
                    }
                    (signature(it.signature))
                    span.times { (since(it.arrived, around.began)) span.time { "answered " (it.answered) } }
                }
                @if let Some(session) = &it.scan_ref { p { "session " code { (short(session)) } } }
                (headers(&it.headers))
                (body(&it.body, around))
            }
        }
    }
}

/// What is wrong with a webhook is to be seen at once.
fn shown(it: &Delivered) -> Shown {
    match it.signature {
        SignatureState::Invalid => Shown::Open,
        SignatureState::Valid | SignatureState::Absent | SignatureState::Unchecked => Shown::Closed,
    }
}

fn signature(state: SignatureState) -> Markup {
    html! { span.status.refused[state == SignatureState::Invalid] { "signature " (state.word()) } }
}

/// `3 webhooks`.
pub(super) fn how_many(deliveries: usize) -> String {
    format!("{} {}", count(deliveries), if deliveries == 1 { "webhook" } else { "webhooks" })
}
