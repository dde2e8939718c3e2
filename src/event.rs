//! What happened during a run, in order: all that `run` and `report` share. No event holds a secret.

mod webhook;

use std::time::Duration;

pub use webhook::{Astray, Delivered, SignatureState, TurnedAway};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Since the run's start, in the run's own time.
    pub at: Duration,
    /// What it was.
    pub what: Happening,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// The first event of every run.
    RunStarted(RunStarted),
    /// A test begins; skipped ones have only this and their end.
    TestStarted(TestStarted),
    /// A step begins.
    StepStarted(StepStarted),
    /// A request was answered, or could not be.
    Exchanged(Exchanged),
    /// A poll saw a status, or no answer.
    Polled(Polled),
    /// A request was not let through by the service or the way to it, and is sent again.
    Resent(Resent),
    /// The API made a verification session.
    SessionCreated(SessionCreated),
    /// The API deleted a verification session.
    SessionDeleted(SessionDeleted),
    /// A webhook arrived.
    Delivered(Delivered),
    /// Posts that the inbox did not take, counted when the run ends.
    TurnedAway(TurnedAway),
    /// An answer held something that the API's documents do not name.
    Drifted(Drifted),
    /// A step ended, or was not run.
    StepFinished(StepFinished),
    /// A test ended.
    TestFinished(TestFinished),
    /// The last event of every run that ended in order.
    RunFinished(RunFinished),
}

/// The head of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunStarted {
    /// idvet's version.
    pub version: String,
    /// `run.id`: in virtual time made from the seed.
    pub run_id: String,
    /// `run.seed`.
    pub seed: u64,
    /// The environment's name.
    pub environment: String,
    /// Its kind, such as `DEV`.
    pub kind: String,
    /// Its address, or `embedded emulator`.
    pub address: String,
    /// Which clock the run goes by.
    pub clock: Clock,
    /// When it started by the run's clock, RFC 3339 in UTC.
    pub started: String,
    /// When it started by the wall clock, RFC 3339 in UTC.
    pub wall_started: String,
    /// How many tests will be begun, those that will be skipped among them.
    pub tests: usize,
    /// How many the selection left out.
    pub deselected: usize,
    /// Tests side by side.
    pub jobs: usize,
    /// Which part of the selected tests this run has, where it has only a part.
    pub shard: Option<Shard>,
    /// What a flaky test means for the verdict.
    pub flaky: Flaky,
}

/// A part of the selected tests; the other parts are carried out by other runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub index: usize,
    /// Of how many.
    pub total: usize,
    /// How many tests all parts have together.
    pub tests: usize,
    /// A digest over the ids of all parts' tests: parts of one whole have the same.
    pub whole: String,
}

/// What a flaky test means for the verdict of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flaky {
    /// It is told, and the run passes.
    #[default]
    Allowed,
    /// The run fails.
    Denied,
}

/// Which clock a run goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Waiting costs nothing.
    Virtual,
    /// The wall's.
    Real,
}

/// The head of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestStarted {
    /// Its number in the plan, from 0, in that of all shards where there are some: what later events call it by.
    pub test: usize,
    /// Its id.
    pub id: String,
    /// Its name, filled in.
    pub name: String,
    /// Its file, from the suite's root.
    pub file: String,
    /// The line of its scenario.
    pub line: usize,
    /// Its tags.
    pub tags: Vec<String>,
    /// The kind of environment it speaks to.
    pub kind: String,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

/// The head of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepStarted {
    /// Its test.
    pub test: usize,
    /// Its number, from 1; those of a flow follow that of its `use`, and those of `finally` go on counting.
    pub step: usize,
    /// Its name, or verb and gist.
    pub name: String,
    /// Its verb.
    pub verb: String,
    /// The line it begins at, in the flow's file where it is a step of one.
    pub line: usize,
    /// Whether it stands under `steps` or `finally`; a step of a flow, where the flow is used.
    pub part: Part,
    /// The flow that it is a step of, where it is one.
    pub within: Option<Within>,
}

/// The flow that a step belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Within {
    /// The number of the `use` step: the next step on the way out.
    pub step: usize,
    /// The flow's file, from the suite's root.
    pub file: String,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Under `steps`.
    Steps,
    /// Under `finally`.
    Finally,
}

/// A request and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchanged {
    /// Its test.
    pub test: usize,
    /// Its step.
    pub step: usize,
    /// What was sent.
    pub request: SentRequest,
    /// What came back, or why nothing did.
    pub result: Result<ReceivedAnswer, Trouble>,
    /// How long it took.
    pub took: Duration,
}

/// A request as an event holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct SentRequest {
    /// `POST`, ...
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Its headers; credentials replaced.
    pub headers: Vec<(String, String)>,
    /// Its body as text, redacted, and cut where it is long.
    pub body: BodyText,
}

/// An answer as an event holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedAnswer {
    /// The status code.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body as text, redacted, and cut where it is long.
    pub body: BodyText,
}

/// A body as an event holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyText {
    /// The text, or its beginning.
    pub text: String,
    /// How many bytes the whole body has.
    pub bytes: usize,
    /// Whether `text` is only the beginning.
    pub cut: bool,
}

/// Why something could not be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Which sort: `connection refused`, `time-out`, `tls`, `dns`, ...
    pub kind: String,
    /// What happened, in a sentence.
    pub message: String,
    /// The causes below it, outermost first.
    pub causes: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
}

/// One try of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled {
    /// Its test.
    pub test: usize,
    /// Its step.
    pub step: usize,
    /// Since the step began.
    pub after: Duration,
    /// The status that was seen, or what there was in its place: `503`, `connection reset`.
    pub seen: String,
}

/// A request that is sent again by the policy of the transport (decisions.md C3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resent {
    /// Its test.
    pub test: usize,
    /// Its step.
    pub step: usize,
    /// Which repetition this is, from 1.
    pub number: u32,
    /// What the try before came to: `429`, `connection refused`.
    pub why: String,
    /// How long the pause before it is.
    pub pause: Duration,
}

/// A session that the API made; the journal of what a later clean-up has to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCreated {
    /// Its test.
    pub test: usize,
    /// Its step.
    pub step: usize,
    /// The session's `scanRef`.
    pub scan_ref: String,
}

/// A session that the API deleted: nobody has to clean it up any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionDeleted {
    /// Its test.
    pub test: usize,
    /// Its step.
    pub step: usize,
    /// The session's `scanRef`.
    pub scan_ref: String,
}

/// Something that the API's documents do not name, and do not forbid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drifted {
    /// Its test.
    pub test: usize,
    /// Its step.
    pub step: usize,
    /// What it is, as far as it is the same from run to run.
    pub drift: Drift,
    /// What the documents say there.
    pub source: String,
    /// Whether the suite knows it.
    pub standing: Standing,
}

/// A drift by what makes it the same one in another answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Drift {
    /// Which answer, by the name of its schema: `status`, `error`, `webhook-identification`.
    pub answer: String,
    /// Of which kind it is.
    pub kind: DriftKind,
    /// Where in the answer, any element of a list as `[*]`: `$.fraudTags[*]`.
    pub path: String,
    /// The value that is not named; empty where the key or its absence alone is meant.
    pub value: String,
}

/// How an answer can leave the documents without breaking them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DriftKind {
    /// A key that no document names.
    UnknownKey,
    /// A value outside of its vocabulary.
    UnknownValue,
    /// JSON that calls itself something else.
    ContentType,
    /// As another edition of the documents has it than the one in force.
    Edition,
}

impl DriftKind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 4] = [Self::UnknownKey, Self::UnknownValue, Self::ContentType, Self::Edition];

    /// Its words in reports, in the record and in a suite's list of known drift.
    pub fn words(self) -> &'static str {
        match self {
            Self::UnknownKey => "unknown key",
            Self::UnknownValue => "unknown value",
            Self::ContentType => "content type",
            Self::Edition => "other edition",
        }
    }
}

/// Whether a suite knows a drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands out.
    New,
    /// Somebody has accepted it: it stays quiet.
    Known,
}

/// The end of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepFinished {
    /// Its test.
    pub test: usize,
    /// Its number.
    pub step: usize,
    /// Its name, or verb and gist.
    pub name: String,
    /// The line it begins at, in the flow's file where it is a step of one.
    pub line: usize,
    /// Whether it stands under `steps` or `finally`; a step of a flow, where the flow is used.
    pub part: Part,
    /// The flow that it is a step of, where it is one.
    pub within: Option<Within>,
    /// How it ended.
    pub outcome: StepOutcome,
    /// Every expectation that was looked at.
    pub checks: Vec<Checked>,
    /// The statuses a poll saw.
    pub path: Vec<PathPoint>,
    /// The delivery that it took, by its number.
    pub delivery: Option<usize>,
    /// How long it took.
    pub took: Duration,
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq)]
pub enum StepOutcome {
    /// Everything held.
    Passed,
    /// Something did not hold: in `checks`, or the sentence here (a poll's time-out, a status that must never come).
    Failed(Option<Failure>),
    /// It could not be judged.
    Errored(Trouble),
    /// It was not carried out, and why; with the reason [`CUT_SHORT`] it was, up to an interrupt.
    NotRun(String),
}

/// Why a step that had begun has no outcome.
pub const CUT_SHORT: &str = "cut short by the interrupt";

impl StepOutcome {
    /// Whether the step had begun, and an interrupt ended it.
    pub fn is_cut_short(&self) -> bool {
        matches!(self, Self::NotRun(reason) if reason == CUT_SHORT)
    }
}

/// A failure that is no single expectation's.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What happened.
    pub message: String,
    /// What to look at.
    pub hint: Option<String>,
    /// What was seen instead, line by line.
    pub details: Vec<String>,
    /// Where in the scenario.
    pub place: Option<WrittenPlace>,
}

/// A point of a poll's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPoint {
    /// What was seen first then.
    pub seen: String,
    /// Since the step began.
    pub after: Duration,
    /// How often in a row.
    pub times: usize,
}

/// An expectation and how it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What was looked at.
    pub subject: String,
    /// Why it was expected.
    pub basis: Basis,
    /// `None`: it held.
    pub mismatch: Option<Missed>,
}

/// Why something was expected of an answer; `P` is how a place in the scenario is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis<P = WrittenPlace> {
    /// The author wrote it there.
    Written(P),
    /// It is what the verb's success means.
    Success,
    /// The API's documents say so.
    Contract {
        /// The constraint, as schema and place in it: `full-status#/properties/status/maxLength`.
        rule: String,
        /// Where the documents say so: `S0 full-status: status max 20`.
        source: String,
    },
    /// It is as it was when somebody accepted it.
    Snapshot {
        /// The accepted snapshot, from the suite's root.
        file: String,
        /// Where the scenario asks for it.
        place: P,
    },
}

impl<P> Basis<P> {
    /// Where it is written, if anywhere.
    pub fn place(&self) -> Option<&P> {
        match self {
            Self::Written(place) | Self::Snapshot { place, .. } => Some(place),
            Self::Success | Self::Contract { .. } => None,
        }
    }
}

/// What an expectation missed; the redacted form of a mismatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// What differs.
    pub path: String,
    /// What was expected.
    pub expected: String,
    /// What was there.
    pub actual: String,
    /// Line by line, where that helps.
    pub difference: Option<String>,
    /// What to look at.
    pub hint: Option<String>,
}

/// A place in a scenario with the text that stands there, so that it can be shown without the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenPlace {
    /// The file, from the suite's root.
    pub file: String,
    /// The first line, from 1.
    pub line: usize,
    /// The first character, from 1.
    pub column: usize,
    /// The lines it touches, whole, redacted; at most a few.
    pub text: String,
    /// The bytes of `text` that are meant.
    pub start: usize,
    /// The byte behind them.
    pub end: usize,
}

/// The end of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestFinished {
    /// Which.
    pub test: usize,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether another attempt follows: then this outcome is not yet the test's.
    pub retried: bool,
    /// Why, where it was skipped, interrupted, or ran out of time.
    pub reason: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Every step held.
    Passed,
    /// An expectation did not hold.
    Failed,
    /// It could not be judged.
    Errored,
    /// It failed or could not be judged, and then passed in another attempt.
    Flaky,
    /// Not for this environment.
    Skipped,
    /// The run ended first, while it was under way.
    Interrupted,
    /// The run ended before it began.
    NotRun,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFinished {
    /// Whether somebody ended it before its time.
    pub interrupted: bool,
    /// Requests sent.
    pub requests: usize,
    /// Sessions created.
    pub sessions: usize,
    /// How long it took.
    pub took: Duration,
}
