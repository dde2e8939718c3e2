//! What a matcher with a plain operand is once the operand is known: a test of one value.

use std::{fmt::Debug, sync::Arc};

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{operand::Wrong, show};

/// A test of one value that is there; an absent one fails before it comes here (decisions.md D11).
pub(super) trait Test: Debug + Send + Sync {
    /// What is wanted, in words: `equal to "APPROVED"`.
    fn wanted(&self, now: Timestamp) -> String;

    /// Whether a value is as wanted.
    fn holds(&self, value: &Json, now: Timestamp) -> bool;

    /// What there is to say of a value at a path that does not hold.
    fn miss(&self, value: &Json, path: &str, now: Timestamp) -> Miss {
        let _ = (path, now);
        Miss::of(value)
    }

    /// The test as the reader keeps it.
    fn into_test(self) -> Arc<dyn Test>
    where
        Self: Sized + 'static,
    {
        Arc::new(self)
    }
}

/// A test, or what is wrong with its operand.
pub(super) type Compiled = Result<Arc<dyn Test>, Wrong>;

/// What there is to say of a value that does not hold.
#[derive(Clone, Debug)]
pub(super) struct Miss {
    /// The value in words.
    pub(super) actual: String,
    /// Line by line, where that helps.
    pub(super) difference: Option<String>,
    /// What to look at.
    pub(super) hint: Option<String>,
}

impl Miss {
    /// The value, and no more.
    pub(super) fn of(value: &Json) -> Self {
        Self::said(show::json(value))
    }

    /// The value in words of one's own.
    pub(super) fn said(actual: impl Into<String>) -> Self {
        Self { actual: actual.into(), difference: None, hint: None }
    }

    /// Adds what to look at.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        self.maybe_hint(Some(hint.into()))
    }

    /// Adds what to look at, where there is something.
    pub(super) fn maybe_hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}
