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
use quick_junit::{Property, Report, TestSuite};

use super::{Results, TestResult, look::on_one_line, outline};
use case::Budget;

/// The suites' `hostname`, which some readers want: the record names no machine, and the schema that asks for a host
/// has this word for one that is not known.
const HOST: &str = "localhost";

/// The name of the whole, and of the suite that tells of a run without tests.
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

/// Writes the results.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, dialect: Dialect, writer: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new(NAME);
    report.set_time(results.cost().took);
    report.add_test_suites(suites(results, dialect));
    let text = report.to_string().map_err(io::Error::other)?;
    writer.write_all(root::fit(&text, dialect)?.as_bytes())
}

/// The suites in the order of their first tests.
fn suites(results: &Results, dialect: Dialect) -> Vec<TestSuite> {
    let mut files: IndexMap<&str, Vec<&TestResult>> = IndexMap::new();
    for test in &results.tests {
        files.entry(&test.test().file).or_default().push(test);
    }
    if files.is_empty() {
        files.insert(NAME, Vec::new());
    }
    let mut budget = Budget::default();
    let suites = files.into_iter().enumerate();
    suites
        .map(|(id, (file, tests))| {
            let mut suite = suite(results, file, &tests, dialect, &mut budget);
            suite.extra.insert("id".into(), id.to_string().into());
            // What belongs to no test is told once.
            let notes = if id == 0 { outline::notes(results).join("\n") } else { String::new() };
            suite.set_system_err(notes);
            suite
        })
        .collect()
}

fn suite(
    results: &Results,
    file: &str,
    tests: &[&TestResult],
    dialect: Dialect,
    budget: &mut Budget,
) -> TestSuite {
    let class = class_name(file);
    let mut suite = TestSuite::new(on_one_line(file));
    let began = tests.iter().map(|test| (outline::run_of(results, test), test.attempts[0].began));
    let first = began.map(|(run, since)| outline::moment(run, since)).min();
    let first = first.unwrap_or_else(|| outline::moment(results.summary.head.as_ref(), Duration::ZERO));
    let stamp = first.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    // The library would add a zone, which two of the schemas refuse.
    for (name, value) in [("timestamp", stamp.as_str()), ("hostname", HOST), ("package", &class)] {
        suite.extra.insert(name.into(), value.into());
    }
    suite.set_time(tests.iter().map(|test| test.took()).sum());
    suite.add_properties(
        outline::properties(results)
            .iter()
            .map(|(name, value)| Property::new(format!("idvet.{name}"), value)),
    );
    let mut names = HashSet::new();
    let mut output = String::new();
    for test in tests {
        let name = unused_name(&mut names, &super::account::title(test.test()));
        let case = case::case(results, test, &name, &class, dialect, budget);
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
