//! The results that the formats are tried on have every outcome.

use idvet::{event::Outcome, report::Results};

use crate::support::every_outcome::{all_passed, expected_counts, killed, results};

#[test]
fn the_results_have_every_outcome() {
    let results = results();
    for (outcome, count) in expected_counts() {
        let found = results.tests.iter().filter(|test| test.outcome() == outcome).count();
        assert_eq!((found, results.summary.count(outcome)), (count, count), "{outcome:?}");
    }
    assert_eq!(results.strays.len(), 1);
    assert_eq!(results.tests.iter().map(|test| test.attempts.len()).max(), Some(3));
}

#[test]
fn what_had_not_ended_when_a_run_was_killed_was_interrupted() {
    let results = Results::of(&killed());
    let interrupted = results.tests.iter().filter(|test| test.outcome() == Outcome::Interrupted).count();
    assert_eq!((interrupted, results.tests.len()), (2, 5));
    assert!(results.summary.end.is_none());
}

#[test]
fn results_of_many_tests_keep_all_of_them() {
    assert_eq!(Results::of(&all_passed(120)).tests.len(), 120);
}
