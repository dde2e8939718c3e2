//! The verification sessions that one test has made: the one made last, and those with a name.

use serde_json::Value as Json;

use crate::plan::SessionChoice;

/// A session that the API made.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) scan_ref: String,
    /// The answer that told of it.
    pub(super) answer: Json,
    /// Where the API was told to send its webhooks.
    pub(super) callback_url: Option<String>,
    /// Whether a `delete` succeeded.
    pub(super) deleted: bool,
    /// Its name, and the flow under way that knows it by that.
    name: Option<(usize, String)>,
}

/// All sessions of a test.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    made: Vec<Session>,
    latest: Option<usize>,
    /// The flows under way, the innermost last: each has names of its own.
    flows: Vec<usize>,
    /// How many flows there were.
    entered: usize,
}

impl Sessions {
    /// A create call is about to be sent: the sessions whose place it takes are forgotten, so that after a failure
    /// no step speaks of the wrong one (decisions.md C11).
    pub(super) fn forget(&mut self, name: Option<&str>) {
        self.latest = None;
        let here = self.here();
        for session in &mut self.made {
            session.name.take_if(|(flow, known)| *flow == here && Some(known.as_str()) == name);
        }
    }

    /// A flow begins: no session has a name in it.
    pub(super) fn enter(&mut self) {
        self.entered += 1;
        self.flows.push(self.entered);
    }

    /// A flow ends, and the names of its sessions with it. The one made last stays.
    pub(super) fn leave(&mut self) {
        self.flows.pop();
    }

    /// The flow under way, 0 for the scenario.
    fn here(&self) -> usize {
        self.flows.last().copied().unwrap_or(0)
    }

    /// A create call succeeded.
    pub(super) fn made(
        &mut self,
        scan_ref: String,
        answer: Json,
        name: Option<String>,
        callback_url: Option<String>,
    ) {
        self.latest = Some(self.made.len());
        let name = name.map(|name| (self.here(), name));
        self.made.push(Session { scan_ref, answer, callback_url, deleted: false, name });
    }

    /// The session with a reference.
    pub(super) fn of(&self, scan_ref: &str) -> Option<&Session> {
        self.made.iter().find(|session| session.scan_ref == scan_ref)
    }

    /// A `delete` succeeded.
    pub(super) fn deleted(&mut self, scan_ref: &str) {
        for session in self.made.iter_mut().filter(|session| session.scan_ref == scan_ref) {
            session.deleted = true;
        }
    }

    /// The references of all sessions, those with a lost name too.
    pub(super) fn references(&self) -> impl Iterator<Item = &str> {
        self.made.iter().map(|session| session.scan_ref.as_str())
    }

    pub(super) fn latest(&self) -> Option<&Session> {
        self.made.get(self.latest?)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Session> {
        let here = self.here();
        let is_it = |(flow, known): &(usize, String)| *flow == here && known == name;
        self.made.iter().find(|session| session.name.as_ref().is_some_and(is_it))
    }

    /// The session of a step, or why there is none.
    pub(super) fn choose(&self, choice: &SessionChoice) -> Result<&Session, String> {
        match choice {
            SessionChoice::Latest => self.latest().ok_or_else(|| "no session was made before".to_owned()),
            SessionChoice::Named(name) => {
                self.named(name).ok_or_else(|| format!("no session `{name}` was made before"))
            }
        }
    }
}
