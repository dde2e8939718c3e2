//! `idvet new`: a scenario file that runs as it is made.

mod place;
mod text;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::{
    WRONG_INPUT, load, run,
    world::{Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, Problems, render},
    files::{self, Made},
    scenario::Suite,
    source::Source,
};
use place::{Wanted, wanted};
use text::{Client, Filling, Template};

#[derive(Debug, Args)]
#[command(after_help = "\
The file's name is made of the words: `A refused document` is scenarios/a-refused-document.yaml. A file that \
is there is never written over.

Examples:
  idvet new refused-document                scenarios/refused-document.yaml, `Refused document`
  idvet new 'manual/The face is a fake'     scenarios/manual/the-face-is-a-fake.yaml
  idvet new late-review --from manual       with the steps of a review")]
pub(super) struct NewArguments {
    /// What the scenario shows, or the path of its file below `scenarios/`.
    #[arg(value_name = "NAME")]
    name: String,
    /// What it begins as.
    #[arg(long, value_name = "TEMPLATE", default_value = "session")]
    from: Template,
}

/// Runs the command; the exit code.
pub(super) fn new(
    world: &World,
    suite: Option<&Path>,
    arguments: &NewArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let (file, text) = match planned(world, suite, arguments) {
        Ok(planned) => planned,
        Err(problem) => return Ok(refuse(&problem, streams)),
    };
    let shown = run::shown_path(world, &file);
    let made = files::make_file(&file, &text).with_context(|| format!("`{shown}` cannot be written"))?;
    if made == Made::WasThere {
        let problem = run::argument(format!("`{shown}` is there already, and is left as it is"));
        return Ok(refuse(&problem.help("give the scenario another name"), streams));
    }
    streams.out(&format!("made {shown}\n"))?;
    streams.err(&format!("next: change it to what you want to see, then `idvet run {}`\n", quoted(&shown)));
    Ok(0)
}

fn refuse(problem: &Diagnostic, streams: &mut Streams) -> u8 {
    streams.err(&render(problem, streams.err_look));
    WRONG_INPUT
}

/// The file and its text; nothing is written yet.
fn planned(
    world: &World,
    suite: Option<&Path>,
    arguments: &NewArguments,
) -> Result<(PathBuf, String), Diagnostic> {
    let Wanted { path, name } =
        wanted(&arguments.name).map_err(|refused| run::argument(refused.message).help(refused.help))?;
    let root = load::find(world, suite, &[]).map_err(|problem| load::file_diagnostic(&problem))?;
    let file = folder(&root).join(path);
    files::stays_inside(&root, &file).map_err(|problem| load::file_diagnostic(&problem))?;
    let filling = Filling { name: &name, schema: schema(&root, &file), client: client(&root) };
    Ok((file, text::text(arguments.from, &filling)))
}

/// `scenarios/`; the root of a suite that has scenarios but no such folder, since making one would hide them.
fn folder(root: &Path) -> PathBuf {
    let scenarios = root.join("scenarios");
    let has_others = || files::list_scenario_files(root, &[]).is_ok_and(|files| !files.is_empty());
    if !scenarios.is_dir() && has_others() { root.to_path_buf() } else { scenarios }
}

/// The way from a file's folder to the schema of scenarios, where the suite has it.
fn schema(root: &Path, file: &Path) -> Option<String> {
    const SCHEMA: &str = "schema/scenario.schema.json";
    let below = file.parent()?.strip_prefix(root).ok()?;
    let up = "../".repeat(below.components().count());
    root.join(SCHEMA).exists().then(|| format!("{up}{SCHEMA}"))
}

/// Whether `idvet.yaml` names the client of every token.
fn client(root: &Path) -> Client {
    let text = files::read_text(&root.join(files::SUITE_FILE)).unwrap_or_default();
    let source = Source::new(files::SUITE_FILE, text);
    let suite = Suite::read(&source, &mut Problems::new(&source));
    let of_tokens = suite.verb_defaults.iter().filter(|entry| entry.key.text == "create_token");
    if of_tokens.into_iter().any(|entry| entry.value.get("clientId").is_some()) {
        Client::InDefaults
    } else {
        Client::InStep
    }
}

/// A path as a word of a shell: other letters than those of ASCII need no quotes.
fn quoted(path: &str) -> String {
    if path.contains(' ') { format!("'{path}'") } else { path.to_owned() }
}
