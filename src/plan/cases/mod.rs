//! Many cases from one scenario: what its `matrix` and its `cases` give, each case with a label that stays the same.

mod choice;
mod csv;
mod json;
mod label;
mod matrix;
mod pairwise;
mod table;

use std::{collections::HashMap, ops::RangeInclusive, sync::Arc};

use super::{
    desk::Desk,
    reports::Origin,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::{Diagnostic, code},
    scenario::Scenario,
    source::Place,
    template::{Reference, Template},
};

pub(super) use choice::Choice;
pub(super) use table::Row;

/// More cases of one scenario than this are a slip, not a wish.
const MOST: usize = 10_000;
/// Names of the values of all cases of a scenario: each is looked for among them, wherever one is used.
const MOST_COLUMNS: usize = 1_000;
/// The greatest number of characters of a case's label.
const LONGEST_LABEL: usize = 200;

/// The cases of a scenario, and the names that its templates may use.
#[derive(Debug)]
pub(super) struct Cases {
    pub(super) axes: Domain,
    pub(super) columns: Domain,
    /// In order; one without a label where the scenario has neither `matrix` nor `cases`.
    pub(super) list: Vec<Case>,
}

/// What can be named behind `matrix.` or `case.`.
#[derive(Debug)]
pub(super) enum Domain {
    /// Nothing: the scenario has no such key.
    Absent,
    /// It could not be read, which was reported.
    Unread,
    /// These.
    Known(Vec<String>),
}

/// One case.
#[derive(Debug, Default)]
pub(super) struct Case {
    /// `approved, face=FAKE_FACE`; `None` where the scenario is one test.
    pub(super) label: Option<String>,
    /// A value of each axis, in their order.
    pub(super) picks: Vec<Arc<Choice>>,
    /// A row of the table.
    pub(super) row: Option<Arc<Row>>,
}

impl Cases {
    /// A scenario that is one test.
    pub(super) fn single() -> Self {
        Self { axes: Domain::Absent, columns: Domain::Absent, list: vec![Case::default()] }
    }

    /// The cases of a scenario; what is wrong with them is reported, and then there are none.
    pub(super) fn of(desk: &mut Desk, scenario: &Scenario) -> Self {
        let combinations = scenario.matrix.as_ref().map(|matrix| matrix::combinations(desk, matrix));
        let rows = scenario.cases.as_ref().map(|table| table::rows(desk, table));
        let rows = rows.map(|rows| rows.filter(|rows| are_narrow(desk, rows)));
        let axes = match &scenario.matrix {
            Some(matrix) => Domain::Known(matrix.axes.iter().map(|axis| axis.name.value.clone()).collect()),
            None => Domain::Absent,
        };
        let columns = match &rows {
            None => Domain::Absent,
            Some(None) => Domain::Unread,
            Some(Some(rows)) => Domain::Known(columns(rows)),
        };
        let list = match (combinations, rows) {
            (Some(None), _) | (_, Some(None)) => Vec::new(),
            (combinations, rows) => product(desk, scenario, combinations.flatten(), rows.flatten()),
        };
        Self { axes, columns, list }
    }

    /// What is wrong with `matrix.NAME` or `case.NAME`, if anything.
    pub(super) fn fault(&self, reference: &Reference, place: Place) -> Option<Diagnostic> {
        let first = reference.parts.first()?.as_str();
        let domain = if first == "matrix" { &self.axes } else { &self.columns };
        let known = match domain {
            Domain::Unread => return None,
            Domain::Absent => return Some(without(first, place)),
            Domain::Known(names) => names,
        };
        let name = reference.parts.get(1).filter(|name| !known.contains(name))?;
        let message = if first == "matrix" {
            format!("the matrix has no axis `{name}`")
        } else {
            format!("no case has a value `{name}`")
        };
        let help = did_you_mean(name, known.iter().map(String::as_str))
            .unwrap_or_else(|| format!("`{first}` has {}", listed(known.iter().map(String::as_str))));
        Some(Diagnostic::error(code::UNKNOWN_NAME, message).at(place, "").help(help))
    }
}

fn without(first: &str, place: Place) -> Diagnostic {
    let (key, example) = match first {
        "matrix" => ("matrix", "matrix: { face: [FACE_MATCH, FAKE_FACE] }"),
        _ => ("cases", "cases: [{ name: approved, dummyStatus: APPROVED }]"),
    };
    Diagnostic::error(code::UNKNOWN_NAME, format!("the scenario has no `{key}`"))
        .at(place, "")
        .help(format!("give it one beside `steps`, for example `{example}`"))
}

impl Case {
    /// What `matrix` and `case` are in it.
    pub(super) fn given(&self, axes: &Domain) -> Vec<(String, Template)> {
        let mut given = Vec::new();
        if let Domain::Known(axes) = axes {
            let picks = axes.iter().zip(&self.picks);
            let values = picks.map(|(name, choice)| (name.clone(), choice.template.clone()));
            given.push(("matrix".to_owned(), Template::map(values.collect())));
        }
        if let Some(row) = &self.row {
            let values = row.cells.iter().map(|(name, choice)| (name.clone(), choice.template.clone()));
            given.push(("case".to_owned(), Template::map(values.collect())));
        }
        given
    }

    /// The lines of the file that its row takes, where that stands in the scenario's own.
    pub(super) fn lines(&self) -> Option<RangeInclusive<usize>> {
        self.row.as_ref()?.lines.clone()
    }

    /// The first of those lines.
    pub(super) fn line(&self) -> Option<usize> {
        self.lines().map(|lines| *lines.start())
    }

    /// How a message calls it.
    pub(super) fn shown(&self) -> String {
        format!("[{}]", self.label.as_deref().unwrap_or_default())
    }
}

fn columns(rows: &[Arc<Row>]) -> Vec<String> {
    let mut columns = indexmap::IndexSet::new();
    for (name, _) in rows.iter().flat_map(|row| &row.cells) {
        if !columns.contains(name) {
            columns.insert(name.clone());
        }
    }
    columns.into_iter().collect()
}

/// Whether the cases have no more names than they may, which else is reported.
fn are_narrow(desk: &mut Desk, rows: &[Arc<Row>]) -> bool {
    let count = columns(rows).len();
    let Some(first) = rows.first().filter(|_| count > MOST_COLUMNS) else { return true };
    let message = format!("these cases have values of {count} names, expected at most {MOST_COLUMNS}");
    let help = "a value of a case may be a list or a map, which counts as one";
    let problem = Diagnostic::error(code::CASES, message).at(first.place.clone(), "").help(help);
    desk.report(Origin::File, Some(problem));
    false
}

/// Each row with each combination (decisions.md E14).
fn product(
    desk: &mut Desk,
    scenario: &Scenario,
    combinations: Option<Vec<Vec<Arc<Choice>>>>,
    rows: Option<Vec<Arc<Row>>>,
) -> Vec<Case> {
    let axes: Vec<&str> =
        scenario.matrix.iter().flat_map(|matrix| &matrix.axes).map(|axis| axis.name.value.as_str()).collect();
    let combinations = combinations.unwrap_or_else(|| vec![Vec::new()]);
    let rows: Vec<Option<Arc<Row>>> =
        rows.map_or_else(|| vec![None], |rows| rows.into_iter().map(Some).collect());
    let count = combinations.len().saturating_mul(rows.len());
    if count > MOST {
        let span = scenario.matrix.as_ref().map_or(scenario.name.span, |matrix| matrix.key);
        too_many(desk, span, &format!("`matrix` and `cases` together make {count} cases"));
        return Vec::new();
    }
    let mut list = Vec::with_capacity(count);
    for row in &rows {
        for picks in &combinations {
            let label = label_of(row.as_deref(), &axes, picks);
            list.push(Case { label, picks: picks.clone(), row: row.clone() });
        }
    }
    refuse_equal_rows(desk, &rows);
    list
}

fn too_many(desk: &mut Desk, span: crate::source::Span, what: &str) {
    let message = format!("{what}, expected at most {MOST}");
    desk.error(Origin::File, code::CASES, span, message).help.extend([
        "`sample: pairwise` under `matrix` takes few combinations in which every pair of values comes"
            .to_owned(),
        "or take some values away".to_owned(),
    ]);
}

fn label_of(row: Option<&Row>, axes: &[&str], picks: &[Arc<Choice>]) -> Option<String> {
    let picked = axes.iter().zip(picks).map(|(axis, choice)| format!("{axis}={}", choice.label));
    let parts: Vec<String> = row.map(|row| row.label.clone()).into_iter().chain(picked).collect();
    if parts.is_empty() {
        return None;
    }
    let label = parts.join(", ");
    Some(if label.chars().count() > LONGEST_LABEL { label::cut(&label) } else { label })
}

/// Two cases of one label could not be told apart.
fn refuse_equal_rows(desk: &mut Desk, rows: &[Option<Arc<Row>>]) {
    let mut seen: HashMap<&str, &Row> = HashMap::new();
    for row in rows.iter().flatten() {
        if let Some(first) = seen.get(row.label.as_str()) {
            let message = format!("two cases are called `{}`", row.label);
            let problem = Diagnostic::error(code::DEFINED_TWICE, message)
                .at(row.place.clone(), "the second one")
                .at(first.place.clone(), "the first one")
                .help("give each case a `name` of its own: reports tell them apart by it");
            desk.report(Origin::File, Some(problem));
            continue;
        }
        seen.insert(&row.label, row);
    }
}
