//! `idvet.yaml` as it was written.

use std::sync::Arc;

use super::{
    Located, Soundness, Verb, environment, keys,
    order::{self, LeftOut},
    secret,
    shape::{self, Form},
    step,
    words::Level,
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Limits, Node, Source, read_documents},
};

pub use environment::{EnvironmentText, WebhooksText};

/// A suite's `idvet.yaml`.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The file, literal secrets masked; of a suite without one, an empty text with its name.
    pub source: Arc<Source>,
    /// `environments`, in order. The environment `emulator` is always there: added where it is not written.
    pub environments: Vec<EnvironmentText>,
    /// `default_environment`.
    pub default_environment: Option<Located<String>>,
    /// `defaults` of verbs: name of the verb and its map.
    pub verb_defaults: Vec<Entry>,
    /// `defaults.timeout`: of a scenario.
    pub timeout: Option<Located<String>>,
    /// `defaults.retries`: of a scenario.
    pub retries: Option<Located<String>>,
    /// `contract`, or `defaults.contract`.
    pub contract: Option<Located<String>>,
    /// `transport`: `retries`, `pause`, `max_pause`.
    pub transport: Option<Node>,
    /// `redact`: names of fields.
    pub redact: Vec<Located<String>>,
    /// Whether something of it could not be read and is missing here.
    pub sound: Soundness,
}

impl Suite {
    /// Reads `idvet.yaml`; every problem goes to `problems`, in the order of the text. The lines that they show have
    /// literal secrets masked.
    pub fn read(source: &Arc<Source>, problems: &mut Problems) -> Self {
        let (documents, syntax) = read_documents(source, Limits::default());
        let masked = secret::mask(source, &documents, &syntax);
        let mut found = Problems::new(&masked);
        let left_out = LeftOut::of(&syntax, source.text());
        for problem in syntax {
            let problem = secret::mask_words(problem, source, &masked);
            found.push(Diagnostic::syntax(&masked, problem));
        }
        let mut suite = Self::empty(&masked);
        read_documents_into(&mut suite, &documents, &mut found);
        environment::add_emulator(&mut suite.environments);
        if found.count() > 0 {
            suite.sound = Soundness::Incomplete;
        }
        order::hand_over(found, &left_out, problems);
        suite
    }

    fn empty(source: &Arc<Source>) -> Self {
        Self {
            source: Arc::clone(source),
            environments: Vec::new(),
            default_environment: None,
            verb_defaults: Vec::new(),
            timeout: None,
            retries: None,
            contract: None,
            transport: None,
            redact: Vec::new(),
            sound: Soundness::Complete,
        }
    }
}

fn read_documents_into(suite: &mut Suite, documents: &[Node], problems: &mut Problems) {
    if let Some(second) = documents.get(1) {
        let message = "`idvet.yaml` must be one document, found a second one";
        problems.push(
            Diagnostic::error(code::WRONG_TYPE, message)
                .at(problems.place(second.span.part(0, 1)), "it begins here")
                .help("remove the `---` between them"),
        );
    }
    let Some(document) = documents.first() else { return };
    let Some(entries) = document.as_map() else {
        let message = format!("`idvet.yaml` must be a map, found {}", document.kind_name());
        problems.push(
            Diagnostic::error(code::WRONG_TYPE, message)
                .at(problems.place(document.span), "")
                .help(format!("for example `{}`", Level::Suite.word("default_environment").example)),
        );
        return;
    };
    keys::check(entries, Level::Suite, problems);
    for entry in entries {
        read_key(suite, entry, problems);
    }
}

fn read_key(suite: &mut Suite, entry: &Entry, problems: &mut Problems) {
    let value = &entry.value;
    let Some(word) = Level::Suite.find(&entry.key.text) else { return };
    let form = Form::from(word);
    match word.name {
        "environments" => suite.environments = environments(value, form, problems),
        "default_environment" => suite.default_environment = shape::text(value, form, problems),
        "defaults" => read_defaults(suite, value, form, problems),
        "contract" => read_contract(suite, entry, form, problems),
        "transport" => suite.transport = environment::map_of(value, form, Level::Transport, problems),
        "redact" => suite.redact = shape::texts(value, form, problems),
        _ => {}
    }
}

fn environments(node: &Node, form: Form, problems: &mut Problems) -> Vec<EnvironmentText> {
    let entries = shape::map(node, form, problems).unwrap_or_default();
    entries.iter().filter_map(|entry| environment::read(entry, problems)).collect()
}

fn read_defaults(suite: &mut Suite, node: &Node, form: Form, problems: &mut Problems) {
    let Some(entries) = shape::map(node, form, problems) else { return };
    keys::check(entries, Level::Defaults, problems);
    for entry in entries {
        let Some(word) = Level::Defaults.find(&entry.key.text) else { continue };
        match word.name {
            "timeout" => suite.timeout = shape::text(&entry.value, word.into(), problems),
            "retries" => suite.retries = shape::text(&entry.value, word.into(), problems),
            "contract" => read_contract(suite, entry, word.into(), problems),
            _ => suite.verb_defaults.extend(verb_defaults(entry, problems)),
        }
    }
}

/// `contract` may stand at the top or under `defaults` (decisions.md D17), but not at both.
fn read_contract(suite: &mut Suite, entry: &Entry, form: Form, problems: &mut Problems) {
    let Some(contract) = shape::text(&entry.value, form, problems) else { return };
    if let Some(first) = &suite.contract {
        problems.push(
            Diagnostic::error(
                code::DEFINED_TWICE,
                "`contract` stands twice, in `idvet.yaml` and under `defaults`",
            )
            .at(problems.place(entry.key.span), "the second one")
            .at(problems.place(first.span), "the first one")
            .help("keep one of them: both are for the whole suite"),
        );
        return;
    }
    suite.contract = Some(contract);
}

/// The defaults of a verb: a map of what stands behind it.
fn verb_defaults(entry: &Entry, problems: &mut Problems) -> Option<Entry> {
    let verb = Verb::of(&entry.key.text)?;
    if entry.value.as_map().is_none() {
        let form = Form { wanted: "followed by a map", ..Form::from(verb.as_word()) };
        Form { example: "poll_status: { every: 2s }", ..form }.refuse(&entry.value, problems);
        return None;
    }
    step::sound_arguments(verb, &entry.value, Level::DefaultsOf(verb), problems).then(|| entry.clone())
}
