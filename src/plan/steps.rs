//! From a step as it was written to a step of the plan.

use super::{
    Action, AssertFields, Modifiers, OnFailure, Step, answers, api,
    arguments::{find, has_unknown_key, merged},
    await_webhook, contract,
    desk::Desk,
    flow, gist, modifiers,
    names::{Answer, Made, Meaning},
    poll, reach,
    reports::Origin,
    request, snapshot,
    usage::Sort,
};
use crate::{
    diagnostic::code,
    scenario::{self, Verb},
    source::{Entry, Span},
    vocabulary::{ApiCall, Effect},
};

/// The steps that are sound; what they make is known to the steps behind them, sound or not.
pub(super) fn steps(desk: &mut Desk, written: &[scenario::Step]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(written.len());
    steps.extend(written.iter().filter_map(|step| one(desk, step)));
    steps
}

fn one(desk: &mut Desk, written: &scenario::Step) -> Option<Step> {
    let name = gist::name(desk, written);
    let condition = written.condition.as_ref().and_then(|node| modifiers::condition(desk, node));
    refuse_modifiers(desk, written);
    let action = action(desk, written);
    let expect = modifiers::expectation(desk, written);
    answers::check_expectation(desk, written);
    let contract = contract::of_step(desk, written, &expect);
    let captures = modifiers::captures(desk, written).into();
    let snapshot = snapshot::snapshot(desk, written).map(Box::new);
    let timeout = written.timeout.as_ref().and_then(|text| modifiers::timeout(desk, text));
    let on_failure = match &written.continue_on_failure {
        Some(on) if on.value => OnFailure::Continue,
        Some(_) | None => OnFailure::Stop,
    };
    reach::follow(desk, written, action.as_ref(), &expect);
    make(desk, written, action.as_ref());
    let id = written.id.as_ref().map(|id| id.value.as_str().into());
    let modifiers = Modifiers { id, condition: condition.map(Box::new), captures, snapshot, timeout };
    Some(Step {
        place: desk.here(written.span),
        verb: written.verb.value,
        name,
        action: action?,
        expect,
        contract,
        on_failure,
        modifiers: modifiers.if_any(),
    })
}

fn action(desk: &mut Desk, step: &scenario::Step) -> Option<Action> {
    match step.verb.value {
        Verb::CreateToken
        | Verb::CreateDummyToken
        | Verb::AddManualStatus
        | Verb::GetStatus
        | Verb::GetFullStatus
        | Verb::GetData
        | Verb::GetFiles
        | Verb::Delete
        | Verb::GeneratePdf => step.verb.value.call().map(|call| api::request(desk, step, call)),
        Verb::PollStatus => poll::poll_status(desk, step),
        Verb::AssertFields => assert_fields(desk, step),
        Verb::Request => {
            let arguments = merged(step, desk.defaults);
            request::request(desk, step, &arguments).map(|request| Action::Request(Box::new(request)))
        }
        Verb::Poll => poll::poll(desk, step),
        Verb::AwaitWebhook => await_webhook::await_webhook(desk, step),
        Verb::Set => Some(set(desk, step)),
        Verb::Wait => wait(desk, step),
        Verb::Use => flow::action(desk, step),
    }
}

fn assert_fields(desk: &mut Desk, step: &scenario::Step) -> Option<Action> {
    let arguments = merged(step, desk.defaults);
    let of = find(&arguments, "of")
        .and_then(|argument| Some((argument, desk.computed_text(argument.origin, argument.value)?)));
    let problem = match &of {
        Some((argument, id)) => {
            let place = desk.reports.place(argument.origin, argument.value.span);
            desk.names.usage.read_answer(id);
            desk.names.answer_fault(id, place)
        }
        None => desk.names.no_answer(desk.here(step.verb.span)),
    };
    desk.report(Origin::File, problem);
    let Some(fields) = find(&arguments, "fields") else {
        if has_unknown_key(step) {
            return None;
        }
        let message = "`assert_fields` does not say what it expects";
        let help = format!("for example `{}`", Verb::AssertFields.example());
        desk.error(Origin::File, code::MISSING_KEY, step.verb.span, message).help.push(help);
        return None;
    };
    let verb = desk.names.answers.of(of.as_ref().map(|(_, id)| id.as_str()));
    if let Some(verb) = verb {
        answers::check_fields(desk, fields.origin, verb, fields.value);
    }
    let fields = poll::fields(desk, fields)?;
    Some(Action::AssertFields(AssertFields { of: of.map(|(_, id)| id), fields }))
}

fn set(desk: &mut Desk, step: &scenario::Step) -> Action {
    let entries: &[Entry] = step.arguments.as_map().unwrap_or_default();
    let values = entries.iter().map(|entry| {
        desk.names.usage.begin_value();
        let value = desk.template(Origin::File, &entry.value);
        define(desk, &entry.key.text, Sort::Value, entry.key.span);
        (entry.key.text.clone(), value)
    });
    Action::Set(values.collect())
}

fn wait(desk: &mut Desk, step: &scenario::Step) -> Option<Action> {
    let arguments = merged(step, desk.defaults);
    find(&arguments, "for").and_then(|argument| desk.timing(argument)).map(Action::Wait)
}

/// Whether a step has an answer that can be looked at.
pub(super) fn answer(step: &scenario::Step) -> Answer {
    match step.verb.value {
        Verb::AwaitWebhook if await_webhook::awaits_none(step) => Answer::None,
        Verb::AssertFields | Verb::Set | Verb::Wait | Verb::Use => Answer::None,
        Verb::CreateToken
        | Verb::CreateDummyToken
        | Verb::AddManualStatus
        | Verb::GetStatus
        | Verb::GetFullStatus
        | Verb::GetData
        | Verb::GetFiles
        | Verb::PollStatus
        | Verb::Delete
        | Verb::GeneratePdf
        | Verb::Request
        | Verb::Poll
        | Verb::AwaitWebhook => Answer::Some,
    }
}

/// Whether a call makes a session.
fn creates(call: &ApiCall) -> bool {
    call.effect == Effect::Creates
}

/// Modifiers that mean nothing with a verb.
fn refuse_modifiers(desk: &mut Desk, step: &scenario::Step) {
    let verb = step.verb.value;
    if let Some(name) = step.save_as.as_ref().filter(|_| !verb.call().is_some_and(creates)) {
        let message = format!("`{}` makes no session, so there is nothing that `as` could name", verb.word());
        let help = match verb {
            Verb::Use => "name the session in the flow, beside the verb that creates it",
            _ => "to speak about a session that has a name, write `session`",
        };
        desk.error(Origin::File, code::UNKNOWN_KEY, name.span, message).help.push(help.to_owned());
    }
    let speaks = verb.call().is_some() || matches!(verb, Verb::PollStatus | Verb::AwaitWebhook);
    if let Some(session) = step.session.as_ref().filter(|_| !speaks) {
        let message = format!("`{}` does not speak about a session", verb.word());
        let reference = format!("${{{}.scanRef}}", session.value);
        let help = match verb {
            Verb::Use => {
                format!("give the flow what it needs of the session: `with: {{ ref: \"{reference}\" }}`")
            }
            _ => format!("write the session's fields where they are wanted: `{reference}`"),
        };
        desk.error(Origin::File, code::UNKNOWN_KEY, session.span, message).help.push(help);
    }
    if let Some(entry) = step.with.first().filter(|_| verb != Verb::Use) {
        let message = format!("`{}` carries out no flow, so `with` means nothing here", verb.word());
        let help = "`with` gives parameters to a flow, beside `use: _flows/...`";
        desk.error(Origin::File, code::UNKNOWN_KEY, entry.key.span, message).help.push(help.to_owned());
    }
    if answer(step) == Answer::None {
        let expect = step.expect.as_ref().map(|node| ("expect", node.span));
        let capture = step.capture.first().map(|entry| ("capture", entry.key.span));
        for (modifier, span) in expect.into_iter().chain(capture) {
            let message = format!("`{}` has no answer, so `{modifier}` means nothing here", verb.word());
            let help = match verb {
                Verb::Use => format!(
                    "put `{modifier}` beside a step of the flow; what the flow has under `exports` is read by the `id` of this step"
                ),
                Verb::AwaitWebhook => {
                    "`none_within` waits for nothing to come, so there is nothing to look at".to_owned()
                }
                _ => format!("put `{modifier}` beside the verb whose answer is meant"),
            };
            desk.error(Origin::File, code::UNKNOWN_KEY, span, message).help.push(help);
        }
    }
}

/// What a step makes becomes known.
fn make(desk: &mut Desk, step: &scenario::Step, action: Option<&Action>) {
    for entry in &step.capture {
        define(desk, &entry.key.text, Sort::Capture, entry.key.span);
    }
    if step.verb.value.call().is_some_and(creates) {
        desk.names.make_session();
        if let Some(name) = &step.save_as {
            define(desk, &name.value, Sort::Session, name.span);
        }
    }
    if let Some(id) = step.id.as_ref().filter(|_| !snapshot::takes_its_name(step, action)) {
        let place = desk.here(id.span);
        let sort = if step.verb.value == Verb::Use { Sort::Exports } else { Sort::Answer };
        desk.names.usage.make(sort, &id.value, place);
    }
    if answer(step) == Answer::Some {
        desk.names.answers.add(step.verb.value, step.id.as_ref().map(|id| id.value.as_str()));
    }
    let id = step.id.as_ref().map(|id| (id.value.as_str(), desk.here(id.span)));
    let problem = desk.names.end_step(id, answer(step));
    desk.report(Origin::File, problem);
}

fn define(desk: &mut Desk, name: &str, sort: Sort, span: Span) {
    let place = desk.here(span);
    desk.names.usage.make(sort, name, place.clone());
    let meaning = if sort == Sort::Session { Meaning::Session } else { Meaning::Value };
    let made = Made { meaning, place };
    let problem = desk.names.define(name, made);
    desk.report(Origin::File, problem);
}

/// Names that steps make, with what they stand for and where.
pub(super) fn made_by(steps: &[scenario::Step]) -> Vec<(String, Meaning, Span)> {
    let mut made = Vec::new();
    for step in steps {
        let is_set = step.verb.value == Verb::Set;
        let set = step.arguments.as_map().filter(|_| is_set).unwrap_or_default();
        let values = step.capture.iter().chain(set);
        made.extend(values.map(|entry| (entry.key.text.clone(), Meaning::Value, entry.key.span)));
        let exports = step.id.as_ref().filter(|_| step.verb.value == Verb::Use);
        made.extend(exports.map(|id| (id.value.clone(), Meaning::Exports, id.span)));
        made.extend(step.save_as.iter().map(|name| (name.value.clone(), Meaning::Session, name.span)));
    }
    made
}
