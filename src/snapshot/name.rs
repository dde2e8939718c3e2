//! The names of snapshot files: readable, the same from run to run, portable to every file system, and no two alike,
//! whatever scenarios are called.
//!
//! A name has up to four parts with dots between them: file, scenario, case, step. A part that cannot stand as it is
//! is shortened and has a hash of all of it behind `--`, which no other part has inside.

use sha2::{Digest, Sha256};

use crate::vocabulary;

/// The folder beside the scenario files that holds their snapshots.
pub const FOLDER: &str = "snapshots";

/// The greatest number of bytes of a name, the ending of a pending file included.
pub const LONGEST_NAME: usize = 120;

const FILE: usize = 22;
const SCENARIO: usize = 40;
const CASE: usize = 26;
const STEP: usize = 20;

/// Characters of a hash, five bits each: of a hundred thousand names two are alike once in a hundred thousand suites.
const HASH: usize = 10;

const ENDING: &str = ".snap";

/// Names that Windows keeps for devices, with or without an ending.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt"];

/// The file of a snapshot, from the suite's root. `scenario_file` is from the root, too; `case` is what tells the tests
/// of one scenario apart; `step` is the name of the snapshot within its scenario.
pub fn file_name(scenario_file: &str, scenario: &str, case: Option<&str>, step: &str) -> String {
    let (folder, file) = scenario_file.rsplit_once('/').unwrap_or(("", scenario_file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let bare = file.strip_suffix(".yaml").unwrap_or(file);
    let mut name = part(bare, is_plain(bare).then(|| bare.to_owned()), FILE, bare);
    name.push('.');
    name.push_str(&part(scenario, sentence(scenario), SCENARIO, scenario));
    if let Some(case) = case {
        name.push('.');
        name.push_str(&part(case, is_plain(case).then(|| case.to_owned()), CASE, &documented_words(case)));
    }
    name.push('.');
    name.push_str(&part(step, is_plain(step).then(|| step.to_owned()), STEP, step));
    format!("{folder}{slash}{FOLDER}/{name}{ENDING}")
}

/// A part as it stands where that fits, else the beginning of `readable` and a hash.
fn part(text: &str, whole: Option<String>, longest: usize, readable: &str) -> String {
    if let Some(whole) = whole.filter(|whole| whole.len() <= longest) {
        return whole;
    }
    let kept = words(readable, longest - HASH - 2);
    let kept = if kept.is_empty() { "x" } else { &kept };
    format!("{kept}--{}", hash(text))
}

/// Small letters, digits and `_`, single `-` between them; no name of a device.
fn is_plain(text: &str) -> bool {
    let letters = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    text.split('-').all(letters)
        && !RESERVED.contains(&text.trim_end_matches(|digit: char| digit.is_ascii_digit()))
}

/// A sentence as names of scenarios mostly are, in small letters: a capital, then words with single spaces between
/// them. Any other name would not be the only one with these letters.
fn sentence(text: &str) -> Option<String> {
    let is_capital = text.starts_with(|first: char| first.is_ascii_uppercase());
    let small =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == ' ';
    let spelled = text.to_ascii_lowercase().replace(' ', "-");
    (is_capital && text.chars().skip(1).all(small) && is_plain(&spelled)).then_some(spelled)
}

/// The words of a text that fit, in small letters.
fn words(text: &str, longest: usize) -> String {
    let mut kept = String::new();
    for word in
        text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
    {
        let room = longest.saturating_sub(kept.len() + usize::from(!kept.is_empty()));
        if room == 0 || (word.len() > room && !kept.is_empty()) {
            break;
        }
        if !kept.is_empty() {
            kept.push('-');
        }
        kept.push_str(&word[..word.len().min(room)].to_ascii_lowercase());
    }
    kept
}

/// The documented values of a case's label. What else stands in it may be a person's, and is seen in the hash alone.
fn documented_words(label: &str) -> String {
    const KINDS: &[&str] = &["DEV", "DEMO", "TEST", "PROD"];
    let in_documents = |word: &str| vocabulary::all().iter().any(|vocabulary| vocabulary.contains(word));
    let is_known = |word: &&str| KINDS.contains(word) || in_documents(word);
    let found: Vec<&str> = label.split(['=', ',', ' ']).filter(is_known).collect();
    found.join(" ")
}

fn hash(text: &str) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digest = Sha256::digest(text.as_bytes());
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let letter =
        |index: usize| char::from(LETTERS[usize::from((number >> (5 * index)).to_le_bytes()[0] % 32)]);
    (0..HASH).map(letter).collect()
}
