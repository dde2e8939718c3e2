//! Texts that ask for much: bounded in time, and no panic.

use idvet::layout::{Spoilt, Unlaid};

use super::laid;

/// Tries a text, of which each inner `(` is put into another as often as the depth says.
fn nested(open: &str, inner: &str, close: &str, depth: usize) -> Result<String, Unlaid> {
    laid(&format!("a: {}{inner}{}\n", open.repeat(depth), close.repeat(depth)))
}

#[test]
fn deep_texts_are_laid_out_or_refused() {
    for (open, close) in [("[", "]"), ("{ a: ", " }"), ("[a: ", "]"), ("[{ \"b\": ", " }]")] {
        assert!(nested(open, "1", close, 25).is_ok(), "{open}");
        assert!(matches!(nested(open, "1", close, 5_000), Err(Unlaid::Syntax(_))), "{open}");
    }
    let lists = format!("{}1\n", "- ".repeat(30));
    assert!(laid(&lists).is_ok());
    let maps: String = (0..30).map(|depth| "  ".repeat(depth) + "a:\n").collect();
    assert!(laid(&maps).is_ok());
    // The library has 64 columns.
    assert!(laid(&format!("{}1\n", "- ".repeat(60))).is_err());
}

/// The library takes twice as long with each further level of these.
#[test]
fn lists_as_keys_never_reach_the_library() {
    assert!(matches!(nested("[", "1", ": 1]", 40), Err(Unlaid::Syntax(_))));
    assert!(matches!(laid(&format!("{}a\n", "? ".repeat(40))), Err(Unlaid::Syntax(_))));
}

#[test]
fn large_texts_are_laid_out() {
    assert!(laid(&"-   a # c\n".repeat(5_000)).is_ok());
    let flow: Vec<String> = (0..5_000).map(|number| format!("a{number}")).collect();
    assert!(laid(&format!("a: [{}]\n", flow.join(","))).is_ok());
    assert!(laid(&format!("a: \"{}\"\n", "x ".repeat(200_000))).is_ok());
}

#[test]
fn a_text_of_the_library_s_own_faults_is_no_panic() {
    let faults = ["a: |\n  \tx\n  é\n", "a: >\n \t\u{3000}\n \u{3000}é\n"];
    for text in faults {
        assert!(matches!(laid(text), Ok(_) | Err(Unlaid::Spoilt(Spoilt::Nothing | Spoilt::Meaning(_)))));
    }
}
