//! The verbs of the language, and what may stand behind each.

use crate::vocabulary::{self, ApiCall};

/// A verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of the language, described in its reference")]
pub enum Verb {
    CreateToken,
    CreateDummyToken,
    AddManualStatus,
    GetStatus,
    GetFullStatus,
    GetData,
    GetFiles,
    PollStatus,
    Delete,
    GeneratePdf,
    AssertFields,
    Request,
    Poll,
    Set,
    Wait,
    Use,
}

/// What stands behind a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// A map of the API's fields, or nothing.
    ApiFields,
    /// A map of the language's own keys.
    Keys(&'static [&'static str]),
    /// A scalar, a list of scalars, or a map of the language's own keys.
    Either(&'static [&'static str]),
    /// A map of names that the author makes up, at least one.
    Names,
    /// A scalar.
    Scalar,
}

/// The keys of `poll_status`; `scanRef` is the API's word for the session, where it is said outright.
const POLL_STATUS: &[&str] = &["until", "never", "every", "backoff", "max_every", "within", "scanRef"];

/// The keys of `assert_fields`.
const ASSERT_FIELDS: &[&str] = &["of", "fields"];

/// The keys of `request`.
const REQUEST: &[&str] =
    &["method", "path", "url", "query", "headers", "json", "form", "text", "file", "auth"];

/// The keys of `poll`: those of a request, and when it ends.
const POLL: &[&str] = &[
    "method",
    "path",
    "url",
    "query",
    "headers",
    "json",
    "form",
    "text",
    "file",
    "auth",
    "until",
    "every",
    "backoff",
    "max_every",
    "within",
];

impl Verb {
    /// All of them, in the order of the reference.
    pub const ALL: &'static [Self] = &[
        Self::CreateToken,
        Self::CreateDummyToken,
        Self::AddManualStatus,
        Self::GetStatus,
        Self::GetFullStatus,
        Self::GetData,
        Self::GetFiles,
        Self::PollStatus,
        Self::Delete,
        Self::GeneratePdf,
        Self::AssertFields,
        Self::Request,
        Self::Poll,
        Self::Set,
        Self::Wait,
        Self::Use,
    ];

    /// Their words, in the same order.
    pub const WORDS: &'static [&'static str] = {
        const WORDS: [&str; Verb::ALL.len()] = {
            let mut words = [""; Verb::ALL.len()];
            let mut at = 0;
            while at < words.len() {
                words[at] = Verb::ALL[at].word();
                at += 1;
            }
            words
        };
        &WORDS
    };

    /// The word in a scenario.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CreateToken => "create_token",
            Self::CreateDummyToken => "create_dummy_token",
            Self::AddManualStatus => "add_manual_status",
            Self::GetStatus => "get_status",
            Self::GetFullStatus => "get_full_status",
            Self::GetData => "get_data",
            Self::GetFiles => "get_files",
            Self::PollStatus => "poll_status",
            Self::Delete => "delete",
            Self::GeneratePdf => "generate_pdf",
            Self::AssertFields => "assert_fields",
            Self::Request => "request",
            Self::Poll => "poll",
            Self::Set => "set",
            Self::Wait => "wait",
            Self::Use => "use",
        }
    }

    /// The verb of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.word() == word)
    }

    /// What may stand behind it.
    pub fn arguments(self) -> Arguments {
        match self {
            Self::CreateToken
            | Self::CreateDummyToken
            | Self::AddManualStatus
            | Self::GetStatus
            | Self::GetFullStatus
            | Self::GetData
            | Self::GetFiles
            | Self::Delete
            | Self::GeneratePdf => Arguments::ApiFields,
            Self::PollStatus => Arguments::Either(POLL_STATUS),
            Self::AssertFields => Arguments::Keys(ASSERT_FIELDS),
            Self::Request => Arguments::Keys(REQUEST),
            Self::Poll => Arguments::Keys(POLL),
            Self::Set => Arguments::Names,
            Self::Wait | Self::Use => Arguments::Scalar,
        }
    }

    /// The language's own keys behind it; empty where it has none.
    pub fn keys(self) -> &'static [&'static str] {
        match self.arguments() {
            Arguments::Keys(keys) | Arguments::Either(keys) => keys,
            Arguments::ApiFields | Arguments::Names | Arguments::Scalar => &[],
        }
    }

    /// The API's call that it makes, where it makes exactly one.
    pub fn call(self) -> Option<&'static ApiCall> {
        vocabulary::call(self.word())
    }

    /// The verb as it is written in a step, in its shortest useful form.
    pub fn example(self) -> &'static str {
        match self {
            Self::CreateToken => "create_token: { clientId: qa-1 }",
            Self::CreateDummyToken => "create_dummy_token: { dummyStatus: APPROVED }",
            Self::AddManualStatus => {
                "add_manual_status: { manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }"
            }
            Self::GetStatus => "get_status:",
            Self::GetFullStatus => "get_full_status:",
            Self::GetData => "get_data:",
            Self::GetFiles => "get_files:",
            Self::PollStatus => "poll_status: APPROVED",
            Self::Delete => "delete:",
            Self::GeneratePdf => "generate_pdf: { language: en }",
            Self::AssertFields => "assert_fields: { fields: { status: APPROVED } }",
            Self::Request => "request: { method: GET, path: /api/v2/partner }",
            Self::Poll => "poll: { path: /jobs/1, until: { state: done }, within: 30s }",
            Self::Set => "set: { client: qa-1 }",
            Self::Wait => "wait: 2s",
            Self::Use => "use: _flows/denied.yaml",
        }
    }
}
