//! How much the page takes in: a page that a browser cannot open helps nobody. What is left out is said in its place,
//! and the record holds it.

use super::text::count;
use crate::event::{BodyText, Outcome};

/// Tests that did not pass whose details stand in the page as plain HTML; those of the others wait to be opened.
const PLAIN_TESTS: usize = 100;

/// Bytes of bodies of tests that did not pass.
const BROKEN_BODIES: usize = 32 << 20;

/// Bytes of bodies of the other tests.
const PASSED_BODIES: usize = 12 << 20;

/// Bytes of one body of a test that passed.
const PASSED_BODY: usize = 8 << 10;

/// What is left.
pub(super) struct Room {
    plain: usize,
    broken: usize,
    passed: usize,
    left_out: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { plain: PLAIN_TESTS, broken: BROKEN_BODIES, passed: PASSED_BODIES, left_out: 0 }
    }
}

/// Where the details of a test stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In the page.
    Plain,
    /// In the page as text, until somebody opens them.
    Waiting,
}

/// How much of a body is shown.
pub(super) enum Portion<'b> {
    /// All that the record has.
    Whole(&'b str),
    /// Its beginning.
    Beginning(&'b str),
    /// Nothing: the page is full.
    LeftOut,
}

impl Room {
    /// Where the details of the next test stand.
    pub(super) fn standing(&mut self, outcome: Outcome) -> Standing {
        if !wants_attention(outcome) || self.plain == 0 {
            return Standing::Waiting;
        }
        self.plain -= 1;
        Standing::Plain
    }

    /// How much of a body there is room for.
    pub(super) fn portion<'b>(&mut self, body: &'b BodyText, outcome: Outcome) -> Portion<'b> {
        let text = body.text.as_str();
        let broken = wants_attention(outcome);
        let left = if broken { &mut self.broken } else { &mut self.passed };
        let shown = if broken { text.len() } else { text.len().min(PASSED_BODY) };
        if shown > *left {
            self.left_out += 1;
            return Portion::LeftOut;
        }
        *left -= shown;
        let shown = &text[..text.floor_char_boundary(shown)];
        if body.cut || shown.len() < text.len() { Portion::Beginning(shown) } else { Portion::Whole(shown) }
    }

    /// What was left out, in a sentence.
    pub(super) fn said(&self) -> Option<String> {
        (self.left_out > 0).then(|| {
            format!(
                "{} bodies were left out, so that a browser can open this page; the record holds them.",
                count(self.left_out)
            )
        })
    }
}

/// Whether somebody has to look at a test that ended so.
pub(super) fn wants_attention(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failed | Outcome::Errored | Outcome::Flaky | Outcome::Interrupted => true,
        Outcome::Passed | Outcome::Skipped | Outcome::NotRun => false,
    }
}
