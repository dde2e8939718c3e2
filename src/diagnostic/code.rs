//! The codes of all diagnostics: E0xx the text as YAML, E1xx the words of the language, E2xx values,
//! E3xx names, E4xx suite, environments and files, E5xx the command line; W... the same as warnings.
//!
//! Each has a page, `pages/E101.md`, without which nothing compiles; `page.rs` says how one is written.

/// The code of a diagnostic; stable from release to release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

impl Code {
    /// Of what is no mistake of an author: an expectation that did not hold is shown without a code.
    pub const UNNAMED: Self = Self("");
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*
        /// Every code there is.
        pub const ALL: &[Code] = &[$($name),*];
        /// The text of the page of each.
        pub(super) const PAGES: &[(Code, &str)] =
            &[$(($name, include_str!(concat!("pages/", $code, ".md")))),*];
    };
}

codes! {
    /// The text is not YAML.
    SYNTAX = "E001";
    /// A key is written twice in one map.
    DUPLICATE_KEY = "E002";
    /// The file is too large, too deep, or has too many nodes.
    LIMIT = "E003";
    /// The file is not UTF-8, or holds a NUL byte.
    ENCODING = "E004";
    /// A key that the language does not know.
    UNKNOWN_KEY = "E101";
    /// A step without a verb, or with two.
    VERB = "E102";
    /// A verb that the language does not know.
    UNKNOWN_VERB = "E103";
    /// A key that must be there and is not.
    MISSING_KEY = "E104";
    /// A value of the wrong type: a list in place of a map, a text in place of a number.
    WRONG_TYPE = "E105";
    /// A value outside of a vocabulary.
    VOCABULARY = "E201";
    /// A value that the API's documents do not allow.
    API_VALUE = "E202";
    /// A duration that cannot be read.
    DURATION = "E203";
    /// A JSONPath that cannot be read.
    JSON_PATH = "E204";
    /// A regular expression that cannot be read.
    REGEX = "E205";
    /// A `${...}` that cannot be read.
    TEMPLATE = "E206";
    /// A matcher that does not exist, or whose operand is wrong.
    MATCHER = "E207";
    /// A function that does not exist, or whose arguments are wrong.
    FUNCTION = "E208";
    /// A JSON Schema that cannot be read.
    JSON_SCHEMA = "E209";
    /// A matrix or a table of cases that gives no tests, too many, or cannot be read.
    CASES = "E210";
    /// A name that nothing defines.
    UNKNOWN_NAME = "E301";
    /// A name that is used before it is made.
    USED_TOO_EARLY = "E302";
    /// A name that is defined twice.
    DEFINED_TWICE = "E303";
    /// A step about a session where none was made.
    NO_SESSION = "E304";
    /// A name that cannot be one: with characters that names do not have, or reserved.
    NAME = "E305";
    /// Flows that use each other in a ring, too deep, or too often.
    FLOW = "E306";
    /// A parameter of a flow that is not given, or that the flow does not have.
    PARAMETER = "E307";
    /// No suite was found, or two at once.
    SUITE = "E401";
    /// An environment that does not exist, or is ill-formed.
    ENVIRONMENT = "E402";
    /// A variable of the process's environment that is not set.
    UNSET_VARIABLE = "E403";
    /// A secret that stands literally in a file.
    LITERAL_SECRET = "E404";
    /// A file that cannot be read.
    FILE = "E405";
    /// An address that may not be used.
    ADDRESS = "E406";
    /// A run against PROD without leave.
    PROD = "E407";
    /// An argument of the command line that cannot be used.
    ARGUMENT = "E501";
    /// A number that would not be sent as it was written.
    NUMBER_TEXT = "W201";
    /// A regular expression inside a JSONPath that can never match.
    DEAD_REGEX = "W204";
    /// A parameter of a flow that the flow does not use.
    UNUSED_PARAMETER = "W307";
    /// A named file without a scenario.
    EMPTY_FILE = "W401";
    /// A `public_url` that does not lead to the listener.
    ASTRAY = "W402";
    /// Something that looks like a secret.
    SECRET_LIKE = "W404";
    /// A poll that asks a real environment too often.
    FAST_POLL = "W202";
    /// A wait whose time is over before what it waits for can come, or is longer than its scenario may take.
    SHORT_POLL = "W203";
    /// A poll for a status that the session cannot show, or a wait for a webhook about what does not happen.
    UNREACHABLE_STATUS = "W205";
    /// A value in an expectation that no answer has.
    NO_ANSWER_HAS_IT = "W206";
    /// Something that is made and that nothing uses.
    UNUSED = "W301";
    /// Two scenarios of a suite with one name, in two files.
    SAME_NAME = "W303";
}
