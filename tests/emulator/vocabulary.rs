//! The tables of `vocabulary`: complete, without doubles, and found by name.

use std::collections::HashSet;

use idvet::vocabulary::{Edition, Kinds, all, call, calls, is_country, nearest, vocabulary};

#[test]
fn the_vocabularies_have_the_names_of_the_language() {
    let names: Vec<&str> = all().iter().map(|it| it.name).collect();
    assert_eq!(
        names.join(" "),
        "overallStatus dummyStatus faceResult manualFaceMatchResult documentResult manualDocumentValidity \
         suspicionReason fraudTag mismatchTag documentType tokenType platform sex webhookEvent errorIdentifier"
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
