//! The events of several records in one row: tests by their place in the plan, numbers and times of one run.

use std::{collections::HashMap, time::Duration};

use super::{Recorded, offsets};
use crate::event::{Event, Happening, TestStarted};

/// The events of all but heads and ends, test by test; and of each test which record it is from.
pub(super) fn joined(records: &[Recorded]) -> (Vec<Event>, Vec<usize>) {
    let places = places(records);
    let mut runs = vec![0; places.len()];
    let mut events: Vec<(usize, Event)> = Vec::new();
    let mut deliveries: usize = 0;
    for (run, (record, offset)) in records.iter().zip(offsets(records)).enumerate() {
        let mut most = 0;
        for event in &record.events {
            if matches!(event.what, Happening::RunStarted(_) | Happening::RunFinished(_)) {
                continue;
            }
            let mut event = Event { at: event.at.saturating_add(offset), what: event.what.clone() };
            most = most.max(move_deliveries(&mut event.what, deliveries, offset));
            let Some(test) = test(&mut event.what) else {
                events.push((usize::MAX, event));
                continue;
            };
            // What names a test that never began is nothing that a reader could show.
            let Some(place) = places.get(&(run, *test)) else { continue };
            *test = *place;
            runs[*place] = run;
            events.push((*place, event));
        }
        deliveries = deliveries.saturating_add(most);
    }
    events.sort_by_key(|(place, _)| *place);
    (events.into_iter().map(|(_, event)| event).collect(), runs)
}

/// The place of each test among all, by its record and its number there. Shards number their tests as the whole
/// plan does; other runs follow one another.
fn places(records: &[Recorded]) -> HashMap<(usize, usize), usize> {
    let mut tests: Vec<(usize, &TestStarted)> = Vec::new();
    for (run, record) in records.iter().enumerate() {
        tests.extend(record.events.iter().filter_map(|event| Some((run, started(event)?))));
    }
    if records.iter().any(|record| record.head.shard.is_some()) {
        tests.sort_by_key(|(run, test)| (test.test, *run));
    }
    let mut places = HashMap::new();
    for (run, test) in tests {
        let next = places.len();
        places.entry((run, test.test)).or_insert(next);
    }
    places
}

fn started(event: &Event) -> Option<&TestStarted> {
    let Happening::TestStarted(test) = &event.what else { return None };
    Some(test)
}

/// Gives the deliveries of a run numbers behind those of the runs before; the greatest number that it had itself.
fn move_deliveries(what: &mut Happening, by: usize, offset: Duration) -> usize {
    match what {
        Happening::Delivered(delivered) => {
            let number = delivered.number;
            delivered.number = number.saturating_add(by);
            delivered.arrived = delivered.arrived.saturating_add(offset);
            if let Some(repeats) = &mut delivered.repeats {
                *repeats = repeats.saturating_add(by);
            }
            number
        }
        Happening::StepFinished(step) => {
            if let Some(delivery) = &mut step.delivery {
                *delivery = delivery.saturating_add(by);
            }
            0
        }
        Happening::RunStarted(_)
        | Happening::TestStarted(_)
        | Happening::StepStarted(_)
        | Happening::Exchanged(_)
        | Happening::Polled(_)
        | Happening::Resent(_)
        | Happening::SessionCreated(_)
        | Happening::SessionDeleted(_)
        | Happening::TurnedAway(_)
        | Happening::Drifted(_)
        | Happening::TestFinished(_)
        | Happening::RunFinished(_) => 0,
    }
}

/// The number of the test that an event is of.
fn test(what: &mut Happening) -> Option<&mut usize> {
    match what {
        Happening::TestStarted(it) => Some(&mut it.test),
        Happening::StepStarted(it) => Some(&mut it.test),
        Happening::Exchanged(it) => Some(&mut it.test),
        Happening::Polled(it) => Some(&mut it.test),
        Happening::Resent(it) => Some(&mut it.test),
        Happening::SessionCreated(it) => Some(&mut it.test),
        Happening::SessionDeleted(it) => Some(&mut it.test),
        Happening::Delivered(it) => it.test.as_mut(),
        Happening::Drifted(it) => Some(&mut it.test),
        Happening::StepFinished(it) => Some(&mut it.test),
        Happening::TestFinished(it) => Some(&mut it.test),
        Happening::RunStarted(_) | Happening::RunFinished(_) | Happening::TurnedAway(_) => None,
    }
}
