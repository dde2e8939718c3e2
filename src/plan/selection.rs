//! Which tests of the files that were named are wanted.

use super::{Test, expand::Expansion, tag_expression::TagExpression};
use crate::{
    diagnostic::{Diagnostic, code},
    scenario::Scenario,
    source::{Place, Source, Span},
};

/// What a command line chooses among the tests of its files.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// `--tag`.
    pub tags: Option<TagExpression>,
    /// `--filter`.
    pub filter: Option<Filter>,
}

/// `--filter`: a part of a test's id, as written.
#[derive(Clone, Debug)]
pub enum Filter {
    /// The id holds this text.
    Text(String),
    /// The id matches.
    Regex(regex::Regex),
}

/// Which scenarios of a file are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileSelection {
    /// All.
    Whole,
    /// Those that these lines belong to, counted from 1: the scenario above the line (decisions.md F10).
    Lines(Vec<usize>),
}

impl Filter {
    /// Reads `TEXT` or `/REGEX/`.
    ///
    /// # Errors
    /// A diagnostic whose place is in the regular expression.
    pub fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        let inner = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let Some(inner) = inner.filter(|inner| !inner.is_empty()) else {
            return Ok(Self::Text(text.to_owned()));
        };
        regex::Regex::new(inner).map(Self::Regex).map_err(|error| {
            let source = Source::argument("--filter", text);
            let place = Place::new(&source, Span::new(1, 1 + inner.len()));
            let cause = error.to_string();
            let cause = cause.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let message = format!("this is no regular expression: {cause}");
            Box::new(Diagnostic::error(code::REGEX, message).at(place, ""))
        })
    }

    fn holds(&self, id: &str) -> bool {
        match self {
            Self::Text(text) => id.contains(text.as_str()),
            Self::Regex(regex) => regex.is_match(id),
        }
    }
}

impl Selection {
    /// Whether a test is chosen.
    pub fn holds(&self, test: &Test) -> bool {
        self.tags.as_ref().is_none_or(|tags| tags.holds(&test.tags))
            && self.filter.as_ref().is_none_or(|filter| filter.holds(&test.id))
    }
}

impl FileSelection {
    /// Which tests of a scenario are wanted: a line of a case means that case, any other the whole scenario.
    pub(super) fn wanted(&self, scenarios: &[Scenario], index: usize, tests: Vec<Expansion>) -> Wanted {
        let lines: Vec<usize> = match self {
            Self::Whole => {
                return Wanted { chosen: tests.into_iter().map(|one| one.test).collect(), left: 0 };
            }
            Self::Lines(lines) => lines.clone(),
        };
        let mine = lines.into_iter().filter(|line| scenario_of_line(scenarios, *line) == Some(index));
        let (of_cases, of_all): (Vec<usize>, Vec<usize>) =
            mine.partition(|line| tests.iter().any(|test| test.has(*line)));
        let all = tests.len();
        let chosen: Vec<Test> = tests
            .into_iter()
            .filter(|test| !of_all.is_empty() || of_cases.iter().any(|line| test.has(*line)))
            .map(|one| one.test)
            .collect();
        Wanted { left: all - chosen.len(), chosen }
    }
}

/// The tests of a scenario that its file's lines select, and how many they leave.
pub(super) struct Wanted {
    pub(super) chosen: Vec<Test>,
    pub(super) left: usize,
}

impl Expansion {
    fn has(&self, line: usize) -> bool {
        self.lines.as_ref().is_some_and(|lines| lines.contains(&line))
    }
}

/// The last scenario that begins at or above the line; the first where none does.
fn scenario_of_line(scenarios: &[Scenario], line: usize) -> Option<usize> {
    let begins = |scenario: &Scenario| scenario.source.position(scenario.span.start as usize).line;
    let above = scenarios.iter().rposition(|scenario| begins(scenario) <= line);
    above.or((!scenarios.is_empty()).then_some(0))
}
