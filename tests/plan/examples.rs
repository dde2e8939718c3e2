//! The scenarios at the head of the language's description.

use idvet::plan::Action;

use super::desk::Desk;
use crate::support::head::{LARGER, SMALLEST};

#[test]
fn the_smallest_scenario_is_a_plan() {
    let plan = Desk::with(SMALLEST).plan();
    let [test] = plan.tests.as_slice() else { panic!("{:?}", plan.tests) };
    assert_eq!(&*test.id, "scenarios/a.yaml › An approved dummy session reads back as approved");
    assert_eq!((test.line(), &*test.slug), (1, "an-approved-dummy-session-reads-d1687e"));
    assert_eq!(test.timeout.as_secs(), 300);
    let [create, poll] = &*test.steps else { panic!("{:?}", test.steps) };
    assert!(matches!(&create.action, Action::Api(request) if request.fields.len() == 2));
    assert!(matches!(&poll.action, Action::PollStatus(poll) if poll.until.len() == 1));
}

#[test]
fn the_larger_scenario_is_right_but_for_a_capture() {
    let desk = Desk::with(LARGER);
    assert_eq!(desk.messages(), ["nothing uses the capture `ref`"]);
    let plan = desk.plan();
    assert_eq!((plan.tests.len(), plan.tests[0].steps.len(), plan.tests[0].finally.len()), (3, 7, 1));
    assert_eq!(plan.tests[0].timeout.as_secs(), 120);
}

#[test]
fn thousands_of_scenarios_are_checked_at_once() {
    let files: Vec<(String, String)> =
        (0..1000).map(|number| (format!("scenarios/{number}.yaml"), LARGER.to_owned())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(Desk::with_files(&files).plan().tests.len(), 3000);
}
