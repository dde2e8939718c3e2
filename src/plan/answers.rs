//! What an expectation names against what answers can have: a value that no answer has makes an expectation that never
//! holds, or, behind `not`, one that always does and tests nothing.

use std::collections::{HashMap, HashSet};

use super::{
    desk::Desk,
    payload,
    reports::{Origin, USED_HERE},
    wording::vocabulary_help,
};
use crate::{
    diagnostic::{Diagnostic, Label, code},
    scenario::{Step, Verb},
    source::{Entry, Node, Tree},
    vocabulary::{
        AGE_GROUP, DOCUMENT_RESULT, DOCUMENT_TYPE, ERROR_IDENTIFIER, EXPIRATION_THRESHOLD, FACE_RESULT,
        OVERALL_STATUS, PLATFORM, RISK_LEVEL, SEX, TOKEN_TYPE, Vocabulary,
    },
};

/// Fields of `/status` with a vocabulary, from `schema/responses/status.schema.json`.
const STATUS: &[(&str, &Vocabulary)] = &[
    ("status", &OVERALL_STATUS),
    ("autoFace", &FACE_RESULT),
    ("manualFace", &FACE_RESULT),
    ("autoDocument", &DOCUMENT_RESULT),
    ("manualDocument", &DOCUMENT_RESULT),
];

/// Fields of `/full-status`, from `schema/responses/full-status.schema.json`.
const FULL_STATUS: &[(&str, &Vocabulary)] = &[
    ("face_match_result", &FACE_RESULT),
    ("manual_face_match_result", &FACE_RESULT),
    ("document_validity", &DOCUMENT_RESULT),
    ("manual_document_validity", &DOCUMENT_RESULT),
];

/// Fields of `/data`, from `schema/responses/data.schema.json`.
const DATA: &[(&str, &Vocabulary)] = &[
    ("docType", &DOCUMENT_TYPE),
    ("docSex", &SEX),
    ("ageEstimate", &AGE_GROUP),
    ("clientIpProxyRiskLevel", &RISK_LEVEL),
];

/// Fields of a token, from `schema/responses/token.schema.json`.
const TOKEN: &[(&str, &Vocabulary)] = &[("tokenType", &TOKEN_TYPE)];

/// Fields of a webhook, from `schema/responses/webhook-identification.schema.json` and its neighbours.
const WEBHOOK: &[(&str, &Vocabulary)] = &[
    ("platform", &PLATFORM),
    ("status.overall", &OVERALL_STATUS),
    ("status.autoFace", &FACE_RESULT),
    ("status.manualFace", &FACE_RESULT),
    ("status.autoDocument", &DOCUMENT_RESULT),
    ("status.manualDocument", &DOCUMENT_RESULT),
    ("data.docType", &DOCUMENT_TYPE),
    ("data.docSex", &SEX),
    ("data.ageEstimate", &AGE_GROUP),
    ("data.clientIpProxyRiskLevel", &RISK_LEVEL),
    ("expirationThreshold", &EXPIRATION_THRESHOLD),
];

/// Fields of a refusal, from `schema/responses/error.schema.json`.
const REFUSAL: &[(&str, &Vocabulary)] = &[("identifier", &ERROR_IDENTIFIER)];

/// Which verbs gave the answers that steps can speak of.
#[derive(Debug, Default)]
pub(super) struct Answers {
    last: Option<Verb>,
    by_id: HashMap<String, Verb>,
}

impl Answers {
    /// A step with an answer ends.
    pub(super) fn add(&mut self, verb: Verb, id: Option<&str>) {
        self.last = Some(verb);
        self.by_id.extend(id.map(|id| (id.to_owned(), verb)));
    }

    /// A flow begins with the answer made last.
    pub(super) fn enter(&self) -> Self {
        Self { last: self.last, by_id: HashMap::new() }
    }

    /// The answer made last is that of the flow.
    pub(super) fn leave(&mut self, flow: &Self) {
        self.last = flow.last;
    }

    /// The verb of the answer that `of` names, or of the last one.
    pub(super) fn of(&self, id: Option<&str>) -> Option<Verb> {
        id.map_or(self.last, |id| self.by_id.get(id).copied())
    }
}

/// Whether a matcher is to hold, or, behind `not` and `none_of`, is not to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Holding,
    Failing,
}

impl Wanted {
    fn turned(self) -> Self {
        match self {
            Self::Holding => Self::Failing,
            Self::Failing => Self::Holding,
        }
    }
}

/// Warns of values in `expect` that no answer of the step has.
pub(super) fn check_expectation(desk: &mut Desk, step: &Step) {
    let verb = step.verb.value;
    for entry in step.expect.as_ref().and_then(Node::as_map).unwrap_or_default() {
        match (entry.key.text.as_str(), &entry.value.tree) {
            ("fields", _) => check_fields(desk, Origin::File, verb, &entry.value),
            ("error", Tree::Map(fields)) if may_be_refused(step) => {
                check_entries(desk, Origin::File, REFUSAL, fields);
            }
            ("error", Tree::Scalar(_)) => warn_of_identifier(desk, &entry.value),
            _ => {}
        }
    }
}

/// Warns of values in a map of fields that no answer of a verb has.
pub(super) fn check_fields(desk: &mut Desk, origin: Origin, verb: Verb, fields: &Node) {
    if verb == Verb::AwaitWebhook {
        payload::check_places(desk, origin, fields);
    }
    for known in [known_fields(verb), if verb.call().is_some() { REFUSAL } else { &[] }] {
        check_entries(desk, origin, known, fields.as_map().unwrap_or_default());
    }
}

/// Whether the step speaks to the API, so that its refusals are those of the documents.
fn may_be_refused(step: &Step) -> bool {
    let verb = step.verb.value;
    let asks = matches!(verb, Verb::Request | Verb::Poll) && step.arguments.get("path").is_some();
    asks || verb == Verb::PollStatus || verb.call().is_some()
}

fn known_fields(verb: Verb) -> &'static [(&'static str, &'static Vocabulary)] {
    match verb {
        Verb::GetStatus | Verb::PollStatus => STATUS,
        Verb::GetFullStatus => FULL_STATUS,
        Verb::GetData => DATA,
        Verb::AwaitWebhook => WEBHOOK,
        Verb::CreateToken | Verb::CreateDummyToken => TOKEN,
        Verb::AddManualStatus
        | Verb::GetFiles
        | Verb::Delete
        | Verb::GeneratePdf
        | Verb::AssertFields
        | Verb::Request
        | Verb::Poll
        | Verb::Set
        | Verb::Wait
        | Verb::Use => &[],
    }
}

fn check_entries(
    desk: &mut Desk,
    origin: Origin,
    known: &[(&'static str, &'static Vocabulary)],
    entries: &[Entry],
) {
    for entry in entries {
        let path = entry.key.text.strip_prefix("$.").unwrap_or(&entry.key.text);
        if let Some((_, vocabulary)) = known.iter().find(|(name, _)| *name == path) {
            check_matchers(desk, origin, vocabulary, &entry.value, Wanted::Holding);
        }
    }
}

/// Only matchers that compare with a whole value are looked at: `matches` and the like may mean anything.
fn check_matchers(
    desk: &mut Desk,
    origin: Origin,
    vocabulary: &'static Vocabulary,
    node: &Node,
    wanted: Wanted,
) {
    let entries = match &node.tree {
        Tree::Scalar(_) => return check_value(desk, origin, vocabulary, node, wanted),
        Tree::List(_) => return,
        Tree::Map(entries) => entries,
    };
    for entry in entries {
        let several = entry.value.as_list().unwrap_or(std::slice::from_ref(&entry.value));
        match entry.key.text.as_str() {
            "equals" => check_value(desk, origin, vocabulary, &entry.value, wanted),
            "not" => check_matchers(desk, origin, vocabulary, &entry.value, wanted.turned()),
            "one_of" => {
                for value in several {
                    check_value(desk, origin, vocabulary, value, wanted);
                }
            }
            "none_of" => {
                for value in several {
                    check_value(desk, origin, vocabulary, value, wanted.turned());
                }
            }
            "all_of" | "any_of" => {
                for each in several {
                    check_matchers(desk, origin, vocabulary, each, wanted);
                }
            }
            _ => {}
        }
    }
}

/// Every text that a value is in some case; the API also answers with an empty text where there is no value.
fn check_value(
    desk: &mut Desk,
    origin: Origin,
    vocabulary: &'static Vocabulary,
    node: &Node,
    wanted: Wanted,
) {
    let Some(template) = desk.unchecked(origin, node) else { return };
    let mut told = HashSet::new();
    for outcome in desk.names.known.outcomes(&template).into_iter().filter(|outcome| !outcome.is_drawn) {
        let Ok(value) = &outcome.result else { continue };
        let elements = value.elements().unwrap_or_else(|| vec![value.clone()]);
        let texts = elements.iter().filter_map(|element| element.json.as_str());
        for text in texts.filter(|text| !text.is_empty() && !vocabulary.contains(text)) {
            if !told.insert(text.to_owned()) {
                continue;
            }
            let here = desk.reports.place(origin, node.span);
            let mut warning = no_value(vocabulary, text, wanted);
            let used = |place| Label { place, text: USED_HERE.to_owned() };
            match outcome.place.clone() {
                Some(place) => warning = warning.at(place, ""),
                None => warning = warning.at(here.clone(), ""),
            }
            warning.labels.extend(outcome.place.is_some().then(|| used(here)));
            desk.report(origin, Some(warning));
        }
    }
}

fn no_value(vocabulary: &'static Vocabulary, text: &str, wanted: Wanted) -> Diagnostic {
    let so = match wanted {
        Wanted::Holding => "no answer has it",
        Wanted::Failing => "no answer has it, so this always holds",
    };
    let message = format!("`{text}` is no value of `{}`: {so}", vocabulary.name);
    let mut warning = Diagnostic::warning(code::NO_ANSWER_HAS_IT, message);
    warning.help.extend(vocabulary_help(vocabulary, text));
    warning
}

/// `error: BAD_VALUE` compares the message, which reads otherwise.
fn warn_of_identifier(desk: &mut Desk, node: &Node) {
    let Some(text) = node.as_scalar().map(|scalar| scalar.text.as_str()) else { return };
    if !ERROR_IDENTIFIER.contains(text) {
        return;
    }
    let message = format!("`{text}` is an identifier, and no answer has it as its message");
    let help = format!(
        "`error: TEXT` compares the message; for the identifier write `error: {{ identifier: {text} }}`"
    );
    desk.reports.of(Origin::File).warning(code::NO_ANSWER_HAS_IT, node.span, message).help.push(help);
}
