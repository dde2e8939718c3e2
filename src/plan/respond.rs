//! `respond`: how the deliveries that a step waits for are answered, and whether the sender goes on for so long.

use std::{ops::RangeInclusive, time::Duration};

use super::{
    Count, Environment, Respond, Target, Timing,
    api_value::{self, Fault},
    arguments::{Argument, find},
    delivery::SENDER_PATIENCE,
    desk::Desk,
};
use crate::{
    diagnostic::{Label, code},
    source::{Resolved, Scalar},
    template::show_duration,
};

/// How often the emulator sends again what was not taken, where no switch says otherwise (A8).
const EMULATOR_RETRIES: u32 = 2;

/// `respond`; `None` where it cannot be understood, which is reported.
pub(super) fn respond(desk: &mut Desk, argument: &Argument) -> Option<Respond> {
    let entries = argument.value.as_map().unwrap_or_default();
    if entries.is_empty() {
        let example = "respond: { status: 500, times: 1 }";
        desk.wrong_type_as_in(argument, "a map that says how the delivery is answered", example);
        return None;
    }
    let part = |name: &'static str| {
        let value = argument.value.get(name)?;
        let key = entries.iter().find(|entry| entry.key.text == name)?.key.span;
        Some(Argument { name, key, value, origin: argument.origin })
    };
    let status =
        part("status").map_or(Some(Count::Fixed(200)), |part| count(desk, &part, &Respond::STATUS, 500));
    let times = part("times").map_or(Some(Count::Fixed(1)), |part| count(desk, &part, &Respond::TIMES, 2));
    let after = part("after").map_or(Some(Timing::Fixed(Duration::ZERO)), |part| desk.timing(&part));
    let body = part("body").map(|part| desk.scalar(&part, "a text"));
    if let (Some(Count::Fixed(status)), Some(body)) = (&status, part("body")) {
        refuse_body(desk, *status, &body)?;
    }
    let place = desk.reports.place(argument.origin, argument.value.span);
    Some(Respond {
        status: status?,
        times: times?,
        after: after?,
        body: body.map_or(Some(None), |body| body.map(Some))?,
        place,
    })
}

/// A whole number, known or to be filled in; `example` is one that is right.
fn count(desk: &mut Desk, argument: &Argument, range: &RangeInclusive<u32>, example: u32) -> Option<Count> {
    let example = format!("{}: {example}", argument.name);
    let scalar = argument.value.as_scalar().filter(|_| !argument.value.is_null());
    let Some(scalar) = scalar else {
        desk.wrong_type_as_in(argument, &wanted(range), &example);
        return None;
    };
    let template = desk.template(argument.origin, argument.value);
    let understood = desk.unchecked(argument.origin, argument.value)?;
    if understood.is_literal() {
        let number = written(argument.name, scalar, range, &example);
        return number
            .map_err(|fault| desk.fault(argument.origin, argument.value.span, fault))
            .ok()
            .map(Count::Fixed);
    }
    desk.judge_each(argument.origin, argument.value, |value| {
        let found = format!("`{}`", api_value::shown(&value.to_text()));
        let number = Count::read(&value.to_text(), range);
        number
            .map(|_| ())
            .ok_or_else(|| fault(argument.name, range, &found, format!("for example `{example}`")))
    });
    let certain = desk.names.known.certain(&understood);
    if let Some(value) = certain {
        return Count::read(&value.to_text(), range).map(Count::Fixed);
    }
    Some(Count::Computed(template, desk.reports.place(argument.origin, argument.value.span)))
}

/// A number that is written out.
fn written(name: &str, scalar: &Scalar, range: &RangeInclusive<u32>, example: &str) -> Result<u32, Fault> {
    let number = Count::read(&scalar.text, range);
    let shown = api_value::shown(&scalar.text);
    match (number, scalar.resolve()) {
        (Some(number), Resolved::Number(_)) => Ok(number),
        (Some(number), Resolved::Text | Resolved::Null | Resolved::Boolean(_)) => {
            let help = format!("leave the quotation marks out: `{name}: {number}`");
            Err(fault(name, range, &format!("the text `{shown}`"), help))
        }
        (None, _) => Err(fault(name, range, &format!("`{shown}`"), format!("for example `{example}`"))),
    }
}

fn fault(name: &str, range: &RangeInclusive<u32>, found: &str, help: String) -> Fault {
    let message = format!("`{name}` must be {}, found {found}", wanted(range));
    Fault { code: code::WRONG_TYPE, message, help: vec![help], field: None }
}

fn wanted(range: &RangeInclusive<u32>) -> String {
    format!("a whole number from {} to {}", range.start(), range.end())
}

fn refuse_body(desk: &mut Desk, status: u32, body: &Argument) -> Option<()> {
    if !Respond::is_bodiless(status) {
        return Some(());
    }
    let message = format!("an answer with the status {status} has no body");
    let diagnostic = desk.error(body.origin, code::WRONG_TYPE, body.key, message);
    diagnostic.help.push("take `body` out, or answer with another status, such as `status: 200`".to_owned());
    None
}

/// The rule of answering is set when the session is made: which session that is must be known.
pub(super) fn refuse_unknown_session(desk: &mut Desk, respond: &Argument, arguments: &[Argument]) {
    let place = find(arguments, "scanRef").map(|written| desk.reports.place(written.origin, written.key));
    let message = "`respond` must know which session it is about before that is made";
    let diagnostic = desk.error(respond.origin, code::NO_SESSION, respond.key, message);
    diagnostic.labels.extend(place.map(|place| Label { place, text: "known only then".to_owned() }));
    diagnostic.help.push(
        "give the session a name beside the verb that creates it, `as: first`, and write `session: first` in place of `scanRef`"
            .to_owned(),
    );
}

/// Every refused delivery takes its time before the one comes that ends the step.
pub(super) fn warn_short(desk: &mut Desk, arguments: &[Argument], within: &Timing, respond: &Respond) {
    let (Timing::Fixed(limit), Some((times, after))) = (within, refusals(respond)) else { return };
    let least = after.min(SENDER_PATIENCE).saturating_mul(times);
    if least < *limit {
        return;
    }
    let nearer = find(arguments, "within").or_else(|| find(arguments, "respond"));
    let Some(argument) = nearer else { return };
    let message = format!(
        "this can only run out of time: the delivery that ends it comes after {} at the earliest, and `within` is {}",
        show_duration(least),
        show_duration(*limit)
    );
    let (origin, span) = (argument.origin, argument.value.span);
    let warning = desk.reports.of(origin).warning(code::SHORT_POLL, span, message);
    if respond.place.span != span {
        warning
            .labels
            .push(Label { place: respond.place.clone(), text: "so it is refused first".to_owned() });
    }
    warning.help.push("make `within` longer".to_owned());
}

/// How many deliveries are refused, and how long each takes, as far as that is known; `None` where none is.
fn refusals(respond: &Respond) -> Option<(u32, Duration)> {
    let (Timing::Fixed(after), Count::Fixed(times)) = (&respond.after, &respond.times) else { return None };
    respond.refuses(*after).then_some((*times, *after))
}

/// The embedded emulator gives up before a delivery comes that is taken.
pub(super) fn warn_given_up(desk: &mut Desk, argument: &Argument, respond: &Respond) {
    let (Some(tries), Some((times, _))) = (tries(desk.environment), refusals(respond)) else { return };
    if times < tries {
        return;
    }
    let often = if tries == 1 { "once".to_owned() } else { format!("{tries} times at most") };
    let message = format!(
        "this can only run out of time: the emulator sends a delivery {often}, and so many are refused"
    );
    let warning = desk.reports.of(argument.origin).warning(code::SHORT_POLL, argument.value.span, message);
    let fewer = if tries == 1 { String::new() } else { format!("write `times: {}` at most, or ", tries - 1) };
    warning
        .help
        .push(format!("{fewer}let the emulator try more often: `emulator: {{ webhook_retries: 10 }}`"));
}

/// How often the embedded emulator sends a delivery; `None` of an address, and where faults change the number.
fn tries(environment: &Environment) -> Option<u32> {
    let Target::Emulator { settings } = &environment.target else { return None };
    if settings.iter().any(|setting| setting.name == "webhooks") {
        return None;
    }
    let is_retries = |name: &str| name == "webhook_retries" || name.eq_ignore_ascii_case("A8");
    let written = settings.iter().rfind(|setting| is_retries(&setting.name));
    written.map_or(Some(EMULATOR_RETRIES), |setting| setting.value.trim().parse().ok())?.checked_add(1)
}
