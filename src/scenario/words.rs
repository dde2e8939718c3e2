//! The words of the language: which keys stand where, what people write in their place by habit, and which
//! words this version does not have.

use super::Verb;

/// A map of the language whose keys are words of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// A document of a scenario file.
    Scenario,
    /// A step: these are its modifiers.
    Step,
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
}

/// Words that language.md has and this version has not.
const NOT_AVAILABLE: &[(Level, &str)] = &[
    (Level::Verb, "use"),
    (Level::Verb, "await_webhook"),
    (Level::Step, "snapshot"),
    (Level::Suite, "webhooks"),
    (Level::Environment, "webhooks"),
    (Level::Defaults, "await_webhook"),
];

/// The keys of a scenario.
const SCENARIO: &[&str] = &[
    "name",
    "description",
    "tags",
    "environments",
    "timeout",
    "contract",
    "vars",
    "matrix",
    "cases",
    "steps",
    "finally",
];

/// The modifiers of a step.
pub(super) const MODIFIERS: &[&str] =
    &["name", "id", "if", "expect", "capture", "contract", "timeout", "continue_on_failure", "as", "session"];

/// The keys of `idvet.yaml`.
const SUITE: &[&str] = &["environments", "default_environment", "defaults", "contract", "redact"];

/// The keys of `defaults`: the verbs whose arguments are a map, and the time of a scenario.
const DEFAULTS: &[&str] = &[
    "timeout",
    "contract",
    "create_token",
    "create_dummy_token",
    "add_manual_status",
    "get_status",
    "get_full_status",
    "get_data",
    "get_files",
    "poll_status",
    "delete",
    "generate_pdf",
    "assert_fields",
    "request",
    "poll",
];

/// The keys of an environment.
const ENVIRONMENT: &[&str] =
    &["kind", "base_url", "emulator", "credentials", "ca_certificate", "timeout", "limits", "contract"];

const CREDENTIALS: &[&str] = &["api_key", "api_secret"];

const LIMITS: &[&str] = &["concurrent_scenarios", "requests_per_second", "requests_per_hour"];

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
    ("ignore_errors", "continue_on_failure"),
    ("continue_on_error", "continue_on_failure"),
    ("within", "timeout"),
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
    ("await_status", "poll_status"),
    ("delete_session", "delete"),
    ("pdf", "generate_pdf"),
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
];

impl Level {
    /// Where it is, for `unknown key ... in a scenario`.
    pub(super) fn place(self) -> String {
        match self {
            Self::Scenario => "in a scenario".to_owned(),
            Self::Step | Self::Verb => "in a step".to_owned(),
            Self::Arguments(verb) | Self::DefaultsOf(verb) => format!("under `{}`", verb.word()),
            Self::Suite => "in `idvet.yaml`".to_owned(),
            Self::Defaults => "under `defaults`".to_owned(),
            Self::Environment => "in an environment".to_owned(),
            Self::Credentials => "under `credentials`".to_owned(),
            Self::Limits => "under `limits`".to_owned(),
        }
    }

    /// The keys that are known there.
    pub(super) fn known(self) -> &'static [&'static str] {
        match self {
            Self::Scenario => SCENARIO,
            Self::Step => MODIFIERS,
            Self::Verb => Verb::WORDS,
            Self::Arguments(verb) | Self::DefaultsOf(verb) => verb.keys(),
            Self::Suite => SUITE,
            Self::Defaults => DEFAULTS,
            Self::Environment => ENVIRONMENT,
            Self::Credentials => CREDENTIALS,
            Self::Limits => LIMITS,
        }
    }

    /// Whether the word belongs here in a later version.
    pub(super) fn lacks(self, word: &str) -> bool {
        NOT_AVAILABLE.contains(&(self, word))
    }

    /// The known key that was probably meant by an unknown one.
    pub(super) fn meant(self, word: &str) -> Option<&'static str> {
        meant(word, self.known(), self.habits())
    }

    fn habits(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Scenario => SCENARIO_HABITS,
            Self::Step => STEP_HABITS,
            Self::Arguments(_) | Self::DefaultsOf(_) => ARGUMENTS_HABITS,
            Self::Verb | Self::Defaults => VERB_HABITS,
            Self::Suite | Self::Environment | Self::Credentials | Self::Limits => SUITE_HABITS,
        }
    }
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
