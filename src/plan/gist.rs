//! What a step is called where its author gave it no name: its verb and the gist of what stands behind it.

use super::{
    api::{Special, special},
    arguments::{Argument, find, merged},
    desk::Desk,
    reports::Origin,
};
use crate::{
    diagnostic::Problems,
    scenario::{Step, Verb},
    source::Node,
    template::Template,
};

/// The greatest number of characters of a gist.
const LONGEST: usize = 80;

/// `name`, or the verb and its gist.
pub(super) fn name(desk: &mut Desk, step: &Step) -> Template {
    if let Some(node) = &step.name {
        return desk.template(Origin::File, node);
    }
    let arguments = merged(step, desk.defaults);
    let verb = step.verb.value.word();
    let gist = match gist(step, &arguments) {
        gist if gist.is_empty() || gist.chars().count() > LONGEST => return Template::text(verb),
        gist => format!("{verb} {gist}"),
    };
    // What is wrong with the templates in it is reported where they stand.
    let mut unread = Problems::new(desk.reports.source(Origin::File));
    let template = Template::read_text(&gist, step.arguments.span, &mut unread);
    let unknown = |template: &Template| {
        template
            .references()
            .iter()
            .any(|reference| desk.names.fault(reference, desk.here(reference.span)).is_some())
    };
    if unread.count() > 0 || unknown(&template) { Template::text(verb) } else { template }
}

fn gist(step: &Step, arguments: &[Argument]) -> String {
    let text = |name: &str| find(arguments, name).map(|argument| texts(argument.value)).unwrap_or_default();
    match step.verb.value {
        Verb::CreateDummyToken => text("dummyStatus"),
        Verb::AddManualStatus => {
            joined(&[text("manualFaceMatchResult"), text("manualDocumentValidity")], ", ")
        }
        Verb::PollStatus => text("until"),
        Verb::AwaitWebhook => text("event"),
        Verb::Wait => text("for"),
        Verb::Use => texts(&step.arguments),
        Verb::AssertFields => joined(&[text("of")], ""),
        Verb::Request | Verb::Poll => joined(&[method(arguments), text("path"), text("url")], " "),
        Verb::Set => {
            let names =
                step.arguments.as_map().unwrap_or_default().iter().map(|entry| entry.key.text.clone());
            joined(&names.collect::<Vec<_>>(), ", ")
        }
        Verb::CreateToken
        | Verb::GetStatus
        | Verb::GetFullStatus
        | Verb::GetData
        | Verb::GetFiles
        | Verb::Delete
        | Verb::GeneratePdf => String::new(),
    }
}

fn method(arguments: &[Argument]) -> String {
    let has_body = ["json", "form", "text", "file"].iter().any(|name| find(arguments, name).is_some());
    let written = find(arguments, "method").map(|argument| texts(argument.value));
    written.unwrap_or_else(|| if has_body { "POST" } else { "GET" }.to_owned())
}

/// The scalars of a value as they are written.
fn texts(node: &Node) -> String {
    if let Special::Raw(inner) = special(node) {
        return texts(inner);
    }
    let nodes = node.as_list().map_or_else(|| vec![node], |list| list.iter().collect());
    let scalars = nodes.into_iter().filter_map(Node::as_scalar).map(|scalar| scalar.text.clone());
    joined(&scalars.collect::<Vec<_>>(), ", ")
}

fn joined(parts: &[String], divider: &str) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(divider)
}
