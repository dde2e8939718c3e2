//! What a test waits for of webhooks: the delivery, how it is answered, and which session it is about.

use std::{ops::RangeInclusive, time::Duration};

use super::{Action, BodyField, Plan, ScanRef, SessionChoice, Step, Test, Timing};
use crate::{expect::Fields, source::Place, template::Template};

/// How long the sender waits for a 2xx before it counts a delivery as failed (C-WHO, C-BP).
pub const SENDER_PATIENCE: Duration = Duration::from_secs(10);

/// `await_webhook`.
#[derive(Clone, Debug)]
pub struct AwaitWebhook {
    /// `event`: what stands in `Idenfy-Event-Type`; `None`: any event.
    pub event: Option<Template>,
    /// `where`: fields of the payload that tell the delivery from others; empty: any payload.
    pub filter: Fields,
    /// One delivery, or none.
    pub awaited: Awaited,
    /// `scanRef` where it was written; else by `scan_ref`.
    pub fields: Box<[BodyField]>,
    /// Which session the delivery is about.
    pub scan_ref: ScanRef,
}

/// How many deliveries are waited for.
#[derive(Clone, Debug)]
pub enum Awaited {
    /// One.
    One {
        /// From the beginning of the step; a delivery that came before counts at once.
        within: Timing,
        /// What is wanted of its signature.
        signature: SignatureWanted,
        /// How the deliveries that match are answered; `None`: 200 at once.
        respond: Option<Respond>,
    },
    /// That no more come from the beginning of the step on.
    None {
        /// For so long.
        within: Timing,
    },
}

/// What is wanted of the signature of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureWanted {
    /// It is there and holds.
    Valid,
    /// It does not hold, or is not there.
    Invalid,
    /// There is none.
    Absent,
    /// Nothing.
    Unchecked,
}

/// `respond`: how the first deliveries that a step waits for are answered; those behind them get 200 at once.
#[derive(Clone, Debug)]
pub struct Respond {
    /// The status code, within [`Respond::STATUS`].
    pub status: Count,
    /// How many deliveries are answered so, within [`Respond::TIMES`].
    pub times: Count,
    /// How long the answer is held back.
    pub after: Timing,
    /// The body; `None`: an empty one.
    pub body: Option<Template>,
    /// Where it is written.
    pub place: Place,
}

/// A whole number, known or to be filled in.
#[derive(Clone, Debug)]
pub enum Count {
    /// Known.
    Fixed(u32),
    /// A text such as `500` once it is filled in.
    Computed(Template, Place),
}

/// Whether the `callbackUrl` of a session that is made can be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callback {
    /// The step says nothing of it: in a test that waits for deliveries, the receiver's address is filled in.
    Free,
    /// The step or the suite says what it is, or leaves it out on purpose; or the call has none.
    Decided,
}

impl SignatureWanted {
    /// All of them with their words.
    pub const WORDS: [(&str, Self); 4] = [
        ("valid", Self::Valid),
        ("invalid", Self::Invalid),
        ("absent", Self::Absent),
        ("unchecked", Self::Unchecked),
    ];

    /// The one of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, wanted)| wanted)
    }

    /// Its word in a scenario.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Absent => "absent",
            Self::Unchecked => "unchecked",
        }
    }
}

impl Respond {
    /// The statuses that a delivery can be answered with.
    pub const STATUS: RangeInclusive<u32> = 200..=599;

    /// How many deliveries can be answered alike.
    pub const TIMES: RangeInclusive<u32> = 1..=100;

    /// Whether the sender takes an answer like this, after such a time, for a failure and tries again; not where the
    /// run alone knows the status, and answers in time.
    pub fn refuses(&self, after: Duration) -> bool {
        let is_refusal = matches!(self.status, Count::Fixed(status) if !(200..300).contains(&status));
        is_refusal || after >= SENDER_PATIENCE
    }

    /// Whether answers with this status have no body (RFC 9110, 15.3.5, 15.3.6 and 15.4.5).
    pub fn is_bodiless(status: u32) -> bool {
        matches!(status, 204 | 205 | 304)
    }
}

impl Count {
    /// The number that a text is, where it is one of the range.
    pub fn read(text: &str, range: &RangeInclusive<u32>) -> Option<u32> {
        text.parse().ok().filter(|number| range.contains(number))
    }
}

impl Plan {
    /// Whether a test that is carried out waits for a delivery: only then there has to be a receiver.
    pub fn awaits_delivery(&self) -> bool {
        self.tests.iter().any(|test| test.skip.is_none() && test.awaits_delivery())
    }
}

impl Test {
    /// Whether one of its steps waits for a delivery, those of flows and of `finally` among them.
    pub fn awaits_delivery(&self) -> bool {
        self.first_await().is_some()
    }

    /// The first step that waits for a delivery.
    pub(super) fn first_await(&self) -> Option<&Step> {
        let mut all = self.steps.iter().chain(self.finally.iter()).flat_map(Step::all);
        all.find(|step| matches!(step.action, Action::AwaitWebhook(_)))
    }

    /// The steps that wait for deliveries about the session that the step with this number makes, in their order. Their
    /// rules of answering are set when the session is made, since a delivery may come before its step (decisions.md C23).
    ///
    /// A step counts whose session was written as a reference of its own for none: such a step has no `respond`.
    pub fn awaiting_session_of(&self, number: usize) -> Vec<&AwaitWebhook> {
        let mut found = Vec::new();
        let mut sessions = Sessions::default();
        for step in self.steps.iter().chain(self.finally.iter()) {
            sessions.follow(step, number, &mut found);
        }
        found
    }
}

/// Which step made which session, as one follows the steps: the numbers of the steps that made them.
#[derive(Default)]
struct Sessions<'s> {
    number: usize,
    latest: Option<usize>,
    /// Names within the flow that is followed.
    named: Vec<(&'s str, usize)>,
}

impl<'s> Sessions<'s> {
    fn follow(&mut self, step: &'s Step, maker: usize, found: &mut Vec<&'s AwaitWebhook>) {
        self.number += 1;
        match &step.action {
            Action::Api(request) if request.creates() => {
                self.latest = Some(self.number);
                if let Some(name) = &request.save_as {
                    self.named.push((name, self.number));
                }
            }
            Action::AwaitWebhook(wanted) if self.of(&wanted.scan_ref) == Some(maker) => found.push(wanted),
            Action::Use(flow) => {
                let outside = std::mem::take(&mut self.named);
                for step in flow.steps.iter() {
                    self.follow(step, maker, found);
                }
                self.named = outside;
            }
            Action::Api(_)
            | Action::AwaitWebhook(_)
            | Action::PollStatus(_)
            | Action::Request(_)
            | Action::Poll(_)
            | Action::AssertFields(_)
            | Action::Set(_)
            | Action::Wait(_) => {}
        }
    }

    fn of(&self, scan_ref: &ScanRef) -> Option<usize> {
        match scan_ref {
            ScanRef::Session(SessionChoice::Latest) => self.latest,
            ScanRef::Session(SessionChoice::Named(name)) => {
                self.named.iter().rfind(|(known, _)| *known == &***name).map(|(_, number)| *number)
            }
            ScanRef::None | ScanRef::Written => None,
        }
    }
}
