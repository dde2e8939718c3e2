//! What a check knows of values before a run: variables that no step changes, and what `matrix` and `case` are in each
//! case. A template is looked at once for all cases, and filled once for each different value that they give it.
//! Inside of a flow the parameters take the place of all these names: what was given for them is worked out in turn.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap, HashSet},
};

use super::{
    Parameter,
    cases::{Case, Cases, Choice, Domain},
    looks::{self, Looks},
};
use crate::{
    source::Place,
    template::{FillError, Inside, Reference, Scope, Template, Value},
};

/// The looks of a value so small, and so many names, that what is filled with them stays within all bounds.
const SMALL: usize = 64;
const LONGEST_WRITTEN: usize = 4096;
const MOST_SURE: usize = 64;

/// The values of one scenario, as far as its text alone gives them.
#[derive(Debug)]
pub(super) struct Known {
    /// The names of the scenario, then those of the flows that are looked at, each used by the one before it. Never
    /// empty.
    frames: Vec<Frame>,
    cases: Cases,
    looks: Looks,
}

/// The names of a scenario, or of a flow.
#[derive(Debug, Default)]
struct Frame {
    constants: HashMap<String, Constant>,
    /// Names that steps make again, so that their first value says little.
    changing: HashSet<String>,
    /// Variables and parameters that differ from case to case.
    by_case: HashMap<String, ByCase>,
    /// Where the values of parameters are written.
    given: HashMap<String, Place>,
}

/// A variable or a parameter that differs from case to case. What a parameter is given is worked out among the names
/// of whoever uses the flow.
#[derive(Debug)]
struct ByCase {
    template: Template,
    /// What a parameter is where a case leaves out what it is given.
    default: Option<Template>,
    uses: Uses,
}

/// A variable that is the same in all cases.
#[derive(Debug)]
struct Constant {
    value: Value,
    /// It is drawn or goes by the clock: its form is known, and not what it will be.
    is_drawn: bool,
    /// The looks that each use takes.
    cost: usize,
}

impl Constant {
    fn new(value: Value, is_drawn: bool) -> Self {
        Self { cost: looks::cost(&value), value, is_drawn }
    }

    /// Whether its JSON and what was written for it are small.
    fn is_small(&self) -> bool {
        let written = self.value.text.as_ref().map_or(0, |text| text.len());
        self.cost <= SMALL && written <= LONGEST_WRITTEN && self.value.inside == Inside::default()
    }
}

/// What of a case a template needs.
#[derive(Clone, Debug, Default)]
struct Uses {
    axes: BTreeSet<usize>,
    columns: BTreeSet<String>,
}

/// What a template gives in some of the cases.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The value, or why there is none.
    pub(super) result: Result<Value, FillError>,
    /// Where the value of the axis or of the table is written that it comes from, where it comes from one alone.
    pub(super) place: Option<Place>,
    /// Whether it is drawn or goes by the clock, so that a run has another value of the same form.
    pub(super) is_drawn: bool,
    /// The first such case, as a message calls it; `None` where it needs nothing of a case.
    pub(super) case: Option<String>,
    /// The column that has no value in the case, and where that case is written.
    pub(super) absent: Option<(String, Place)>,
}

impl Known {
    /// Nothing yet, and one case.
    pub(super) fn new(changing: HashSet<String>) -> Self {
        let frame = Frame { changing, ..Frame::default() };
        Self { frames: vec![frame], cases: Cases::single(), looks: Looks::default() }
    }

    /// From here on the names are those of a flow. `changing` are those that its steps make.
    pub(super) fn enter(&mut self, params: &[Parameter], changing: HashSet<String>) {
        let mut frame = Frame { changing, ..Frame::default() };
        for param in params.iter().filter(|param| !frame.changing.contains(&param.name)) {
            frame.given.insert(param.name.clone(), param.place.clone());
            if let Some(value) = self.value(&param.value) {
                let is_drawn = self.is_drawn(&param.value);
                frame.constants.insert(param.name.clone(), Constant::new(value, is_drawn));
            } else if let Some(uses) = self.uses(&param.value).filter(|uses| !uses.is_empty()) {
                let (template, default) = (param.value.clone(), param.default.clone());
                frame.by_case.insert(param.name.clone(), ByCase { template, default, uses });
            }
        }
        self.frames.push(frame);
    }

    /// The names are those of whoever used the flow again.
    pub(super) fn leave(&mut self) {
        self.frames.pop();
    }

    fn frame(&self) -> &Frame {
        self.frames.last().expect("there are the scenario's names at least")
    }

    fn frame_mut(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("there are the scenario's names at least")
    }

    /// From here on these are the cases.
    pub(super) fn set_cases(&mut self, cases: Cases) {
        self.cases = cases;
    }

    /// The cases.
    pub(super) fn cases(&self) -> &Cases {
        &self.cases
    }

    /// The value of a variable, by its template.
    pub(super) fn set_value(&mut self, name: &str, value: Value, template: &Template) {
        let is_drawn = self.is_drawn(template);
        let frame = self.frame_mut();
        if !frame.changing.contains(name) {
            frame.constants.insert(name.to_owned(), Constant::new(value, is_drawn));
        }
    }

    /// A variable that is not the same in all cases.
    pub(super) fn set_template(&mut self, name: &str, template: &Template) {
        let uses = self.uses(template).filter(|uses| !uses.is_empty());
        let frame = self.frame_mut();
        if let Some(uses) = uses.filter(|_| !frame.changing.contains(name)) {
            let by_case = ByCase { template: template.clone(), default: None, uses };
            frame.by_case.insert(name.to_owned(), by_case);
        }
    }

    /// The value of a template, where it is the same in all cases; of one that is drawn, a value of its form.
    pub(super) fn value(&self, template: &Template) -> Option<Value> {
        self.common_outcome(template)?.result.ok()
    }

    /// The value of a template that every run has.
    pub(super) fn certain(&self, template: &Template) -> Option<Value> {
        self.common_outcome(template).filter(|outcome| !outcome.is_drawn)?.result.ok()
    }

    /// Whether a template can be filled in every case, as far as a short look tells: it is made of names alone that
    /// are the same in all cases, that lead to something, and that are small.
    pub(super) fn surely_fills(&self, template: &Template, references: &[Reference]) -> bool {
        let is_sure = |reference: &Reference| {
            let (first, path) = reference.parts.split_first()?;
            let constant = self.frame().constants.get(first).filter(|constant| constant.is_small())?;
            // Whether a part that is a number was written as a key or as an index cannot be told here.
            let key = |part: &&String| part.parse::<usize>().is_err();
            let mut path = path.iter();
            let found = path.try_fold(&constant.value.json, |json, part| {
                json.as_object()?.get(Some(part).filter(key)?.as_str())
            })?;
            (!found.is_null()).then_some(())
        };
        !template.has_calls()
            && references.len() <= MOST_SURE
            && references.iter().all(|one| is_sure(one).is_some())
    }

    /// What a name leads to, where it is the same in all cases.
    pub(super) fn found(&self, reference: &Reference) -> Option<&serde_json::Value> {
        let constant = self.frame().constants.get(reference.parts.first()?)?;
        reference.parts.iter().skip(1).try_fold(&constant.value.json, |json, part| {
            json.get(part).or_else(|| json.get(part.parse::<usize>().ok()?))
        })
    }

    fn is_drawn(&self, template: &Template) -> bool {
        self.outcomes(template).iter().any(|outcome| outcome.is_drawn)
    }

    fn common_outcome(&self, template: &Template) -> Option<Outcome> {
        let uses = self.uses(template)?;
        if uses.is_empty() { self.only_outcome(template, &uses) } else { None }
    }

    /// What a template gives that needs no case: it is the same also where the cases could not be read.
    fn only_outcome(&self, template: &Template, none: &Uses) -> Option<Outcome> {
        if self.looks.are_spent() {
            return None;
        }
        self.looks.spend(1);
        self.outcome(template, none, &Case::default())
    }

    /// What a template gives: one outcome for each different choice of what it needs. None where a run alone knows.
    pub(super) fn outcomes(&self, template: &Template) -> Vec<Outcome> {
        let Some(uses) = self.uses(template) else { return Vec::new() };
        if uses.is_empty() {
            return self.only_outcome(template, &uses).into_iter().collect();
        }
        let mut seen = HashSet::new();
        let mut outcomes = Vec::new();
        for case in &self.cases.list {
            if self.looks.are_spent() {
                break;
            }
            self.looks.spend(1);
            let choices = uses.choices(case);
            if seen.insert(choices.iter().map(|choice| choice.map(std::ptr::from_ref)).collect::<Vec<_>>()) {
                outcomes.extend(self.outcome(template, &uses, case));
            }
        }
        outcomes
    }

    fn outcome(&self, template: &Template, uses: &Uses, case: &Case) -> Option<Outcome> {
        let (filled, guessed, drawn) = (RefCell::default(), Cell::new(false), Cell::new(false));
        let frame = self.frames.len() - 1;
        let scope = CaseScope { known: self, case, frame, filled: &filled, guessed: &guessed, drawn: &drawn };
        let result = template.fill(&scope);
        if let Ok(value) = &result {
            self.looks.spend_on(value);
        }
        if guessed.get() {
            return None;
        }
        let choices = uses.choices(case);
        let place = match choices.as_slice() {
            [Some(only)] => Some(only.place.clone()),
            _ => self.given_at(template),
        };
        let lacking = uses.columns.iter().find(|column| case.choice(column).is_none());
        let absent = lacking.and_then(|column| Some((column.clone(), case.row.as_ref()?.place.clone())));
        let case = (!uses.is_empty()).then(|| case.shown());
        Some(Outcome { result, place, is_drawn: drawn.get(), case, absent })
    }

    /// Where the value of the one parameter is written that a template of a flow uses.
    fn given_at(&self, template: &Template) -> Option<Place> {
        let given = &self.frame().given;
        if given.is_empty() {
            return None;
        }
        let references = template.references();
        let mut names = references.iter().filter_map(|reference| reference.parts.first());
        let only = names.next()?;
        names.all(|name| name == only).then(|| given.get(only).cloned())?
    }

    /// What of a case a template needs; `None` where it needs what a run alone knows.
    fn uses(&self, template: &Template) -> Option<Uses> {
        let mut uses = Uses::default();
        for reference in template.references() {
            self.add_use(&mut uses, &reference)?;
        }
        Some(uses)
    }

    fn add_use(&self, uses: &mut Uses, reference: &Reference) -> Option<()> {
        let first = reference.parts.first()?.as_str();
        let second = reference.parts.get(1);
        let frame = self.frame();
        match (first, &self.cases.axes, &self.cases.columns) {
            ("matrix" | "case", _, _) if self.frames.len() > 1 => return None,
            ("matrix", Domain::Known(axes), _) => {
                let wanted = |axis: &String| second.is_none_or(|name| name == axis);
                let places = (0..axes.len()).filter(|place| wanted(&axes[*place]));
                uses.axes.extend(places);
                // A name that is none of them has a message of its own.
                axes.iter().find(|axis| wanted(axis))?;
            }
            ("case", _, Domain::Known(columns)) => {
                let wanted = |column: &&String| second.is_none_or(|name| name == *column);
                uses.columns.extend(columns.iter().filter(wanted).cloned());
                columns.iter().find(wanted)?;
            }
            ("matrix" | "case", _, _) => return None,
            _ => match frame.by_case.get(first) {
                Some(ByCase { uses: others, .. }) => {
                    uses.axes.extend(&others.axes);
                    uses.columns.extend(others.columns.iter().cloned());
                }
                None => _ = frame.constants.get(first)?,
            },
        }
        Some(())
    }
}

impl Uses {
    fn is_empty(&self) -> bool {
        self.axes.is_empty() && self.columns.is_empty()
    }

    /// The choices of a case; `None` for a column that it has no value of.
    fn choices<'c>(&self, case: &'c Case) -> Vec<Option<&'c Choice>> {
        let picks = self.axes.iter().map(|axis| case.picks.get(*axis).map(std::convert::AsRef::as_ref));
        picks.chain(self.columns.iter().map(|column| case.choice(column))).collect()
    }
}

impl Case {
    /// The value of a column.
    fn choice(&self, column: &str) -> Option<&Choice> {
        let cells = &self.row.as_ref()?.cells;
        cells.iter().find(|(name, _)| name == column).map(|(_, choice)| choice.as_ref())
    }
}

/// The names of one case.
struct CaseScope<'k> {
    known: &'k Known,
    case: &'k Case,
    /// Whose names these are.
    frame: usize,
    /// What was worked out for this case, by the frame and the name; each once, however often others use it.
    filled: &'k RefCell<HashMap<(usize, String), Option<Value>>>,
    /// Whether something was needed that a run alone knows.
    guessed: &'k Cell<bool>,
    /// Whether something of it will be drawn, or goes by the clock.
    drawn: &'k Cell<bool>,
}

impl CaseScope<'_> {
    fn guess(&self) -> Option<Value> {
        self.guessed.set(true);
        None
    }

    fn matrix(&self) -> Option<Value> {
        let Domain::Known(axes) = &self.known.cases.axes else { return self.guess() };
        self.known.looks.spend(axes.len());
        let values = axes.iter().zip(&self.case.picks);
        let values: Option<Vec<_>> =
            values.map(|(name, choice)| Some((name.clone(), choice.value.clone()?))).collect();
        values.map(Value::map).or_else(|| self.guess())
    }

    fn row(&self) -> Option<Value> {
        let Some(row) = &self.case.row else { return self.guess() };
        self.known.looks.spend(row.cells.len());
        let values = row.cells.iter().map(|(name, choice)| Some((name.clone(), choice.value.clone()?)));
        let values: Option<Vec<_>> = values.collect();
        values.map(Value::map).or_else(|| self.guess())
    }

    /// Variables only use earlier ones, and parameters what is outside of their flow, so this ends.
    fn variable(&self, name: &str) -> Option<Value> {
        let key = (self.frame, name.to_owned());
        if let Some(value) = self.filled.borrow().get(&key) {
            return value.clone();
        }
        let by_case = self.known.frames[self.frame].by_case.get(name)?;
        let outside = CaseScope { frame: self.frame.saturating_sub(1), ..*self };
        let template = match &by_case.default {
            Some(default) if by_case.template.is_left_out(&outside) => default,
            Some(_) | None => &by_case.template,
        };
        let value = template.fill(&outside).ok().or_else(|| self.guess());
        if let Some(value) = &value {
            self.known.looks.spend_on(value);
        }
        self.filled.borrow_mut().insert(key, value.clone());
        value
    }
}

impl Scope for CaseScope<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "matrix" if self.frame == 0 => self.matrix(),
            "case" if self.frame == 0 => self.row(),
            _ => match self.known.frames[self.frame].constants.get(name) {
                Some(constant) => {
                    self.known.looks.spend(constant.cost);
                    self.drawn.set(self.drawn.get() || constant.is_drawn);
                    Some(constant.value.clone())
                }
                None => self.variable(name),
            },
        }
    }

    fn part(&self, first: &str, key: &str) -> Option<Value> {
        let row = self.case.row.as_ref().filter(|_| first == "case" && self.frame == 0)?;
        // As where the whole row is made: it is known only where all of it is.
        row.cells.iter().all(|(_, choice)| choice.value.is_some()).then_some(())?;
        let value = self.case.choice(key)?.value.clone();
        self.known.looks.spend(row.cells.len());
        value
    }

    fn leaves_out(&self, first: &str, key: &str) -> bool {
        first == "case" && self.frame == 0 && self.case.choice(key).is_none()
    }

    fn random(&self) -> u64 {
        self.drawn.set(true);
        0
    }

    fn now(&self) -> jiff::Timestamp {
        self.drawn.set(true);
        jiff::Timestamp::UNIX_EPOCH
    }

    fn read_file(&self, _path: &str) -> Result<String, String> {
        self.guessed.set(true);
        Err("no file is read ahead of time".to_owned())
    }
}
