//! `idvet sweep`: deletes what earlier runs made and left behind, from the journals that their records are.
//!
//! What it deleted, or what the API does not know, it notes beside the record, so that the next sweep does not ask
//! again. Records of runs that go on are left alone.

use std::{
    collections::BTreeSet,
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;

use super::{
    HINDERED, WRONG_INPUT,
    add_mask::add_masks,
    arguments::Selection,
    check::counted,
    drive::Interrupts,
    embedded,
    load::{self, Loaded, Sending, Wish, file_diagnostic},
    run::{argument, shown_path},
    world::{Streams, World},
};
use crate::{
    diagnostic::{code, render, render_all},
    event::Trouble,
    files,
    plan::{Environment, Plan, Steps, Target, Unset},
    record::{self, Journal, LeftSession},
    report::{Verdict, on_one_line},
    run::{Fate, Sweeper},
};

/// The file beside a record that names the sessions which need no deletion any more, one on each line.
const SWEPT: &str = "swept.txt";

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet sweep --env dev --dry-run     what would be deleted
  idvet sweep --env dev               delete it
  idvet sweep --env dev records/      from records of other machines

Exit codes: 0 nothing is left, 1 the API did not delete something, 2 wrong input, 3 the API cannot be reached,
refuses the credentials, or what was deleted cannot be noted beside its record, 130 interrupted.")]
pub(super) struct SweepArguments {
    /// Records, or folders with records in them [default: all runs of the suite].
    #[arg(value_name = "RECORDS")]
    records: Vec<PathBuf>,
    /// The environment of `idvet.yaml` whose sessions are deleted [default: its `default_environment`].
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Say what would be deleted, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Allow an environment of kind PROD.
    #[arg(long)]
    allow_prod: bool,
}

/// What a record has to be swept of.
struct Heap {
    record: PathBuf,
    left: Vec<LeftSession>,
    swept: BTreeSet<String>,
}

/// What the records held that is not swept, and why.
#[derive(Default)]
struct Passed {
    /// Runs that go on.
    running: usize,
    /// Runs against another environment, or another address of this one.
    elsewhere: usize,
    /// Creating calls without an answer, of the records that are swept.
    unanswered: usize,
}

/// What became of everything.
#[derive(Default)]
struct Tally {
    deleted: usize,
    unknown: usize,
    left: usize,
    untried: usize,
    trouble: Option<Trouble>,
    /// Why what was deleted could not be noted, the first time.
    unnoted: Option<String>,
    interrupted: bool,
}

/// Runs the command; the exit code.
pub(super) fn sweep(
    world: &World,
    suite: Option<&Path>,
    arguments: &SweepArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let sending = if arguments.dry_run { Sending::Nothing } else { Sending::Requests };
    let unset = if arguments.dry_run { Unset::Allow } else { Unset::Refuse };
    let wish = Wish { timeout: None, retries: None, unset, sending, steps: Steps::Kept };
    let chosen =
        Selection { env: arguments.env.clone(), allow_prod: arguments.allow_prod, ..Selection::default() };
    let mut loaded = load::load_environment(world, suite, &chosen, wish);
    streams.err(&loaded.shown_problems(streams.err_look));
    let Some(plan) = loaded.plan.take() else { return Ok(WRONG_INPUT) };
    add_masks(world, &plan, streams);
    let Target::Address { base_url, .. } = &plan.environment.target else {
        streams.out(&format!(
            "`{}` is the embedded emulator: its sessions ended with the runs that made them\n",
            plan.environment.name
        ))?;
        return Ok(0);
    };
    let Some((heaps, passed)) = heaps(world, arguments, &loaded, &plan.environment, base_url, streams)?
    else {
        return Ok(WRONG_INPUT);
    };
    streams.err(&passed_over(&passed, &plan.environment));
    if heaps.is_empty() {
        streams.out("nothing is left behind\n")?;
        return Ok(0);
    }
    if arguments.dry_run { list(&heaps, streams) } else { delete(world, &plan, heaps, streams) }
}

/// The heaps of all records, or `None` where one cannot be read.
fn heaps(
    world: &World,
    arguments: &SweepArguments,
    loaded: &Loaded,
    environment: &Environment,
    base_url: &str,
    streams: &mut Streams,
) -> anyhow::Result<Option<(Vec<Heap>, Passed)>> {
    let records = match records(world, arguments, loaded) {
        Ok(records) => records,
        Err(problem) => {
            streams.err(&render_all(&[problem], streams.err_look));
            return Ok(None);
        }
    };
    let (mut heaps, mut passed) = (Vec::new(), Passed::default());
    for path in records {
        if files::is_held(&path).is_ok_and(|held| held) {
            passed.running += 1;
            continue;
        }
        let text = files::read_record(&path).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let journal = match record::journal(&text) {
            Ok(journal) => journal,
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", shown_path(world, &path));
                streams
                    .err(&render(&argument(message).help("name the records that can be"), streams.err_look));
                return Ok(None);
            }
        };
        if !is_of(&journal, environment, base_url) {
            passed.elsewhere += usize::from(!journal.left.is_empty() && !is_embedded(&journal));
            continue;
        }
        passed.unanswered += journal.unanswered;
        let swept = swept(&path)?;
        let left: Vec<LeftSession> =
            journal.left.into_iter().filter(|session| !swept.contains(&session.scan_ref)).collect();
        if !left.is_empty() {
            heaps.push(Heap { record: path, left, swept });
        }
    }
    Ok(Some((heaps, passed)))
}

fn records(
    world: &World,
    arguments: &SweepArguments,
    loaded: &Loaded,
) -> Result<Vec<PathBuf>, crate::diagnostic::Diagnostic> {
    if arguments.records.is_empty() {
        return files::run_records(&loaded.root).map_err(|problem| file_diagnostic(&problem));
    }
    let mut records = Vec::new();
    for named in &arguments.records {
        let path = world.folder.join(named);
        records.extend(files::list_records(&path).map_err(|problem| file_diagnostic(&problem))?);
    }
    Ok(records)
}

fn is_of(journal: &Journal, environment: &Environment, base_url: &str) -> bool {
    let head = journal.head.as_ref();
    head.is_some_and(|head| head.environment == environment.name && head.address == base_url)
}

/// Sessions of the embedded emulator ended with the run.
fn is_embedded(journal: &Journal) -> bool {
    journal.head.as_ref().is_none_or(|head| head.address == "embedded emulator")
}

fn swept(record: &Path) -> anyhow::Result<BTreeSet<String>> {
    let file = record.with_file_name(SWEPT);
    if !file.is_file() {
        return Ok(BTreeSet::new());
    }
    let text = files::read_record(&file).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn passed_over(passed: &Passed, environment: &Environment) -> String {
    let mut text = String::new();
    if passed.running > 0 {
        let which = if passed.running == 1 {
            "1 run that goes on is".to_owned()
        } else {
            format!("{} runs that go on are", passed.running)
        };
        let _ = writeln!(text, "note: {which} left alone");
    }
    if passed.elsewhere > 0 {
        let _ = writeln!(
            text,
            "note: {} left alone: not of the environment `{}`, or of another address than it has; `--env` names another",
            runs(passed.elsewhere),
            environment.name
        );
    }
    match passed.unanswered {
        0 => {}
        1 => text.push_str("note: 1 creating call had no answer: its session, if there is one, is unknown\n"),
        calls => {
            let _ = writeln!(
                text,
                "note: {calls} creating calls had no answer: their sessions, if any, are unknown"
            );
        }
    }
    text
}

fn runs(count: usize) -> String {
    if count == 1 { "1 run is".to_owned() } else { format!("{count} runs are") }
}

fn list(heaps: &[Heap], streams: &mut Streams) -> anyhow::Result<u8> {
    let sessions = || heaps.iter().flat_map(|heap| &heap.left);
    for session in sessions() {
        streams.out(&line("would delete", session, ""))?;
    }
    streams.out(&format!("{} would be deleted\n", counted(sessions().count(), "session")))?;
    Ok(0)
}

fn line(what: &str, session: &LeftSession, why: &str) -> String {
    let why = if why.is_empty() { String::new() } else { format!(": {}", on_one_line(why)) };
    format!("{what} {} of {}{why}\n", on_one_line(&session.scan_ref), on_one_line(&session.test))
}

fn delete(world: &World, plan: &Plan, heaps: Vec<Heap>, streams: &mut Streams) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the runtime cannot be started")?;
    let tally = runtime.block_on(async {
        let sweeper = Sweeper::new(embedded::address(&plan.environment)?, &plan.environment, world.now);
        delete_all(&sweeper, heaps, streams).await
    })?;
    tell(&tally, streams)
}

async fn delete_all(sweeper: &Sweeper, heaps: Vec<Heap>, streams: &mut Streams) -> anyhow::Result<Tally> {
    let mut interrupts = Interrupts::new();
    let mut tally = Tally::default();
    for mut heap in heaps {
        for session in std::mem::take(&mut heap.left) {
            if tally.trouble.is_some() || tally.interrupted {
                tally.untried += 1;
                continue;
            }
            tokio::select! {
                fate = sweeper.delete(&session.scan_ref) => match fate {
                    Ok(fate) => tally.note(&fate, &session, &mut heap, streams)?,
                    Err(trouble) => {
                        tally.untried += 1;
                        tally.trouble = Some(trouble);
                    }
                },
                () = interrupts.next() => {
                    tally.untried += 1;
                    tally.interrupted = true;
                }
            }
        }
    }
    Ok(tally)
}

impl Tally {
    /// Tells of a session, and remembers beside the record that nobody has to delete it any more.
    fn note(
        &mut self,
        fate: &Fate,
        session: &LeftSession,
        heap: &mut Heap,
        streams: &mut Streams,
    ) -> anyhow::Result<()> {
        let told = match fate {
            Fate::Deleted => {
                self.deleted += 1;
                line("deleted", session, "")
            }
            Fate::Unknown(said) => {
                self.unknown += 1;
                line("unknown", session, said)
            }
            Fate::Left(said) => {
                self.left += 1;
                line("not deleted", session, said)
            }
        };
        if !matches!(fate, Fate::Left(_)) {
            heap.swept.insert(session.scan_ref.clone());
            let file = heap.record.with_file_name(SWEPT);
            let lines: Vec<&str> = heap.swept.iter().map(String::as_str).collect();
            if let Err(error) = files::write_text(&file, lines.join("\n") + "\n") {
                let error = files::spoken(&error);
                let told = || format!("what was deleted cannot be noted in `{}`: {error}", file.display());
                self.unnoted.get_or_insert_with(told);
            }
        }
        Ok(streams.out(&told)?)
    }
}

fn tell(tally: &Tally, streams: &mut Streams) -> anyhow::Result<u8> {
    let mut words = vec![format!("{} deleted", tally.deleted)];
    for (count, word) in
        [(tally.unknown, "unknown to the API"), (tally.left, "not deleted"), (tally.untried, "not tried")]
    {
        if count > 0 {
            words.push(format!("{count} {word}"));
        }
    }
    streams.out(&format!("{}\n", words.join(", ")))?;
    if let Some(trouble) = &tally.trouble {
        let message = format!("{}: {}", trouble.kind, trouble.message);
        let mut diagnostic = crate::diagnostic::Diagnostic::error(code::ENVIRONMENT, message);
        diagnostic.help.extend(trouble.hint.clone());
        streams.err(&render(&diagnostic, streams.err_look));
    }
    if let Some(unnoted) = &tally.unnoted {
        let help = "the next sweep asks for these sessions again, and the API does not know them any more";
        let diagnostic = crate::diagnostic::Diagnostic::error(code::FILE, unnoted.clone()).help(help);
        streams.err(&render(&diagnostic, streams.err_look));
    }
    Ok(if tally.interrupted {
        Verdict::Interrupted.code()
    } else if tally.trouble.is_some() || tally.unnoted.is_some() {
        HINDERED
    } else {
        u8::from(tally.left > 0)
    })
}
