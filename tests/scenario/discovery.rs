//! Which suite a path belongs to, and which files a suite has.

use std::{
    fs,
    path::{Path, PathBuf},
};

use idvet::files::{
    FileProblem, Found, Selector, Trouble, find_suite, list_scenario_files, parse_selector, suite_at,
};
use tempfile::TempDir;

/// A folder with empty files.
fn laid_out(files: &[&str]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for file in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    (folder, root)
}

fn selectors(root: &Path, paths: &[&str]) -> Vec<Selector> {
    paths.iter().map(|path| parse_selector(root.join(path).to_str().unwrap())).collect()
}

/// What is listed: names, with the lines that were asked for.
fn listed(root: &Path, paths: &[&str]) -> Vec<String> {
    let files = list_scenario_files(root, &selectors(root, paths)).unwrap();
    files
        .into_iter()
        .map(|file| {
            let lines: Vec<String> = file.lines.iter().map(|line| format!(":{line}")).collect();
            format!("{}{}", file.name, lines.concat())
        })
        .collect()
}

fn refused(root: &Path, paths: &[&str]) -> Vec<FileProblem> {
    list_scenario_files(root, &selectors(root, paths)).unwrap_err()
}

/// A message without the temporary folder's name.
fn said(root: &Path, problem: &FileProblem) -> String {
    let text = problem.message.replace(&format!("{}/", root.display()), "");
    let text = text.replace(&root.display().to_string(), ".");
    match &problem.help {
        Some(help) => format!("{text}; {}", help.replace(&format!("{}/", root.display()), "")),
        None => text,
    }
}

const SUITE: &[&str] = &[
    "idvet.yaml",
    "scenarios/b.yaml",
    "scenarios/a/z.yml",
    "scenarios/a/y.YAML",
    "scenarios/a.yaml",
    "scenarios/notes.txt",
    "scenarios/.hidden.yaml",
    "scenarios/_flows/denied.yaml",
    "scenarios/snapshots/b.yaml",
    "scenarios/node_modules/x/y.yaml",
    "scenarios/.cache/y.yaml",
    "scenarios/inner/idvet.yaml",
    "scenarios/inner/c.yaml",
    "other/d.yaml",
    ".github/workflows/ci.yml",
];

#[test]
fn without_paths_the_scenarios_folder_is_listed_by_name() {
    let (_folder, root) = laid_out(SUITE);
    let all = ["scenarios/a/y.YAML", "scenarios/a/z.yml", "scenarios/a.yaml", "scenarios/b.yaml"];
    assert_eq!(listed(&root, &[]), all);
}

#[test]
fn without_a_scenarios_folder_the_whole_suite_is_listed() {
    let (_folder, root) = laid_out(&["idvet.yaml", "b.yaml", "sub/a.yaml", "_data/t.yaml", ".gitlab-ci.yml"]);
    assert_eq!(listed(&root, &[]), ["b.yaml", "sub/a.yaml"]);
}

#[test]
fn paths_are_listed_once_and_by_name_whatever_their_order() {
    let (_folder, root) = laid_out(SUITE);
    let paths = ["scenarios/b.yaml", "other", "scenarios/a", "scenarios/a/z.yml", "other/../other/d.yaml"];
    assert_eq!(
        listed(&root, &paths),
        ["other/d.yaml", "scenarios/a/y.YAML", "scenarios/a/z.yml", "scenarios/b.yaml"]
    );
}

#[test]
fn a_folder_that_is_named_is_searched_whatever_its_name() {
    let (_folder, root) = laid_out(SUITE);
    assert_eq!(listed(&root, &["scenarios/_flows"]), ["scenarios/_flows/denied.yaml"]);
    assert_eq!(listed(&root, &["scenarios/_flows/denied.yaml"]), ["scenarios/_flows/denied.yaml"]);
}

#[test]
fn lines_of_one_file_are_gathered() {
    let (_folder, root) = laid_out(SUITE);
    let lines = ["scenarios/b.yaml:12", "scenarios/b.yaml:3", "scenarios/b.yaml:12"];
    assert_eq!(listed(&root, &lines), ["scenarios/b.yaml:3:12"]);
    let whole = ["scenarios/b.yaml:12", "scenarios/b.yaml", "scenarios/b.yaml:3"];
    assert_eq!(listed(&root, &whole), ["scenarios/b.yaml"]);
}

#[test]
fn a_file_knows_whether_it_was_named() {
    let (_folder, root) = laid_out(SUITE);
    let files = list_scenario_files(&root, &selectors(&root, &["other", "scenarios/b.yaml"])).unwrap();
    let found: Vec<Found> = files.iter().map(|file| file.found).collect();
    assert_eq!(found, [Found::InFolder, Found::ByName]);
}

#[test]
fn every_wrong_path_is_reported() {
    let (_folder, root) = laid_out(SUITE);
    let paths = [
        "scenarios/bb.yaml",
        "scenarios/notes.txt",
        "idvet.yaml",
        "scenarios:4",
        "nowhere/at/all.yaml",
        "scenarios/b.yaml/c.yaml",
    ];
    let messages: Vec<String> = refused(&root, &paths).iter().map(|problem| said(&root, problem)).collect();
    assert_eq!(
        messages,
        [
            "no such file or folder: `scenarios/bb.yaml`; did you mean `scenarios/b.yaml`?",
            "`scenarios/notes.txt` is no scenario file: expected a name that ends in `.yaml` or `.yml`",
            "`idvet.yaml` describes the suite, expected a scenario file",
            "`scenarios` is a folder: only a file has lines",
            "no such file or folder: `nowhere/at/all.yaml`",
            "no such file or folder: `scenarios/b.yaml/c.yaml`",
        ]
    );
}

#[test]
fn the_suite_is_the_nearest_one_upward() {
    let (_folder, root) = laid_out(SUITE);
    let suite_of = |path: &str| find_suite(&selectors(&root, &[path])).unwrap();
    assert_eq!(suite_of("scenarios/a/z.yml"), root);
    assert_eq!(suite_of("scenarios/a/z.yml:7"), root);
    assert_eq!(suite_of("scenarios/inner"), root.join("scenarios/inner"));
    assert_eq!(suite_of("scenarios/inner/c.yaml"), root.join("scenarios/inner"));
    assert_eq!(suite_at(&root).unwrap(), root);
}

#[test]
fn two_suites_at_once_are_refused() {
    let (_folder, root) = laid_out(SUITE);
    let problem = find_suite(&selectors(&root, &["other/d.yaml", "scenarios/inner/c.yaml"])).unwrap_err();
    assert_eq!(problem.trouble, Trouble::Suite);
    assert_eq!(
        said(&root, &problem),
        "two suites at once: `other/d.yaml` belongs to `.`, and `scenarios/inner/c.yaml` to `scenarios/inner`; \
         run them one after the other"
    );
}

#[test]
fn a_path_without_a_suite_is_refused() {
    let (_folder, root) = laid_out(&["a.yaml"]);
    let problem = find_suite(&selectors(&root, &["a.yaml"])).unwrap_err();
    assert_eq!(
        said(&root, &problem),
        "no suite: neither `a.yaml` nor a folder above has an `idvet.yaml`; \
         `idvet init` makes one; or put an `idvet.yaml`, which may be empty, where the scenarios are"
    );
    fs::write(root.join("idvet.yml"), "").unwrap();
    let problem = find_suite(&selectors(&root, &["a.yaml"])).unwrap_err();
    assert!(said(&root, &problem).ends_with("; rename `idvet.yml` to `idvet.yaml`"), "{problem}");
    let problem = suite_at(&root).unwrap_err();
    assert_eq!(problem.trouble, Trouble::Suite);
    assert!(said(&root, &problem).starts_with("`.` is no suite: it has no `idvet.yaml`"), "{problem}");
}

#[test]
fn selectors_take_lines_and_leave_drives_alone() {
    let parsed = |text: &str| {
        let Selector { path, line } = parse_selector(text);
        (path.to_str().unwrap().to_owned(), line)
    };
    for (text, path, line) in [
        ("a.yaml", "a.yaml", None),
        ("a.yaml:12", "a.yaml", Some(12)),
        ("dir/a.yaml:1", "dir/a.yaml", Some(1)),
        (r"C:\suite\a.yaml", r"C:\suite\a.yaml", None),
        (r"C:\suite\a.yaml:7", r"C:\suite\a.yaml", Some(7)),
        ("C:7", "C:7", None),
        ("a.yaml:", "a.yaml:", None),
        ("a.yaml:0", "a.yaml:0", None),
        ("a.yaml:+3", "a.yaml:+3", None),
        ("a.yaml:12x", "a.yaml:12x", None),
        (":12", ":12", None),
        ("a:b.yaml", "a:b.yaml", None),
        ("a.yaml:99999999999999999999999", "a.yaml:99999999999999999999999", None),
    ] {
        assert_eq!(parsed(text), (path.to_owned(), line), "{text}");
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_to_folders_are_not_followed_and_links_to_files_are() {
        let (_folder, root) = laid_out(&["idvet.yaml", "scenarios/a.yaml", "elsewhere/b.yaml"]);
        symlink(root.join("elsewhere"), root.join("scenarios/folder")).unwrap();
        symlink(root.join("elsewhere/b.yaml"), root.join("scenarios/b.yaml")).unwrap();
        symlink(root.join("elsewhere"), root.join("scenarios/folder.yaml")).unwrap();
        assert_eq!(listed(&root, &[]), ["scenarios/a.yaml", "scenarios/b.yaml"]);
    }

    #[test]
    fn links_in_a_circle_end() {
        let (_folder, root) = laid_out(&["idvet.yaml", "scenarios/a.yaml"]);
        symlink(root.join("scenarios"), root.join("scenarios/again")).unwrap();
        symlink(root.join("scenarios/one"), root.join("scenarios/two")).unwrap();
        symlink(root.join("scenarios/two"), root.join("scenarios/one")).unwrap();
        assert_eq!(listed(&root, &[]), ["scenarios/a.yaml"]);
        let problems = refused(&root, &["scenarios/one"]);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].message.contains("scenarios/one"), "{}", problems[0]);
    }

    #[test]
    fn a_link_to_a_file_belongs_to_the_suite_it_stands_in() {
        let (_other, elsewhere) = laid_out(&["b.yaml"]);
        let (_folder, root) = laid_out(&["idvet.yaml", "scenarios/a.yaml"]);
        symlink(elsewhere.join("b.yaml"), root.join("scenarios/b.yaml")).unwrap();
        assert_eq!(find_suite(&selectors(&root, &["scenarios/b.yaml"])).unwrap(), root);
        assert_eq!(listed(&root, &["scenarios/b.yaml"]), ["scenarios/b.yaml"]);
    }
}
