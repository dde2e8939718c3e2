//! Suspicion reasons, fraud tags and mismatch tags.

use super::{CURRENT, CURRENT_AND_OLDER, Edition, OLDER, Term, Vocabulary, term};

const S0_AND_OLDER: &[Edition] = &[Edition::S0, Edition::Older];

/// Why a session is suspected, in `/full-status` (S0, GH). Webhooks of the time call it `suspicionReasons`.
pub static SUSPICION_REASON: Vocabulary = Vocabulary {
    name: "suspicionReason",
    about: "why a session is suspected, in the full status",
    source: "S0, GH",
    values: SUSPICION_REASONS,
};

const SUSPICION_REASONS: &[Term] = &[
    term("FACE_SUSPECTED", S0_AND_OLDER, "the face looks manipulated"),
    term("DOC_MOBILE_PHOTO", S0_AND_OLDER, "a screen was photographed in place of the document"),
    term("DEV_TOOLS_OPENED", S0_AND_OLDER, "the browser's developer tools were open"),
    term("DOC_PRINT_SPOOFED", S0_AND_OLDER, "a printed copy was photographed"),
    term("FAKE_PHOTO", S0_AND_OLDER, "a photo was manipulated"),
    term("AML_SUSPECTION", S0_AND_OLDER, "the sanctions and watch lists gave a hit"),
    term("AML_FAILED", S0_AND_OLDER, "the sanctions and watch lists could not be asked"),
    term("LID_SUSPECTION", S0_AND_OLDER, "the register of lost and invalid documents gave a hit"),
    term("LID_FAILED", S0_AND_OLDER, "the register of lost and invalid documents could not be asked"),
    term("AUTO_UNVERIFIABLE", S0_AND_OLDER, "the automatic analysis cannot judge it"),
];

/// Signs of fraud (C-OAS: the first 28; MK: one more). They took the place of the suspicion reasons.
pub static FRAUD_TAG: Vocabulary = Vocabulary {
    name: "fraudTag",
    about: "signs of fraud, which make a session suspected",
    source: "C-OAS: the first 28; MK: one more",
    values: FRAUD_TAGS,
};

const FRAUD_TAGS: &[Term] = &[
    term("FACE_SUSPECTED", CURRENT, "the face looks manipulated"),
    term("DOC_MOBILE_PHOTO", CURRENT, "a screen was photographed in place of the document"),
    term("DEV_TOOLS_OPENED", CURRENT, "the browser's developer tools were open"),
    term("DOC_PRINT_SPOOFED", CURRENT, "a printed copy was photographed"),
    term("FAKE_PHOTO", CURRENT, "a photo was manipulated"),
    term("AML_SUSPECTION", CURRENT, "the sanctions and watch lists gave a hit"),
    term("AML_FAILED", CURRENT, "the sanctions and watch lists could not be asked"),
    term("LID_SUSPECTION", CURRENT, "the register of lost and invalid documents gave a hit"),
    term("LID_FAILED", CURRENT, "the register of lost and invalid documents could not be asked"),
    term("AUTO_UNVERIFIABLE", CURRENT, "the automatic analysis cannot judge it"),
    term("FACE_IN_BLACKLIST", CURRENT, ""),
    term("DOC_FACE_IN_BLACKLIST", CURRENT, ""),
    term("DATA_BLACKLISTED", CURRENT, ""),
    term("DATA_IN_BLACKLIST", CURRENT, ""),
    term("DUPLICATE_FACE", CURRENT, "the face belongs to another client"),
    term("DUPLICATE_DOC_FACE", CURRENT, ""),
    term("DUPLICATE_PERSONAL_DATA", CURRENT, ""),
    term("VIRTUAL_CAMERA", CURRENT, "the pictures came from a virtual camera"),
    term("ADDRESS_UNVERIFIED", CURRENT, ""),
    term("PORTRAIT_SUBSTITUTION", CURRENT, ""),
    term("FACE_BLACKLISTED", CURRENT, ""),
    term("DOC_FACE_BLACKLISTED", CURRENT, ""),
    term("SANCTIONS_SUSPECTION", CURRENT, ""),
    term("SANCTIONS_FAILED", CURRENT, ""),
    term("CRIMINAL_SUSPECTED", CURRENT, ""),
    term("CRIMINAL_CHECK_FAILED", CURRENT, ""),
    term("RC_FAILED", CURRENT, ""),
    term("DL_FAILED", CURRENT, ""),
    term("UTILITY_ADDRESS_CHECK_FAILURE", OLDER, ""),
];

/// Differences between the document and what the session was created with (C-OAS: the first 27; MK: one more).
pub static MISMATCH_TAG: Vocabulary = Vocabulary {
    name: "mismatchTag",
    about: "what differs between the document and the data that the session was created with",
    source: "C-OAS: the first 27; MK: one more",
    values: MISMATCH_TAGS,
};

const MISMATCH_TAGS: &[Term] = &[
    term("NAME", CURRENT_AND_OLDER, ""),
    term("SURNAME", CURRENT_AND_OLDER, ""),
    term("DOCUMENT_NUMBER", CURRENT_AND_OLDER, ""),
    term("PERSONAL_CODE", CURRENT_AND_OLDER, ""),
    term("EXPIRY_DATE", CURRENT_AND_OLDER, ""),
    term("DATE_OF_BIRTH", CURRENT_AND_OLDER, ""),
    term("DATE_OF_ISSUE", CURRENT_AND_OLDER, ""),
    term("NATIONALITY", CURRENT, ""),
    term("SEX", CURRENT, ""),
    term("FULL_NAME", CURRENT_AND_OLDER, ""),
    term("DOC_INFO_MISMATCH", CURRENT, ""),
    term("UNDER_AGE", CURRENT_AND_OLDER, "younger than `ageLimit`"),
    term("OVER_AGE", CURRENT, "older than `ageMax`"),
    term("UNKNOWN_AGE", CURRENT_AND_OLDER, "the age could not be found out"),
    term("UTILITY_ADDRESS", CURRENT, ""),
    term("UTILITY_NAME", CURRENT, ""),
    term("EXPIRED_UTILITY_BILL", CURRENT, ""),
    term("INVALID_ADDITIONAL_STEP", CURRENT, ""),
    term("ADDITIONAL_STEP_NOT_FOUND", CURRENT, ""),
    term("ADDITIONAL_STEP_INFORMATION_MISMATCH", CURRENT, ""),
    term("EXPIRED_ADDITIONAL_STEP_INFORMATION", CURRENT, ""),
    term("REGISTRY_CENTER_INFO_MISMATCH", CURRENT, ""),
    term("DRIVER_LICENSE_INFO_MISMATCH", CURRENT, ""),
    term("NOT_SUPPORTED_POA_DOCUMENT_TYPE", CURRENT, ""),
    term("NOT_SUPPORTED_POA_DOCUMENT_COUNTRY", CURRENT, ""),
    term("POA_COUNTRIES_MISMATCH", CURRENT, ""),
    term("POA_SCREENSHOT_DETECTED", CURRENT, ""),
    term("GDC_NOT_MATCH", OLDER, ""),
];
