//! `poll_status` and `poll`: what ends them, and how often and how long they ask.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use super::{
    Action, Pace, Poll, PollStatus, Timing,
    api::{self, Special, special},
    api_value,
    arguments::{Argument, find, has_unknown_key, merged},
    desk::Desk,
    reports::Origin,
    request,
};
use crate::{
    diagnostic::{Label, code},
    expect::Fields,
    scenario::{Step, Verb},
    source::Node,
    template::{Template, Value, show_duration},
    vocabulary::{self, OVERALL_STATUS},
};

/// The language's own pace.
const EVERY: Duration = Duration::from_secs(2);
const BACKOFF: f64 = 1.5;
const MAX_EVERY: Duration = Duration::from_secs(10);
const WITHIN: Duration = Duration::from_mins(1);

/// What says how often and how long.
const PACED: [&str; 4] = ["every", "max_every", "within", "backoff"];

/// The pace of all polls that say nothing of it.
static PACE: LazyLock<Arc<Pace>> = LazyLock::new(|| {
    Arc::new(Pace {
        every: Timing::Fixed(EVERY),
        backoff: BACKOFF,
        max_every: Timing::Fixed(MAX_EVERY),
        within: Timing::Fixed(WITHIN),
    })
});

/// A pause below which a real environment is asked too often.
const FAST: Duration = Duration::from_secs(1);

/// `poll_status`.
pub(super) fn poll_status(desk: &mut Desk, step: &Step) -> Option<Action> {
    let call = vocabulary::call("get_status").expect("the calls hold `get_status`");
    let arguments = merged(step, desk.defaults);
    let until = find(&arguments, "until").map(|argument| statuses(desk, argument));
    let never = find(&arguments, "never").map(|argument| statuses(desk, argument)).unwrap_or_default();
    if until.as_ref().is_none_or(Vec::is_empty) {
        no_until(desk, step, &arguments);
    }
    contradictions(desk, &arguments);
    let written_at = |name: &str| {
        find(&arguments, name).map(|argument| desk.reports.place(argument.origin, argument.value.span))
    };
    let (until_place, never_place) = (written_at("until"), written_at("never"));
    let written = find(&arguments, "scanRef").and_then(|argument| api::field(desk, call, argument));
    let scan_ref = api::scan_ref(desk, step, call, &arguments);
    let pace = pace(desk, &arguments);
    Some(Action::PollStatus(Box::new(PollStatus {
        until: until?.into(),
        never: never.into(),
        until_place,
        never_place,
        pace: pace?,
        fields: written.into_iter().collect(),
        scan_ref,
    })))
}

/// `poll`.
pub(super) fn poll(desk: &mut Desk, step: &Step) -> Option<Action> {
    let arguments = merged(step, desk.defaults);
    let request = request::request(desk, step, &arguments);
    let until = find(&arguments, "until");
    if until.is_none() {
        no_until(desk, step, &arguments);
    }
    let until = until.and_then(|argument| fields(desk, argument));
    let pace = pace(desk, &arguments);
    Some(Action::Poll(Box::new(Poll { request: request?, until: until?, pace: pace? })))
}

/// The pace that the suite gives all polls, whether or not there is one.
pub(super) fn check_defaults(desk: &mut Desk, arguments: &[Argument]) {
    pace(desk, arguments);
}

/// A map of fields and what is expected of them.
pub(super) fn fields(desk: &mut Desk, argument: &Argument) -> Option<Fields> {
    if argument.value.as_map().is_none_or(<[_]>::is_empty) {
        let example = format!("{}: {{ status: APPROVED }}", argument.name);
        desk.wrong_type_as_in(argument, "a map of fields and what is expected of them", &example);
        return None;
    }
    let files = desk.request.suite_files;
    let fields = Fields::read(argument.value, files, desk.reports.of(argument.origin));
    for template in fields.templates() {
        desk.check_expected_names(argument.origin, template);
    }
    Some(fields)
}

fn no_until(desk: &mut Desk, step: &Step, arguments: &[Argument]) {
    if has_unknown_key(step) {
        return;
    }
    let verb = step.verb.value.word();
    let span = find(arguments, "until").map_or(step.verb.span, |argument| argument.key);
    let help = match step.verb.value {
        _ if arguments.is_empty() => format!("for example `{}`", step.verb.value.example()),
        Verb::Poll => "add `until: { status: APPROVED }`".to_owned(),
        _ => "add `until: APPROVED`".to_owned(),
    };
    desk.error(Origin::File, code::MISSING_KEY, span, format!("`{verb}` does not say what it waits for"))
        .help
        .push(help);
}

/// One status or a list of them.
fn statuses(desk: &mut Desk, argument: &Argument) -> Vec<Template> {
    let nodes = elements(argument.value);
    let mut statuses = Vec::with_capacity(nodes.len());
    statuses.extend(nodes.iter().filter_map(|node| status(desk, argument, node)));
    statuses
}

fn elements(node: &Node) -> Vec<&Node> {
    match node.as_list() {
        Some(nodes) => nodes.iter().collect(),
        None => vec![node],
    }
}

fn status(desk: &mut Desk, argument: &Argument, node: &Node) -> Option<Template> {
    if let Special::Raw(inner) = special(node) {
        return Some(desk.template(argument.origin, inner));
    }
    if node.as_scalar().is_none() || node.is_null() {
        let element = Argument { value: node, ..*argument };
        desk.wrong_type(&element, "a status or a list of statuses");
        return None;
    }
    let is_short = desk.reports.source(argument.origin).slice(argument.key) != argument.name;
    desk.judge_each(argument.origin, node, |value| {
        if value.json.is_object() {
            let wanted = "a status or a list of statuses";
            return Err(api_value::wrong_type_of(argument.name, wanted, &value.json, Vec::new()));
        }
        let texts = texts_of(value);
        texts.iter().try_for_each(|text| {
            if is_short {
                api_value::judge_short_status(&OVERALL_STATUS, text)
            } else {
                api_value::judge_listed_term(argument.name, &OVERALL_STATUS, text)
            }
        })
    });
    Some(desk.template(argument.origin, node))
}

fn texts_of(value: &Value) -> Vec<String> {
    match value.elements() {
        Some(elements) => elements.iter().map(Value::to_text).collect(),
        None => vec![value.to_text()],
    }
}

/// A status cannot end a poll well and fail it, in no case.
fn contradictions(desk: &mut Desk, arguments: &[Argument]) {
    let (Some(until), Some(never)) = (find(arguments, "until"), find(arguments, "never")) else { return };
    let Some(wanted) = desk.unchecked(until.origin, until.value) else { return };
    for node in elements(never.value) {
        let Some(unwanted) = desk.unchecked(never.origin, node) else { continue };
        let Some((text, case)) = common_status(desk, &wanted, unwanted) else { continue };
        let message = format!("`{text}` stands under `until` and under `never`");
        let first = desk.reports.place(until.origin, until.value.span);
        let diagnostic = desk.error(never.origin, code::DEFINED_TWICE, node.span, message);
        diagnostic.labels.push(Label { place: first, text: "ends the poll well".to_owned() });
        diagnostic.help.push("keep it where it is meant".to_owned());
        diagnostic.help.extend(case.map(|case| format!("so it is in the case {case}")));
    }
}

/// The first status that two values have in common in one case, and that case where not all are alike.
fn common_status(desk: &Desk, wanted: &Template, unwanted: Template) -> Option<(String, Option<String>)> {
    let known = &desk.names.known;
    let both = Template::map(vec![("until".to_owned(), wanted.clone()), ("never".to_owned(), unwanted)]);
    let outcomes = known.outcomes(&both).into_iter().filter(|outcome| !outcome.is_drawn);
    outcomes.into_iter().find_map(|outcome| {
        let value = outcome.result.ok()?;
        let of = |key: &str| value.json.get(key).map(|json| texts_of(&Value::from(json.clone())));
        let (wanted, unwanted) = (of("until")?, of("never")?);
        let text = unwanted.into_iter().find(|text| wanted.contains(text))?;
        Some((text, outcome.case))
    })
}

/// A value of a pace, and how specific the place is where it stands: `None` for the language's own.
struct Paced<T> {
    value: T,
    origin: Option<Origin>,
}

/// How often and how long.
fn pace(desk: &mut Desk, arguments: &[Argument]) -> Option<Arc<Pace>> {
    if PACED.iter().all(|name| find(arguments, name).is_none()) {
        return Some(Arc::clone(&PACE));
    }
    let every = timing(desk, arguments, "every", EVERY);
    let max_every = timing(desk, arguments, "max_every", MAX_EVERY);
    let within = timing(desk, arguments, "within", WITHIN);
    let backoff = backoff(desk, arguments);
    let (every, max_every) = (every?, max_every?);
    warn_fast(desk, arguments, &every.value);
    if let Some(within) = &within {
        warn_short(desk, arguments, &every, within);
        let written = find(arguments, "within");
        if let (Some(argument), Timing::Fixed(limit)) = (written, &within.value) {
            warn_cut(desk, argument, *limit);
        }
    }
    let (every, max_every) = reconcile(desk, arguments, every, max_every);
    Some(Arc::new(Pace { every, backoff: backoff?, max_every, within: within?.value }))
}

fn timing(desk: &mut Desk, arguments: &[Argument], name: &str, default: Duration) -> Option<Paced<Timing>> {
    let Some(argument) = find(arguments, name) else {
        return Some(Paced { value: Timing::Fixed(default), origin: None });
    };
    let value = desk.timing(argument)?;
    if matches!(value, Timing::Fixed(Duration::ZERO)) {
        let message = format!("`{name}` must be longer than nothing");
        let help = format!("for example `{name}: {}`", show_duration(default));
        desk.error(argument.origin, code::DURATION, argument.value.span, message).help.push(help);
        return None;
    }
    Some(Paced { value, origin: Some(argument.origin) })
}

fn backoff(desk: &mut Desk, arguments: &[Argument]) -> Option<f64> {
    let Some(argument) = find(arguments, "backoff") else { return Some(BACKOFF) };
    let text = argument.value.as_scalar().map(|scalar| scalar.text.as_str()).unwrap_or_default();
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 1.0);
    if number.is_none() {
        let message =
            "`backoff` must be a number, 1 or more: by what each pause is longer than the one before";
        let help = "for example `backoff: 1.5`; `backoff: 1` makes all pauses equal";
        desk.error(argument.origin, code::WRONG_TYPE, argument.value.span, message)
            .help
            .push(help.to_owned());
    }
    number
}

/// The longest pause is not shorter than the first: of two that contradict each other, the one that stands nearer to
/// the step counts; two of one place are a mistake.
fn reconcile(
    desk: &mut Desk,
    arguments: &[Argument],
    every: Paced<Timing>,
    max_every: Paced<Timing>,
) -> (Timing, Timing) {
    let (Timing::Fixed(first), Timing::Fixed(longest)) = (&every.value, &max_every.value) else {
        return (every.value, max_every.value);
    };
    if first <= longest {
        return (every.value, max_every.value);
    }
    if let (true, Some(argument)) = (every.origin == max_every.origin, find(arguments, "max_every")) {
        let message = "`max_every` is shorter than `every`";
        let help = "it is the longest pause, which the pauses grow up to";
        desk.error(argument.origin, code::DURATION, argument.value.span, message).help.push(help.to_owned());
    }
    if every.origin > max_every.origin {
        (every.value.clone(), every.value)
    } else {
        (max_every.value.clone(), max_every.value)
    }
}

/// A poll whose time is over before the first pause asks once, and then waits for nothing.
fn warn_short(desk: &mut Desk, arguments: &[Argument], every: &Paced<Timing>, within: &Paced<Timing>) {
    let (Timing::Fixed(pause), Timing::Fixed(limit)) = (&every.value, &within.value) else { return };
    let nearer = if within.origin >= every.origin { "within" } else { "every" };
    let Some(argument) = find(arguments, nearer).filter(|_| limit < pause) else { return };
    let message = format!(
        "this asks only once: the second question would come after {}, and `within` is {}",
        show_duration(*pause),
        show_duration(*limit)
    );
    let other = find(arguments, if nearer == "within" { "every" } else { "within" });
    let other = other.map(|other| desk.reports.place(other.origin, other.value.span));
    let warning = desk.reports.of(argument.origin).warning(code::SHORT_POLL, argument.value.span, message);
    warning.labels.extend(other.map(|place| Label { place, text: String::new() }));
    warning.help.push("make `within` longer, or `every` shorter".to_owned());
}

/// A wait that would go on for longer than its scenario may take.
pub(super) fn warn_cut(desk: &mut Desk, written: &Argument, limit: Duration) {
    if desk.time.is_some_and(|time| limit > time) {
        warn_over(desk, written, limit, limit);
    }
}

/// A wait that always takes all of its time, for which the scenario has to have more.
pub(super) fn warn_reaching(desk: &mut Desk, written: &Argument, limit: Duration) {
    if desk.time.is_some_and(|time| limit >= time) {
        warn_over(desk, written, limit, limit.saturating_add(WITHIN));
    }
}

fn warn_over(desk: &mut Desk, written: &Argument, limit: Duration, enough: Duration) {
    let Some(time) = desk.time.filter(|_| written.origin == Origin::File) else { return };
    let (limit, time, name) = (show_duration(limit), show_duration(time), written.name);
    let message = format!("`{name}` is {limit}, and the whole scenario may take {time}");
    let warning = desk.reports.of(written.origin).warning(code::SHORT_POLL, written.value.span, message);
    let enough = show_duration(enough);
    warning.help.push(format!("make `{name}` shorter, or give the scenario more time: `timeout: {enough}`"));
}

/// The API's own advice is not to poll often.
fn warn_fast(desk: &mut Desk, arguments: &[Argument], every: &Timing) {
    let asks_environment = desk.is_real() && find(arguments, "url").is_none();
    let Some(argument) = find(arguments, "every").filter(|_| asks_environment) else { return };
    if matches!(every, Timing::Fixed(every) if *every < FAST) {
        let message = format!("this asks `{}` more than once a second", desk.environment.name);
        let warning = desk.reports.of(argument.origin).warning(code::FAST_POLL, argument.value.span, message);
        warning.help.push("the API's documents ask for patience: write `every: 2s`".to_owned());
    }
}
