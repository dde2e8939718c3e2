//! Phrases that several messages share.

use crate::{
    diagnostic::nearest,
    vocabulary::{self, Edition, Term, Vocabulary},
};

/// How many words a message lists before it says how many more there are.
const LISTED: usize = 12;

/// ``did you mean `NAME`?``, where a known name is near.
pub(super) fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(unknown, known).map(|name| format!("did you mean `{name}`?"))
}

/// `` `a`, `b` and `c` ``, cut where there are many.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut words = words.into_iter();
    let first: Vec<String> = words.by_ref().take(LISTED).map(|word| format!("`{word}`")).collect();
    let more = words.count();
    if more > 0 {
        return format!("{} and {more} more", first.join(", "));
    }
    match first.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// What to write in place of a value that a vocabulary does not have.
pub(super) fn vocabulary_help(vocabulary: &'static Vocabulary, value: &str) -> Vec<String> {
    let mut help = Vec::new();
    let near = vocabulary.nearest(value);
    if let Some(term) = near.and_then(|near| vocabulary.values.iter().find(|term| term.value == near)) {
        help.push(format!("did you mean `{}`?{}", term.value, edition_note(vocabulary, term)));
    } else {
        let values = listed(vocabulary.values.iter().map(|term| term.value));
        help.push(format!("the documents name {values}"));
    }
    help.extend(elsewhere(vocabulary, value));
    help
}

/// Where a value stands that is not in this vocabulary, but in another.
fn elsewhere(vocabulary: &'static Vocabulary, value: &str) -> Option<String> {
    let others = vocabulary::all().iter().filter(|other| other.name != vocabulary.name);
    others.flat_map(|other| other.values.iter().map(move |term| (other, term))).find_map(|(other, term)| {
        let stands = editions(term.editions);
        (term.value == value).then(|| format!("`{value}` is a value of `{}`, in {stands}", other.name))
    })
}

/// In which documents a value stands, where some that know the vocabulary do not have it.
fn edition_note(vocabulary: &'static Vocabulary, term: &Term) -> String {
    let known = vocabulary.values.iter().flat_map(|term| term.editions);
    let is_everywhere = known.into_iter().all(|edition| term.editions.contains(edition));
    let only = if term.editions.len() == 1 { " only" } else { "" };
    if is_everywhere { String::new() } else { format!(" it stands in {}{only}", editions(term.editions)) }
}

fn editions(editions: &[Edition]) -> String {
    if Edition::ALL.iter().all(|edition| editions.contains(edition)) {
        return "all editions of the documents".to_owned();
    }
    let names: Vec<&str> = editions.iter().map(|edition| edition.about()).collect();
    match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        Some(_) | None => names.concat(),
    }
}
