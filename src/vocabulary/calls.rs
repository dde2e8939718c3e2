//! The API's session calls: method, path, request fields and documented success.

use super::token::{DUMMY_TOKEN_FIELDS, TOKEN_FIELDS};
use super::{MANUAL_DOCUMENT_VALIDITY, MANUAL_FACE_MATCH_RESULT, Vocabulary};

/// One call of the API.
#[derive(Debug)]
pub struct ApiCall {
    /// The name that scenarios use, such as `create_token`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the base URL.
    pub path: &'static str,
    /// One sentence on what the call does.
    pub about: &'static str,
    /// The documented fields of the request, in the order of the documents.
    pub fields: &'static [ApiField],
    /// The HTTP status codes that mean success.
    pub success: &'static [u16],
    /// The environments in which the call works.
    pub kinds: Kinds,
    /// What it does to a session.
    pub effect: Effect,
    /// Where this is documented.
    pub source: &'static str,
}

/// The environments in which a call works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// In every environment.
    All,
    /// In DEV alone (S1).
    DevOnly,
}

/// What a call does to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It makes one.
    Creates,
    /// It tells of one.
    Reads,
    /// It gives one another result.
    Changes,
    /// It erases the personal data of one.
    Deletes,
}

/// One field of a request.
#[derive(Debug)]
pub struct ApiField {
    /// The JSON key.
    pub name: &'static str,
    /// What its value may be.
    pub kind: FieldKind,
    /// Whether the call fails without it.
    pub required: bool,
    /// One phrase on what it is for.
    pub about: &'static str,
    /// A value that is accepted, as it stands in YAML or JSON.
    pub example: &'static str,
    /// Where this is documented.
    pub source: &'static str,
}

/// What the value of a request field may be. Lengths count characters, bounds are inclusive.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// A text.
    Text {
        /// The least number of characters.
        min: usize,
        /// The greatest number of characters.
        max: usize,
    },
    /// A text of ASCII characters.
    Ascii {
        /// The least number of characters.
        min: usize,
        /// The greatest number of characters.
        max: usize,
    },
    /// A person's name: 1 to 100 characters, no digits, none of [`FieldKind::NOT_IN_NAMES`].
    Name,
    /// A term of a vocabulary.
    OneOf(&'static Vocabulary),
    /// One of a few words that are no vocabulary of their own.
    Word(&'static [&'static str]),
    /// A list of terms of a vocabulary.
    ListOf(&'static Vocabulary),
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// Any number.
    Number,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// An absolute URL of 5 to 2048 characters.
    Url,
    /// Two letters, ISO 3166-1 alpha-2, in either letter case.
    Country,
    /// As [`FieldKind::Country`], or `ALL`, which clears it.
    Nationality,
    /// A UUID.
    Uuid,
    /// A JSON object.
    Object,
    /// A list of texts.
    TextList,
}

impl FieldKind {
    /// Characters that a name may not contain, besides digits (GH, O-TOKEN).
    pub const NOT_IN_NAMES: &'static str = "~!@#$%^*()_+={}[]\\|:;\",<>/?";
}

pub(super) const fn field(
    name: &'static str,
    kind: FieldKind,
    about: &'static str,
    example: &'static str,
    source: &'static str,
) -> ApiField {
    ApiField { name, kind, required: false, about, example, source }
}

impl ApiField {
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// The call of that name.
pub fn call(name: &str) -> Option<&'static ApiCall> {
    CALLS.iter().find(|call| call.name == name)
}

/// Every call, in the order of a session's life.
pub fn calls() -> &'static [ApiCall] {
    CALLS
}

const SCAN_REF: ApiField = field(
    "scanRef",
    FieldKind::Text { min: 1, max: 36 },
    "the session",
    "ec6a7108-8c26-11e9-9758-309c231b1bac",
    "S0, S1",
)
.required();

const SCAN_REF_ALONE: &[ApiField] = &[SCAN_REF];

static CALLS: &[ApiCall] = &[
    ApiCall {
        name: "create_token",
        method: "POST",
        path: "/api/v2/token",
        about: "creates a verification session",
        fields: TOKEN_FIELDS,
        success: &[200, 201],
        kinds: Kinds::All,
        effect: Effect::Creates,
        source: "C-TOKEN, C-OAS, GH:GeneratingIdentificationToken",
    },
    ApiCall {
        name: "create_dummy_token",
        method: "POST",
        path: "/api/v2/token",
        about: "creates a session that has its automatic result at once",
        fields: DUMMY_TOKEN_FIELDS,
        success: &[200, 201],
        kinds: Kinds::DevOnly,
        effect: Effect::Creates,
        source: "S1",
    },
    ApiCall {
        name: "add_manual_status",
        method: "POST",
        path: "/api/v2/add-dummy-status",
        about: "gives a dummy session the result of a manual review",
        fields: &[
            SCAN_REF,
            field(
                "manualFaceMatchResult",
                FieldKind::OneOf(&MANUAL_FACE_MATCH_RESULT),
                "what the reviewer says of the face",
                "FACE_MATCH",
                "S1",
            )
            .required(),
            field(
                "manualDocumentValidity",
                FieldKind::OneOf(&MANUAL_DOCUMENT_VALIDITY),
                "what the reviewer says of the document",
                "DOC_VALIDATED",
                "S1",
            )
            .required(),
        ],
        success: &[200],
        kinds: Kinds::DevOnly,
        effect: Effect::Changes,
        source: "S1",
    },
    read("get_status", "/api/v2/status", "reads the overall status", "S0, C-DATA"),
    read("get_full_status", "/api/v2/full-status", "reads the whole record of results", "S0"),
    read("get_data", "/api/v2/data", "reads the data of the document", "S0, C-DATA"),
    read("get_files", "/api/v2/files", "reads the addresses of the pictures", "S0, C-DATA"),
    ApiCall {
        effect: Effect::Deletes,
        ..read("delete", "/api/v2/delete", "erases the personal data of a session", "C-DEL, GH")
    },
    ApiCall {
        name: "generate_pdf",
        method: "POST",
        path: "/api/v2/generate-pdf",
        about: "makes the report of a session, a PDF in Base64",
        fields: &[
            SCAN_REF,
            field(
                "language",
                FieldKind::Word(&["en", "lt"]),
                "the language of the report",
                "en",
                "C-PDF, O-PDF",
            ),
            field(
                "includeMainStepFiles",
                FieldKind::Boolean,
                "with the main pictures",
                "true",
                "C-PDF, O-PDF",
            ),
            field(
                "includeAdditionalStepFiles",
                FieldKind::Boolean,
                "with the other pictures",
                "true",
                "C-PDF, O-PDF",
            ),
        ],
        success: &[200],
        kinds: Kinds::All,
        effect: Effect::Reads,
        source: "C-PDF, O-PDF",
    },
];

/// A call that takes the session's reference and nothing else.
const fn read(name: &'static str, path: &'static str, about: &'static str, source: &'static str) -> ApiCall {
    ApiCall {
        name,
        method: "POST",
        path,
        about,
        fields: SCAN_REF_ALONE,
        success: &[200],
        kinds: Kinds::All,
        effect: Effect::Reads,
        source,
    }
}
