//! A testcase: what its test came to, and how it got there.

use quick_junit::{FlakyOrRerun, NonSuccessKind, Property, TestCase, TestCaseStatus, TestRerun};

use super::Dialect;
use crate::{
    event::Outcome,
    report::{
        Attempt, Results, TestResult, account,
        cause::{self, Cause},
        look::on_one_line,
        outline,
    },
};

/// Bytes of all the stories and lists of steps of a report together: GitLab reads no file of more than 30 MB, and
/// escaping can make a text longer.
const ROOM: usize = 12 * 1024 * 1024;

/// What there is still room for.
pub(super) struct Budget {
    left: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: ROOM }
    }
}

impl Budget {
    /// The text, or what stands in its place where there is no more room; from then on no text is made at all.
    fn spend(&mut self, text: impl FnOnce() -> String) -> String {
        if self.left > 0 {
            let text = text();
            self.left = self.left.saturating_sub(text.len());
            if self.left > 0 {
                return text;
            }
        }
        "left out: the report would be longer than its readers take".to_owned()
    }
}

/// The testcase of a test, by its name and class name.
pub(super) fn case(
    results: &Results,
    test: &TestResult,
    (name, class): (&str, &str),
    dialect: Dialect,
    root: &str,
    budget: &mut Budget,
) -> TestCase {
    let mut case = TestCase::new(name, status(results, test, dialect, budget));
    case.set_classname(class);
    case.set_time(test.took());
    if dialect != Dialect::Ant {
        let output = output(test, budget);
        if !output.is_empty() {
            case.set_system_out(output);
        }
    }
    if dialect == Dialect::Usual {
        case.extra.insert("file".into(), on_one_line(&format!("{root}{}", test.test().file)).into());
        case.extra.insert("line".into(), test.test().line.to_string().into());
        case.add_properties(properties(test));
    }
    case
}

fn properties(test: &TestResult) -> Vec<Property> {
    let started = test.test();
    let mut properties = vec![
        Property::new("idvet.id", on_one_line(&started.id)),
        Property::new("idvet.outcome", account::word(test.outcome())),
        Property::new("idvet.kind", on_one_line(&started.kind)),
        Property::new("idvet.attempts", test.attempts.len().to_string()),
    ];
    properties.extend(started.tags.iter().map(|tag| Property::new("tag", on_one_line(tag))));
    properties
}

fn status(results: &Results, test: &TestResult, dialect: Dialect, budget: &mut Budget) -> TestCaseStatus {
    let outcome = test.outcome();
    match outcome {
        Outcome::Passed | Outcome::Flaky => {
            let mut status = TestCaseStatus::success();
            status.add_reruns(earlier(results, test, dialect, budget));
            status
        }
        Outcome::Failed => broken(NonSuccessKind::Failure, results, test, dialect, budget),
        Outcome::Errored => broken(NonSuccessKind::Error, results, test, dialect, budget),
        Outcome::Skipped | Outcome::Interrupted | Outcome::NotRun => {
            let mut status = TestCaseStatus::skipped();
            let reason = account::reason(test);
            let message = if outcome == Outcome::Skipped {
                reason
            } else {
                format!("{}: {reason}", account::word(outcome))
            };
            status.set_type(account::word(outcome)).set_message(message);
            status
        }
    }
}

fn broken(
    kind: NonSuccessKind,
    results: &Results,
    test: &TestResult,
    dialect: Dialect,
    budget: &mut Budget,
) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let cause = shown_cause(test.last());
    status.set_type(cause.sort).set_message(cause.message);
    status.set_description(budget.spend(|| account::story(test.last(), outline::run_of(results, test))));
    status.set_rerun_kind(FlakyOrRerun::Rerun);
    status.add_reruns(earlier(results, test, dialect, budget));
    status
}

/// The attempts before the one that counts. All stand as failures: the pair for errors is one that the JUnit plug-in of
/// Jenkins does not read, and their type says what they were.
fn earlier(results: &Results, test: &TestResult, dialect: Dialect, budget: &mut Budget) -> Vec<TestRerun> {
    let attempts = match dialect {
        Dialect::Usual | Dialect::Xunit => test.earlier(),
        Dialect::Ant => &[],
    };
    let run = outline::run_of(results, test);
    let rerun = |attempt: &Attempt| {
        let cause = shown_cause(attempt);
        let mut rerun = TestRerun::new(NonSuccessKind::Failure);
        rerun.set_type(cause.sort).set_message(cause.message);
        rerun.set_stack_trace(budget.spend(|| account::story(attempt, run)));
        rerun.set_system_out(budget.spend(|| account::steps(attempt)));
        if dialect == Dialect::Usual {
            rerun.set_time(attempt.took());
        }
        rerun
    };
    attempts.iter().map(rerun).collect()
}

/// Why an attempt counts as broken.
fn shown_cause(attempt: &Attempt) -> Cause {
    cause::of(attempt).unwrap_or_else(|| cause::unexplained(attempt))
}

/// The steps of the test as text; where there were several attempts, of each.
pub(super) fn output(test: &TestResult, budget: &mut Budget) -> String {
    let of = |attempt: &Attempt| {
        let steps = account::steps(attempt);
        if steps.is_empty() { steps } else { format!("{}{steps}\n", heading(test, attempt)) }
    };
    if test.attempts.iter().all(|attempt| attempt.steps.is_empty()) {
        return String::new();
    }
    budget.spend(|| test.attempts.iter().map(of).collect())
}

/// What the list of an attempt's steps begins with: in a suite's output, lists of several tests follow each other.
fn heading(test: &TestResult, attempt: &Attempt) -> String {
    let title = account::title(&attempt.started);
    let word = account::word(attempt.outcome());
    match test.attempts.len() {
        1 => format!("{title}: {word}\n"),
        count => format!("{title}: attempt {} of {count}, {word}\n", attempt.started.attempt),
    }
}
