//! `idvet fmt`: the one layout of a suite's files.

mod finding;
mod tally;

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;

use super::{
    WRONG_INPUT, load, run,
    world::{Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, render_all},
    files::{self, FileProblem},
    layout,
};
use finding::{Change, Finding};
use tally::{Mode, Tally};

/// The path that means stdin and stdout.
const STDIN: &str = "-";

#[derive(Debug, Args)]
#[command(after_help = "\
Comments, the order of keys and every value stay as they are: what was laid out is read again and compared before \
it is written. A file that cannot be read is left alone. Line breaks stay as the file's first one; a byte order mark \
goes.

Exit codes:
  0    everything is laid out
  1    with --check: something would change
  2    a file cannot be read; it is left alone
  3    a file cannot be written, or not be laid out without spoiling it; it is left alone

Examples:
  idvet fmt                        the suite: idvet.yaml, scenarios/, _flows/ and their like
  idvet fmt scenarios/first.yaml   one file
  idvet fmt --check                write nothing, show what would change
  idvet fmt - < draft.yaml         from stdin to stdout, for editors")]
pub(super) struct FmtArguments {
    /// Files and folders, or `-` for stdin [default: the suite's files].
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// Write nothing; show what would change, and exit with 1 if anything would.
    #[arg(long)]
    check: bool,
}

/// Runs the command; the exit code.
pub(super) fn fmt(
    world: &World,
    suite: Option<&Path>,
    arguments: &FmtArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let mut tally = Tally::new(if arguments.check { Mode::Check } else { Mode::Write });
    if arguments.paths.iter().any(|path| path.as_os_str() == STDIN) {
        return fmt_stdin(arguments, &mut tally, streams);
    }
    let files = match listed(world, suite, arguments) {
        Ok(files) => files,
        Err(problems) => return Ok(refuse(&problems, streams)),
    };
    for path in &files {
        let name = run::shown_path(world, path);
        match finding::of_file(path, &name) {
            Finding::Changes(change) if tally.mode == Mode::Write => {
                let written = files::replace_text(path, &change.after);
                written.with_context(|| format!("`{name}` cannot be written"))?;
                streams.err(&format!("formatted {name}\n"));
                tally.changed.push(name);
            }
            found => tell(found, &name, &mut tally, streams)?,
        }
    }
    streams.err(&tally.last_lines());
    Ok(tally.exit_code())
}

fn refuse(problems: &[FileProblem], streams: &mut Streams) -> u8 {
    let problems: Vec<Diagnostic> = problems.iter().map(load::file_diagnostic).collect();
    streams.err(&render_all(&problems, streams.err_look));
    WRONG_INPUT
}

fn listed(
    world: &World,
    suite: Option<&Path>,
    arguments: &FmtArguments,
) -> Result<Vec<PathBuf>, Vec<FileProblem>> {
    if arguments.paths.is_empty() {
        let root = load::find(world, suite, &[]).map_err(|problem| vec![problem])?;
        return files::list_suite_files(&root);
    }
    let paths: Vec<PathBuf> = arguments.paths.iter().map(|path| world.folder.join(path)).collect();
    files::list_yaml_files(&paths)
}

/// Tells what a file wants, and counts it; nothing is written.
fn tell(found: Finding, name: &str, tally: &mut Tally, streams: &mut Streams) -> anyhow::Result<()> {
    match found {
        Finding::InOrder => tally.in_order += 1,
        Finding::Changes(change) => {
            streams.out(&shown(&change, name))?;
            tally.changed.push(name.to_owned());
        }
        Finding::Wrong(problems) => {
            streams.err(&format!("{}\n", render_all(&problems, streams.err_look)));
            tally.wrong += 1;
        }
        Finding::Spoilt(problem) => {
            streams.err(&format!("{}\n", render_all(&[problem], streams.err_look)));
            tally.spoilt += 1;
        }
    }
    Ok(())
}

fn shown(change: &Change, name: &str) -> String {
    match &change.before {
        Some(before) => layout::difference(name, before, &change.after),
        None => format!("--- {name} holds a literal secret, so that its lines are not shown\n"),
    }
}

/// Stdin to stdout; what cannot be laid out is not written.
fn fmt_stdin(arguments: &FmtArguments, tally: &mut Tally, streams: &mut Streams) -> anyhow::Result<u8> {
    if arguments.paths.len() > 1 {
        let problem = run::argument("`-` cannot stand beside other paths");
        streams.err(&render_all(
            &[problem.help("format stdin and files one after the other")],
            streams.err_look,
        ));
        return Ok(WRONG_INPUT);
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(files::LARGEST_TEXT + 1).read_to_end(&mut bytes);
    read.context("stdin cannot be read")?;
    match finding::of_bytes(Path::new("stdin"), "stdin", bytes.clone()) {
        Finding::Changes(change) if tally.mode == Mode::Write => streams.out(&change.after)?,
        Finding::InOrder if tally.mode == Mode::Write => streams.out(&String::from_utf8_lossy(&bytes))?,
        found => tell(found, "stdin", tally, streams)?,
    }
    Ok(tally.exit_code())
}
