//! The events of one record, from the head of its run to an end: what a killed run left open is ended.

use crate::{
    event::{Event, Happening, RunFinished, RunStarted},
    report::Results,
};

/// A record that was read.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// As people know it: its path.
    pub name: String,
    /// Its first event.
    pub head: RunStarted,
    /// All of them; those that end what was left open come behind those of the record.
    pub events: Vec<Event>,
}

/// Why events are no record of a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRun {
    /// There is none.
    #[error("it is empty: the run was ended before anything happened")]
    Empty,
    /// It begins in the middle.
    #[error("its first line is no head of a run")]
    Headless,
    /// It holds the records of several runs, whose tests cannot be told apart.
    #[error("line {0} is the head of another run")]
    Second(usize),
}

impl Recorded {
    /// A record by its events.
    ///
    /// # Errors
    /// It is not the record of one run.
    pub fn new(name: impl Into<String>, mut events: Vec<Event>) -> Result<Self, NoRun> {
        let is_head = |event: &Event| matches!(event.what, Happening::RunStarted(_));
        let head = match events.first().map(|event| &event.what) {
            Some(Happening::RunStarted(head)) => head.clone(),
            Some(_) => return Err(NoRun::Headless),
            None => return Err(NoRun::Empty),
        };
        if let Some(second) = events.iter().skip(1).position(is_head) {
            return Err(NoRun::Second(second + 2));
        }
        let open = Results::of(&events).open_ends();
        events.extend(open);
        Ok(Self { name: name.into(), head, events })
    }

    /// The run's end; `None` where it was killed.
    pub fn end(&self) -> Option<&RunFinished> {
        self.events.iter().rev().find_map(|event| {
            let Happening::RunFinished(end) = &event.what else { return None };
            Some(end)
        })
    }

    /// When it began by the wall clock.
    pub(super) fn began(&self) -> Option<jiff::Timestamp> {
        self.head.wall_started.parse().ok()
    }

    fn is_same_run(&self, other: &Self) -> bool {
        let (head, known) = (&self.head, &other.head);
        // In virtual time the id is made from the seed.
        head.run_id == known.run_id && head.wall_started == known.wall_started && head.shard == known.shard
    }
}

/// Each run once, the longest record of it, and the names of the others.
pub(super) fn distinct(records: Vec<Recorded>) -> (Vec<Recorded>, Vec<String>) {
    let (mut kept, mut others): (Vec<Recorded>, Vec<String>) = (Vec::new(), Vec::new());
    for record in records {
        match kept.iter_mut().find(|known| known.is_same_run(&record)) {
            Some(known) if known.events.len() < record.events.len() => {
                others.push(std::mem::replace(known, record).name);
            }
            Some(_) => others.push(record.name),
            None => kept.push(record),
        }
    }
    (kept, others)
}
