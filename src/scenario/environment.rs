//! An environment of `idvet.yaml` as it was written.

use super::{
    Located, keys,
    secret::{self, Secret},
    shape::{self, Form},
    words::Level,
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Node, Scalar, Span, Style, Tree},
};

/// One environment as it was written.
#[derive(Clone, Debug)]
pub struct EnvironmentText {
    /// Its name.
    pub name: Located<String>,
    /// `kind`.
    pub kind: Option<Located<String>>,
    /// `base_url`.
    pub base_url: Option<Located<String>>,
    /// `emulator: true`, or a map of its switches (`delay`, `latency`, assumptions by name).
    pub emulator: Option<Node>,
    /// `credentials.api_key`.
    pub api_key: Option<Located<String>>,
    /// `credentials.api_secret`; nothing where it was reported as a literal.
    pub api_secret: Option<Located<String>>,
    /// `ca_certificate`: a PEM file, from the suite's root.
    pub ca_certificate: Option<Located<String>>,
    /// `timeout`: of a single request.
    pub timeout: Option<Located<String>>,
    /// `contract`.
    pub contract: Option<Located<String>>,
    /// `limits`: `concurrent_scenarios`, `requests_per_second`, `requests_per_hour`.
    pub limits: Option<Node>,
    /// `webhooks`.
    pub webhooks: Option<WebhooksText>,
    /// `transport`: `retries`, `pause`, `max_pause`.
    pub transport: Option<Node>,
}

/// `webhooks` as it was written.
#[derive(Clone, Debug)]
pub struct WebhooksText {
    /// The key.
    pub span: Span,
    /// `listen`.
    pub listen: Option<Located<String>>,
    /// `public_url`.
    pub public_url: Option<Located<String>>,
    /// `signing_key`; nothing where it was reported as a literal.
    pub signing_key: Option<Located<String>>,
    /// `tls`: `self_signed`, or a map with `certificate` and `key`.
    pub tls: Option<Node>,
}

/// Reads an environment; one that is no map is reported and left out.
pub(super) fn read(entry: &Entry, problems: &mut Problems) -> Option<EnvironmentText> {
    let Some(entries) = entry.value.as_map() else {
        refuse_shape(entry, problems);
        return None;
    };
    keys::check(entries, Level::Environment, problems);
    let mut environment = EnvironmentText::named(&entry.key.text, entry.key.span);
    for entry in entries {
        read_key(&mut environment, entry, problems);
    }
    Some(environment)
}

fn refuse_shape(entry: &Entry, problems: &mut Problems) {
    let found = entry.value.kind_name();
    let message = format!("the environment `{}` must be a map, found {found}", keys::shown(&entry.key.text));
    problems.push(
        Diagnostic::error(code::WRONG_TYPE, message)
            .at(problems.place(entry.value.span), "")
            .help("for example `dev: { kind: DEV, base_url: \"https://ivs.idenfy.com\" }`"),
    );
}

/// Adds the environment `emulator` where it is not written.
pub(super) fn add_emulator(environments: &mut Vec<EnvironmentText>) {
    if environments.iter().any(|environment| environment.name.value == "emulator") {
        return;
    }
    let span = Span::default();
    let mut emulator = EnvironmentText::named("emulator", span);
    emulator.kind = Some(Located { value: "DEV".to_owned(), span });
    let switch = Scalar { text: "true".to_owned(), style: Style::Plain };
    emulator.emulator = Some(Node { span, tree: Tree::Scalar(switch) });
    environments.push(emulator);
}

impl EnvironmentText {
    fn named(name: &str, span: Span) -> Self {
        Self {
            name: Located { value: name.to_owned(), span },
            kind: None,
            base_url: None,
            emulator: None,
            api_key: None,
            api_secret: None,
            ca_certificate: None,
            timeout: None,
            contract: None,
            limits: None,
            webhooks: None,
            transport: None,
        }
    }
}

fn read_key(environment: &mut EnvironmentText, entry: &Entry, problems: &mut Problems) {
    let value = &entry.value;
    let Some(word) = Level::Environment.find(&entry.key.text) else { return };
    let form = Form::from(word);
    match word.name {
        "kind" => environment.kind = shape::text(value, form, problems),
        "base_url" => {
            environment.base_url = shape::text(value, form, problems);
            secret::warn_of_password("base_url", environment.base_url.as_ref(), problems);
        }
        "emulator" => environment.emulator = emulator(value, form, problems),
        "credentials" => read_credentials(environment, value, form, problems),
        "ca_certificate" => environment.ca_certificate = shape::text(value, form, problems),
        "timeout" => environment.timeout = shape::text(value, form, problems),
        "contract" => environment.contract = shape::text(value, form, problems),
        "webhooks" => environment.webhooks = webhooks(entry, form, problems),
        "limits" => environment.limits = map_of(value, form, Level::Limits, problems),
        "transport" => environment.transport = map_of(value, form, Level::Transport, problems),
        _ => {}
    }
}

/// `true`, `false` or a map; which switches there are is the emulator's matter.
fn emulator(node: &Node, form: Form, problems: &mut Problems) -> Option<Node> {
    if node.as_map().is_none() {
        shape::boolean(node, form, problems)?;
    }
    Some(node.clone())
}

/// A map with the keys of a level; what stands behind them is the plan's matter.
pub(super) fn map_of(node: &Node, form: Form, level: Level, problems: &mut Problems) -> Option<Node> {
    keys::check(shape::map(node, form, problems)?, level, problems);
    Some(node.clone())
}

fn webhooks(entry: &Entry, form: Form, problems: &mut Problems) -> Option<WebhooksText> {
    let entries = shape::map(&entry.value, form, problems)?;
    keys::check(entries, Level::Webhooks, problems);
    let mut webhooks =
        WebhooksText { span: entry.key.span, listen: None, public_url: None, signing_key: None, tls: None };
    for entry in entries {
        let Some(word) = Level::Webhooks.find(&entry.key.text) else { continue };
        let form = Form::from(word);
        match word.name {
            "listen" => webhooks.listen = shape::text(&entry.value, form, problems),
            "public_url" => {
                webhooks.public_url = shape::text(&entry.value, form, problems);
                secret::warn_of_password("public_url", webhooks.public_url.as_ref(), problems);
            }
            "signing_key" => {
                webhooks.signing_key = shape::text(&entry.value, form, problems)
                    .filter(|text| secret::refuse_literal(Secret::SigningKey, text, problems));
            }
            "tls" => webhooks.tls = tls(&entry.value, form, problems),
            _ => {}
        }
    }
    Some(webhooks)
}

/// A word or a map; which word it is is the plan's matter.
fn tls(node: &Node, form: Form, problems: &mut Problems) -> Option<Node> {
    match node.as_map() {
        Some(entries) => keys::check(entries, Level::Tls, problems),
        None => _ = shape::text(node, form, problems)?,
    }
    Some(node.clone())
}

fn read_credentials(environment: &mut EnvironmentText, node: &Node, form: Form, problems: &mut Problems) {
    let Some(entries) = shape::map(node, form, problems) else { return };
    keys::check(entries, Level::Credentials, problems);
    for entry in entries {
        let Some(word) = Level::Credentials.find(&entry.key.text) else { continue };
        match word.name {
            "api_key" => {
                environment.api_key = shape::text(&entry.value, word.into(), problems);
                secret::warn_of_key(environment.api_key.as_ref(), problems);
            }
            "api_secret" => {
                environment.api_secret = shape::text(&entry.value, word.into(), problems)
                    .filter(|text| secret::refuse_literal(Secret::ApiSecret, text, problems));
            }
            _ => {}
        }
    }
}
