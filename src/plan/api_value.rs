//! Whether the documents of the API allow a value in a field of a request.

use std::str::FromStr;

use http::Uri;
use serde_json::Value as Json;

use super::wording::{did_you_mean, listed, vocabulary_help};
use crate::{
    diagnostic::{Code, code},
    template::Value,
    vocabulary::{ApiField, FieldKind, Vocabulary},
};

/// Why a value is not allowed.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Vec<String>,
    /// What can be done about the field of a call that has the value.
    pub(super) field: Option<Box<FieldHelp>>,
}

/// What can be done about a field of a call.
#[derive(Debug)]
pub(super) struct FieldHelp {
    /// Its key.
    key: String,
    /// What to write where the value stands in the call itself.
    in_place: Vec<String>,
    /// The value without the `raw` around it, which means something in a call alone.
    bare: Option<String>,
}

impl FieldHelp {
    pub(super) fn new(key: &str, in_place: Vec<String>) -> Self {
        Self { key: key.to_owned(), in_place, bare: None }
    }

    /// What to write where the value comes from elsewhere, by `used`: `${automatic}`.
    fn elsewhere(&self, used: &str) -> String {
        let raw = format!("write `{}: {{ raw: \"{used}\" }}` in the line that uses it", self.key);
        match &self.bare {
            Some(bare) => format!("`raw` stands in the call itself: give `{bare}` here, and {raw}"),
            None => format!("to send it on purpose, {raw}"),
        }
    }
}

impl Fault {
    /// What to do where the value stands in the call.
    pub(super) fn help_in_place(self) -> Vec<String> {
        let field = self.field.map(|field| field.in_place).unwrap_or_default();
        self.help.into_iter().chain(field).collect()
    }

    /// What to do where the value stands elsewhere: `used` is the text in the call that it comes by.
    pub(super) fn help_elsewhere(self, used: Option<&str>) -> Vec<String> {
        let field = self.field.as_ref().zip(used).map(|(field, used)| field.elsewhere(used));
        self.help.into_iter().chain(field).collect()
    }
}

impl Fault {
    /// The same, its help in place the way in which the value can be sent from where it stands.
    fn on_purpose_by(mut self, way: &str) -> Self {
        if let Some(field) = &mut self.field {
            field.in_place = vec![format!("to use it on purpose: `{way}`")];
        }
        self
    }
}

/// What JSON a field wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text; scalars keep the text that was written.
    Text,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// An object.
    Object,
}

/// The shape of a kind of field.
pub(super) fn shape(kind: FieldKind) -> Shape {
    match kind {
        FieldKind::Text { .. }
        | FieldKind::Ascii { .. }
        | FieldKind::Name
        | FieldKind::OneOf(_)
        | FieldKind::Word(_)
        | FieldKind::Date
        | FieldKind::Url
        | FieldKind::Country
        | FieldKind::Nationality
        | FieldKind::Uuid => Shape::Text,
        FieldKind::ListOf(_) | FieldKind::TextList => Shape::Texts,
        FieldKind::Boolean => Shape::Boolean,
        FieldKind::Integer { .. } | FieldKind::Number => Shape::Number,
        FieldKind::Object => Shape::Object,
    }
}

/// Judges one value: of a list each element by itself.
pub(super) fn judge(field: &ApiField, value: &Value) -> Result<(), Fault> {
    match (shape(field.kind), &value.json) {
        (_, Json::Null) => Err(nothing(field)),
        (Shape::Text | Shape::Texts, Json::Array(_) | Json::Object(_)) => {
            Err(wrong_type(field, "a text", &value.json))
        }
        (Shape::Text | Shape::Texts, _) => judge_text(field, &value.to_text()),
        (Shape::Boolean, Json::Bool(_)) | (Shape::Object, Json::Object(_)) => Ok(()),
        (Shape::Number, Json::Number(number)) => judge_number(field, number),
        (Shape::Boolean, other) => Err(wrong_type(field, "`true` or `false`", other)),
        (Shape::Number, other) => Err(wrong_type(field, "a number", other)),
        (Shape::Object, other) => Err(wrong_type(field, "a map", other)),
    }
}

/// A field without a value.
pub(super) fn nothing(field: &ApiField) -> Fault {
    let name = field.name;
    Fault {
        code: code::WRONG_TYPE,
        message: format!("`{name}` has no value"),
        help: Vec::new(),
        field: Some(Box::new(FieldHelp::new(
            name,
            vec![
                format!("give it one, for example `{name}: {}`", field.example),
                format!("`{name}: {{ omit: true }}` leaves it out, `{name}: {{ raw: null }}` sends null"),
            ],
        ))),
    }
}

/// A value of another type than the field's.
pub(super) fn wrong_type(field: &ApiField, expected: &str, found: &Json) -> Fault {
    let name = field.name;
    let in_place = vec![
        format!("for example `{name}: {}`", field.example),
        format!("to send it as it is: `{name}: {{ raw: ... }}`"),
    ];
    wrong_type_of(name, expected, found, in_place)
}

/// The same for a key that is no field, such as `until`.
pub(super) fn wrong_type_of(name: &str, expected: &str, found: &Json, in_place: Vec<String>) -> Fault {
    let bare = found.as_object().filter(|map| map.len() == 1).and_then(|map| map.get("raw"));
    let bare = bare.map(|bare| shown(&Value::from(bare.clone()).to_text()));
    let field = Some(Box::new(FieldHelp { bare, ..FieldHelp::new(name, in_place) }));
    let found = match found {
        Json::Null => "nothing",
        Json::Bool(_) => "`true` or `false`",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a map",
    };
    let message = format!("`{name}` must be {expected}, found {found}");
    Fault { code: code::WRONG_TYPE, message, help: Vec::new(), field }
}

fn judge_number(field: &ApiField, number: &serde_json::Number) -> Result<(), Fault> {
    let FieldKind::Integer { min, max } = field.kind else { return Ok(()) };
    match number.as_i64() {
        Some(value) if (min..=max).contains(&value) => Ok(()),
        Some(value) => Err(not_allowed(field, &value.to_string(), &bounds(min, max))),
        None => Err(not_allowed(field, &number.to_string(), "a whole number")),
    }
}

fn bounds(min: i64, max: i64) -> String {
    if max == i64::MAX {
        format!("a whole number, {min} or more")
    } else {
        format!("a whole number from {min} to {max}")
    }
}

fn judge_text(field: &ApiField, text: &str) -> Result<(), Fault> {
    let holds =
        |right: bool, wanted: &str| if right { Ok(()) } else { Err(not_allowed(field, text, wanted)) };
    match field.kind {
        FieldKind::OneOf(vocabulary) => judge_term(field.name, vocabulary, text),
        FieldKind::ListOf(vocabulary) => judge_element(field.name, vocabulary, text),
        FieldKind::Word(words) => judge_word(field, words, text),
        FieldKind::Text { min, max } => judge_length(field, text, min, max),
        FieldKind::Ascii { min, max } => {
            holds(text.is_ascii(), "of ASCII characters alone")?;
            judge_length(field, text, min, max)
        }
        FieldKind::Name => judge_name(field, text),
        FieldKind::Date => holds(is_date(text), "a day, written `YYYY-MM-DD`"),
        FieldKind::Url => holds(is_url(text), "a whole address of 5 to 2048 characters"),
        FieldKind::Country => holds(is_country(text), "a country of two letters (ISO 3166-1 alpha-2)"),
        FieldKind::Nationality => holds(
            is_country(text) || text == "ALL",
            "a country of two letters (ISO 3166-1 alpha-2), or `ALL`",
        ),
        FieldKind::Uuid => holds(uuid::Uuid::try_parse(text).is_ok() && text.len() == 36, "a UUID"),
        FieldKind::Boolean
        | FieldKind::Integer { .. }
        | FieldKind::Number
        | FieldKind::Object
        | FieldKind::TextList => Ok(()),
    }
}

/// Judges a value against a vocabulary; `name` is the key it stands under.
pub(super) fn judge_term(name: &str, vocabulary: &'static Vocabulary, text: &str) -> Result<(), Fault> {
    if vocabulary.contains(text) {
        return Ok(());
    }
    Err(Fault {
        code: code::VOCABULARY,
        message: format!("`{}` is no value of `{name}`", shown(text)),
        help: vocabulary_help(vocabulary, text),
        field: Some(Box::new(FieldHelp::new(
            name,
            vec![format!("to use it on purpose: `{{ raw: {} }}`", shown(text))],
        ))),
    })
}

/// The same where a list of values can stand: several in one text were meant to be one.
pub(super) fn judge_listed_term(
    name: &str,
    vocabulary: &'static Vocabulary,
    text: &str,
) -> Result<(), Fault> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let several = parts.len() > 1 && parts.iter().any(|part| vocabulary.contains(part));
    judge_term(name, vocabulary, text).map_err(|fault| {
        let help = vec![format!("several are a list: `[{}]`", parts.join(", "))];
        if several { Fault { help, field: None, ..fault } } else { fault }
    })
}

/// Judges an element of a list: only the list as a whole can be sent as it is.
fn judge_element(name: &str, vocabulary: &'static Vocabulary, text: &str) -> Result<(), Fault> {
    let way = || format!("{name}: {{ raw: [{}] }}", shown(text));
    judge_listed_term(name, vocabulary, text).map_err(|fault| fault.on_purpose_by(&way()))
}

/// Judges a status that stands behind `poll_status` itself, where no map can say `raw`.
pub(super) fn judge_short_status(vocabulary: &'static Vocabulary, text: &str) -> Result<(), Fault> {
    let way = || format!("poll_status: {{ until: {{ raw: {} }} }}", shown(text));
    judge_listed_term("until", vocabulary, text).map_err(|fault| fault.on_purpose_by(&way()))
}

/// The event that a short `await_webhook` names.
pub(super) fn judge_short_event(vocabulary: &'static Vocabulary, text: &str) -> Result<(), Fault> {
    let way = || format!("await_webhook: {{ event: {{ raw: {} }} }}", shown(text));
    judge_term("event", vocabulary, text).map_err(|fault| fault.on_purpose_by(&way()))
}

fn judge_word(field: &ApiField, words: &'static [&'static str], text: &str) -> Result<(), Fault> {
    if words.contains(&text) {
        return Ok(());
    }
    let name = field.name;
    let known = did_you_mean(text, words.iter().copied());
    let help = known.unwrap_or_else(|| format!("the documents name {}", listed(words.iter().copied())));
    Err(Fault {
        code: code::VOCABULARY,
        message: format!("`{}` is no value of `{name}`", shown(text)),
        help: vec![help],
        field: Some(Box::new(FieldHelp::new(name, vec![on_purpose(text)]))),
    })
}

fn judge_length(field: &ApiField, text: &str, min: usize, max: usize) -> Result<(), Fault> {
    let length = text.chars().count();
    if (min..=max).contains(&length) {
        return Ok(());
    }
    let wanted = match (length < min, max) {
        (_, usize::MAX) => format!("at least {min} characters long"),
        (true, _) => format!("{min} to {max} characters long"),
        (false, _) => format!("at most {max} characters long, not {length}"),
    };
    Err(not_allowed(field, text, &wanted))
}

fn judge_name(field: &ApiField, text: &str) -> Result<(), Fault> {
    judge_length(field, text, 1, 100)?;
    let wrong = |character: &char| character.is_numeric() || FieldKind::NOT_IN_NAMES.contains(*character);
    match text.chars().find(wrong) {
        None => Ok(()),
        Some(character) => Err(not_allowed(field, text, &format!("a name, without `{character}`"))),
    }
}

fn not_allowed(field: &ApiField, text: &str, wanted: &str) -> Fault {
    Fault {
        code: code::API_VALUE,
        message: format!("`{}` must be {wanted}", field.name),
        help: Vec::new(),
        field: Some(Box::new(FieldHelp::new(
            field.name,
            vec![format!("for example `{}: {}`", field.name, field.example), on_purpose(text)],
        ))),
    }
}

fn on_purpose(text: &str) -> String {
    format!("to send it on purpose: `{{ raw: {} }}`", shown(text))
}

/// A value as a message shows it: long ones are cut, empty ones are quoted.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 30;
    match text.chars().count() {
        0 => "\"\"".to_owned(),
        count if count > LONGEST => "...".to_owned(),
        _ => text.to_owned(),
    }
}

fn is_date(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let form = text.len() == 10 && digits(0..4) && digits(5..7) && digits(8..10);
    form && jiff::civil::Date::from_str(text).is_ok()
}

fn is_url(text: &str) -> bool {
    let uri = Uri::from_str(text);
    let whole = uri.is_ok_and(|uri| uri.scheme().is_some() && uri.authority().is_some());
    whole && (5..=2048).contains(&text.chars().count())
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}
