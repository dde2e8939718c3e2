//! The modifiers of a step: `if`, `expect`, `capture`, `timeout`.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
    time::Duration,
};

use super::{
    Capture, CaptureFrom, Condition, desk::Desk, duration::some_time, names::Answer, reports::Origin,
    steps::answer,
};
use crate::{
    diagnostic::code,
    expect::{Expectation, Matchers, StatusRange},
    json_path::JsonPath,
    scenario::{Located, Step, Verb},
    source::{Entry, Node, Tree},
};

/// What begins a capture of a header.
const HEADER: &str = "header.";

/// `if:`: a value, or a map of a value and matchers.
pub(super) fn condition(desk: &mut Desk, node: &Node) -> Option<Condition> {
    let place = desk.here(node.span);
    match &node.tree {
        Tree::Scalar(_) => {
            let value = desk.field_template(Origin::File, node);
            if value.is_text() {
                refuse_condition(desk, node, "this `if` always holds: a text is neither `false` nor null");
            }
            Some(Condition { value, matchers: None, place })
        }
        Tree::List(_) => {
            let message = "`if` must be a value or a map of a value and matchers, found a list";
            refuse_condition(desk, node, message);
            None
        }
        Tree::Map(entries) => {
            let Some(value) = node.get("value") else {
                refuse_condition(desk, node, "`if` has no `value`");
                return None;
            };
            let value = desk.field_template(Origin::File, value);
            let rest: Vec<Entry> =
                entries.iter().filter(|entry| entry.key.text != "value").cloned().collect();
            let matchers =
                (!rest.is_empty()).then(|| matchers(desk, &Node { span: node.span, tree: Tree::Map(rest) }));
            Some(Condition { value, matchers, place })
        }
    }
}

fn refuse_condition(desk: &mut Desk, node: &Node, message: &str) {
    let help = "write `if: ${flag}`, or `if: { value: ${name}, equals: ... }` with the value in quotes";
    desk.error(Origin::File, code::WRONG_TYPE, node.span, message).help.push(help.to_owned());
}

fn matchers(desk: &mut Desk, node: &Node) -> Matchers {
    let matchers = Matchers::read(node, desk.request.suite_files, desk.reports.of(Origin::File));
    for template in matchers.templates() {
        desk.check_names(Origin::File, template);
    }
    matchers
}

/// `expect:`, with the verb's own success where nothing is said of the status (decisions.md C1, C5, C7).
pub(super) fn expectation(desk: &mut Desk, step: &Step) -> Arc<Expectation> {
    let success = &SUCCESS[&step.verb.value];
    let Some(written) = step.expect.as_ref().filter(|_| answer(step) == Answer::Some) else {
        return Arc::clone(success);
    };
    let mut expectation = Expectation::read(written, desk.request.suite_files, desk.reports.of(Origin::File));
    for template in expectation.templates() {
        desk.check_expected_names(Origin::File, template);
    }
    let says = |key: &str| written.get(key).is_some();
    if !says("status") && !says("error") {
        expectation = Expectation { status: success.status.clone(), ..expectation };
    }
    Arc::new(expectation)
}

/// What is expected by steps whose author says nothing: all steps of a verb share it.
static SUCCESS: LazyLock<HashMap<Verb, Arc<Expectation>>> = LazyLock::new(|| {
    let plain = |verb: Verb| Arc::new(Expectation { status: success(verb), ..Expectation::default() });
    Verb::ALL.iter().map(|verb| (*verb, plain(*verb))).collect()
});

/// Which status codes are a success of a verb by itself.
fn success(verb: Verb) -> Vec<StatusRange> {
    if let Some(call) = verb.call() {
        return call.success.iter().map(|code| StatusRange { low: *code, high: *code }).collect();
    }
    match verb {
        Verb::PollStatus => vec![StatusRange { low: 200, high: 200 }],
        Verb::Request | Verb::Poll => vec![StatusRange { low: 200, high: 299 }],
        Verb::AssertFields
        // A delivery is a request, which has no status.
        | Verb::AwaitWebhook
        | Verb::Set
        | Verb::Wait
        | Verb::Use
        | Verb::CreateToken
        | Verb::CreateDummyToken
        | Verb::AddManualStatus
        | Verb::GetStatus
        | Verb::GetFullStatus
        | Verb::GetData
        | Verb::GetFiles
        | Verb::Delete
        | Verb::GeneratePdf => Vec::new(),
    }
}

/// `capture:`, each entry a name and where its value is found.
pub(super) fn captures(desk: &mut Desk, step: &Step) -> Vec<Capture> {
    step.capture.iter().filter_map(|entry| capture(desk, entry)).collect()
}

fn capture(desk: &mut Desk, entry: &Entry) -> Option<Capture> {
    let node = &entry.value;
    let place = desk.here(node.span);
    let Some(scalar) = node.as_scalar().filter(|_| !node.is_null()) else {
        let message = format!("a capture must be a path into the answer, found {}", node.kind_name());
        let help =
            format!("for example `{}: $.scanRef`, or `header.content-type` for a header", entry.key.text);
        desk.error(Origin::File, code::WRONG_TYPE, node.span, message).help.push(help);
        return None;
    };
    let from = match scalar.text.strip_prefix(HEADER) {
        Some(header) => CaptureFrom::Header(header.to_ascii_lowercase()),
        None => CaptureFrom::Field(path(desk, node, &scalar.text)?),
    };
    Some(Capture { name: entry.key.text.clone(), from, place })
}

/// A path into an answer, as in `fields`.
pub(super) fn path(desk: &mut Desk, node: &Node, text: &str) -> Option<JsonPath> {
    match JsonPath::from_field(text) {
        Ok(path) => {
            for warning in path.warnings() {
                let problems = desk.reports.of(Origin::File);
                let diagnostic = problems.warning(code::DEAD_REGEX, node.span, warning.message.clone());
                diagnostic.help.extend(warning.help.clone());
            }
            Some(path)
        }
        Err(fault) => {
            desk.path_fault(node, text, fault);
            None
        }
    }
}

/// A duration that is known.
pub(super) fn timeout(desk: &mut Desk, text: &Located<String>) -> Option<Duration> {
    some_time(&text.value, text.span, desk.reports.of(Origin::File))
}
