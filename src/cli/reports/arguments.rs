//! The options of reports: those of files made from the table of their kinds, and the others.

use std::path::PathBuf;

use clap::{
    Arg, ArgMatches, Args, Command, FromArgMatches, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
    error::Error,
    value_parser,
};

use super::kind::{KINDS, Kind};
use crate::report::junit::Dialect;

const HEADING: &str = "Reports (PATH `-` is stdout)";

/// Which reports are wanted, and where.
#[derive(Debug)]
pub(in crate::cli) struct ReportArguments {
    /// The report files.
    pub(super) files: Vec<Wanted>,
    /// The other options.
    pub(super) others: OtherArguments,
}

/// A report file that is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) kind: &'static Kind,
    /// As it was written; `-` is stdout.
    pub(super) path: PathBuf,
}

/// What is no file of the table.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(super) struct OtherArguments {
    /// Which of the JUnit schemas to keep to: what most readers take, the xUnit plug-in of Jenkins, or Ant's form.
    #[arg(long, value_name = "DIALECT", default_value = "usual", value_parser = dialects())]
    pub(super) junit_dialect: Dialect,
    /// Annotate the lines of a change in GitHub Actions, and write the job's summary; by itself where `GITHUB_ACTIONS` is
    /// `true`.
    #[arg(
        long,
        value_name = "WHEN",
        num_args = 0..=1,
        require_equals = true,
        default_value = "auto",
        default_missing_value = "always"
    )]
    pub(super) github: When,
    /// Write the requests and answers of each test that did not pass as a HAR file into this folder.
    #[arg(long, value_name = "DIR")]
    pub(super) har: Option<PathBuf>,
}

/// When something is done that surroundings can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

impl Args for ReportArguments {
    fn augment_args(command: Command) -> Command {
        let command = KINDS.iter().fold(command, |command, kind| command.arg(option(kind)));
        OtherArguments::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ReportArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let wanted = |kind: &'static Kind| {
            let path = matches.get_one::<PathBuf>(kind.option)?.clone();
            Some(Wanted { kind, path })
        };
        let files = KINDS.iter().filter_map(wanted).collect();
        Ok(Self { files, others: OtherArguments::from_arg_matches(matches)? })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn option(kind: &'static Kind) -> Arg {
    Arg::new(kind.option)
        .long(kind.option)
        .value_name("PATH")
        .value_parser(value_parser!(PathBuf))
        .help_heading(HEADING)
        .help(kind.about)
}

fn dialects() -> impl TypedValueParser<Value = Dialect> {
    let dialect = |word: String| Dialect::ALL.into_iter().find(|one| one.word() == word);
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::word))
        .try_map(move |word| dialect(word).ok_or("no such dialect"))
}
