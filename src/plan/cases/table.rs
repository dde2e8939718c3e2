//! `cases`: the rows of a table, written out or in a file.

use std::{collections::HashSet, ops::RangeInclusive, sync::Arc};

use super::{MOST, choice::Choice, csv, json, label, too_many};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    plan::{
        desk::Desk,
        reports::{Origin, USED_HERE},
    },
    scenario::{Combination, Located, Table},
    source::{Place, Source, Span},
    template::{Value, is_name},
};

/// The column whose text names a case.
const NAME: &str = "name";

/// Values of all cases of a file.
pub(super) const MOST_VALUES: usize = 250_000;

/// A row of a table.
#[derive(Debug)]
pub(in crate::plan) struct Row {
    /// Its name, or all its values.
    pub(in crate::plan) label: String,
    /// Each column that it has a value of.
    pub(in crate::plan) cells: Vec<(String, Arc<Choice>)>,
    /// Where it is written.
    pub(in crate::plan) place: Place,
    /// The lines it takes, where it stands in the scenario's file.
    pub(in crate::plan) lines: Option<RangeInclusive<usize>>,
}

/// What is wrong with a table.
#[derive(Debug)]
pub(super) struct Fault {
    span: Span,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }

    fn report(self, problems: &mut Problems) {
        problems.error(code::CASES, self.span, self.message).help.extend(self.help);
    }
}

/// The rows; `None` where something is wrong, which is reported.
pub(super) fn rows(desk: &mut Desk, table: &Table) -> Option<Vec<Arc<Row>>> {
    match table {
        Table::Inline(rows) => inline(desk, rows),
        Table::File(path) => file(desk, path),
    }
}

fn inline(desk: &mut Desk, rows: &[Combination]) -> Option<Vec<Arc<Row>>> {
    if let Some(first) = rows.first().filter(|_| rows.len() > MOST) {
        too_many(desk, first.span, &format!("these are {} cases", rows.len()));
        return None;
    }
    let read: Vec<Option<Arc<Row>>> = rows.iter().map(|row| inline_row(desk, row)).collect();
    read.into_iter().collect()
}

fn inline_row(desk: &mut Desk, row: &Combination) -> Option<Arc<Row>> {
    let mut cells = Vec::new();
    let mut sound = true;
    for entry in &row.entries {
        if !is_name(&entry.key.text) {
            let fault = ill_named(&entry.key.text, entry.key.span);
            fault.report(desk.reports.of(Origin::File));
            sound = false;
        }
        match Choice::written(desk, &entry.value) {
            Some(choice) => cells.push((entry.key.text.clone(), choice)),
            None => sound = false,
        }
    }
    let source = desk.reports.source(Origin::File);
    let line = |at: u32| source.position(at as usize).line;
    let lines = line(row.span.start)..=line(row.span.end.saturating_sub(1).max(row.span.start));
    let place = desk.here(first_line(row.span, source));
    let row = Row { label: label_of(&cells), cells, place, lines: Some(lines) };
    let named = check_name(&row).map_err(|problem| desk.report(Origin::File, Some(*problem))).is_ok();
    (sound && named).then(|| Arc::new(row))
}

fn first_line(span: Span, source: &Source) -> Span {
    span.part(0, source.slice(span).lines().next().map_or(0, str::len))
}

fn ill_named(name: &str, span: Span) -> Fault {
    let shown = label::of_text(name);
    Fault::new(span, format!("`{shown}` cannot be the name of a column"))
        .help("a name begins with a letter, and goes on with letters `a` to `z`, digits and `_`: steps write `${case.NAME}`")
}

/// The name, or everything.
fn label_of(cells: &[(String, Arc<Choice>)]) -> String {
    let name = cells.iter().find(|(column, _)| column == NAME);
    if let Some((_, name)) = name {
        return name.label.clone();
    }
    let values = cells.iter().map(|(column, choice)| format!("{column}={}", choice.label));
    values.collect::<Vec<_>>().join(", ")
}

/// A name is a text that stays the same.
fn check_name(row: &Row) -> Result<(), Box<Diagnostic>> {
    let Some((_, name)) = row.cells.iter().find(|(column, _)| column == NAME) else { return Ok(()) };
    let literal = name.template.as_literal();
    let text =
        literal.filter(|value| !value.json.is_null() && !value.json.is_object() && !value.json.is_array());
    match text {
        Some(text) if !text.to_text().trim().is_empty() => Ok(()),
        Some(_) | None => {
            let message = "the `name` of a case must be a text that is the same in every run";
            let help = "it stands in the id of the test; a case without a `name` is known by its values";
            Err(Box::new(Diagnostic::error(code::CASES, message).at(name.place.clone(), "").help(help)))
        }
    }
}

fn file(desk: &mut Desk, path: &Located<String>) -> Option<Vec<Arc<Row>>> {
    let lower = path.value.to_ascii_lowercase();
    let read: fn(&Arc<Source>) -> Result<Vec<Row>, Fault> = match lower.rsplit('.').next() {
        Some("csv") => csv_rows,
        Some("json") => json_rows,
        Some(_) | None => {
            let message = format!(
                "`{}` is no table: its name must end with `.csv` or `.json`",
                label::of_text(&path.value)
            );
            let help = "for example `cases: _data/people.csv`; folders that begin with `_` hold no scenarios";
            desk.error(Origin::File, code::CASES, path.span, message).help.push(help.to_owned());
            return None;
        }
    };
    let text = desk.request.suite_files.read(&path.value);
    let text = text.map_err(|cause| refuse(desk, path, &cause)).ok()?;
    let source = Source::new(path.value.clone(), text);
    let mut problems = Problems::new(&source);
    let rows = match read(&source) {
        Ok(rows) => sound_rows(rows, &source, &mut problems),
        Err(fault) => {
            fault.report(&mut problems);
            None
        }
    };
    for problem in problems.into_found() {
        desk.report(Origin::File, Some(problem));
    }
    rows
}

fn refuse(desk: &mut Desk, path: &Located<String>, cause: &str) {
    let files = desk.request.suite_files;
    let bytes = files.bytes(&path.value).ok().filter(|bytes| !bytes.contains(&0));
    match bytes.and_then(|bytes| String::from_utf8(bytes).err()) {
        Some(error) => refuse_encoding(desk, path, cause, &error),
        None => refuse_unreadable(desk, path, cause),
    }
}

fn refuse_unreadable(desk: &mut Desk, path: &Located<String>, cause: &str) {
    let message = format!("this table cannot be read: {cause}");
    let near = desk.request.suite_files.near_file(&path.value).filter(|near| *near != path.value);
    let help = near.map(|near| format!("did you mean `{near}`?"));
    let help =
        help.unwrap_or_else(|| "paths are taken from the suite's root, where `idvet.yaml` is".to_owned());
    desk.error(Origin::File, code::FILE, path.span, message).help.push(help);
}

/// The place is that of the first byte that is no text.
fn refuse_encoding(desk: &mut Desk, path: &Located<String>, cause: &str, error: &std::string::FromUtf8Error) {
    let at = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let source = Source::new(path.value.clone(), text);
    let is_csv = path.value.to_ascii_lowercase().ends_with(".csv");
    let excel = if is_csv { " (in Excel: *CSV UTF-8*)" } else { "" };
    let problem = Diagnostic::error(code::FILE, format!("this table cannot be read: {cause}"))
        .at(Place::new(&source, Span::new(at, at + length)), "")
        .at(desk.here(path.span), USED_HERE)
        .help(format!("save it as UTF-8{excel}"));
    desk.report(Origin::File, Some(problem));
}

fn sound_rows(rows: Vec<Row>, source: &Arc<Source>, problems: &mut Problems) -> Option<Vec<Arc<Row>>> {
    let before = problems.count();
    if rows.is_empty() {
        problems.error(code::CASES, Span::new(0, 0), format!("there is no case in `{}`", source.name()));
    }
    for row in &rows {
        if let Err(problem) = check_name(row) {
            problems.push(*problem);
        }
    }
    (problems.count() == before).then(|| rows.into_iter().map(Arc::new).collect())
}

pub(super) fn too_many_cases(span: Span) -> Fault {
    Fault::new(span, format!("a table has at most {MOST} cases, and this one has more"))
        .help("divide it into several tables, each with a scenario of its own")
}

pub(super) fn too_many_values(span: Span) -> Fault {
    Fault::new(span, format!("a table has at most {MOST_VALUES} values, and this one has more"))
        .help("divide it into several tables, each with a scenario of its own")
}

/// Every cell is a text; an empty one leaves the value out (decisions.md E13).
fn csv_rows(source: &Arc<Source>) -> Result<Vec<Row>, Fault> {
    let mut lines = csv::read(source)?.into_iter();
    let Some(head) = lines.next() else { return Ok(Vec::new()) };
    check_dividers(&head)?;
    let mut names = HashSet::new();
    for column in &head {
        check_column(column.text.trim(), column.span, &mut names)?;
    }
    lines.map(|line| csv_row(source, &head, line)).collect()
}

/// One column whose name holds what other programs write between cells.
fn check_dividers(head: &[csv::Cell]) -> Result<(), Fault> {
    let [only] = head else { return Ok(()) };
    for (divider, word) in [('\t', "tabs"), ('|', "`|`")] {
        if only.text.contains(divider) {
            return Err(Fault::new(only.span, format!("the cells of this table are divided by {word}"))
                .help("put `,` between the cells, or `;`"));
        }
    }
    Ok(())
}

fn csv_row(source: &Arc<Source>, head: &[csv::Cell], line: Vec<csv::Cell>) -> Result<Row, Fault> {
    let first = line.first().map_or(0, |cell| cell.span.start as usize);
    let last = line.last().map_or(0, |cell| cell.span.end as usize);
    let span = Span::new(first, last);
    if line.len() != head.len() {
        let (cells, columns) = (counted(line.len(), "cell"), counted(head.len(), "column"));
        let message = format!("this row has {cells}, and the table has {columns}");
        return Err(Fault::new(first_line(span, source), message)
            .help("put a cell that holds a comma, a semicolon or a line break into quotes"));
    }
    let filled = line.into_iter().zip(head).filter(|(cell, _)| !cell.text.is_empty());
    let cells: Vec<(String, Arc<Choice>)> = filled
        .map(|(cell, column)| {
            let choice = Choice::known(Value::from(cell.text), Place::new(source, cell.span));
            (column.text.trim().to_owned(), choice)
        })
        .collect();
    let place = Place::new(source, first_line(span, source));
    Ok(Row { label: label_of(&cells), cells, place, lines: None })
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn check_column<'a>(name: &'a str, span: Span, before: &mut HashSet<&'a str>) -> Result<(), Fault> {
    if !is_name(name) {
        return Err(ill_named(name, span));
    }
    if !before.insert(name) {
        return Err(Fault::new(span, format!("the column `{name}` is there twice"))
            .help("give one of them another name, or take it out"));
    }
    Ok(())
}

fn json_rows(source: &Arc<Source>) -> Result<Vec<Row>, Fault> {
    json::read(source)?.into_iter().map(|row| json_row(source, row)).collect()
}

fn json_row(source: &Arc<Source>, row: json::Row) -> Result<Row, Fault> {
    let mut names = HashSet::new();
    for entry in &row.entries {
        check_column(&entry.name, entry.name_span, &mut names)?;
    }
    let mut cells: Vec<(String, Arc<Choice>)> = Vec::new();
    for entry in row.entries {
        let value = match &entry.value {
            serde_json::Value::Number(_) => Value::written(entry.value, source.slice(entry.span)),
            _ => entry.value.into(),
        };
        cells.push((entry.name, Choice::known(value, Place::new(source, entry.span))));
    }
    let place = Place::new(source, first_line(row.span, source));
    Ok(Row { label: label_of(&cells), cells, place, lines: None })
}
