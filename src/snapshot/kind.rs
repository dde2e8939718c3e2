//! What kinds of values change from run to run, and the documented fields that hold them.

/// A kind of value that changes from run to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A UUID.
    Uuid,
    /// The reference of a verification session.
    ScanRef,
    /// A number or text by which the API knows a record.
    Id,
    /// What opens something: an `authToken`, a string of digits.
    Token,
    /// An address that the API made.
    Url,
    /// The address of the environment, which each emulator has of its own.
    Address,
    /// A date with a time.
    Timestamp,
    /// A day that moves with the run's.
    Date,
    /// `run.id`.
    Run,
    /// A value that the scenario drew from the run's randomness.
    Random,
    /// A document as Base64.
    Pdf,
    /// A secret.
    Redacted,
}

/// The fields that the API's documents have for what changes: names, kind, and where they stand.
///
/// Source keys are those of `docs/emulator.md`. A field counts wherever it stands in a body.
pub const DOCUMENTED: &[(Kind, &[&str], &str)] = &[
    (Kind::ScanRef, &["scanRef"], "S0, S1, C-OAS: every answer about a session"),
    (Kind::Id, &["id"], "S0: full status"),
    (Kind::Token, &["authToken", "digitString"], "GH, S1: the token answer"),
    (Kind::Token, &["tokenString"], "C-OAS: the answer to a request for information"),
    (Kind::Url, &["redirectUrl"], "C-TOKEN, C-OAS: the token answer"),
    (Kind::Url, &["sessionUrl"], "C-OAS: the answer to a request for information"),
    (
        Kind::Url,
        &[
            "FRONT",
            "BACK",
            "FACE",
            "FRONT_VIDEO",
            "BACK_VIDEO",
            "FACE_VIDEO",
            "UTILITY_BILL",
            "fileUrls",
            "additionalStepPdfUrls",
        ],
        "C-DATA, GH: files, and the same in webhooks; the links live one hour",
    ),
    (Kind::Timestamp, &["created", "updated", "start_time", "finish_time", "review_time"], "S0: full status"),
    (Kind::Timestamp, &["startTime", "finishTime", "timestamp"], "C-WH: webhooks"),
];

impl Kind {
    /// What stands in place of a value.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::ScanRef => "scanRef",
            Self::Id => "id",
            Self::Token => "token",
            Self::Url => "url",
            Self::Address => "address",
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Run => "run.id",
            Self::Random => "random",
            Self::Pdf => "pdf",
            Self::Redacted => "redacted",
        }
    }

    /// Whether equal values have one number. Two times may be equal in one run and not in the next, and so may two
    /// values drawn from few: a number would say what is chance.
    pub(super) const fn is_numbered(self) -> bool {
        match self {
            Self::Uuid | Self::ScanRef | Self::Id | Self::Token | Self::Url => true,
            Self::Address
            | Self::Timestamp
            | Self::Date
            | Self::Run
            | Self::Random
            | Self::Pdf
            | Self::Redacted => false,
        }
    }

    /// The kind of a documented field.
    pub(super) fn of_field(name: &str) -> Option<Self> {
        DOCUMENTED.iter().find(|(_, names, _)| names.contains(&name)).map(|(kind, _, _)| *kind)
    }
}
