//! Snapshots: an answer as a text that is the same in every run, and the file that holds it, in insta's format.
//!
//! Pure: answers and texts in, texts out. Whether a file is there, and what a difference means, is for `run` and `cli`.

mod changing;
mod difference;
mod draft;
mod file;
mod kind;
mod mask;
mod name;
mod numbering;
mod part;
mod pattern;
mod render;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    exchange::{Answer, Contents},
    json_path::JsonPath,
    secrets::Redactor,
};

pub use changing::{Changing, Drawn, differ_in_known_ways};
pub use difference::{beginning, difference};
pub use file::{Head, SnapshotFile, accepted_form};
pub use kind::{DOCUMENTED, Kind};
pub use name::{FOLDER, LONGEST_NAME, file_name};

use draft::Draft;
use mask::Masker;
use numbering::Numbering;

/// The most bytes of a body that a snapshot is made of: nobody reviews more.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// The header that a snapshot shows where its author chose none.
pub const USUAL_HEADER: &str = "content-type";

/// What of an answer a snapshot shows.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The headers, in lower case, in the written order.
    pub headers: Vec<String>,
    /// The part of the body; `None`: all of it.
    pub part: Option<JsonPath>,
    /// What is kept of it; empty: everything.
    pub only: Vec<JsonPath>,
    /// What is left out.
    pub ignore: Vec<JsonPath>,
    /// What is replaced by `[redacted]`.
    pub redact: Vec<JsonPath>,
    /// The arrays whose elements are put in order.
    pub sort: Vec<JsonPath>,
}

/// An answer as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The text, without secrets, the same in every run.
    pub text: String,
    /// Where values were replaced, by what stands there: `[timestamp]` at `$.created`.
    pub masked: BTreeMap<String, BTreeSet<String>>,
}

/// What a snapshot can be taken of.
#[derive(Clone, Copy, Debug)]
pub enum Sitter<'a> {
    /// An answer: its status and its body.
    Answer(&'a Answer),
    /// A delivery: its body (decisions.md C34).
    Delivery(&'a Contents),
}

impl<'a> From<&'a Answer> for Sitter<'a> {
    fn from(answer: &'a Answer) -> Self {
        Self::Answer(answer)
    }
}

/// The text of an answer or a delivery. `path` are the statuses that a poll saw; `redactor` knows the secrets of the test.
///
/// # Errors
/// A sentence, where the answer is too large, or a path of the shape needs too much work on it.
pub fn picture<'a>(
    of: impl Into<Sitter<'a>>,
    path: &[String],
    shape: &Shape,
    changing: &Changing,
    redactor: &Redactor,
) -> Result<Picture, String> {
    let (status, answer): (_, &Contents) = match of.into() {
        Sitter::Answer(answer) => (Some(answer.status), answer),
        Sitter::Delivery(contents) => (None, contents),
    };
    if answer.body.len() > LARGEST_BODY {
        let bytes = answer.body.len();
        return Err(format!("{bytes} bytes, where a snapshot holds at most {LARGEST_BODY}"));
    }
    let mut redactor = redactor.clone();
    let body = part::of_body(answer, shape, &mut redactor)?;
    let mut masker = Masker::new(changing, &redactor, body.json());
    let status = status.map(|status| (String::from("status"), Draft::plain(status.to_string())));
    let mut lines: Vec<(String, Draft)> = status.into_iter().collect();
    for name in &shape.headers {
        lines.push((name.clone(), header(answer, name, &mut masker)));
    }
    if !path.is_empty() {
        lines.push(("path".to_owned(), masker.text(&path.join(" → "), "the path")));
    }
    let body = body.draft(&mut masker);
    let places = masker.into_masked();
    let text = render::page(&lines, body.as_ref(), &Numbering::of(&lines, body.as_ref()));
    Ok(Picture { text: redactor.redact(&text).into_owned(), masked: places })
}

fn header(answer: &Contents, name: &str, masker: &mut Masker<'_>) -> Draft {
    match answer.header(name) {
        Some(value) => masker.header(name, value),
        None => Draft::plain("(absent)".to_owned()),
    }
}

/// Whether two texts are the same snapshot: white space at their ends does not count, as insta has it.
pub fn is_same(accepted: &str, found: &str) -> bool {
    let normal = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    normal(accepted).trim_start_matches('\n') == normal(found).trim_start_matches('\n')
}
