//! What a step needs: a step of `finally` whose names or session were never made is not run (decisions.md C12, C14).

use super::scope::TestScope;
use crate::{
    plan::{Action, ScanRef, SessionChoice, Step},
    template::{Reference, Template},
    vocabulary::Effect,
};

/// The first name that a step needs and nothing has made.
pub(super) fn missing(step: &Step, scope: &TestScope) -> Option<String> {
    let mut made_here: Vec<&str> = Vec::new();
    if let Action::Set(values) = &step.action {
        made_here.extend(values.iter().map(|(name, _)| name.as_str()));
    }
    let references = step.templates().into_iter().flat_map(Template::references);
    let is_made_here = |reference: &Reference| {
        reference.parts.first().is_some_and(|name| made_here.contains(&name.as_str()))
    };
    references.filter(|reference| !is_made_here(reference)).find_map(|reference| scope.missing(&reference))
}

/// Which session a step speaks of.
pub(super) fn session(step: &Step) -> Option<&SessionChoice> {
    let scan_ref = match &step.action {
        Action::Api(request) => &request.scan_ref,
        Action::PollStatus(poll) => &poll.scan_ref,
        Action::AwaitWebhook(wanted) => &wanted.scan_ref,
        Action::Request(_)
        | Action::Poll(_)
        | Action::AssertFields(_)
        | Action::Set(_)
        | Action::Wait(_)
        | Action::Use(_) => return None,
    };
    match scan_ref {
        ScanRef::Session(choice) => Some(choice),
        ScanRef::None | ScanRef::Written => None,
    }
}

/// Whether a step deletes a session.
pub(super) fn deletes(step: &Step) -> bool {
    matches!(&step.action, Action::Api(request) if request.call.effect == Effect::Deletes)
}
