//! The bounds of a path and of its evaluation.

/// The longest path, in bytes.
pub const LONGEST_PATH: usize = 16 * 1024;

/// How deep filters, parentheses and function calls may stand inside each other.
pub const DEEPEST_NESTING: usize = 32;

/// How many regular expressions a path may contain; the largest take tens of milliseconds each to compile.
pub const MOST_PATTERNS: usize = 16;

/// How many steps one evaluation may take. A step is a node of the document looked at, a condition tested, or
/// sixteen bytes of text compared or searched; `$..name` on a document of a megabyte takes about a hundred thousand.
pub const MOST_WORK: usize = 4_000_000;

/// Evaluating a query took more than [`MOST_WORK`] steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the path needs more than {MOST_WORK} steps on this document; `..` and filters inside filters multiply the work"
)]
pub struct QueryLimit;

/// Bytes of text that are as much work as one node.
const BYTES_PER_STEP: usize = 16;

/// The steps that an evaluation still may take.
pub(super) struct Work {
    left: usize,
}

impl Work {
    pub(super) fn new() -> Self {
        Self { left: MOST_WORK }
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), QueryLimit> {
        self.left = self.left.checked_sub(steps).ok_or(QueryLimit)?;
        Ok(())
    }

    pub(super) fn spend_on_text(&mut self, text: &str) -> Result<(), QueryLimit> {
        self.spend(1 + text.len() / BYTES_PER_STEP)
    }
}
