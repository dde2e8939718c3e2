//! Templates of a step become values; what cannot be filled fails the step with the reason.

use std::{ops::RangeInclusive, time::Duration};

use super::{
    drawn::Purpose,
    step::{Halt, StepRun},
    telling::Fault,
};
use crate::{
    plan::{BodyField, Count, Timing},
    source::{Place, Span},
    template::{FillError, Template, Value, parse_duration},
};

impl StepRun<'_, '_> {
    /// The value of a template that stands in the step.
    pub(super) fn fill(&self, template: &Template) -> Result<Value, Halt> {
        self.fill_at(template, &self.step.place)
    }

    /// The value of a template that stands at a place, perhaps in the suite's defaults.
    pub(super) fn fill_at(&self, template: &Template, place: &Place) -> Result<Value, Halt> {
        self.fill_for(template, place, Purpose::Any)
    }

    /// The same, where it matters what the value is for.
    pub(super) fn fill_for(
        &self,
        template: &Template,
        place: &Place,
        purpose: Purpose<'_>,
    ) -> Result<Value, Halt> {
        let filled = self.test.scope.fill(template, purpose);
        filled.map_err(|error| Halt::Failed(unfilled(error, place)))
    }

    /// The value as a text.
    pub(super) fn fill_text(&self, template: &Template) -> Result<String, Halt> {
        self.fill(template).map(|value| value.to_text())
    }

    /// The value of a field.
    pub(super) fn fill_field(&self, field: &BodyField) -> Result<Value, Halt> {
        self.fill_for(&field.value, &field.place, Purpose::Field(&field.name))
    }

    /// Pairs as they go into a query, a form or the headers: a list repeats its name (decisions.md C9).
    pub(super) fn fill_pairs(&self, pairs: &[(String, Template)]) -> Result<Vec<(String, String)>, Halt> {
        let mut filled = Vec::new();
        for (name, template) in pairs.iter().filter(|(_, template)| !template.is_left_out(&self.test.scope)) {
            for text in texts(self.fill(template)?) {
                let text =
                    text.ok_or_else(|| Halt::failed(format!("`{name}` is null, which no text can say")))?;
                filled.push((name.clone(), text));
            }
        }
        Ok(filled)
    }

    /// Texts, or lists of texts, in a row.
    pub(super) fn fill_list(&self, templates: &[Template]) -> Result<Vec<String>, Halt> {
        let mut filled = Vec::new();
        for template in templates {
            filled.extend(texts(self.fill(template)?).into_iter().flatten());
        }
        Ok(filled)
    }

    /// A duration.
    pub(super) fn fill_timing(&self, timing: &Timing) -> Result<Duration, Halt> {
        match timing {
            Timing::Fixed(duration) => Ok(*duration),
            Timing::Computed(computed) => {
                let (template, place) = &**computed;
                let text = self.fill_at(template, place)?.to_text();
                parse_duration(&text).map_err(|error| {
                    Halt::Failed(Fault {
                        message: error.message,
                        hint: Some(error.help),
                        details: Vec::new(),
                        place: Some(place.clone()),
                    })
                })
            }
        }
    }

    /// A whole number of a range; `name` is its key.
    pub(super) fn fill_count(
        &self,
        name: &str,
        count: &Count,
        range: &RangeInclusive<u32>,
    ) -> Result<u32, Halt> {
        let (template, place) = match count {
            Count::Fixed(number) => return Ok(*number),
            Count::Computed(template, place) => (template, place),
        };
        let text = self.fill_at(template, place)?.to_text();
        Count::read(&text, range).ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            Halt::Failed(Fault {
                message: format!("`{name}` must be a whole number from {least} to {most}, found `{text}`"),
                hint: Some("look at what the names in `${...}` are here".to_owned()),
                details: Vec::new(),
                place: Some(place.clone()),
            })
        })
    }
}

/// The failure of a template at a place; its own span is more precise where it lies inside of it.
pub(super) fn unfilled(error: FillError, place: &Place) -> Fault {
    let inside = |span: Span| span.start >= place.span.start && span.end <= place.span.end;
    let span = if error.span != Span::default() && inside(error.span) { error.span } else { place.span };
    Fault {
        message: error.message,
        hint: error.help,
        details: Vec::new(),
        place: Some(Place::new(&place.source, span)),
    }
}

/// The texts of a scalar or a list; `None` for a null.
fn texts(value: Value) -> Vec<Option<String>> {
    let text = |value: Value| (!value.json.is_null()).then(|| value.to_text());
    match value {
        Value { json: serde_json::Value::Array(elements), .. } => {
            elements.into_iter().map(|element| text(element.into())).collect()
        }
        scalar => vec![text(scalar)],
    }
}
