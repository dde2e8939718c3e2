//! Which step sends to an address outside of the process: in virtual time no such step can be carried out.

use crate::{
    plan::{Action, Address, Plan, Step},
    source::Place,
};

/// The first step, of a test that will be carried out, whose `url` is known to be an address of its own. Addresses
/// that are only known while a test runs are refused then.
pub fn leaves_process(plan: &Plan) -> Option<Place> {
    let tests = plan.tests.iter().filter(|test| test.skip.is_none());
    let mut steps = tests.flat_map(|test| test.steps.iter().chain(&test.finally));
    steps.find(|step| sends_outside(step)).map(|step| step.place.clone())
}

fn sends_outside(step: &Step) -> bool {
    let request = match &step.action {
        Action::Request(request) => request,
        Action::Poll(poll) => &poll.request,
        Action::Api(_)
        | Action::PollStatus(_)
        | Action::AssertFields(_)
        | Action::Set(_)
        | Action::Wait(_) => {
            return false;
        }
    };
    match &request.address {
        Address::Path(_) => false,
        Address::Url(url) => url.as_literal().is_some(),
    }
}
