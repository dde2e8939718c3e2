//! Faults on demand: `late 20m`, `twice`, `out of order`, `unsigned`, `wrongly signed`, `never`, of every event or of one.

use std::time::Duration;

use crate::vocabulary::{WEBHOOK_EVENT, nearest};

/// One fault of the webhooks that the emulator sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookFault {
    event: Option<&'static str>,
    kind: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Late(Duration),
    Twice,
    OutOfOrder,
    Unsigned,
    WronglySigned,
    Never,
}

/// Why a text is no fault of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no fault of a webhook: {reason}")]
pub struct WebhookFaultError {
    text: String,
    reason: String,
}

const FORMS: &str = "write `late 20m`, `twice`, `out of order`, `unsigned`, `wrongly signed` or `never`, \
                     perhaps behind an event and a colon";

impl WebhookFault {
    /// Reads `late DURATION`, `twice`, `out of order`, `unsigned`, `wrongly signed` or `never`, or one of these behind
    /// `EVENT:`. `duration` reads a duration, or says what is wrong with it.
    ///
    /// # Errors
    /// The event does not exist, or the fault is none of these.
    pub fn parse(
        text: &str,
        duration: impl FnOnce(&str) -> Result<Duration, String>,
    ) -> Result<Self, WebhookFaultError> {
        let wrong = |reason: String| WebhookFaultError { text: text.to_owned(), reason };
        let (event, words) = match text.split_once(':') {
            Some((event, words)) => (Some(known_event(event.trim()).map_err(wrong)?), words),
            None => (None, text),
        };
        let words: Vec<&str> = words.split_whitespace().collect();
        let kind = match words.as_slice() {
            ["late", by] => Fault::Late(duration(by).map_err(wrong)?),
            ["late"] => return Err(wrong("it says not how late; write `late 20m`".to_owned())),
            ["twice"] => Fault::Twice,
            ["out", "of", "order"] => Fault::OutOfOrder,
            ["unsigned"] => Fault::Unsigned,
            ["wrongly", "signed"] => Fault::WronglySigned,
            ["never"] => Fault::Never,
            _ => return Err(wrong(FORMS.to_owned())),
        };
        Ok(Self { event, kind })
    }
}

fn known_event(name: &str) -> Result<&'static str, String> {
    let events = || WEBHOOK_EVENT.values.iter().map(|term| term.value);
    events().find(|event| *event == name).ok_or_else(|| {
        if let Some(near) = nearest(name, events()) {
            return format!("there is no event `{name}`; did you mean `{near}`?");
        }
        let names: Vec<&str> = events().collect();
        format!("there is no event `{name}`; the events are {}", names.join(", "))
    })
}

/// The faults of one event, put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Faults {
    pub(super) late: Duration,
    pub(super) copies: Copies,
    pub(super) order: Order,
    pub(super) signed: Signed,
    pub(super) sending: Sending,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Copies {
    #[default]
    One,
    Two,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    Kept,
    /// Every second webhook of a session overtakes the one before it.
    Swapped,
    /// This event is overtaken by the next.
    Overtaken,
}

/// How a webhook is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signed {
    /// With the key.
    #[default]
    Rightly,
    /// With another key, so that the form is right and nothing else.
    Wrongly,
    /// Not at all: the header is left out.
    Not,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Sending {
    #[default]
    Sent,
    Never,
}

/// What goes wrong with an event. Of two faults of one kind the later one counts.
pub(super) fn faults_of(event: &str, all: &[WebhookFault]) -> Faults {
    let mut faults = Faults::default();
    for fault in all.iter().filter(|fault| fault.event.is_none_or(|only| only == event)) {
        match fault.kind {
            Fault::Late(by) => faults.late = by,
            Fault::Twice => faults.copies = Copies::Two,
            Fault::OutOfOrder if fault.event.is_some() => faults.order = Order::Overtaken,
            Fault::OutOfOrder => faults.order = Order::Swapped,
            Fault::Unsigned => faults.signed = Signed::Not,
            Fault::WronglySigned => faults.signed = Signed::Wrongly,
            Fault::Never => faults.sending = Sending::Never,
        }
    }
    faults
}

/// Whether some event is to come out of order.
pub(super) fn swaps_any(all: &[WebhookFault]) -> bool {
    all.iter().any(|fault| fault.kind == Fault::OutOfOrder)
}
