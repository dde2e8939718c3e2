//! The options of reports, made from the table of their kinds.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, error::Error, value_parser};

use super::kind::{KINDS, Kind};

/// Which reports are wanted, and where.
#[derive(Debug, Default)]
pub(in crate::cli) struct ReportArguments {
    /// The report files.
    pub(super) files: Vec<Wanted>,
}

/// A report file that is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) kind: &'static Kind,
    /// As it was written; `-` is stdout.
    pub(super) path: PathBuf,
}

impl Args for ReportArguments {
    fn augment_args(command: Command) -> Command {
        KINDS.iter().fold(command, |command, kind| command.arg(option(kind)))
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
        Ok(Self { files: KINDS.iter().filter_map(wanted).collect() })
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
        .help_heading("Reports (PATH `-` is stdout)")
        .help(kind.about)
}
