//! What stands between `${` and `}`: a constant, a name with a path, or a function with its arguments.

use super::{Reference, Value, functions::Function};
use crate::source::Span;

/// An expression with its place.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) span: Span,
    pub(super) form: Form,
}

#[derive(Clone, Debug)]
pub(super) enum Form {
    Constant(Value),
    Name(Name),
    Call(&'static Function, Vec<Expression>),
}

/// A variable and the way into it: `case.people[0].name`.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) first: String,
    pub(super) path: Vec<Step>,
}

/// One step into a value.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl Expression {
    /// Adds the names that are used, in the written order. The parser bounds the depth.
    pub(super) fn collect_references(&self, found: &mut Vec<Reference>) {
        match &self.form {
            Form::Constant(_) => {}
            Form::Name(name) => found.push(Reference { parts: name.parts(), span: self.span }),
            Form::Call(_, arguments) => {
                for argument in arguments {
                    argument.collect_references(found);
                }
            }
        }
    }

    /// Adds the paths of the files whose texts it takes. The parser bounds the depth.
    pub(super) fn collect_files<'e>(&'e self, found: &mut Vec<&'e Self>) {
        let Form::Call(function, arguments) = &self.form else { return };
        for argument in arguments {
            if function.name == "file" {
                found.push(argument);
            }
            argument.collect_files(found);
        }
    }

    /// The parts of the name that it is.
    pub(super) fn name_parts(&self) -> Option<Vec<String>> {
        match &self.form {
            Form::Name(name) => Some(name.parts()),
            Form::Constant(_) | Form::Call(..) => None,
        }
    }

    /// How a message calls it.
    pub(super) fn shown(&self) -> String {
        match &self.form {
            Form::Constant(value) => value.to_text(),
            Form::Name(name) => name.shown(name.path.len()),
            Form::Call(function, _) => format!("{}()", function.name),
        }
    }
}

impl Name {
    fn parts(&self) -> Vec<String> {
        let steps = self.path.iter().map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        });
        std::iter::once(self.first.clone()).chain(steps).collect()
    }

    /// The name with its first `steps` steps.
    pub(super) fn shown(&self, steps: usize) -> String {
        let mut shown = self.first.clone();
        for step in &self.path[..steps.min(self.path.len())] {
            match step {
                Step::Key(key) => shown.extend([".", key]),
                Step::Index(index) => shown.extend(["[", &index.to_string(), "]"]),
            }
        }
        shown
    }
}
