//! Golden pairs: a wrong text in `tests/diagnostics`, and beside it what the author is told, word for word.
//!
//! A case is a file `NAME.yaml` with its `NAME.txt`, or, where `idvet.yaml` takes part, a folder with that file and an
//! `expected.txt`. `UPDATE_EXPECTED=1 cargo test diagnostics` writes what is said at present; read it before it is
//! committed.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use idvet::{
    diagnostic::{Diagnostic, Look, Problems, render_all},
    files::{SUITE_FILE, list_scenario_files, read_text},
    scenario::{self, Suite},
    source::Source,
};

const LOOK: Look = Look { colour: false, width: 110 };

struct Case {
    /// The file, or the folder of the suite.
    path: PathBuf,
    /// Where what is said of it stands.
    expected: PathBuf,
}

#[test]
fn every_wrong_text_is_answered_word_for_word() {
    let cases = cases();
    assert_ne!(cases.len(), 0, "no cases were found");
    let different: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(different.is_empty(), "{} of {}:\n{}", different.len(), cases.len(), different.join("\n"));
}

#[test]
fn every_expected_text_has_its_case() {
    let cases: Vec<PathBuf> = cases().into_iter().map(|case| case.expected).collect();
    let orphans: Vec<PathBuf> = files_below(&root())
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt") && !cases.contains(path))
        .collect();
    assert_eq!(orphans, Vec::<PathBuf>::new());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// Suites are folders; a file in no suite is a case of its own.
fn cases() -> Vec<Case> {
    let files = files_below(&root());
    let in_suite = |file: &Path| {
        // The repository is a suite itself: only folders below this one count.
        let mut folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root()));
        folders.any(|folder| folder.join(SUITE_FILE).exists())
    };
    let suites = files.iter().filter(|file| file.ends_with(SUITE_FILE)).filter_map(|file| file.parent());
    let suites = suites.map(|folder| Case { path: folder.to_owned(), expected: folder.join("expected.txt") });
    let lone = files.iter().filter(|file| file.extension().is_some_and(|it| it == "yaml") && !in_suite(file));
    let lone = lone.map(|file| Case { path: file.clone(), expected: file.with_extension("txt") });
    suites.chain(lone).collect()
}

/// What is said of a case where it is not what is expected; writes it instead where that was asked for.
fn difference(case: &Case) -> Option<String> {
    let said = said(case);
    if is_update() {
        fs::write(&case.expected, said).unwrap();
        return None;
    }
    let expected = fs::read_to_string(&case.expected).unwrap_or_default();
    let shown = case.path.strip_prefix(root()).unwrap().display();
    (said != expected).then(|| format!("=== {shown}\n--- expected\n{expected}\n--- said\n{said}"))
}

fn is_update() -> bool {
    let set = |name: &str| env::var(name).is_ok_and(|value| !value.is_empty() && value != "false");
    let update = set("UPDATE_EXPECTED");
    assert!(!(update && set("CI")), "expected texts are written by people, never in CI");
    update
}

fn said(case: &Case) -> String {
    let (diagnostics, what) = diagnostics(&case.path);
    if diagnostics.is_empty() { format!("{what}: nothing to say\n") } else { render_all(&diagnostics, LOOK) }
}

/// Everything that is found wrong. Cases that need more than the words are those under `plan`: they go through the
/// check of the whole plan.
fn diagnostics(path: &Path) -> (Vec<Diagnostic>, &'static str) {
    if path.starts_with(root().join("plan")) {
        return (crate::plan::desk::diagnostics_of(path), "plan");
    }
    if path.is_file() {
        let name = path.file_name().unwrap().to_str().unwrap();
        return (of_scenarios(name, &read_text(path).unwrap()), "scenario");
    }
    let mut found = of_suite(&read_text(&path.join(SUITE_FILE)).unwrap());
    for file in list_scenario_files(path, &[]).unwrap() {
        found.extend(of_scenarios(&file.name, &read_text(&file.path).unwrap()));
    }
    (found, "suite")
}

fn of_suite(text: &str) -> Vec<Diagnostic> {
    let source = Source::new(SUITE_FILE, text);
    let mut problems = Problems::new(&source);
    let _suite = Suite::read(&source, &mut problems);
    problems.into_found()
}

fn of_scenarios(name: &str, text: &str) -> Vec<Diagnostic> {
    let source = Source::new(name, text);
    let mut problems = Problems::new(&source);
    let _scenarios = scenario::read(&source, &mut problems);
    problems.into_found()
}
