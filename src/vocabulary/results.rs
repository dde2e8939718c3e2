//! Results of the face and the document analysis, automatic and manual.
//!
//! The manual lists of S1 are the heads of the longer current lists, so each pair shares one table.

use super::{CURRENT, CURRENT_AND_OLDER, EVERYWHERE, Edition, Term, Vocabulary, term};

const S1_AND_CURRENT: &[Edition] = &[Edition::S1, Edition::Current];
const SINCE_S1: &[Edition] = &[Edition::S1, Edition::Current, Edition::Older];

/// Result of the face analysis (S0: ten of them; S1: eleven; C-OAS: all).
pub static FACE_RESULT: Vocabulary = Vocabulary {
    name: "faceResult",
    about: "the result of the face analysis, automatic or manual",
    source: "S0: ten of them; S1: eleven; C-OAS: all",
    values: FACE,
};

/// Face result that `add-dummy-status` takes (S1: eleven).
pub static MANUAL_FACE_MATCH_RESULT: Vocabulary = Vocabulary {
    name: "manualFaceMatchResult",
    about: "the face result that a dummy manual review can have",
    source: "S1: eleven",
    values: FACE.split_at(11).0,
};

const FACE: &[Term] = &[
    term("FACE_MATCH", EVERYWHERE, "the face is the one on the document"),
    term("FACE_MISMATCH", EVERYWHERE, "the face is not the one on the document"),
    term("NO_FACE_FOUND", EVERYWHERE, "there is no face on the photo"),
    term("TOO_MANY_FACES", EVERYWHERE, "there is more than one face on the photo"),
    term("FACE_TOO_BLURRY", EVERYWHERE, ""),
    term("FACE_UNCERTAIN", EVERYWHERE, "match or mismatch could not be decided"),
    term("FACE_NOT_ANALYSED", EVERYWHERE, "the analysis did not take place"),
    term("FACE_NOT_CHECKED", S1_AND_CURRENT, "the face was not asked for"),
    term("FACE_ERROR", EVERYWHERE, "the analysis broke off"),
    term("AUTO_UNVERIFIABLE", EVERYWHERE, "the automatic analysis cannot judge it"),
    term("FAKE_FACE", EVERYWHERE, "the face is not that of a live person"),
    term("FACE_GLARED", CURRENT_AND_OLDER, ""),
];

/// Result of the document analysis (S0: 27 of them; S1: 28; C-OAS: all).
pub static DOCUMENT_RESULT: Vocabulary = Vocabulary {
    name: "documentResult",
    about: "the result of the document analysis, automatic or manual",
    source: "S0: 27 of them; S1: 28; C-OAS: all",
    values: DOCUMENT,
};

/// Document result that `add-dummy-status` takes (S1: 28).
pub static MANUAL_DOCUMENT_VALIDITY: Vocabulary = Vocabulary {
    name: "manualDocumentValidity",
    about: "the document result that a dummy manual review can have",
    source: "S1: 28",
    values: DOCUMENT.split_at(28).0,
};

const DOCUMENT: &[Term] = &[
    term("DOC_VALIDATED", EVERYWHERE, "the document passed"),
    term("DOC_INFO_MISMATCH", EVERYWHERE, "its data differ from what the session was created with"),
    term("DOC_NOT_FOUND", EVERYWHERE, "there is no document on the photo"),
    term("DOC_NOT_FULLY_VISIBLE", EVERYWHERE, ""),
    term("DOC_NOT_SUPPORTED", EVERYWHERE, ""),
    term("DOC_FACE_NOT_FOUND", EVERYWHERE, "there is no face on the document"),
    term("DOC_TOO_BLURRY", EVERYWHERE, ""),
    term("DOC_FACE_GLARED", EVERYWHERE, "a glare covers the face on the document"),
    term("MRZ_NOT_FOUND", EVERYWHERE, "there is no machine-readable zone"),
    term("MRZ_OCR_READING_ERROR", EVERYWHERE, "the machine-readable zone could not be read"),
    term("BARCODE_NOT_FOUND", SINCE_S1, ""),
    term("DOC_EXPIRED", EVERYWHERE, ""),
    term("COUNTRY_MISMATCH", EVERYWHERE, "it is from another country than was asked for"),
    term("DOC_TYPE_MISMATCH", EVERYWHERE, "it is of another type than was chosen"),
    term("DOC_DAMAGED", EVERYWHERE, ""),
    term("DOC_FAKE", EVERYWHERE, ""),
    term("DOC_ERROR", EVERYWHERE, "the analysis broke off"),
    term("AUTO_UNVERIFIABLE", EVERYWHERE, "the automatic analysis cannot judge it"),
    term("DOC_NOT_ANALYSED", EVERYWHERE, "the analysis did not take place"),
    term("DOC_NAME_ERROR", EVERYWHERE, ""),
    term("DOC_SURNAME_ERROR", EVERYWHERE, ""),
    term("DOC_EXPIRY_ERROR", EVERYWHERE, ""),
    term("DOC_DOB_ERROR", EVERYWHERE, "the date of birth is in error"),
    term("DOC_PERSONAL_NUMBER_ERROR", EVERYWHERE, ""),
    term("DOC_NUMBER_ERROR", EVERYWHERE, ""),
    term("DOC_DATE_OF_ISSUE_ERROR", EVERYWHERE, ""),
    term("DOC_SEX_ERROR", EVERYWHERE, ""),
    term("DOC_NATIONALITY_ERROR", EVERYWHERE, ""),
    term("DOC_GLARED", CURRENT_AND_OLDER, ""),
    term("COUNTRY_NOT_SUPPORTED", CURRENT_AND_OLDER, ""),
    term("DOC_SUBTYPE_MISMATCH", CURRENT, ""),
    term("DOC_SIDE_MISMATCH", CURRENT_AND_OLDER, "the wrong side was photographed"),
    term("DOC_PERSONAL_CODE_INVALID", CURRENT_AND_OLDER, ""),
    term("DOC_NOT_ALLOWED", CURRENT, ""),
    term("DOC_SPOOF_DETECTED", CURRENT_AND_OLDER, "a copy or a screen was shown"),
    term("MRZ_INVALID", CURRENT_AND_OLDER, ""),
    term("EID_FAILED", CURRENT, "the electronic identity was not confirmed"),
    term("NFC_INIT_FAILED", CURRENT, ""),
    term("NFC_FAILED", CURRENT, ""),
    term("NFC_TIMEOUT", CURRENT, ""),
];
