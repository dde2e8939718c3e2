//! What a `respond` step may use: its rule is set when the session is made, so nothing in it may be made behind that, and
//! nothing in a flow where the session is made outside of it.

use super::{Action, ApiRequest, AwaitWebhook, Awaited, ScanRef, SessionChoice, Step, templates::of_respond};
use crate::{
    diagnostic::{Diagnostic, code},
    source::Place,
    template::{Reference, Template},
};

/// Names that are the same everywhere in a test.
const EVERYWHERE: [&str; 3] = ["scenario", "run", "environment"];

/// Steps as they are followed, those of flows in the place of their `use`.
#[derive(Default)]
struct Walk<'s> {
    /// The sessions made so far.
    sessions: Vec<Made<'s>>,
    /// What steps have named, and how many sessions there were before it.
    named: Vec<(String, usize)>,
    /// How many flows were entered so far.
    flows: usize,
    /// The flow that is followed: its number; 0 in none.
    flow: usize,
    found: Vec<Diagnostic>,
}

/// A session.
struct Made<'s> {
    name: Option<&'s str>,
    flow: usize,
    place: Place,
}

/// A mistake for each rule that could not be set when its session is made.
pub(super) fn faults<'s>(steps: impl Iterator<Item = &'s Step>) -> Vec<Diagnostic> {
    let mut walk = Walk::default();
    steps.for_each(|step| walk.follow(step));
    walk.found
}

impl<'s> Walk<'s> {
    fn follow(&mut self, step: &'s Step) {
        match &step.action {
            Action::Api(request) if request.creates() => self.make_session(step, request),
            Action::AwaitWebhook(wanted) => self.judge(step, wanted),
            Action::Set(values) => self.name(values.iter().map(|(name, _)| name.as_str())),
            Action::Use(flow) => {
                let (outside, named) = (self.flow, std::mem::take(&mut self.named));
                self.flows += 1;
                self.flow = self.flows;
                flow.steps.iter().for_each(|step| self.follow(step));
                (self.flow, self.named) = (outside, named);
                self.name(step.id());
            }
            Action::Api(_)
            | Action::PollStatus(_)
            | Action::Request(_)
            | Action::Poll(_)
            | Action::AssertFields(_)
            | Action::Wait(_) => {}
        }
        self.name(step.captures().iter().map(|capture| capture.name.as_str()));
    }

    fn name<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        let sessions = self.sessions.len();
        self.named.extend(names.into_iter().map(|name| (name.to_owned(), sessions)));
    }

    fn make_session(&mut self, step: &'s Step, request: &'s ApiRequest) {
        let name = request.save_as.as_deref();
        self.sessions.push(Made { name, flow: self.flow, place: step.place.clone() });
        self.name(name);
    }

    /// The session that a step speaks of, by its position.
    fn of(&self, scan_ref: &ScanRef) -> Option<usize> {
        match scan_ref {
            ScanRef::Session(SessionChoice::Latest) => self.sessions.len().checked_sub(1),
            ScanRef::Session(SessionChoice::Named(name)) => {
                self.sessions.iter().rposition(|made| made.flow == self.flow && made.name == Some(name))
            }
            ScanRef::None | ScanRef::Written => None,
        }
    }

    fn judge(&mut self, step: &Step, wanted: &AwaitWebhook) {
        let Awaited::One { respond: Some(respond), .. } = &wanted.awaited else { return };
        let Some(number) = self.of(&wanted.scan_ref) else { return };
        let templates = wanted.event.iter().chain(of_respond(respond));
        let references = templates.chain(wanted.filter.templates()).flat_map(Template::references);
        let unknown = references.filter(|reference| self.is_unknown(reference, number));
        let made = &self.sessions[number];
        let mut found: Vec<Diagnostic> = unknown.map(|reference| fault(&reference, step, made)).collect();
        self.found.append(&mut found);
    }

    /// Whether a name is not known yet, or not there, where that session is made.
    fn is_unknown(&self, reference: &Reference, session: usize) -> bool {
        let Some(first) = reference.parts.first() else { return false };
        if EVERYWHERE.contains(&first.as_str()) {
            return false;
        }
        let later = |(name, sessions): &(String, usize)| name == first && *sessions > session;
        first == "session" || self.flow != self.sessions[session].flow || self.named.iter().any(later)
    }
}

fn fault(reference: &Reference, step: &Step, made: &Made<'_>) -> Diagnostic {
    let name = reference.parts.first().map(String::as_str).unwrap_or_default();
    let message = format!("`{name}` is not known when the session is made, and this `respond` is set then");
    Diagnostic::error(code::USED_TOO_EARLY, message)
        .at(Place::new(&step.place.source, reference.span), "")
        .at(made.place.clone(), "the session is made here")
        .help("a delivery can come as soon as there is a session: write the value, or one of `vars`, `matrix` and `case`")
}
