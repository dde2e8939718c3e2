//! `idvet compare`: what has changed between two runs.

use std::path::Path;

use super::{
    HINDERED, WRONG_INPUT,
    arguments::{CompareArguments, CompareFormat},
    recorded,
    report::notes,
    run::argument,
    world::{Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, render_all},
    report::{
        Verdict,
        compare::{Slowness, compare as held_against, to_json, to_markdown, to_text},
        merge::Merged,
    },
    template::parse_duration,
};

/// Something fails that did not.
const NEWLY_FAILING: u8 = Verdict::Failed as u8;

/// Runs the command; the exit code.
pub(super) fn compare(
    world: &World,
    suite: Option<&Path>,
    arguments: &CompareArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let (mut problems, mut runs) = (Vec::new(), Vec::new());
    for path in [&arguments.old, &arguments.new] {
        match recorded::merged(world, suite, std::slice::from_ref(path)) {
            Ok(merged) => runs.push(merged),
            Err(found) => problems.extend(found),
        }
    }
    let slowness = slowness(arguments).map_err(|problem| problems.push(problem));
    let (Ok(slowness), [old, new], []) = (slowness, runs.as_slice(), problems.as_slice()) else {
        streams.err(&render_all(&problems, streams.err_look));
        return Ok(WRONG_INPUT);
    };
    streams.err(&(notes(old) + &notes(new)));
    let comparison = held_against(&old.results, &new.results, slowness);
    streams.out(&match arguments.format {
        CompareFormat::Text => to_text(&comparison, streams.out_look),
        CompareFormat::Json => format!("{:#}\n", to_json(&comparison)),
        CompareFormat::Markdown => to_markdown(&comparison),
    })?;
    Ok(match (comparison.failing.is_empty(), is_whole(new)) {
        (false, _) => NEWLY_FAILING,
        (true, true) => 0,
        (true, false) => HINDERED,
    })
}

/// Whether everything is known of a run: what a killed one never came to may be failing.
fn is_whole(merged: &Merged) -> bool {
    let summary = &merged.results.summary;
    summary.end.as_ref().is_some_and(|end| !end.interrupted) && summary.missing_shards.is_empty()
}

fn slowness(arguments: &CompareArguments) -> Result<Slowness, Diagnostic> {
    let least = parse_duration(&arguments.ignore_below)
        .map_err(|error| argument(format!("`--ignore-below`: {}", error.message)).help(error.help))?;
    Ok(Slowness { percent: arguments.slower, least })
}
