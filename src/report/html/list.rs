//! The list of tests, what it is filtered by, and the names of its rows in links.

use std::collections::{BTreeMap, HashSet};

use maud::{Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{
    head::rerun,
    room::{Room, Standing},
    test::{details, why},
    text::{count, ending, short, took},
    told::told,
};
use crate::{
    event::{Outcome, TestStarted},
    report::{Results, TestResult},
};

/// Tags and files that are offered as filters.
const OFFERED: usize = 500;

/// Tests of a part of the list; the style knows how high that many are.
pub(super) const PART: usize = 50;

/// Tags that are shown of a test.
const TAGS: usize = 50;

/// Characters of a name in a link.
const NAME_IN_LINK: usize = 48;

/// The row names of all tests: the same test has the same one in every report.
pub(super) fn anchors(results: &Results) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut free = |anchor: String| {
        let mut name = anchor.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{anchor}-{number}");
            number += 1;
        }
        name
    };
    results.tests.iter().map(|test| free(anchor(&test.test().id))).collect()
}

/// `test-scenarios-a-yaml-a-name-0a1b2c3d`: readable, and as different as the ids are.
fn anchor(id: &str) -> String {
    let mut words = String::new();
    for character in id.chars().take(NAME_IN_LINK) {
        if character.is_ascii_alphanumeric() {
            words.push(character.to_ascii_lowercase());
        } else if !words.ends_with('-') && !words.is_empty() {
            words.push('-');
        }
    }
    let digest = Sha256::digest(id);
    let [first, second, third, fourth, ..] = *digest.as_slice() else { return words };
    format!("test-{}-{first:02x}{second:02x}{third:02x}{fourth:02x}", words.trim_end_matches('-'))
}

/// The filters. The page's script shows them: without it they would do nothing.
pub(super) fn controls(results: &Results) -> Markup {
    let heads = || results.tests.iter().map(TestResult::test);
    let tags = offered(heads().flat_map(|head| head.tags.iter().take(TAGS)));
    let files = offered(heads().map(|head| &head.file));
    let all = count(results.tests.len());
    html! {
        (PreEscaped("<section class=\"all\" aria-labelledby=\"tests\">\n"))
        h2 #tests { "Tests" }
        div.controls role="search" hidden {
            label.find {
                span { "Filter" }
                input #find type="search" autocomplete="off" spellcheck="false" placeholder="name, file, tag or message"
                    aria-keyshortcuts="/";
            }
            (choice("tag", "Tag", "all tags", &tags))
            (choice("file", "File", "all files", &files))
            button #clear type="button" { "Clear" }
            p.shown #shown role="status" data-all=(all) { (all) " of " (all) " shown" }
        }
    }
}

fn choice(id: &str, label: &str, all: &str, offered: &[String]) -> Markup {
    html! {
        @if !offered.is_empty() {
            label {
                span { (label) }
                select id=(id) {
                    option value="" { (all) }
                    @for one in offered { option value=(one) { (one) } }
                }
            }
        }
    }
}

/// The most frequent ones, by name.
fn offered<'a>(words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut frequent: Vec<(&str, usize)> = counts.into_iter().collect();
    frequent.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let mut names: Vec<String> = frequent.into_iter().take(OFFERED).map(|(word, _)| short(word)).collect();
    names.sort();
    names.dedup();
    names
}

/// The beginning of a part of the list. A browser leaves a whole one alone until it comes near the window: what it has to
/// keep in view is parts, and not thousands of tests.
pub(super) fn part_begins(tests: usize) -> Markup {
    let class = if tests == PART { "whole part" } else { "part" };
    PreEscaped(format!("<ol class=\"{class}\">\n"))
}

/// A test in the list.
pub(super) fn row(results: &Results, test: &TestResult, anchor: &str, room: &mut Room) -> Markup {
    let standing = room.standing(test.outcome());
    let mut whole = || details(test, anchor, &rerun(results, test), room);
    html! {
        li.test.(ending(test.outcome()).class) id=(anchor) {
            details {
                (line_of(test))
                @match standing {
                    Standing::Plain => (whole()),
                    // With a script this is text, which costs nothing until it is opened; without one it is HTML.
                    Standing::Waiting => noscript { (whole()) },
                    Standing::Told => (told(results, test)),
                }
            }
        }
        (PreEscaped("\n"))
    }
}

/// What is always to be seen of a test. A page has thousands of these: every element counts. The script reads the file
/// and the tags of them, and the style draws the shape of the outcome.
fn line_of(test: &TestResult) -> Markup {
    let head = test.test();
    let tags: Vec<String> = head.tags.iter().take(TAGS).map(|tag| short(tag)).collect();
    let has_time = !matches!(test.outcome(), Outcome::Skipped | Outcome::NotRun);
    html! {
        summary {
            b { (ending(test.outcome()).word) }
            bdi { (short(title(head))) }
            small {
                (short(&head.file)) ":" (head.line)
                // A line break is in no tag, so that the script can tell them apart.
                @if !tags.is_empty() { i { (tags.join(",\n")) } }
                @if test.attempts.len() > 1 { em { (test.attempts.len()) " attempts" } }
            }
            @if let Some(why) = why(test) { span.why { (short(&why)) } }
            @if has_time { (took(test.took())) }
        }
    }
}

/// The id without the file, which stands below it.
pub(super) fn title(head: &TestStarted) -> &str {
    let behind = head.id.strip_prefix(&head.file).and_then(|rest| rest.strip_prefix(" \u{203a} "));
    behind.unwrap_or(&head.name)
}
