//! `--retries`, `--deny-flaky`, `--fail-fast` and `--max-failures`: what a run does about tests that fail.

use std::num::NonZeroUsize;

use clap::Args;

use crate::{event::Flaky, word::MOST_RETRIES};

/// What a run does about tests that fail.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Endurance {
    /// Carry a test that failed out again, so many times at most; a scenario's own `retries` counts before this.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=MOST_RETRIES))]
    pub(super) retries: Option<u32>,
    /// Exit with 1 where a test passed only when it was carried out again.
    #[arg(long)]
    pub(super) deny_flaky: bool,
    /// Begin no further test once one has failed.
    #[arg(long, conflicts_with = "max_failures")]
    pub(super) fail_fast: bool,
    /// Begin no further test once so many have failed, or could not be judged.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(super) max_failures: Option<NonZeroUsize>,
}

fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "a whole number is needed, 1 at least".to_owned())
}

impl Endurance {
    /// How many tests may fail before no further one begins.
    pub(super) fn max_failures(&self) -> Option<NonZeroUsize> {
        if self.fail_fast { Some(NonZeroUsize::MIN) } else { self.max_failures }
    }

    /// What a flaky test means for the verdict.
    pub(super) fn flaky(&self) -> Flaky {
        if self.deny_flaky { Flaky::Denied } else { Flaky::Allowed }
    }
}
