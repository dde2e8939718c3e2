//! How much the page takes in: a page that a browser cannot open helps nobody. What is left out is said in its place,
//! and the record holds it.

use super::text::{count, counted};
use crate::{
    event::{BodyText, Event, Exchanged, Happening, Outcome},
    report::Results,
};

/// Tests that did not pass whose details stand in the page as plain HTML; those of the others wait to be opened.
const PLAIN_TESTS: usize = 5;

/// Tests that did not pass that are shown with everything; the others are told as text.
const WHOLE_BROKEN: usize = 500;

/// Other tests that are shown with everything; of more, all are told as text.
const WHOLE_PASSED: usize = 1_000;

/// Bytes of bodies of tests that did not pass.
const BROKEN_BODIES: usize = 32 << 20;

/// Bytes of requests and answers of the other tests; of more, those tests are told as text.
const PASSED_EXCHANGES: usize = 4 << 20;

/// Bytes of one body of a test that passed.
const PASSED_BODY: usize = 8 << 10;

/// What is left.
pub(super) struct Room {
    plain: usize,
    whole: usize,
    told: usize,
    broken: usize,
    left_out: usize,
    quiet: Standing,
}

/// Where the details of a test stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In the page.
    Plain,
    /// In the page as text, until somebody opens them.
    Waiting,
    /// Nowhere: the test is told as plain text, which is in the page.
    Told,
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
        let quiet = || results.tests.iter().filter(|test| !wants_attention(test.outcome()));
        let steps = quiet().flat_map(|test| &test.attempts).flat_map(|attempt| &attempt.steps);
        let bytes: usize = steps.flat_map(|step| &step.moments).map(weight).sum();
        let is_large = bytes > PASSED_EXCHANGES || quiet().count() > WHOLE_PASSED;
        let quiet = if is_large { Standing::Told } else { Standing::Waiting };
        Self { plain: PLAIN_TESTS, whole: WHOLE_BROKEN, told: 0, broken: BROKEN_BODIES, left_out: 0, quiet }
    }

    /// Where the details of the next test stand.
    pub(super) fn standing(&mut self, outcome: Outcome) -> Standing {
        if !wants_attention(outcome) {
            return self.quiet;
        }
        if self.whole == 0 {
            self.told += 1;
            return Standing::Told;
        }
        self.whole -= 1;
        if self.plain == 0 {
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
        if self.quiet == Standing::Told {
            said.push(
                "This is a large run: tests that passed are told as text, their requests and answers without headers \
                 and bodies and their expectations counted, so that a browser can open the page; the record holds them."
                    .to_owned(),
            );
        }
        if self.told > 0 {
            let (first, others) = (count(WHOLE_BROKEN), counted(self.told, "other", "others"));
            said.push(format!(
                "Of the tests that did not pass, the first {first} are shown with everything, and {others} as text."
            ));
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
