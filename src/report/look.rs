//! Colours of the terminal's words, and foreign text made harmless.

use anstyle::{AnsiColor, Style};

use crate::{diagnostic::Look, event::Outcome};

/// What a word is there for; colour never says more than the word does.
#[derive(Clone, Copy)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Worth a look.
    Odd,
    /// Beside the point.
    Quiet,
    /// What a line is about.
    Strong,
}

/// A text in a tone, where colours are wanted.
pub fn toned(text: &str, tone: Tone, look: Look) -> String {
    if !look.colour {
        return text.to_owned();
    }
    let style = match tone {
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Bad => AnsiColor::Red.on_default().bold(),
        Tone::Odd => AnsiColor::Yellow.on_default(),
        Tone::Quiet => Style::new().dimmed(),
        Tone::Strong => Style::new().bold(),
    };
    format!("{style}{text}{style:#}")
}

/// The word of an outcome; those that want attention are in capitals.
pub(super) fn outcome_word(outcome: Outcome) -> (&'static str, Tone) {
    match outcome {
        Outcome::Passed => ("passed", Tone::Good),
        Outcome::Failed => ("FAILED", Tone::Bad),
        Outcome::Errored => ("ERRORED", Tone::Bad),
        Outcome::Flaky => ("FLAKY", Tone::Odd),
        Outcome::Skipped => ("skipped", Tone::Odd),
        Outcome::Interrupted => ("INTERRUPTED", Tone::Bad),
        Outcome::NotRun => ("not run", Tone::Odd),
    }
}

/// Foreign text for a terminal or a file: control characters but for line breaks and tabs stand escaped
/// (decisions.md F21), and so does what no XML and no YAML may hold.
pub(super) fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let plain = !character.is_control() || matches!(character, '\n' | '\t');
        if plain && !is_direction(character) && !is_unseen(character) {
            shown.push(character);
        } else {
            shown.extend(character.escape_unicode());
        }
    }
    shown
}

/// A foreign text that is to stay on one line.
pub fn on_one_line(text: &str) -> String {
    harmless(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// Marks that turn the direction of the text around them can make a line say what it does not.
fn is_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Line breaks that few programs know, the mark of a byte order, and what is no character at all.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
