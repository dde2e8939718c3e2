//! Values that differ from case to case: each is judged once, and told where the matrix or the table has it.

use std::collections::HashSet;

use super::{
    api_value::Fault,
    desk::Desk,
    known::Outcome,
    reports::{Origin, USED_HERE},
};
use crate::{
    diagnostic::{Code, Diagnostic, Label, code},
    source::{Node, Place},
    template::{FillError, Template, Value},
};

/// What becomes of a value that a case leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absence {
    /// It leaves the field out whose whole value it is (decisions.md E13).
    LeavesOut,
    /// It is a mistake.
    Refused,
    /// It is a mistake, in an expectation.
    RefusedInExpectation,
}

impl Desk<'_> {
    /// Judges every value that a node can have, as far as they follow from the text; whether there is one.
    pub(super) fn judge_each(
        &mut self,
        origin: Origin,
        node: &Node,
        judge: impl Fn(&Value) -> Result<(), Fault>,
    ) -> bool {
        let template = self.unchecked(origin, node);
        template.is_some_and(|template| self.judge_template(origin, node, &template, judge))
    }

    /// The same for a node that was read without any mistake.
    pub(super) fn judge_template(
        &mut self,
        origin: Origin,
        node: &Node,
        template: &Template,
        judge: impl Fn(&Value) -> Result<(), Fault>,
    ) -> bool {
        let here = |desk: &Self| Used { place: desk.reports.place(origin, node.span), node };
        if let Some(value) = template.as_literal() {
            if let Err(fault) = judge(value) {
                let used = here(self);
                self.report(origin, Some(told_at(fault, None, &used)));
            }
            return true;
        }
        let mut told = HashSet::new();
        let outcomes = self.names.known.outcomes(template);
        let any = !outcomes.is_empty();
        for outcome in outcomes {
            let Ok(value) = &outcome.result else { continue };
            let Err(fault) = judge(value) else { continue };
            let place = outcome.place.as_ref();
            let once = match place {
                Some(place) => format!("{} {:?}", place.source.name(), place.span),
                None => fault.message.clone(),
            };
            if told.insert(once) {
                let used = here(self);
                self.report(origin, Some(told_at(fault, place, &used)));
            }
        }
        any
    }

    /// Whether every value is there that a template needs, in every case.
    pub(super) fn check_in_each_case(&mut self, origin: Origin, template: &Template, absence: Absence) {
        if template.is_literal() {
            return;
        }
        let mut told = HashSet::new();
        for outcome in self.names.known.outcomes(template) {
            let Err(error) = &outcome.result else { continue };
            let absent = outcome.absent.as_ref();
            if absent.is_some() && absence == Absence::LeavesOut && template.as_name().is_some() {
                continue;
            }
            let what = absent.map_or_else(|| error.message.clone(), |(column, _)| column.clone());
            // What is drawn, or goes by the clock, may be another value while it runs, which can be filled.
            if outcome.is_drawn && outcome.case.is_none() {
                continue;
            }
            if told.insert((error.span, what)) {
                let place = self.reports.place(origin, error.span);
                let problem = match &outcome.case {
                    Some(case) => unfilled(&outcome, case, place, error, absence),
                    None => never_filled(self.code_of(template, error), &outcome, place, error),
                };
                self.report(origin, Some(problem));
            }
        }
        self.check_files(origin, template);
    }

    /// A path that leads nowhere, a null inside of a text, or else a function that cannot take what it is given.
    fn code_of(&self, template: &Template, error: &FillError) -> Code {
        let references = template.references();
        let name = references.iter().find(|reference| reference.span == error.span);
        match name.map(|name| self.names.known.found(name)) {
            Some(None) => code::UNKNOWN_NAME,
            Some(Some(value)) if value.is_null() => code::TEMPLATE,
            Some(Some(_)) | None => code::FUNCTION,
        }
    }

    /// Whether every file is there whose text a template takes, as far as its path follows from the text.
    fn check_files(&mut self, origin: Origin, template: &Template) {
        let mut told = HashSet::new();
        for (path, span) in template.file_paths() {
            for outcome in self.names.known.outcomes(&path).into_iter().filter(|outcome| !outcome.is_drawn) {
                let Some(path) = outcome.result.as_ref().ok().map(Value::to_text) else { continue };
                let Err(cause) = self.request.suite_files.read(&path) else { continue };
                if told.insert((span, path.clone())) {
                    let problem = unreadable(&outcome, self.reports.place(origin, span), &path, &cause);
                    self.report(origin, Some(problem));
                }
            }
        }
    }
}

/// Where a call uses a value.
struct Used<'n> {
    place: Place,
    node: &'n Node,
}

fn told_at(fault: Fault, place: Option<&Place>, used: &Used) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(fault.code, fault.message.clone());
    let text = used.node.as_scalar().map(|scalar| scalar.text.as_str());
    diagnostic = match place {
        Some(place) => diagnostic.at(place.clone(), "").at(used.place.clone(), USED_HERE),
        None => diagnostic.at(used.place.clone(), ""),
    };
    let is_literal = place.is_none() && text.is_none_or(|text| !text.contains("${"));
    diagnostic.help.extend(if is_literal { fault.help_in_place() } else { fault.help_elsewhere(text) });
    diagnostic
}

/// Where the value stands that a template was filled with.
fn with_this_value(outcome: &Outcome) -> Option<Label> {
    outcome.place.clone().map(|place| Label { place, text: "with this value".to_owned() })
}

fn unreadable(outcome: &Outcome, place: Place, path: &str, cause: &str) -> Diagnostic {
    let message = format!("the file `{path}` cannot be read: {cause}");
    let mut diagnostic = Diagnostic::error(code::FILE, message).at(place, "");
    diagnostic.labels.extend(with_this_value(outcome));
    diagnostic.help("paths are taken from the suite's root, where `idvet.yaml` is")
}

/// What cannot be filled in any case.
fn never_filled(code: Code, outcome: &Outcome, place: Place, error: &FillError) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(code, error.message.clone()).at(place, "");
    diagnostic.labels.extend(with_this_value(outcome));
    diagnostic.help.extend(error.help.clone());
    diagnostic
}

fn unfilled(outcome: &Outcome, case: &str, place: Place, error: &FillError, absence: Absence) -> Diagnostic {
    let (message, help) = (error.message.clone(), error.help.clone());
    if let Some((column, row)) = &outcome.absent {
        let advice = match absence {
            Absence::LeavesOut | Absence::Refused => {
                "give it a value; only where it is the whole value of a field, one left out leaves the field out"
            }
            Absence::RefusedInExpectation => "an expectation needs a value: give this case one",
        };
        let mut diagnostic = Diagnostic::error(code::CASES, format!("the case {case} has no `{column}`"))
            .at(place, "")
            .help(advice);
        diagnostic.labels.push(Label { place: row.clone(), text: "this case".to_owned() });
        return diagnostic;
    }
    let mut diagnostic = Diagnostic::error(code::CASES, message).at(place, "");
    diagnostic.labels.extend(with_this_value(outcome));
    diagnostic.help.extend(help);
    if outcome.place.is_none() {
        diagnostic.help.push(format!("so it is in the case {case}"));
    }
    diagnostic
}
