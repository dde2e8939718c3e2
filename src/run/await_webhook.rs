//! `await_webhook`: waits for a delivery about a session, or sees that none comes.
//!
//! A delivery is matched by its session, then by its event, then by its fields; one that came before the step began
//! counts, and each satisfies one step. Only then its signature is looked at, and its payload only where it is to be
//! believed (decisions.md C28).

use std::cell::RefCell;

use serde_json::Value as Json;
use tokio::time::Instant;

use super::{
    arrivals::{self, Wait},
    bounds::{Cut, Limit, Whose},
    contract,
    send::while_pausing,
    signed,
    step::{Halt, StepRun},
    telling::{Fault, Log},
    webhook::{Filed, Inbox},
};
use crate::{
    event::{SignatureState, Trouble},
    exchange::Contents,
    plan::{AwaitWebhook, Awaited, ScanRef, SignatureWanted, Timing},
    template::show_duration,
};

/// Carries the step out: what the delivery held that satisfied it; `None` where none was to come, and none came.
pub(super) async fn carry_out(
    at: &StepRun<'_, '_>,
    wanted: &AwaitWebhook,
    log: &mut Log,
) -> Result<Option<Contents>, Halt> {
    let inbox = at.test.run.inbox().ok_or_else(no_inbox)?;
    let wait = Wait {
        at,
        inbox,
        scan_ref: scan_ref(at, inbox, wanted)?,
        event: wanted.event.as_ref().map(|event| at.fill_text(event)).transpose()?,
        filter: &wanted.filter,
        began: Instant::now(),
        judged: RefCell::default(),
    };
    match &wanted.awaited {
        Awaited::One { within, signature, respond: _ } => {
            let filed = one(&wait, limit(at, within)?).await?;
            inbox.take(&wait.scan_ref, filed.delivery.number, at.number);
            log.delivery = Some(filed.delivery.number);
            let contents = filed.delivery.contents();
            believe(at, *signature, &filed, &contents)?;
            Ok(Some(contents))
        }
        Awaited::None { within } => none(&wait, limit(at, within)?, log).await.map(|()| None),
    }
}

fn no_inbox() -> Halt {
    Halt::Errored(Trouble {
        kind: "webhooks".to_owned(),
        message: "this run has no inbox for webhooks".to_owned(),
        causes: Vec::new(),
        hint: None,
    })
}

fn scan_ref(at: &StepRun<'_, '_>, inbox: &Inbox, wanted: &AwaitWebhook) -> Result<String, Halt> {
    if let ScanRef::Session(choice) = &wanted.scan_ref {
        let sessions = at.test.scope.sessions.borrow();
        let session = sessions.choose(choice).map_err(|message| at.no_session(message))?;
        return Ok(session.scan_ref.clone());
    }
    let written = wanted.fields.iter().find(|field| field.name == "scanRef");
    match written.map(|field| at.fill_field(field)).transpose()?.map(|value| value.json) {
        Some(Json::String(scan_ref)) => {
            // No create step of a test may have made it.
            inbox.open_file(&scan_ref, at.test.number, Vec::new());
            Ok(scan_ref)
        }
        Some(_) | None => Err(Halt::failed("the step names no session: its `scanRef` is no text")),
    }
}

fn limit(at: &StepRun<'_, '_>, within: &Timing) -> Result<Limit, Halt> {
    Ok(at.limit.or(Some(Limit::after(at.fill_timing(within)?, Whose::Webhook))))
}

/// Waits for a delivery that matches; it may have come before.
async fn one(wait: &Wait<'_, '_, '_>, limit: Limit) -> Result<Filed, Halt> {
    let found = next(wait, limit).await;
    found.map_err(|cut| missed(wait, cut))
}

/// Sees to it that nothing more comes (decisions.md C25).
async fn none(wait: &Wait<'_, '_, '_>, limit: Limit, log: &mut Log) -> Result<(), Halt> {
    match next(wait, limit).await {
        Ok(filed) => {
            log.delivery = Some(filed.delivery.number);
            Err(one_too_many(wait, &filed))
        }
        Err(Cut::TimeUp(Limit { whose: Whose::Webhook, .. })) => Ok(()),
        Err(cut) => Err(cut.into_halt()),
    }
}

async fn next(wait: &Wait<'_, '_, '_>, limit: Limit) -> Result<Filed, Cut> {
    let at = wait.at;
    let mut news = wait.inbox.news();
    let arrival = async {
        loop {
            at.test.tell_deliveries();
            if let Some(filed) = wait.fitting() {
                return filed;
            }
            if news.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    at.test.run.stopping.bounded(limit, while_pausing(at.part), arrival).await
}

/// The time was up: the delivery's own time is a failure of the API, that of anything around it says nothing of it.
fn missed(wait: &Wait<'_, '_, '_>, cut: Cut) -> Halt {
    let Cut::TimeUp(limit) = cut else { return cut.into_halt() };
    let details = arrivals::details(wait);
    match limit.whose {
        Whose::Webhook | Whose::Step => {
            let message = format!("{} did not come within {}", wait.in_words(), show_duration(limit.given));
            Halt::Failed(Fault { message, hint: arrivals::hint(wait), details, place: None })
        }
        Whose::Poll | Whose::Flow | Whose::Scenario | Whose::Finally => Halt::Errored(Trouble {
            kind: "time-out".to_owned(),
            message: format!("{}: {} had not come", limit.in_words(), wait.in_words()),
            causes: details,
            hint: None,
        }),
    }
}

fn one_too_many(wait: &Wait<'_, '_, '_>, filed: &Filed) -> Halt {
    let message = format!("{} came, where none was to come", arrivals::named(wait, filed));
    Halt::Failed(Fault { message, hint: None, details: arrivals::others(wait, filed), place: None })
}

/// The signature is as wanted; then the payload is held against the documents.
fn believe(
    at: &StepRun<'_, '_>,
    wanted: SignatureWanted,
    filed: &Filed,
    contents: &Contents,
) -> Result<(), Halt> {
    let delivery = &filed.delivery;
    let state = signed::of_test(at.test.run, at.test.test.kind, delivery);
    match (wanted, state) {
        (SignatureWanted::Unchecked, _) | (SignatureWanted::Valid, SignatureState::Valid) => {
            let event = delivery.event_type.as_deref().unwrap_or_default();
            contract::judge_webhook(at, event, contents);
            Ok(())
        }
        // A missing signature is as good as a wrong one (decisions.md C26).
        (SignatureWanted::Invalid, SignatureState::Invalid | SignatureState::Absent)
        | (SignatureWanted::Absent, SignatureState::Absent) => Ok(()),
        (SignatureWanted::Valid | SignatureWanted::Invalid | SignatureWanted::Absent, _) => {
            Err(unbelieved(delivery.number, wanted, state))
        }
    }
}

fn unbelieved(number: usize, wanted: SignatureWanted, state: SignatureState) -> Halt {
    let found = match state {
        SignatureState::Valid => "its signature holds",
        SignatureState::Invalid => "its signature is not that of its body",
        SignatureState::Absent => "it has no header `Idenfy-Signature`",
        SignatureState::Unchecked => "there is no key to judge its signature by",
    };
    let hint = match (wanted, state) {
        (SignatureWanted::Valid, SignatureState::Invalid) => Some(
            "the key is the environment's `signing_key`, else the API secret; `idvet webhooks verify` tells what is \
             wrong with a signature",
        ),
        (SignatureWanted::Valid, SignatureState::Absent) => {
            Some("write `signature: unchecked` where deliveries are not signed")
        }
        (_, _) => None,
    };
    let message =
        format!("delivery {number} came, but {found}, where `signature: {}` is wanted", wanted.word());
    Halt::Failed(Fault { message, hint: hint.map(str::to_owned), details: Vec::new(), place: None })
}
