//! What the emulator does where the documents contradict one another (A) or are silent (U): one named switch each.
//!
//! The switches themselves stand in `switches`; this is what can be done with all of them: list, set and read by
//! name or id. The numbers are those of the fact sheet behind `docs/emulator.md`.

use std::fmt::Write as _;

use super::switches::{ASSUMPTIONS, Assumptions};
use crate::vocabulary::nearest;

/// One switch, as it is listed.
#[derive(Debug)]
pub struct Assumption {
    /// `A1` to `A13` for contradictions, `U1` to `U28` for silence.
    pub id: &'static str,
    /// The name by which it is set.
    pub name: &'static str,
    /// The question that it settles.
    pub about: &'static str,
    /// Which documents contradict one another, or that there are none.
    pub source: &'static str,
    /// The values with their meanings; the first is the default.
    pub choices: &'static [(&'static str, &'static str)],
}

impl Assumption {
    /// The value that holds unless another is set.
    pub fn default_choice(&self) -> &'static str {
        self.choices[0].0
    }
}

/// Why a switch could not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssumptionError {
    /// There is no switch of that name or id.
    #[error("no assumption is called `{name}`{}", hint(*.nearest))]
    UnknownName {
        /// What was asked for.
        name: String,
        /// The name that was probably meant.
        nearest: Option<&'static str>,
    },
    /// The switch has no such value.
    #[error("`{value}` is no choice of `{name}`, which takes {}", listed(.choices))]
    UnknownChoice {
        /// The switch.
        name: &'static str,
        /// What it was to be set to.
        value: String,
        /// What it can be set to.
        choices: &'static [(&'static str, &'static str)],
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || "; `idvet emulator --assumptions` lists them".to_owned(),
        |name| format!("; did you mean `{name}`?"),
    )
}

fn listed(choices: &[(&str, &str)]) -> String {
    let values: Vec<String> = choices.iter().map(|(value, _)| format!("`{value}`")).collect();
    values.join(" or ")
}

/// Every switch, in the order of its ids.
pub fn assumptions() -> &'static [Assumption] {
    ASSUMPTIONS
}

/// The switch of that name or id.
///
/// # Errors
///
/// [`AssumptionError::UnknownName`], with the nearest name.
pub fn assumption(name_or_id: &str) -> Result<&'static Assumption, AssumptionError> {
    ASSUMPTIONS.iter().find(|it| it.name == name_or_id || it.id == name_or_id).ok_or_else(|| {
        AssumptionError::UnknownName {
            name: name_or_id.to_owned(),
            nearest: nearest(name_or_id, ASSUMPTIONS.iter().map(|it| it.name)),
        }
    })
}

impl Assumptions {
    /// Sets a switch, given by name or id, to one of its choices.
    ///
    /// # Errors
    ///
    /// An unknown name or choice, with what would be known.
    pub fn set(&mut self, name_or_id: &str, value: &str) -> Result<(), AssumptionError> {
        let assumption = assumption(name_or_id)?;
        self.choose(assumption.name, value).ok_or_else(|| AssumptionError::UnknownChoice {
            name: assumption.name,
            value: value.to_owned(),
            choices: assumption.choices,
        })
    }

    /// The value that a switch, given by name or id, has.
    ///
    /// # Errors
    ///
    /// An unknown name.
    pub fn get(&self, name_or_id: &str) -> Result<&'static str, AssumptionError> {
        let assumption = assumption(name_or_id)?;
        Ok(self.chosen(assumption.name).expect("the table and the fields come from one macro"))
    }
}

/// All switches as a text to read: id, name, question, choices, with a star at the one that holds.
pub fn list_text(chosen: &Assumptions) -> String {
    let mut text = String::new();
    for assumption in ASSUMPTIONS {
        let holds = chosen.chosen(assumption.name).unwrap_or_default();
        let _ = writeln!(text, "{:<4} {}", assumption.id, assumption.name);
        let _ = writeln!(text, "     {}", assumption.about);
        let _ = writeln!(text, "     source: {}", assumption.source);
        for (value, meaning) in assumption.choices {
            let star = if *value == holds { '*' } else { ' ' };
            let _ = writeln!(text, "     {star} {value}: {meaning}");
        }
        text.push('\n');
    }
    text.push_str("* holds. The first choice of each is the default.\n");
    text
}
