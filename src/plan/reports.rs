//! Where a check writes what it found: a step draws on two files, its own and the suite's defaults.

use std::sync::Arc;

use crate::{
    diagnostic::{Diagnostic, Problems},
    source::{Place, Source, Span},
};

/// Which file a value stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// `idvet.yaml`.
    Suite,
    /// The scenario's file.
    File,
}

/// The problems of a scenario and of the defaults it uses.
#[derive(Debug)]
pub(super) struct Reports {
    suite: Problems,
    file: Problems,
}

impl Reports {
    /// None yet.
    pub(super) fn new(suite: &Arc<Source>, file: &Arc<Source>) -> Self {
        Self { suite: Problems::new(suite), file: Problems::new(file) }
    }

    /// The problems of one of the files.
    pub(super) fn of(&mut self, origin: Origin) -> &mut Problems {
        match origin {
            Origin::Suite => &mut self.suite,
            Origin::File => &mut self.file,
        }
    }

    /// One of the files.
    pub(super) fn source(&self, origin: Origin) -> &Arc<Source> {
        match origin {
            Origin::Suite => self.suite.source(),
            Origin::File => self.file.source(),
        }
    }

    /// A place in one of the files.
    pub(super) fn place(&self, origin: Origin, span: Span) -> Place {
        Place::new(self.source(origin), span)
    }

    /// All of them.
    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        let mut found = self.suite.into_found();
        found.extend(self.file.into_found());
        found
    }
}
