//! Reading and checking a suite: a scenario of 2 KB, read alone, and a hundred of them with all that `check` does.

use divan::{Bencher, black_box};
use idvet::{
    diagnostic::Problems,
    expect::SchemaFiles,
    plan::{self, FileSelection, ProdLeave, Request, ScenarioFile, Selection, Steps, SuiteFiles, Unset},
    scenario::Suite,
    source::{Limits, Source, read_documents},
};

/// A scenario as people write them.
const SCENARIO: &str = include_str!("scenario.yaml");

/// A suite without files.
struct NoFiles;

impl SchemaFiles for NoFiles {
    fn read(&self, _path: &str) -> Result<String, String> {
        Err("there is no such file".to_owned())
    }
}

impl SuiteFiles for NoFiles {
    fn bytes(&self, _path: &str) -> Result<Vec<u8>, String> {
        Err("there is no such file".to_owned())
    }
}

#[divan::bench]
fn tree_of_a_scenario(bencher: Bencher) {
    let source = Source::new("scenarios/a.yaml", SCENARIO);
    bencher.bench(|| read_documents(black_box(&source), Limits::default()));
}

#[divan::bench]
fn a_scenario(bencher: Bencher) {
    let source = Source::new("scenarios/a.yaml", SCENARIO);
    bencher.bench(|| ScenarioFile::read(black_box(&source), FileSelection::Whole));
}

#[divan::bench(args = [1, 100])]
fn check_of_files(bencher: Bencher, files: usize) {
    let source = Source::new("idvet.yaml", "");
    let mut problems = Problems::new(&source);
    let suite = Suite::read(&source, &mut problems);
    let selection = Selection::default();
    let request = Request {
        suite: &suite,
        suite_problems: &[],
        environment: None,
        variables: &|_| None,
        unset: Unset::Allow,
        overrides: &[],
        selection: &selection,
        prod: ProdLeave::Refused,
        timeout: None,
        retries: None,
        suite_files: &NoFiles,
        steps: Steps::Kept,
    };
    let file = |number: usize| {
        let text = SCENARIO.replace("10001", &number.to_string());
        ScenarioFile::read(&Source::new(format!("scenarios/{number}.yaml"), text), FileSelection::Whole)
    };
    bencher.bench_local(|| plan::check(black_box(&request), (0..files).map(file)));
}
