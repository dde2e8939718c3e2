//! JUnit XML: one flat suite for each scenario file, one testcase for each test.
//!
//! There is no one JUnit, so there are three dialects; what each reader takes stands in `docs/reports.md`. Writing XML,
//! and escaping it, is the library's business.

mod case;
mod root;

use std::{
    collections::HashSet,
    io::{self, Write},
    time::Duration,
};

use indexmap::IndexMap;
use jiff::Timestamp;
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::{
    Results, TestResult,
    look::on_one_line,
    outline::{self, Gap},
};
use case::Budget;

/// The suites' `hostname`, which some readers want: the record names no machine, and the schema that asks for a host
/// has this word for one that is not known.
const HOST: &str = "localhost";

/// The name of the whole, and of the suite that tells of a run without tests, or of what keeps it from a verdict.
const NAME: &str = "idvet";

/// Which of the schemas a report keeps to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// What GitLab, GitHub's actions and the JUnit plug-in of Jenkins read: attributes and elements of Surefire, and
    /// `file` and `line` of a testcase.
    #[default]
    Usual,
    /// What the xUnit plug-in of Jenkins takes (`junit-10.xsd`).
    Xunit,
    /// The form of Ant (`JUnit.xsd` by Windy Road), which Bazel's readers check: no attempts, and output by suite only.
    Ant,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 3] = [Self::Usual, Self::Xunit, Self::Ant];

    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Xunit => "xunit",
            Self::Ant => "ant",
        }
    }
}

/// Writes the results. `root` leads from the repository's root to the suite's, with a slash at its end, or is empty:
/// readers link a testcase's `file` from there. What keeps the run from a verdict on all its tests, an early end or a
/// missing shard, is a testcase with an error each, in a suite of its own: no reader takes such a run for a good one.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, dialect: Dialect, root: &str, writer: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new(NAME);
    report.set_time(results.cost().took);
    report.add_test_suites(suites(results, dialect, root));
    let text = report.to_string().map_err(io::Error::other)?;
    writer.write_all(root::fit(&text, dialect)?.as_bytes())
}

/// The suites in the order of their first tests.
fn suites(results: &Results, dialect: Dialect, root: &str) -> Vec<TestSuite> {
    let mut files: IndexMap<&str, Vec<&TestResult>> = IndexMap::new();
    for test in &results.tests {
        files.entry(&test.test().file).or_default().push(test);
    }
    let gaps = outline::gaps(results);
    if files.is_empty() && gaps.is_empty() {
        files.insert(NAME, Vec::new());
    }
    let mut budget = Budget::default();
    let mut suites: Vec<TestSuite> = files
        .into_iter()
        .map(|(file, tests)| suite(results, file, &tests, dialect, root, &mut budget))
        .collect();
    if !gaps.is_empty() {
        suites.push(suite_of_gaps(results, &gaps));
    }
    for (id, suite) in suites.iter_mut().enumerate() {
        suite.extra.insert("id".into(), id.to_string().into());
        // What belongs to no test is told once.
        suite.set_system_err(if id == 0 { outline::notes(results).join("\n") } else { String::new() });
    }
    suites
}

/// What keeps the run from a verdict on all its tests, as testcases that could not be judged.
fn suite_of_gaps(results: &Results, gaps: &[Gap]) -> TestSuite {
    let mut suite = bare_suite(results, NAME, NAME, None);
    suite.set_time(Duration::ZERO);
    for gap in gaps {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(gap.sort).set_message(&gap.message).set_description(&gap.message);
        let mut case = TestCase::new(&gap.name, status);
        case.set_classname(NAME).set_time(Duration::ZERO);
        suite.add_test_case(case);
    }
    suite.set_system_out("");
    suite
}

/// A suite with all but its time and its testcases.
fn bare_suite(results: &Results, name: &str, class: &str, first: Option<Timestamp>) -> TestSuite {
    let mut suite = TestSuite::new(name);
    let first = first.unwrap_or_else(|| outline::moment(results.summary.head.as_ref(), Duration::ZERO));
    let stamp = first.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    // The library would add a zone, which two of the schemas refuse.
    for (name, value) in [("timestamp", stamp.as_str()), ("hostname", HOST), ("package", class)] {
        suite.extra.insert(name.into(), value.into());
    }
    suite.add_properties(
        outline::properties(results)
            .iter()
            .map(|(name, value)| Property::new(format!("idvet.{name}"), value)),
    );
    suite
}

fn suite(
    results: &Results,
    file: &str,
    tests: &[&TestResult],
    dialect: Dialect,
    root: &str,
    budget: &mut Budget,
) -> TestSuite {
    let class = class_name(file);
    let began = tests.iter().map(|test| (outline::run_of(results, test), test.attempts[0].began));
    let first = began.map(|(run, since)| outline::moment(run, since)).min();
    let mut suite = bare_suite(results, &on_one_line(file), &class, first);
    suite.set_time(tests.iter().map(|test| test.took()).sum());
    let mut names = HashSet::new();
    let mut output = String::new();
    for test in tests {
        let name = unused_name(&mut names, &super::account::title(test.test()));
        let case = case::case(results, test, (&name, &class), dialect, root, budget);
        if dialect == Dialect::Ant {
            output.push_str(&case::output(test, budget));
        }
        suite.add_test_case(case);
    }
    suite.set_system_out(output);
    suite
}

/// `scenarios/manual/overturned.yaml` as `scenarios.manual.overturned`: readers cut a class name at its last dot.
fn class_name(file: &str) -> String {
    let bare = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    on_one_line(bare).replace('.', "_").replace('/', ".")
}

/// A name that no testcase of the suite has: GitLab takes only the first of those with one name.
fn unused_name(names: &mut HashSet<String>, wanted: &str) -> String {
    let wanted = if wanted.trim().is_empty() { "(without a name)" } else { wanted.trim() };
    // White space at the ends and in a row is lost to some readers, so it does not tell names apart.
    let key = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut name = wanted.to_owned();
    let mut number = 1;
    while !names.insert(key(&name)) {
        number += 1;
        name = format!("{wanted} ({number})");
    }
    name
}
