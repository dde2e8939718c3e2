//! Follows a path into a value; what is not there is answered with what is.

use super::{
    Scope, Value,
    expression::{Name, Step},
    functions::{self, Complaint},
};
use crate::vocabulary::nearest;

/// How many keys a message lists.
const MOST_KEYS: usize = 12;

/// The value of a name with its path.
pub(super) fn look_up(name: &Name, scope: &dyn Scope) -> Result<Value, Complaint> {
    let part = match name.path.first() {
        Some(Step::Key(key)) => scope.part(&name.first, key),
        Some(Step::Index(_)) | None => None,
    };
    let taken = usize::from(part.is_some());
    let mut value = match part {
        Some(part) => part,
        None => scope.value(&name.first).ok_or_else(|| unknown(name))?,
    };
    for (steps, step) in name.path.iter().enumerate().skip(taken) {
        value = match step {
            Step::Key(key) => value.key(key),
            Step::Index(index) => value.element(*index),
        }
        .ok_or_else(|| leads_nowhere(&name.shown(steps), step, &value))?;
    }
    Ok(value)
}

fn unknown(name: &Name) -> Complaint {
    let complaint = Complaint::new(format!("nothing is called `{}`", name.first));
    match functions::function(&name.shown(name.path.len())) {
        Some(function) => complaint.help(format!("it is a function: write `${{{}}}`", function.signature())),
        None => complaint.help("names come from `vars`, `set`, `capture`, and what the language gives: `session`, `run`, `scenario`, `environment`"),
    }
}

/// Says what is there; values are not shown, since they may be secret.
fn leads_nowhere(before: &str, step: &Step, value: &Value) -> Complaint {
    match (step, &value.json) {
        (Step::Key(key), serde_json::Value::Object(entries)) => {
            missing_key(before, key, &entries.keys().map(String::as_str).collect::<Vec<_>>())
        }
        (Step::Index(index), serde_json::Value::Array(elements)) => {
            missing_element(before, *index, elements.len())
        }
        (Step::Key(key), serde_json::Value::Array(_)) => {
            Complaint::new(format!("`{before}` is a list and has no `{key}`"))
                .help(format!("take one of its elements first: `{before}[0].{key}`"))
        }
        (Step::Key(key), _) => {
            Complaint::new(format!("`{before}` is {} and has no `{key}`", value.kind_name()))
        }
        (Step::Index(index), _) => Complaint::new(format!(
            "`{before}` is {} and no list, so it has no `[{index}]`",
            value.kind_name()
        )),
    }
}

fn missing_key(before: &str, key: &str, known: &[&str]) -> Complaint {
    let complaint = Complaint::new(format!("`{before}` has no `{key}`"));
    if known.is_empty() {
        return complaint.help(format!("`{before}` is empty"));
    }
    if let Some(nearest) = nearest(key, known.iter().copied()) {
        return complaint.help(format!("did you mean `{nearest}`?"));
    }
    let listed: Vec<String> = known.iter().take(MOST_KEYS).map(|key| format!("`{key}`")).collect();
    let more = if known.len() > MOST_KEYS { ", ..." } else { "" };
    complaint.help(format!("it has {}{more}", listed.join(", ")))
}

fn missing_element(before: &str, index: usize, length: usize) -> Complaint {
    let complaint = Complaint::new(format!("`{before}` has no `[{index}]`"));
    match length {
        0 => complaint.help("the list is empty"),
        1 => complaint.help("the list has one element: `[0]`"),
        _ => complaint.help(format!("the list has {length} elements: `[0]` to `[{}]`", length - 1)),
    }
}
