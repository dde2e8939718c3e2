//! The verbs, and the keys behind those that have keys of the language's own.

use super::super::Verb;
use crate::{
    vocabulary::{OVERALL_STATUS, WEBHOOK_EVENT},
    word::{Part, Shape, Wanted, Word, word},
};

/// Every verb, in the order of the reference.
pub(in crate::scenario) const VERBS: &[(Verb, Word)] = &[
    (Verb::CreateToken, word("create_token", CALL, "create_token: { clientId: qa-1 }", "makes a session")),
    (
        Verb::CreateDummyToken,
        word(
            "create_dummy_token",
            CALL,
            "create_dummy_token: { dummyStatus: APPROVED }",
            "makes a session that has its automatic result at once; in DEV only",
        ),
    ),
    (
        Verb::AddManualStatus,
        word(
            "add_manual_status",
            CALL,
            "add_manual_status: { manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }",
            "says what a reviewer would have said of a dummy session; in DEV only",
        ),
    ),
    (Verb::GetStatus, word("get_status", CALL, "get_status:", "reads the overall status")),
    (Verb::GetFullStatus, word("get_full_status", CALL, "get_full_status:", "reads all results")),
    (Verb::GetData, word("get_data", CALL, "get_data:", "reads the data of the document")),
    (Verb::GetFiles, word("get_files", CALL, "get_files:", "reads the addresses of the pictures")),
    (
        Verb::PollStatus,
        word(
            "poll_status",
            Wanted::filled(
                "followed by a status, a list of statuses, or a map",
                Shape::Either(STATUSES_OR_KEYS),
            ),
            "poll_status: APPROVED",
            "asks for the status until it is the wanted one",
        ),
    ),
    (Verb::Delete, word("delete", CALL, "delete:", "erases the session's personal data")),
    (
        Verb::GeneratePdf,
        word("generate_pdf", CALL, "generate_pdf: { language: en }", "makes the session's report, Base64"),
    ),
    (
        Verb::AssertFields,
        word(
            "assert_fields",
            Wanted::of(MAP, Shape::Keys(ASSERT_FIELDS)),
            "assert_fields: { fields: { status: APPROVED } }",
            "looks at an earlier answer again",
        ),
    ),
    (
        Verb::Request,
        word(
            "request",
            Wanted::of(MAP, Shape::Keys(REQUEST)),
            "request: { method: GET, path: /api/v2/partner }",
            "any HTTP request; any 2xx is a success",
        ),
    ),
    (
        Verb::Poll,
        word(
            "poll",
            Wanted::of(MAP, Shape::Keys(POLL)),
            "poll: { path: /jobs/1, until: { state: done }, within: 30s }",
            "any request, until its fields hold",
        ),
    ),
    (
        Verb::AwaitWebhook,
        word(
            "await_webhook",
            Wanted::filled("followed by the name of an event, or a map", Shape::Either(EVENT_OR_KEYS)),
            "await_webhook: IDENTIFICATION_MANUAL_FINISHED",
            "waits for a delivery about the session, and verifies its signature",
        ),
    ),
    (
        Verb::Set,
        word(
            "set",
            Wanted::of("followed by a map of names and values", Shape::Open(&[], &Shape::Any)),
            "set: { client: qa-1 }",
            "gives values names; later steps read them as `${NAME}`",
        ),
    ),
    (
        Verb::Wait,
        word("wait", Wanted::filled("followed by a duration", Shape::Duration), "wait: 2s", "a pause"),
    ),
    (
        Verb::Use,
        word(
            "use",
            Wanted::TEXT.said("followed by the path of a flow"),
            "use: _flows/denied.yaml",
            "the steps of a flow file, with what `with` gives it",
        ),
    ),
];

const MAP: &str = "followed by a map";

const CALL: Wanted = Wanted::of("followed by a map of fields, or by nothing", Shape::Part(Part::Call));

/// A duration that may be filled in.
const DURATION: Wanted = Wanted::filled("a duration", Shape::Duration);

/// Names with texts or lists of texts.
const PAIRS: Wanted = Wanted::filled(
    "a map of names and values",
    Shape::Open(&[], &Shape::Either(&[Shape::Text, Shape::List(&Shape::Text)])),
);

const STATUS: &Shape = &Shape::Term(&OVERALL_STATUS);

const STATUS_OR_RAW: &Shape = &Shape::Either(&[*STATUS, Shape::Raw]);

const STATUS_OR_LIST: &[Shape] = &[*STATUS_OR_RAW, Shape::List(STATUS_OR_RAW)];

const STATUSES_OR_KEYS: &[Shape] = &[*STATUS, Shape::List(STATUS), Shape::Keys(POLL_STATUS)];

/// A status or a list of them.
const STATUSES: Wanted = Wanted::filled("a status or a list of statuses", Shape::Either(STATUS_OR_LIST));

/// The keys of `poll_status`; `scanRef` is the API's word for the session, where it is said outright.
const POLL_STATUS: &[Word] = &[
    word("until", STATUSES, "until: APPROVED", "the status that is wanted, or a list of them"),
    word("never", STATUSES, "never: [DENIED, SUSPECTED]", "statuses that fail the step at once"),
    EVERY,
    BACKOFF,
    MAX_EVERY,
    WITHIN,
    word("scanRef", Wanted::TEXT, "scanRef: \"${first.scanRef}\"", "the session, where it is said outright"),
];

const EVENT_OR_RAW: &[Shape] = &[Shape::Term(&WEBHOOK_EVENT), Shape::Raw];

const EVENT_OR_KEYS: &[Shape] = &[Shape::Term(&WEBHOOK_EVENT), Shape::Keys(AWAIT_WEBHOOK)];

/// The keys of `await_webhook`; `scanRef` is the API's word for the session, where it is said outright.
const AWAIT_WEBHOOK: &[Word] = &[
    word(
        "event",
        Wanted::filled("the name of an event", Shape::Either(EVENT_OR_RAW)),
        "event: IDENTIFICATION_MANUAL_FINISHED",
        "what the delivery tells of, in its header `Idenfy-Event-Type`; else any event",
    ),
    word(
        "where",
        Wanted::of("a map of fields and what is expected of them", Shape::Part(Part::Fields)),
        "where: { final: true }",
        "fields of the payload, as in `expect`: a delivery that does not have them is not the one",
    ),
    word(
        "within",
        DURATION,
        "within: 20s",
        "how long it waits; a delivery that came before the step began counts at once",
    )
    .or("30s"),
    word(
        "none_within",
        DURATION,
        "none_within: 5s",
        "in place of `within`: that nothing more comes for so long, and nothing came that no step has waited for",
    ),
    word(
        "signature",
        Wanted::of(
            "`valid`, `invalid`, `absent` or `unchecked`",
            Shape::OneOf(&["valid", "invalid", "absent", "unchecked"]),
        ),
        "signature: unchecked",
        "what is wanted of the signature: that it holds; that it does not, or is missing; that it is missing; nothing",
    )
    .or("valid"),
    word(
        "respond",
        Wanted::of("a map", Shape::Keys(RESPOND)),
        "respond: { status: 500, times: 1 }",
        "how the delivery is answered; else 200 at once. What the sender takes for a failure does not end the step: \
         its repetition does",
    ),
    word("scanRef", Wanted::TEXT, "scanRef: \"${first.scanRef}\"", "the session, where it is said outright"),
];

/// The keys of `respond`.
pub(super) const RESPOND: &[Word] = &[
    word(
        "status",
        Wanted::of("a status code from 200 to 599", Shape::Whole { min: 200, max: 599 }),
        "status: 500",
        "the HTTP status",
    )
    .or("200"),
    word(
        "times",
        Wanted::of("a whole number from 1 to 100", Shape::Whole { min: 1, max: 100 }),
        "times: 2",
        "how many deliveries are answered so; those behind them get 200 at once",
    )
    .or("1"),
    word("after", DURATION, "after: 11s", "how long the answer is held back").or("0s"),
    word("body", Wanted::TEXT, "body: try again", "the body of the answer, as a text"),
];

const ASSERT_FIELDS: &[Word] = &[
    word("of", Wanted::NAME, "of: full", "the `id` of the step whose answer it is; else the last answer"),
    word(
        "fields",
        Wanted::of("a map of fields and what is expected of them", Shape::Part(Part::Fields)),
        "fields: { status: APPROVED }",
        "what is expected of each field",
    ),
];

/// The keys of `request`.
const REQUEST: &[Word] = POLL.split_at(10).0;

/// The keys of `poll`: those of a request, and when it ends.
const POLL: &[Word] = &[
    word(
        "method",
        Wanted::filled(
            "a method such as `GET`",
            Shape::Like(&["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
        ),
        "method: GET",
        "the HTTP method; else `GET` where there is no body, and `POST` where there is one",
    ),
    word(
        "path",
        Wanted::TEXT.said("a path such as `/api/v2/status`"),
        "path: /api/v2/status",
        "where it goes, behind the environment's address",
    ),
    word(
        "url",
        Wanted::TEXT.said("an address such as `https://example.com/`"),
        "url: https://example.com/",
        "where it goes, in place of `path`: anywhere, without the environment's credentials",
    ),
    word("query", PAIRS, "query: { clientId: qa-1 }", "the query, in this order; a list repeats its name"),
    word("headers", PAIRS, "headers: { accept: application/json }", "headers; a list repeats its name"),
    word("json", Wanted::of("any value", Shape::Any), "json: { scanRef: \"${ref}\" }", "the body as JSON"),
    word(
        "form",
        PAIRS,
        "form: { name: value }",
        "the body as `application/x-www-form-urlencoded`; a list repeats its name",
    ),
    word(
        "text",
        Wanted::TEXT,
        "text: not JSON",
        "the body as it stands, `text/plain` unless `headers` says a `content-type`",
    ),
    word(
        "file",
        Wanted::TEXT.said("the path of a file, from the suite's root"),
        "file: _data/body.json",
        "the bytes of a file of the suite as the body, its type by its name",
    ),
    word(
        "auth",
        Wanted::of(
            "`environment`, `none` or `{ api_key: ..., api_secret: ... }`",
            Shape::Either(&[Shape::OneOf(&["environment", "none"]), Shape::Keys(AUTH)]),
        ),
        "auth: none",
        "whose credentials: `environment` (where a `path` is given), `none` (where a `url` is), or a pair",
    ),
    word(
        "until",
        Wanted::of("a map of fields and what is expected of them", Shape::Part(Part::Fields)),
        "until: { state: done }",
        "the fields that end it, as in `expect`",
    ),
    EVERY,
    BACKOFF,
    MAX_EVERY,
    WITHIN,
];

/// The keys of `auth`.
pub(super) const AUTH: &[Word] = &[
    word("api_key", Wanted::TEXT, "api_key: wrong", "the API key, the user name of basic auth"),
    word("api_secret", Wanted::TEXT, "api_secret: wrong", "the API secret, its password"),
];

const EVERY: Word =
    word("every", DURATION, "every: 500ms", "the pause from an answer to the next question").or("2s");

const BACKOFF: Word = word(
    "backoff",
    Wanted::of("a number, 1 or more", Shape::Number { min: Some(1) }),
    "backoff: 1",
    "by what each pause is longer than the one before",
)
.or("1.5");

const MAX_EVERY: Word =
    word("max_every", DURATION, "max_every: 5s", "the longest pause, which they grow up to").or("10s");

const WITHIN: Word =
    word("within", DURATION, "within: 30s", "how long the whole step may take, a request in flight included")
        .or("60s");
