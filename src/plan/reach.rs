//! Which statuses a session can still show, as far as the API's documents are sure of it: a poll that waits for none of
//! them can only run out of time, and so can a wait for a webhook about what does not happen.
//!
//! A dummy has the status that it was made with until it gets manual results (S1); approval needs both of these (S1), and
//! the two that approve do not deny (C-VST). What may come between opens everything again: a pause, a request of the
//! author's own, a deletion, a step behind an `if` or one that may be refused.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::{
    Action, ApiRequest, AwaitWebhook, Awaited, BodyField, PollStatus, ScanRef, SessionChoice, Written,
    arguments::{Argument, find, merged},
    desk::Desk,
};
use crate::{
    diagnostic::{Diagnostic, code},
    expect::Expectation,
    scenario::{Soundness, Step},
    source::Place,
    template::Template,
    vocabulary::{
        DUMMY_STATUS, Effect, MANUAL_DOCUMENT_VALIDITY, MANUAL_FACE_MATCH_RESULT, WEBHOOK_EVENT,
        overall_status,
    },
};

/// The pair of manual results that approves (S1).
const APPROVING: (&str, &str) = ("FACE_MATCH", "DOC_VALIDATED");

/// The event that tells of a reviewer's decision.
const DECIDED: &str = "IDENTIFICATION_MANUAL_FINISHED";

/// The event that tells that nothing was decided in time.
const RAN_OUT: &str = "IDENTIFICATION_EXPIRED";

/// The events that the emulator sends.
const SENT: [&str; 3] = ["IDENTIFICATION_AUTO_FINISHED", DECIDED, RAN_OUT];

/// What is known of one session.
#[derive(Clone, Debug)]
enum Standing {
    /// It may show anything.
    Open,
    /// A dummy as it was made.
    Made { status: Template, place: Place },
    /// It has manual results.
    Reviewed { face: Template, document: Template, place: Place },
}

/// What is known of the sessions of a scenario.
#[derive(Debug, Default)]
pub(super) struct Standings {
    /// Each with the era that it belongs to; one of an earlier era is open.
    sessions: Vec<(usize, Standing)>,
    era: usize,
    latest: Option<usize>,
    named: HashMap<String, usize>,
    /// Which session is which cannot be told any more.
    is_blurred: bool,
}

/// Whether a step does what its verb says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// It does, or ends the scenario.
    Sure,
    /// It is expected to be refused.
    Refused,
    /// It may or may not.
    Unsure,
}

/// Why a poll or a wait cannot end well.
struct Dead {
    message: String,
    help: String,
    case: Option<String>,
}

/// What a step does to the sessions; a poll or a wait for what cannot come is reported.
pub(super) fn follow(desk: &mut Desk, step: &Step, action: Option<&Action>, expect: &Expectation) {
    let doing = doing(step, expect);
    match action {
        Some(Action::Api(request)) => follow_call(desk, step, request, doing),
        Some(Action::PollStatus(poll)) if doing == Doing::Sure => judge(desk, step, poll),
        Some(Action::AwaitWebhook(wanted)) if step.condition.is_none() => judge_event(desk, step, wanted),
        // The steps of a flow were followed one by one.
        Some(
            Action::PollStatus(_)
            | Action::AwaitWebhook(_)
            | Action::AssertFields(_)
            | Action::Set(_)
            | Action::Use(_),
        ) => {}
        Some(Action::Request(_) | Action::Poll(_) | Action::Wait(_)) | None => {
            desk.names.standings.open_all();
        }
    }
}

fn doing(step: &Step, expect: &Expectation) -> Doing {
    let refusals = expect.status.iter().filter(|range| range.high >= 400).count();
    if step.condition.is_some() || expect.status.is_empty() {
        Doing::Unsure
    } else if refusals == 0 {
        Doing::Sure
    } else if expect.status.iter().all(|range| range.low >= 400) {
        Doing::Refused
    } else {
        Doing::Unsure
    }
}

fn follow_call(desk: &mut Desk, step: &Step, request: &ApiRequest, doing: Doing) {
    let place = desk.here(step.verb.span);
    let standings = &mut desk.names.standings;
    match (request.call.effect, doing) {
        (Effect::Reads, _) | (Effect::Changes | Effect::Deletes, Doing::Refused) => {}
        (Effect::Creates, _) => {
            standings.is_blurred |= doing == Doing::Unsure;
            let standing = if doing == Doing::Sure { made(request, place) } else { Standing::Open };
            standings.create(standing, request.save_as.as_deref());
        }
        (Effect::Changes, Doing::Sure) => standings.change(&request.scan_ref, reviewed(request, place)),
        (Effect::Changes, Doing::Unsure) | (Effect::Deletes, Doing::Sure | Doing::Unsure) => {
            standings.change(&request.scan_ref, Standing::Open);
        }
    }
}

/// A field that is sent as a word of its vocabulary.
fn sent<'r>(request: &'r ApiRequest, name: &str) -> Option<&'r Template> {
    let is_word = |field: &&BodyField| field.name == name && field.written == Written::AsText;
    request.fields.iter().find(is_word).map(|field| &field.value)
}

fn made(request: &ApiRequest, place: Place) -> Standing {
    // With a review of its own the status is not the last word.
    let is_reviewed = request.fields.iter().any(|field| field.name.starts_with("review"));
    match sent(request, "dummyStatus").filter(|_| !is_reviewed) {
        Some(status) => Standing::Made { status: status.clone(), place },
        None => Standing::Open,
    }
}

fn reviewed(request: &ApiRequest, place: Place) -> Standing {
    match (sent(request, "manualFaceMatchResult"), sent(request, "manualDocumentValidity")) {
        (Some(face), Some(document)) => {
            Standing::Reviewed { face: face.clone(), document: document.clone(), place }
        }
        (Some(_) | None, _) => Standing::Open,
    }
}

impl Standings {
    /// None yet; where steps are missing, nothing can be told.
    pub(super) fn new(reading: Soundness) -> Self {
        Self { is_blurred: reading == Soundness::Incomplete, ..Self::default() }
    }

    /// What is known inside of a flow that is used here: names of sessions stay outside.
    pub(super) fn enter(&mut self, reading: Soundness) -> Self {
        let mut inside = Self {
            sessions: std::mem::take(&mut self.sessions),
            era: self.era,
            latest: self.latest,
            named: HashMap::new(),
            is_blurred: self.is_blurred || reading == Soundness::Incomplete,
        };
        inside.forget_names();
        inside
    }

    /// A flow that was used here ends.
    pub(super) fn leave(&mut self, inside: Self) {
        let named = std::mem::take(&mut self.named);
        *self = Self { named, ..inside };
        self.forget_names();
    }

    /// From here on nothing is told any more.
    pub(super) fn blur(&mut self) {
        self.is_blurred = true;
    }

    /// The names in a template mean something else, or nothing, on the other side of a flow.
    fn forget_names(&mut self) {
        for (_, standing) in &mut self.sessions {
            let is_literal = match standing {
                Standing::Open => true,
                Standing::Made { status, .. } => status.is_literal(),
                Standing::Reviewed { face, document, .. } => face.is_literal() && document.is_literal(),
            };
            if !is_literal {
                *standing = Standing::Open;
            }
        }
    }

    /// From here on every session may show anything.
    pub(super) fn open_all(&mut self) {
        self.era += 1;
    }

    fn create(&mut self, standing: Standing, name: Option<&str>) {
        let number = self.sessions.len();
        self.sessions.push((self.era, standing));
        self.latest = Some(number);
        if let Some(name) = name {
            self.named.insert(name.to_owned(), number);
        }
    }

    /// A session that is written by its reference may be any of them.
    fn change(&mut self, scan_ref: &ScanRef, standing: Standing) {
        match self.number(scan_ref) {
            Some(number) => self.sessions[number] = (self.era, standing),
            None => self.open_all(),
        }
    }

    fn of(&self, scan_ref: &ScanRef) -> Option<&Standing> {
        let number = self.number(scan_ref).filter(|_| !self.is_blurred)?;
        self.sessions.get(number).filter(|(era, _)| *era == self.era).map(|(_, standing)| standing)
    }

    fn number(&self, scan_ref: &ScanRef) -> Option<usize> {
        match scan_ref {
            ScanRef::Session(SessionChoice::Latest) => self.latest,
            ScanRef::Session(SessionChoice::Named(name)) => self.named.get(&***name).copied(),
            ScanRef::None | ScanRef::Written => None,
        }
    }
}

fn judge(desk: &mut Desk, step: &Step, poll: &PollStatus) {
    let Some(standing) = desk.names.standings.of(&poll.scan_ref).cloned() else { return };
    let (dead, cause, label) = match &standing {
        Standing::Open => return,
        Standing::Made { status, place } => (dead_dummy(desk, status, &poll.until), place, "made here"),
        Standing::Reviewed { face, document, place } => {
            (dead_review(desk, face, document, &poll.until), place, "the manual results are given here")
        }
    };
    let Some(dead) = dead else { return };
    let arguments = merged(step, desk.defaults);
    let Some(until) = find(&arguments, "until") else { return };
    warn(desk, until, dead, (cause, label));
}

/// Warns of what an argument waits for, and shows why it cannot come.
fn warn(desk: &mut Desk, argument: &Argument, dead: Dead, (cause, label): (&Place, &str)) {
    let place = desk.reports.place(argument.origin, argument.value.span);
    let mut warning = Diagnostic::warning(code::UNREACHABLE_STATUS, dead.message)
        .at(place, "so this can only run out of time")
        .at(cause.clone(), label)
        .help(dead.help);
    warning.help.extend(dead.case.map(|case| format!("so it is in the case {case}")));
    desk.report(argument.origin, Some(warning));
}

/// No reviewer decides on a dummy by itself (S1), and one that has a result does not run out, so that no webhook tells
/// of it.
fn judge_event(desk: &mut Desk, step: &Step, wanted: &AwaitWebhook) {
    let (Some(event), Awaited::One { .. }) = (&wanted.event, &wanted.awaited) else { return };
    if warn_unsent(desk, step, event) {
        return;
    }
    let Some(Standing::Made { status, place }) = desk.names.standings.of(&wanted.scan_ref).cloned() else {
        return;
    };
    let dead = first_dead(desk, &[&status], std::slice::from_ref(event), |known, wanted| {
        if wanted.iter().all(|event| event == DECIDED) {
            let help = "give it manual results before, with `add_manual_status`";
            return Some((format!("nobody decides on this dummy, so no `{DECIDED}` comes"), help.to_owned()));
        }
        let made = known.first().filter(|made| *made != "EXPIRED" && DUMMY_STATUS.contains(made))?;
        wanted.iter().all(|event| event == RAN_OUT).then(|| {
            let help = "wait for `IDENTIFICATION_AUTO_FINISHED`, or make the dummy as `EXPIRED`";
            (
                format!("a dummy that is made as `{made}` has its result, so no `{RAN_OUT}` comes"),
                help.to_owned(),
            )
        })
    });
    let Some(dead) = dead else { return };
    let arguments = merged(step, desk.defaults);
    let Some(event) = find(&arguments, "event") else { return };
    warn(desk, event, dead, (&place, "made here"));
}

/// Events that the embedded emulator never sends.
fn warn_unsent(desk: &mut Desk, step: &Step, event: &Template) -> bool {
    if desk.is_real() {
        return false;
    }
    let dead = first_dead(desk, &[], std::slice::from_ref(event), |_, wanted| {
        let unsent = |event: &String| WEBHOOK_EVENT.contains(event) && !SENT.contains(&event.as_str());
        wanted.iter().all(unsent).then(|| {
            let sent = SENT.map(|event| format!("`{event}`")).join(", ");
            (format!("the emulator never sends {}", alternatives(wanted)), format!("it sends {sent}"))
        })
    });
    let Some(dead) = dead else { return false };
    let arguments = merged(step, desk.defaults);
    let Some(argument) = find(&arguments, "event") else { return false };
    let place = desk.reports.place(argument.origin, argument.value.span);
    let mut warning = Diagnostic::warning(code::UNREACHABLE_STATUS, dead.message)
        .at(place, "so this can only run out of time")
        .help(dead.help);
    warning.help.extend(dead.case.map(|case| format!("so it is in the case {case}")));
    desk.report(argument.origin, Some(warning));
    true
}

/// A dummy that waits for another automatic result than its own. That it ran out is never ruled out.
fn dead_dummy(desk: &Desk, status: &Template, until: &[Template]) -> Option<Dead> {
    let others =
        |wanted: &String, made: &str| wanted != made && wanted != "EXPIRED" && DUMMY_STATUS.contains(wanted);
    first_dead(desk, &[status], until, |known, wanted| {
        let made = known.first().filter(|made| DUMMY_STATUS.contains(made))?;
        wanted.iter().all(|one| others(one, made)).then(|| {
            (
                format!("a dummy that is made as `{made}` is never {} by itself", alternatives(wanted)),
                format!("wait for `{made}`, or give it manual results first, with `add_manual_status`"),
            )
        })
    })
}

/// Manual results that decide otherwise; one that denies is enough.
fn dead_review(desk: &Desk, face: &Template, document: &Template, until: &[Template]) -> Option<Dead> {
    let judged = |face: &str, document: &str, shown: String, wanted: &[String]| {
        let is_known = MANUAL_FACE_MATCH_RESULT.contains(face) && MANUAL_DOCUMENT_VALIDITY.contains(document);
        let status = overall_status(face, document);
        let other = if status == "APPROVED" { "DENIED" } else { "APPROVED" };
        (is_known && wanted.iter().all(|one| one == other)).then(|| {
            let help = match status {
                "APPROVED" => "these two approve it: wait for `APPROVED`".to_owned(),
                _ => format!("approval needs `{}` and `{}`: wait for `DENIED`", APPROVING.0, APPROVING.1),
            };
            (format!("a session with the manual {shown} is never `{other}`"), help)
        })
    };
    let both = first_dead(desk, &[face, document], until, |known, wanted| {
        let [face, document] = known else { return None };
        judged(face, document, format!("results `{face}` and `{document}`"), wanted)
    });
    let by_face = || {
        first_dead(desk, &[face], until, |known, wanted| {
            let face = known.first().filter(|face| *face != APPROVING.0)?;
            judged(face, APPROVING.1, format!("result `{face}`"), wanted)
        })
    };
    let by_document = || {
        first_dead(desk, &[document], until, |known, wanted| {
            let document = known.first().filter(|document| *document != APPROVING.1)?;
            judged(APPROVING.0, document, format!("result `{document}`"), wanted)
        })
    };
    both.or_else(by_face).or_else(by_document)
}

/// The first case in which what is known rules out all that is waited for: message and help.
fn first_dead(
    desk: &Desk,
    known: &[&Template],
    until: &[Template],
    rule: impl Fn(&[String], &[String]) -> Option<(String, String)>,
) -> Option<Dead> {
    let all = known.iter().copied().chain(until);
    let literals: Option<Vec<&Json>> = all.clone().map(|one| Some(&one.as_literal()?.json)).collect();
    let dead = |all: &[&Json], case: Option<String>| {
        let (facts, wanted) = texts(all, known.len())?;
        let (message, help) = rule(&facts, &wanted)?;
        Some(Dead { message, help, case })
    };
    if let Some(literals) = literals {
        return dead(&literals, None);
    }
    let together = Template::list(all.cloned().collect());
    let outcomes = desk.names.known.outcomes(&together).into_iter();
    outcomes.filter(|outcome| !outcome.is_drawn).find_map(|outcome| {
        let all: Vec<&Json> = outcome.result.as_ref().ok()?.json.as_array()?.iter().collect();
        dead(&all, outcome.case.clone())
    })
}

/// What is known, by its count the first, and what is waited for; `None` where anything of it is no text.
fn texts(all: &[&Json], known: usize) -> Option<(Vec<String>, Vec<String>)> {
    let text = |json: &Json| json.as_str().map(str::to_owned);
    let (known, until) = all.split_at_checked(known)?;
    let facts: Option<Vec<String>> = known.iter().map(|one| text(one)).collect();
    let mut wanted = Vec::new();
    for one in until {
        match one {
            Json::Array(list) => {
                wanted.extend(list.iter().map(text).collect::<Option<Vec<_>>>()?);
            }
            one => wanted.push(text(one)?),
        }
    }
    Some((facts?, wanted)).filter(|(_, wanted)| !wanted.is_empty())
}

/// `` `APPROVED` or `SUSPECTED` ``.
fn alternatives(statuses: &[String]) -> String {
    statuses.iter().map(|status| format!("`{status}`")).collect::<Vec<_>>().join(" or ")
}
