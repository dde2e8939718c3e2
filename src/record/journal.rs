//! What a record says of sessions: which ones a run made and did not delete. It reads only the lines that tell of them,
//! so that the bodies of a long run cost nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::read::{ReadError, read_lines};
use crate::{
    event::{Happening, RunStarted},
    vocabulary::{self, Effect},
};

/// The events that a journal is made of, as they stand in a line. No text inside of a line can hold them: its
/// quotation marks are escaped.
const EVENTS: [&str; 6] = [
    r#""event":"run_started""#,
    r#""event":"test_started""#,
    r#""event":"step_started""#,
    r#""event":"session_created""#,
    r#""event":"session_deleted""#,
    r#""event":"run_finished""#,
];

/// The events that tell what became of a call.
const CALLS: [&str; 4] = [
    r#""event":"step_started""#,
    r#""event":"exchanged""#,
    r#""event":"resent""#,
    r#""event":"step_finished""#,
];

/// Troubles in which a request reached nobody who could have done what it asks for.
const NEVER_ARRIVED: [&str; 3] = ["connection refused", "dns", "tls"];

/// A step: the number of its test, and its own.
type Step = (usize, usize);

/// The sessions of a run.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// The run's head; `None` of a record that was never begun.
    pub head: Option<RunStarted>,
    /// The sessions that the run made and did not delete, in the order in which they were made.
    pub left: Vec<LeftSession>,
    /// How many creating calls had no answer: whether there is a session of theirs nobody knows.
    pub unanswered: usize,
    /// Whether the run ended in order.
    pub ended: bool,
}

/// A session that a run left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftSession {
    /// Its `scanRef`.
    pub scan_ref: String,
    /// The id of the test that made it.
    pub test: String,
}

/// Reads the journal of a record.
///
/// # Errors
/// A line of it is none of a record, or of a record of another form.
pub fn journal(record: &str) -> Result<Journal, ReadError> {
    let events = read_lines(record, |line| EVENTS.iter().any(|event| line.contains(event)))?;
    let mut journal = Journal::default();
    let mut ids: BTreeMap<usize, String> = BTreeMap::new();
    let mut creating: BTreeMap<Step, usize> = BTreeMap::new();
    for event in events {
        match event.what {
            Happening::RunStarted(head) => journal.head = Some(head),
            Happening::TestStarted(test) => {
                ids.insert(test.test, test.id);
            }
            Happening::StepStarted(step) if creates(&step.verb) => {
                *creating.entry((step.test, step.step)).or_default() += 1;
            }
            Happening::SessionCreated(made) => {
                if let Some(calls) = creating.get_mut(&(made.test, made.step)) {
                    *calls = calls.saturating_sub(1);
                }
                let test = ids.get(&made.test).cloned().unwrap_or_default();
                journal.left.push(LeftSession { scan_ref: made.scan_ref, test });
            }
            Happening::SessionDeleted(deleted) => {
                journal.left.retain(|left| left.scan_ref != deleted.scan_ref);
            }
            Happening::RunFinished(_) => journal.ended = true,
            Happening::StepStarted(_)
            | Happening::Exchanged(_)
            | Happening::Polled(_)
            | Happening::Resent(_)
            | Happening::Delivered(_)
            | Happening::TurnedAway(_)
            | Happening::Drifted(_)
            | Happening::StepFinished(_)
            | Happening::TestFinished(_) => {}
        }
    }
    let unsure: BTreeSet<Step> =
        creating.into_iter().filter(|(_, calls)| *calls > 0).map(|(step, _)| step).collect();
    if !unsure.is_empty() {
        journal.unanswered = unanswered(record, &unsure)?;
    }
    Ok(journal)
}

/// Whether a step of this verb makes a session.
fn creates(verb: &str) -> bool {
    vocabulary::call(verb).is_some_and(|call| call.effect == Effect::Creates)
}

/// How many calls of these creating steps were sent, or may have been, and not answered.
fn unanswered(record: &str, unsure: &BTreeSet<Step>) -> Result<usize, ReadError> {
    let is_wanted = |line: &str| {
        CALLS.iter().any(|event| line.contains(event))
            && step_of(line).is_none_or(|step| unsure.contains(&step))
    };
    let mut open: BTreeSet<Step> = BTreeSet::new();
    let mut unanswered = 0;
    for event in read_lines(record, is_wanted)? {
        match event.what {
            Happening::StepStarted(step) if unsure.contains(&(step.test, step.step)) => {
                open.insert((step.test, step.step));
            }
            Happening::Resent(resent) if unsure.contains(&(resent.test, resent.step)) => {
                open.insert((resent.test, resent.step));
            }
            Happening::Exchanged(exchanged) => {
                let trouble = exchanged.result.as_ref().err();
                let is_lost = trouble.is_some_and(|it| !NEVER_ARRIVED.contains(&it.kind.as_str()));
                if open.remove(&(exchanged.test, exchanged.step)) && is_lost {
                    unanswered += 1;
                }
            }
            // What ends without an exchange was never sent.
            Happening::StepFinished(finished) => {
                open.remove(&(finished.test, finished.step));
            }
            Happening::StepStarted(_)
            | Happening::Resent(_)
            | Happening::RunStarted(_)
            | Happening::TestStarted(_)
            | Happening::Polled(_)
            | Happening::SessionCreated(_)
            | Happening::SessionDeleted(_)
            | Happening::Delivered(_)
            | Happening::TurnedAway(_)
            | Happening::Drifted(_)
            | Happening::TestFinished(_)
            | Happening::RunFinished(_) => {}
        }
    }
    Ok(unanswered + open.len())
}

/// The step that a line is about, without reading the line; `None` where it does not begin as lines do.
fn step_of(line: &str) -> Option<Step> {
    let (_, behind) = line.split_once(r#","test":"#)?;
    let (test, behind) = behind.split_once(r#","step":"#)?;
    let (step, _) = behind.split_once(',')?;
    Some((test.parse().ok()?, step.parse().ok()?))
}
