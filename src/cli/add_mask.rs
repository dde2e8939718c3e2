//! Secrets told to GitHub Actions, which then takes them out of whatever a job prints, what others print among it.

use std::collections::BTreeSet;

use super::world::{Streams, World};
use crate::{
    diagnostic::command_text,
    plan::{Action, Auth, Plan, Step, Target},
    secrets::basic_auth,
};

/// Masks of fewer characters would take half of a log away.
const SHORTEST: usize = 4;

/// Prints `::add-mask::` for each secret of the environment and of the steps' own key pairs, plain and as basic auth
/// sends it, where the run is a step of a workflow. The keys of the embedded emulator are no secrets.
pub(super) fn add_masks(world: &World, plan: &Plan, streams: &mut Streams) {
    if world.variable("GITHUB_ACTIONS") != Some("true") {
        return;
    }
    let secrets = secrets(plan);
    // A secret of several lines is masked line by line.
    let lines: BTreeSet<&str> = secrets.iter().flat_map(|secret| secret.lines()).map(str::trim).collect();
    for line in lines.into_iter().filter(|line| line.chars().count() >= SHORTEST) {
        streams.err(&format!("::add-mask::{}\n", command_text(line)));
    }
}

fn secrets(plan: &Plan) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    if let Target::Address { credentials, .. } = &plan.environment.target {
        secrets.extend(pair(&credentials.api_key, &credentials.api_secret));
    }
    secrets.extend(plan.environment.webhooks.as_ref().map(|webhooks| webhooks.signing_key.0.clone()));
    for test in &plan.tests {
        collect(&test.steps, &mut secrets);
        collect(&test.finally, &mut secrets);
    }
    secrets
}

/// The key pairs that stand in steps themselves; what is filled in is known no sooner than it is sent.
fn collect(steps: &[Step], secrets: &mut BTreeSet<String>) {
    for step in steps {
        let request = match &step.action {
            Action::Request(request) => request,
            Action::Poll(poll) => &poll.request,
            Action::Use(flow) => {
                collect(&flow.steps, secrets);
                continue;
            }
            Action::Api(_)
            | Action::PollStatus(_)
            | Action::AwaitWebhook(_)
            | Action::AssertFields(_)
            | Action::Set(_)
            | Action::Wait(_) => continue,
        };
        if let Auth::Pair(key, secret) = &request.auth
            && let (Some(key), Some(secret)) = (key.as_literal(), secret.as_literal())
        {
            secrets.extend(pair(&key.to_text(), &secret.to_text()));
        }
    }
}

fn pair(api_key: &str, api_secret: &str) -> [String; 2] {
    [api_secret.to_owned(), basic_auth(api_key, api_secret)]
}
