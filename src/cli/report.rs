//! `idvet report`: what records hold, told again, merged, and written as reports.

use std::{io, path::Path};

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
) -> anyhow::Result<u8> {
    let merged = recorded::merged(world, suite, &arguments.results).and_then(|merged| {
        Ok((Reports::prepare(world, &arguments.reports, &places(world, &merged))?, merged))
    });
    let (reports, merged) = match merged {
        Ok(both) => both,
        Err(problems) => {
            streams.err(&render_all(&problems, streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    let root = suite_root(world, suite);
    let mut hindered = false;
    for record in &merged.records {
        if merged.records.len() > 1 {
            streams.err(&heading(record));
        }
        hindered |= retell(record, &rerun(&root, &record.head), arguments, streams).is_err();
    }
    streams.err(&notes(&merged));
    let summary = &merged.results.summary;
    let again = rerun(&root, &merged.records[0].head);
    let told = reports.conclude(&merged.results, |look| last_lines(summary, &again, None, look), streams);
    let verdict = summary.verdict();
    Ok(if verdict == Verdict::Passed && (hindered || !told) { HINDERED } else { verdict.code() })
}

/// The records, which no report may overwrite.
fn places(world: &World, merged: &Merged) -> Vec<std::path::PathBuf> {
    merged.records.iter().map(|record| world.folder.join(&record.name)).collect()
}

/// From the working folder to the suite, where there is one, with a slash at its end.
fn suite_root(world: &World, suite: Option<&Path>) -> String {
    let root = match suite {
        Some(folder) => files::suite_at(&world.folder.join(folder)),
        None => files::find_suite(&[]),
    };
    let root = root.map(|root| shown_path(world, &root)).unwrap_or_default();
    if root.is_empty() || root == "." { String::new() } else { format!("{root}/") }
}

/// What is known of the options of a run.
fn rerun(root: &str, head: &RunStarted) -> Rerun {
    let mut options = vec!["--env".to_owned(), head.environment.clone()];
    options.extend(["--seed".to_owned(), head.seed.to_string()]);
    if head.clock == Clock::Real && head.address == "embedded emulator" {
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
    record.events.iter().try_for_each(|event| terminal.event(event))
}

/// What a reader has to know of the records besides what they hold.
fn notes(merged: &Merged) -> String {
    let mut text = String::new();
    for name in &merged.superseded {
        text.push_str(&format!("note: `{name}` does not count: a later record of the same is there\n"));
    }
    for record in merged.records.iter().filter(|record| record.end().is_none()) {
        text.push_str(&format!("note: `{}` has no end: the run was killed, or still goes on\n", record.name));
    }
    let total =
        merged.records.iter().find_map(|record| record.head.shard.as_ref()).map_or(0, |shard| shard.total);
    for missing in &merged.results.summary.missing_shards {
        text.push_str(&format!("error: shard {missing} of {total} is missing: no record of it was given\n"));
    }
    text
}
