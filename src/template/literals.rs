//! Literals that are shared: the files of a suite write the same few words thousands of times, and a plan holds all of
//! them at once.
//!
//! Each thread keeps a table of its own, so that nothing waits for it. The table is bounded in what it holds and in the
//! length of each text, and is begun anew where it is full: the words of a suite soon stand in it again.

use std::{borrow::Borrow, cell::RefCell, collections::HashSet, hash, sync::Arc};

use super::Value;
use crate::source::{Scalar, Style};

/// How many literals of each style are kept to be shared.
const MOST: usize = 256;

/// The bytes of the longest text that is shared: what is longer hardly stands in a second place.
const LONGEST: usize = 64;

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// By style, since `5` and `"5"` are two values.
#[derive(Default)]
struct Kept {
    plain: HashSet<Literal>,
    quoted: HashSet<Literal>,
}

/// A value that is found by the text it was written as.
struct Literal(Arc<Value>);

/// What a scalar without `${...}` means; equal ones share it, as long as it is kept.
pub(super) fn of_scalar(scalar: &Scalar) -> Arc<Value> {
    shared(&scalar.text, scalar.style, || meaning(scalar))
}

/// A text without `${...}`, shared likewise.
pub(super) fn of_text(text: &str) -> Arc<Value> {
    shared(text, Style::Text, || text.into())
}

fn shared(text: &str, style: Style, meaning: impl FnOnce() -> Value) -> Arc<Value> {
    if text.len() > LONGEST {
        return Arc::new(meaning());
    }
    KEPT.with_borrow_mut(|kept| {
        let kept = kept.of(style);
        if let Some(Literal(value)) = kept.get(text) {
            return Arc::clone(value);
        }
        if kept.len() >= MOST {
            kept.clear();
        }
        let value = Arc::new(meaning());
        kept.insert(Literal(Arc::clone(&value)));
        value
    })
}

/// What a scalar without `${...}` means.
pub(super) fn meaning(scalar: &Scalar) -> Value {
    Value::written(scalar.resolve().to_json(&scalar.text), &scalar.text)
}

impl Kept {
    fn of(&mut self, style: Style) -> &mut HashSet<Literal> {
        match style {
            Style::Plain => &mut self.plain,
            Style::Text => &mut self.quoted,
        }
    }
}

impl Borrow<str> for Literal {
    fn borrow(&self) -> &str {
        let Self(value) = self;
        value.text.as_deref().or_else(|| value.json.as_str()).unwrap_or_default()
    }
}

impl hash::Hash for Literal {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        Borrow::<str>::borrow(self).hash(state);
    }
}

impl PartialEq for Literal {
    fn eq(&self, other: &Self) -> bool {
        Borrow::<str>::borrow(self) == Borrow::<str>::borrow(other)
    }
}

impl Eq for Literal {}
