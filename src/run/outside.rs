//! Which step sends to an address outside of the process: in virtual time no such step can be carried out.

use crate::{plan::Plan, source::Place};

/// The first step, of a test that will be carried out, that sends to an address of its own. What only shows while a
/// test runs is refused then.
pub fn leaves_process(plan: &Plan) -> Option<Place> {
    plan.outward_step().map(|step| step.place.clone())
}
