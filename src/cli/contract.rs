//! What a suite says of the contract: its own schemas and the drift that it knows; and `idvet contract`.

use std::{fmt::Write, path::Path};

use anyhow::Context;

use super::{
    WRONG_INPUT,
    arguments::ContractCommand,
    load::file_diagnostic,
    run::argument,
    world::{Streams, World},
};
use crate::{
    contract::{Contract, KNOWN_FILE, KnownDrift, OwnSchema, SCHEMA_FOLDER},
    diagnostic::{Diagnostic, Problems, render, render_all},
    event::{Drift, Event, Happening},
    files::{self, RECORD},
    record,
    report::Summary,
    source::Source,
};

/// Reads what a suite says of the contract; what is wrong with it goes to `found`.
pub(super) fn read(root: &Path, found: &mut Vec<Diagnostic>) -> Contract {
    let mut own = Vec::new();
    let listed = files::list_folder(root, SCHEMA_FOLDER).unwrap_or_else(|problem| {
        found.push(file_diagnostic(&problem));
        Vec::new()
    });
    for name in listed {
        match files::read_suite_file(root, &name) {
            Ok(text) => match OwnSchema::read(&Source::new(name, text)) {
                Some(Ok(schema)) => own.push(schema),
                Some(Err(problem)) => found.push(*problem),
                None => {}
            },
            Err(problem) => found.push(file_diagnostic(&problem)),
        }
    }
    Contract::new(own, known(root, found))
}

fn known(root: &Path, found: &mut Vec<Diagnostic>) -> KnownDrift {
    if !files::is_there(root, KNOWN_FILE) {
        return KnownDrift::default();
    }
    match files::read_suite_file(root, KNOWN_FILE) {
        Ok(text) => {
            let source = Source::new(KNOWN_FILE, text);
            let mut problems = Problems::new(&source);
            let known = KnownDrift::read(&source, &mut problems);
            found.extend(problems.into_found());
            known
        }
        Err(problem) => {
            found.push(file_diagnostic(&problem));
            KnownDrift::default()
        }
    }
}

/// Runs `idvet contract`; the exit code.
pub(super) fn contract(
    world: &World,
    suite: Option<&Path>,
    command: &ContractCommand,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let (run, accept) = match command {
        ContractCommand::Accept { run } => (run.as_deref(), true),
        ContractCommand::List { run } => (run.as_deref(), false),
    };
    if accept && world.is_ci() {
        let problem = argument("`contract accept` writes nothing where `CI` is set");
        let help = "accept it where you work, and commit `contract.yaml`";
        streams.err(&render(&problem.help(help), streams.err_look));
        return Ok(WRONG_INPUT);
    }
    let mut found = Vec::new();
    let Some(suite) = Opened::open(world, suite, run, &mut found)? else {
        streams.err(&render_all(&found, streams.err_look));
        return Ok(WRONG_INPUT);
    };
    if accept { suite.accept(streams) } else { suite.list(streams) }
}

/// A suite, the drift that it knows, and what a run of it met.
struct Opened {
    root: std::path::PathBuf,
    known: KnownDrift,
    met: Vec<(Drift, String)>,
    record: String,
}

impl Opened {
    fn open(
        world: &World,
        suite: Option<&Path>,
        run: Option<&Path>,
        found: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<Option<Self>> {
        let root = match suite {
            Some(folder) => files::suite_at(&world.folder.join(folder)),
            None => files::find_suite(&[]),
        };
        let root = match root {
            Ok(root) => root,
            Err(problem) => {
                found.push(file_diagnostic(&problem));
                return Ok(None);
            }
        };
        let known = known(&root, found);
        let Some(record) = record_file(world, &root, run, found)? else { return Ok(None) };
        let shown = record.strip_prefix(&root).unwrap_or(&record).display().to_string();
        if !found.is_empty() {
            return Ok(None);
        }
        let text =
            files::read_record(&record).with_context(|| format!("the record `{shown}` cannot be read"))?;
        let events =
            record::read(&text).with_context(|| format!("`{shown}` is no record of this program"))?;
        Ok(Some(Self { root, known, met: met(&events), record: shown }))
    }

    fn accept(mut self, streams: &mut Streams) -> anyhow::Result<u8> {
        let before = self.known.len();
        for (drift, test) in &self.met {
            self.known.add(drift.clone(), test.clone());
        }
        let added = self.known.len() - before;
        if added > 0 {
            files::write_text(&self.root.join(KNOWN_FILE), self.known.to_text())
                .with_context(|| format!("`{KNOWN_FILE}` cannot be written"))?;
        }
        let news = match added {
            0 => "nothing new".to_owned(),
            1 => "1 drift is known from now on".to_owned(),
            more => format!("{more} drifts are known from now on"),
        };
        let (count, stale, record) = (self.known.len(), self.stale(), &self.record);
        streams.out(&format!("{news}: `{KNOWN_FILE}` has {count}\n{stale}record: {record}\n"))?;
        Ok(0)
    }

    fn list(self, streams: &mut Streams) -> anyhow::Result<u8> {
        let mut text = String::new();
        for (drift, first) in self.met.iter().filter(|(drift, _)| !self.known.contains(drift)) {
            let _ = writeln!(text, "new    {}, first in {first}", in_words(drift));
        }
        for (drift, first) in self.known.entries().filter(|(drift, _)| self.is_met(drift)) {
            let _ = writeln!(text, "known  {}, first in {first}", in_words(drift));
        }
        text.push_str(&self.stale());
        if text.is_empty() {
            text.push_str("no drift\n");
        }
        let _ = writeln!(text, "record: {}", self.record);
        streams.out(&text)?;
        Ok(0)
    }

    /// What is known and was not met: it may be gone, or the run may not have come by it. It is told, never dropped.
    fn stale(&self) -> String {
        let mut text = String::new();
        for (drift, first) in self.known.entries().filter(|(drift, _)| !self.is_met(drift)) {
            let _ = writeln!(text, "stale  {}, first in {first}: not met this time", in_words(drift));
        }
        text
    }

    fn is_met(&self, drift: &Drift) -> bool {
        self.met.iter().any(|(met, _)| met == drift)
    }
}

fn in_words(drift: &Drift) -> String {
    let Drift { answer, kind, path, value } = drift;
    let value = if value.is_empty() { String::new() } else { format!(" `{value}`") };
    format!("{}{value} at {path} of {answer}", kind.words())
}

/// The record that is meant: a folder or a file that was named, else the newest of the suite.
fn record_file(
    world: &World,
    root: &Path,
    run: Option<&Path>,
    found: &mut Vec<Diagnostic>,
) -> anyhow::Result<Option<std::path::PathBuf>> {
    if let Some(run) = run {
        let named = world.folder.join(run);
        let file = if files::is_there(&named, RECORD) { named.join(RECORD) } else { named };
        return Ok(Some(file));
    }
    let newest = files::newest_record(root).context("the records of the suite cannot be listed")?;
    if newest.is_none() {
        found.push(argument("this suite has no record of a run").help("run it first: `idvet run`"));
    }
    Ok(newest)
}

/// Every drift of a run, known or not, with the test that met it first.
fn met(events: &[Event]) -> Vec<(Drift, String)> {
    let mut summary = Summary::default();
    let mut met: Vec<(Drift, String)> = Vec::new();
    for event in events {
        summary.event(event);
        if let Happening::Drifted(drifted) = &event.what
            && !met.iter().any(|(drift, _)| *drift == drifted.drift)
        {
            met.push((drifted.drift.clone(), summary.test_id(drifted.test).unwrap_or_default().to_owned()));
        }
    }
    met
}
