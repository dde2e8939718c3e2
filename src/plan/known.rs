//! What a check knows of values before a run: variables that no step changes, and what `matrix` and `case` are in each
//! case. A template is looked at once for all cases, and filled once for each different value that they give it.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap, HashSet},
};

use super::cases::{Case, Cases, Choice, Domain};
use crate::{
    source::Place,
    template::{FillError, Reference, Scope, Template, Value},
};

/// How often one scenario's templates are looked at in a case; beyond it, what is left is judged while they run.
const MOST_LOOKS: usize = 2_000_000;

/// The values of one scenario, as far as its text alone gives them.
#[derive(Debug)]
pub(super) struct Known {
    constants: HashMap<String, Constant>,
    /// Names that steps make again, so that their first value says little.
    changing: HashSet<String>,
    /// Variables that differ from case to case.
    by_case: HashMap<String, (Template, Uses)>,
    cases: Cases,
    looks: Cell<usize>,
}

/// A variable that is the same in all cases.
#[derive(Debug)]
struct Constant {
    value: Value,
    /// It is drawn or goes by the clock: its form is known, and not what it will be.
    is_drawn: bool,
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
    /// The first such case.
    pub(super) case: String,
    /// The column that has no value in the case, and where that case is written.
    pub(super) absent: Option<(String, Place)>,
}

impl Known {
    /// Nothing yet, and one case.
    pub(super) fn new(changing: HashSet<String>) -> Self {
        Self {
            constants: HashMap::new(),
            changing,
            by_case: HashMap::new(),
            cases: Cases::single(),
            looks: Cell::new(0),
        }
    }

    /// From here on these are the cases.
    pub(super) fn set_cases(&mut self, cases: Cases) {
        self.cases = cases;
    }

    /// The cases.
    pub(super) fn cases(&self) -> &Cases {
        &self.cases
    }

    /// The value of a variable, by its template where it has one.
    pub(super) fn set_value(&mut self, name: &str, value: Value, template: &Template) {
        if !self.changing.contains(name) {
            let is_drawn = self.outcomes(template).iter().any(|outcome| outcome.is_drawn);
            self.constants.insert(name.to_owned(), Constant { value, is_drawn });
        }
    }

    /// A variable that is not the same in all cases.
    pub(super) fn set_template(&mut self, name: &str, template: &Template) {
        let uses = self.uses(template).filter(|uses| !uses.is_empty());
        if let Some(uses) = uses.filter(|_| !self.changing.contains(name)) {
            self.by_case.insert(name.to_owned(), (template.clone(), uses));
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

    fn common_outcome(&self, template: &Template) -> Option<Outcome> {
        let same = self.uses(template)?.is_empty();
        let mut outcomes = if same { self.outcomes(template) } else { Vec::new() };
        outcomes.pop()
    }

    /// What a template gives: one outcome for each different choice of what it needs. None where a run alone knows.
    pub(super) fn outcomes(&self, template: &Template) -> Vec<Outcome> {
        let Some(uses) = self.uses(template) else { return Vec::new() };
        let mut seen = HashSet::new();
        let mut outcomes = Vec::new();
        for case in &self.cases.list {
            if self.looks.get() >= MOST_LOOKS {
                break;
            }
            self.looks.set(self.looks.get() + 1);
            if seen.insert(
                uses.choices(case).iter().map(|choice| choice.map(std::ptr::from_ref)).collect::<Vec<_>>(),
            ) {
                outcomes.extend(self.outcome(template, &uses, case));
            }
            if uses.is_empty() {
                break;
            }
        }
        outcomes
    }

    fn outcome(&self, template: &Template, uses: &Uses, case: &Case) -> Option<Outcome> {
        let scope = CaseScope {
            known: self,
            case,
            filled: RefCell::default(),
            guessed: Cell::new(false),
            drawn: Cell::new(false),
        };
        let result = template.fill(&scope);
        if scope.guessed.get() {
            return None;
        }
        let choices = uses.choices(case);
        let place = match choices.as_slice() {
            [Some(only)] => Some(only.place.clone()),
            _ => None,
        };
        let lacking = uses.columns.iter().find(|column| case.choice(column).is_none());
        let absent = lacking.and_then(|column| Some((column.clone(), case.row.as_ref()?.place.clone())));
        Some(Outcome { result, place, is_drawn: scope.drawn.get(), case: case.shown(), absent })
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
        match (first, &self.cases.axes, &self.cases.columns) {
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
            _ => match self.by_case.get(first) {
                Some((_, others)) => {
                    uses.axes.extend(&others.axes);
                    uses.columns.extend(others.columns.iter().cloned());
                }
                None => _ = self.constants.get(first)?,
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
    /// Variables that were worked out for this case; each once, however often others use it.
    filled: RefCell<HashMap<String, Option<Value>>>,
    /// Whether something was needed that a run alone knows.
    guessed: Cell<bool>,
    /// Whether something of it will be drawn, or goes by the clock.
    drawn: Cell<bool>,
}

impl CaseScope<'_> {
    fn guess(&self) -> Option<Value> {
        self.guessed.set(true);
        None
    }

    fn matrix(&self) -> Option<Value> {
        let Domain::Known(axes) = &self.known.cases.axes else { return self.guess() };
        let values = axes.iter().zip(&self.case.picks);
        let values: Option<Vec<_>> =
            values.map(|(name, choice)| Some((name.clone(), choice.value.clone()?))).collect();
        values.map(Value::map).or_else(|| self.guess())
    }

    fn row(&self) -> Option<Value> {
        let Some(row) = &self.case.row else { return self.guess() };
        let values = row.cells.iter().map(|(name, choice)| Some((name.clone(), choice.value.clone()?)));
        let values: Option<Vec<_>> = values.collect();
        values.map(Value::map).or_else(|| self.guess())
    }

    /// Variables only use earlier ones, so this ends.
    fn variable(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.filled.borrow().get(name) {
            return value.clone();
        }
        let (template, _) = self.known.by_case.get(name)?;
        let value = template.fill(self).ok().or_else(|| self.guess());
        self.filled.borrow_mut().insert(name.to_owned(), value.clone());
        value
    }
}

impl Scope for CaseScope<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "matrix" => self.matrix(),
            "case" => self.row(),
            _ => match self.known.constants.get(name) {
                Some(constant) => {
                    self.drawn.set(self.drawn.get() || constant.is_drawn);
                    Some(constant.value.clone())
                }
                None => self.variable(name),
            },
        }
    }

    fn leaves_out(&self, first: &str, key: &str) -> bool {
        first == "case" && self.case.choice(key).is_none()
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
