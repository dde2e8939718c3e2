//! `idvet explain`, and the pages of the codes: both examples of each are run, and what is said is what the page says.

use std::{collections::BTreeSet, fs, process::Command};

use idvet::{
    diagnostic::{Example, File, Page, code, pages},
    expect::matchers,
    scenario::Verb,
    template::functions,
    vocabulary,
};
use regex::Regex;

use crate::support::suite::{Said, Suite, repository, said};

/// What an example says: what a person reads of its command, the temporary folder called `/suite`.
struct Told {
    code: i32,
    text: String,
    codes: BTreeSet<String>,
}

fn try_example(example: &Example) -> Told {
    let suite = Suite::empty();
    let files = example.files();
    if files.iter().any(|file| file.path.starts_with("idvet.")) {
        fs::remove_file(suite.path("idvet.yaml")).unwrap();
    }
    for file in &files {
        suite.write(file.path, "");
        fs::write(suite.path(file.path), bytes(file)).unwrap();
    }
    let said = said(&command(&suite, example.command()).output().unwrap());
    // A run tells a person on stderr, a check on stdout.
    let text = if example.command().contains("idvet run") { &said.err } else { &said.out };
    Told { code: said.code, text: without_folder(&suite, text), codes: codes(&said) }
}

fn without_folder(suite: &Suite, text: &str) -> String {
    let real = fs::canonicalize(suite.root()).unwrap();
    let text = text.replace(real.to_str().unwrap(), "/suite");
    text.replace(suite.root().to_str().unwrap(), "/suite").trim_end().to_owned()
}

/// Every code that anything is said under.
fn codes(said: &Said) -> BTreeSet<String> {
    let head = Regex::new(r"(?m)^(?:error|warning)\[(\w+)\]").unwrap();
    let all = format!("{}\n{}", said.out, said.err);
    head.captures_iter(&all).map(|found| found[1].to_owned()).collect()
}

/// `NAME=value` before a command sets a variable; quotes group words.
fn command(suite: &Suite, line: &str) -> Command {
    let words = Regex::new(r"'([^']*)'|(\S+)").unwrap();
    let word = |found: regex::Captures<'_>| found.get(1).or(found.get(2)).unwrap().as_str().to_owned();
    let words: Vec<String> = words.captures_iter(line).map(word).collect();
    let program = words.iter().position(|word| word == "idvet").unwrap_or_else(|| panic!("no idvet: {line}"));
    let arguments: Vec<&str> = words[program + 1..].iter().map(String::as_str).collect();
    let mut command = suite.command(&arguments);
    command.envs(words[..program].iter().map(|word| word.split_once('=').unwrap()));
    command
}

fn bytes(file: &File) -> Vec<u8> {
    if file.language != "bytes" {
        return file.text.as_bytes().to_vec();
    }
    let mut bytes = Vec::new();
    let mut rest = file.text;
    while let Some((before, escape)) = rest.split_once("\\x") {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&escape[..2], 16).unwrap());
        rest = &escape[2..];
    }
    bytes.extend(rest.bytes());
    bytes
}

fn is_update() -> bool {
    std::env::var_os("UPDATE_EXPECTED").is_some() && std::env::var_os("CI").is_none()
}

#[test]
fn every_page_is_whole() {
    for page in pages() {
        let Page { code, title, about, wrong, said, right, markdown } = page;
        let head = format!("# {}: {title}\n\n", code.0);
        assert!(markdown.starts_with(&head), "{}.md does not begin with its code and a title", code.0);
        assert!(!title.ends_with('.') && !title.is_empty(), "{}: {title}", code.0);
        assert!(about.split_whitespace().count() >= 20, "{}: this explains nothing: {about}", code.0);
        assert!(!wrong.files().is_empty() && !right.files().is_empty(), "{}", code.0);
        assert!(is_update() || !said.is_empty(), "{}: UPDATE_EXPECTED=1 writes what is said", code.0);
        for line in about.lines() {
            assert!(line.chars().count() <= 120, "{}: {line}", code.0);
        }
    }
}

#[test]
fn every_page_belongs_to_a_code() {
    let known: BTreeSet<String> = code::ALL.iter().map(|code| format!("{}.md", code.0)).collect();
    let entries = fs::read_dir(repository().join("src/diagnostic/pages")).unwrap();
    let found: BTreeSet<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, known);
}

#[test]
fn every_wrong_example_is_explained() {
    for page in pages() {
        let told = try_example(&page.wrong);
        let expected = BTreeSet::from([page.code.0.to_owned()]);
        assert_eq!(told.codes, expected, "{}, the wrong example:\n{}", page.code.0, told.text);
        let code = if page.code.0.starts_with('W') { 0 } else { 2 };
        assert_eq!(told.code, code, "{}: {}", page.code.0, told.text);
        if is_update() {
            write_said(&page, &told.text);
        } else {
            assert_eq!(page.said.trim_end(), told.text, "{}: UPDATE_EXPECTED=1 writes it", page.code.0);
        }
    }
}

fn write_said(page: &Page, text: &str) {
    let (before, behind) = page.markdown.split_once("\n## Said\n").unwrap();
    let (_, right) = behind.split_once("\n## Right\n").unwrap();
    let markdown = format!("{before}\n## Said\n\n```text\n{text}\n```\n\n## Right\n{right}");
    let path = repository().join(format!("src/diagnostic/pages/{}.md", page.code.0));
    fs::write(path, markdown).unwrap();
}

#[test]
fn of_every_right_example_nothing_is_said() {
    for page in pages() {
        let told = try_example(&page.right);
        assert_eq!((told.codes, told.code), (BTreeSet::new(), 0), "{}: {}", page.code.0, told.text);
    }
}

fn explain(arguments: &[&str]) -> Said {
    let whole: Vec<&str> = ["explain"].iter().chain(arguments).copied().collect();
    Suite::empty().idvet(&whole)
}

#[test]
fn a_code_is_explained_in_any_letter_case() {
    let said = explain(&["E201"]).exits(0);
    assert_eq!(explain(&["e201"]).exits(0).out, said.out);
    insta::assert_snapshot!(said.out);
}

#[test]
fn two_codes_are_explained_one_behind_the_other() {
    let (first, second) = (explain(&["E201"]).exits(0).out, explain(&["W404"]).exits(0).out);
    assert_eq!(explain(&["e201", "w404"]).exits(0).out, format!("{first}\n{second}"));
    let said = explain(&["E201", "E999"]).exits(2);
    assert!(said.err.contains("there is no code `E999`"), "{}", said.all());
}

#[test]
fn without_a_code_all_are_listed() {
    let said = explain(&[]).exits(0);
    let listed: Vec<&str> = said.out.lines().map(|line| &line[..4]).collect();
    let mut known: Vec<&str> = code::ALL.iter().map(|code| code.0).collect();
    known.sort_unstable();
    assert_eq!(listed, known);
    assert!(said.out.contains("E002  a key is written twice in one map\n"), "{}", said.out);
}

#[test]
fn what_is_unknown_is_answered_with_what_is_near() {
    for (arguments, expected) in [
        (&["E999"][..], "there is no code `E999`"),
        (&["E02"], "did you mean `E002`?"),
        (&["vocabulry"], "did you mean `vocabulary`?"),
        (&["poll_status"], "did you mean `idvet explain verb poll_status`?"),
        (&["one_of"], "did you mean `idvet explain matcher one_of`?"),
        (&["status", "overallStatus"], "did you mean `idvet explain vocabulary overallStatus`?"),
        (&["vocabulary", "overalStatus"], "did you mean `overallStatus`?"),
        (&["matcher", "nothing-like-it"], "`idvet explain matcher` lists them all"),
    ] {
        let said = explain(arguments).exits(2);
        assert!(said.err.contains(expected), "{arguments:?}: {}", said.all());
        assert!(said.err.starts_with("error[E501]: ") && said.out.is_empty(), "{}", said.all());
    }
}

#[test]
fn every_vocabulary_is_listed_with_the_documents_of_each_value() {
    let names = explain(&["vocabulary"]).exits(0).out;
    for vocabulary in vocabulary::all() {
        assert!(names.contains(vocabulary.name), "{names}");
        let told = explain(&["vocabulary", vocabulary.name]).exits(0).out;
        assert!(told.contains(vocabulary.source), "{told}");
        for term in vocabulary.values {
            let editions: Vec<&str> = term.editions.iter().map(|edition| edition.word()).collect();
            let line = told.lines().find(|line| line.split("  ").next() == Some(term.value));
            let line = line.unwrap_or_else(|| panic!("no {} in\n{told}", term.value));
            assert!(line.contains(&editions.join(", ")), "{line}");
        }
    }
    insta::assert_snapshot!(explain(&["vocabulary", "OVERALLSTATUS"]).exits(0).out);
}

#[test]
fn every_matcher_function_and_verb_is_told() {
    for matcher in matchers() {
        assert!(explain(&["matcher", matcher.name]).exits(0).out.contains(matcher.example));
    }
    for function in functions() {
        assert!(explain(&["function", function.name]).exits(0).out.contains(function.example));
    }
    for verb in Verb::ALL {
        let told = explain(&["verb", verb.word()]).exits(0).out;
        assert!(told.contains(verb.example()), "{told}");
        for key in verb.keys() {
            assert!(told.contains(key.name), "{told}");
        }
    }
    insta::assert_snapshot!(explain(&["verb", "add_manual_status"]).exits(0).out);
}
