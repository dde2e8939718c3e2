//! Reports: found to be writable before anything is sent, and written when everything is known.

mod arguments;
mod github;
mod har;
mod kind;
mod place;

use std::{
    fmt::Write as _,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

pub(super) use arguments::ReportArguments;
use github::{Annotated, Github};
use kind::{Kind, Manner};
use place::{Places, Target};

use super::{
    run::shown_path,
    world::{Outlet, Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, Look},
    files,
    report::Results,
};

/// Reports whose places are known to be writable.
#[derive(Debug)]
pub(super) struct Reports {
    files: Vec<(&'static Kind, Target)>,
    manner: Manner,
    github: Option<Github>,
    /// The folder of HAR files, and how people know it.
    har: Option<(PathBuf, String)>,
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
    /// Looks at the places; `suite` is the suite's root where that is known, `taken` are files that no report may
    /// overwrite.
    ///
    /// # Errors
    /// Two reports of one place, and every place that cannot be written.
    pub(super) fn prepare(
        world: &World,
        arguments: &ReportArguments,
        suite: Option<&Path>,
        taken: &[PathBuf],
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut places = Places::new(world, taken);
        let place =
            |wanted: &arguments::Wanted| Some((wanted.kind, places.file(wanted.kind.option, &wanted.path)?));
        let files = arguments.files.iter().filter_map(place).collect();
        let others = &arguments.others;
        let har = others.har.as_deref().and_then(|folder| places.folder("har", folder));
        let har = har.map(|folder| (folder.clone(), shown_path(world, &folder)));
        let github = Github::wanted(world, others.github, suite);
        let manner = Manner { dialect: others.junit_dialect, root: github::root(world, suite) };
        let reports = Self { files, manner, github, har };
        let problems = places.into_problems();
        if problems.is_empty() { Ok(reports) } else { Err(problems) }
    }

    /// Whether no report was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.github.is_none() && self.har.is_none()
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
            let fill = |writer: &mut dyn Write| (kind.write)(results, &self.manner, writer);
            match target {
                Target::Stdout => written.note(kind.option, "stdout", to_stdout(fill, streams), None),
                Target::File { path, shown } => {
                    written.note(kind.option, shown, files::write_whole(path, fill), Some(shown));
                }
            }
        }
        if let Some((folder, shown)) = &self.har {
            written.note_hars(shown, har::write(folder, results));
        }
        if let Some(github) = &self.github {
            let to = if self.take_stdout() { Annotated::Stderr } else { Annotated::Stdout };
            written.note_github("the annotations", "stdout", github.annotate(results, to, streams));
            if let Some((file, done)) = github.summarize(results) {
                let summary = "the job's summary, which `GITHUB_STEP_SUMMARY` names,";
                written.note_github(summary, &file.display().to_string(), done);
            }
        }
        written
    }
}

impl Written {
    /// Takes note of a report: `place` is where it was to go, `told` what the last lines say of it.
    fn note(&mut self, option: &str, place: &str, done: io::Result<()>, told: Option<&str>) {
        match (done, told) {
            (Ok(()), Some(told)) => {
                let _ = writeln!(self.lines, "{option}: {told}");
            }
            (Ok(()), None) => {}
            (Err(error), _) => {
                let error = files::spoken(&error);
                self.hindered
                    .push(format!("the report `--{option}` cannot be written to `{place}`: {error}"));
            }
        }
    }

    /// Nobody need have asked for these with an option: GitHub's own variables do.
    fn note_github(&mut self, what: &str, place: &str, done: io::Result<()>) {
        if let Err(error) = done {
            let error = files::spoken(&error);
            self.hindered.push(format!("{what} cannot be written to `{place}`: {error}"));
        }
    }

    fn note_hars(&mut self, folder: &str, done: Result<usize, (PathBuf, io::Error)>) {
        match done {
            Ok(0) => {}
            Ok(1) => self.note("har", folder, Ok(()), Some(&format!("{folder}, 1 file"))),
            Ok(count) => self.note("har", folder, Ok(()), Some(&format!("{folder}, {count} files"))),
            Err((file, error)) => self.note("har", &file.display().to_string(), Err(error), None),
        }
    }
}

fn to_stdout(fill: impl FnOnce(&mut dyn Write) -> io::Result<()>, streams: &mut Streams) -> io::Result<()> {
    if streams.outlet == Outlet::Nowhere {
        return Err(io::Error::other("it is closed, or a `/dev/null` in its place"));
    }
    let mut writer = BufWriter::new(streams.stdout());
    fill(&mut writer)?;
    writer.flush()
}
