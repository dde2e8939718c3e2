//! Secrets told to GitHub Actions, which then takes them out of whatever a job prints, what others print among it.

use super::world::{Streams, World};
use crate::plan::{Environment, Target};

/// Masks of fewer characters would take half of a log away.
const SHORTEST: usize = 4;

/// Prints `::add-mask::` for each secret of the environment, where the run is a step of a workflow. The keys of the
/// embedded emulator are no secrets.
pub(super) fn add_masks(world: &World, environment: &Environment, streams: &mut Streams) {
    if world.variable("GITHUB_ACTIONS") != Some("true") {
        return;
    }
    let mut secrets = Vec::new();
    if let Target::Address { credentials, .. } = &environment.target {
        secrets.push(credentials.api_secret.as_str());
    }
    secrets.extend(environment.webhooks.as_ref().map(|webhooks| webhooks.signing_key.0.as_str()));
    // A secret of several lines is masked line by line.
    let lines = secrets.iter().flat_map(|secret| secret.lines()).map(str::trim);
    for line in lines.filter(|line| line.chars().count() >= SHORTEST) {
        streams.err(&format!("::add-mask::{}\n", line.replace('%', "%25").replace('\r', "%0D")));
    }
}
