//! What the functions give.

use idvet::template::{Presence, function, functions};
use serde_json::json;

use super::{World, check, check_refused, fill};

fn world() -> World {
    World::new(json!({
        "countries": ["LT", "LV", "EE"], "n": 3, "name": "Zoë", "offset": "+1d", "digits": "4", "big": 2000,
        "face": "FACE_MATCH", "document": "DOC_VALIDATED", "odd": "MAYBE", "empty": [], "list": [1, 2],
        "low": 5, "high": 1,
    }))
}

#[test]
fn every_example_reads_and_gives_what_the_table_says() {
    let expected = [
        ("now", json!("2024-02-29T11:04:56Z")),
        ("today", json!("2024-03-30")),
        ("timestamp", json!(1_709_210_096)),
        ("api.overall_status", json!("DENIED")),
        ("upper", json!("ZOË")),
        ("lower", json!("zoë")),
        ("base64", json!("aURlbmZ5")),
        ("sha256", json!("10a45e84cce6a32ed00e65da5268647dedccdb998bc95f3cab88ef1b21456403")),
        ("file", json!("Labas ${name}\n")),
    ];
    for function in functions() {
        assert!(function.example.starts_with(&format!("${{{}(", function.name)), "{}", function.example);
        let filled = fill(function.example, &world()).unwrap();
        match expected.iter().find(|(name, _)| *name == function.name) {
            Some((_, value)) => assert_eq!(filled.json, *value, "{}", function.example),
            None => assert!(!filled.to_text().is_empty(), "{}", function.example),
        }
    }
}

#[test]
fn the_table_can_be_documented() {
    let mut names: Vec<&str> = functions().iter().map(|function| function.name).collect();
    assert!(functions().iter().all(|function| !function.about.is_empty() && !function.about.ends_with('.')));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), functions().len());
    assert_eq!(function("random.int").unwrap().signature(), "random.int(low, high)");
    assert_eq!(function("today").unwrap().signature(), "today([offset])");
    assert!(function("uuid4").is_none());
    for function in functions() {
        let presence: Vec<_> = function.parameters.iter().map(|parameter| parameter.presence).collect();
        assert!(presence.is_sorted_by_key(|presence| *presence == Presence::Optional), "{}", function.name);
    }
}

#[test]
fn times_and_dates() {
    for (text, expected) in [
        ("${now()}", "2024-02-29T12:34:56Z"),
        ("${now('+90s')}", "2024-02-29T12:36:26Z"),
        ("${now('-2h')}", "2024-02-29T10:34:56Z"),
        ("${now(\"+1w\")}", "2024-03-07T12:34:56Z"),
        ("${now(offset)}", "2024-03-01T12:34:56Z"),
        ("${today()}", "2024-02-29"),
        ("${today('-30d')}", "2024-01-30"),
        ("${today('+1mo')}", "2024-03-29"),
        ("${today('-18y')}", "2006-02-28"),
        ("${today('+1y')}", "2025-02-28"),
        ("${today('-12h')}", "2024-02-29"),
        ("${today('-13h')}", "2024-02-28"),
        ("${today( '+0d' )}", "2024-02-29"),
        ("born ${today('-18y')}.", "born 2006-02-28."),
    ] {
        check(text, &world(), json!(expected));
    }
}

#[test]
fn times_stay_within_four_digit_years() {
    check("${today('+7975y')}", &world(), json!("9999-02-28"));
    check("${today('-2023y')}", &world(), json!("0001-02-28"));
    for offset in ["+7976y", "-2024y", "+9000y", "+9999mo"] {
        let text = format!("${{today('{offset}')}}");
        let message = format!("the offset `{offset}` leads out of the years 1 to 9999");
        if offset == "+9999mo" {
            check(&text, &world(), json!("2857-05-29"));
        } else {
            check_refused(&text, &world(), &text[2..text.len() - 1], &message, None);
        }
    }
}

#[test]
fn texts() {
    for (text, expected) in [
        ("${upper(name)}", "ZOË"),
        ("${upper('straße')}", "STRASSE"),
        ("${lower(\"ĄŽ\")}", "ąž"),
        ("${upper(1e3)}", "1E3"),
        ("${lower(true)}", "true"),
        ("${upper(list)}", "[1,2]"),
        ("${base64('')}", ""),
        ("${base64('ą?')}", "xIU/"),
        ("${base64(base64('a'))}", "WVE9PQ=="),
        ("${sha256('')}", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("${sha256('abc')}", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("${upper( lower( 'A' ) )}", "A"),
        ("${upper(\"it's\")}", "IT'S"),
        ("${lower('}${')}", "}${"),
    ] {
        check(text, &world(), json!(expected));
    }
}

#[test]
fn the_overall_status_is_the_documented_rule() {
    check("${api.overall_status(face, document)}", &world(), json!("APPROVED"));
    check("${api.overall_status('FACE_MATCH', 'DOC_EXPIRED')}", &world(), json!("DENIED"));
    check_refused(
        "${api.overall_status(odd, document)}",
        &world(),
        "odd",
        "`MAYBE` is no `faceResult`",
        Some("`idvet explain vocabulary faceResult` lists the values"),
    );
}

#[test]
fn files_come_from_the_scope() {
    check("<${file('_data/note.txt')}>", &world(), json!("<Labas ${name}\n>"));
    check_refused("${upper(file('ghost'))}", &world(), "'ghost'", "there is no file `ghost`", None);
}

#[test]
fn arguments_are_checked_when_filled() {
    for (text, part, message) in [
        (
            "${random.digits(big)}",
            "big",
            "`count` of `random.digits` must be a whole number from 1 to 1000, found 2000",
        ),
        (
            "${random.digits(name)}",
            "name",
            "`count` of `random.digits` must be a whole number from 1 to 1000, found a text",
        ),
        (
            "x${random.int(low, high)}",
            "random.int(low, high)",
            "`random.int` goes from 5 to 1: the first is the greater one",
        ),
        ("${random.pick(empty)}", "empty", "`random.pick` cannot use an empty list"),
        ("${random.pick(name)}", "name", "`list` of `random.pick` must be a list, found a text"),
        ("${today(name)}", "name", "`Zoë` is not an offset"),
        ("${today(n)}", "n", "`offset` of `today` must be an offset like `'+1d'`, found a number"),
        ("${fake.last_name(name)}", "name", "there are no names for the locale `Zoë`"),
    ] {
        let error = fill(text, &world()).expect_err(text);
        let found = &text[error.span.start as usize..error.span.end as usize];
        assert_eq!((found, error.message.as_str()), (part, message));
    }
}

/// The command line and CSV tables give texts.
#[test]
fn numbers_may_be_texts() {
    assert_eq!(fill("${random.digits(digits)}", &world()).unwrap().to_text().len(), 4);
    check("${random.int('7', 7.0)}", &world(), json!(7));
}
