//! What must stay true of the code as text: layers, the homes of crates, lengths, module docs, words that are not ours,
//! and that no test is forgotten.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The layers of `src/lib.rs`, the lowest first. An import goes down, never up and never sideways.
const LAYERS: &[&[&str]] = &[
    &["source", "exchange", "secrets", "vocabulary", "event", "json_path", "json_schema", "signature"],
    &["diagnostic", "files", "layout", "record", "word"],
    &["template"],
    &["expect", "scenario", "snapshot", "contract"],
    &["plan", "schema"],
    &["run", "report", "emulator"],
    &["cli"],
];

const LONGEST_FILE: usize = 600;

const LONGEST_FUNCTION: usize = 50;

/// Sentences at the head of a module; what needs more is two modules, or a chapter of `src/lib.rs`.
const LONGEST_HEAD: usize = 6;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = walkdir::WalkDir::new(root().join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"))
        .map(|entry| (name_of(entry.path()), fs::read_to_string(entry.path()).unwrap()))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no Rust file below {folder}");
    files
}

fn name_of(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// `src/run/poll.rs` belongs to `run`, `src/event.rs` to `event`.
fn module_of(file: &str) -> &str {
    let inside = file.strip_prefix("src/").unwrap();
    inside.split('/').next().unwrap().trim_end_matches(".rs")
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The modules that a file names behind `crate::`, also in a group `crate::{a, b::c}`.
fn imports(text: &str) -> BTreeSet<String> {
    let code = code(text);
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(group_heads(group));
        } else {
            found.insert(first_word(rest));
        }
    }
    found.retain(|module| !module.is_empty());
    found
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// The first words of the entries of a group, nested groups passed over.
fn group_heads(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut at_head) = (Vec::new(), 0, true);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            other if at_head && !other.is_whitespace() => {
                heads.push(first_word(&group[at..]));
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn imports_go_down_the_layers() {
    let mut wrong = Vec::new();
    for (file, text) in rust_files("src") {
        let module = module_of(&file);
        if matches!(module, "lib" | "main") {
            continue;
        }
        let layer = layer_of(module).unwrap_or_else(|| panic!("{file}: `{module}` is in no layer"));
        for import in imports(&text).iter().filter(|import| import.as_str() != module) {
            let Some(below) = layer_of(import) else { continue };
            if below >= layer {
                wrong.push(format!("{file} imports `{import}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not go down:\n{}", wrong.join("\n"));
}

#[test]
fn the_emulator_knows_nothing_of_ours_but_the_vocabulary() {
    for (file, text) in rust_files("src/emulator") {
        let mut imports = imports(&text);
        imports.remove("emulator");
        imports.remove("vocabulary");
        assert!(imports.is_empty(), "{file} imports {imports:?}");
    }
}

#[test]
fn the_layers_in_the_crate_documentation_are_these() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for (number, modules) in LAYERS.iter().enumerate() {
        let line = lib.lines().find(|line| line.starts_with(&format!("//! {number}  ")));
        let line = line.unwrap_or_else(|| panic!("layer {number} is missing in src/lib.rs"));
        for module in *modules {
            assert!(line.contains(module), "`{module}` is missing in {line}");
        }
    }
}

#[test]
fn no_file_is_longer_than_one_idea() {
    let long: Vec<String> = rust_files("src")
        .iter()
        .filter(|(_, text)| text.lines().count() > LONGEST_FILE)
        .map(|(file, text)| format!("{file}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "files of more than {LONGEST_FILE} lines:\n{}", long.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> = rust_files("src")
        .into_iter()
        .chain(rust_files("tests"))
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "files without module documentation: {silent:?}");
}

#[test]
fn file_names_say_what_lives_there() {
    let empty_words = ["util", "utils", "helper", "helpers", "common", "misc", "types", "errors", "models"];
    for (file, _) in rust_files("src") {
        for part in file.trim_end_matches(".rs").split('/') {
            assert!(!empty_words.contains(&part), "{file}: `{part}` says nothing");
        }
    }
}

/// The dependencies of `Cargo.toml`, each with the comment above it or above the ones before it.
fn dependencies() -> Vec<(String, String)> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (mut found, mut reason, mut inside) = (Vec::new(), String::new(), false);
    for (before, line) in std::iter::once("").chain(manifest.lines()).zip(manifest.lines()) {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
            reason.clear();
        } else if let Some(comment) = line.strip_prefix("# ") {
            if !before.starts_with('#') {
                reason.clear();
            }
            reason.push_str(comment);
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| inside) {
            found.push((name.to_owned(), reason.clone()));
        }
    }
    assert!(found.len() > 20, "the dependencies are not found: {found:?}");
    found
}

/// Where a reason says that a crate is at home: the words in backticks before `only`, several of them divided by `and`.
fn homes(reason: &str) -> Vec<&str> {
    let Some((before, _)) = reason.split_once(" only") else { return Vec::new() };
    let mut found = Vec::new();
    let mut words = before.rsplit('`');
    let mut behind = words.next();
    while behind.is_some_and(|behind| matches!(behind, "" | " and " | ", ")) {
        found.extend(words.next());
        behind = words.next();
    }
    found
}

#[test]
fn every_dependency_has_its_reason() {
    for (name, reason) in dependencies() {
        assert!(!reason.is_empty(), "`{name}` stands in Cargo.toml without a reason");
    }
}

#[test]
fn every_dependency_is_named_in_its_home_only() {
    let sources = rust_files("src");
    let tests = [rust_files("tests"), rust_files("benches")].concat();
    for (name, reason) in dependencies() {
        let name = name.replace('-', "_");
        let names = |text: &str| code(text).lines().any(|line| names_crate(line, &name));
        let files: Vec<&str> =
            sources.iter().filter(|(_, text)| names(text)).map(|(file, _)| file.as_str()).collect();
        let somewhere = !files.is_empty() || tests.iter().any(|(_, text)| names(text));
        assert!(somewhere, "nothing names `{name}`: is it needed?");
        let homes = homes(&reason);
        for file in files.into_iter().filter(|_| !homes.is_empty()) {
            let inside = file.strip_prefix("src/").unwrap();
            let at_home = homes.iter().any(|home| inside == *home || inside.starts_with(&format!("{home}/")));
            assert!(at_home, "{file} names `{name}`, which is at home in {homes:?} only");
        }
    }
}

/// Whether a line of code names a crate: at the beginning of a path, or alone in a `use`.
fn names_crate(line: &str, name: &str) -> bool {
    let bounded = |at: usize| !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    line.match_indices(&format!("{name}::")).any(|(at, _)| bounded(at) && !line[..at].ends_with("::"))
        || line.trim_start() == format!("use {name};")
}

fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_unfinished_is_left() {
    let marks = ["todo!(", "unimplemented!(", concat!("TO", "DO"), concat!("FIX", "ME")];
    for (file, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        if file == "tests/tidy.rs" {
            continue;
        }
        for mark in marks {
            assert!(!text.contains(mark), "{file} holds `{mark}`");
        }
    }
}

#[test]
fn no_function_has_a_second_idea() {
    let mut long = Vec::new();
    for (file, text) in rust_files("src") {
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate().filter(|(_, line)| begins_function(line)) {
            let indent = line.len() - line.trim_start().len();
            let end = format!("{}}}", &line[..indent]);
            let length = lines[start..].iter().position(|line| *line == end).map_or(1, |length| length + 1);
            if length > LONGEST_FUNCTION && !line.ends_with([';', '}']) {
                long.push(format!("{file}:{}: {length} lines", start + 1));
            }
        }
    }
    assert!(long.is_empty(), "functions of more than {LONGEST_FUNCTION} lines:\n{}", long.join("\n"));
}

fn begins_function(line: &str) -> bool {
    let words = line.trim_start();
    let public =
        words.strip_prefix("pub").map_or(words, |rest| rest.split_once(' ').map_or("", |(_, rest)| rest));
    ["fn ", "async fn ", "const fn "].iter().any(|start| public.starts_with(start))
}

#[test]
fn the_head_of_a_module_is_short() {
    for (file, text) in rust_files("src").iter().filter(|(file, _)| file != "src/lib.rs") {
        let head: String = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
        let ends = head.split_whitespace().filter(|word| word.ends_with(['.', '?', '!'])).count();
        assert!((1..=LONGEST_HEAD).contains(&ends), "{file}: its head has {ends} sentences");
    }
}

/// A file that no `mod` line names is not compiled, and its tests pass in silence.
#[test]
fn every_test_file_is_a_module_of_the_one_binary() {
    let files = rust_files("tests");
    for (file, _) in files.iter().filter(|(file, _)| file != "tests/main.rs") {
        let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let (folder, name) = path.rsplit_once('/').unwrap();
        let above = if folder == "tests" { "tests/main.rs".to_owned() } else { format!("{folder}/mod.rs") };
        let (_, parent) =
            files.iter().find(|(file, _)| *file == above).unwrap_or_else(|| panic!("no {above}"));
        let declared = parent.lines().any(|line| line.split("mod ").last() == Some(&format!("{name};")));
        assert!(declared, "{file} is no module of {above}");
    }
}

#[test]
fn no_test_is_left_out_or_waits() {
    let banned = [concat!("#[ig", "nore"), concat!("thread::", "sleep"), concat!("#[cfg", "(any())")];
    for (file, text) in rust_files("tests") {
        for word in banned {
            assert!(!text.contains(word), "{file} holds `{word}`");
        }
    }
}

/// The files of the project but for what is built or made by a run.
fn all_files() -> Vec<(String, String)> {
    let left_out = |name: &str| matches!(name, "target" | ".git" | ".idvet" | ".env");
    let walk = walkdir::WalkDir::new(root()).sort_by_file_name().into_iter();
    let kept =
        walk.filter_entry(|entry| !entry.file_name().to_str().is_some_and(left_out)).map(Result::unwrap);
    let files = kept.filter(|entry| entry.file_type().is_file());
    let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    files.map(|entry| (name_of(entry.path()), text(entry.path()))).collect()
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
        concat!("C:\\Us", "ers"),
    ];
    for (file, text) in all_files() {
        for place in places {
            assert!(!text.contains(place), "{file} holds `{place}`");
        }
    }
}

#[test]
fn every_dependency_comes_from_the_common_registry() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let sources: Vec<&str> = lock.lines().filter(|line| line.starts_with("source = ")).collect();
    assert!(sources.len() > 100, "the sources are not found");
    for source in &sources {
        assert!(source.starts_with("source = \"registry+"), "{source} is no registry");
        assert_eq!(source, &sources[0], "two registries");
    }
}

#[test]
fn the_readme_leads_to_every_page() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let page = format!("(docs/{})", entry.unwrap().file_name().to_string_lossy());
        assert!(readme.contains(&page), "README.md has no link to {page}");
    }
}
