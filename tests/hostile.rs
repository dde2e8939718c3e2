//! Input that wants to hang, exhaust or crash the program.

use std::fmt::Write as _;
use std::sync::Arc;

use idvet::diagnostic::{Diagnostic, Look, render, render_concise};
use idvet::source::{Limits, Node, Source, Span, SyntaxProblem, Tree, read_documents};

fn read(text: String) -> (Arc<Source>, Vec<Node>, Vec<SyntaxProblem>) {
    let source = Source::new("hostile.yaml", text);
    let (documents, problems) = read_documents(&source, Limits::default());
    check_spans(&source, &documents, &problems);
    (source, documents, problems)
}

/// The codes of the problems of a text; each problem is rendered, which must not panic.
fn codes(text: String) -> Vec<&'static str> {
    let (source, _, problems) = read(text);
    let codes = problems.iter().map(|problem| problem.code).collect();
    for problem in problems {
        show(&source, problem);
    }
    codes
}

fn show(source: &Arc<Source>, problem: SyntaxProblem) {
    let diagnostic = Diagnostic::syntax(source, problem);
    let text = render(&diagnostic, Look { colour: true, width: 80 });
    assert!(text.len() < 20_000, "a message of {} bytes", text.len());
    assert!(render_concise(&diagnostic).len() < 4_000);
}

/// Every span lies inside the text, on borders of characters.
fn check_spans(source: &Source, documents: &[Node], problems: &[SyntaxProblem]) {
    let check = |span: Span| {
        let range = span.start as usize..span.end as usize;
        assert!(source.text().get(range).is_some(), "{span:?} in {:?}", source.text());
    };
    for problem in problems {
        check(problem.span);
        problem.related.iter().for_each(|(span, _)| check(*span));
    }
    let mut nodes: Vec<&Node> = documents.iter().collect();
    while let Some(node) = nodes.pop() {
        check(node.span);
        match &node.tree {
            Tree::Scalar(_) => {}
            Tree::List(items) => nodes.extend(items),
            Tree::Map(entries) => {
                for entry in entries {
                    check(entry.key.span);
                }
                nodes.extend(entries.iter().map(|entry| &entry.value));
            }
        }
    }
}

#[test]
fn a_billion_laughs_are_refused() {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..20 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "a{level}: &a{level} [{below}]").unwrap();
    }
    assert_eq!(codes(text), ["E003"]);
}

#[test]
fn merged_maps_that_double_are_refused_even_when_empty() {
    let mut text = "- &m0 {}\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        writeln!(text, "- &m{level} {{<<: [*m{below}, *m{below}]}}").unwrap();
    }
    assert_eq!(codes(text), ["E003"]);
}

#[test]
fn a_long_text_repeated_fifty_thousand_times_is_refused() {
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a,".repeat(50_000));
    assert_eq!(codes(text), ["E003"]);
}

#[test]
fn deep_nesting_is_refused() {
    for text in ["[".repeat(200_000), "{a: ".repeat(50_000), "- ".repeat(100_000), "? ".repeat(50_000)] {
        assert_eq!(codes(text), ["E003"]);
    }
    let blocks = (0..3_000).fold(String::new(), |text, level| text + &" ".repeat(level) + "a:\n");
    assert_eq!(codes(blocks), ["E003"]);
}

#[test]
fn aliases_that_nest_deeply_are_refused() {
    let chain = (1..200)
        .fold("- &a0 [x]\n".to_owned(), |text, level| text + &format!("- &a{level} [*a{}]\n", level - 1));
    assert_eq!(codes(chain), ["E003"]);
}

#[test]
fn a_hundred_thousand_anchors_are_read() {
    let text = (0..100_000).fold(String::new(), |text, n| text + &format!("- &a{n} x\n"));
    let (_, documents, problems) = read(text);
    assert!(problems.is_empty());
    assert_eq!(documents[0].as_list().unwrap().len(), 100_000);
}

#[test]
fn a_wide_map_and_many_short_aliases_are_read() {
    let wide = (0..50_000).fold(String::new(), |text, n| text + &format!("k{n}: {n}\n"));
    assert!(codes(wide).is_empty());
    assert!(codes("- &a x\n".to_owned() + &"- *a\n".repeat(100_000)).is_empty());
}

#[test]
fn ten_thousand_broken_documents_give_a_hundred_problems() {
    assert_eq!(codes("---\na: ]\n".repeat(10_000)), ["E001"; 100]);
    assert_eq!(codes("- *x\n".repeat(10_000)), ["E001"; 100]);
    assert_eq!(codes("a: 1\n".repeat(10_000)), ["E002"; 100]);
}

#[test]
fn too_many_values_and_too_long_a_text_are_refused() {
    assert_eq!(codes("- x\n".repeat(300_000)), ["E003"]);
    assert_eq!(codes("#".repeat(5_000_001)), ["E003"]);
}

#[test]
fn characters_that_do_not_belong_into_a_text() {
    assert_eq!(codes("a: \0\n".to_owned()), ["E004"]);
    assert_eq!(codes("a: \u{1}\n".to_owned()), ["E001"]);
    assert_eq!(codes("a: x\u{feff}y\n---\nb: ]\n".to_owned()).last(), Some(&"E001"));
    let (_, documents, problems) = read("a: 1\rb: 2\r".to_owned());
    assert!(problems.is_empty());
    assert_eq!(documents[0].to_json(), serde_json::json!({ "a": 1, "b": 2 }));
}

#[test]
fn long_lines_and_unclosed_quotes_take_no_time() {
    assert_eq!(codes(format!("a: \"{}", "x\n  ".repeat(500_000))), ["E001"]);
    assert_eq!(codes(format!("a: {{ b: ${{{}", "x".repeat(1_000_000))), ["E001"]);
    assert!(!codes("a: '".repeat(200_000)).is_empty());
    assert_eq!(codes(format!("{}\n a: 1\n", " \n".repeat(500_000) + "  b: 1")).len(), 1);
}

const SEEDS: &[&str] = &[
    "scenario: kyc\nvars: { doc: 00123456, n: 1e5 }\nsteps:\n  - create: { clientId: \"${client}\" }\n    expect:\n      status: 200\n",
    "a: &a {x: 1, y: [1, 2]}\nb:\n  <<: *a\n  y: own\nc: [*a, *a]\n---\n- 'it''s'\n- \"\\u00e9\\n\"\n",
    "t: |\n  first\n  é\n\nf: >-\n  ž\n  😀\n? k\n: v\nx: !!str 1\n...\n---\n# c\ny: z # d\r\nz:\r\n  - 1\r\n",
    "\u{feff}name: Žydrūnas\nq: \"x\n  y\"\nurl: http://x/${id}?a=b\nm: [a: 1, {b, c: }]\n",
];

const PIECES: &[&str] = &[
    "\"", "'", ":", ": ", "-", "- ", "[", "]", "{", "}", ",", "${", "#", " #", "\n", "\r", "\r\n", "\t",
    "  ", "&a ", "*a", "<<: ", "!", "!!str ", "|", ">", "%", "@", "`", "\\", "é", "😀", "\u{feff}", "\u{1b}",
    "\0", "---\n", "\n---\n", "...\n", "? ", "~", "\u{85}", "\u{2028}", "a: a", "x:y",
];

/// Marsaglia's xorshift: the same mutations in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

fn mutated(seed: &str, dice: &mut Dice) -> String {
    let mut characters: Vec<char> = seed.chars().collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(characters.len());
        let end = (at + dice.below(4)).min(characters.len());
        let piece: Vec<char> = match dice.below(4) {
            0 => vec![],
            1 => {
                let from = dice.below(characters.len());
                characters[from..(from + dice.below(20)).min(characters.len())].to_vec()
            }
            _ => PIECES[dice.below(PIECES.len())].chars().collect(),
        };
        characters.splice(at..end, piece);
    }
    characters.into_iter().collect()
}

#[test]
fn sixty_thousand_mutations_neither_panic_nor_leave_the_text() {
    let mut dice = Dice(0x1d_5eed);
    let mut refused = 0;
    for round in 0..60_000 {
        let text = mutated(SEEDS[round % SEEDS.len()], &mut dice);
        let (source, _, problems) = read(text);
        refused += usize::from(!problems.is_empty());
        if round % 7 == 0 {
            for problem in problems {
                show(&source, problem);
            }
        }
    }
    assert!(
        (10_000..59_000).contains(&refused),
        "{refused} of 60,000 were refused: the mutations test nothing"
    );
}
