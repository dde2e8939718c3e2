//! The statuses that polls saw: which came in which order, not when.

use std::collections::HashMap;

use crate::report::TestResult;

/// A poll that saw other statuses than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathChange {
    /// The test's id.
    pub id: String,
    /// The step's name.
    pub step: String,
    /// What it saw, one behind the other.
    pub before: Vec<String>,
    /// What it sees.
    pub after: Vec<String>,
}

/// The polls of a test that saw something else; steps are known by their names, those of one name by their order.
pub(super) fn changes(before: &TestResult, after: &TestResult) -> Vec<PathChange> {
    let known: HashMap<_, _> = paths(before).into_iter().collect();
    let changed = |((step, number), path): ((&str, usize), Vec<String>)| {
        let before = known.get(&(step, number)).filter(|before| **before != path)?;
        let (id, step) = (after.test().id.clone(), step.to_owned());
        Some(PathChange { id, step, before: before.clone(), after: path })
    };
    paths(after).into_iter().filter_map(changed).collect()
}

fn paths(test: &TestResult) -> Vec<((&str, usize), Vec<String>)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let finished = test.last().steps.iter().filter_map(|step| step.finished.as_ref());
    let polls = finished.filter(|step| !step.path.is_empty());
    let path = |step: &'_ crate::event::StepFinished| -> Vec<String> {
        step.path.iter().map(|point| point.seen.clone()).collect()
    };
    let mut found = Vec::new();
    for step in polls {
        let count = seen.entry(&step.name).or_default();
        *count += 1;
        found.push(((step.name.as_str(), *count), path(step)));
    }
    found
}
