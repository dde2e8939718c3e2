//! Every YAML text of this repository, laid out: it says the same, has the same comments, and stays as it is. And texts
//! that are made of them by chance.

use std::fs;

use idvet::{
    layout::Unlaid,
    source::{Limits, Source, comments, read_documents},
};
use proptest::{prelude::*, sample::Index};

use super::{laid, meaning};
use crate::support::suite::repository;

/// All YAML of scenarios, of wrong files, of what `init` and `new` write, and of the documentation.
fn corpus() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for entry in walkdir::WalkDir::new(repository())
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !matches!(entry.file_name().to_str(), Some("target" | ".git" | ".idvet")))
    {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(repository()).unwrap().to_string_lossy().into_owned();
        let ending = entry.path().extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let text = || fs::read_to_string(entry.path());
        match ending {
            "yaml" | "yml" => texts.extend(text().map(|text| (name, text))),
            "md" => texts.extend(blocks(&text().unwrap()).into_iter().map(|block| (name.clone(), block))),
            _ => {}
        }
    }
    texts
}

fn blocks(page: &str) -> Vec<String> {
    let parts: Vec<&str> = page.split("```").collect();
    parts.iter().filter_map(|part| part.strip_prefix("yaml\n")).map(str::to_owned).collect()
}

/// Comments found by another way than the program's: character by character, with an eye on quotes and blocks.
fn comments_by_eye(text: &str) -> Vec<String> {
    let (mut found, mut quote, mut block) = (Vec::new(), None, None);
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|outer| line.trim().is_empty() || indent > outer) {
            continue;
        }
        block = None;
        let mut before = ' ';
        let mut content = String::new();
        for (at, character) in line.char_indices() {
            match quote {
                Some(open) if character == open && !(open == '"' && before == '\\') => quote = None,
                None if character == '#' && before.is_whitespace() => {
                    found.push(line[at..].trim_end().to_owned());
                    break;
                }
                None if matches!(character, '"' | '\'') && !before.is_alphanumeric() => {
                    quote = Some(character);
                }
                Some(_) | None => {}
            }
            before = if before == '\\' && character == '\\' { ' ' } else { character };
            content.push(character);
        }
        let opens = |sign| content.trim_end().trim_end_matches(['-', '+']).ends_with(sign);
        if quote.is_none() && (opens(": |") || opens(": >") || opens("- |") || opens("- >")) {
            // The text of a block may stand no deeper than one space behind the key's own column.
            block = Some(line.len() - line.trim_start_matches([' ', '-']).len() - usize::from(opens("- |")));
        }
    }
    found
}

/// What must hold of a text that has a layout.
fn holds(name: &str, text: &str, after: &str) {
    assert_eq!(laid(after).as_deref(), Ok(after), "{name}: laid out twice it is another");
    assert_eq!(meaning(text), meaning(after), "{name}: it says something else\n{after}");
    assert!(after.is_empty() || after.ends_with('\n'), "{name}: the last line does not end");
}

#[test]
fn every_text_of_the_repository_says_the_same_when_it_is_laid_out() {
    let (mut kept, mut comments) = (0, 0);
    for (name, text) in corpus() {
        match laid(&text) {
            Ok(after) => {
                holds(&name, &text, &after);
                let seen = comments_by_eye(&text);
                assert_eq!(seen, comments_by_eye(&after), "{name}: its comments are others");
                (kept, comments) = (kept + 1, comments + seen.len());
            }
            Err(Unlaid::Syntax(_)) => {}
            Err(Unlaid::Spoilt(spoilt)) => panic!("{name}: {spoilt:?}"),
        }
    }
    assert!(kept > 150 && comments > 60, "{kept} texts, {comments} comments");
}

#[test]
fn comments_are_told_from_signs_within_texts() {
    let text = "# one\na: 'b # no'   # two\nc: d#no\ne: |\n  # no\n# three\nf: [g, # four\n  \"h # no\"]\ni: j # five\n  #six\n";
    let source = Source::new("a.yaml", text);
    let (documents, problems) = read_documents(&source, Limits::default());
    assert_eq!(problems, []);
    let found: Vec<&str> = comments(text, &documents).iter().map(|span| source.slice(*span)).collect();
    assert_eq!(found, ["# one", "# two", "# three", "# four", "# five", "#six"]);
    assert_eq!(comments_by_eye(text), found);
}

/// What is put into lines, so that keys, lists, quotes, blocks and comments come where nobody writes them.
const SIGNS: [&str; 24] = [
    "", "", "", "", " # c", "#", "- ", "? ", "  ", "{", "}", "[", "]", ", ", ": ", "|\n", ">-\n", "\t",
    "&a ", "*a", "é", "\"", "'", "\r",
];

/// A piece of a text: which, from which line on, how many lines, where in each line what is put in.
type Piece = (Index, Index, usize, Vec<(Index, u8)>);

fn piece((pick, start, length, signs): &Piece) -> String {
    TEXTS.with(|texts| {
        let lines: Vec<&str> = pick.get(texts).lines().collect();
        let start = start.index(lines.len().max(1));
        let lines = lines.iter().skip(start).take(*length).zip(signs);
        lines.map(|(line, (at, sign))| with_sign(line, *at, *sign) + "\n").collect()
    })
}

fn with_sign(line: &str, at: Index, sign: u8) -> String {
    let places: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
    let (before, behind) = line.split_at(*at.get(&places));
    format!("{before}{}{behind}", SIGNS[usize::from(sign) % SIGNS.len()])
}

fn any_piece() -> impl Strategy<Value = Piece> {
    let signs = prop::collection::vec((any::<Index>(), any::<u8>()), 14);
    (any::<Index>(), any::<Index>(), 1..14_usize, signs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("LAYOUT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256)
    ))]

    /// Most are no YAML; what is, keeps its meaning, whatever the library makes of it.
    #[test]
    fn texts_of_all_sorts_keep_their_meaning(
        pieces in prop::collection::vec(any_piece(), 1..4)
    ) {
        let text: String = pieces.iter().map(piece).collect();
        if let Ok(after) = laid(&text) {
            holds("a text", &text, &after);
        }
    }
}

thread_local! {
    static TEXTS: Vec<String> = corpus().into_iter().map(|(_, text)| text).collect();
}
