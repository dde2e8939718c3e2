//! `idvet init`: a suite that runs, with what editors and CI need.

mod files;

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;

use super::{
    WRONG_INPUT, run,
    world::{Streams, World},
};
use crate::{
    diagnostic::render,
    files::{Made, SUITE_FILE, make_file, read_text, repository_around, suite_around},
};
use files::{EDITOR_SETTINGS, FIRST_SCENARIO, IGNORED, SuiteFile, editor_schemas, suite_files};

#[derive(Debug, Args)]
#[command(after_help = "\
A file that is there is left alone and named; a folder that is a suite already gets what it lacks, but no scenario.

Examples:
  idvet init            in the working folder
  idvet init identity   in the folder `identity`, made where it is not there")]
pub(super) struct InitArguments {
    /// The folder of the suite [default: the working folder].
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Runs the command; the exit code.
pub(super) fn init(
    world: &World,
    suite: Option<&Path>,
    arguments: &InitArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    if suite.is_some() {
        let problem = run::argument("`--suite` names a suite that is there, and `init` makes one");
        streams.err(&render(&problem.help("write `idvet init DIR`"), streams.err_look));
        return Ok(WRONG_INPUT);
    }
    let folder = arguments.dir.as_deref().map_or(world.folder.clone(), |dir| world.folder.join(dir));
    if folder.exists() && !folder.is_dir() {
        let problem = run::argument(format!("`{}` is a file, expected a folder", folder.display()));
        streams.err(&render(&problem, streams.err_look));
        return Ok(WRONG_INPUT);
    }
    let shown = arguments.dir.as_deref().filter(|dir| world.folder.join(dir) != world.folder);
    streams.err(&surroundings(&folder));
    let results = make(&folder)?;
    streams.out(&list(&results))?;
    streams.err(&advice(&folder, shown, &results));
    Ok(0)
}

/// What one should know of the place before a suite is made there.
fn surroundings(folder: &Path) -> String {
    let mut text = String::new();
    if let Some(outer) = suite_around(folder) {
        let _ = writeln!(
            text,
            "note: this suite lies within the suite `{}`, which leaves it out of its own runs",
            outer.display()
        );
    }
    if let Some(repository) = repository_around(folder).filter(|root| !is_same(root, folder)) {
        let _ = writeln!(
            text,
            "note: CI reads its jobs at the root of the repository, `{}`: move `.github` and `.gitlab-ci.yml` there, \
             and let the jobs work in the suite's folder",
            repository.display()
        );
    }
    text
}

fn is_same(root: &Path, folder: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| folder == root)
}

/// Makes every file that is not there.
fn make(folder: &Path) -> anyhow::Result<Vec<(SuiteFile, Made)>> {
    let is_suite = folder.join(SUITE_FILE).exists();
    let wanted = suite_files().into_iter().filter(|file| !(is_suite && file.path == FIRST_SCENARIO));
    wanted
        .map(|file| {
            let path = folder.join(file.path);
            let made = make_file(&path, &file.text);
            let made = made.with_context(|| format!("`{}` cannot be written", path.display()))?;
            Ok((file, made))
        })
        .collect()
}

fn list(results: &[(SuiteFile, Made)]) -> String {
    let width = results.iter().map(|(file, _)| file.path.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (file, made) in results {
        let (word, about) = match made {
            Made::New => ("made", file.about),
            Made::WasThere => ("kept", "it was there"),
        };
        let _ = writeln!(text, "{word}  {:width$}  {about}", file.path);
    }
    text
}

/// What to do next.
fn advice(folder: &Path, shown: Option<&Path>, results: &[(SuiteFile, Made)]) -> String {
    let mut text = String::new();
    let lacking = lacking(folder, results);
    if !lacking.is_empty() {
        let _ = writeln!(text, "\nadd to `{IGNORED}`, which was kept: {}", lacking.join(", "));
    }
    if knows_no_schemas(folder, results) {
        let _ = writeln!(text, "\nadd to `{EDITOR_SETTINGS}`, which was kept:\n{}", editor_schemas());
    }
    text.push_str("\nnext:\n");
    if let Some(folder) = shown {
        let _ = writeln!(text, "  cd {}", folder.display());
    }
    text.push_str(NEXT);
    text
}

const NEXT: &str = "  idvet run                       run the suite against the emulator inside idvet
  idvet new refused-document      make another scenario
  idvet check                     look for mistakes, without a request
  cp .env.example .env            for `idvet run --env dev`: fill in your key pair
and fill in the line `IDVET_GIT` of the CI job that you use; delete the other
";

/// Whether editor settings that were there say nothing of the suite's schemas.
fn knows_no_schemas(folder: &Path, results: &[(SuiteFile, Made)]) -> bool {
    let text = || read_text(&folder.join(EDITOR_SETTINGS)).unwrap_or_default();
    was_there(EDITOR_SETTINGS, results) && !text().contains("scenario.schema.json")
}

fn was_there(path: &str, results: &[(SuiteFile, Made)]) -> bool {
    results.iter().any(|(file, made)| file.path == path && *made == Made::WasThere)
}

/// The lines that a `.gitignore` which was there does not have.
fn lacking(folder: &Path, results: &[(SuiteFile, Made)]) -> Vec<&'static str> {
    if !was_there(IGNORED, results) {
        return Vec::new();
    }
    let text = read_text(&folder.join(IGNORED)).unwrap_or_default();
    let has =
        |line: &str| text.lines().any(|there| there.trim() == line || there.trim() == format!("/{line}"));
    [".env", "*.snap.new"].into_iter().filter(|line| !has(line)).collect()
}
