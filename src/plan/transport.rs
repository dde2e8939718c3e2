//! The policy of the transport: how often, and after which pause, a request is sent again that was not let through
//! (decisions.md C3). What an environment says counts before what the suite says, key by key.

use std::time::Duration;

use super::duration::duration;
use crate::{
    diagnostic::{Problems, code},
    scenario::Suite,
    source::{Node, Span},
    word::MOST_RESENDS,
};

/// When a request is sent again, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transport {
    /// How often at most; 0: never.
    pub retries: u32,
    /// The pause before it, where the service does not ask for a longer one.
    pub pause: Duration,
    /// The longest pause that a service may ask for.
    pub max_pause: Duration,
}

impl Default for Transport {
    fn default() -> Self {
        Self { retries: 1, pause: Duration::from_millis(500), max_pause: Duration::from_mins(1) }
    }
}

/// What is wrong with what the suite says, whatever environment is spoken to.
pub(super) fn check_suite(suite: &Suite, problems: &mut Problems) {
    if let Some(node) = &suite.transport {
        read(Transport::default(), node, problems);
    }
}

/// What the suite says; what is wrong with that is told by [`check_suite`].
pub(super) fn of_suite(suite: &Suite) -> Transport {
    let mut told_elsewhere = Problems::new(&suite.source);
    let node = suite.transport.as_ref();
    node.map_or_else(Transport::default, |node| read(Transport::default(), node, &mut told_elsewhere))
}

/// What an environment says, else the suite.
pub(super) fn of_environment(suite: &Suite, node: Option<&Node>, problems: &mut Problems) -> Transport {
    let before = of_suite(suite);
    node.map_or(before, |node| read(before, node, problems))
}

/// What is written, over what holds already; anything ill-formed is reported and left as it was.
fn read(before: Transport, node: &Node, problems: &mut Problems) -> Transport {
    let mut transport = before;
    for entry in node.as_map().unwrap_or_default() {
        let (name, span) = (entry.key.text.as_str(), entry.value.span);
        let Some(text) = one_value(name, &entry.value, problems) else { continue };
        match name {
            "retries" => transport.retries = retries(text, span, problems).unwrap_or(before.retries),
            "pause" => transport.pause = duration(text, span, problems).unwrap_or(before.pause),
            "max_pause" => transport.max_pause = duration(text, span, problems).unwrap_or(before.max_pause),
            _ => {}
        }
    }
    transport
}

fn one_value<'n>(name: &str, node: &'n Node, problems: &mut Problems) -> Option<&'n str> {
    let scalar = node.as_scalar().filter(|_| !node.is_null());
    if scalar.is_none() {
        let message = format!("`{name}` must be one value, found {}", node.kind_name());
        let help = "for example `transport: { retries: 1, pause: 500ms, max_pause: 60s }`";
        problems.error(code::WRONG_TYPE, node.span, message).help.push(help.to_owned());
    }
    scalar.map(|scalar| scalar.text.as_str())
}

fn retries(text: &str, span: Span, problems: &mut Problems) -> Option<u32> {
    let known = text.trim().parse().ok().filter(|number| i64::from(*number) <= MOST_RESENDS);
    if known.is_none() {
        refuse_number(text, span, problems);
    }
    known
}

fn refuse_number(text: &str, span: Span, problems: &mut Problems) {
    let message = format!("`retries` must be a whole number from 0 to {MOST_RESENDS}, found `{text}`");
    let help = "it counts the repetitions of one request; `retries: 0` sends nothing again";
    problems.error(code::WRONG_TYPE, span, message).help.push(help.to_owned());
}
