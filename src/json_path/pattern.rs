//! Regular expressions of `match` and `search`: I-Regexp (RFC 9485) by way of the regex crate.

use regex::{Regex, RegexBuilder};

use super::tree::Operand;

/// Bytes of a compiled pattern that the query's author wrote; `\w{50}` takes more than a million.
const LARGEST_WRITTEN: usize = 8 << 20;

/// Bytes of a compiled pattern that a document gives, since there may be one in every item.
const LARGEST_COMPUTED: usize = 1 << 20;

/// Bytes of the states that matching keeps.
const LARGEST_CACHE: usize = 1 << 20;

/// How deep the parentheses of a pattern may nest.
const DEEPEST_PATTERN: u32 = 64;

#[derive(Debug)]
pub(super) enum Pattern {
    Compiled(Regex),
    /// The pattern does not compile: RFC 9535 section 2.4.6 says that nothing matches it.
    Never,
    /// The pattern comes from the document.
    Computed(Operand, Extent),
}

/// How much of the text a pattern has to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// `match()`
    Whole,
    /// `search()`
    Part,
}

impl Pattern {
    /// Compiles a pattern of the query's own text.
    pub(super) fn written(written: &str, extent: Extent) -> Result<Self, String> {
        compile(written, extent, LARGEST_WRITTEN).map(Pattern::Compiled)
    }
}

/// Compiles a pattern that a document gives; none where it does not compile.
pub(super) fn computed(written: &str, extent: Extent) -> Option<Regex> {
    compile(written, extent, LARGEST_COMPUTED).ok()
}

/// The reason, in one line, where the pattern does not compile.
fn compile(written: &str, extent: Extent, largest: usize) -> Result<Regex, String> {
    let translated = translate(written)?;
    let anchored = match extent {
        Extent::Whole => format!(r"\A(?:{translated})\z"),
        Extent::Part => translated,
    };
    RegexBuilder::new(&anchored)
        .size_limit(largest)
        .dfa_size_limit(LARGEST_CACHE)
        .nest_limit(DEEPEST_PATTERN)
        .build()
        .map_err(|error| reason(&error))
}

/// The regex crate's message is several lines, of which the last says what is wrong.
fn reason(error: &regex::Error) -> String {
    let message = error.to_string();
    let last = message.lines().last().unwrap_or_default();
    last.trim().trim_start_matches("error: ").to_owned()
}

/// Spells I-Regexp for the regex crate: `.` matches no line end, and inside `[…]` neither `&&` nor `~~` is an operator.
///
/// A `)` without its `(` is refused here, since it would close the group that anchors the pattern.
fn translate(written: &str) -> Result<String, String> {
    let mut translated = String::with_capacity(written.len());
    let mut brackets = 0_usize;
    let mut parentheses = 0_usize;
    let mut characters = written.chars();
    while let Some(each) = characters.next() {
        match each {
            '\\' => {
                translated.push(each);
                translated.extend(characters.next());
                continue;
            }
            '.' if brackets == 0 => {
                translated.push_str(r"[^\n\r]");
                continue;
            }
            '&' | '~' if brackets > 0 => translated.push('\\'),
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '(' if brackets == 0 => parentheses += 1,
            ')' if brackets == 0 => parentheses = parentheses.checked_sub(1).ok_or("unopened group")?,
            _ => {}
        }
        translated.push(each);
    }
    Ok(translated)
}
