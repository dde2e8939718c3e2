//! The documented calls: their fields with the defaults under them, held against the API's documents.

use std::borrow::Cow;

use super::{
    Action, ApiRequest, BodyField, Callback, ScanRef, SessionChoice, Written,
    api_value::{self, Shape},
    arguments::{Argument, Defaults, merged},
    await_webhook,
    desk::Desk,
    poll,
    reports::Origin,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::code,
    scenario::{Step, Verb},
    source::{Node, Resolved},
    template::Template,
    vocabulary::{self, ApiCall, ApiField, nearest},
};

/// The field that names a session.
const SCAN_REF: &str = "scanRef";
/// The field that names where a session's webhooks go.
const CALLBACK_URL: &str = "callbackUrl";

/// A documented call.
pub(super) fn request(desk: &mut Desk, step: &Step, call: &'static ApiCall) -> Action {
    let arguments = merged(step, desk.defaults);
    let mut fields = Vec::with_capacity(arguments.len());
    fields.extend(arguments.iter().filter_map(|argument| field(desk, call, argument)));
    require(desk, step, call, &arguments);
    let scan_ref = scan_ref(desk, step, call, &arguments);
    let save_as = step.save_as.as_ref().map(|name| name.value.as_str().into());
    let callback = callback(call, &arguments);
    Action::Api(ApiRequest { call, fields: fields.into(), scan_ref, save_as, callback })
}

/// Whether `callbackUrl` can be filled in: a call has it that makes a session, and nobody says what it is.
fn callback(call: &ApiCall, arguments: &[Argument]) -> Callback {
    let has_one = call.fields.iter().any(|field| field.name == CALLBACK_URL);
    let is_said = arguments.iter().any(|argument| argument.name == CALLBACK_URL);
    if has_one && !is_said { Callback::Free } else { Callback::Decided }
}

/// Looks at the defaults of calls and polls, whether or not a step uses them; the names in them depend on the scenario.
pub(super) fn check_defaults(desk: &mut Desk, defaults: &Defaults) {
    for (verb, _) in &defaults.0 {
        if *verb == Verb::AwaitWebhook {
            await_webhook::check_defaults(desk, &defaults.of(*verb));
        }
        if matches!(verb, Verb::PollStatus | Verb::Poll) {
            poll::check_defaults(desk, &defaults.of(*verb));
        }
        let Some(call) = vocabulary::call(verb.word()) else { continue };
        for argument in defaults.of(*verb) {
            check_default(desk, call, &argument);
        }
    }
}

fn check_default(desk: &mut Desk, call: &'static ApiCall, argument: &Argument) {
    match special(argument.value) {
        Special::Omit(node) => check_omit(desk, call, argument, node),
        Special::Raw(_) => {}
        Special::None => {
            if let Some(field) = known_field(desk, call, argument) {
                check_value(desk, field, argument);
            }
        }
    }
    Template::read(argument.value, desk.reports.of(argument.origin));
}

/// A field of a body; nothing where it is left out or refused.
pub(super) fn field(desk: &mut Desk, call: &'static ApiCall, argument: &Argument) -> Option<BodyField> {
    let (name, value, written) = match special(argument.value) {
        Special::Omit(node) => {
            check_omit(desk, call, argument, node);
            return None;
        }
        Special::Raw(inner) => {
            desk.warn_numbers(argument.origin, inner);
            (name_of(call, argument), desk.template(argument.origin, inner), Written::AsValue)
        }
        Special::None => {
            let field = known_field(desk, call, argument)?;
            let read = check_value(desk, field, argument);
            if api_value::shape(field.kind) == Shape::Object {
                desk.warn_numbers(argument.origin, argument.value);
            }
            let template = match read {
                Some(template) => {
                    desk.check_field_names(argument.origin, &template);
                    template
                }
                None => desk.field_template(argument.origin, argument.value),
            };
            (Cow::Borrowed(field.name), template, written(field))
        }
    };
    let place = desk.reports.place(argument.origin, argument.value.span);
    Some(BodyField { name, value, written, place })
}

/// The documents' own name, where they have it.
fn name_of(call: &'static ApiCall, argument: &Argument) -> Cow<'static, str> {
    let known = call.fields.iter().find(|field| field.name == argument.name);
    known.map_or_else(|| Cow::Owned(argument.name.to_owned()), |field| Cow::Borrowed(field.name))
}

/// Where the `scanRef` comes from, and whether there is a session for it.
pub(super) fn scan_ref(desk: &mut Desk, step: &Step, call: &ApiCall, arguments: &[Argument]) -> ScanRef {
    let is_written = arguments.iter().any(|argument| argument.name == SCAN_REF);
    let takes_one = call.fields.iter().any(|field| field.name == SCAN_REF);
    match &step.session {
        Some(session) if !takes_one => {
            let message = format!("`{}` makes a session, it does not speak about one", call.name);
            let help = "to give the session that it makes a name, write `as`";
            desk.error(Origin::File, code::UNKNOWN_KEY, session.span, message).help.push(help.to_owned());
            ScanRef::None
        }
        Some(session) => {
            if is_written {
                let message = "the session is said twice, by `session` and by `scanRef`";
                desk.error(Origin::File, code::DEFINED_TWICE, session.span, message)
                    .help
                    .push("keep the one that is meant".to_owned());
            }
            desk.names.usage.read_session(&session.value);
            let problem = desk.names.session_fault(&session.value, desk.here(session.span));
            desk.report(Origin::File, problem);
            ScanRef::Session(SessionChoice::Named(Box::new(session.value.as_str().into())))
        }
        None if is_written => ScanRef::Written,
        None if takes_one => {
            let problem = desk.names.no_session(desk.here(step.verb.span));
            desk.report(Origin::File, problem);
            ScanRef::Session(SessionChoice::Latest)
        }
        None => ScanRef::None,
    }
}

/// `{ omit: true }` and `{ raw: ... }`.
pub(super) enum Special<'a> {
    /// Leaves a field out, if what stands there is `true`.
    Omit(&'a Node),
    /// Sends a value as it is.
    Raw(&'a Node),
    /// A plain value.
    None,
}

/// Whether a value is one of the two ways to be wrong on purpose.
pub(super) fn special(node: &Node) -> Special<'_> {
    match node.as_map() {
        Some([only]) if only.key.text == "omit" => Special::Omit(&only.value),
        Some([only]) if only.key.text == "raw" => Special::Raw(&only.value),
        Some(_) | None => Special::None,
    }
}

fn check_omit(desk: &mut Desk, call: &'static ApiCall, argument: &Argument, node: &Node) {
    let is_true = node.as_scalar().is_some_and(|scalar| scalar.resolve() == Resolved::Boolean(true));
    if !is_true {
        let found = match node.as_scalar() {
            Some(scalar) if !node.is_null() => format!("`{}`", scalar.text),
            Some(_) | None => node.kind_name().to_owned(),
        };
        let message = format!("`omit` must be `true`, found {found}");
        let help = format!("`{}: {{ omit: true }}` leaves the field out", argument.name);
        desk.error(argument.origin, code::WRONG_TYPE, node.span, message).help.push(help);
    }
    known_field(desk, call, argument);
}

fn known_field(desk: &mut Desk, call: &'static ApiCall, argument: &Argument) -> Option<&'static ApiField> {
    let name = argument.name;
    let field = call.fields.iter().find(|field| field.name == name);
    if field.is_none() {
        let message = format!("`{}` has no field `{name}`", call.name);
        let mut help: Vec<String> = did_you_mean(name, field_names(call)).into_iter().collect();
        help.extend(other_call(call, name));
        help.push(format!("to send it on purpose: `{name}: {{ raw: ... }}`"));
        desk.error(argument.origin, code::UNKNOWN_KEY, argument.key, message).help.extend(help);
    }
    field
}

/// The call that a field belongs to, where it belongs to another.
fn other_call(call: &ApiCall, name: &str) -> Option<String> {
    let others = vocabulary::calls().iter().filter(|other| other.name != call.name);
    let mut having = others.filter(|other| other.fields.iter().any(|field| field.name == name));
    having.next().map(|other| format!("it is a field of `{}`", other.name))
}

fn field_names(call: &'static ApiCall) -> impl Iterator<Item = &'static str> {
    call.fields.iter().map(|field| field.name)
}

fn written(field: &ApiField) -> Written {
    match api_value::shape(field.kind) {
        Shape::Text | Shape::Texts => Written::AsText,
        Shape::Boolean | Shape::Number | Shape::Object => Written::AsValue,
    }
}

/// Holds what can be known of a value against the documents; the whole value, where it was read for that without any
/// mistake.
fn check_value(desk: &mut Desk, field: &'static ApiField, argument: &Argument) -> Option<Template> {
    let node = argument.value;
    if node.is_null() {
        desk.fault(argument.origin, argument.key, api_value::nothing(field));
        return None;
    }
    match (api_value::shape(field.kind), node.as_list()) {
        (Shape::Texts, Some(elements)) => {
            for element in elements {
                judge(desk, field, argument.origin, element);
            }
            None
        }
        (Shape::Texts, None) => {
            judge_whole_list(desk, field, argument);
            None
        }
        (Shape::Text | Shape::Boolean | Shape::Number | Shape::Object, _) => {
            judge(desk, field, argument.origin, node)
        }
    }
}

/// A list that is not written as one: it may come from a variable.
fn judge_whole_list(desk: &mut Desk, field: &'static ApiField, argument: &Argument) {
    desk.judge_each(argument.origin, argument.value, |value| {
        let elements = value.elements().ok_or_else(|| api_value::wrong_type(field, "a list", &value.json))?;
        elements.iter().try_for_each(|element| api_value::judge(field, element))
    });
}

/// The value, where it could be read.
fn judge(desk: &mut Desk, field: &'static ApiField, origin: Origin, node: &Node) -> Option<Template> {
    let template = desk.unchecked(origin, node);
    let judged =
        |template| desk.judge_template(origin, node, template, |value| api_value::judge(field, value));
    let known = template.as_ref().is_some_and(judged);
    if !known
        && node.as_scalar().is_none()
        && let Err(fault) = judge_shape(field, node)
    {
        desk.fault(origin, node.span, fault);
    }
    template
}

/// A list or a map with something to be filled in: only its type is known.
fn judge_shape(field: &'static ApiField, node: &Node) -> Result<(), api_value::Fault> {
    match (api_value::shape(field.kind), node.as_map()) {
        (Shape::Object, Some(_)) => Ok(()),
        (_, Some(_)) => api_value::judge(field, &serde_json::Value::Object(serde_json::Map::new()).into()),
        (_, None) => api_value::judge(field, &serde_json::Value::Array(Vec::new()).into()),
    }
}

/// Reports required fields that are not there, all in one message.
fn require(desk: &mut Desk, step: &Step, call: &'static ApiCall, arguments: &[Argument]) {
    let missing: Vec<&ApiField> = call
        .fields
        .iter()
        .filter(|field| field.required && field.name != SCAN_REF)
        .filter(|field| arguments.iter().all(|argument| argument.name != field.name))
        .filter(|field| !misspelled(call, field, arguments))
        .collect();
    let Some(first) = missing.first() else { return };
    let names = listed(missing.iter().map(|field| field.name));
    let diagnostic =
        desk.error(Origin::File, code::MISSING_KEY, step.verb.span, format!("`{}` needs {names}", call.name));
    let examples: Vec<String> =
        missing.iter().map(|field| format!("{}: {}", field.name, example(field))).collect();
    diagnostic.help.push(format!("add `{}`", examples.join("`, `")));
    if first.name == "clientId" {
        diagnostic
            .help
            .push("or give all scenarios one, under `defaults: create_token:` in `idvet.yaml`".to_owned());
    }
    diagnostic.help.push(format!("to leave it out on purpose: `{}: {{ omit: true }}`", first.name));
}

fn example(field: &ApiField) -> &str {
    if field.name == "clientId" { "\"qa-${run.id}-${scenario.slug}\"" } else { field.example }
}

/// Whether an unknown field was probably meant to be this one: that has a message of its own.
fn misspelled(call: &'static ApiCall, field: &ApiField, arguments: &[Argument]) -> bool {
    let unknown = arguments.iter().filter(|argument| field_names(call).all(|name| name != argument.name));
    unknown.map(|argument| nearest(argument.name, field_names(call))).any(|near| near == Some(field.name))
}
