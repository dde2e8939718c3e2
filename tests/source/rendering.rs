//! Diagnostics as text.

use std::sync::Arc;

use idvet::diagnostic::{Diagnostic, Look, code, render, render_all, render_concise};
use idvet::source::{Place, Source, Span};

const PLAIN: Look = Look { colour: false, width: 100 };

fn at(source: &Arc<Source>, part: &str) -> Place {
    let start = source.text().find(part).unwrap();
    Place::new(source, Span::new(start, start + part.len()))
}

fn scenario() -> Arc<Source> {
    Source::new("suite/kyc.yaml", "scenario: kyc\nsteps:\n  - craete: {}\n  - expect: {}\n")
}

#[test]
fn one_place_with_help() {
    let diagnostic = Diagnostic::error(code::UNKNOWN_VERB, "unknown verb `craete`")
        .at(at(&scenario(), "craete"), "no such verb")
        .help("did you mean `create`?");
    insta::assert_snapshot!(render(&diagnostic, PLAIN));
}

#[test]
fn several_places_in_two_files() {
    let environment = Source::new("idvet.toml.yaml", "envs:\n  dev: {}\n");
    let scenario = scenario();
    let diagnostic = Diagnostic::warning(code::NUMBER_TEXT, "a warning")
        .at(at(&scenario, "craete"), "main")
        .at(at(&environment, "dev"), "elsewhere")
        .at(at(&scenario, "kyc"), "")
        .help("one")
        .help("two");
    insta::assert_snapshot!(render(&diagnostic, PLAIN));
}

#[test]
fn no_place_at_all() {
    let diagnostic = Diagnostic::error(code::SUITE, "no suite was found").help("run `idvet init`");
    insta::assert_snapshot!(render(&diagnostic, PLAIN));
    assert_eq!(render_concise(&diagnostic), "error[E401]: no suite was found\n");
}

#[test]
fn the_concise_form_is_one_line() {
    let diagnostic =
        Diagnostic::error(code::SYNTAX, "two\nlines \u{1b}[31m").at(at(&scenario(), "craete"), "x");
    assert_eq!(render_concise(&diagnostic), "suite/kyc.yaml:3:5: error[E001]: two lines ␛[31m\n");
}

#[test]
fn a_fragment_has_the_lines_of_its_file() {
    let part = Source::fragment("kyc.yaml", 120, "  - create: {}\n    expect: 1\n");
    let text = render(&Diagnostic::error(code::WRONG_TYPE, "m").at(at(&part, "expect"), ""), PLAIN);
    assert!(text.contains("--> kyc.yaml:121:5"), "{text}");
    assert!(text.contains("121 |     expect: 1"), "{text}");
}

#[test]
fn a_place_over_many_lines_is_folded() {
    let list = (0..200).fold(String::new(), |text, n| text + &format!("  - item{n}\n"));
    let source = Source::new("f.yaml", format!("list:\n{list}end: 1\n"));
    let span = Span::new(8, source.text().find("end").unwrap());
    let diagnostic = Diagnostic::error(code::WRONG_TYPE, "m").at(Place::new(&source, span), "here");
    insta::assert_snapshot!(render(&diagnostic, PLAIN));
}

#[test]
fn long_lines_are_cut_to_the_width() {
    let source = Source::new("f.yaml", format!("a: {} needle {}\n", "x ".repeat(5_000), "y ".repeat(5_000)));
    let diagnostic = Diagnostic::error(code::WRONG_TYPE, "m").at(at(&source, "needle"), "here");
    for width in [0, 40, 60, 120] {
        let text = render(&diagnostic, Look { colour: false, width });
        assert!(text.contains("needle"), "{text}");
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width.max(40), "{longest} columns for {width}:\n{text}");
    }
}

#[test]
fn what_a_terminal_would_obey_is_made_visible() {
    let source = Source::new("f\u{1b}[2J.yaml", "a: \u{1b}[31mred\u{9b}1m \u{202e}x \r\u{7f}\r\nb: 2\n");
    let diagnostic = Diagnostic::error(code::WRONG_TYPE, "bad \u{1b}]0;title\u{7}")
        .at(at(&source, "red"), "\u{1b}[0m")
        .at(at(&source, "b: 2"), "")
        .help("help\u{8}");
    for text in [render(&diagnostic, PLAIN), render_concise(&diagnostic)] {
        let obeyed = text.chars().find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
        assert_eq!(obeyed, None, "{text:?}");
    }
    insta::assert_snapshot!(render(&diagnostic, PLAIN));
}

#[test]
fn colour_is_the_only_difference_of_the_coloured_text() {
    let diagnostic = Diagnostic::error(code::UNKNOWN_VERB, "m").at(at(&scenario(), "craete"), "l").help("h");
    let coloured = render(&diagnostic, Look { colour: true, ..PLAIN });
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), render(&diagnostic, PLAIN));
}

#[test]
fn an_empty_line_stands_between_two() {
    let one = Diagnostic::error(code::SUITE, "one");
    assert_eq!(render_all(&[one.clone(), one], PLAIN), "error[E401]: one\n\nerror[E401]: one\n");
    assert_eq!(render_all(&[], PLAIN), "");
}

#[test]
fn no_span_makes_it_panic() {
    for text in ["", "\n", "a", "a\n", "é\r\né", "\u{feff}é: 1\r\n\r\n", "\r\r\n", "a\n\n\n", "\t\u{1}é\n"]
    {
        let source = Source::fragment("f", 7, text);
        for start in 0..text.len() + 3 {
            for end in start..text.len() + 3 {
                let place = |start, end| Place::new(&source, Span::new(start, end));
                let diagnostic =
                    Diagnostic::error(code::SYNTAX, "m").at(place(start, end), "l").at(place(0, 0), "");
                let text = render(&diagnostic, PLAIN);
                assert!(text.starts_with("error[E001]: m\n"), "{text}");
                render_concise(&diagnostic);
            }
        }
    }
}

#[test]
fn the_end_of_a_file_can_be_shown() {
    let source = Source::new("f.yaml", "a: 1\nb: [\n");
    let end = source.text().len();
    insta::assert_snapshot!(render(
        &Diagnostic::error(code::SYNTAX, "the file ends here")
            .at(Place::new(&source, Span::new(end, end)), ""),
        PLAIN
    ));
}
