//! How much the page takes in: a page that a browser cannot open helps nobody. What is left out is said in its place,
//! and the record holds it.

use super::text::count;
use crate::{
    event::{BodyText, Event, Exchanged, Happening, Outcome},
    report::Results,
};

/// Tests that did not pass whose details stand in the page as plain HTML; those of the others wait to be opened.
const PLAIN_TESTS: usize = 20;

/// Bytes of bodies of tests that did not pass.
const BROKEN_BODIES: usize = 32 << 20;

/// Bytes of requests and answers of the other tests; of more, they stand in the page as a line each.
const PASSED_EXCHANGES: usize = 6 << 20;

/// Bytes of one body of a test that passed.
const PASSED_BODY: usize = 8 << 10;

/// What is left.
pub(super) struct Room {
    plain: usize,
    broken: usize,
    left_out: usize,
    quiet: Detail,
}

/// How much is told of the exchanges and expectations of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Everything.
    Whole,
    /// A line each.
    Lines,
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
    /// The room in a page of these results.
    pub(super) fn of(results: &Results) -> Self {
        let quiet = results.tests.iter().filter(|test| !wants_attention(test.outcome()));
        let steps = quiet.flat_map(|test| &test.attempts).flat_map(|attempt| &attempt.steps);
        let bytes: usize = steps.flat_map(|step| &step.moments).map(weight).sum();
        let quiet = if bytes > PASSED_EXCHANGES { Detail::Lines } else { Detail::Whole };
        Self { plain: PLAIN_TESTS, broken: BROKEN_BODIES, left_out: 0, quiet }
    }

    /// How much is told of a test that ended so.
    pub(super) fn detail(&self, outcome: Outcome) -> Detail {
        if wants_attention(outcome) { Detail::Whole } else { self.quiet }
    }

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
        let mut most = PASSED_BODY;
        if wants_attention(outcome) {
            if text.len() > self.broken {
                self.left_out += 1;
                return Portion::LeftOut;
            }
            self.broken -= text.len();
            most = text.len();
        }
        let shown = &text[..text.floor_char_boundary(most)];
        if body.cut || shown.len() < text.len() { Portion::Beginning(shown) } else { Portion::Whole(shown) }
    }

    /// What was left out, in sentences.
    pub(super) fn said(&self) -> Vec<String> {
        let mut said = Vec::new();
        if self.quiet == Detail::Lines {
            said.push(
                "This is a large run: of tests that passed, requests and answers are listed without headers and \
                 bodies, and expectations are counted, so that a browser can open the page; the record holds them."
                    .to_owned(),
            );
        }
        if self.left_out > 0 {
            said.push(format!("{} bodies were left out; the record holds them.", count(self.left_out)));
        }
        said
    }
}

fn weight(event: &Event) -> usize {
    let Happening::Exchanged(Exchanged { request, result, .. }) = &event.what else { return 0 };
    let headers = |headers: &[(String, String)]| -> usize {
        headers.iter().map(|(name, value)| name.len() + value.len()).sum()
    };
    let answer = result
        .as_ref()
        .map_or(0, |answer| answer.body.text.len().min(PASSED_BODY) + headers(&answer.headers));
    request.url.len() + request.body.text.len().min(PASSED_BODY) + headers(&request.headers) + answer
}

/// Whether somebody has to look at a test that ended so.
pub(super) fn wants_attention(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failed | Outcome::Errored | Outcome::Flaky | Outcome::Interrupted => true,
        Outcome::Passed | Outcome::Skipped | Outcome::NotRun => false,
    }
}
