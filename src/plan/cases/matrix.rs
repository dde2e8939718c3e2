//! `matrix`: every combination of its axes but the excluded ones, or a sample of them, and the included ones.

use std::{collections::HashSet, sync::Arc};

use super::{
    MOST,
    choice::Choice,
    pairwise::{self, Excess, Forbidden},
    too_many,
};
use crate::{
    diagnostic::{Diagnostic, code},
    plan::{
        desk::Desk,
        reports::Origin,
        wording::{did_you_mean, listed, vocabulary_help},
    },
    scenario::{Axis, AxisValues, Combination, Located, Matrix, Sample},
    vocabulary::{self, Vocabulary},
};

/// More excluded combinations than this say that the axes are wrong.
const MOST_EXCLUDED: usize = 1_000;

/// Each case has a value of each axis, and each id names them all.
const MOST_AXES: usize = 100;

type Choices = Vec<Arc<Choice>>;

/// The combinations; `None` where something is wrong, which is reported.
pub(super) fn combinations(desk: &mut Desk, matrix: &Matrix) -> Option<Vec<Choices>> {
    if matrix.axes.len() > MOST_AXES {
        let message = format!("`matrix` has {} axes, expected at most {MOST_AXES}", matrix.axes.len());
        let help = "a row of `cases` can have more values: write the cases there";
        desk.error(Origin::File, code::CASES, matrix.key, message).help.push(help.to_owned());
        return None;
    }
    let axes: Vec<Option<Choices>> = matrix.axes.iter().map(|axis| values(desk, axis)).collect();
    let forbidden = excluded(desk, matrix, &axes);
    let included = included(desk, matrix);
    let axes: Vec<Choices> = axes.into_iter().collect::<Option<_>>()?;
    let sizes: Vec<usize> = axes.iter().map(Vec::len).collect();
    let rows = match &matrix.sample {
        Some(sample) => sampled(desk, matrix, sample, &sizes, &forbidden?)?,
        None => every(desk, matrix, &sizes, &forbidden?)?,
    };
    let mut combinations: Vec<Choices> = rows
        .into_iter()
        .map(|row| row.into_iter().zip(&axes).map(|(value, axis)| Arc::clone(&axis[value])).collect())
        .collect();
    add(&mut combinations, included?);
    if combinations.is_empty() {
        let message = "`exclude` leaves no combination";
        let help = "take something out of `exclude`, or give an axis more values";
        desk.error(Origin::File, code::CASES, matrix.key, message).help.push(help.to_owned());
        return None;
    }
    Some(combinations)
}

/// What is included and there already is not there twice.
fn add(combinations: &mut Vec<Choices>, included: Vec<Choices>) {
    let labels = |choices: &Choices| choices.iter().map(|choice| choice.label.clone()).collect::<Vec<_>>();
    let mut seen: HashSet<Vec<String>> =
        if included.is_empty() { HashSet::new() } else { combinations.iter().map(labels).collect() };
    combinations.extend(included.into_iter().filter(|choices| seen.insert(labels(choices))));
}

fn every(
    desk: &mut Desk,
    matrix: &Matrix,
    sizes: &[usize],
    forbidden: &[Forbidden],
) -> Option<Vec<Vec<usize>>> {
    let count = sizes.iter().try_fold(1_usize, |count, size| count.checked_mul(*size));
    match count {
        Some(count) if count <= MOST => {}
        Some(_) | None => {
            let shown = count.map_or_else(
                || "more combinations than can be counted".to_owned(),
                |count| format!("{count} combinations"),
            );
            too_many(desk, matrix.key, &format!("the axes of `matrix` have {shown}"));
            return None;
        }
    }
    let mut rows: Vec<Vec<usize>> = vec![Vec::new()];
    for size in sizes {
        rows = rows
            .iter()
            .flat_map(|row| (0..*size).map(move |value| [row.as_slice(), &[value]].concat()))
            .collect();
    }
    rows.retain(|row| !forbidden.iter().any(|tuple| tuple.iter().all(|(axis, value)| row[*axis] == *value)));
    Some(rows)
}

fn sampled(
    desk: &mut Desk,
    matrix: &Matrix,
    sample: &Sample,
    sizes: &[usize],
    forbidden: &[Forbidden],
) -> Option<Vec<Vec<usize>>> {
    let mut largest = sizes.to_vec();
    largest.sort_unstable_by(|one, other| other.cmp(one));
    let least: usize = largest.iter().take(2).product();
    if least > MOST {
        too_many(desk, matrix.key, &format!("the pairs of `matrix` need at least {least} cases"));
        return None;
    }
    match pairwise::sample(sizes, forbidden, sample.seed) {
        Ok(rows) if rows.len() <= MOST => Some(rows),
        Ok(rows) => {
            too_many(desk, matrix.key, &format!("the pairs of `matrix` need {} cases", rows.len()));
            None
        }
        Err(excess) => {
            let message = match excess {
                Excess::Pairs => format!(
                    "`matrix` has {} pairs of values, expected at most {}",
                    pairwise::count_pairs(sizes),
                    pairwise::MOST_PAIRS
                ),
                Excess::Entangled => {
                    "what `exclude` says is too entangled to find the pairs that are left".to_owned()
                }
            };
            desk.error(Origin::File, code::CASES, sample.span, message)
                .help
                .push("divide the scenario into several with fewer axes".to_owned());
            None
        }
    }
}

/// The values of an axis, none of them twice: one that is written again is reported and left out.
fn values(desk: &mut Desk, axis: &Axis) -> Option<Choices> {
    let choices = match &axis.values {
        AxisValues::Listed(nodes) => {
            let read: Vec<_> = nodes.iter().map(|node| Choice::written(desk, node)).collect();
            read.into_iter().collect::<Option<Choices>>()?
        }
        AxisValues::Vocabulary { name, except } => documented(desk, axis, name, except)?,
    };
    let mut kept: indexmap::IndexMap<String, Arc<Choice>> = indexmap::IndexMap::new();
    for choice in choices {
        let Some(first) = kept.get(&choice.label).map(|first| first.place.clone()) else {
            kept.insert(choice.label.clone(), choice);
            continue;
        };
        let message = format!("the axis `{}` has the value `{}` twice", axis.name.value, choice.label);
        let problem = Diagnostic::error(code::DEFINED_TWICE, message)
            .at(choice.place.clone(), "again here")
            .at(first, "first here")
            .help("take one of them out: their tests could not be told apart");
        desk.report(Origin::File, Some(problem));
    }
    Some(kept.into_values().collect())
}

fn documented(
    desk: &mut Desk,
    axis: &Axis,
    name: &Located<String>,
    except: &[Located<String>],
) -> Option<Choices> {
    let Some(vocabulary) = vocabulary::vocabulary(&name.value) else {
        unknown_vocabulary(desk, name);
        return None;
    };
    let unknown: Vec<&Located<String>> =
        except.iter().filter(|value| !vocabulary.contains(&value.value)).collect();
    for value in &unknown {
        unknown_exception(desk, vocabulary, value);
    }
    let kept = vocabulary.values.iter().filter(|term| except.iter().all(|value| value.value != term.value));
    let choices: Choices = kept.map(|term| Choice::known(term.value.into(), desk.here(name.span))).collect();
    if choices.is_empty() {
        let message = format!("`except` leaves no value of the axis `{}`", axis.name.value);
        let help = "take at least one value out of `except`";
        desk.error(Origin::File, code::CASES, name.span, message).help.push(help.to_owned());
    }
    (unknown.is_empty() && !choices.is_empty()).then_some(choices)
}

fn unknown_vocabulary(desk: &mut Desk, name: &Located<String>) {
    let names = || vocabulary::all().iter().map(|vocabulary| vocabulary.name);
    let help = did_you_mean(&name.value, names());
    let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
    let message = format!("there is no vocabulary `{}`", name.value);
    desk.error(Origin::File, code::UNKNOWN_NAME, name.span, message)
        .help
        .push(help.unwrap_or_else(|| format!("there are {}", all.join(", "))));
}

fn unknown_exception(desk: &mut Desk, vocabulary: &'static Vocabulary, value: &Located<String>) {
    let message = format!("`{}` is no value of `{}`", value.value, vocabulary.name);
    let help = vocabulary_help(vocabulary, &value.value);
    desk.error(Origin::File, code::VOCABULARY, value.span, message).help.extend(help);
}

/// The combinations that are excluded, partial ones among them; `None` where one says nothing. An axis that could not
/// be read says nothing of its values.
fn excluded(desk: &mut Desk, matrix: &Matrix, axes: &[Option<Choices>]) -> Option<Vec<Forbidden>> {
    if matrix.exclude.len() > MOST_EXCLUDED {
        let message =
            format!("`exclude` has {} combinations, expected at most {MOST_EXCLUDED}", matrix.exclude.len());
        desk.error(Origin::File, code::CASES, matrix.key, message);
        return None;
    }
    let read: Vec<Option<Forbidden>> =
        matrix.exclude.iter().map(|combination| one_excluded(desk, matrix, axes, combination)).collect();
    read.into_iter().collect()
}

fn one_excluded(
    desk: &mut Desk,
    matrix: &Matrix,
    axes: &[Option<Choices>],
    combination: &Combination,
) -> Option<Forbidden> {
    let mut forbidden = Vec::new();
    let mut sound = true;
    for (place, choice) in named_values(desk, matrix, combination)? {
        let Some(axis) = &axes[place] else {
            sound = false;
            continue;
        };
        let value = axis.iter().position(|known| known.label == choice.label);
        if let Some(value) = value {
            forbidden.push((place, value));
            continue;
        }
        sound = false;
        let name = &matrix.axes[place].name.value;
        let known = || axis.iter().map(|choice| choice.label.as_str());
        let help = did_you_mean(&choice.label, known());
        let help = help.unwrap_or_else(|| format!("`{name}` has {}", listed(known())));
        let message = format!("the axis `{name}` has no value `{}`, so nothing is excluded", choice.label);
        let problem = Diagnostic::error(code::CASES, message).at(choice.place.clone(), "").help(help);
        desk.report(Origin::File, Some(problem));
    }
    sound.then_some(forbidden)
}

/// The combinations that are added: a value of each axis, also one that the axis does not list.
fn included(desk: &mut Desk, matrix: &Matrix) -> Option<Vec<Choices>> {
    if matrix.include.len() > MOST {
        too_many(desk, matrix.key, &format!("`include` has {} combinations", matrix.include.len()));
        return None;
    }
    let read: Vec<Option<Choices>> =
        matrix.include.iter().map(|combination| one_included(desk, matrix, combination)).collect();
    read.into_iter().collect()
}

fn one_included(desk: &mut Desk, matrix: &Matrix, combination: &Combination) -> Option<Choices> {
    let mut values = named_values(desk, matrix, combination)?;
    values.sort_by_key(|(place, _)| *place);
    let named = |place: usize| values.iter().any(|(named, _)| *named == place);
    let missing: Vec<&str> = matrix
        .axes
        .iter()
        .enumerate()
        .filter(|(place, _)| !named(*place))
        .map(|(_, axis)| axis.name.value.as_str())
        .collect();
    if missing.is_empty() {
        return Some(values.into_iter().map(|(_, choice)| choice).collect());
    }
    let message = format!("this included combination has no {}", listed(missing));
    let help = "`include` adds whole combinations: give a value for every axis";
    desk.error(Origin::File, code::CASES, combination.span, message).help.push(help.to_owned());
    None
}

/// The axes that a combination names, each by its number, with their values.
fn named_values(
    desk: &mut Desk,
    matrix: &Matrix,
    combination: &Combination,
) -> Option<Vec<(usize, Arc<Choice>)>> {
    let mut values = Vec::new();
    let mut sound = true;
    for entry in &combination.entries {
        let name = entry.key.text.as_str();
        let Some(place) = matrix.axes.iter().position(|axis| axis.name.value == name) else {
            let known: Vec<&str> = matrix.axes.iter().map(|axis| axis.name.value.as_str()).collect();
            let help = did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| format!("`matrix` has {}", listed(known.iter().copied())));
            let message = format!("the matrix has no axis `{name}`");
            desk.error(Origin::File, code::UNKNOWN_NAME, entry.key.span, message).help.push(help);
            sound = false;
            continue;
        };
        match Choice::written(desk, &entry.value) {
            Some(choice) => values.push((place, choice)),
            None => sound = false,
        }
    }
    sound.then_some(values)
}
