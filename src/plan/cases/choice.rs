//! One value of an axis or of a table.

use std::sync::Arc;

use super::label;
use crate::{
    diagnostic::{Diagnostic, code},
    plan::{desk::Desk, each_case::Absence, reports::Origin},
    source::{Node, Place},
    template::{Scope, Template, Value},
};

/// Names that are there before a case's values are.
const BEFORE: [&str; 2] = ["run", "environment"];

/// A value that a case may have.
#[derive(Debug)]
pub(in crate::plan) struct Choice {
    /// What it is in a test.
    pub(in crate::plan) template: Template,
    /// What a check takes it for; `None` where only a run knows it.
    pub(in crate::plan) value: Option<Value>,
    /// How it stands in the id of a test.
    pub(in crate::plan) label: String,
    /// Where it is written.
    pub(in crate::plan) place: Place,
}

impl Choice {
    /// A value that is known.
    pub(super) fn known(value: Value, place: Place) -> Arc<Self> {
        let label = label::of_value(&value);
        Arc::new(Self { template: Template::literal(value.clone()), value: Some(value), label, place })
    }

    /// A value of the scenario's file. It may use functions, and what is there before the test begins; its label
    /// is what is written, so that the test's id is the same in every run.
    pub(super) fn written(desk: &mut Desk, node: &Node) -> Option<Arc<Self>> {
        let before = desk.reports.of(Origin::File).count();
        let template = Template::read(node, desk.reports.of(Origin::File));
        for reference in template.references() {
            let first = reference.parts.first().map(String::as_str).unwrap_or_default();
            if !BEFORE.contains(&first) {
                let message = format!("the value of a case cannot use `{}`", reference.parts.join("."));
                let place = desk.here(reference.span);
                let problem = Diagnostic::error(code::UNKNOWN_NAME, message).at(place, "").help(
                    "cases are there before variables are: use functions, or put the case's value into a variable",
                );
                desk.report(Origin::File, Some(problem));
            } else if let Some(problem) = desk.names.fault(&reference, desk.here(reference.span)) {
                desk.report(Origin::File, Some(problem));
            }
        }
        desk.check_in_each_case(Origin::File, &template, Absence::Refused);
        if desk.reports.of(Origin::File).count() > before {
            return None;
        }
        let place = desk.here(node.span);
        if let Some(value) = template.as_literal() {
            return Some(Self::known(value.clone(), place));
        }
        let label = match node.as_scalar() {
            Some(scalar) => label::of_text(&scalar.text),
            None => label::cut(&node.to_json().to_string()),
        };
        let value = template.fill(&Nothing).ok();
        Some(Arc::new(Self { template, value, label, place }))
    }
}

/// A scope without names: functions give values of the right form.
struct Nothing;

impl Scope for Nothing {
    fn value(&self, _name: &str) -> Option<Value> {
        None
    }

    fn random(&self) -> u64 {
        0
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn read_file(&self, _path: &str) -> Result<String, String> {
        Err("no file is read ahead of time".to_owned())
    }
}
