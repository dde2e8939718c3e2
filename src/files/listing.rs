//! The scenario files of a suite.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ffi::OsStr,
    fs::read_dir,
    io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::{DRIFT_FILE, FileProblem, SUITE_FILE, Selector, Trouble, suite::real};
use crate::vocabulary::nearest;

/// A scenario file, and which of its scenarios were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path from the suite's root, with `/` between its parts.
    pub name: String,
    /// The lines that were asked for, ascending; empty: the whole file.
    pub lines: Vec<usize>,
    /// Whether it was found in a folder or named itself: a named file without scenarios is worth a word.
    pub found: Found,
}

/// How a file came into the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// In a folder.
    InFolder,
    /// By its own name.
    ByName,
}

/// The scenario files that the selectors name, each once, sorted by name; without selectors those below `scenarios`,
/// or of the whole suite where there is no such folder. `root` is what `find_suite` gave.
///
/// The list of known drift at the root is none. Folders are searched but for those whose name begins with `_` or `.`, `snapshots`, `node_modules`, and suites within
/// the suite; links to folders are not followed, and hidden files are not taken.
///
/// # Errors
/// Every selector that cannot be followed, and every folder that cannot be read.
pub fn list_scenario_files(
    root: &Path,
    selectors: &[Selector],
) -> Result<Vec<ScenarioFile>, Vec<FileProblem>> {
    let mut listing = Listing { root, files: BTreeMap::new(), problems: Vec::new() };
    if selectors.is_empty() {
        let scenarios = root.join("scenarios");
        listing.add_folder(if scenarios.is_dir() { &scenarios } else { root });
    }
    for selector in selectors {
        listing.add(selector);
    }
    if listing.problems.is_empty() {
        Ok(listing.files.into_values().collect())
    } else {
        Err(listing.problems)
    }
}

struct Listing<'a> {
    root: &'a Path,
    /// By what sorts them as their paths from the root do.
    files: BTreeMap<Vec<u8>, ScenarioFile>,
    problems: Vec<FileProblem>,
}

impl Listing<'_> {
    fn add(&mut self, selector: &Selector) {
        match real(&selector.path) {
            Ok(path) if path.is_dir() => self.add_named_folder(&path, selector),
            Ok(path) => self.add_named_file(&path, selector),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn add_named_folder(&mut self, path: &Path, selector: &Selector) {
        if selector.line.is_some() {
            let message = format!("`{}` is a folder: only a file has lines", selector.path.display());
            self.problems.push(FileProblem::new(Trouble::File, message));
            return;
        }
        self.add_folder(path);
    }

    fn add_named_file(&mut self, path: &Path, selector: &Selector) {
        match not_a_scenario(path, &selector.path) {
            Some(problem) => self.problems.push(problem),
            None => self.insert(path, selector.line, Found::ByName),
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let walk = WalkDir::new(folder).follow_links(false).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(is_wanted) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.path() == self.root.join(DRIFT_FILE) => {}
                Ok(entry) if is_scenario_file(entry.path()) && !leads_to_folder(&entry) => {
                    self.insert(entry.path(), None, Found::InFolder);
                }
                Ok(_) => {}
                Err(error) => self.problems.push(unreadable_folder(folder, &error)),
            }
        }
    }

    fn insert(&mut self, path: &Path, line: Option<usize>, found: Found) {
        let relative = path.strip_prefix(self.root).unwrap_or(path);
        match self.files.entry(sort_key(relative)) {
            Entry::Occupied(mut file) => file.get_mut().ask_for(line, found),
            Entry::Vacant(slot) => {
                let (name, lines) = (with_slashes(relative), line.into_iter().collect());
                slot.insert(ScenarioFile { path: path.to_path_buf(), name, lines, found });
            }
        }
    }
}

impl ScenarioFile {
    /// Asks for a further line; the whole file, once asked for, stays asked for.
    fn ask_for(&mut self, line: Option<usize>, found: Found) {
        self.found = self.found.max(found);
        match line {
            None => self.lines.clear(),
            Some(_) if self.lines.is_empty() => {}
            Some(line) => {
                self.lines.push(line);
                self.lines.sort_unstable();
                self.lines.dedup();
            }
        }
    }
}

/// Whether a walk takes an entry: everything that was named itself, else what no rule leaves out.
fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    if !entry.file_type().is_dir() {
        return !name.starts_with('.');
    }
    let left_out = name.starts_with(['_', '.']) || name == "snapshots" || name == "node_modules";
    !left_out && !entry.path().join(SUITE_FILE).exists()
}

/// Only a link can: folders themselves were told apart before, and to ask for each file takes time.
fn leads_to_folder(entry: &DirEntry) -> bool {
    entry.path_is_symlink() && entry.path().is_dir()
}

fn is_scenario_file(path: &Path) -> bool {
    is_yaml(path) && path.file_name() != Some(OsStr::new(SUITE_FILE))
}

/// Whether a file is YAML by its name.
pub(super) fn is_yaml(path: &Path) -> bool {
    let yaml =
        |extension: &OsStr| extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml");
    path.extension().is_some_and(yaml)
}

fn not_a_scenario(path: &Path, shown: &Path) -> Option<FileProblem> {
    if is_scenario_file(path) {
        return None;
    }
    let message = if path.file_name() == Some(OsStr::new(SUITE_FILE)) {
        format!("`{}` describes the suite, expected a scenario file", shown.display())
    } else {
        format!("`{}` is no scenario file: expected a name that ends in `.yaml` or `.yml`", shown.display())
    };
    Some(FileProblem::new(Trouble::File, message))
}

/// What the system said of a path of the command line, with the name that was probably meant.
pub(super) fn missing(path: &Path, error: &io::Error) -> FileProblem {
    let problem = FileProblem::io(path, error);
    match near(path) {
        Some(meant) if error.kind() == io::ErrorKind::NotFound => {
            problem.help(format!("did you mean `{}`?", meant.display()))
        }
        _ => problem,
    }
}

/// The entry of the same folder whose name is nearest; a few thousand are looked at.
fn near(path: &Path) -> Option<PathBuf> {
    const MOST: usize = 5_000;
    let folder = path.parent()?;
    let searched = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = read_dir(searched).ok()?.take(MOST).filter_map(Result::ok);
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let meant = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(folder.join(meant))
}

/// The file of a suite that was probably meant by a path from its root which leads to none, one of the same folder
/// before others: a table where the path is that of a table, else a flow.
pub fn near_file(root: &Path, path: &str) -> Option<String> {
    const MOST: usize = 5_000;
    let walk = WalkDir::new(root).max_depth(8).sort_by_file_name().into_iter();
    let wanted = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !name.starts_with('.') && name != "node_modules"
    };
    let files = walk.filter_entry(wanted).take(MOST).filter_map(Result::ok);
    let is_wanted = if is_table(Path::new(path)) { is_table } else { is_scenario_file };
    let files = files.filter(|entry| entry.file_type().is_file() && is_wanted(entry.path()));
    let names = files.filter_map(|entry| Some(with_slashes(entry.path().strip_prefix(root).ok()?)));
    let (folder, file) = divided(path);
    let mut flows: Vec<String> =
        names.filter(|name| is_table(Path::new(name)) || is_among_flows(name)).collect();
    flows.sort_by_key(|flow| divided(flow).0 != folder);
    let meant = nearest(stem(file), flows.iter().map(|flow| stem(divided(flow).1)))?.to_owned();
    flows.into_iter().find(|flow| stem(divided(flow).1) == meant)
}

fn is_table(path: &Path) -> bool {
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    ending.is_some_and(|ending| ending == "csv" || ending == "json")
}

fn is_among_flows(path: &str) -> bool {
    divided(path).0.split('/').any(|part| part.starts_with('_'))
}

/// The folders of a path, and its file.
fn divided(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

pub(super) fn unreadable_folder(folder: &Path, error: &walkdir::Error) -> FileProblem {
    let path = error.path().unwrap_or(folder);
    match error.io_error() {
        Some(cause) => FileProblem::io(path, cause),
        None => FileProblem::new(Trouble::File, format!("`{}` cannot be searched", path.display())),
    }
}

/// The parts of a path with what sorts before every character between them: two paths are compared many times, and
/// part by part that takes long.
fn sort_key(path: &Path) -> Vec<u8> {
    let parts: Vec<&[u8]> = path.components().map(|part| part.as_os_str().as_encoded_bytes()).collect();
    parts.join(&0)
}

fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
