//! From the command line to a checked plan: the suite is found, its files are read, and everything wrong is collected.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use super::{
    arguments::Selection as Chosen, contract, embedded::name_and_value, run::argument, world::World,
};
use crate::{
    contract::Contract,
    diagnostic::{Code, Diagnostic, Look, Problems, Severity, code, render_all},
    event::Shard,
    expect::SchemaFiles,
    files::{self, FileProblem, Found, Selector, Trouble, Variables},
    plan::{
        self, Checked, FileSelection, Filter, Plan, ProdLeave, ScenarioFile, Selection, Steps, SuiteFiles,
        TagExpression, Test, Unset,
    },
    scenario::Suite,
    secrets::Redactor,
    source::Source,
    template::parse_duration,
};

/// What was loaded.
pub(super) struct Loaded {
    /// The suite's root.
    pub(super) root: PathBuf,
    /// What will be done; `None` where anything is wrong.
    pub(super) plan: Option<Plan>,
    /// The tests that were chosen, those of sound scenarios in files with mistakes among them.
    pub(super) known: Vec<Arc<Test>>,
    /// What must not be seen of them.
    pub(super) redactor: Redactor,
    /// Which part of the selected tests those are, where there are other parts.
    pub(super) shard: Option<Shard>,
    /// The tags of all scenarios that were read.
    pub(super) tags: Vec<String>,
    /// What answers are held against.
    pub(super) contract: Contract,
    /// Everything that was found.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// How many scenario files were read.
    pub(super) files: usize,
}

/// What a command wants of the loading.
#[derive(Clone, Copy)]
pub(super) struct Wish<'w> {
    /// `--timeout`, of a scenario.
    pub(super) timeout: Option<&'w str>,
    /// `--retries`, of a scenario.
    pub(super) retries: Option<u32>,
    /// Whether variables that are not set refuse the plan.
    pub(super) unset: Unset,
    /// Whether something will be sent, so that PROD needs leave.
    pub(super) sending: Sending,
    /// What becomes of the steps.
    pub(super) steps: Steps,
}

/// Whether requests will be sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// `run`.
    Requests,
    /// `check`, `list`.
    Nothing,
}

impl Loaded {
    /// All that was found, as text.
    pub(super) fn shown_problems(&self, look: Look) -> String {
        let mut text = render_all(&self.diagnostics, look);
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// How many diagnostics there are of a severity.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether tests were selected, and all of them fall to other shards.
    pub(super) fn is_empty_shard(&self) -> bool {
        self.known.is_empty() && self.shard.as_ref().is_some_and(|shard| shard.tests > 0)
    }

    fn refused(root: PathBuf, diagnostics: Vec<Diagnostic>) -> Self {
        let (known, tags, contract) = (Vec::new(), Vec::new(), Contract::default());
        let redactor = Redactor::default();
        Self { root, plan: None, known, redactor, shard: None, tags, contract, diagnostics, files: 0 }
    }
}

/// Finds, reads and checks what the command line names.
pub(super) fn load(world: &World, suite: Option<&Path>, chosen: &Chosen, wish: Wish<'_>) -> Loaded {
    let selectors: Vec<Selector> = chosen.paths.iter().map(|path| selector(world, path)).collect();
    let root = match find(world, suite, &selectors) {
        Ok(root) => root,
        Err(problem) => {
            return Loaded::refused(world.folder.clone(), vec![as_typed(world, chosen, &problem)]);
        }
    };
    let mut found = Vec::new();
    let listed = files::list_scenario_files(&root, &selectors);
    let listed = listed.unwrap_or_else(|problems| {
        found.extend(problems.iter().map(|problem| as_typed(world, chosen, problem)));
        Vec::new()
    });
    load_files(world, root, chosen, wish, &listed, found)
}

/// Finds a suite and reads its `idvet.yaml` alone: what is wrong with a scenario does not matter.
pub(super) fn load_environment(
    world: &World,
    suite: Option<&Path>,
    chosen: &Chosen,
    wish: Wish<'_>,
) -> Loaded {
    match find(world, suite, &[]) {
        Ok(root) => load_files(world, root, chosen, wish, &[], Vec::new()),
        Err(problem) => Loaded::refused(world.folder.clone(), vec![as_typed(world, chosen, &problem)]),
    }
}

fn load_files(
    world: &World,
    root: PathBuf,
    chosen: &Chosen,
    wish: Wish<'_>,
    listed: &[files::ScenarioFile],
    mut found: Vec<Diagnostic>,
) -> Loaded {
    let options = options(chosen, wish, &mut found);
    let mut around = Vec::new();
    let variables = variables(world, &root, &mut around);
    let (suite_text, suite_problems) = read_suite(&root, &mut around);
    let request = plan::Request {
        suite: &suite_text,
        suite_problems: &suite_problems,
        environment: chosen.env.as_deref(),
        variables: &|name| variables.get(name).map(str::to_owned),
        unset: wish.unset,
        overrides: &options.overrides,
        selection: &options.selection,
        prod: options.prod,
        timeout: options.timeout,
        retries: wish.retries,
        suite_files: &Files { root: &root },
        steps: wish.steps,
    };
    let checked = check(&request, listed);
    found.extend(checked.unread);
    found.extend(around);
    let contract = contract::read(&root, &mut found);
    let sound = found.iter().all(|diagnostic| diagnostic.severity != Severity::Error);
    found.extend(checked.diagnostics);
    let plan = checked.plan.filter(|_| sound);
    let (known, tags, redactor, files) = (checked.tests, checked.tags, checked.redactor, listed.len());
    Loaded { root, plan, known, redactor, shard: None, tags, contract, diagnostics: found, files }
}

/// What stands on the command line besides paths, understood.
struct Options {
    overrides: Vec<(String, String)>,
    selection: Selection,
    prod: ProdLeave,
    timeout: Option<Duration>,
}

fn options(chosen: &Chosen, wish: Wish<'_>, found: &mut Vec<Diagnostic>) -> Options {
    let mut options = Options {
        overrides: Vec::new(),
        selection: Selection::default(),
        prod: match (chosen.allow_prod, wish.sending) {
            (false, Sending::Requests) => ProdLeave::Refused,
            (true, _) | (_, Sending::Nothing) => ProdLeave::Given,
        },
        timeout: None,
    };
    for text in &chosen.vars {
        match name_and_value("--var", text) {
            Ok((name, value)) => options.overrides.push((name.to_owned(), value.to_owned())),
            Err(problem) => found.push(problem),
        }
    }
    if let Some(text) = &chosen.tag {
        options.selection.tags = TagExpression::parse(text).map_err(|problem| found.push(*problem)).ok();
    }
    if let Some(text) = &chosen.filter {
        options.selection.filter = Filter::parse(text).map_err(|problem| found.push(*problem)).ok();
    }
    if let Some(text) = wish.timeout {
        let wrong = |error: crate::template::DurationError| {
            found.push(argument(format!("`--timeout`: {}", error.message)).help(error.help));
        };
        options.timeout = parse_duration(text).map_err(wrong).ok();
    }
    options
}

fn selector(world: &World, path: &Path) -> Selector {
    let mut selector = files::parse_selector(&path.to_string_lossy());
    selector.path = world.folder.join(selector.path);
    selector
}

/// The root of the suite that a command line means.
///
/// # Errors
/// There is none, or there are two.
pub(super) fn root(world: &World, suite: Option<&Path>, chosen: &Chosen) -> Result<PathBuf, Diagnostic> {
    let selectors: Vec<Selector> = chosen.paths.iter().map(|path| selector(world, path)).collect();
    find(world, suite, &selectors).map_err(|problem| as_typed(world, chosen, &problem))
}

/// The suite's root.
pub(super) fn find(
    world: &World,
    suite: Option<&Path>,
    selectors: &[Selector],
) -> Result<PathBuf, FileProblem> {
    match suite {
        Some(folder) => files::suite_at(&world.folder.join(folder)),
        None => files::find_suite(selectors),
    }
}

fn read_suite(root: &Path, found: &mut Vec<Diagnostic>) -> (Suite, Vec<Diagnostic>) {
    let text = files::read_text(&root.join(files::SUITE_FILE)).unwrap_or_else(|problem| {
        found.push(file_diagnostic(&problem));
        String::new()
    });
    let source = Source::new(files::SUITE_FILE, text);
    let mut problems = Problems::new(&source);
    let suite = Suite::read(&source, &mut problems);
    (suite, problems.into_found())
}

/// For so many files a further thread is worth its while.
const WORTH_A_THREAD: usize = 32;

/// With more threads than these the disk is what is waited for.
const MOST_THREADS: usize = 8;

/// Reads and checks the files, each read when the check comes to it.
fn check(request: &plan::Request, listed: &[files::ScenarioFile]) -> Checked {
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = (listed.len() / WORTH_A_THREAD).clamp(1, processors.min(MOST_THREADS));
    let read = |index: usize| {
        let file = &listed[index];
        let text = files::read_text(&file.path).map_err(|problem| file_diagnostic(&problem))?;
        Ok(read_one(file, text))
    };
    plan::check_listed(request, threads, listed.len(), read)
}

fn read_one(file: &files::ScenarioFile, text: String) -> ScenarioFile {
    let source = Source::new(file.name.clone(), text);
    let selection = match file.lines.as_slice() {
        [] => FileSelection::Whole,
        lines => FileSelection::Lines(lines.to_vec()),
    };
    let mut read = ScenarioFile::read(&source, selection);
    if file.found == Found::InFolder {
        // An empty file among others is nobody's mistake; one that was named is worth a word.
        read.problems.retain(|problem| problem.code != code::EMPTY_FILE);
    }
    read
}

/// The variables of the process, and of the suite's `.env` where the process has none.
fn variables(world: &World, root: &Path, found: &mut Vec<Diagnostic>) -> Variables {
    let from_file = files::read_dot_env(root).unwrap_or_else(|problems| {
        found.extend(problems.iter().map(file_diagnostic));
        Vec::new()
    });
    Variables::new(from_file, world.variables.clone())
}

/// A problem with a path of the command line: relative to where the user is, unless a whole path was typed.
fn as_typed(world: &World, chosen: &Chosen, problem: &FileProblem) -> Diagnostic {
    let mut diagnostic = file_diagnostic(problem);
    if chosen.paths.is_empty() || chosen.paths.iter().any(|path| path.is_absolute()) {
        return diagnostic;
    }
    let folder = format!("`{}/", world.folder.display());
    diagnostic.message = diagnostic.message.replace(&folder, "`");
    for help in &mut diagnostic.help {
        *help = help.replace(&folder, "`");
    }
    diagnostic
}

/// A problem with a file as a message.
pub(super) fn file_diagnostic(problem: &FileProblem) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(file_code(problem.trouble), problem.message.clone());
    diagnostic.help.extend(problem.help.clone());
    diagnostic
}

fn file_code(trouble: Trouble) -> Code {
    match trouble {
        Trouble::File | Trouble::Variable => code::FILE,
        Trouble::Encoding => code::ENCODING,
        Trouble::Limit => code::LIMIT,
        Trouble::Suite => code::SUITE,
    }
}

/// The files that a suite names; its certificates may lie anywhere.
struct Files<'f> {
    root: &'f Path,
}

impl SchemaFiles for Files<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        files::read_suite_file(self.root, path).map_err(|problem| problem.message)
    }
}

impl SuiteFiles for Files<'_> {
    fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let read = match Path::new(path) {
            absolute if absolute.is_absolute() => files::read_bytes(absolute, files::LARGEST_FILE),
            _ => files::read_suite_bytes(self.root, path, files::LARGEST_FILE),
        };
        read.map_err(|problem| problem.message)
    }

    fn unset_line(&self, name: &str) -> files::UnsetLine {
        files::unset_line(self.root, name)
    }

    fn near_file(&self, path: &str) -> Option<String> {
        files::near_file(self.root, path)
    }
}
