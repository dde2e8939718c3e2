//! What must stay true of the code as text: layers, the length of files, module docs, words that are not ours.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The layers of `src/lib.rs`, the lowest first. An import goes down, never up and never sideways.
const LAYERS: &[&[&str]] = &[
    &["source", "exchange", "secrets", "files", "vocabulary"],
    &["diagnostic", "template", "json_path"],
    &["expect"],
    &["scenario"],
    &["plan"],
    &["event", "record"],
    &["run", "report", "emulator"],
    &["cli"],
];

/// Arrows inside one layer that are allowed: the one on the left may import the one on the right.
const SIDEWAYS: &[(&str, &str)] = &[("template", "diagnostic"), ("record", "event"), ("files", "vocabulary")];

const LONGEST_FILE: usize = 600;

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
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
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
            let sideways = below == layer && SIDEWAYS.contains(&(module, import.as_str()));
            if below >= layer && !sideways {
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

#[test]
fn some_crates_are_named_in_one_place_only() {
    let homes = [
        ("granit_parser", "src/source/"),
        ("annotate_snippets", "src/diagnostic/render.rs"),
        ("jsonschema", "src/expect/schema.rs"),
        ("reqwest", "src/run/http"),
        ("axum", "src/emulator/"),
        ("similar::", "src/expect/"),
        ("indicatif", "src/report/progress.rs"),
        ("clap", "src/cli/"),
    ];
    for (file, text) in rust_files("src") {
        for (name, home) in homes {
            let names = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(&format!("{name}::")) || line.contains(&format!("use {name}")));
            assert!(!names || file.starts_with(home), "{file} names `{name}`, which lives in {home}");
        }
    }
}

#[test]
fn nothing_unfinished_is_left() {
    let marks = ["todo!(", "unimplemented!(", concat!("TO", "DO"), concat!("FIX", "ME")];
    for (file, text) in rust_files("src") {
        for mark in marks {
            assert!(!text.contains(mark), "{file} holds `{mark}`");
        }
    }
}
