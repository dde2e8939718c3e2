//! What has arrived for a step that waits: which delivery fits, and, where none does, why each does not, so that nobody
//! has to guess.

use std::{cell::RefCell, collections::BTreeMap};

use tokio::time::Instant;

use super::{
    step::StepRun,
    webhook::{Filed, Inbox, Refusal, Standing},
};
use crate::{expect::Fields, template::show_duration};

/// Deliveries about the session that a failure names one by one.
const MOST_NAMED: usize = 20;

/// Deliveries for nobody that a failure names one by one.
const MOST_ASTRAY_NAMED: usize = 5;

/// A step that waits for a delivery.
pub(super) struct Wait<'w, 't, 'r> {
    pub(super) at: &'w StepRun<'t, 'r>,
    pub(super) inbox: &'w Inbox,
    pub(super) scan_ref: String,
    pub(super) event: Option<String>,
    pub(super) filter: &'w Fields,
    pub(super) began: Instant,
    /// What `where` says of each delivery, by its number: a payload is parsed once.
    pub(super) judged: RefCell<BTreeMap<usize, Option<String>>>,
}

impl Wait<'_, '_, '_> {
    /// The first delivery that satisfies the step.
    pub(super) fn fitting(&self) -> Option<Filed> {
        self.inbox.about(&self.scan_ref).into_iter().find(|filed| self.misfit(filed).is_none())
    }

    /// What is waited for.
    pub(super) fn in_words(&self) -> String {
        let what = match &self.event {
            Some(event) => format!("a webhook `{event}`"),
            None => "a webhook".to_owned(),
        };
        if self.filter.checks.is_empty() { what } else { format!("{what} with what `where` asks for") }
    }

    /// Why a delivery does not satisfy the step.
    fn misfit(&self, filed: &Filed) -> Option<String> {
        match filed.standing {
            Standing::Taken(step) if step == self.at.number => {
                return Some("it satisfied this step".to_owned());
            }
            Standing::Taken(step) => return Some(format!("it satisfied step {step}")),
            Standing::Duplicate => return Some(duplicate(filed)),
            Standing::Refused => return Some(refused(filed)),
            Standing::TooEarly => return Some(too_early(filed)),
            Standing::Free => {}
        }
        if self.event.is_some() && self.event != filed.delivery.event_type {
            return Some("another event".to_owned());
        }
        self.missed_field(filed)
    }

    fn missed_field(&self, filed: &Filed) -> Option<String> {
        if self.filter.checks.is_empty() {
            return None;
        }
        let mut judged = self.judged.borrow_mut();
        judged.entry(filed.delivery.number).or_insert_with(|| self.judge_fields(filed)).clone()
    }

    fn judge_fields(&self, filed: &Filed) -> Option<String> {
        let verdicts = self.filter.judge(filed.delivery.contents().json.as_ref(), &self.at.test.scope);
        let missed = verdicts.into_iter().find_map(|verdict| verdict.mismatch)?;
        let clean = |text: &str| self.at.test.voice.clean_at(&missed.path, text);
        let expected = missed.expected.strip_prefix("equal to ").unwrap_or(&missed.expected);
        let (expected, actual) = (clean(expected), self.at.test.voice.beginning(&clean(&missed.actual)));
        Some(format!("{}: `where` wants {expected}, found {actual}", missed.path))
    }
}

fn duplicate(filed: &Filed) -> String {
    match filed.repeats {
        Some(number) => format!("the same bytes as delivery {number}"),
        None => "the same bytes as one before it".to_owned(),
    }
}

/// The sender was told on purpose that it did not arrive.
fn refused(filed: &Filed) -> String {
    let after = match filed.reply.after {
        pause if pause.is_zero() => String::new(),
        pause => format!(" after {}", show_duration(pause)),
    };
    format!("`respond` answered it {}{after}, so that only its repetition counts", filed.reply.status)
}

/// The create call took longer than its sender could be kept waiting.
fn too_early(filed: &Filed) -> String {
    format!(
        "it was answered {} before the create call's answer named its session: it came before the rule of `respond` \
         could hold",
        filed.reply.status
    )
}

/// A delivery by its number, its event and its time.
pub(super) fn named(wait: &Wait<'_, '_, '_>, filed: &Filed) -> String {
    let event = filed.delivery.event_type.as_deref().unwrap_or("no event");
    let arrived = filed.delivery.arrived;
    let when = match wait.began.checked_duration_since(arrived) {
        Some(before) if !before.is_zero() => format!("{} before the step began", show_duration(before)),
        Some(_) | None => format!("{} into the step", show_duration(arrived.duration_since(wait.began))),
    };
    format!("delivery {} ({event}, {when})", filed.delivery.number)
}

/// What arrived, line by line, and where nothing did, what is known of the way to the inbox.
pub(super) fn details(wait: &Wait<'_, '_, '_>) -> Vec<String> {
    let about = wait.inbox.about(&wait.scan_ref);
    let mut lines = lines(wait, &about);
    if about.is_empty() {
        lines.push("nothing came about this session".to_owned());
        lines.push(way(wait));
        lines.extend(astray(wait));
        lines.extend(turned_away(wait));
    }
    lines
}

/// What else arrived.
pub(super) fn others(wait: &Wait<'_, '_, '_>, filed: &Filed) -> Vec<String> {
    let mut about = wait.inbox.about(&wait.scan_ref);
    about.retain(|other| other.delivery.number != filed.delivery.number);
    lines(wait, &about)
}

fn lines(wait: &Wait<'_, '_, '_>, about: &[Filed]) -> Vec<String> {
    let line = |filed: &Filed| {
        let why = wait.misfit(filed).unwrap_or_else(|| "it would have done".to_owned());
        format!("{}: {why}", named(wait, filed))
    };
    let mut lines: Vec<String> = about.iter().take(MOST_NAMED).map(line).collect();
    if about.len() > MOST_NAMED {
        lines.push(format!("and {} more deliveries about this session", about.len() - MOST_NAMED));
    }
    lines
}

fn way(wait: &Wait<'_, '_, '_>) -> String {
    let sessions = wait.at.test.scope.sessions.borrow();
    let listens = wait.inbox.listens();
    match sessions.of(&wait.scan_ref).map(|session| session.callback_url.as_deref()) {
        Some(Some(url)) => {
            format!("the inbox listens {listens}; the session was made with `callbackUrl: {url}`")
        }
        Some(None) => format!("the inbox listens {listens}; the session was made without a `callbackUrl`"),
        None => format!("the inbox listens {listens}; the session was not made by this test"),
    }
}

fn astray(wait: &Wait<'_, '_, '_>) -> Vec<String> {
    let (astray, lost) = wait.inbox.astray();
    let line = |filed: &Filed| {
        let event = filed.delivery.event_type.as_deref().unwrap_or("no event");
        format!("for nobody came {event}: {}", filed.delivery.astray().words())
    };
    let mut lines: Vec<String> = astray.iter().take(MOST_ASTRAY_NAMED).map(line).collect();
    let more = astray.len().saturating_sub(MOST_ASTRAY_NAMED) + lost;
    if more > 0 {
        lines.push(format!("and {more} more deliveries for nobody"));
    }
    lines
}

fn turned_away(wait: &Wait<'_, '_, '_>) -> Option<String> {
    let refused = wait.inbox.refused();
    let counted = refused.iter().map(|(refusal, count)| format!("{count} ({})", refusal.words()));
    let counted: Vec<String> = counted.collect();
    (!counted.is_empty()).then(|| format!("posts that the inbox turned away: {}", counted.join(", ")))
}

/// What to look at, where nothing came at all.
pub(super) fn hint(wait: &Wait<'_, '_, '_>) -> Option<String> {
    if !wait.inbox.about(&wait.scan_ref).is_empty() {
        return None;
    }
    if let Some(faults) = faults_that_hold_back(wait) {
        let shown = faults.trim().replace('\n', "; ");
        return Some(format!("the environment's `webhooks` faults hold it back: `{shown}`"));
    }
    if wait.inbox.refused().iter().any(|(refusal, _)| *refusal == Refusal::Handshake) {
        let hint = "the sender reached the inbox, and there was no TLS connection: it refused the certificate, most \
                    likely; name one that it trusts under `tls` of the environment's `webhooks`";
        return Some(hint.to_owned());
    }
    let sessions = wait.at.test.scope.sessions.borrow();
    let session = sessions.of(&wait.scan_ref)?;
    Some(match session.callback_url {
        Some(_) => "can the API reach that address, and is it led to the inbox?".to_owned(),
        None => "set `webhooks.public_url` of the environment, or have the API's dashboard call the inbox"
            .to_owned(),
    })
}

/// The faults of the embedded emulator that keep a webhook away; the others only change it.
fn faults_that_hold_back<'w>(wait: &'w Wait<'_, '_, '_>) -> Option<&'w str> {
    let faults = wait.at.test.run.webhook_faults.as_deref()?;
    ["late", "never", "out of order"].iter().any(|fault| faults.contains(fault)).then_some(faults)
}
