//! Decides whether the condition of a filter holds.

use std::borrow::Cow;

use regex::Regex;
use serde_json::Value;

use super::compare::holds_between;
use super::evaluate::Run;
use super::limit::QueryLimit;
use super::pattern::{self, Extent, Pattern};
use super::tree::{Condition, Operand, TextMatch};

/// The steps that compiling a pattern from the document counts as; it is the dearest single thing an evaluation does.
const COMPILATION: usize = 20_000;

/// The pattern that a document gave last. Most documents give one pattern for all items, so that one is enough.
pub(super) struct LastPattern {
    written: String,
    extent: Extent,
    compiled: Option<Regex>,
}

impl<'v> Run<'v> {
    pub(super) fn holds(&mut self, condition: &Condition, current: &'v Value) -> Result<bool, QueryLimit> {
        self.work.spend(1)?;
        match condition {
            Condition::Any(conditions) => self.any_holds(conditions, current),
            Condition::All(conditions) => self.all_hold(conditions, current),
            Condition::Not(inner) => self.holds(inner, current).map(|holds| !holds),
            Condition::Compare(comparison) => {
                let left = self.value_of(&comparison.left, current)?;
                let right = self.value_of(&comparison.right, current)?;
                holds_between(left.as_deref(), comparison.operator, right.as_deref(), &mut self.work)
            }
            Condition::Present(query) => self.single(query, current).map(|found| found.is_some()),
            Condition::Exists(query) => self.tally(query, current).map(|tally| tally.count > 0),
            Condition::Match(text_match) => self.matches(text_match, current),
        }
    }

    fn any_holds(&mut self, conditions: &[Condition], current: &'v Value) -> Result<bool, QueryLimit> {
        for condition in conditions {
            if self.holds(condition, current)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn all_hold(&mut self, conditions: &[Condition], current: &'v Value) -> Result<bool, QueryLimit> {
        for condition in conditions {
            if !self.holds(condition, current)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// None is the RFC's `Nothing`.
    fn value_of<'o>(
        &mut self,
        operand: &'o Operand,
        current: &'v Value,
    ) -> Result<Option<Cow<'o, Value>>, QueryLimit>
    where
        'v: 'o,
    {
        match operand {
            Operand::Literal(value) => Ok(Some(Cow::Borrowed(value))),
            Operand::Singular(query) => Ok(self.single(query, current)?.map(Cow::Borrowed)),
            Operand::Length(inner) => self.length_of(inner, current),
            Operand::Count(query) => Ok(Some(Cow::Owned(Value::from(self.tally(query, current)?.count)))),
            Operand::Only(query) => {
                let tally = self.tally(query, current)?;
                Ok(tally.first.filter(|_| tally.count == 1).map(Cow::Borrowed))
            }
        }
    }

    /// Characters of a text, items of a list, members of an object; nothing for anything else.
    fn length_of<'o>(
        &mut self,
        operand: &'o Operand,
        current: &'v Value,
    ) -> Result<Option<Cow<'o, Value>>, QueryLimit>
    where
        'v: 'o,
    {
        let value = self.value_of(operand, current)?;
        let length = match value.as_deref() {
            Some(Value::String(text)) => {
                self.work.spend_on_text(text)?;
                text.chars().count()
            }
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(members)) => members.len(),
            Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => return Ok(None),
        };
        Ok(Some(Cow::Owned(Value::from(length))))
    }

    fn matches(&mut self, text_match: &TextMatch, current: &'v Value) -> Result<bool, QueryLimit> {
        let text = self.value_of(&text_match.text, current)?;
        let Some(text) = text.as_deref().and_then(Value::as_str) else { return Ok(false) };
        self.work.spend_on_text(text)?;
        match &text_match.pattern {
            Pattern::Compiled(regex) => Ok(regex.is_match(text)),
            Pattern::Never => Ok(false),
            Pattern::Computed(operand, extent) => {
                let pattern = self.value_of(operand, current)?;
                let Some(pattern) = pattern.as_deref().and_then(Value::as_str) else { return Ok(false) };
                self.matches_computed(text, pattern, *extent)
            }
        }
    }

    fn matches_computed(&mut self, text: &str, pattern: &str, extent: Extent) -> Result<bool, QueryLimit> {
        self.work.spend_on_text(pattern)?;
        let known = self.last_pattern.take().filter(|last| last.written == pattern && last.extent == extent);
        let last = if let Some(last) = known {
            last
        } else {
            self.work.spend(COMPILATION)?;
            LastPattern { written: pattern.to_owned(), extent, compiled: pattern::computed(pattern, extent) }
        };
        let matches = last.compiled.as_ref().is_some_and(|regex| regex.is_match(text));
        self.last_pattern = Some(last);
        Ok(matches)
    }
}
