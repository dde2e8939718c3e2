//! `idvet report`: what records hold, told again, merged, and written as reports.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    HINDERED, WRONG_INPUT,
    arguments::ReportCommand,
    recorded,
    reports::Reports,
    run::{detail, shown_path},
    world::{Streams, World},
};
use crate::{
    diagnostic::render_all,
    event::{Clock, RunStarted},
    files,
    report::{
        Progress, Reporter, Rerun, Terminal, Verdict, last_lines,
        merge::{Merged, Recorded},
    },
};

/// Runs the command; the exit code is that of the verdict.
pub(super) fn report(
    world: &World,
    suite: Option<&Path>,
    arguments: &ReportCommand,
    streams: &mut Streams,
) -> u8 {
    let named = arguments.root.as_ref().map(|root| world.folder.join(root));
    let suite_root = named.or_else(|| suite_root(world, suite));
    let prepare = |merged: Merged| {
        let taken = places(world, &merged);
        Ok((Reports::prepare(world, &arguments.reports, suite_root.as_deref(), &taken)?, merged))
    };
    let (reports, merged) = match recorded::merged(world, suite, &arguments.results).and_then(prepare) {
        Ok(both) => both,
        Err(problems) => {
            streams.err(&render_all(&problems, streams.err_look));
            return WRONG_INPUT;
        }
    };
    let root = shown_root(world, suite_root.as_deref());
    let mut hindered = false;
    for record in &merged.records {
        if merged.records.len() > 1 {
            streams.err(&heading(record));
        }
        hindered |= retell(record, &rerun(&root, &[&record.head]), arguments, streams).is_err();
    }
    streams.err(&notes(&merged));
    let summary = &merged.results.summary;
    let heads: Vec<&RunStarted> = merged.records.iter().map(|record| &record.head).collect();
    let again = rerun(&root, &heads);
    let record = match merged.records.as_slice() {
        [only] => Some(only.name.as_str()),
        _ => None,
    };
    let told = reports.conclude(&merged.results, |look| last_lines(summary, &again, record, look), streams);
    let verdict = summary.verdict();
    if verdict == Verdict::Passed && (hindered || !told) { HINDERED } else { verdict.code() }
}

/// The records, which no report may overwrite.
fn places(world: &World, merged: &Merged) -> Vec<PathBuf> {
    merged.records.iter().map(|record| world.folder.join(&record.name)).collect()
}

fn suite_root(world: &World, suite: Option<&Path>) -> Option<PathBuf> {
    match suite {
        Some(folder) => files::suite_at(&world.folder.join(folder)).ok(),
        None => files::find_suite(&[]).ok(),
    }
}

/// From the working folder to the suite, where there is one, with a slash at its end.
fn shown_root(world: &World, root: Option<&Path>) -> String {
    let root = root.map(|root| shown_path(world, root)).unwrap_or_default();
    if root.is_empty() || root == "." { String::new() } else { format!("{root}/") }
}

/// What is known of the options of runs, as far as all of them had the same.
fn rerun(root: &str, heads: &[&RunStarted]) -> Rerun {
    let common = |text: fn(&RunStarted) -> String| {
        let first = text(heads.first()?);
        heads.iter().all(|head| text(head) == first).then_some(first)
    };
    let mut options = Vec::new();
    if let Some(environment) = common(|head| head.environment.clone()) {
        options.extend(["--env".to_owned(), environment]);
    }
    if let Some(seed) = common(|head| head.seed.to_string()) {
        options.extend(["--seed".to_owned(), seed]);
    }
    if heads.iter().all(|head| head.clock == Clock::Real && head.address == "embedded emulator") {
        options.push("--real-time".to_owned());
    }
    Rerun { root: root.to_owned(), options, ..Rerun::default() }
}

fn heading(record: &Recorded) -> String {
    match &record.head.shard {
        Some(shard) => format!("shard {} of {}: {}\n", shard.index, shard.total, record.name),
        None => format!("{}\n", record.name),
    }
}

fn retell(record: &Recorded, rerun: &Rerun, arguments: &ReportCommand, streams: &Streams) -> io::Result<()> {
    let (detail, reproduce) = detail(arguments.verbose, arguments.curl);
    let mut terminal = Terminal::new(io::stderr(), streams.err_look, Progress::hidden(), rerun.clone())
        .with_detail(detail, reproduce);
    record.events.iter().try_for_each(|event| terminal.event(event.clone()))
}

/// How many missing shards are named: a record can tell of any number of them.
const NAMED: usize = 20;

/// What a reader has to know of the records besides what they hold.
pub(super) fn notes(merged: &Merged) -> String {
    let older =
        |name: &String| format!("note: `{name}` does not count: a later record of the same is there\n");
    let repeated = |name: &String| format!("note: `{name}` does not count: its run was given twice\n");
    let endless = |record: &Recorded| {
        format!("note: `{}` has no end: the run was killed, or still goes on\n", record.name)
    };
    let shard = merged.records.iter().find_map(|record| record.head.shard.as_ref());
    let total = shard.map_or(0, |shard| shard.total);
    let missing =
        |number: &usize| format!("error: shard {number} of {total} is missing: no record of it was given\n");
    let shards = &merged.results.summary.missing_shards;
    let more = shards.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("error: {more} shards more are missing\n"));
    let unfinished = merged.records.iter().filter(|record| record.end().is_none());
    let mut lines: Vec<String> = merged.superseded.iter().map(older).collect();
    lines.extend(unfinished.map(endless));
    lines.extend(merged.repeated.iter().map(repeated));
    lines.extend(merged.doubts.iter().map(|doubt| format!("note: {doubt}\n")));
    lines.extend(shards.iter().take(NAMED).map(missing));
    lines.extend(more);
    lines.concat()
}
