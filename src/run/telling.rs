//! What happened becomes events here, and nowhere else; secrets are replaced on the way, so that nothing behind this
//! file can leak one.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
    time::Duration,
};

use serde_json::Value as Json;
use tokio::time::Instant;

use super::{EventSender, webhook::Filed, written};
use crate::{
    contract::KnownDrift,
    event::{
        Basis, BodyText, Checked, Delivered, Drift, Drifted, Event, Exchanged, Failure, Happening, Missed,
        PathPoint, Polled, ReceivedAnswer, Resent, SentRequest, SessionCreated, SessionDeleted,
        SignatureState, Standing, StepFinished, StepOutcome, StepStarted, TestFinished, TestStarted, Trouble,
        WrittenPlace,
    },
    exchange::{Answer, Contents, Request},
    expect::{Mismatch, Verdict},
    plan::Credentials,
    secrets::Redactor,
    source::Place,
};

/// How much of a body an event holds, in bytes.
pub const LONGEST_BODY: usize = 64 * 1024;

/// How many characters of a value that the contract refuses or does not name an event holds.
const LONGEST_VALUE: usize = 200;

/// Sends events with their times, and counts what the run's end tells.
#[derive(Debug)]
pub(super) struct Teller {
    events: EventSender,
    start: Instant,
    requests: Cell<usize>,
    sessions: Cell<usize>,
}

/// Tells of one test, and knows what must not be seen of it.
pub(super) struct Voice<'r> {
    teller: &'r Teller,
    test: usize,
    redactor: RefCell<Redactor>,
}

/// Whose a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// This test's.
    Own,
    /// No test of the run has made its session.
    Nobody,
}

/// A failure with a place that is not yet in words.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// What was seen instead, line by line.
    pub(super) details: Vec<String>,
    pub(super) place: Option<Place>,
}

/// What became of a step, before it is an event.
#[derive(Debug)]
pub(super) enum StepEnd {
    Passed,
    /// Something did not hold: in the checks, or told here.
    Failed(Option<Fault>),
    Errored(Trouble),
    NotRun(String),
}

impl Teller {
    pub(super) fn new(events: EventSender, start: Instant) -> Self {
        Self { events, start, requests: Cell::new(0), sessions: Cell::new(0) }
    }

    /// Nobody may listen any more; the run goes on, since its `finally` steps matter to the API.
    pub(super) fn tell(&self, what: Happening) {
        let _ = self.events.send(Event { at: self.start.elapsed(), what });
    }

    pub(super) fn start(&self) -> Instant {
        self.start
    }

    pub(super) fn requests(&self) -> usize {
        self.requests.get()
    }

    pub(super) fn sessions(&self) -> usize {
        self.sessions.get()
    }
}

impl<'r> Voice<'r> {
    /// `redactor` knows the run's secrets; what this test learns stays with this test.
    pub(super) fn new(teller: &'r Teller, test: usize, redactor: &Redactor) -> Self {
        Self { teller, test, redactor: RefCell::new(redactor.clone()) }
    }

    /// A key pair whose secret is one from here on.
    pub(super) fn learn(&self, credentials: &Credentials) {
        self.redactor.borrow_mut().learn_pair(&credentials.api_key, &credentials.api_secret);
    }

    /// What must not be seen of this test.
    pub(super) fn redactor(&self) -> Ref<'_, Redactor> {
        self.redactor.borrow()
    }

    /// What is secret before anything is sent.
    pub(super) fn look_ahead(&self, learn: impl FnOnce(&mut Redactor)) {
        learn(&mut self.redactor.borrow_mut());
    }

    pub(super) fn started(&self, mut started: TestStarted) {
        started.id = self.cleaned(started.id);
        started.name = self.cleaned(started.name);
        started.tags = started.tags.into_iter().map(|tag| self.cleaned(tag)).collect();
        self.teller.tell(Happening::TestStarted(started));
    }

    pub(super) fn finished(&self, mut finished: TestFinished) {
        finished.reason = finished.reason.map(|reason| self.cleaned(reason));
        self.teller.tell(Happening::TestFinished(finished));
    }

    pub(super) fn step_started(&self, mut started: StepStarted) {
        started.name = self.cleaned(started.name);
        self.teller.tell(Happening::StepStarted(started));
    }

    pub(super) fn step_finished(&self, head: StepStarted, end: StepEnd, log: Log, took: Duration) {
        let StepStarted { test, step, name, verb: _, line, part, within } = head;
        let name = self.cleaned(name);
        let (outcome, checks) =
            (self.outcome(end), log.checks.into_iter().map(|it| self.checked(it)).collect());
        let path = log.path.into_iter().map(|point| self.point(point)).collect();
        let delivery = log.delivery;
        let finished =
            StepFinished { test, step, name, line, part, within, outcome, checks, path, delivery, took };
        self.teller.tell(Happening::StepFinished(finished));
    }

    pub(super) fn exchanged(
        &self,
        step: usize,
        request: &Request,
        result: Result<&Answer, &Trouble>,
        took: Duration,
    ) {
        self.teller.requests.set(self.teller.requests.get() + 1);
        if let Ok(answer) = result {
            self.learn_contents(answer);
        }
        let sent = SentRequest {
            method: self.clean(&request.method),
            url: self.clean(&request.url),
            headers: self.headers(&request.headers),
            body: self.body(&request.body),
        };
        let result =
            result.map(|answer| self.received(answer)).map_err(|trouble| self.trouble(trouble.clone()));
        let exchanged = Exchanged { test: self.test, step, request: sent, result, took };
        self.teller.tell(Happening::Exchanged(exchanged));
    }

    pub(super) fn polled(&self, step: usize, seen: &str, after: Duration) {
        let polled = Polled { test: self.test, step, after, seen: self.clean(seen) };
        self.teller.tell(Happening::Polled(polled));
    }

    pub(super) fn resent(&self, step: usize, number: u32, why: String, pause: Duration) {
        self.teller.tell(Happening::Resent(Resent { test: self.test, step, number, why, pause }));
    }

    /// Tells of a drift; whether the suite knows it is decided by what is told, since that is what the suite can hold.
    pub(super) fn drifted(&self, step: usize, drift: Drift, source: &str, known: &KnownDrift) -> Drifted {
        let Drift { answer, kind, path, value } = drift;
        let drift = Drift {
            answer,
            kind,
            path: self.clean(&path),
            value: self.beginning(&self.clean_at(&path, &value)),
        };
        let standing = if known.contains(&drift) { Standing::Known } else { Standing::New };
        let drifted = Drifted { test: self.test, step, drift, source: self.clean(source), standing };
        self.teller.tell(Happening::Drifted(drifted.clone()));
        drifted
    }

    /// The reference is told as it is: whoever cleans up behind the run has to send it.
    pub(super) fn session_created(&self, step: usize, scan_ref: &str) {
        self.teller.sessions.set(self.teller.sessions.get() + 1);
        let created = SessionCreated { test: self.test, step, scan_ref: scan_ref.to_owned() };
        self.teller.tell(Happening::SessionCreated(created));
    }

    /// Tells of a delivery: of one of this test's, or of one for nobody.
    pub(super) fn delivered(&self, whose: Whose, filed: &Filed, signature: SignatureState) {
        let delivery = &filed.delivery;
        self.learn_contents(&delivery.contents());
        let delivered = Delivered {
            test: (whose == Whose::Own).then_some(self.test),
            number: delivery.number,
            arrived: delivery.arrived.saturating_duration_since(self.teller.start),
            event_type: delivery.event_type.as_deref().map(|event| self.clean(event)),
            scan_ref: delivery.scan_ref().map(|scan_ref| self.clean(scan_ref)),
            headers: self.headers(&delivery.headers),
            body: self.body(&delivery.body),
            signature,
            answered: filed.reply.status,
            repeats: filed.repeats,
        };
        self.teller.tell(Happening::Delivered(delivered));
    }

    /// The journal of what has to be cleaned up loses it.
    pub(super) fn session_deleted(&self, step: usize, scan_ref: &str) {
        let deleted = SessionDeleted { test: self.test, step, scan_ref: scan_ref.to_owned() };
        self.teller.tell(Happening::SessionDeleted(deleted));
    }

    fn cleaned(&self, text: String) -> String {
        self.redactor.borrow().redact_owned(text)
    }

    pub(super) fn clean(&self, text: &str) -> String {
        self.redactor.borrow().redact(text).into_owned()
    }

    /// What is said of the value at a path.
    pub(super) fn clean_at(&self, path: &str, text: &str) -> String {
        self.redactor.borrow().redact_at(path, text).into_owned()
    }

    /// The beginning of a value, secrets taken out first: half of one is not found any more.
    pub(super) fn beginning(&self, value: &str) -> String {
        let shown = self.clean(value);
        match shown.char_indices().nth(LONGEST_VALUE) {
            None => shown,
            Some((end, _)) => format!("{}…", &shown[..end]),
        }
    }

    fn learn_contents(&self, contents: &Contents) {
        let mut redactor = self.redactor.borrow_mut();
        match &contents.json {
            Some(json) => redactor.learn_fields(json),
            None => redactor.learn_fields_of_text(&contents.text()),
        }
        redactor.learn_headers(&contents.headers);
    }

    /// What a request holds is secret before it is sent: what goes wrong with it may quote it.
    pub(super) fn learn_request(&self, request: &Request) {
        let mut redactor = self.redactor.borrow_mut();
        if let Ok(json) = serde_json::from_slice::<Json>(&request.body) {
            redactor.learn_fields(&json);
        }
        let form = request.headers.iter().any(|(name, value)| {
            name == "content-type" && value.starts_with("application/x-www-form-urlencoded")
        });
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        let body = if form { String::from_utf8_lossy(&request.body) } else { "".into() };
        for pairs in [query, &body] {
            redactor.learn_fields(&named_values(pairs));
        }
        redactor.learn_headers(&request.headers);
    }

    fn received(&self, answer: &Answer) -> ReceivedAnswer {
        ReceivedAnswer {
            status: answer.status,
            headers: self.headers(&answer.headers),
            body: self.body(&answer.body),
        }
    }

    fn headers(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        let redactor = self.redactor.borrow();
        headers
            .iter()
            .map(|(name, value)| (name.clone(), redactor.redact_header(name, value).into_owned()))
            .collect()
    }

    fn body(&self, body: &[u8]) -> BodyText {
        // Most bodies are what they should be, and that is seen faster than what is not can be replaced.
        let text = str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed);
        let mut text = self.clean_beginning(&text);
        let cut = text.len() > LONGEST_BODY;
        text.truncate(text.floor_char_boundary(LONGEST_BODY));
        BodyText { text, bytes: body.len(), cut }
    }

    /// More than [`LONGEST_BODY`] bytes of a longer text, redacted. It is cut behind the redaction, because half a
    /// secret is not found any more: what a first cut has halved lies where the second one takes it away.
    fn clean_beginning(&self, text: &str) -> String {
        let kept = LONGEST_BODY + self.redactor.borrow().longest();
        let first = text.floor_char_boundary(kept.saturating_mul(2));
        let beginning = self.clean(&text[..first]);
        if first == text.len() || beginning.len() > kept { beginning } else { self.clean(text) }
    }

    fn outcome(&self, end: StepEnd) -> StepOutcome {
        match end {
            StepEnd::Passed => StepOutcome::Passed,
            StepEnd::Failed(fault) => StepOutcome::Failed(fault.map(|fault| self.failure(fault))),
            StepEnd::Errored(trouble) => StepOutcome::Errored(self.trouble(trouble)),
            StepEnd::NotRun(reason) => StepOutcome::NotRun(self.cleaned(reason)),
        }
    }

    fn failure(&self, fault: Fault) -> Failure {
        Failure {
            message: self.cleaned(fault.message),
            hint: fault.hint.map(|hint| self.cleaned(hint)),
            details: fault.details.into_iter().map(|line| self.cleaned(line)).collect(),
            place: fault.place.map(|place| self.written(&place)),
        }
    }

    fn trouble(&self, trouble: Trouble) -> Trouble {
        Trouble {
            kind: trouble.kind,
            message: self.cleaned(trouble.message),
            causes: trouble.causes.into_iter().map(|cause| self.cleaned(cause)).collect(),
            hint: trouble.hint.map(|hint| self.cleaned(hint)),
        }
    }

    fn point(&self, point: PathPoint) -> PathPoint {
        let PathPoint { seen, after, times } = point;
        PathPoint { seen: self.cleaned(seen), after, times }
    }

    fn checked(&self, verdict: Verdict) -> Checked {
        Checked {
            subject: self.cleaned(verdict.subject),
            basis: self.basis(verdict.basis),
            mismatch: verdict.mismatch.map(|mismatch| self.missed(mismatch)),
        }
    }

    fn basis(&self, basis: Basis<Place>) -> Basis {
        match basis {
            Basis::Written(place) => Basis::Written(self.written(&place)),
            Basis::Success => Basis::Success,
            Basis::Contract { rule, source } => {
                Basis::Contract { rule: self.cleaned(rule), source: self.cleaned(source) }
            }
            Basis::Snapshot { file, place } => {
                Basis::Snapshot { file: self.cleaned(file), place: self.written(&place) }
            }
        }
    }

    fn missed(&self, mismatch: Mismatch) -> Missed {
        Missed {
            path: self.clean(&mismatch.path),
            expected: self.clean_at(&mismatch.path, &mismatch.expected),
            actual: self.clean_at(&mismatch.path, &mismatch.actual),
            difference: mismatch.difference.map(|text| self.clean_at(&mismatch.path, &text)),
            hint: mismatch.hint.map(|hint| self.cleaned(hint)),
        }
    }

    fn written(&self, place: &Place) -> WrittenPlace {
        written::place(place, &self.redactor.borrow())
    }
}

/// What a step leaves behind besides its end.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) checks: Vec<Verdict>,
    pub(super) path: Vec<PathPoint>,
    /// The number of the delivery that the step took.
    pub(super) delivery: Option<usize>,
}

/// `a=1&b=2` as an object, in which redacted names are looked for like in any body.
fn named_values(pairs: &str) -> Json {
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let pairs = pairs.split('&').filter_map(|pair| pair.split_once('='));
    // A list of objects, because a name may come more than once.
    pairs.map(|(name, value)| serde_json::json!({ decoded(name): decoded(value) })).collect()
}
