//! What a record says of sessions: which ones a run made and did not delete. It reads only the lines that tell of them,
//! so that the bodies of a long run cost nothing.

use std::collections::BTreeMap;

use super::read::{ReadError, read_lines};
use crate::event::{Happening, RunStarted};

/// The events that a journal is made of, as they stand in a line. No text inside of a line can hold them: its
/// quotation marks are escaped.
const EVENTS: [&str; 5] = [
    r#""event":"run_started""#,
    r#""event":"test_started""#,
    r#""event":"session_created""#,
    r#""event":"session_deleted""#,
    r#""event":"run_finished""#,
];

/// The sessions of a run.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// The run's head; `None` of a record that was never begun.
    pub head: Option<RunStarted>,
    /// The sessions that the run made and did not delete, in the order in which they were made.
    pub left: Vec<LeftSession>,
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
    for event in events {
        match event.what {
            Happening::RunStarted(head) => journal.head = Some(head),
            Happening::TestStarted(test) => {
                ids.insert(test.test, test.id);
            }
            Happening::SessionCreated(made) => {
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
    Ok(journal)
}
