//! The verbs of the language.

/// A verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is described by `about`")]
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
}

/// What stands behind a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// A map of the API's fields, or nothing.
    ApiFields,
    /// A map of the language's own keys.
    Keys(&'static [&'static str]),
    /// A scalar or a map.
    Either(&'static [&'static str]),
}

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
    ];

    /// The word in a scenario.
    pub fn word(self) -> &'static str {
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
        }
    }

    /// The verb of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.word() == word)
    }
}
