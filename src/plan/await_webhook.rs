//! `await_webhook`: which delivery is waited for, how long, what is wanted of its signature, and how it is answered.

use std::time::Duration;

use super::{
    Action, AwaitWebhook, Awaited, Environment, ScanRef, SignatureWanted, Target, Test, Timing, answers,
    api::{self, Special, special},
    api_value,
    arguments::{Argument, find, merged},
    desk::Desk,
    poll,
    reports::Origin,
    respond::{refuse_unknown_session, respond, warn_given_up, warn_short},
    wording::did_you_mean,
};
use crate::{
    diagnostic::{Diagnostic, Label, code},
    expect::Fields,
    scenario::Step,
    source::Node,
    template::{Template, show_duration},
    vocabulary::{self, WEBHOOK_EVENT},
};

/// How long it waits where nothing is said (decisions.md C29).
const WITHIN: Duration = Duration::from_secs(30);

/// What of an answer a delivery does not have, and where it is said instead.
const NOT_OF_A_DELIVERY: [(&str, &str); 3] = [
    ("status", "a delivery is a request, which has no status: what is sent back to it is said by `respond`"),
    ("error", "a delivery is a request, and refuses nothing: its payload is looked at by `fields`"),
    ("within", "put `within` under `await_webhook`: it says how long the step waits"),
];

/// `await_webhook`.
pub(super) fn await_webhook(desk: &mut Desk, step: &Step) -> Option<Action> {
    let call = vocabulary::call("get_status").expect("the calls hold `get_status`");
    let arguments = merged(step, desk.defaults);
    let event = find(&arguments, "event").and_then(|argument| event(desk, argument));
    let filter = find(&arguments, "where").map(|argument| filter(desk, step, argument));
    let written = find(&arguments, "scanRef").and_then(|argument| api::field(desk, call, argument));
    let scan_ref = api::scan_ref(desk, step, call, &arguments);
    refuse_expectations(desk, step);
    let awaited = match find(&arguments, "none_within") {
        Some(none) => Some(none_within(desk, &arguments, none)),
        None => Some(one(desk, &arguments, &scan_ref)),
    };
    Some(Action::AwaitWebhook(Box::new(AwaitWebhook {
        event,
        filter: filter.unwrap_or(Some(Fields::default()))?,
        awaited: awaited.flatten()?,
        fields: written.into_iter().collect(),
        scan_ref,
    })))
}

/// The limits that the suite gives all of them, whether or not there is one.
pub(super) fn check_defaults(desk: &mut Desk, arguments: &[Argument]) {
    for name in ["within", "none_within"] {
        limit(desk, arguments, name);
    }
}

/// Whether a step waits for no delivery, so that there is nothing to look at.
pub(super) fn awaits_none(step: &Step) -> bool {
    step.arguments.get("none_within").is_some()
}

fn event(desk: &mut Desk, argument: &Argument) -> Option<Template> {
    if let Special::Raw(inner) = special(argument.value) {
        return Some(desk.template(argument.origin, inner));
    }
    if argument.value.as_scalar().is_none() || argument.value.is_null() {
        no_event(desk, argument);
        return None;
    }
    let template = desk.template(argument.origin, argument.value);
    let is_short = desk.reports.source(argument.origin).slice(argument.key) != argument.name;
    desk.judge_each(argument.origin, argument.value, |value| {
        let text = value.to_text();
        if is_short {
            api_value::judge_short_event(&WEBHOOK_EVENT, &text)
        } else {
            api_value::judge_term(argument.name, &WEBHOOK_EVENT, &text)
        }
    });
    Some(template)
}

fn no_event(desk: &mut Desk, argument: &Argument) {
    let example = "event: IDENTIFICATION_MANUAL_FINISHED";
    let diagnostic = desk.wrong_type_as_in(argument, "the name of one event", example);
    diagnostic
        .help
        .push("without `event` any of them counts; `where` and `expect` look at the payload".to_owned());
}

fn filter(desk: &mut Desk, step: &Step, argument: &Argument) -> Option<Fields> {
    if argument.value.as_map().is_none_or(<[_]>::is_empty) {
        let example = "where: { status.overall: APPROVED }";
        desk.wrong_type_as_in(argument, "a map of fields and what is expected of them", example);
        return None;
    }
    answers::check_fields(desk, argument.origin, step.verb.value, argument.value);
    poll::fields(desk, argument)
}

/// A delivery has headers and a body; of the rest of an answer nothing can be expected.
fn refuse_expectations(desk: &mut Desk, step: &Step) {
    let entries = step.expect.as_ref().and_then(Node::as_map).unwrap_or_default();
    for entry in entries {
        let known = NOT_OF_A_DELIVERY.iter().find(|(key, _)| *key == entry.key.text);
        if let Some((key, help)) = known {
            let message = format!("`{key}` means nothing of a delivery");
            desk.error(Origin::File, code::UNKNOWN_KEY, entry.key.span, message)
                .help
                .push((*help).to_owned());
        }
    }
}

/// A time that is waited; `None` where it cannot be read.
fn limit(desk: &mut Desk, arguments: &[Argument], name: &str) -> Option<Timing> {
    let Some(argument) = find(arguments, name) else { return Some(Timing::Fixed(WITHIN)) };
    let limit = desk.timing(argument)?;
    if matches!(limit, Timing::Fixed(Duration::ZERO)) {
        let message = format!("`{name}` must be longer than nothing");
        let help = format!("for example `{name}: {}`", show_duration(WITHIN));
        desk.error(argument.origin, code::DURATION, argument.value.span, message).help.push(help);
        return None;
    }
    if let Timing::Fixed(limit) = limit {
        match name {
            "none_within" => poll::warn_reaching(desk, argument, limit),
            _ => poll::warn_cut(desk, argument, limit),
        }
    }
    Some(limit)
}

/// What is said of a delivery means nothing where none is waited for.
fn none_within(desk: &mut Desk, arguments: &[Argument], none: &Argument) -> Option<Awaited> {
    for name in ["within", "signature", "respond"] {
        let beside = find(arguments, name).filter(|beside| beside.origin == none.origin);
        let Some(beside) = beside else { continue };
        let place = desk.reports.place(none.origin, none.key);
        let message = format!("`{name}` says something of a delivery, and `none_within` waits for none");
        let diagnostic = desk.error(beside.origin, code::DEFINED_TWICE, beside.key, message);
        diagnostic.labels.push(Label { place, text: String::new() });
        diagnostic.help.push("keep the one that is meant, or make two steps of it".to_owned());
    }
    limit(desk, arguments, "none_within").map(|within| Awaited::None { within })
}

fn one(desk: &mut Desk, arguments: &[Argument], scan_ref: &ScanRef) -> Option<Awaited> {
    let within = limit(desk, arguments, "within");
    let signature = signature(desk, arguments);
    let written = find(arguments, "respond");
    let respond = written.map(|argument| respond(desk, argument));
    if let Some(argument) = written.filter(|_| *scan_ref == ScanRef::Written) {
        refuse_unknown_session(desk, argument, arguments);
    }
    let within = within?;
    let respond = match respond {
        Some(understood) => Some(understood?),
        None => None,
    };
    if let (Some(argument), Some(respond)) = (written, &respond) {
        warn_short(desk, arguments, &within, respond);
        warn_given_up(desk, argument, respond);
    }
    Some(Awaited::One { within, signature, respond })
}

fn signature(desk: &mut Desk, arguments: &[Argument]) -> SignatureWanted {
    let Some(argument) = find(arguments, "signature") else { return SignatureWanted::Valid };
    let text = argument.value.as_scalar().filter(|_| !argument.value.is_null()).map(|scalar| &scalar.text);
    let wanted = "`valid`, `invalid`, `absent` or `unchecked`";
    let Some(text) = text else {
        desk.wrong_type_as_in(argument, wanted, "signature: valid");
        return SignatureWanted::Valid;
    };
    SignatureWanted::of(text).unwrap_or_else(|| {
        let meant = match text.as_str() {
            "true" | "required" | "ok" | "good" | "verified" => Some("valid"),
            "wrong" | "bad" => Some("invalid"),
            "none" | "missing" => Some("absent"),
            "false" | "off" | "any" | "ignore" | "skip" => Some("unchecked"),
            _ => None,
        };
        let words = SignatureWanted::WORDS.map(|(word, _)| word);
        let help =
            meant.map(|meant| format!("did you mean `{meant}`?")).or_else(|| did_you_mean(text, words));
        let message = format!("`signature` must be {wanted}, found `{}`", api_value::shown(text));
        desk.error(argument.origin, code::VOCABULARY, argument.value.span, message).help.extend(help);
        SignatureWanted::Valid
    })
}

/// Tests that wait for deliveries, against an address whose deliveries reach nobody.
pub(super) fn no_receiver(environment: &Environment, tests: &[Test]) -> Option<Diagnostic> {
    let is_deaf = matches!(environment.target, Target::Address { .. }) && environment.webhooks.is_none();
    let mut waiting = tests.iter().filter(|test| is_deaf && test.skip.is_none());
    let step = waiting.find_map(Test::first_await)?;
    let message = format!(
        "the environment `{}` has no `webhooks`, so no delivery can reach this run",
        environment.name
    );
    Some(
        Diagnostic::error(code::ENVIRONMENT, message)
            .at(step.place.clone(), "this waits for one")
            .help(format!(
                "say where deliveries arrive, under `{}` in `idvet.yaml`: `webhooks: {{ listen: \"0.0.0.0:8480\", \
                 public_url: \"https://qa.example.com/idvet\", signing_key: \"${{env.IDENFY_WEBHOOK_KEY}}\" }}`",
                environment.name
            ))
            .help("or leave such scenarios out: give them a tag, `tags: [webhook]`, and run with `--tag 'not webhook'`"),
    )
}
