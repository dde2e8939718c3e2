//! What a line of the record holds. Times are whole microseconds.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the record's form; raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 1;

/// A line: when, and what.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Line<'e> {
    /// Since the run's start, in the run's own time, in microseconds.
    pub(super) at_us: u64,
    /// What happened.
    #[serde(flatten)]
    pub(super) what: What<'e>,
}

pub(super) type Text<'e> = Cow<'e, str>;

/// What happened; `event` tells which.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum What<'e> {
    /// The first line of every record.
    RunStarted {
        /// The version of the record's form.
        format: u32,
        /// idvet's version.
        version: Text<'e>,
        /// The run's id; in virtual time made from the seed.
        run_id: Text<'e>,
        /// The seed of all randomness.
        seed: u64,
        /// The environment's name.
        environment: Text<'e>,
        /// The environment's kind: DEV, DEMO, TEST or PROD.
        kind: Text<'e>,
        /// The environment's address, or `embedded emulator`.
        address: Text<'e>,
        /// `virtual` or `real`.
        clock: Text<'e>,
        /// When the run started by its own clock, RFC 3339.
        started: Text<'e>,
        /// When the run started by the wall clock, RFC 3339.
        wall_started: Text<'e>,
        /// How many tests it has.
        tests: usize,
        /// How many tests the selection left out.
        deselected: usize,
        /// How many tests ran side by side.
        jobs: usize,
        /// Which part of the selected tests this is, where it is only a part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shard: Option<Shard<'e>>,
        /// Whether a flaky test fails the run.
        #[serde(default, skip_serializing_if = "is_false")]
        deny_flaky: bool,
    },
    /// A test begins.
    TestStarted {
        /// Its number, from 0, by which later lines call it.
        test: usize,
        /// Its id, stable from run to run.
        id: Text<'e>,
        /// Its name.
        name: Text<'e>,
        /// Its file, from the suite's root.
        file: Text<'e>,
        /// The line of its scenario.
        line: usize,
        /// Its tags.
        tags: Vec<Text<'e>>,
        /// The kind of environment it speaks to.
        kind: Text<'e>,
        /// Which attempt this is, from 1.
        attempt: u32,
    },
    /// A step begins.
    StepStarted {
        /// Its test.
        test: usize,
        /// Its number, from 1.
        step: usize,
        /// Its name.
        name: Text<'e>,
        /// Its verb.
        verb: Text<'e>,
        /// Its line, in `file` where that is there.
        line: usize,
        /// `steps` or `finally`.
        part: Text<'e>,
        /// Of a step of a flow: the number of the step that uses the flow.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<usize>,
        /// Of a step of a flow: the flow's file, from the suite's root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<Text<'e>>,
    },
    /// A request was answered, or could not be.
    Exchanged {
        /// Its test.
        test: usize,
        /// Its step.
        step: usize,
        /// What was sent.
        request: Sent<'e>,
        /// What came back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<Received<'e>>,
        /// Why nothing came back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trouble: Option<Trouble<'e>>,
        /// How long it took.
        took_us: u64,
    },
    /// A poll asked once.
    Polled {
        /// Its test.
        test: usize,
        /// Its step.
        step: usize,
        /// Since the step began.
        after_us: u64,
        /// The status it saw, or what there was in its place.
        seen: Text<'e>,
    },
    /// A request is sent again by the policy of the transport.
    Resent {
        /// Its test.
        test: usize,
        /// Its step.
        step: usize,
        /// Which repetition this is, from 1.
        number: u32,
        /// What the try before came to.
        why: Text<'e>,
        /// How long the pause before it is.
        pause_us: u64,
    },
    /// The API made a session.
    SessionCreated {
        /// Its test.
        test: usize,
        /// Its step.
        step: usize,
        /// Its `scanRef`.
        scan_ref: Text<'e>,
    },
    /// The API deleted a session.
    SessionDeleted {
        /// Its test.
        test: usize,
        /// Its step.
        step: usize,
        /// Its `scanRef`.
        scan_ref: Text<'e>,
    },
    /// A webhook arrived.
    Delivered(Box<Delivery<'e>>),
    /// Posts that the inbox did not take.
    TurnedAway {
        /// Why.
        reason: Text<'e>,
        /// How many.
        count: usize,
    },
    /// An answer held something that the API's documents do not name.
    Drifted {
        /// Its test.
        test: usize,
        /// Its step.
        step: usize,
        /// Which answer, by the name of its schema.
        answer: Text<'e>,
        /// `unknown key`, `unknown value`, `content type` or `other edition`.
        kind: Text<'e>,
        /// Where in the answer.
        path: Text<'e>,
        /// The value that is not named; empty where the key alone is meant.
        value: Text<'e>,
        /// What the documents say there.
        source: Text<'e>,
        /// Whether the suite's `contract.yaml` names it.
        known: bool,
    },
    /// A step ended, or was not run.
    StepFinished(Box<Finished<'e>>),
    /// A test ended.
    TestFinished {
        /// Which.
        test: usize,
        /// Which attempt, from 1.
        attempt: u32,
        /// `passed`, `failed`, `errored`, `flaky`, `skipped`, `interrupted` or `not_run`.
        outcome: Text<'e>,
        /// Whether another attempt follows: then this outcome is not yet the test's.
        #[serde(default, skip_serializing_if = "is_false")]
        retried: bool,
        /// Why, where it was skipped, interrupted, or ran out of time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text<'e>>,
        /// How long it took.
        took_us: u64,
    },
    /// The last line of a run that ended in order.
    RunFinished {
        /// Whether somebody ended it before its time.
        interrupted: bool,
        /// Requests sent.
        requests: usize,
        /// Sessions created.
        sessions: usize,
        /// How long it took.
        took_us: u64,
    },
}

/// A part of the selected tests.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Shard<'e> {
    /// Which part, from 1.
    pub(super) index: usize,
    /// Of how many.
    pub(super) total: usize,
    /// How many tests all parts have together.
    pub(super) tests: usize,
    /// A digest over the ids of all parts' tests.
    pub(super) whole: Text<'e>,
}

/// A webhook that arrived.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Delivery<'e> {
    /// The test whose session it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) test: Option<usize>,
    /// Its number among the deliveries of the run, from 1.
    pub(super) number: usize,
    /// When it arrived, since the run's start.
    pub(super) arrived_us: u64,
    /// Its `Idenfy-Event-Type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) event_type: Option<Text<'e>>,
    /// The session that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scan_ref: Option<Text<'e>>,
    pub(super) headers: Vec<(Text<'e>, Text<'e>)>,
    pub(super) body: Body<'e>,
    /// `valid`, `invalid`, `absent` or `unchecked`.
    pub(super) signature: Text<'e>,
    /// The status it was answered with.
    pub(super) answered: u16,
    /// The delivery with the same bytes that came before it, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repeats: Option<usize>,
}

/// A step's end.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Finished<'e> {
    /// Its test.
    pub(super) test: usize,
    /// Its number, from 1.
    pub(super) step: usize,
    /// Its name.
    pub(super) name: Text<'e>,
    /// Its line, in `file` where that is there.
    pub(super) line: usize,
    /// `steps` or `finally`.
    pub(super) part: Text<'e>,
    /// Of a step of a flow: the number of the step that uses the flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) within: Option<usize>,
    /// Of a step of a flow: the flow's file, from the suite's root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<Text<'e>>,
    /// `passed`, `failed`, `errored` or `not_run`.
    pub(super) outcome: Text<'e>,
    /// Why it was not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Text<'e>>,
    /// A failure that is no single expectation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<Failure<'e>>,
    /// Why it could not be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) trouble: Option<Trouble<'e>>,
    /// Every expectation that was looked at.
    pub(super) checks: Vec<Check<'e>>,
    /// The statuses that a poll saw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) path: Vec<Point<'e>>,
    /// The delivery that it took, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) delivery: Option<usize>,
    /// How long it took.
    pub(super) took_us: u64,
}

/// A request.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Sent<'e> {
    pub(super) method: Text<'e>,
    pub(super) url: Text<'e>,
    pub(super) headers: Vec<(Text<'e>, Text<'e>)>,
    pub(super) body: Body<'e>,
}

/// An answer.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Received<'e> {
    pub(super) status: u16,
    pub(super) headers: Vec<(Text<'e>, Text<'e>)>,
    pub(super) body: Body<'e>,
}

/// A body as text.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Body<'e> {
    /// The text, or its beginning.
    pub(super) text: Text<'e>,
    /// How many bytes the whole body has.
    pub(super) bytes: usize,
    /// Whether `text` is only the beginning.
    pub(super) cut: bool,
}

/// Why something could not be carried out.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Trouble<'e> {
    /// Which sort.
    pub(super) kind: Text<'e>,
    /// What happened.
    pub(super) message: Text<'e>,
    /// The causes below it, outermost first.
    pub(super) causes: Vec<Text<'e>>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<Text<'e>>,
}

/// A failure.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Failure<'e> {
    pub(super) message: Text<'e>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<Text<'e>>,
    /// What was seen instead, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) details: Vec<Text<'e>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<Place<'e>>,
}

/// An expectation and how it went: it held where `mismatch` is missing.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Check<'e> {
    pub(super) subject: Text<'e>,
    /// Why it was expected; `basis` tells which.
    #[serde(flatten)]
    pub(super) basis: Basis<'e>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mismatch: Option<Mismatch<'e>>,
}

/// Why something was expected; `basis` tells which.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub(super) enum Basis<'e> {
    /// The author wrote it.
    Written {
        /// Where.
        place: Place<'e>,
    },
    /// It is what the verb's success means.
    Success,
    /// The API's documents say so.
    Contract {
        /// The constraint, as schema and place in it.
        rule: Text<'e>,
        /// Where the documents say so.
        source: Text<'e>,
    },
    /// It is as it was when somebody accepted it.
    Snapshot {
        /// The accepted snapshot, from the suite's root.
        file: Text<'e>,
        /// Where the scenario asks for it.
        place: Place<'e>,
    },
}

/// What an expectation missed.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Mismatch<'e> {
    pub(super) path: Text<'e>,
    pub(super) expected: Text<'e>,
    pub(super) actual: Text<'e>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) difference: Option<Text<'e>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<Text<'e>>,
}

/// A place in a scenario, with the lines that stand there.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Place<'e> {
    pub(super) file: Text<'e>,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) text: Text<'e>,
    /// The first byte of `text` that is meant.
    pub(super) start: usize,
    /// The byte behind the last one.
    pub(super) end: usize,
}

/// A point of a poll's path.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Point<'e> {
    pub(super) seen: Text<'e>,
    pub(super) after_us: u64,
    /// How often in a row.
    pub(super) times: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
