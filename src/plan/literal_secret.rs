//! Literal secrets in scenarios and flows, told by the name that they stand under (decisions.md B18).
//!
//! The pair of an `auth` may stand literally, to be wrong on purpose (decisions.md A9), and is not looked at.

use super::{arguments::Argument, desk::Desk, reports::Origin};
use crate::{
    diagnostic::code,
    scenario::{is_like_key, sounds_secret},
    source::{Entry, Node, Span},
};

/// Warns of what looks like a secret in a part of a request.
pub(super) fn warn_in_request(desk: &mut Desk, arguments: &[Argument]) {
    for argument in arguments {
        match argument.name {
            "headers" | "query" | "form" | "json" => {
                for entry in argument.value.as_map().unwrap_or_default() {
                    warn_of_entry(desk, argument.origin, entry, Way::ByVariable);
                }
            }
            "url" | "path" => warn_in_address(desk, argument),
            _ => {}
        }
    }
}

/// Warns of a variable that looks like a secret.
pub(super) fn warn_of_variable(desk: &mut Desk, variable: &Entry) {
    warn_of_entry(desk, Origin::File, variable, Way::OnCommandLine);
}

/// How the secret can be kept out of the file.
#[derive(Clone, Copy)]
enum Way {
    /// It becomes a variable first.
    ByVariable,
    /// It is one.
    OnCommandLine,
}

/// An entry and all that is below it.
fn warn_of_entry(desk: &mut Desk, origin: Origin, entry: &Entry, way: Way) {
    let mut open: Vec<(&str, &Node)> = vec![(&entry.key.text, &entry.value)];
    while let Some((name, node)) = open.pop() {
        open.extend(node.as_list().unwrap_or_default().iter().rev().map(|node| (name, node)));
        let below = node.as_map().unwrap_or_default().iter().rev();
        open.extend(below.map(|entry| (entry.key.text.as_str(), &entry.value)));
        let text = node.as_scalar().map_or("", |scalar| scalar.text.as_str());
        if sounds_secret(name) && is_literal(text) {
            warn(desk, origin, node.span, name, way);
        }
    }
}

/// `?api_secret=...`.
fn warn_in_address(desk: &mut Desk, argument: &Argument) {
    let text = argument.value.as_scalar().map_or("", |scalar| scalar.text.as_str());
    let pairs = text.split(['?', '&']).skip(1).filter_map(|pair| pair.split_once('='));
    let mut secrets = pairs.filter(|(name, value)| sounds_secret(name) && is_literal(value));
    if let Some((name, _)) = secrets.next() {
        warn(desk, argument.origin, argument.value.span, name, Way::ByVariable);
    }
}

/// A path such as `$.authToken` says where a value is found.
fn is_literal(text: &str) -> bool {
    is_like_key(text) && !text.starts_with('$')
}

fn warn(desk: &mut Desk, origin: Origin, span: Span, name: &str, way: Way) {
    let message = format!("`{name}` looks like a real secret");
    let warning = desk.reports.of(origin).warning(code::SECRET_LIKE, span, message);
    if let Some(label) = warning.labels.first_mut() {
        "masked here".clone_into(&mut label.text);
    }
    let help = match way {
        Way::ByVariable => {
            "write a variable in its place, and give it its value with `--var NAME=...`".to_owned()
        }
        Way::OnCommandLine => {
            format!("leave it empty here, and give it its value with `--var {name}=...`")
        }
    };
    warning.help.push(help);
    warning.help.push("one that is wrong on purpose needs no digits: then nothing is said of it".to_owned());
}
