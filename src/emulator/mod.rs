//! The API as its documents describe it: DEV, TEST, PROD and DEMO in one server, with state and a clock.
//!
//! It plays the calls about a session over real HTTP, and knows nothing of the runner: of ours it imports the names in
//! `vocabulary` alone, so that client and emulator can not agree on a mistake. Where documents contradict one another
//! or are silent it does what [`Assumptions`] say; all time is tokio's, so that it runs in virtual time, and all that
//! looks random comes from a seed. Facts carry the keys of their sources, which `docs/emulator.md` explains.
//!
//! It tells the partner by webhook, through a [`Courier`]; a human who completes a plain session is not played, nor
//! are AML, proof of address, or direct processing.

mod account;
mod alter;
mod api_error;
mod assumptions;
mod body;
mod call;
mod clock;
mod delete;
mod fields;
mod full_status;
mod identity;
mod listing;
mod manual;
mod material;
mod object;
mod open;
mod query;
mod rate;
mod report;
mod response;
mod router;
mod serve;
mod session;
mod status;
mod switches;
mod token;
mod webhook;
mod world;

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

pub use account::{Account, Kind, Standing, accounts, credentials};
pub use alter::{Alteration, AlterationError};
pub use assumptions::{Assumption, AssumptionError, assumption, assumptions, list_text};
pub use serve::{TlsError, serve, serve_connection, serve_tls, tls_config};
pub use switches::{
    Assumptions, BusinessIds, CheckOrder, CountryList, DeleteDummy, DeletedStatus, DeniedValues, DummyActive,
    DummyAttempts, DummyAutoFinal, DummyMaterial, DuplicateClient, ExpiredValues, FieldErrors,
    ForeignSession, FullStatus, LetterCase, ManualAgain, ManualAnswer, ManualFailure, ManualOnPlain,
    ManualOneField, ManualPassOnSuspected, NoFunds, RateWindow, ReadsOnActive, SessionLengthBounds,
    StatusBeforeReview, StatusFields, SuspectedTag, TimeFormat, TokenSuccessCode, TokenTypeMissing,
    UnauthorizedBody, UnknownFields, UnknownSession, UnsetResults, WebhookKey, WebhookOrder, WebhookRetries,
    WrongEnvironment, WrongMethodCode,
};
pub use webhook::{
    Carrying, Courier, CourierError, CourierSetupError, DeliveryNews, Fate, MadeSample, NetworkCourier,
    Parcel, PipeCourier, Reply, SIGNING_KEY, Sample, SampleError, Signed, WebhookFault, WebhookFaultError,
    Webhooks, parcel, sample, sample_events,
};

/// How an emulator behaves.
#[derive(Debug, Clone)]
pub struct EmulatorConfig {
    /// Tokens and references are drawn from it: the same seed and requests give the same answers.
    pub seed: u64,
    /// The date and time when the emulator is made; tokio's clock goes on from there.
    pub epoch: Timestamp,
    /// What holds where the documents contradict one another or are silent.
    pub assumptions: Assumptions,
    /// What is altered of its answers, in order.
    pub alterations: Vec<Alteration>,
    /// How long it takes until a dummy or a manual result can be seen (U12: none by default).
    pub delay: Duration,
    /// Where webhooks go, what they are signed with, and what is wrong with them.
    pub webhooks: Webhooks,
    /// How long every answer takes.
    pub latency: Duration,
    /// The kinds that are played; keys of the others are unknown.
    pub kinds: Vec<Kind>,
    /// Requests that a key pair may send in an hour (C-ERRM: 10,000).
    pub requests_per_hour: u64,
    /// Sessions that are remembered; beyond them new ones are refused with `INTERNAL_ERROR`.
    pub max_sessions: usize,
    /// Connections of a listener that are served at once; more wait to be accepted, and who is answered makes room.
    pub max_connections: usize,
}

impl Default for EmulatorConfig {
    fn default() -> Self {
        Self {
            seed: 0,
            epoch: Timestamp::UNIX_EPOCH,
            assumptions: Assumptions::default(),
            alterations: Vec::new(),
            delay: Duration::ZERO,
            webhooks: Webhooks::default(),
            latency: Duration::ZERO,
            kinds: Kind::ALL.to_vec(),
            requests_per_hour: 10_000,
            max_sessions: 100_000,
            max_connections: 4096,
        }
    }
}

/// A handle of an emulator; clones share its state.
#[derive(Debug, Clone)]
pub struct Emulator {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: EmulatorConfig,
    clock: clock::Clock,
    courier: Option<Arc<dyn Courier>>,
    under_way: AtomicUsize,
    world: Mutex<world::World>,
}

impl Emulator {
    /// An emulator without sessions, whose clock starts here. Call it within the tokio runtime that serves it, for
    /// a paused clock belongs to its runtime.
    ///
    /// Nobody carries its webhooks, so that it sends none.
    pub fn new(config: EmulatorConfig) -> Self {
        Self::made(config, None)
    }

    /// As [`Emulator::new`], and its webhooks are given to a courier.
    pub fn with_courier(config: EmulatorConfig, courier: Arc<dyn Courier>) -> Self {
        Self::made(config, Some(courier))
    }

    fn made(config: EmulatorConfig, courier: Option<Arc<dyn Courier>>) -> Self {
        let clock = clock::Clock::starting_at(config.epoch);
        let (under_way, world) = (AtomicUsize::new(0), Mutex::default());
        Self { shared: Arc::new(Shared { config, clock, courier, under_way, world }) }
    }

    fn config(&self) -> &EmulatorConfig {
        &self.shared.config
    }

    fn clock(&self) -> &clock::Clock {
        &self.shared.clock
    }

    fn courier(&self) -> Option<&Arc<dyn Courier>> {
        self.shared.courier.as_ref()
    }

    fn is_deleted(&self, scan_ref: &str) -> bool {
        self.world().find_by_scan_ref(scan_ref).is_none_or(|session| session.deleted.is_some())
    }

    /// The state. A panic elsewhere leaves it whole, since no change is made in several steps.
    fn world(&self) -> MutexGuard<'_, world::World> {
        self.shared.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
