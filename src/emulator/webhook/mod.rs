//! Tells the partner what became of a session, as C-WH and C-WHO have it: when, to whom, and by which courier.
//!
//! Each event waits in a task of its own, in tokio's time. A session that is deleted sends nothing more.

mod courier;
mod delivery;
mod fault;
mod network;
mod payload;
mod pipe;
mod sample;
mod signing;
mod turns;

use std::sync::Arc;

use http::request::Parts;

use super::Emulator;
use super::call::origin;
use super::clock::Moment;
use super::session::{DummyStatus, Session, Verdict};

pub use courier::{Carrying, Courier, CourierError, DeliveryNews, Fate, Parcel};
pub use delivery::parcel;
pub use fault::{Signed, WebhookFault, WebhookFaultError};
pub use network::{CourierSetupError, NetworkCourier, Reply};
pub use pipe::PipeCourier;
pub use sample::{MadeSample, Sample, SampleError, sample, sample_events};
pub(super) use turns::Turns;

use delivery::{Notice, deliver};
use payload::{Occasion, Scene};

/// The signing key of the emulator's webhooks unless told otherwise (decisions.md F27).
pub const SIGNING_KEY: &str = "emulator-signing-key";

/// What the emulator's webhooks are like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhooks {
    /// Where the webhooks of tokens without a `callbackUrl` go; nowhere by default.
    pub target: Option<String>,
    /// What they are signed with, unless A9 says the API secret.
    pub signing_key: String,
    /// What goes wrong on purpose.
    pub faults: Vec<WebhookFault>,
    /// Deliveries that may be under way or held back at once; what comes beyond them is dropped, and told so.
    pub most_under_way: usize,
}

/// Deliveries under way, unless told otherwise.
const MOST_UNDER_WAY: usize = 10_000;

impl Default for Webhooks {
    fn default() -> Self {
        let signing_key = SIGNING_KEY.to_owned();
        Self { target: None, signing_key, faults: Vec::new(), most_under_way: MOST_UNDER_WAY }
    }
}

/// The session that an event is about, and by which address its client reached the emulator.
#[derive(Debug, Clone)]
struct Subject {
    emulator: Emulator,
    scan_ref: Arc<str>,
    origin: String,
}

/// Lets the webhooks of a new session come: of the automatic result, or of the end of an unused token.
pub(super) fn on_creation(emulator: &Emulator, session: &Session, parts: &Parts) {
    let Some(subject) = subject(emulator, session, parts) else { return };
    match &session.automatic {
        Some(automatic) if automatic.status != DummyStatus::Active => {
            tokio::spawn(tell_at(subject, Occasion::Automatic, automatic.visible));
        }
        Some(_) | None => {
            tokio::spawn(tell_expiry(subject));
        }
    }
}

/// Lets the webhook of a manual result come.
pub(super) fn on_review(
    emulator: &Emulator,
    session: &Session,
    verdict: Verdict,
    visible: Moment,
    parts: &Parts,
) {
    if let Some(subject) = subject(emulator, session, parts) {
        tokio::spawn(tell_at(subject, Occasion::Manual(verdict), visible));
    }
}

/// None where nobody carries webhooks, or there is nobody to tell.
fn subject(emulator: &Emulator, session: &Session, parts: &Parts) -> Option<Subject> {
    emulator.courier()?;
    address(emulator, session)?;
    let emulator = emulator.clone();
    Some(Subject { emulator, scan_ref: session.scan_ref.clone(), origin: origin(parts) })
}

/// C-OAS: a token's own address comes before that of the dashboard.
fn address<'a>(emulator: &'a Emulator, session: &'a Session) -> Option<&'a str> {
    session.callback_url.as_deref().or(emulator.config().webhooks.target.as_deref())
}

async fn tell_at(subject: Subject, occasion: Occasion, visible: Moment) {
    subject.emulator.clock().wait_until(visible).await;
    if let Some(notice) = subject.notice(occasion, visible) {
        deliver(subject.emulator, notice).await;
    }
}

/// An opened session runs out later than its token, so that the end is looked for again.
async fn tell_expiry(subject: Subject) {
    loop {
        let due =
            subject.emulator.world().find_by_scan_ref(&subject.scan_ref).and_then(Session::will_run_out);
        let Some(due) = due else { return };
        if due <= subject.emulator.clock().now() {
            if let Some(notice) = subject.notice(Occasion::RanOut, due) {
                deliver(subject.emulator, notice).await;
            }
            return;
        }
        subject.emulator.clock().wait_until(due).await;
    }
}

impl Subject {
    /// What is to be sent; nothing of a deleted session, nor of a review that another one replaced before it showed.
    fn notice(&self, occasion: Occasion, at: Moment) -> Option<Notice> {
        let world = self.emulator.world();
        let session = world.find_by_scan_ref(&self.scan_ref).filter(|session| session.deleted.is_none())?;
        let is_replaced = || session.review.as_ref().is_some_and(|review| review.visible != at);
        if matches!(occasion, Occasion::Manual(_)) && is_replaced() {
            return None;
        }
        let config = self.emulator.config();
        let (assumptions, clock) = (&config.assumptions, self.emulator.clock());
        let scene = Scene { assumptions, clock, at, origin: &self.origin };
        Some(Notice {
            event: payload::event(session, occasion, &scene),
            scan_ref: self.scan_ref.clone(),
            url: address(&self.emulator, session)?.to_owned(),
            key: delivery::key(config, session.owner),
            body: payload::identification(session, occasion, &scene).into_bytes(),
            turns: session.turns.get_or_init(Arc::default).clone(),
        })
    }
}
