//! The text of a scenario file that `idvet new` makes.

use clap::ValueEnum;

use crate::source::{Limits, Resolved, Source, read_documents};

/// What a scenario begins as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Template {
    /// A dummy session, its status, expectations.
    Session,
    /// A reviewer's result on top of the automatic one.
    Manual,
    /// A wrong request and how the API refuses it.
    Refusal,
    /// Many cases from one scenario.
    Matrix,
}

/// What the file says besides its template.
pub(super) struct Filling<'f> {
    /// The scenario's name.
    pub(super) name: &'f str,
    /// The way from the file's folder to the schema, where the suite has one.
    pub(super) schema: Option<String>,
    /// Whether the suite's defaults name the client of a token.
    pub(super) client: Client,
}

/// Where a token's `clientId` comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    /// From the suite's defaults.
    InDefaults,
    /// It has to stand in the step.
    InStep,
}

/// The text of the file, in the one layout.
pub(super) fn text(template: Template, filling: &Filling<'_>) -> String {
    let body = match template {
        Template::Session => include_str!("session.yaml"),
        Template::Manual => include_str!("manual.yaml"),
        Template::Refusal => include_str!("refusal.yaml"),
        Template::Matrix => include_str!("matrix.yaml"),
    };
    let client = match filling.client {
        Client::InDefaults => "",
        Client::InStep => ", clientId: \"qa-${run.id}-${scenario.slug}\"",
    };
    let head = filling.schema.as_ref();
    let head = head.map(|path| format!("# yaml-language-server: $schema={path}\n")).unwrap_or_default();
    // The name comes last: what a person wrote is no template.
    head + &body.replace("<client>", client).replacen("<name>", &as_yaml(filling.name), 1)
}

/// A text as a value in YAML: in quotes where it would be read otherwise without.
fn as_yaml(text: &str) -> String {
    let text = text.replace("${", "$${");
    let source = Source::new("name", format!("name: {text}\n"));
    let (documents, problems) = read_documents(&source, Limits::default());
    let read = documents.first().and_then(|document| document.get("name")?.as_scalar());
    let is_same = read.is_some_and(|scalar| scalar.text == text && scalar.resolve() == Resolved::Text);
    if is_same && problems.is_empty() && !text.starts_with(['"', '\'']) {
        text
    } else {
        serde_json::Value::from(text).to_string()
    }
}
