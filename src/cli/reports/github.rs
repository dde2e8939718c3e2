//! GitHub Actions: annotations on stdout, where its runner reads them, and the summary of the job.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::arguments::When;
use crate::{
    cli::world::{Streams, World},
    files,
    report::{Results, github, markdown},
};

/// What GitHub Actions gets.
#[derive(Debug)]
pub(super) struct Github {
    /// From the root of the checkout to the suite's, with a slash at its end.
    root: String,
    /// The file of the job's summary.
    summary: Option<PathBuf>,
}

impl Github {
    /// What GitHub gets; `None` where it is not there, or not wanted. `suite` is the suite's root, where that is known.
    pub(super) fn wanted(world: &World, when: When, suite: Option<&Path>) -> Option<Self> {
        let is_wanted = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => world.variable("GITHUB_ACTIONS") == Some("true"),
        };
        let summary = world.variable("GITHUB_STEP_SUMMARY").map(PathBuf::from);
        is_wanted.then(|| Self { root: root(world, suite), summary })
    }

    /// Prints the annotations; to stderr, which is read as well, where stdout is a report.
    pub(super) fn annotate(&self, results: &Results, to: Annotated, streams: &mut Streams) -> io::Result<()> {
        let mut text = Vec::new();
        github::annotations(results, &self.root, &mut text)?;
        let text = String::from_utf8_lossy(&text);
        match to {
            Annotated::Stdout => streams.out(&text),
            Annotated::Stderr => {
                streams.err(&text);
                Ok(())
            }
        }
    }

    /// Adds to the job's summary; the file, where there is one.
    pub(super) fn summarize(&self, results: &Results) -> Option<(&Path, io::Result<()>)> {
        let file = self.summary.as_deref()?;
        let mut text = Vec::new();
        let written = markdown::write(results, &mut text).and_then(|()| files::append_text(file, &text));
        Some((file, written))
    }
}

/// Which stream takes the annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Annotated {
    Stdout,
    Stderr,
}

/// GitHub says where the checkout is, and elsewhere it is the working folder.
pub(super) fn root(world: &World, suite: Option<&Path>) -> String {
    let workspace = world.variable("GITHUB_WORKSPACE").map(Path::new);
    let base = workspace.filter(|workspace| world.folder.starts_with(workspace)).unwrap_or(&world.folder);
    let inside = suite.and_then(|suite| suite.strip_prefix(base).ok());
    let mut root = String::new();
    for part in inside.into_iter().flat_map(Path::components) {
        root.push_str(&part.as_os_str().to_string_lossy());
        root.push('/');
    }
    root
}
