//! Where a check writes what it found: a step draws on two files, its own and the suite's defaults.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    diagnostic::{Code, Diagnostic, Label, Problems, code},
    source::{Place, Source, Span},
};

/// What a label says of the line that uses a value from elsewhere.
pub(super) const USED_HERE: &str = "used here";

/// Which file a value stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// `idvet.yaml`.
    Suite,
    /// The file of the scenario, or of the flow that is looked at.
    File,
}

/// The problems of a scenario and of the defaults it uses.
#[derive(Debug)]
pub(super) struct Reports {
    suite: Problems,
    file: Problems,
    /// What was found in flows, each once: a flow is looked at for each step that uses it.
    in_flows: Vec<Diagnostic>,
    seen: HashSet<(Code, String, String)>,
}

impl Reports {
    /// None yet.
    pub(super) fn new(suite: &Arc<Source>, file: &Arc<Source>) -> Self {
        Self {
            suite: Problems::new(suite),
            file: Problems::new(file),
            in_flows: Vec::new(),
            seen: HashSet::new(),
        }
    }

    /// From here on the file is that of a flow. Gives what was found in the one before.
    pub(super) fn enter(&mut self, flow: &Arc<Source>) -> Problems {
        std::mem::replace(&mut self.file, Problems::new(flow))
    }

    /// The file is the one before the flow again. `way` is where the flow is used, the innermost first: what the flow
    /// lacks there is a mistake of that place as well.
    pub(super) fn leave(&mut self, outside: Problems, way: &[Place]) {
        let inside = std::mem::replace(&mut self.file, outside);
        for mut problem in inside.into_found() {
            if problem.code == code::NO_SESSION {
                let used = |place: &Place| Label { place: place.clone(), text: USED_HERE.to_owned() };
                problem.labels.extend(way.iter().map(used));
            }
            self.add_of_flow(problem);
        }
    }

    /// Adds what was found in a flow, unless it was before.
    pub(super) fn add_of_flow(&mut self, problem: Diagnostic) {
        let place = problem.labels.first().map(|label| label.place.shown()).unwrap_or_default();
        if self.seen.insert((problem.code, place, problem.message.clone())) {
            self.in_flows.push(problem);
        }
    }

    /// How much was found in flows.
    pub(super) fn count_in_flows(&self) -> usize {
        self.in_flows.len()
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
        found.extend(self.in_flows);
        merged(found)
    }
}

/// One value that is wrong wherever it is used is one mistake: its uses are told together.
fn merged(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut first: HashMap<(Code, String, Span), usize> = HashMap::new();
    let mut kept: Vec<Diagnostic> = Vec::new();
    for problem in found {
        let [value, used] = problem.labels.as_slice() else {
            kept.push(problem);
            continue;
        };
        let key = (problem.code, value.place.source.name().to_owned(), value.place.span);
        match first.get(&key) {
            Some(at) if used.text == USED_HERE => add_use(&mut kept[*at], problem),
            Some(_) | None => {
                if used.text == USED_HERE {
                    first.insert(key, kept.len());
                }
                kept.push(problem);
            }
        }
    }
    kept
}

fn is_same(one: &Place, other: &Place) -> bool {
    one.span == other.span && one.source.name() == other.source.name()
}

fn add_use(first: &mut Diagnostic, again: Diagnostic) {
    let used = again.labels.into_iter().skip(1);
    let known = |label: &Label| first.labels.iter().any(|one| is_same(&one.place, &label.place));
    let more: Vec<Label> = used.filter(|label| !known(label)).collect();
    first.labels.extend(more);
    let help: Vec<String> = again.help.into_iter().filter(|help| !first.help.contains(help)).collect();
    first.help.extend(help);
}
