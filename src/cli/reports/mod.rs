//! Reports: found to be writable before anything is sent, and written when everything is known.

mod arguments;
mod kind;

use std::{
    io::{self, BufWriter, Write},
    path::{Component, Path, PathBuf},
};

pub(super) use arguments::ReportArguments;
use kind::Kind;

use super::{
    run::{argument, shown_path},
    world::{Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, Look},
    files,
    report::Results,
};

/// Reports whose places are known to be writable.
#[derive(Debug, Default)]
pub(super) struct Reports {
    files: Vec<(&'static Kind, Target)>,
}

/// Where a report goes.
#[derive(Debug)]
enum Target {
    Stdout,
    File {
        path: PathBuf,
        /// As people know it.
        shown: String,
    },
}

/// What became of the reports.
#[derive(Debug, Default)]
struct Written {
    /// A line for each that was written to a file.
    lines: String,
    /// What hindered the others.
    hindered: Vec<String>,
}

impl Reports {
    /// Looks at the places; `taken` are files that no report may overwrite.
    ///
    /// # Errors
    /// Two reports of one place, and every place that cannot be written.
    pub(super) fn prepare(
        world: &World,
        arguments: &ReportArguments,
        taken: &[PathBuf],
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut places: Vec<(String, PathBuf)> =
            taken.iter().map(|path| ("the record".to_owned(), plain(path))).collect();
        let (mut reports, mut problems) = (Self::default(), Vec::new());
        for wanted in &arguments.files {
            let option = format!("`--{}`", wanted.kind.option);
            let place = if is_stdout(&wanted.path) {
                wanted.path.clone()
            } else {
                plain(&world.folder.join(&wanted.path))
            };
            let shown = wanted.path.display().to_string();
            if let Some((other, _)) = places.iter().find(|(_, known)| *known == place) {
                let message = format!("{option} and {other} are both to be written to `{shown}`");
                problems.push(argument(message).help("give each a place of its own"));
                continue;
            }
            places.push((option.clone(), place.clone()));
            let target = if is_stdout(&wanted.path) {
                Target::Stdout
            } else {
                Target::File { shown: shown_path(world, &place), path: place }
            };
            if let Target::File { path, .. } = &target
                && let Err(error) = files::try_whole(path)
            {
                problems
                    .push(argument(format!("{option} cannot be written to `{shown}`: {}", spoken(&error))));
                continue;
            }
            reports.files.push((wanted.kind, target));
        }
        if problems.is_empty() { Ok(reports) } else { Err(problems) }
    }

    /// Whether no report was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes them all, and then the last lines, which go to stderr where stdout is a report; whether all could be told.
    pub(super) fn conclude(
        &self,
        results: &Results,
        last: impl FnOnce(Look) -> String,
        streams: &mut Streams,
    ) -> bool {
        let written = self.write(results, streams);
        for message in &written.hindered {
            streams.err(&format!("error: {message}\n"));
        }
        if self.take_stdout() {
            streams.err(&(last(streams.err_look) + &written.lines));
            return written.hindered.is_empty();
        }
        let said = streams.out(&(last(streams.out_look) + &written.lines));
        if let Err(error) = &said {
            streams.err(&format!("error: the last lines cannot be written: {error}\n"));
        }
        said.is_ok() && written.hindered.is_empty()
    }

    /// Whether stdout is a report, so that nothing else belongs there.
    fn take_stdout(&self) -> bool {
        self.files.iter().any(|(_, target)| matches!(target, Target::Stdout))
    }

    /// One that cannot be written does not hinder the others.
    fn write(&self, results: &Results, streams: &mut Streams) -> Written {
        let mut written = Written::default();
        for (kind, target) in &self.files {
            let done = match target {
                Target::Stdout => to_stdout(kind, results, streams),
                Target::File { path, .. } => files::write_whole(path, |writer| (kind.write)(results, writer)),
            };
            written.note(kind, target, done);
        }
        written
    }
}

impl Written {
    fn note(&mut self, kind: &Kind, target: &Target, done: io::Result<()>) {
        match (done, target) {
            (Ok(()), Target::Stdout) => {}
            (Ok(()), Target::File { shown, .. }) => self.lines += &format!("{}: {shown}\n", kind.option),
            (Err(error), target) => {
                let place = match target {
                    Target::Stdout => "stdout",
                    Target::File { shown, .. } => shown,
                };
                let error = spoken(&error);
                self.hindered
                    .push(format!("the report `--{}` cannot be written to `{place}`: {error}", kind.option));
            }
        }
    }
}

fn to_stdout(kind: &Kind, results: &Results, streams: &mut Streams) -> io::Result<()> {
    let mut writer = BufWriter::new(streams.stdout());
    (kind.write)(results, &mut writer)?;
    writer.flush()
}

fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// A path without `.` and `..`, so that the same place is seen to be the same.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// The system's words in the style of messages.
fn spoken(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
