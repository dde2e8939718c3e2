//! Flows: steps that scenarios share, with what they are given and what they export.

mod carrying_out;
mod hostile;
mod names;
mod telling;

use crate::support::lab::Lab;

/// A session that has come to an end.
pub(crate) const FINISHED: &str = "
    params:
      wanted: {}
      country: { default: LT }
    steps:
      - create_dummy_token: { dummyStatus: '${wanted}', country: '${country}' }
        capture: { ref: scanRef }
      - poll_status: ${wanted}
    exports:
      ref: ${ref}
      status: ${wanted}
    ";

/// A scenario that may use `_flows/finished.yaml`.
fn with_finished(scenario: &str) -> Lab {
    Lab::new(scenario).flow("_flows/finished.yaml", FINISHED)
}
