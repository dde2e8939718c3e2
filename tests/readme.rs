//! The README and every page under `docs/`: each scenario in them is run, each command is run, each output is compared.
//!
//! A block of YAML with a `name:` is a scenario file, one that begins with `- ` is the steps of one, and one with
//! `environments:` an `idvet.yaml`. A first line `# scenarios/first.yaml` says where a file goes; commands that come
//! after it find it there. In an output a line of `...` stands for any lines, and `…` within a line for anything.
//! The environments `dev` and `emulator-apart` of the suite are made to point at an emulator in a process of its own.
//! The commands of the guide begin in an empty folder, and so does its suite; all others have the shipped one.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::Command,
};

use regex::Regex;

use crate::support::{
    emulator::Emulator,
    hook::Hook,
    suite::{Said, Suite, repository},
};

struct Block {
    language: String,
    line: usize,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { language: language.to_owned(), line: number + 1, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// Where a page's commands are run: the shipped suite, and what the page adds to it; or an empty folder.
struct Desk {
    suite: Suite,
    /// Where the next command is run.
    folder: PathBuf,
    emulator: Emulator,
    exported: BTreeMap<String, String>,
}

impl Desk {
    fn new() -> Self {
        let emulator = Emulator::start(&[]);
        let yaml = fs::read_to_string(repository().join("idvet.yaml")).unwrap();
        for address in ["https://ivs.idenfy.com", "http://127.0.0.1:8481"] {
            assert!(yaml.contains(address), "idvet.yaml has no {address}");
        }
        let yaml = yaml.replace("https://ivs.idenfy.com", &emulator.address);
        let suite = Suite::with(&yaml.replace("http://127.0.0.1:8481", &emulator.address));
        for folder in ["scenarios", "_flows"] {
            copy_folder(&repository().join(folder), &suite.path(folder));
        }
        let folder = suite.root().to_owned();
        Self { suite, folder, emulator, exported: BTreeMap::new() }
    }

    fn empty() -> Self {
        let suite = Suite::nothing();
        let folder = suite.root().to_owned();
        Self { suite, folder, emulator: Emulator::start(&[]), exported: BTreeMap::new() }
    }

    /// A suite that a command has made speaks to the emulator, not to the world.
    fn tame(&self) {
        let file = self.folder.join("idvet.yaml");
        let Ok(yaml) = fs::read_to_string(&file) else { return };
        if yaml.contains("https://ivs.idenfy.com") {
            fs::write(file, yaml.replace("https://ivs.idenfy.com", &self.emulator.address)).unwrap();
        }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// `export NAME=...`, and `NAME=value` before a command: credentials are those of the emulator.
    fn export(&mut self, assignment: &str) {
        let (name, value) = assignment.split_once('=').unwrap();
        let value = match name {
            "IDENFY_API_KEY" => "emulator-dev",
            "IDENFY_API_SECRET" => "emulator-dev-secret",
            _ => value,
        };
        self.exported.insert(name.to_owned(), value.to_owned());
    }
}

/// Tries a whole page; how many blocks were run.
fn try_page(name: &str) -> usize {
    let page = fs::read_to_string(repository().join(name)).unwrap();
    let mut desk = if name == "docs/guide.md" { Desk::empty() } else { Desk::new() };
    // Where pages send webhooks, somebody listens, and a delivery was saved.
    let hook = Hook::taking();
    let page = page.replace("http://127.0.0.1:8080/hook", &hook.url);
    if name == "docs/webhooks.md" {
        fs::copy(repository().join("tests/data/signature/go-idenfy.json"), desk.folder.join("delivery.json"))
            .unwrap();
    }
    let mut tried = 0;
    for block in blocks(&page) {
        let place = format!("{name}, line {}", block.line);
        match block.language.as_str() {
            "yaml" if is_job(name, &block.text) => continue,
            "yaml" => try_yaml(&desk, &block.text, &place),
            "console" => try_console(&mut desk, &block.text, &place),
            // The conversation of docs/emulator.md is held by the emulator's own tests.
            "sh" | "json" if name == "docs/emulator.md" => continue,
            // The commands around the manifests are run by tests/ci_jobs.rs, as the jobs are.
            "sh" if name == "docs/ci.md" => continue,
            other => panic!("{place}: no rule for a block of `{other}`"),
        }
        tried += 1;
    }
    tried
}

/// Jobs and manifests of CI systems, which `tests/ci_jobs.rs` runs.
fn is_job(page: &str, text: &str) -> bool {
    page == "docs/ci.md" && !text.starts_with("# scenarios/")
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn try_yaml(desk: &Desk, text: &str, place: &str) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(path) = first
        .strip_prefix("# ")
        .filter(|path| Path::new(path).extension().is_some_and(|ending| ending == "yaml"))
    {
        // What becomes of it, the commands after it show.
        desk.write(path, text);
        return;
    }
    let tried = Suite::shipped_defaults();
    if text.contains("environments:\n") {
        tried.write("idvet.yaml", text).scenario("one.yaml", SMALLEST);
        let secrets = ["IDENFY_API_KEY", "IDENFY_API_SECRET", "IDENFY_EMULATOR_SECRET", "IDENFY_WEBHOOK_KEY"];
        for variable in secrets {
            tried.write(".env", &format!("{}{variable}=value\n", read(&tried, ".env")));
        }
        tried.idvet(&["check", "--env", "dev"]).exits(0);
    } else if text.trim_start().starts_with("- ") {
        tried.scenario("one.yaml", &format!("name: steps of a page\nsteps:\n{text}"));
    } else {
        tried.scenario("one.yaml", text);
    }
    let said = tried.idvet(&["run"]);
    assert_eq!(said.code, 0, "{place}:\n{text}\n{}", said.all());
}

const SMALLEST: &str =
    "name: smallest\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n";

fn read(suite: &Suite, name: &str) -> String {
    fs::read_to_string(suite.path(name)).unwrap_or_default()
}

fn try_console(desk: &mut Desk, text: &str, place: &str) {
    for (command, expected) in commands(text) {
        if let Some(assignment) = command.strip_prefix("export ") {
            desk.export(assignment);
        } else if command.starts_with("idvet emulator --listen ") {
            // It listens already, on a port of its own.
            assert!(!desk.emulator.address.is_empty());
        } else if ["cargo test", "cargo install --path .", "git init"].contains(&command.as_str()) {
            // This is that command, or needs no proof of ours.
        } else if let Some(folder) = command.strip_prefix("mkdir ") {
            fs::create_dir(desk.folder.join(folder)).unwrap();
        } else if let Some(folder) = command.strip_prefix("cd ") {
            desk.folder.push(folder);
            assert!(desk.folder.is_dir(), "{place}: no folder `{folder}`");
        } else if let Some((from, to)) = command.strip_prefix("cp ").and_then(|names| names.split_once(' ')) {
            fs::copy(desk.folder.join(from), desk.folder.join(to)).unwrap();
        } else if let Some(file) = command.strip_prefix("cat ") {
            let text = fs::read_to_string(desk.folder.join(file)).unwrap();
            assert!(pattern(&expected).is_match(&text), "{place}: {file} says\n{text}\nand not\n{expected}");
        } else {
            try_command(desk, &command, &expected, place);
            desk.tame();
        }
    }
}

fn try_command(desk: &mut Desk, command: &str, expected: &str, place: &str) {
    let mut rest = command;
    while let Some((assignment, behind)) = rest.split_once(' ').filter(|(word, _)| word.contains('=')) {
        desk.export(assignment);
        rest = behind;
    }
    let arguments = arguments(rest).unwrap_or_else(|| panic!("{place}: no rule for `{command}`"));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command_line = desk.suite.command(&arguments);
    let said = as_on_a_terminal(command_line.envs(&desk.exported).current_dir(&desk.folder));
    if expected.is_empty() {
        assert_eq!(said.code, 0, "{place}: `{command}`\n{}", said.all());
    } else {
        let all = said.out;
        assert!(pattern(expected).is_match(&all), "{place}: `{command}` said\n{all}\nand not\n{expected}");
    }
}

/// What a command says on both streams, in the order in which it says it.
fn as_on_a_terminal(command: &mut Command) -> Said {
    let (mut reader, writer) = io::pipe().unwrap();
    let mut child = command.stdout(writer.try_clone().unwrap()).stderr(writer).spawn().unwrap();
    // Ours hold the pipe open, too.
    command.stdout(io::stderr()).stderr(io::stderr());
    let mut out = String::new();
    reader.read_to_string(&mut out).unwrap();
    let code = child.wait().unwrap().code().unwrap();
    Said { code, out, err: String::new() }
}

fn commands(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            (None, Some((_, expected))) => {
                expected.push_str(line);
                expected.push('\n');
            }
            (None, None) => panic!("output before a command: {line}"),
        }
    }
    commands
}

/// The arguments of idvet in a command; quotes group words.
fn arguments(command: &str) -> Option<Vec<String>> {
    let rest = command.strip_prefix("cargo run --release -- ").or_else(|| command.strip_prefix("idvet "))?;
    let words = Regex::new(r#"'([^']*)'|"([^"]*)"|(\S+)"#).unwrap();
    let word = |found: regex::Captures<'_>| {
        let group = (1..=3).find_map(|index| found.get(index)).unwrap();
        group.as_str().to_owned()
    };
    Some(words.captures_iter(rest).map(word).collect())
}

fn pattern(expected: &str) -> Regex {
    let line = |line: &str| match line.trim() {
        "..." => "(?:.*\n)*?".to_owned(),
        _ => format!("{}\n", regex::escape(line).replace('…', ".*")),
    };
    let lines: String = expected.lines().map(line).collect();
    Regex::new(&format!("^{lines}$")).unwrap()
}

#[test]
fn the_readme_is_true() {
    assert!(try_page("README.md") >= 4);
}

#[test]
fn the_language_reference_is_true() {
    assert!(try_page("docs/language.md") >= 10);
}

#[test]
fn the_emulator_reference_is_true() {
    assert!(try_page("docs/emulator.md") >= 2);
}

#[test]
fn the_contract_reference_is_true() {
    assert!(try_page("docs/contract.md") >= 5);
}

#[test]
fn the_page_on_diagnostics_is_true() {
    assert!(try_page("docs/diagnostics.md") >= 6);
}

#[test]
fn the_guide_is_true() {
    assert!(try_page("docs/guide.md") >= 20);
}

#[test]
fn the_page_on_snapshots_is_true() {
    assert!(try_page("docs/snapshots.md") >= 4);
}

#[test]
fn the_page_on_reports_is_true() {
    assert!(try_page("docs/reports.md") >= 4);
}

#[test]
fn the_page_on_webhooks_is_true() {
    assert!(try_page("docs/webhooks.md") >= 4);
}

#[test]
fn the_page_on_ci_is_true() {
    assert!(try_page("docs/ci.md") >= 5);
}

#[test]
fn every_page_is_tried() {
    let tried = [
        "docs/language.md",
        "docs/emulator.md",
        "docs/contract.md",
        "docs/diagnostics.md",
        "docs/guide.md",
        "docs/snapshots.md",
        "docs/reports.md",
        "docs/webhooks.md",
        "docs/ci.md",
    ];
    for entry in fs::read_dir(repository().join("docs")).unwrap() {
        let name = format!("docs/{}", entry.unwrap().file_name().to_string_lossy());
        assert!(tried.contains(&name.as_str()), "{name} is tried by no test");
    }
}
