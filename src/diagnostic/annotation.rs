//! Annotations: the workflow commands of GitHub Actions that it shows beside the lines of a change.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step, and 4,096 characters of each: what is beyond that
//! would be lost without a word. So the tenth tells of all the rest.

use std::fmt::Write as _;

use super::render::visible;

/// Annotations of a level that GitHub shows of a step.
const SHOWN: usize = 10;

/// Characters of a message that GitHub keeps; a little less, so that our own mark of a cut is kept too.
const LONGEST: usize = 4_000;

/// How much an annotation matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something is wrong.
    Error,
    /// Something is to be looked at.
    Warning,
    /// Something is to be known.
    Notice,
}

/// One annotation, nothing of it escaped yet.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// How much it matters.
    pub level: Level,
    /// What GitHub finds the line by: `file`, `line`, `endLine`, and, where these two are one, `col`, `endColumn`.
    pub place: Vec<(&'static str, String)>,
    /// What it is about.
    pub title: String,
    /// What it says, of any length.
    pub message: String,
    /// The line that stands for it where there is no room for it.
    pub concise: String,
}

/// The commands of annotations of one level, one a line. Those that GitHub would not show stand together in the last;
/// where that has no room for all either, `all` says where they are.
pub fn annotations(of_level: &[Annotation], all: &str) -> String {
    let alone = if of_level.len() > SHOWN { SHOWN - 1 } else { of_level.len() };
    let (shown, rest) = of_level.split_at(alone);
    let mut text: String = shown.iter().map(command).collect();
    if let Some(first) = rest.first() {
        let word = first.level.word();
        let title = property(&format!("idvet: {} more {word}s", rest.len()));
        let message = message(&beyond(rest, all));
        // Writing to a text cannot fail.
        let _ = writeln!(text, "::{word} title={title}::{message}");
    }
    text
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

fn command(annotation: &Annotation) -> String {
    let place = annotation.place.iter().map(|(name, value)| (*name, value));
    let properties: Vec<String> = place
        .chain([("title", &annotation.title)])
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    format!("::{} {}::{}\n", annotation.level.word(), properties.join(","), message(&annotation.message))
}

/// Those that GitHub would not show, a line each, as many as one message takes.
fn beyond(rest: &[Annotation], all: &str) -> String {
    /// Room for the last sentence.
    const ROOM: usize = 100;
    let mut text = String::new();
    for (told, annotation) in rest.iter().enumerate() {
        if length(&text) + length(&annotation.concise) + 1 + ROOM > LONGEST {
            let _ = write!(text, "and {} more: {all}", rest.len() - told);
            return text;
        }
        let _ = writeln!(text, "{}", annotation.concise);
    }
    text
}

/// GitHub counts UTF-16; so that no surrogate is cut, the larger count of the two is taken.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text of a command, cut to what GitHub keeps and escaped.
fn message(text: &str) -> String {
    let shown = visible(text);
    let mut left = LONGEST;
    let mut kept = String::new();
    for character in shown.chars() {
        let Some(rest) = left.checked_sub(character.len_utf16()) else {
            kept.push_str(" … (cut here)");
            break;
        };
        left = rest;
        kept.push(character);
    }
    escaped(kept.trim_end())
}

/// The text of a workflow command, in which only these signs have to be escaped.
pub fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
