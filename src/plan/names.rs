//! Which names a template may use at a place of a scenario: variables, captures, sessions, and what is always there.

use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
};

use indexmap::IndexMap;

use super::{
    answers::Answers,
    known::Known,
    reach::Standings,
    usage::Usage,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::{Diagnostic, code},
    scenario::Soundness,
    source::Place,
    template::Reference,
};

/// Names that are always there, with their parts.
const GLOBALS: [(&str, &[&str]); 3] = [
    ("scenario", &["name", "slug", "file"]),
    ("run", &["id", "seed", "started"]),
    ("environment", &["name", "kind"]),
];

/// Of so many unknown names it is told what is near them, or known: more messages of one file are not shown.
const MOST_HELPED: usize = 100;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A variable, which stays what it is.
    Variable,
    /// A parameter, a capture, or a value of `set`.
    Value,
    /// A session, by `as`.
    Session,
    /// What a flow exports, by the `id` of its `use`.
    Exports,
}

/// Whether a step has an answer that others can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It has.
    Some,
    /// It has none: `set`, `wait`, `assert_fields`.
    None,
}

/// A name and where it is made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) meaning: Meaning,
    pub(super) place: Place,
}

/// The names known at a place of a scenario.
#[derive(Debug)]
pub(super) struct Names {
    reading: Soundness,
    defined: IndexMap<String, Made>,
    /// What a check knows of values.
    pub(super) known: Known,
    /// What uses what.
    pub(super) usage: Usage,
    /// What the sessions can still show.
    pub(super) standings: Standings,
    later: IndexMap<String, Made>,
    ids: IndexMap<String, (Answer, Place)>,
    later_ids: HashMap<String, Place>,
    session_made: bool,
    answered: bool,
    /// How many names were unknown.
    unknown: Cell<usize>,
    /// Which verbs gave the answers so far.
    pub(super) answers: Answers,
    /// What flows export, by the `id` of their `use`.
    exports: HashMap<String, Exports>,
    /// What flows export whose `use` has no `id`.
    unnamed: Vec<Exports>,
    /// The flow whose names these are, where they are not the scenario's.
    flow: Option<String>,
}

/// What a flow exports.
#[derive(Clone, Debug)]
pub(super) struct Exports {
    /// Its file.
    pub(super) flow: String,
    /// The names.
    pub(super) names: Vec<String>,
}

impl Names {
    /// None yet; `later` are those that the scenario makes anywhere.
    pub(super) fn new(reading: Soundness, later: IndexMap<String, Made>, changing: HashSet<String>) -> Self {
        Self {
            reading,
            defined: IndexMap::new(),
            later,
            ids: IndexMap::new(),
            later_ids: HashMap::new(),
            known: Known::new(changing),
            usage: Usage::default(),
            standings: Standings::new(reading),
            session_made: false,
            answered: false,
            unknown: Cell::new(0),
            answers: Answers::default(),
            exports: HashMap::new(),
            unnamed: Vec::new(),
            flow: None,
        }
    }

    /// These are the names of a flow that is used here: it begins with the session and the answer made last. Gives
    /// the names outside.
    pub(super) fn enter(&mut self, flow: &str, mut inside: Self) -> Self {
        inside.session_made = self.session_made;
        inside.answered = self.answered;
        inside.answers = self.answers.enter();
        inside.standings = self.standings.enter(inside.reading);
        inside.flow = Some(flow.to_owned());
        std::mem::swap(&mut inside.known, &mut self.known);
        std::mem::replace(self, inside)
    }

    /// The names outside of the flow again; the session and the answer made last are those of the flow.
    pub(super) fn leave(&mut self, mut outside: Self) {
        outside.session_made = self.session_made;
        outside.answered = self.answered;
        outside.answers.leave(&self.answers);
        outside.usage.add_flow(&self.usage);
        outside.standings.leave(std::mem::take(&mut self.standings));
        if self.reading == Soundness::Incomplete {
            outside.miss_something();
        }
        std::mem::swap(&mut outside.known, &mut self.known);
        *self = outside;
    }

    /// From here on nothing is said of names that nothing makes: a flow could not be read that may make them.
    pub(super) fn miss_something(&mut self) {
        self.reading = Soundness::Incomplete;
    }

    /// From here on what a flow exports can be read. `None`: it could not be read whole. What is wrong with the `id`,
    /// if anything.
    pub(super) fn define_exports(
        &mut self,
        id: &str,
        place: Place,
        exports: Option<Exports>,
    ) -> Option<Diagnostic> {
        if self.ids.contains_key(id) {
            // Two steps of one `id` have a message of their own; which of them is meant is not known.
            self.exports.remove(id);
            return None;
        }
        if let Some(exports) = exports {
            self.exports.insert(id.to_owned(), exports);
        }
        self.define(id, Made { meaning: Meaning::Exports, place })
    }

    /// What a flow exports that nothing can read, since its `use` has no `id`.
    pub(super) fn add_unnamed(&mut self, exports: Exports) {
        self.unnamed.push(exports);
    }

    /// The `id`s of all steps that there will be, with their places.
    pub(super) fn expect_ids(&mut self, ids: impl IntoIterator<Item = (String, Place)>) {
        self.later_ids.extend(ids);
    }

    /// From here on the name is known. What is wrong with it, if anything.
    pub(super) fn define(&mut self, name: &str, made: Made) -> Option<Diagnostic> {
        let problem = self.clash(name, &made);
        self.defined.entry(name.to_owned()).or_insert(made);
        problem
    }

    /// From here on there is a session made last.
    pub(super) fn make_session(&mut self) {
        self.session_made = true;
    }

    /// A step ends: its `id` can be spoken of, and perhaps its answer.
    pub(super) fn end_step(&mut self, id: Option<(&str, Place)>, answer: Answer) -> Option<Diagnostic> {
        self.answered |= answer == Answer::Some;
        let (id, place) = id?;
        if let Some((_, first)) = self.ids.get(id) {
            return Some(twice(format!("two steps have the id `{id}`"), &place, first));
        }
        self.ids.insert(id.to_owned(), (answer, place));
        None
    }

    /// What is wrong with the use of a name here, if anything.
    pub(super) fn fault(&self, reference: &Reference, place: Place) -> Option<Diagnostic> {
        let first = reference.parts.first()?.as_str();
        if let Some((_, parts)) = GLOBALS.iter().find(|(name, _)| *name == first) {
            return part_fault(reference, parts, place);
        }
        match first {
            "env" => Some(env_fault(reference, place)),
            "session" => self.no_session(place),
            _ if self.defined.contains_key(first) => self.export_fault(reference, place),
            "matrix" | "case" if self.flow.is_some() => Some(Self::outside(reference, place)),
            "matrix" | "case" if self.reading == Soundness::Complete => {
                self.known.cases().fault(reference, place)
            }
            "matrix" | "case" => None,
            "vocabulary" => Some(misplaced_vocabulary(reference, place)),
            _ => self.unless_made_unread(first, place, |place| self.unknown(reference, place)),
        }
    }

    /// Whether a name speaks of a session: the one made last, or one with a name.
    pub(super) fn is_session(&self, reference: &Reference) -> bool {
        let Some(first) = reference.parts.first() else { return false };
        let made = self.defined.get(first).map(|made| made.meaning);
        first == "session" || made == Some(Meaning::Session)
    }

    /// What is wrong with a step about the session made last, if anything.
    pub(super) fn no_session(&self, place: Place) -> Option<Diagnostic> {
        if self.session_made {
            return None;
        }
        self.unless_incomplete(|| {
            Diagnostic::error(code::NO_SESSION, "no session was made before this step").at(place, "").help(
                "make one with `create_token` or `create_dummy_token`, or write the `scanRef` of one that exists",
            )
        })
    }

    /// What is wrong with `session: NAME`, if anything.
    pub(super) fn session_fault(&self, name: &str, place: Place) -> Option<Diagnostic> {
        match self.defined.get(name) {
            Some(Made { meaning: Meaning::Session, .. }) => None,
            Some(Made { meaning: Meaning::Variable | Meaning::Value | Meaning::Exports, place: made }) => {
                Some(
                    Diagnostic::error(code::UNKNOWN_NAME, format!("`{name}` is a value, not a session"))
                        .at(place, "")
                        .at(made.clone(), "made here")
                        .help("a session has the name that `as:` gives it, beside the verb that creates it"),
                )
            }
            None => self.unless_made_unread(name, place, |place| self.unknown_session(name, place)),
        }
    }

    /// What is wrong with `of: ID`, if anything.
    pub(super) fn answer_fault(&self, id: &str, place: Place) -> Option<Diagnostic> {
        match self.ids.get(id) {
            Some((Answer::Some, _)) => None,
            Some((Answer::None, step)) => Some(
                Diagnostic::error(code::UNKNOWN_NAME, format!("the step `{id}` has no answer"))
                    .at(place, "")
                    .at(step.clone(), self.why_no_answer(id))
                    .help("`of` takes the `id` of a step that asks, such as `get_status`"),
            ),
            None => self.unless_made_unread(id, place, |place| self.unknown_answer(id, place)),
        }
    }

    fn why_no_answer(&self, id: &str) -> &'static str {
        match self.defined.get(id).map(|made| made.meaning) {
            Some(Meaning::Exports) => "a flow has exports: its answers are those of its steps",
            Some(Meaning::Variable | Meaning::Value | Meaning::Session) | None => {
                "this step asks the API nothing"
            }
        }
    }

    /// What is wrong with the part of a name that is what a flow exports, if anything.
    fn export_fault(&self, reference: &Reference, place: Place) -> Option<Diagnostic> {
        let [id, name, ..] = reference.parts.as_slice() else { return None };
        let exports = self.exports.get(id).filter(|exports| !exports.names.contains(name))?;
        let Exports { flow, names } = exports;
        let diagnostic =
            Diagnostic::error(code::UNKNOWN_NAME, format!("the flow `{flow}` exports no `{name}`"))
                .at(place, "");
        let listing = || match names.as_slice() {
            [] => format!("it exports nothing: add `exports: {{ {name}: ... }}` to it"),
            names => format!("it exports {}", listed(names.iter().map(String::as_str))),
        };
        let help = did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(listing);
        Some(diagnostic.help(help))
    }

    /// A name of the scenario that is used inside of a flow.
    fn outside(reference: &Reference, place: Place) -> Diagnostic {
        let name = reference.parts.join(".");
        let last = reference.parts.last().cloned().unwrap_or_default();
        Diagnostic::error(code::UNKNOWN_NAME, format!("`{name}` is the scenario's, and not seen in a flow"))
            .at(place, "")
            .help(format!(
                "declare a parameter, `params: {{ {last}: {{}} }}`, and give it: `with: {{ {last}: \"${{{name}}}\" }}`"
            ))
    }

    fn unknown_answer(&self, id: &str, place: Place) -> Diagnostic {
        if let Some(step) = self.later_ids.get(id) {
            return Diagnostic::error(code::USED_TOO_EARLY, format!("the step `{id}` has not run yet"))
                .at(place, "")
                .at(step.clone(), "it stands here")
                .help("move this step behind it");
        }
        let message = format!("no earlier step has the id `{id}`");
        let mut diagnostic = Diagnostic::error(code::UNKNOWN_NAME, message).at(place, "");
        let near = self.helped().then(|| did_you_mean(id, self.ids.keys().map(String::as_str))).flatten();
        let help = near.unwrap_or_else(|| format!("write `id: {id}` beside the verb whose answer is meant"));
        diagnostic.help.push(help);
        diagnostic
    }

    /// What is wrong with a step about the last answer, if anything.
    pub(super) fn no_answer(&self, place: Place) -> Option<Diagnostic> {
        if self.answered {
            return None;
        }
        self.unless_incomplete(|| {
            Diagnostic::error(code::UNKNOWN_NAME, "there is no answer before this step")
                .at(place, "")
                .help("put it behind a step that asks the API, such as `get_status`")
        })
    }

    /// Where steps could not be read, one of them may make the name; if it is written nowhere, none does.
    fn unless_made_unread(
        &self,
        name: &str,
        place: Place,
        diagnostic: impl FnOnce(Place) -> Diagnostic,
    ) -> Option<Diagnostic> {
        // The suite's defaults speak of names that every scenario makes by itself.
        let is_default = place.source.name().ends_with("idvet.yaml");
        let may_be_made = || is_default || may_make(place.source.text(), name);
        let is_unread = self.reading == Soundness::Incomplete && may_be_made();
        (!is_unread).then(|| diagnostic(place))
    }

    fn unless_incomplete(&self, diagnostic: impl FnOnce() -> Diagnostic) -> Option<Diagnostic> {
        (self.reading == Soundness::Complete).then(diagnostic)
    }

    fn clash(&self, name: &str, made: &Made) -> Option<Diagnostic> {
        let first = self.defined.get(name)?;
        match (first.meaning, made.meaning) {
            (Meaning::Value, Meaning::Value | Meaning::Variable) => None,
            (Meaning::Variable, Meaning::Value | Meaning::Variable) => {
                Some(changed_variable(name, &made.place, &first.place))
            }
            (Meaning::Session | Meaning::Exports, _)
            | (Meaning::Variable | Meaning::Value, Meaning::Session | Meaning::Exports) => {
                let message = match (first.meaning, made.meaning) {
                    (Meaning::Session, Meaning::Session) => format!("two sessions are called `{name}`"),
                    (Meaning::Session | Meaning::Variable | Meaning::Value | Meaning::Exports, _) => {
                        format!("`{name}` is the name of two different things")
                    }
                };
                Some(twice(message, &made.place, &first.place))
            }
        }
    }

    /// Whether there is help with one more unknown name.
    fn helped(&self) -> bool {
        self.unknown.set(self.unknown.get() + 1);
        self.unknown.get() <= MOST_HELPED
    }

    /// What to write for a name that a flow exports and that is read by nothing, or by another name.
    fn exported(&self, reference: &Reference) -> Option<String> {
        let exports = |exports: &Exports, name: &String| exports.names.contains(name);
        match reference.parts.as_slice() {
            [id, name, ..] => {
                let flow = &self.unnamed.iter().find(|unnamed| exports(unnamed, name))?.flow;
                Some(format!("the flow `{flow}` exports `{name}`: give its step `id: {id}`"))
            }
            [name] => {
                let mut having = self.exports.iter().filter(|(_, known)| exports(known, name));
                let (id, _) = having.next()?;
                having.next().is_none().then(|| format!("did you mean `{id}.{name}`?"))
            }
            [] => None,
        }
    }

    fn unknown(&self, reference: &Reference, place: Place) -> Diagnostic {
        let name = reference.parts.first().map_or("", String::as_str);
        if let Some(made) = self.later.get(name) {
            return Diagnostic::error(code::USED_TOO_EARLY, format!("`{name}` is used before it is made"))
                .at(place, "")
                .at(made.place.clone(), "made only here")
                .help("it must be made above the line that uses it: move one of the two");
        }
        let diagnostic =
            Diagnostic::error(code::UNKNOWN_NAME, format!("nothing is called `{name}`")).at(place, "");
        if self.ids.contains_key(name) {
            return diagnostic.help(format!(
                "`{name}` is the `id` of a step: keep what is needed of its answer with `capture`"
            ));
        }
        if let Some(help) = self.exported(reference) {
            return diagnostic.help(help);
        }
        if !self.helped() {
            return diagnostic;
        }
        let session = self.session_made.then_some("session");
        let known = self.defined.keys().map(String::as_str).chain(session);
        let known: Vec<&str> = known.chain(GLOBALS.iter().map(|(name, _)| *name)).collect();
        let diagnostic = match did_you_mean(name, known.iter().copied()) {
            Some(help) => diagnostic.help(help),
            None => diagnostic.help(format!("known here are {}", listed(known))),
        };
        if self.flow.is_none() {
            return diagnostic;
        }
        diagnostic.help(
            "a flow sees what it is given, and what its own steps make: declare a parameter for the rest",
        )
    }

    fn unknown_session(&self, name: &str, place: Place) -> Diagnostic {
        if let Some(Made { meaning: Meaning::Session, place: made }) = self.later.get(name) {
            return Diagnostic::error(
                code::USED_TOO_EARLY,
                format!("the session `{name}` is used before it is made"),
            )
            .at(place, "")
            .at(made.clone(), "made only here")
            .help("move this step behind the one that makes it");
        }
        let sessions = self.defined.iter().filter(|(_, made)| made.meaning == Meaning::Session);
        let near = || did_you_mean(name, sessions.map(|(name, _)| name.as_str()));
        let help = self.helped().then(near).flatten();
        let diagnostic =
            Diagnostic::error(code::UNKNOWN_NAME, format!("no earlier step makes a session `{name}`"))
                .at(place, "");
        let diagnostic = diagnostic.help(
            help.unwrap_or_else(|| format!("write `as: {name}` beside the verb that creates the session")),
        );
        if self.flow.is_none() {
            return diagnostic;
        }
        diagnostic.help(format!(
            "a flow knows no session of its user by name: give it the reference, `with: {{ ref: \"${{{name}.scanRef}}\" }}`, and write `scanRef: ${{ref}}`"
        ))
    }
}

/// Whether a text may make a name, however wrong it is: as a key, or behind `as` or `id`.
fn may_make(text: &str, name: &str) -> bool {
    // Looking a name up is linear in the text, and a hostile file has many names.
    const LONGEST: usize = 50_000;
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    text.len() > LONGEST
        || text.match_indices(name).any(|(at, _)| {
            let (before, behind) = (&text[..at], &text[at + name.len()..]);
            let before = before.trim_end_matches(['"', '\'']);
            let behind = behind.trim_start_matches(['"', '\'']);
            let whole = !before.ends_with(is_word) && !behind.starts_with(is_word);
            let named = before.trim_end().trim_end_matches(':').trim_end();
            let is_key = behind.trim_start_matches([' ', '\t']).starts_with(':');
            whole && (is_key || named.ends_with("as") || named.ends_with("id"))
        })
}

fn part_fault(reference: &Reference, parts: &[&str], place: Place) -> Option<Diagnostic> {
    let (first, second) = (reference.parts.first()?, reference.parts.get(1)?);
    if parts.contains(&second.as_str()) {
        return None;
    }
    let diagnostic =
        Diagnostic::error(code::UNKNOWN_NAME, format!("`{first}` has no `{second}`")).at(place, "");
    let help = did_you_mean(second, parts.iter().copied())
        .unwrap_or_else(|| format!("`{first}` has {}", listed(parts.iter().copied())));
    Some(diagnostic.help(help))
}

fn env_fault(reference: &Reference, place: Place) -> Diagnostic {
    let name = reference.parts.join(".");
    Diagnostic::error(code::UNKNOWN_NAME, format!("`{name}` can only be used in `idvet.yaml`"))
        .at(place, "")
        .help("give the scenario a variable under `vars`, and its value with `--var name=value`")
}

fn misplaced_vocabulary(reference: &Reference, place: Place) -> Diagnostic {
    let name = reference.parts.join(".");
    Diagnostic::error(
        code::UNKNOWN_NAME,
        format!("`{name}` can only be the values of an axis under `matrix`"),
    )
    .at(place, "")
    .help("to hold a value against it, write the matcher `vocabulary`")
}

fn changed_variable(name: &str, again: &Place, first: &Place) -> Diagnostic {
    Diagnostic::error(code::DEFINED_TWICE, format!("`{name}` is a variable, which no step may change"))
        .at(again.clone(), "again here")
        .at(first.clone(), "the variable is made here")
        .help(format!(
            "give this value another name, or make `{name}` by a step at first: `set: {{ {name}: ... }}`"
        ))
}

fn twice(message: String, again: &Place, first: &Place) -> Diagnostic {
    Diagnostic::error(code::DEFINED_TWICE, message)
        .at(again.clone(), "again here")
        .at(first.clone(), "first here")
        .help("give one of them another name")
}
