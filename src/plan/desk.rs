//! What every part of the check works with: the request, the names known so far, and where problems are written.

use std::time::Duration;

use super::{
    Environment, Target, Timing,
    api_value::Fault,
    arguments::{Argument, Defaults},
    check::Request,
    each_case::Absence,
    flow::Way,
    names::Names,
    reports::{Origin, Reports},
    session_fields,
    snapshot::SnapshotKeys,
};
use crate::{
    diagnostic::{Code, Diagnostic, Problems, code},
    json_path::PathError,
    source::{Node, Place, Resolved, Span},
    template::{Template, Value, parse_duration},
};

/// The desk at which one scenario is checked.
pub(super) struct Desk<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) defaults: &'a Defaults,
    pub(super) environment: &'a Environment,
    pub(super) reports: Reports,
    pub(super) names: Names,
    pub(super) snapshots: SnapshotKeys,
    pub(super) way: Way<'a>,
    /// How long the steps may take that are looked at; `None` where nothing ends them.
    pub(super) time: Option<Duration>,
}

impl Desk<'_> {
    /// Reports an error; help and further places can be added to what is given back.
    pub(super) fn error(
        &mut self,
        origin: Origin,
        code: Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.reports.of(origin).error(code, span, message)
    }

    /// Reports a problem, if there is one.
    pub(super) fn report(&mut self, origin: Origin, problem: Option<Diagnostic>) {
        if let Some(problem) = problem {
            self.reports.of(origin).push(problem);
        }
    }

    /// Reports why a value is not allowed.
    pub(super) fn fault(&mut self, origin: Origin, span: Span, fault: Fault) {
        let (code, message) = (fault.code, fault.message.clone());
        self.error(origin, code, span, message).help.extend(fault.help_in_place());
    }

    /// Reports a problem inside of a text: `inner` is the whole text of the node.
    pub(super) fn path_fault(&mut self, node: &Node, inner: &str, fault: PathError) {
        let source = self.reports.source(Origin::File);
        let part = source.inside(node.span, inner, fault.offset, fault.length).unwrap_or(node.span);
        self.error(Origin::File, code::JSON_PATH, part, fault.message).help.extend(fault.help);
    }

    /// Reads a value and checks the names in it.
    pub(super) fn template(&mut self, origin: Origin, node: &Node) -> Template {
        let template = Template::read(node, self.reports.of(origin));
        self.check_names(origin, &template);
        template
    }

    /// The same for the whole value of a field, which a case may leave out.
    pub(super) fn field_template(&mut self, origin: Origin, node: &Node) -> Template {
        let template = Template::read(node, self.reports.of(origin));
        self.check_field_names(origin, &template);
        template
    }

    /// Checks the names in the whole value of a field.
    pub(super) fn check_field_names(&mut self, origin: Origin, template: &Template) {
        self.check_names_of(origin, template, Absence::LeavesOut);
    }

    /// Checks the names in a value.
    pub(super) fn check_names(&mut self, origin: Origin, template: &Template) {
        self.check_names_of(origin, template, Absence::Refused);
    }

    /// The same for a value in an expectation.
    pub(super) fn check_expected_names(&mut self, origin: Origin, template: &Template) {
        self.check_names_of(origin, template, Absence::RefusedInExpectation);
    }

    fn check_names_of(&mut self, origin: Origin, template: &Template, absence: Absence) {
        if template.is_literal() {
            return;
        }
        let references = template.references();
        for reference in &references {
            self.names.usage.read(reference);
            let place = self.reports.place(origin, reference.span);
            let problem = self.names.fault(reference, place.clone()).or_else(|| {
                let files = self.request.suite_files;
                self.names.is_session(reference).then(|| session_fields::fault(files, reference, place))?
            });
            self.report(origin, problem);
        }
        if !self.names.known.surely_fills(template, &references) {
            self.check_in_each_case(origin, template, absence);
        }
    }

    /// A value whose mistakes are reported elsewhere; `None` where it has some.
    pub(super) fn unchecked(&self, origin: Origin, node: &Node) -> Option<Template> {
        let mut unread = Problems::new(self.reports.source(origin));
        let template = Template::read(node, &mut unread);
        (unread.count() == 0).then_some(template)
    }

    /// The value of a node, where it follows from the text alone.
    pub(super) fn computed(&self, origin: Origin, node: &Node) -> Option<Value> {
        let template = self.unchecked(origin, node)?;
        self.names.known.value(&template)
    }

    /// The text of a node, where it follows from the text alone and is a scalar.
    pub(super) fn computed_text(&self, origin: Origin, node: &Node) -> Option<String> {
        scalar_text(&self.computed(origin, node)?)
    }

    /// A scalar that is something; anything else is reported.
    pub(super) fn scalar(&mut self, argument: &Argument, wanted: &str) -> Option<Template> {
        let node = argument.value;
        if node.as_scalar().is_none() || node.is_null() {
            self.wrong_type(argument, wanted);
            return None;
        }
        Some(self.template(argument.origin, node))
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&mut self, argument: &Argument, wanted: &str) {
        let (name, found) = (argument.name, argument.value.kind_name());
        let span = if argument.value.is_null() { argument.key } else { argument.value.span };
        self.error(
            argument.origin,
            code::WRONG_TYPE,
            span,
            format!("`{name}` must be {wanted}, found {found}"),
        );
    }

    /// The same, with an example of what is right.
    pub(super) fn wrong_type_as_in(
        &mut self,
        argument: &Argument,
        wanted: &str,
        example: &str,
    ) -> &mut Diagnostic {
        let is_empty_map = argument.value.as_map().is_some_and(<[_]>::is_empty);
        let found = if is_empty_map { "an empty map" } else { argument.value.kind_name() };
        let span = if argument.value.is_null() { argument.key } else { argument.value.span };
        let message = format!("`{}` must be {wanted}, found {found}", argument.name);
        let diagnostic = self.error(argument.origin, code::WRONG_TYPE, span, message);
        diagnostic.help.push(format!("for example `{example}`"));
        diagnostic
    }

    /// A duration, known or to be filled in.
    pub(super) fn timing(&mut self, argument: &Argument) -> Option<Timing> {
        let template = self.scalar(argument, "a duration such as `2s`")?;
        if let Some(Ok(duration)) = template.as_literal().map(|value| judge_duration(&value.to_text())) {
            return Some(Timing::Fixed(duration));
        }
        self.judge_each(argument.origin, argument.value, |value| {
            judge_duration(&value.to_text()).map(|_| ())
        });
        let certain = self.unchecked(argument.origin, argument.value);
        let certain = certain.and_then(|template| self.names.known.certain(&template));
        if let Some(text) = certain.as_ref().and_then(scalar_text) {
            return judge_duration(&text).ok().map(Timing::Fixed);
        }
        let place = self.reports.place(argument.origin, argument.value.span);
        (!template.is_literal()).then(|| Timing::Computed(Box::new((template, place))))
    }

    /// Warns of numbers that would not be sent as they are written (decisions.md C10).
    pub(super) fn warn_numbers(&mut self, origin: Origin, node: &Node) {
        for (span, text, number) in odd_numbers(node) {
            let message = format!("`{text}` is sent as the number `{number}`");
            let warning = self.reports.of(origin).warning(code::NUMBER_TEXT, span, message);
            warning.help.push(format!("put it in quotes to send it as it is written: `\"{text}\"`"));
        }
    }

    /// Whether the environment is an address, not the embedded emulator.
    pub(super) fn is_real(&self) -> bool {
        match self.environment.target {
            Target::Address { .. } => true,
            Target::Emulator { .. } => false,
        }
    }

    /// A place in the scenario's file.
    pub(super) fn here(&self, span: Span) -> Place {
        self.reports.place(Origin::File, span)
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    (!value.json.is_array() && !value.json.is_object() && !value.json.is_null()).then(|| value.to_text())
}

fn judge_duration(text: &str) -> Result<Duration, Fault> {
    parse_duration(text).map_err(|error| Fault {
        code: code::DURATION,
        message: error.message,
        help: vec![error.help],
        field: None,
    })
}

/// The plain numbers of a node whose JSON differs from what is written.
fn odd_numbers(node: &Node) -> Vec<(Span, String, String)> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if let Some(scalar) = node.as_scalar()
            && let Resolved::Number(number) = scalar.resolve()
            && number.to_string() != scalar.text
        {
            found.push((node.span, scalar.text.clone(), number.to_string()));
        }
        open.extend(node.as_list().unwrap_or_default());
        open.extend(node.as_map().unwrap_or_default().iter().map(|entry| &entry.value));
    }
    found
}
