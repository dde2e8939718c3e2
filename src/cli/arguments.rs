//! The command line as clap reads it; what it means is for the commands.

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::{portion::PortionArguments, reports::ReportArguments};

/// The table of exit codes; a macro, so that it can stand behind examples.
macro_rules! exit_codes {
    () => {
        "\
Exit codes:
  0    all tests passed, were flaky, or were skipped
  1    a test failed: an expectation did not hold; or one was flaky, and `--deny-flaky` was given
  2    the arguments, the suite or a scenario are wrong; nothing was sent
  3    nothing failed, but a test could not be judged (no connection, time-out, credentials refused)
  4    nothing matched the selection
  130  interrupted"
    };
}

/// Runs verification scenarios, written in YAML, against an environment of the iDenfy API or the emulator inside.
#[derive(Debug, Parser)]
#[command(name = "idvet", version, max_term_width = 110, after_help = exit_codes!())]
pub(super) struct Arguments {
    /// The suite's folder [default: found upward from the paths, or from the working folder].
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) suite: Option<PathBuf>,
    /// When to use colours; `auto` honours `NO_COLOR`, `FORCE_COLOR`, `TERM` and whether a terminal is there.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Colour,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaDocument {
    /// A document of a scenario file.
    Scenario,
    /// `idvet.yaml`.
    Suite,
    /// A flow file.
    Flow,
    /// A line of a run's record, `events.jsonl`.
    Event,
    /// The report that `--json` writes.
    Report,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run scenarios against an environment.
    Run(RunArguments),
    /// Tell everything that is wrong with scenarios, without sending a request.
    Check(CheckArguments),
    /// Tell again what runs came to, and write any report of them; merges the shards of a run.
    Report(ReportCommand),
    /// Tell what has changed between two runs: newly failing, fixed, slower, other status paths, new drift.
    Compare(CompareArguments),
    /// List the ids of the tests that a run would have, with their tags.
    List(ListArguments),
    /// See where answers leave the API's documents, and accept what is known.
    #[command(after_help = "\
Examples:
  idvet contract list                      the drift that the last run met, and what the suite knows
  idvet contract accept                    know it from now on: it is written to `contract.yaml`
  idvet contract accept .idvet/runs/...    that of another run")]
    Contract {
        #[command(subcommand)]
        command: ContractCommand,
    },
    /// Make a suite: idvet.yaml, a first scenario, editor settings, CI jobs.
    Init(super::init::InitArguments),
    /// Make a scenario file, ready to run.
    New(super::new::NewArguments),
    /// Put files into the one layout, comments kept.
    Fmt(super::fmt::FmtArguments),
    /// Look at pending snapshots, accept or reject them, and delete those that are of no use.
    #[command(subcommand)]
    Snapshots(super::snapshots::SnapshotsCommand),
    /// Delete sessions that earlier runs made and left behind, from the journal that each run's record is.
    Sweep(super::sweep::SweepArguments),
    /// Tell at length what a code means, or which values, matchers, functions or verbs there are.
    Explain(ExplainArguments),
    /// Verify the signature of a webhook, or send one to its receiver.
    #[command(subcommand)]
    Webhooks(super::webhooks::WebhooksCommand),
    /// Serve the emulator of the API on an address of its own.
    Emulator(EmulatorArguments),
    /// Print a JSON Schema (draft-07): of scenarios, `idvet.yaml` or flows for an editor, of the record's lines, or of the JSON report.
    #[command(after_help = "\
Examples:
  idvet schema > scenario.schema.json       of scenarios, for an editor
  idvet schema suite > suite.schema.json    of idvet.yaml")]
    Schema {
        /// Of what.
        #[arg(value_enum, default_value = "scenario")]
        document: SchemaDocument,
    },
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write a page for each command.
    Man {
        /// The folder to write the pages to.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// Which tests, and where.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Selection {
    /// Files, folders, or `file.yaml:LINE` for the scenario at that line [default: the suite's `scenarios/`].
    #[arg(value_name = "PATHS")]
    pub(super) paths: Vec<PathBuf>,
    /// The environment of `idvet.yaml` [default: its `default_environment`, else `emulator`].
    #[arg(long, value_name = "NAME")]
    pub(super) env: Option<String>,
    /// Only tests whose tags meet an expression, such as `smoke and not (slow or webhook)`.
    #[arg(long, value_name = "EXPRESSION")]
    pub(super) tag: Option<String>,
    /// Only tests whose id contains a text, or matches a `/regex/`.
    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Option<String>,
    /// Set a variable that the scenarios define under `vars`; may be given several times.
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub(super) vars: Vec<String>,
    /// Allow an environment of kind PROD.
    #[arg(long)]
    pub(super) allow_prod: bool,
}

#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  idvet run                                  the whole suite against the embedded emulator
  idvet run scenarios/manual --env dev       a folder against the environment `dev`
  idvet run scenarios/first.yaml:12 -v       the scenario at line 12, with requests and answers
  idvet run --tag 'smoke and not slow' --jobs 4 --fail-fast
  idvet run --failed                         what did not pass in the last run
  idvet run --shard 2/4                      the second quarter; `--shard auto` asks the CI system

", exit_codes!()))]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) selection: Selection,
    #[command(flatten)]
    pub(super) portion: PortionArguments,
    /// The seed of all randomness [default: a new one, which the last lines tell].
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Scenarios side by side [default: the environment's `concurrent_scenarios`].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub(super) jobs: Option<u16>,
    #[command(flatten)]
    pub(super) endurance: super::endurance::Endurance,
    /// How long a scenario may take, such as `2m`; in place of the suite's and the scenarios' own.
    #[arg(long, value_name = "DURATION")]
    pub(super) timeout: Option<String>,
    /// What becomes of answers that are not as their snapshots; with `CI` set no file is written, whatever is said here.
    #[arg(long, value_name = "MODE", default_value = "check")]
    pub(super) snapshots: SnapshotMode,
    /// Go by the wall's clock also against the embedded emulator, over a loopback socket.
    #[arg(long)]
    pub(super) real_time: bool,
    /// Show requests and answers; twice, headers and times too.
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,
    /// Show each failing request as a curl command, secrets as shell variables.
    #[arg(long)]
    pub(super) curl: bool,
    /// The folder of this run's record [default: `.idvet/runs/...` in the suite].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reports: ReportArguments,
}

#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  idvet report                                         the last run of the suite, told again
  idvet report .idvet/runs/... --html run.html         a report of a run that is over
  idvet report artifacts --junit all.xml               every record below a folder, shards merged into one verdict
  idvet report artifacts --junit all.xml --github      the same, with annotations and the job's summary on GitHub

", exit_codes!()))]
pub(super) struct ReportCommand {
    /// Records, the folders of runs, or folders with such folders [default: the last run of the suite].
    #[arg(value_name = "RESULTS")]
    pub(super) results: Vec<PathBuf>,
    /// Where the suite lies, so that annotations and commands name its files, also where it is not checked out.
    #[arg(long, value_name = "PATH")]
    pub(super) root: Option<PathBuf>,
    /// Show requests and answers; twice, headers and times too.
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,
    /// Show each failing request as a curl command, secrets as shell variables.
    #[arg(long)]
    pub(super) curl: bool,
    #[command(flatten)]
    pub(super) reports: ReportArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet compare .idvet/runs/a .idvet/runs/b            two runs of this suite
  idvet compare main/records records --format json     shards are merged first, as `idvet report` does
  idvet compare main.jsonl new.jsonl --slower 20 --ignore-below 2s

Exit codes: 0 nothing fails that did not before, 1 something does, 2 a record cannot be read, 3 nothing newly fails,
but the new run was ended before its time, or a shard of it is missing.")]
pub(super) struct CompareArguments {
    /// The run before: a record, the folder of a run, or a folder with the records of its shards.
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    /// The run behind.
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    /// How to tell it: for people, as one document for programs, or for the summary of a job.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: CompareFormat,
    /// A test is slower that takes at least so many hundredths more than before.
    #[arg(long, value_name = "PERCENT", default_value_t = 50)]
    pub(super) slower: u32,
    /// And by so much at least.
    #[arg(long, value_name = "DURATION", default_value = "500ms")]
    pub(super) ignore_below: String,
}

/// The formats of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CompareFormat {
    /// Lines.
    Text,
    /// One JSON document.
    Json,
    /// Markdown.
    Markdown,
}

/// What becomes of answers that are not as they were accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SnapshotMode {
    /// A first or another answer fails, and is left pending.
    Check,
    /// A first answer is accepted; another one fails, and is left pending.
    New,
    /// Every answer is accepted.
    Write,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet check                        the whole suite
  idvet check scenarios/first.yaml   one file
  idvet check --env dev              also that the variables which `dev` needs are set
  idvet check --format github        as annotations of a workflow of GitHub Actions

Exit codes: 0 nothing is wrong, 1 warnings and `--deny-warnings`, 2 errors, 4 nothing matched the selection.")]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// How to tell what was found: for people, or one document on stdout for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: CheckFormat,
    /// Exit with 1 where there are warnings and no errors.
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

/// The formats of what a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// The lines of the files, underlined.
    Text,
    /// One JSON document.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet explain                              every code, a line each
  idvet explain E201                         one code, with a wrong and a right example
  idvet explain vocabulary                   the names of the vocabularies
  idvet explain vocabulary overallStatus     its values, and which documents have them
  idvet explain matcher near
  idvet explain function random.int
  idvet explain verb create_token            the fields of a call")]
pub(super) struct ExplainArguments {
    /// A code such as `E201`, in any letter case; or `vocabulary`, `matcher`, `function` or `verb` [default: all codes].
    #[arg(value_name = "CODE")]
    pub(super) topic: Option<String>,
    /// The one of them [default: all of them, a line each].
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet list                    the tests that `idvet run` would have
  idvet list --tag smoke        those with a tag
  idvet list scenarios/manual   those of a folder
  idvet list --shard 2/4        those of a shard
  idvet list --format json      one document for programs")]
pub(super) struct ListArguments {
    #[command(flatten)]
    pub(super) selection: Selection,
    #[command(flatten)]
    pub(super) portion: PortionArguments,
    /// How to list them: a line each, or one document for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ListFormat,
}

/// The formats of a list of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A line for each.
    Text,
    /// One JSON document.
    Json,
}

/// What to do with drift.
#[derive(Debug, Subcommand)]
pub(super) enum ContractCommand {
    /// List the drift that a run met, new or known, and the known drift that it did not meet.
    List {
        /// The folder of a run, or its record [default: the last run of the suite].
        #[arg(value_name = "RUN")]
        run: Option<PathBuf>,
    },
    /// Know the drift that a run met: it stays quiet from now on. Writes nothing where `CI` is set.
    Accept {
        /// The folder of a run, or its record [default: the last run of the suite].
        #[arg(value_name = "RUN")]
        run: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet emulator                                        on a free port of the loopback address
  idvet emulator --listen 127.0.0.1:8481 --delay 2s     results take two seconds to be seen
  idvet emulator --set token_success_code=200           another answer to what the documents leave open
  idvet emulator --webhook-url http://127.0.0.1:8080/hook --signing-key-env KEY    tell a receiver what happens
  idvet emulator --webhook-url URL --webhooks 'late 20m' --webhooks 'IDENTIFICATION_AUTO_FINISHED: never'
  idvet emulator --assumptions                          every such switch, with its choices")]
pub(super) struct EmulatorArguments {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(super) listen: SocketAddr,
    /// Play only this kind of environment, one of DEV, DEMO, TEST and PROD; may be given several times [default: all].
    #[arg(long = "kind", value_name = "KIND")]
    pub(super) kinds: Vec<String>,
    /// Set a switch, by its name or number; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(super) set: Vec<String>,
    /// How long a result takes to be seen, such as `2s`.
    #[arg(long, value_name = "DURATION")]
    pub(super) delay: Option<String>,
    /// How long every answer takes, such as `50ms`.
    #[arg(long, value_name = "DURATION")]
    pub(super) latency: Option<String>,
    /// Where webhooks go, unless a token has its `callbackUrl` [default: nowhere].
    #[arg(long, value_name = "URL")]
    pub(super) webhook_url: Option<String>,
    /// The variable that holds the key which signs webhooks [default: the key `emulator-signing-key`].
    #[arg(long, value_name = "NAME")]
    pub(super) signing_key_env: Option<String>,
    /// That key itself. Whoever lists this machine's processes can read it.
    #[arg(long, value_name = "KEY", conflicts_with = "signing_key_env")]
    pub(super) signing_key: Option<String>,
    /// What is wrong with webhooks on purpose: `late 20m`, `twice`, `out of order`, `unsigned`, `wrongly signed` or
    /// `never`, perhaps behind `EVENT:`; may be given several times.
    #[arg(long = "webhooks", value_name = "FAULT")]
    pub(super) webhook_faults: Vec<String>,
    /// Trust this certificate authority (PEM) of a receiver as well.
    #[arg(long, value_name = "FILE")]
    pub(super) webhook_ca: Option<PathBuf>,
    /// The seed of the tokens and ids it makes [default: a new one].
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Serve TLS with this certificate chain (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(super) tls_certificate: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    pub(super) tls_key: Option<PathBuf>,
    /// List the switches: what the documents contradict or leave open, the choices, and what is chosen.
    #[arg(long)]
    pub(super) assumptions: bool,
}
