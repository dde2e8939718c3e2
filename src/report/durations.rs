//! How long the tests of a run took, for the file by which later runs are divided into shards of like length.

use std::{
    io::{self, Write},
    time::Duration,
};

use super::{Attempt, Results, TestResult};
use crate::{
    event::{Clock, Happening, Outcome},
    plan::Durations,
};

/// What a request costs where waiting costs nothing.
const VIRTUAL_REQUEST: Duration = Duration::from_millis(1);

/// What each test that was carried out to its end cost, all its attempts together. In virtual time that is no time, so a
/// test counts as a millisecond for each of its requests. Cases over a masked field share one id, and so the time of the
/// longest of them.
pub fn durations(results: &Results) -> Durations {
    let clock = results.summary.head.as_ref().map_or(Clock::Real, |head| head.clock);
    let ended = results.tests.iter().filter(|test| ended(test.outcome()));
    ended.map(|test| (test.test().id.clone(), cost(test, clock))).collect()
}

/// Writes the file.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, writer: &mut dyn Write) -> io::Result<()> {
    writer.write_all(durations(results).to_text().as_bytes())
}

fn ended(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Passed | Outcome::Failed | Outcome::Errored | Outcome::Flaky => true,
        Outcome::Skipped | Outcome::Interrupted | Outcome::NotRun => false,
    }
}

fn cost(test: &TestResult, clock: Clock) -> Duration {
    match clock {
        Clock::Real => test.attempts.iter().map(Attempt::took).sum(),
        Clock::Virtual => VIRTUAL_REQUEST * u32::try_from(requests(test)).unwrap_or(u32::MAX),
    }
}

fn requests(test: &TestResult) -> usize {
    let steps = test.attempts.iter().flat_map(|attempt| &attempt.steps);
    let moments = steps.flat_map(|step| &step.moments);
    moments.filter(|moment| matches!(moment.what, Happening::Exchanged(_))).count()
}
