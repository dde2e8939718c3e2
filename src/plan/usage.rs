//! What a scenario makes and nothing uses: variables, values of `set`, captures, names of sessions, `id`s of steps,
//! axes of a matrix and columns of a table. What is only used by something unused is unused, too.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::{
    diagnostic::{Diagnostic, code},
    source::Place,
    template::Reference,
};

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    /// Under `vars`.
    Variable,
    /// By `set`.
    Value,
    /// By `capture`.
    Capture,
    /// By `as`.
    Session,
    /// By `id`.
    Answer,
    /// By the `id` of a `use`: what the flow exports.
    Exports,
    /// Under `matrix`.
    Axis,
    /// A key of the cases that are written out.
    Column,
}

/// Where names of a sort live: an axis and a capture may have one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Realm {
    Names,
    Answers,
    Axes,
    Columns,
}

/// Something that was made, and what reads it.
#[derive(Debug)]
struct Making {
    sort: Sort,
    name: String,
    place: Place,
    /// A step, or whatever decides about the test, reads it.
    read: bool,
    /// Other values that are made of it, by their numbers, which are higher than its own.
    readers: Vec<usize>,
}

/// All that one scenario makes, in order.
#[derive(Debug, Default)]
pub(super) struct Usage {
    makings: Vec<Making>,
    by_name: HashMap<(Realm, String), VecDeque<usize>>,
    /// The next making is a value, and what is read until then is read for it.
    is_within_value: bool,
    /// What the flows that are used make and nothing in them uses.
    in_flows: Vec<Diagnostic>,
    /// `${matrix}` or `${case}` as a whole was read.
    read_whole: HashSet<Realm>,
}

/// Makings of one name that are told apart; those before count as read. It bounds the work on a hostile file.
const MOST_OF_ONE_NAME: usize = 100;

impl Sort {
    fn realm(self) -> Realm {
        match self {
            Self::Variable | Self::Value | Self::Capture | Self::Session | Self::Exports => Realm::Names,
            Self::Answer => Realm::Answers,
            Self::Axis => Realm::Axes,
            Self::Column => Realm::Columns,
        }
    }
}

impl Usage {
    /// From here on something can be used. What was read since [`Usage::begin_value`] was read for it.
    pub(super) fn make(&mut self, sort: Sort, name: &str, place: Place) {
        self.is_within_value = false;
        let number = self.makings.len();
        self.makings.push(Making { sort, name: name.to_owned(), place, read: false, readers: Vec::new() });
        let of_name = self.by_name.entry((sort.realm(), name.to_owned())).or_default();
        of_name.push_back(number);
        if of_name.len() > MOST_OF_ONE_NAME
            && let Some(oldest) = of_name.pop_front()
        {
            self.makings[oldest].read = true;
        }
    }

    /// The value of the next making is looked at: what it reads is used only if it is used itself.
    pub(super) fn begin_value(&mut self) {
        self.is_within_value = true;
    }

    /// A template reads a name.
    pub(super) fn read(&mut self, reference: &Reference) {
        let Some(first) = reference.parts.first() else { return };
        match first.as_str() {
            "matrix" => self.read_part(Realm::Axes, reference.parts.get(1)),
            "case" => self.read_part(Realm::Columns, reference.parts.get(1)),
            name => self.read_name(Realm::Names, name),
        }
    }

    /// `session: NAME`.
    pub(super) fn read_session(&mut self, name: &str) {
        self.read_name(Realm::Names, name);
    }

    /// `of: ID`.
    pub(super) fn read_answer(&mut self, id: &str) {
        self.read_name(Realm::Answers, id);
    }

    /// One axis or column, or all of them where none is named.
    fn read_part(&mut self, realm: Realm, part: Option<&String>) {
        match part {
            Some(name) => self.read_name(realm, name),
            None => _ = self.read_whole.insert(realm),
        }
    }

    /// All that was made by this name so far: which of them it will be may depend on an `if`.
    fn read_name(&mut self, realm: Realm, name: &str) {
        let reader = self.makings.len();
        let Some(numbers) = self.by_name.get_mut(&(realm, name.to_owned())) else { return };
        for number in numbers.iter() {
            let making = &mut self.makings[*number];
            match (self.is_within_value, making.readers.last()) {
                (false, _) => making.read = true,
                (true, Some(last)) if *last == reader => {}
                (true, _) => making.readers.push(reader),
            }
        }
        if !self.is_within_value {
            numbers.clear();
        }
    }

    /// A warning for each that nothing uses.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        let mut used = vec![false; self.makings.len()];
        for (number, making) in self.makings.iter().enumerate().rev() {
            let by_value = || making.readers.iter().any(|reader| used.get(*reader).copied().unwrap_or(false));
            let whole = self.read_whole.contains(&making.sort.realm());
            used[number] = making.read || whole || is_exempt(making) || by_value();
        }
        let unused = self.makings.iter().zip(used).filter(|(_, used)| !used);
        unused.map(|(making, _)| self.warning(making)).chain(self.in_flows.iter().cloned()).collect()
    }

    /// A flow that is used here ends: its names stay inside.
    pub(super) fn add_flow(&mut self, inside: &Self) {
        self.in_flows.extend(inside.unused());
    }

    fn warning(&self, making: &Making) -> Diagnostic {
        let reader = making.readers.first().and_then(|reader| self.makings.get(*reader));
        let named = named(making);
        let message = match reader {
            Some(reader) => format!("only `{}` uses {named}, and `{0}` itself is unused", reader.name),
            None if making.sort == Sort::Axis => {
                format!("nothing uses {named}, so its tests differ in their names alone")
            }
            None => format!("nothing uses {named}"),
        };
        let mut diagnostic = Diagnostic::warning(code::UNUSED, message).at(making.place.clone(), "");
        if let Some(reader) = reader {
            diagnostic = diagnostic.at(reader.place.clone(), "used here");
        }
        match reader {
            Some(reader) => diagnostic.help(format!("take both out, or use `{}`", reader.name)),
            None => diagnostic.help(way_out(making)),
        }
    }
}

/// An axis or a column may be there to repeat a test, or for people to read; its name then begins with `_`. A `name`
/// names its case.
fn is_exempt(making: &Making) -> bool {
    making.name.starts_with('_') || (making.sort == Sort::Column && making.name == "name")
}

fn named(making: &Making) -> String {
    let name = &making.name;
    match making.sort {
        Sort::Variable => format!("the variable `{name}`"),
        Sort::Value => format!("the value `{name}`"),
        Sort::Capture => format!("the capture `{name}`"),
        Sort::Session => format!("the name `{name}` of this session"),
        Sort::Answer | Sort::Exports => format!("the `id` of this step, `{name}`"),
        Sort::Axis => format!("the axis `{name}`"),
        Sort::Column => format!("the value `{name}` of the cases"),
    }
}

fn way_out(making: &Making) -> String {
    let name = &making.name;
    match making.sort {
        Sort::Variable | Sort::Value => format!("take it out, or use it: `${{{name}}}`"),
        Sort::Capture => format!(
            "take it out, or use it: `${{{name}}}`; that a field is there is said by `expect`, with `present: true`"
        ),
        Sort::Session => format!(
            "take `as` out, or speak about the session: `session: {name}` beside a later verb, or `${{{name}.scanRef}}`"
        ),
        Sort::Answer => format!(
            "take it out, or look at the answer later: `assert_fields: {{ of: {name}, fields: ... }}`; what a step is \
             about is said by `name`"
        ),
        Sort::Exports => {
            format!(
                "take it out, or use what the flow exports: `${{{name}...}}`, by the names under its `exports`"
            )
        }
        Sort::Axis => format!(
            "take it out, or use it: `${{matrix.{name}}}`; to repeat a test on purpose, call the axis `_{name}`"
        ),
        Sort::Column => format!(
            "take it out, or use it: `${{case.{name}}}`; what is there for people alone is called `_{name}`"
        ),
    }
}
