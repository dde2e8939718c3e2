//! Steps in order, sessions, captures, `finally`, outcomes, tests side by side.

use crate::support::lab::Lab;

#[test]
fn the_smallest_scenario_passes() {
    Lab::new(
        "
        name: An approved dummy session reads back as approved
        steps:
          - create_dummy_token: { dummyStatus: APPROVED }
          - poll_status: APPROVED
        ",
    )
    .run()
    .check("");
}
