//! The functions of `${...}`: one table, which documentation, completion and the nearest name read, too.
//!
//! Randomness comes from the scope alone, so that one seed gives one run.

mod argument;
mod fake;
mod names;
mod offset;
mod random;
mod text;
mod time;

pub use argument::{Kind, Parameter, Presence};

use argument::{optional, required};

use super::{
    FillError, Scope, Value,
    expression::{Expression, Form},
    mistake::Mistake,
};
use crate::{
    source::Span,
    vocabulary::{DOCUMENT_RESULT, FACE_RESULT, nearest, overall_status},
};

/// A function that `${...}` can call.
#[derive(Debug)]
pub struct Function {
    /// Its name, such as `random.int`.
    pub name: &'static str,
    /// What it takes, in order; optional ones stand last.
    pub parameters: &'static [Parameter],
    /// One sentence on what it gives.
    pub about: &'static str,
    /// A use of it, `${` and `}` included.
    pub example: &'static str,
    compute: fn(&[Value], &dyn Scope) -> Result<Value, Complaint>,
}

/// Why a function, or a path, gives no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Which argument is to blame, counted from 0; `None` for the whole.
    pub(super) argument: Option<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

const OFFSET: Parameter = optional("offset", Kind::Offset);
const ANY_WHOLE: Kind = Kind::Whole { least: i64::MIN, most: i64::MAX };
const LOCALE: Parameter = optional("locale", Kind::Locale);

static FUNCTIONS: &[Function] = &[
    Function {
        name: "uuid",
        parameters: &[],
        about: "a random UUID of version 4",
        example: "${uuid()}",
        compute: |_, scope| Ok(random::uuid(scope).into()),
    },
    Function {
        name: "now",
        parameters: &[OFFSET],
        about: "the time in UTC by RFC 3339, to the second, such as `2026-01-31T23:59:00Z`; with an offset like `'+2h'`",
        example: "${now('-90m')}",
        compute: time::now,
    },
    Function {
        name: "today",
        parameters: &[OFFSET],
        about: "the date in UTC, such as `2026-01-31`; with an offset like `'-18y'`",
        example: "${today('+30d')}",
        compute: time::today,
    },
    Function {
        name: "timestamp",
        parameters: &[],
        about: "the seconds since 1970, a number",
        example: "${timestamp()}",
        compute: |_, scope| Ok(serde_json::Value::from(scope.now().as_second()).into()),
    },
    Function {
        name: "random.digits",
        parameters: &[required("count", Kind::Whole { least: 1, most: 1000 })],
        about: "a text of so many random digits; it may begin with zeros",
        example: "${random.digits(11)}",
        compute: |values, scope| Ok(random::digits(whole(values, 0), scope).into()),
    },
    Function {
        name: "random.int",
        parameters: &[required("low", ANY_WHOLE), required("high", ANY_WHOLE)],
        about: "a random whole number between two others, both included",
        example: "${random.int(1, 6)}",
        compute: random::int,
    },
    Function {
        name: "random.pick",
        parameters: &[required("list", Kind::List)],
        about: "a random element of a list",
        example: "${random.pick(countries)}",
        compute: random::pick,
    },
    Function {
        name: "fake.first_name",
        parameters: &[LOCALE],
        about: "a first name without digits, English unless a locale like `'lt'` is given",
        example: "${fake.first_name('lt')}",
        compute: fake::first_name,
    },
    Function {
        name: "fake.last_name",
        parameters: &[LOCALE],
        about: "a last name without digits, English unless a locale like `'lt'` is given",
        example: "${fake.last_name()}",
        compute: fake::last_name,
    },
    Function {
        name: "fake.address",
        parameters: &[LOCALE],
        about: "a street, a house number and a city, English unless a locale like `'lt'` is given",
        example: "${fake.address()}",
        compute: fake::address,
    },
    Function {
        name: "api.overall_status",
        parameters: &[
            required("face", Kind::OneOf(&FACE_RESULT)),
            required("document", Kind::OneOf(&DOCUMENT_RESULT)),
        ],
        about: "the overall status that the API documents for a face and a document result without tags",
        example: "${api.overall_status('FACE_MISMATCH', 'DOC_VALIDATED')}",
        compute: |values, _| Ok(overall_status(&text_of(values, 0), &text_of(values, 1)).into()),
    },
    Function {
        name: "upper",
        parameters: &[required("text", Kind::Text)],
        about: "the text in upper-case letters, as the API echoes names",
        example: "${upper('Zoë')}",
        compute: |values, _| Ok(text_of(values, 0).to_uppercase().into()),
    },
    Function {
        name: "lower",
        parameters: &[required("text", Kind::Text)],
        about: "the text in lower-case letters",
        example: "${lower('ZOË')}",
        compute: |values, _| Ok(text_of(values, 0).to_lowercase().into()),
    },
    Function {
        name: "base64",
        parameters: &[required("text", Kind::Text)],
        about: "the text's UTF-8 bytes in Base64, with padding",
        example: "${base64('iDenfy')}",
        compute: |values, _| Ok(text::base64(&text_of(values, 0)).into()),
    },
    Function {
        name: "sha256",
        parameters: &[required("text", Kind::Text)],
        about: "the SHA-256 of the text's UTF-8 bytes, in lower-case hex",
        example: "${sha256('iDenfy')}",
        compute: |values, _| Ok(text::sha256(&text_of(values, 0)).into()),
    },
    Function {
        name: "file",
        parameters: &[required("path", Kind::Path)],
        about: "the text of a file, its path taken from the suite's root",
        example: "${file('_data/note.txt')}",
        compute: text::file,
    },
];

/// Every function there is, in the order of the documentation.
pub fn functions() -> &'static [Function] {
    FUNCTIONS
}

/// The function of that name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// The function that was probably meant by an unknown name; also one that only lacks its first part.
pub(super) fn closest(name: &str) -> Option<&'static str> {
    let last_part = |known: &'static str| known.rsplit('.').next().unwrap_or(known);
    let names = || FUNCTIONS.iter().map(|function| function.name);
    nearest(name, names()).or_else(|| {
        let last = nearest(name, names().map(last_part))?;
        names().find(|known| last_part(known) == last)
    })
}

/// All names, for a message.
pub(super) fn names() -> String {
    FUNCTIONS.iter().map(|function| format!("`{}`", function.name)).collect::<Vec<_>>().join(", ")
}

impl Function {
    /// How it is written: `now([offset])`, what stands in brackets may be left out.
    pub fn signature(&self) -> String {
        let parameters: Vec<String> = self.parameters.iter().map(Parameter::shown).collect();
        format!("{}({})", self.name, parameters.join(", "))
    }

    /// Whether so many arguments can be right.
    fn check_count(&self, found: usize) -> Result<(), Complaint> {
        let most = self.parameters.len();
        let least =
            self.parameters.iter().filter(|parameter| parameter.presence == Presence::Required).count();
        if (least..=most).contains(&found) {
            return Ok(());
        }
        let wanted = match (least, most) {
            (0, 0) => "takes no arguments".to_owned(),
            (0, 1) => "takes one argument or none".to_owned(),
            (1, 1) => "takes one argument".to_owned(),
            _ => format!("takes {most} arguments"),
        };
        Err(Complaint::new(format!("`{}` {wanted}, found {found}", self.name)).help(format!(
            "it is written `{}`, for example `{}`",
            self.signature(),
            self.example
        )))
    }

    fn check_value(&self, index: usize, value: &Value) -> Result<(), Complaint> {
        let Some(parameter) = self.parameters.get(index) else { return Ok(()) };
        parameter.check(self.name, value).map_err(|complaint| complaint.about(index))
    }
}

/// Checks what can be checked before anything is filled in: the count, and the constants among the arguments.
pub(super) fn check_arguments(
    function: &Function,
    arguments: &[Expression],
    span: Span,
) -> Result<(), Mistake> {
    function.check_count(arguments.len()).map_err(|complaint| complaint.mistake(span))?;
    let mut constants = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        if let Form::Constant(value) = &argument.form {
            function.check_value(index, value).map_err(|complaint| complaint.mistake(argument.span))?;
            constants.push(value.clone());
        }
    }
    // The one rule there is between two arguments; while a template is filled, the function itself checks it.
    if function.name == "random.int" && constants.len() == arguments.len() {
        random::check_bounds(&constants).map_err(|complaint| complaint.mistake(span))?;
    }
    Ok(())
}

/// Calls a function; its arguments are checked here.
pub(super) fn call(function: &Function, values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    function.check_count(values.len())?;
    for (index, value) in values.iter().enumerate() {
        function.check_value(index, value)?;
    }
    (function.compute)(values, scope)
}

/// The text of an argument that was checked already; empty where an optional one was left out.
fn text_of(values: &[Value], index: usize) -> String {
    values.get(index).map(Value::to_text).unwrap_or_default()
}

/// The whole number of an argument that was checked already.
fn whole(values: &[Value], index: usize) -> i64 {
    values.get(index).and_then(argument::as_whole).unwrap_or_default()
}

impl Complaint {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { argument: None, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    fn about(mut self, argument: usize) -> Self {
        self.argument = Some(argument);
        self
    }

    /// The same while a template is filled.
    pub(super) fn at(self, span: Span) -> FillError {
        FillError { span, message: self.message, help: self.help }
    }

    /// The same while a template is read.
    fn mistake(self, span: Span) -> Mistake {
        let mistake = Mistake::function(span, self.message);
        match self.help {
            Some(help) => mistake.help(help),
            None => mistake,
        }
    }
}
