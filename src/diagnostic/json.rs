//! Diagnostics as JSON values, for programs; `docs/diagnostics.md` describes them.

use serde_json::{Value, json};

use super::{Code, Diagnostic, Label, region::Region, whereabouts::Whereabouts};
use crate::source::SourceKind;

/// Each diagnostic as an object, in the same order.
pub fn to_json(diagnostics: &[Diagnostic], whereabouts: &Whereabouts) -> Vec<Value> {
    diagnostics.iter().map(|diagnostic| one(diagnostic, whereabouts)).collect()
}

/// The place of the message stands in the object itself; `labels` has it again, with the word about it.
fn one(diagnostic: &Diagnostic, whereabouts: &Whereabouts) -> Value {
    let mut value = json!({
        "code": (diagnostic.code != Code::UNNAMED).then_some(diagnostic.code.0),
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "help": diagnostic.help,
    });
    let place = diagnostic.labels.first().map_or_else(nowhere, |label| place(label, whereabouts));
    let labels: Vec<Value> = diagnostic.labels.iter().map(|one| label(one, whereabouts)).collect();
    if let (Value::Object(whole), Value::Object(place)) = (&mut value, place) {
        whole.extend(place);
        whole.insert("labels".to_owned(), labels.into());
    }
    value
}

fn label(label: &Label, whereabouts: &Whereabouts) -> Value {
    let mut value = place(label, whereabouts);
    value["text"] = label.text.clone().into();
    value
}

fn place(label: &Label, whereabouts: &Whereabouts) -> Value {
    let source = &label.place.source;
    let (file, argument) = match source.kind() {
        SourceKind::File => (Some(whereabouts.path(source.name())), None),
        SourceKind::Argument => (None, Some(source.name())),
    };
    let region = Region::of(label);
    json!({
        "file": file,
        "argument": argument,
        "line": region.start.line,
        "column": region.start.column,
        "end_line": region.end.line,
        "end_column": region.end.column,
        "start_byte": region.bytes.start,
        "end_byte": region.bytes.end,
    })
}

fn nowhere() -> Value {
    json!({
        "file": null,
        "argument": null,
        "line": null,
        "column": null,
        "end_line": null,
        "end_column": null,
        "start_byte": null,
        "end_byte": null,
    })
}
