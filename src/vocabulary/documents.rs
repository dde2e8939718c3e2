//! Document types, token types, platforms and sexes.

use super::{CURRENT, CURRENT_AND_OLDER, Edition, OLDER, Term, Vocabulary, term};

const SINCE_S1: &[Edition] = &[Edition::S1, Edition::Current, Edition::Older];

/// Types of documents (S1's example and GH: the first five; C-OAS: all but the last; MK: the last).
pub static DOCUMENT_TYPE: Vocabulary = Vocabulary {
    name: "documentType",
    about: "the types of documents that a client may show",
    source: "S1's example and GH: the first five; C-OAS: all but the last; MK: the last",
    values: DOCUMENT_TYPES,
};

const DOCUMENT_TYPES: &[Term] = &[
    term("ID_CARD", SINCE_S1, ""),
    term("PASSPORT", SINCE_S1, ""),
    term("RESIDENCE_PERMIT", CURRENT_AND_OLDER, ""),
    term("DRIVER_LICENSE", CURRENT_AND_OLDER, ""),
    term("OTHER", CURRENT_AND_OLDER, ""),
    term("PAN_CARD", CURRENT, ""),
    term("AADHAAR", CURRENT, ""),
    term("VISA", CURRENT, ""),
    term("NATIONAL_PASSPORT", CURRENT, ""),
    term("PROVISIONAL_DRIVER_LICENSE", CURRENT, ""),
    term("OLD_ID_CARD", CURRENT, ""),
    term("MILITARY_CARD", CURRENT, ""),
    term("ADDRESS_CARD", CURRENT, ""),
    term("SMART_ID", CURRENT, ""),
    term("CLEAR", CURRENT, ""),
    term("ONE_ID", CURRENT, ""),
    term("BANK_ID_SE", CURRENT, ""),
    term("BANK_ID_NO", CURRENT, ""),
    term("BANK_ID_CZ", CURRENT, ""),
    term("FTN", CURRENT, ""),
    term("MIT_ID", CURRENT, ""),
    term("VERIMI", CURRENT, ""),
    term("LA_WALLET", CURRENT, ""),
    term("SAMSUNG_WALLET", CURRENT, ""),
    term("MOJE_ID_CZ", CURRENT, ""),
    term("YOTI_ID", CURRENT, ""),
    term("BORDER_CROSSING", CURRENT, ""),
    term("ASYLUM", CURRENT, ""),
    term("PHOTO_CARD", CURRENT, ""),
    term("PROOF_OF_AGE_CARD", CURRENT, ""),
    term("TRAVEL_CARD", CURRENT, ""),
    term("SOCIAL_SECURITY_CARD", CURRENT, ""),
    term("VOTER_CARD", CURRENT, ""),
    term("DIPLOMATIC_ID", CURRENT, ""),
    term("WORK_PERMIT", CURRENT, ""),
    term("INTERNATIONAL_PASSPORT", OLDER, ""),
];

/// What a token is for (S1's example; C-OAS: the first two; GH: the others too).
pub static TOKEN_TYPE: Vocabulary = Vocabulary {
    name: "tokenType",
    about: "what a token is for",
    source: "S1's example; C-OAS: the first two; GH: the others too",
    values: &[
        term("IDENTIFICATION", SINCE_S1, "document and face"),
        term("DOCUMENT", CURRENT_AND_OLDER, "document alone"),
        term("VIDEO_CALL", OLDER, ""),
        term("VIDEO_CALL_PHOTOS", OLDER, ""),
        term("VIDEO_CALL_IDENTIFICATION", OLDER, ""),
    ],
};

/// Where the client was verified (GH, C-OAS).
pub static PLATFORM: Vocabulary = Vocabulary {
    name: "platform",
    about: "the kind of device that the client used",
    source: "GH, C-OAS",
    values: &[
        term("PC", CURRENT_AND_OLDER, ""),
        term("MOBILE", CURRENT_AND_OLDER, ""),
        term("TABLET", CURRENT_AND_OLDER, ""),
        term("MOBILE_APP", CURRENT_AND_OLDER, ""),
        term("MOBILE_SDK", CURRENT_AND_OLDER, ""),
        term("OTHER", CURRENT_AND_OLDER, ""),
    ],
};

/// Sex as read from a document (GH, C-OAS). A request says `M` or `F` instead.
pub static SEX: Vocabulary = Vocabulary {
    name: "sex",
    about: "the sex that was read from the document; requests say `M` or `F`",
    source: "GH, C-OAS",
    values: &[
        term("MALE", CURRENT_AND_OLDER, ""),
        term("FEMALE", CURRENT_AND_OLDER, ""),
        term("UNDEFINED", CURRENT_AND_OLDER, ""),
    ],
};
