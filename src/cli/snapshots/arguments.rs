//! The command line of `idvet snapshots`.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  idvet snapshots review                     look at each pending snapshot, and decide
  idvet snapshots accept full-status.yaml    accept those of the tests whose id holds a text
  idvet snapshots prune --dry-run            name those that no scenario makes any more")]
pub(in crate::cli) enum SnapshotsCommand {
    /// List the pending snapshots: scenario, step, and whether they are first or other answers.
    List {
        #[command(flatten)]
        chosen: ChosenSnapshots,
        /// How to print them.
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
    /// Look at each pending snapshot in the terminal, and accept, reject or skip it by a key.
    Review(ChosenSnapshots),
    /// Accept pending snapshots: all, or those that are named.
    Accept(ChosenSnapshots),
    /// Reject pending snapshots: all, or those that are named.
    Reject(ChosenSnapshots),
    /// Delete the snapshots that no scenario makes any more.
    Prune {
        /// Only name them.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Which pending snapshots.
#[derive(Debug, Args)]
pub(in crate::cli) struct ChosenSnapshots {
    /// Snapshot files, scenario files, folders, or parts of the ids of tests [default: all that are pending].
    #[arg(value_name = "NAMES")]
    pub(super) names: Vec<String>,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListFormat {
    Text,
    Json,
}
