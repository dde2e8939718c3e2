//! `idvet run`.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;

use super::{
    HINDERED, NOTHING_MATCHED, WRONG_INPUT,
    add_mask::add_masks,
    arguments::{RunArguments, SnapshotMode},
    drive::{Ending, Readers, drive},
    embedded::{self, Served},
    load::{self, Loaded, Sending, Wish},
    portion::Portion,
    reports::Reports,
    signals::{Heard, Signals},
    unknown_tags,
    world::{Streams, World},
};
use crate::{
    diagnostic::{Diagnostic, Look, code, render, render_all},
    event::Clock,
    files::{self, RECORD},
    plan::{self, Plan, Steps, Target, Unset},
    record::Record,
    report::{Detail, Progress, Reproduce, Rerun, Results, Summary, Terminal, Verdict, last_lines},
    run::{self, Options, Snapshots},
    secrets::Redactor,
};

/// Runs the command; the exit code.
pub(super) fn run(
    world: &World,
    suite: Option<&Path>,
    arguments: &RunArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let portion = match Portion::ask(world, suite, &arguments.selection, &arguments.portion) {
        Ok(portion) => portion,
        Err(problems) => {
            streams.err(&render_all(&problems, streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    portion.declare()?;
    if let Some(nothing) = portion.nothing_failed() {
        streams.out(&nothing)?;
        return Ok(0);
    }
    let timeout = arguments.timeout.as_deref();
    let retries = arguments.endurance.retries;
    let wish =
        Wish { timeout, retries, unset: Unset::Refuse, sending: Sending::Requests, steps: Steps::Kept };
    let mut loaded = load::load(world, suite, &portion.selection(&arguments.selection), wish);
    let said = portion.cut(&mut loaded);
    streams.err(&loaded.shown_problems(streams.err_look));
    let Some(plan) = loaded.plan.take() else { return Ok(WRONG_INPUT) };
    streams.err(&said);
    if plan.is_empty() {
        streams.err(&nothing_matched(&plan));
        streams.err(&unknown_tags::told(arguments.selection.tag.as_deref(), &loaded.tags));
        return Ok(NOTHING_MATCHED);
    }
    if world.is_ci() && arguments.snapshots != SnapshotMode::Check {
        streams.err("note: `CI` is set, so snapshots are compared and none is written\n");
    }
    let clock = clock(&plan, arguments);
    if let Some(problem) = leaves_the_process(&plan, clock) {
        streams.err(&render(&problem, streams.err_look));
        return Ok(WRONG_INPUT);
    }
    carry_out(world, arguments, &loaded, plan, clock, streams)
}

fn carry_out(
    world: &World,
    arguments: &RunArguments,
    loaded: &Loaded,
    plan: Plan,
    clock: Clock,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    add_masks(world, &plan, streams);
    let options = options(world, arguments, loaded, &plan, clock);
    let served = match embedded::serve(&plan, &options) {
        Ok(served) => served,
        Err(problems) => {
            streams.err(&render_all(&problems, streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    let rerun = rerun(world, arguments, loaded, &plan, options.seed);
    let folder = record_folder(world, arguments, loaded, &options);
    let reports = match prepare(world, arguments, loaded, &folder) {
        Ok(reports) => reports,
        Err(problems) => {
            streams.err(&render_all(&problems, streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    let (record, file) = open_record(loaded, &folder)?;
    let mut terminal = terminal(world, arguments, rerun.clone(), streams.err_look);
    let mut readers = Readers {
        record: Some(record),
        terminal: &mut terminal,
        summary: Summary::default(),
        results: (!reports.is_empty()).then(Results::default),
        hindered: Vec::new(),
    };
    let mut signals = Signals::watch()?;
    let ending = block_on(plan, options, served, &mut readers, &mut signals, streams)?;
    signals.run_is_over();
    let Readers { record, summary, results, hindered, .. } = readers;
    drop(terminal);
    let record = recorded(shown_path(world, &file), record.is_some(), &hindered);
    let mut results = results.unwrap_or_default();
    results.close();
    let last = |look| last_lines(&summary, &rerun, Some(&record), look);
    let told = reports.conclude(&results, last, streams);
    let ending = if signals.heard() == Heard::Nothing { ending } else { Ending::AtOnce };
    Ok(exit_code(&summary, ending, hindered.is_empty() && told))
}

/// The record as the last lines name it: one that ends before its run did says why.
fn recorded(place: String, is_whole: bool, hindered: &[String]) -> String {
    if is_whole { place } else { format!("{place} is incomplete: {}", hindered.join("; ")) }
}

/// Looks whether the record and the reports can be written where they are wanted.
fn prepare(
    world: &World,
    arguments: &RunArguments,
    loaded: &Loaded,
    folder: &Path,
) -> Result<Reports, Vec<Diagnostic>> {
    let record = folder.join(RECORD);
    if record.exists() {
        let message = format!("`{}` holds the record of another run", shown_path(world, folder));
        return Err(vec![argument(message).help("name a new folder with `--out`")]);
    }
    Reports::prepare(world, &arguments.reports, Some(&loaded.root), &[record])
}

fn block_on(
    plan: Plan,
    options: Options,
    served: Served,
    readers: &mut Readers<'_>,
    signals: &mut Signals,
    streams: &mut Streams,
) -> anyhow::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(options.clock == Clock::Virtual)
        .build()
        .context("the runtime cannot be started")?;
    runtime.block_on(async {
        let connected = served.connect(&plan).await?;
        Ok(drive(Arc::new(plan), options, connected, readers, signals, streams).await)
    })
}

/// A verdict that could not be told or recorded is not green, whatever it was.
fn exit_code(summary: &Summary, ending: Ending, told: bool) -> u8 {
    let verdict = match ending {
        Ending::InOrder => summary.verdict(),
        Ending::AtOnce => Verdict::Interrupted,
    };
    if verdict == Verdict::Passed && !told { HINDERED } else { verdict.code() }
}

/// Virtual against the embedded emulator, real elsewhere.
fn clock(plan: &Plan, arguments: &RunArguments) -> Clock {
    match plan.environment.target {
        Target::Emulator { .. } if !arguments.real_time => Clock::Virtual,
        Target::Emulator { .. } | Target::Address { .. } => Clock::Real,
    }
}

fn leaves_the_process(plan: &Plan, clock: Clock) -> Option<Diagnostic> {
    let place = run::leaves_process(plan).filter(|_| clock == Clock::Virtual)?;
    let message = "a request to an address outside of this process cannot be sent in virtual time";
    let problem = Diagnostic::error(code::ADDRESS, message).at(place, "");
    Some(problem.help("run with `--real-time`, or leave this scenario out"))
}

/// Why there is no test.
pub(super) fn nothing_matched(plan: &Plan) -> String {
    match plan.deselected {
        0 => "no scenario was found\n".to_owned(),
        count => format!("no scenario matched: {count} not selected; `idvet list` names them all\n"),
    }
}

fn options(world: &World, arguments: &RunArguments, loaded: &Loaded, plan: &Plan, clock: Clock) -> Options {
    let fresh = fresh_number(world);
    let seed = arguments.seed.unwrap_or(fresh % 1_000_000);
    let limit = plan.environment.limits.concurrent_scenarios;
    Options {
        run_id: run_id(if clock == Clock::Virtual { seed } else { fresh }),
        seed,
        started: if clock == Clock::Virtual { virtual_start(seed) } else { world.now },
        wall_started: world.now,
        clock,
        jobs: arguments.jobs.map_or(limit, usize::from),
        snapshots: snapshots(world, arguments),
        max_failures: arguments.endurance.max_failures(),
        flaky: arguments.endurance.flaky(),
        contract: loaded.contract.clone(),
        root: loaded.root.clone(),
    }
}

/// With `CI` set nothing is ever written (decisions.md F24).
fn snapshots(world: &World, arguments: &RunArguments) -> Snapshots {
    match arguments.snapshots {
        _ if world.is_ci() => Snapshots::Compare,
        SnapshotMode::Check => Snapshots::Check,
        SnapshotMode::New => Snapshots::New,
        SnapshotMode::Write => Snapshots::Write,
    }
}

/// A number that no other run has: from the clock and the process.
pub(super) fn fresh_number(world: &World) -> u64 {
    let nanoseconds = u64::try_from(world.now.as_nanosecond()).unwrap_or(0);
    scattered(nanoseconds ^ (u64::from(world.process) << 32))
}

/// The finalizer of `SplitMix64`: neighbouring numbers become unlike.
fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Ten letters and digits that cannot be mistaken for one another.
fn run_id(number: u64) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mixed = scattered(number);
    (0..10)
        .map(|index| char::from(SIGNS[usize::from((mixed >> (index * 5)).to_le_bytes()[0] % 32)]))
        .collect()
}

/// When a run in virtual time starts: a second of the year 2026 that the seed picks (decisions.md E11).
fn virtual_start(seed: u64) -> jiff::Timestamp {
    const NEW_YEAR_2026: i64 = 1_767_225_600;
    const SECONDS_IN_YEAR: u64 = 365 * 86_400;
    let offset = i64::try_from(scattered(seed) % SECONDS_IN_YEAR).unwrap_or(0);
    jiff::Timestamp::from_second(NEW_YEAR_2026 + offset).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

fn rerun(world: &World, arguments: &RunArguments, loaded: &Loaded, plan: &Plan, seed: u64) -> Rerun {
    let mut options = vec!["--env".to_owned(), plan.environment.name.clone()];
    options.extend(["--seed".to_owned(), seed.to_string()]);
    for variable in &arguments.selection.vars {
        options.extend(["--var".to_owned(), without_secret(variable, &plan.environment.redact)]);
    }
    if let Some(timeout) = &arguments.timeout {
        options.extend(["--timeout".to_owned(), timeout.clone()]);
    }
    // A later attempt draws other values than the first.
    if let Some(retries) = arguments.endurance.retries.filter(|retries| *retries > 0) {
        options.extend(["--retries".to_owned(), retries.to_string()]);
    }
    if arguments.real_time {
        options.push("--real-time".to_owned());
    }
    if arguments.selection.allow_prod {
        options.push("--allow-prod".to_owned());
    }
    let root = shown_path(world, &loaded.root);
    let root = if root.is_empty() || root == "." { String::new() } else { format!("{root}/") };
    let line = |(number, test): (usize, &Arc<plan::Test>)| Some((number, test.case_line()?));
    let case_lines = plan.numbered().filter_map(line).collect();
    Rerun { root, options, case_lines }
}

/// The value of a redacted variable is left to whoever runs the command.
fn without_secret(variable: &str, redact: &[String]) -> String {
    let names = Redactor::new(redact.iter().cloned());
    match variable.split_once('=') {
        Some((name, _)) if names.is_secret_name(name) => format!("{name}=..."),
        Some(_) | None => variable.to_owned(),
    }
}

/// A path from the working folder where it lies below it.
pub(super) fn shown_path(world: &World, path: &Path) -> String {
    path.strip_prefix(&world.folder).unwrap_or(path).display().to_string()
}

fn record_folder(world: &World, arguments: &RunArguments, loaded: &Loaded, options: &Options) -> PathBuf {
    if let Some(out) = &arguments.out {
        return world.folder.join(out);
    }
    let stamp = world.now.strftime("%Y%m%dT%H%M%S%3f").to_string();
    loaded.root.join(".idvet").join("runs").join(format!("{stamp}-{}-{}", options.run_id, world.process))
}

/// What to do where a record cannot be written.
const ELSEWHERE: &str = "nothing was run (`--out DIR` puts the record elsewhere)";

fn open_record(loaded: &Loaded, folder: &Path) -> anyhow::Result<(Record<Box<dyn Write>>, PathBuf)> {
    let own = loaded.root.join(".idvet");
    // Nothing is written there when the record goes elsewhere: a suite may lie where nothing can be.
    if folder.starts_with(&own) {
        files::ignore_by_git(&own)
            .with_context(|| format!("`{}` cannot be written, and {ELSEWHERE}", own.display()))?;
    }
    let file = folder.join(RECORD);
    let writer = files::create_file(&file)
        .with_context(|| format!("the record `{}` cannot be written, and {ELSEWHERE}", file.display()))?;
    files::hold_record(&writer);
    Ok((Record::new(Box::new(writer)), file))
}

fn terminal(world: &World, arguments: &RunArguments, rerun: Rerun, look: Look) -> Terminal<io::Stderr> {
    let is_watched = world.stderr_is_terminal && !world.is_ci() && arguments.verbose == 0;
    let progress = if is_watched { Progress::shown() } else { Progress::hidden() };
    let (detail, reproduce) = detail(arguments.verbose, arguments.curl);
    Terminal::new(io::stderr(), look, progress, rerun).with_detail(detail, reproduce)
}

/// `-v`, `-vv` and `--curl`.
pub(super) fn detail(verbose: u8, curl: bool) -> (Detail, Reproduce) {
    let detail = match verbose {
        0 => Detail::Lines,
        1 => Detail::Exchanges,
        _ => Detail::Headers,
    };
    (detail, if curl { Reproduce::Curl } else { Reproduce::No })
}

/// An argument that cannot be used.
pub(super) fn argument(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code::ARGUMENT, message)
}
