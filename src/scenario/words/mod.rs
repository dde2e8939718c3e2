//! The words of the language: which keys stand where, and what people write in their place by habit.

mod document;
mod flow;
mod suite;
mod verbs;

use super::{Arguments, Verb};
use crate::word::Word;

pub(super) use verbs::VERBS;

/// A map of the language whose keys are words of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A document of a scenario file.
    Scenario,
    /// `matrix`: what is no axis.
    Matrix,
    /// An axis of the values of a vocabulary.
    Axis,
    /// A step: these are its modifiers.
    Step,
    /// What stands under `if`, beside the matchers.
    Condition,
    /// What stands behind `snapshot`.
    Snapshot,
    /// A step again, for the word that is its verb.
    Verb,
    /// What stands behind a verb that has keys of its own.
    Arguments(Verb),
    /// `idvet.yaml`.
    Suite,
    /// `defaults`.
    Defaults,
    /// The defaults of a verb.
    DefaultsOf(Verb),
    /// An environment.
    Environment,
    /// `credentials`.
    Credentials,
    /// `limits`.
    Limits,
    /// `webhooks`.
    Webhooks,
    /// `tls` under `webhooks`.
    Tls,
    /// `respond`.
    Respond,
    /// `transport`.
    Transport,
    /// The document of a flow file.
    Flow,
    /// A parameter of a flow.
    Parameter,
}

/// What other test tools call the keys of a scenario.
const SCENARIO_HABITS: &[(&str, &str)] = &[
    ("test", "name"),
    ("title", "name"),
    ("scenario", "name"),
    ("id", "name"),
    ("desc", "description"),
    ("about", "description"),
    ("summary", "description"),
    ("labels", "tags"),
    ("groups", "tags"),
    ("env", "environments"),
    ("environment", "environments"),
    ("kinds", "environments"),
    ("kind", "environments"),
    ("variables", "vars"),
    ("params", "vars"),
    ("parametrize", "matrix"),
    ("parameters", "matrix"),
    ("strategy", "matrix"),
    ("retry", "retries"),
    ("reruns", "retries"),
    ("case", "cases"),
    ("examples", "cases"),
    ("table", "cases"),
    ("tests", "steps"),
    ("stages", "steps"),
    ("requests", "steps"),
    ("script", "steps"),
    ("teardown", "finally"),
    ("after", "finally"),
    ("after_all", "finally"),
    ("cleanup", "finally"),
    ("always", "finally"),
];

/// What other test tools call the modifiers of a step.
const STEP_HABITS: &[(&str, &str)] = &[
    ("assert", "expect"),
    ("asserts", "expect"),
    ("assertions", "expect"),
    ("check", "expect"),
    ("validate", "expect"),
    ("response", "expect"),
    ("test", "name"),
    ("title", "name"),
    ("description", "name"),
    ("when", "if"),
    ("only_if", "if"),
    ("extract", "capture"),
    ("save", "capture"),
    ("store", "capture"),
    ("register", "capture"),
    ("captures", "capture"),
    ("match_snapshot", "snapshot"),
    ("golden", "snapshot"),
    ("approve", "snapshot"),
    ("params", "with"),
    ("parameters", "with"),
    ("args", "with"),
    ("arguments", "with"),
    ("inputs", "with"),
    ("ignore_errors", "continue_on_failure"),
    ("continue_on_error", "continue_on_failure"),
    ("within", "timeout"),
];

/// What other test tools call the keys of a snapshot.
const SNAPSHOT_HABITS: &[(&str, &str)] = &[
    ("exclude", "ignore"),
    ("except", "ignore"),
    ("omit", "ignore"),
    ("include", "only"),
    ("mask", "redact"),
    ("masks", "redact"),
    ("hide", "redact"),
    ("redactions", "redact"),
    ("order", "sort"),
    ("unordered", "sort"),
    ("header", "headers"),
    ("path", "of"),
    ("step", "of"),
    ("from", "of"),
    ("id", "name"),
];

/// What other test tools call the verbs.
const VERB_HABITS: &[(&str, &str)] = &[
    ("sleep", "wait"),
    ("pause", "wait"),
    ("delay", "wait"),
    ("assert", "assert_fields"),
    ("check", "assert_fields"),
    ("vars", "set"),
    ("let", "set"),
    ("http", "request"),
    ("get", "request"),
    ("post", "request"),
    ("call", "request"),
    ("create_session", "create_token"),
    ("generate_token", "create_token"),
    ("token", "create_token"),
    ("dummy_token", "create_dummy_token"),
    ("add_dummy_status", "add_manual_status"),
    ("manual_status", "add_manual_status"),
    ("status", "get_status"),
    ("full_status", "get_full_status"),
    ("data", "get_data"),
    ("files", "get_files"),
    ("wait_for_status", "poll_status"),
    ("webhook", "await_webhook"),
    ("callback", "await_webhook"),
    ("wait_for_webhook", "await_webhook"),
    ("expect_webhook", "await_webhook"),
    ("await_callback", "await_webhook"),
    ("await_delivery", "await_webhook"),
    ("await_status", "poll_status"),
    ("delete_session", "delete"),
    ("pdf", "generate_pdf"),
    ("uses", "use"),
    ("flow", "use"),
    ("include", "use"),
];

/// What people call the keys of requests and polls.
const ARGUMENTS_HABITS: &[(&str, &str)] = &[
    ("body", "json"),
    ("data", "json"),
    ("params", "query"),
    ("header", "headers"),
    ("uri", "url"),
    ("address", "url"),
    ("endpoint", "path"),
    ("interval", "every"),
    ("till", "until"),
    ("timeout", "within"),
    ("status", "until"),
    ("step", "of"),
    ("from", "of"),
    ("type", "event"),
    ("event_type", "event"),
    ("fields", "where"),
    ("matching", "where"),
    ("none", "none_within"),
    ("reply", "respond"),
    ("answer", "respond"),
    ("response", "respond"),
];

/// What people call the keys of `webhooks`.
const WEBHOOKS_HABITS: &[(&str, &str)] = &[
    ("url", "public_url"),
    ("callback_url", "public_url"),
    ("address", "listen"),
    ("port", "listen"),
    ("bind", "listen"),
    ("key", "signing_key"),
    ("secret", "signing_key"),
    ("signing_secret", "signing_key"),
    ("cert", "certificate"),
    ("private_key", "key"),
];

/// What people call the keys of `respond`.
const RESPOND_HABITS: &[(&str, &str)] = &[
    ("code", "status"),
    ("count", "times"),
    ("delay", "after"),
    ("wait", "after"),
    ("text", "body"),
    ("json", "body"),
];

/// What other tools call the keys of a flow and of a parameter.
const FLOW_HABITS: &[(&str, &str)] = &[
    ("parameters", "params"),
    ("arguments", "params"),
    ("args", "params"),
    ("inputs", "params"),
    ("with", "params"),
    ("vars", "params"),
    ("variables", "params"),
    ("tests", "steps"),
    ("export", "exports"),
    ("outputs", "exports"),
    ("output", "exports"),
    ("returns", "exports"),
    ("result", "exports"),
    ("value", "default"),
];

/// What people call the keys of `idvet.yaml`.
const SUITE_HABITS: &[(&str, &str)] = &[
    ("env", "environments"),
    ("envs", "environments"),
    ("environment", "default_environment"),
    ("default", "defaults"),
    ("secrets", "redact"),
    ("redacted", "redact"),
    ("type", "kind"),
    ("host", "base_url"),
    ("url", "base_url"),
    ("address", "base_url"),
    ("auth", "credentials"),
    ("ca", "ca_certificate"),
    ("key", "api_key"),
    ("username", "api_key"),
    ("user", "api_key"),
    ("secret", "api_secret"),
    ("password", "api_secret"),
    ("jobs", "concurrent_scenarios"),
    ("concurrency", "concurrent_scenarios"),
    ("retry", "transport"),
    ("retry_policy", "transport"),
    ("attempts", "retries"),
    ("delay", "pause"),
    ("max_delay", "max_pause"),
];

impl Level {
    /// Where it is, for `unknown key ... in a scenario`.
    pub(super) fn place(self) -> String {
        match self {
            Self::Scenario => "in a scenario".to_owned(),
            Self::Step | Self::Verb => "in a step".to_owned(),
            Self::Arguments(verb) | Self::DefaultsOf(verb) => format!("under `{}`", verb.word()),
            Self::Condition => "under `if`".to_owned(),
            Self::Snapshot => "under `snapshot`".to_owned(),
            Self::Matrix => "under `matrix`".to_owned(),
            Self::Axis => "in an axis".to_owned(),
            Self::Suite => "in `idvet.yaml`".to_owned(),
            Self::Defaults => "under `defaults`".to_owned(),
            Self::Environment => "in an environment".to_owned(),
            Self::Credentials => "under `credentials`".to_owned(),
            Self::Limits => "under `limits`".to_owned(),
            Self::Webhooks => "under `webhooks`".to_owned(),
            Self::Tls => "under `tls`".to_owned(),
            Self::Respond => "under `respond`".to_owned(),
            Self::Transport => "under `transport`".to_owned(),
            Self::Flow => "in a flow".to_owned(),
            Self::Parameter => "in a parameter".to_owned(),
        }
    }

    /// The keys that are known there.
    pub fn words(self) -> Vec<&'static Word> {
        match self {
            Self::Verb => VERBS.iter().map(|(_, word)| word).collect(),
            Self::Defaults => suite::DEFAULTS.iter().chain(verbs_with_defaults()).collect(),
            Self::Arguments(verb) | Self::DefaultsOf(verb) => verb.keys().iter().collect(),
            Self::Scenario => document::SCENARIO.iter().collect(),
            Self::Step => document::MODIFIERS.iter().collect(),
            Self::Condition => document::CONDITION.iter().collect(),
            Self::Snapshot => document::SNAPSHOT.iter().collect(),
            Self::Matrix => document::MATRIX.iter().collect(),
            Self::Axis => document::AXIS.iter().collect(),
            Self::Suite => suite::SUITE.iter().collect(),
            Self::Environment => suite::ENVIRONMENT.iter().collect(),
            Self::Credentials => suite::CREDENTIALS.iter().collect(),
            Self::Limits => suite::LIMITS.iter().collect(),
            Self::Webhooks => suite::WEBHOOKS.iter().collect(),
            Self::Tls => suite::TLS.iter().collect(),
            Self::Respond => verbs::RESPOND.iter().collect(),
            Self::Transport => suite::TRANSPORT.iter().collect(),
            Self::Flow => flow::FLOW.iter().collect(),
            Self::Parameter => flow::PARAMETER.iter().collect(),
        }
    }

    /// Their names.
    pub(super) fn known(self) -> Vec<&'static str> {
        self.words().into_iter().map(|word| word.name).collect()
    }

    /// Whether a key is known there.
    pub(super) fn knows(self, name: &str) -> bool {
        self.words().iter().any(|word| word.name == name)
    }

    /// The key of that name; it stands in the table of this level.
    pub(super) fn word(self, name: &str) -> &'static Word {
        let found = self.words().into_iter().find(|word| word.name == name);
        found.expect("a reader asks for keys of its own level")
    }

    /// The key of that name, if it is known there.
    pub(super) fn find(self, name: &str) -> Option<&'static Word> {
        self.words().into_iter().find(|word| word.name == name)
    }

    /// The known key that was probably meant by an unknown one.
    pub(super) fn meant(self, word: &str) -> Option<&'static str> {
        meant(word, &self.known(), self.habits())
    }

    fn habits(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Scenario => SCENARIO_HABITS,
            Self::Matrix | Self::Axis | Self::Condition => &[],
            Self::Webhooks | Self::Tls => WEBHOOKS_HABITS,
            Self::Respond => RESPOND_HABITS,
            Self::Step => STEP_HABITS,
            Self::Snapshot => SNAPSHOT_HABITS,
            Self::Arguments(_) | Self::DefaultsOf(_) => ARGUMENTS_HABITS,
            Self::Verb | Self::Defaults => VERB_HABITS,
            Self::Suite | Self::Environment | Self::Credentials | Self::Limits | Self::Transport => {
                SUITE_HABITS
            }
            Self::Flow | Self::Parameter => FLOW_HABITS,
        }
    }
}

/// The verbs whose arguments are a map, and so can have defaults (decisions.md B2).
fn verbs_with_defaults() -> impl Iterator<Item = &'static Word> {
    let with_map = |verb: Verb| match verb.arguments() {
        Arguments::ApiFields | Arguments::Keys(_) | Arguments::Either(_) => true,
        Arguments::Names | Arguments::Scalar => false,
    };
    VERBS.iter().filter(move |(verb, _)| with_map(*verb)).map(|(_, word)| word)
}

/// A habit first, then the same word in another spelling, then the nearest.
fn meant(
    word: &str,
    known: &[&'static str],
    habits: &[(&'static str, &'static str)],
) -> Option<&'static str> {
    let spelled = snake_case(word);
    let habit = habits.iter().find(|(wrong, right)| *wrong == spelled && known.contains(right));
    habit
        .map(|(_, right)| *right)
        .or_else(|| known.iter().copied().find(|right| *right == spelled))
        .or_else(|| crate::diagnostic::nearest(&spelled, known.iter().copied()))
}

/// `continueOnFailure`, `continue-on-failure` and `Continue on failure` as `continue_on_failure`.
fn snake_case(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len() + 4);
    let mut after_small = false;
    for character in word.chars() {
        if character.is_uppercase() && after_small {
            spelled.push('_');
        }
        after_small = character.is_lowercase() || character.is_ascii_digit();
        match character {
            '-' | ' ' | '.' => spelled.push('_'),
            other => spelled.extend(other.to_lowercase()),
        }
    }
    spelled
}

/// Words as they stand in a message: `` `a`, `b` and `c` ``.
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}
