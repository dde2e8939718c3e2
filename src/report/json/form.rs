//! What the JSON report holds. Times are whole microseconds, as in the record.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

/// The version of the report's form; raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 1;

/// A report: one run, or several that were merged.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report<'r> {
    /// The version of the report's form.
    pub(super) format: u32,
    /// The version of idvet that wrote it.
    pub(super) idvet: &'static str,
    /// `passed`, `failed`, `errored`, `nothing_ran` or `interrupted`.
    pub(super) verdict: &'static str,
    /// The exit code that belongs to the verdict.
    pub(super) exit_code: u8,
    /// The runs, those that were merged in the order of their parts.
    pub(super) runs: Vec<Run<'r>>,
    /// How many tests ended in which way, and what that cost.
    pub(super) totals: Totals,
    /// The parts of the whole that no record was given of.
    pub(super) missing_shards: Vec<usize>,
    /// The tests in the order of the plan.
    pub(super) tests: Vec<Test<'r>>,
    /// The slowest tests, the slowest first.
    pub(super) slowest: Vec<Slow<'r>>,
    /// What the documents do not name and the suite does not know, once each.
    pub(super) drift: Vec<Drift<'r>>,
    /// How often drift was met that the suite knows.
    pub(super) known_drift: usize,
    /// Webhooks about sessions that no test has made.
    pub(super) strays: Vec<Delivery<'r>>,
    /// Posts that the inbox did not take.
    pub(super) turned_away: Vec<TurnedAway<'r>>,
}

/// The head of a run.
#[derive(Serialize, JsonSchema)]
pub(super) struct Run<'r> {
    /// Its id; in virtual time made from the seed.
    #[serde(rename = "run_id")]
    pub(super) id: &'r str,
    /// idvet's version.
    pub(super) version: &'r str,
    /// The seed of all randomness.
    pub(super) seed: u64,
    /// The environment's name.
    pub(super) environment: &'r str,
    /// The environment's kind: DEV, DEMO, TEST or PROD.
    pub(super) kind: &'r str,
    /// The environment's address, or `embedded emulator`.
    pub(super) address: &'r str,
    /// `virtual` or `real`.
    pub(super) clock: &'static str,
    /// When it started by its own clock, RFC 3339.
    pub(super) started: &'r str,
    /// When it started by the wall clock, RFC 3339.
    pub(super) wall_started: &'r str,
    /// How many tests ran side by side.
    pub(super) jobs: usize,
    /// Which part of the selected tests it had, where it had only a part.
    pub(super) shard: Option<Shard>,
}

/// A part of the selected tests.
#[derive(Serialize, JsonSchema)]
pub(super) struct Shard {
    /// Which part, from 1.
    pub(super) index: usize,
    /// Of how many.
    pub(super) total: usize,
}

/// Counts over all tests, each by its last attempt.
#[derive(Serialize, JsonSchema)]
pub(super) struct Totals {
    /// How many tests there are: the sum of the eight that follow.
    pub(super) tests: usize,
    pub(super) passed: usize,
    pub(super) failed: usize,
    /// Those that could not be judged.
    pub(super) errored: usize,
    /// Those that passed after an attempt that had not.
    pub(super) flaky: usize,
    pub(super) skipped: usize,
    /// Those that the run's end came in between of.
    pub(super) interrupted: usize,
    /// Those that the run's end came before, as it says itself.
    pub(super) not_run: usize,
    /// Those that nothing is known of: the run was killed, or a part is missing. They are not among `tests` of the report.
    pub(super) not_begun: usize,
    /// How many tests the selection left out; they are not counted above.
    pub(super) deselected: usize,
    /// Requests sent.
    pub(super) requests: usize,
    /// Sessions created.
    pub(super) sessions: usize,
    /// How long the run took, by its clock; of several runs the longest.
    pub(super) took_us: u64,
}

/// A test.
#[derive(Serialize, JsonSchema)]
pub(super) struct Test<'r> {
    /// Its id, stable from run to run.
    pub(super) id: &'r str,
    /// Its name.
    pub(super) name: &'r str,
    /// Its file, from the suite's root.
    pub(super) file: &'r str,
    /// The line of its scenario.
    pub(super) line: usize,
    /// Its tags.
    pub(super) tags: &'r [String],
    /// The kind of environment that it speaks to.
    pub(super) kind: &'r str,
    /// Which of `runs` it is of, from 0.
    pub(super) run: usize,
    /// `passed`, `failed`, `errored`, `flaky`, `skipped`, `interrupted` or `not_run`.
    pub(super) outcome: &'static str,
    /// Why, where it was skipped, interrupted, or ran out of time.
    pub(super) reason: Option<&'r str>,
    /// How long all its attempts took together.
    pub(super) took_us: u64,
    /// Its attempts in order; the last one counts.
    pub(super) attempts: Vec<Attempt<'r>>,
}

/// One carrying out of a test.
#[derive(Serialize, JsonSchema)]
pub(super) struct Attempt<'r> {
    /// Its number, from 1.
    #[serde(rename = "attempt")]
    pub(super) number: u32,
    /// `passed`, `failed`, `errored`, `flaky`, `skipped`, `interrupted` or `not_run`.
    pub(super) outcome: &'static str,
    /// Why, where it was skipped, interrupted, or ran out of time.
    pub(super) reason: Option<&'r str>,
    /// How long it took.
    pub(super) took_us: u64,
    /// Its steps in order.
    pub(super) steps: Vec<Step<'r>>,
    /// The webhooks about its sessions.
    pub(super) deliveries: Vec<Delivery<'r>>,
}

/// A step.
#[derive(Serialize, JsonSchema)]
pub(super) struct Step<'r> {
    /// Its number, from 1.
    #[serde(rename = "step")]
    pub(super) number: usize,
    /// Its name.
    pub(super) name: &'r str,
    /// Its verb; missing where it was not run.
    pub(super) verb: Option<&'r str>,
    /// Its file, from the suite's root: that of the flow where it is a step of one.
    pub(super) file: &'r str,
    /// Its line in that file.
    pub(super) line: usize,
    /// Whether it stands under `steps` or `finally`.
    pub(super) part: &'static str,
    /// `passed`, `failed`, `errored`, `not_run` or `interrupted`.
    pub(super) outcome: &'static str,
    /// Why it was not run, could not be judged, or failed where that is no single expectation's.
    pub(super) reason: Option<Cow<'r, str>>,
    /// How long it took.
    pub(super) took_us: u64,
    /// How many expectations held.
    pub(super) held: usize,
    /// Those that did not.
    pub(super) missed: Vec<Missed<'r>>,
    /// The statuses that a poll saw.
    pub(super) path: Vec<Point<'r>>,
    /// The delivery that it took, by its number.
    pub(super) delivery: Option<usize>,
    /// How often a request was sent again by the policy of the transport.
    pub(super) resent: usize,
    /// How many requests were answered, or could not be.
    pub(super) exchanges: usize,
}

/// An expectation that did not hold.
#[derive(Serialize, JsonSchema)]
pub(super) struct Missed<'r> {
    /// What was looked at.
    pub(super) subject: &'r str,
    /// Why it was expected: `written`, `success`, `contract` or `snapshot`.
    pub(super) basis: &'static str,
    /// What differs.
    pub(super) path: &'r str,
    /// What was expected.
    pub(super) expected: &'r str,
    /// What was there.
    pub(super) actual: &'r str,
    /// Line by line, where that helps.
    pub(super) difference: Option<&'r str>,
    /// What to look at.
    pub(super) hint: Option<&'r str>,
    /// Where it is written.
    pub(super) place: Option<Place<'r>>,
    /// What the documents say, or the accepted snapshot's file.
    pub(super) source: Option<&'r str>,
}

/// A place in a scenario.
#[derive(Serialize, JsonSchema)]
pub(super) struct Place<'r> {
    /// The file, from the suite's root.
    pub(super) file: &'r str,
    /// The line, from 1.
    pub(super) line: usize,
    /// The character, from 1.
    pub(super) column: usize,
}

/// A point of a poll's path.
#[derive(Serialize, JsonSchema)]
pub(super) struct Point<'r> {
    pub(super) seen: &'r str,
    /// Since the step began.
    pub(super) after_us: u64,
    /// How often in a row.
    pub(super) times: usize,
}

/// A webhook that arrived.
#[derive(Serialize, JsonSchema)]
pub(super) struct Delivery<'r> {
    /// Its number among the deliveries of its run, from 1.
    pub(super) number: usize,
    /// When it arrived, since the run's start.
    pub(super) arrived_us: u64,
    /// Its `Idenfy-Event-Type`.
    pub(super) event_type: Option<&'r str>,
    /// The session that it names.
    pub(super) scan_ref: Option<&'r str>,
    /// `valid`, `invalid`, `absent` or `unchecked`.
    pub(super) signature: &'static str,
    /// The status that it was answered with.
    pub(super) answered: u16,
    /// The delivery with the same bytes that came before it, by its number.
    pub(super) repeats: Option<usize>,
}

/// Posts that the inbox did not take.
#[derive(Serialize, JsonSchema)]
pub(super) struct TurnedAway<'r> {
    /// Why.
    pub(super) reason: &'r str,
    /// How many.
    pub(super) count: usize,
}

/// A slow test.
#[derive(Serialize, JsonSchema)]
pub(super) struct Slow<'r> {
    pub(super) id: &'r str,
    pub(super) took_us: u64,
}

/// What the documents do not name.
#[derive(Serialize, JsonSchema)]
pub(super) struct Drift<'r> {
    /// Which answer, by the name of its schema.
    pub(super) answer: &'r str,
    /// `unknown key`, `unknown value`, `content type` or `other edition`.
    pub(super) kind: &'static str,
    /// Where in the answer.
    pub(super) path: &'r str,
    /// The value that is not named; empty where the key alone is meant.
    pub(super) value: &'r str,
    /// What the documents say there.
    pub(super) source: &'r str,
    /// In how many steps it was met.
    pub(super) count: usize,
    /// The id of the test that met it first.
    pub(super) first: &'r str,
}
