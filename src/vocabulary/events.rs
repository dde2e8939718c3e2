//! Webhook events and error identifiers.

use super::{CURRENT, CURRENT_AND_OLDER, Vocabulary, term};

/// The value of `Idenfy-Event-Type` (C-OAS, C-WH).
pub static WEBHOOK_EVENT: Vocabulary = Vocabulary {
    name: "webhookEvent",
    about: "what a webhook tells of, in its header `Idenfy-Event-Type`",
    source: "C-OAS, C-WH",
    values: &[
        term("IDENTIFICATION", CURRENT, "any outcome; legacy"),
        term("IDENTIFICATION_AUTO_FINISHED", CURRENT, "the automatic review is done"),
        term("IDENTIFICATION_MANUAL_FINISHED", CURRENT, "a reviewer has decided"),
        term("IDENTIFICATION_EXPIRED", CURRENT, "the token or the session ran out"),
        term("IDENTIFICATION_CANCELLED", CURRENT, "the client or the system broke it off"),
        term("IDENTIFICATION_RESUBMITTED", CURRENT, "the client supplied what was asked for"),
        term("DOCUMENT_EXPIRATION", CURRENT, "a document is near its expiry or past it"),
        term("VIDEO_CALL_FINISHED", CURRENT, "a video call ended; legacy"),
    ],
};

/// The `identifier` of an error (GH, MK, C-ERRM, C-ERRID; the last from C-DEL and GH's delete page alone).
pub static ERROR_IDENTIFIER: Vocabulary = Vocabulary {
    name: "errorIdentifier",
    about: "the kind of an error, in its `identifier`",
    source: "GH, MK, C-ERRM, C-ERRID; the last from C-DEL and GH's delete page alone",
    values: &[
        term("INTERNAL_ERROR", CURRENT_AND_OLDER, "an unexpected fault of the API"),
        term("BAD_VALUE", CURRENT_AND_OLDER, "a value is not valid"),
        term("MISSING_VALUE", CURRENT_AND_OLDER, "a required value is missing"),
        term("UNAUTHORIZED", CURRENT_AND_OLDER, "key or secret is missing or wrong"),
        term("ENCODING_ERROR", CURRENT_AND_OLDER, "the body is not UTF-8"),
        term("JSON_ERROR", CURRENT_AND_OLDER, "the body is not JSON"),
        term("TOKEN_NOT_VALID", CURRENT_AND_OLDER, "the token is expired, used or unknown"),
        term("PARTNER_CONTRACT_ERROR", CURRENT_AND_OLDER, "the contract forbids it"),
        term("METHOD_NOT_ALLOWED", CURRENT_AND_OLDER, "the wrong HTTP method"),
        term(
            "PERMISSIONS_ERROR",
            CURRENT_AND_OLDER,
            "there is no permission; older pages: wrong environment, no tokens left",
        ),
        term("TOO_MANY_REQUESTS", CURRENT, "over the hourly limit"),
        term("VALIDATION_ERROR", CURRENT, "the request or a field of it is malformed"),
        term(
            "PARTNER_ERROR",
            CURRENT_AND_OLDER,
            "the call does not suit the session, such as deleting it too early",
        ),
    ],
};
