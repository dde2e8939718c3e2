//! The tables of `vocabulary`: complete, without doubles, and found by name.

use std::collections::HashSet;

use idvet::vocabulary::{Edition, Kinds, all, call, calls, is_country, nearest, vocabulary};

#[test]
fn the_vocabularies_have_the_names_of_the_language() {
    let names: Vec<&str> = all().iter().map(|it| it.name).collect();
    assert_eq!(
        names.join(" "),
        "overallStatus dummyStatus faceResult manualFaceMatchResult documentResult manualDocumentValidity \
         suspicionReason fraudTag mismatchTag documentType tokenType platform sex webhookEvent errorIdentifier \
         ageGroup riskLevel additionalStepStatus expirationThreshold"
    );
    assert!(vocabulary("faceresult").is_none());
}

#[test]
fn no_value_stands_twice_and_each_stands_somewhere() {
    for vocabulary in all() {
        let values: HashSet<&str> = vocabulary.values.iter().map(|term| term.value).collect();
        assert_eq!(values.len(), vocabulary.values.len(), "{}", vocabulary.name);
        assert!(vocabulary.values.iter().all(|term| !term.editions.is_empty()), "{}", vocabulary.name);
    }
}

/// The counts of section 2 of the facts, per edition.
#[test]
fn the_editions_have_as_many_values_as_their_documents() {
    let expected = [
        ("overallStatus", Edition::S0, 6),
        ("dummyStatus", Edition::S1, 4),
        ("faceResult", Edition::S0, 10),
        ("faceResult", Edition::S1, 11),
        ("faceResult", Edition::Current, 12),
        ("documentResult", Edition::S0, 27),
        ("documentResult", Edition::S1, 28),
        ("documentResult", Edition::Older, 34),
        ("documentResult", Edition::Current, 40),
        ("suspicionReason", Edition::S0, 10),
        ("fraudTag", Edition::Current, 28),
        ("mismatchTag", Edition::Current, 27),
        ("documentType", Edition::Current, 35),
    ];
    for (name, edition, count) in expected {
        let values = vocabulary(name).unwrap().values;
        let found = values.iter().filter(|term| term.editions.contains(&edition)).count();
        assert_eq!(found, count, "{name} in {edition:?}");
    }
}

/// The lists of S0 and of the present pages (C-OAS, C-WH, C-ERRM), copied from them and not from the tables.
const VERBATIM: &[(&str, Edition, &str)] = &[
    ("overallStatus", Edition::S0, "APPROVED DENIED SUSPECTED REVIEWING ACTIVE EXPIRED"),
    (
        "faceResult",
        Edition::S0,
        "FACE_MATCH FACE_MISMATCH NO_FACE_FOUND TOO_MANY_FACES FACE_TOO_BLURRY FACE_UNCERTAIN \
         FACE_NOT_ANALYSED FACE_ERROR AUTO_UNVERIFIABLE FAKE_FACE",
    ),
    (
        "documentResult",
        Edition::S0,
        "DOC_VALIDATED DOC_INFO_MISMATCH DOC_NOT_FOUND DOC_NOT_FULLY_VISIBLE DOC_NOT_SUPPORTED \
         DOC_FACE_NOT_FOUND DOC_TOO_BLURRY DOC_FACE_GLARED MRZ_NOT_FOUND MRZ_OCR_READING_ERROR DOC_EXPIRED \
         COUNTRY_MISMATCH DOC_TYPE_MISMATCH DOC_DAMAGED DOC_FAKE DOC_ERROR AUTO_UNVERIFIABLE \
         DOC_NOT_ANALYSED DOC_NAME_ERROR DOC_SURNAME_ERROR DOC_EXPIRY_ERROR DOC_DOB_ERROR \
         DOC_PERSONAL_NUMBER_ERROR DOC_NUMBER_ERROR DOC_DATE_OF_ISSUE_ERROR DOC_SEX_ERROR \
         DOC_NATIONALITY_ERROR",
    ),
    (
        "suspicionReason",
        Edition::S0,
        "FACE_SUSPECTED DOC_MOBILE_PHOTO DEV_TOOLS_OPENED DOC_PRINT_SPOOFED FAKE_PHOTO AML_SUSPECTION \
         AML_FAILED LID_SUSPECTION LID_FAILED AUTO_UNVERIFIABLE",
    ),
    (
        "documentResult",
        Edition::Current,
        "DOC_VALIDATED DOC_INFO_MISMATCH DOC_NOT_FOUND DOC_NOT_FULLY_VISIBLE DOC_NOT_SUPPORTED \
         DOC_FACE_NOT_FOUND DOC_TOO_BLURRY DOC_FACE_GLARED MRZ_NOT_FOUND MRZ_OCR_READING_ERROR \
         BARCODE_NOT_FOUND DOC_EXPIRED COUNTRY_MISMATCH DOC_TYPE_MISMATCH DOC_DAMAGED DOC_FAKE DOC_ERROR \
         AUTO_UNVERIFIABLE DOC_NOT_ANALYSED DOC_NAME_ERROR DOC_SURNAME_ERROR DOC_EXPIRY_ERROR DOC_DOB_ERROR \
         DOC_PERSONAL_NUMBER_ERROR DOC_NUMBER_ERROR DOC_DATE_OF_ISSUE_ERROR DOC_SEX_ERROR \
         DOC_NATIONALITY_ERROR DOC_GLARED COUNTRY_NOT_SUPPORTED DOC_SUBTYPE_MISMATCH DOC_SIDE_MISMATCH \
         DOC_PERSONAL_CODE_INVALID DOC_NOT_ALLOWED DOC_SPOOF_DETECTED MRZ_INVALID EID_FAILED \
         NFC_INIT_FAILED NFC_FAILED NFC_TIMEOUT",
    ),
    (
        "fraudTag",
        Edition::Current,
        "FACE_SUSPECTED DOC_MOBILE_PHOTO DEV_TOOLS_OPENED DOC_PRINT_SPOOFED FAKE_PHOTO AML_SUSPECTION \
         AML_FAILED LID_SUSPECTION LID_FAILED AUTO_UNVERIFIABLE FACE_IN_BLACKLIST DOC_FACE_IN_BLACKLIST \
         DATA_BLACKLISTED DATA_IN_BLACKLIST DUPLICATE_FACE DUPLICATE_DOC_FACE DUPLICATE_PERSONAL_DATA \
         VIRTUAL_CAMERA ADDRESS_UNVERIFIED PORTRAIT_SUBSTITUTION FACE_BLACKLISTED DOC_FACE_BLACKLISTED \
         SANCTIONS_SUSPECTION SANCTIONS_FAILED CRIMINAL_SUSPECTED CRIMINAL_CHECK_FAILED RC_FAILED DL_FAILED",
    ),
    (
        "mismatchTag",
        Edition::Current,
        "NAME SURNAME DOCUMENT_NUMBER PERSONAL_CODE EXPIRY_DATE DATE_OF_BIRTH DATE_OF_ISSUE NATIONALITY SEX \
         FULL_NAME DOC_INFO_MISMATCH UNDER_AGE OVER_AGE UNKNOWN_AGE UTILITY_ADDRESS UTILITY_NAME \
         EXPIRED_UTILITY_BILL INVALID_ADDITIONAL_STEP ADDITIONAL_STEP_NOT_FOUND \
         ADDITIONAL_STEP_INFORMATION_MISMATCH EXPIRED_ADDITIONAL_STEP_INFORMATION \
         REGISTRY_CENTER_INFO_MISMATCH DRIVER_LICENSE_INFO_MISMATCH NOT_SUPPORTED_POA_DOCUMENT_TYPE \
         NOT_SUPPORTED_POA_DOCUMENT_COUNTRY POA_COUNTRIES_MISMATCH POA_SCREENSHOT_DETECTED",
    ),
    (
        "documentType",
        Edition::Current,
        "ID_CARD PASSPORT RESIDENCE_PERMIT DRIVER_LICENSE OTHER PAN_CARD AADHAAR VISA NATIONAL_PASSPORT \
         PROVISIONAL_DRIVER_LICENSE OLD_ID_CARD MILITARY_CARD ADDRESS_CARD SMART_ID CLEAR ONE_ID BANK_ID_SE \
         BANK_ID_NO BANK_ID_CZ FTN MIT_ID VERIMI LA_WALLET SAMSUNG_WALLET MOJE_ID_CZ YOTI_ID \
         BORDER_CROSSING ASYLUM PHOTO_CARD PROOF_OF_AGE_CARD TRAVEL_CARD SOCIAL_SECURITY_CARD VOTER_CARD \
         DIPLOMATIC_ID WORK_PERMIT",
    ),
    (
        "webhookEvent",
        Edition::Current,
        "IDENTIFICATION IDENTIFICATION_AUTO_FINISHED IDENTIFICATION_MANUAL_FINISHED IDENTIFICATION_EXPIRED \
         IDENTIFICATION_CANCELLED IDENTIFICATION_RESUBMITTED DOCUMENT_EXPIRATION VIDEO_CALL_FINISHED",
    ),
    (
        "errorIdentifier",
        Edition::Current,
        "INTERNAL_ERROR BAD_VALUE MISSING_VALUE UNAUTHORIZED ENCODING_ERROR JSON_ERROR TOKEN_NOT_VALID \
         PARTNER_CONTRACT_ERROR METHOD_NOT_ALLOWED PERMISSIONS_ERROR TOO_MANY_REQUESTS VALIDATION_ERROR \
         PARTNER_ERROR",
    ),
];

#[test]
fn the_lists_are_those_of_the_documents_to_the_letter() {
    for (name, edition, expected) in VERBATIM {
        let terms = vocabulary(name).unwrap().values.iter().filter(|term| term.editions.contains(edition));
        let found: Vec<&str> = terms.map(|term| term.value).collect();
        assert_eq!(found.join(" "), *expected, "{name} in {edition:?}");
    }
}

#[test]
fn the_nearest_value_is_found_and_a_far_one_is_not() {
    let status = vocabulary("overallStatus").unwrap();
    assert!(status.contains("APPROVED") && !status.contains("approved"));
    assert_eq!(status.nearest("APROVED"), Some("APPROVED"));
    assert_eq!(status.nearest("denied"), Some("DENIED"));
    assert_eq!(status.nearest("MAYBE"), None);
    let face = vocabulary("faceResult").unwrap();
    assert_eq!(face.nearest("FACE_MISSMATCH"), Some("FACE_MISMATCH"));
    assert_eq!(nearest(&"x".repeat(1_000_000), ["x"]), None);
    assert_eq!(nearest("", ["x"]), None);
}

#[test]
fn the_calls_have_their_paths_fields_and_kinds() {
    let names: Vec<&str> = calls().iter().map(|call| call.name).collect();
    assert_eq!(
        names.join(" "),
        "create_token create_dummy_token add_manual_status get_status get_full_status get_data get_files delete \
         generate_pdf"
    );
    let dummy = call("create_dummy_token").unwrap();
    assert_eq!((dummy.path, dummy.kinds, dummy.success), ("/api/v2/token", Kinds::DevOnly, &[200, 201][..]));
    let plain = call("create_token").unwrap();
    assert_eq!(plain.kinds, Kinds::All);
    assert_eq!(dummy.fields.len(), plain.fields.len() + 1, "the same parameters plus dummyStatus (S1)");
    let required = |name: &str| -> Vec<&str> {
        call(name).unwrap().fields.iter().filter(|field| field.required).map(|field| field.name).collect()
    };
    assert_eq!(required("create_token"), ["clientId"]);
    assert_eq!(required("create_dummy_token"), ["dummyStatus", "clientId"]);
    assert_eq!(required("add_manual_status"), ["scanRef", "manualFaceMatchResult", "manualDocumentValidity"]);
    for call in calls() {
        let names: HashSet<&str> = call.fields.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), call.fields.len(), "{}", call.name);
    }
}

#[test]
fn countries_are_those_of_iso() {
    for code in ["lt", "LT", "Gb", "ZW", "AD", "AX"] {
        assert!(is_country(code), "{code}");
    }
    for code in ["", "l", "LTU", "XX", "  ", "A ", "UK", "LT "] {
        assert!(!is_country(code), "{code:?}");
    }
}
