//! `idvet snapshots list`.

use std::{fmt::Write, path::Path};

use serde_json::json;

use super::{
    super::world::{Streams, World},
    arguments::{ChosenSnapshots, ListFormat},
    chosen,
    pending::Pending,
};
use crate::report::on_one_line;

/// Runs the command; the exit code.
pub(super) fn list(
    world: &World,
    root: &Path,
    names: &ChosenSnapshots,
    format: ListFormat,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let (pending, code) = match chosen(world, root, names, streams)? {
        Ok(pending) => (pending, 0),
        Err(code) => (Vec::new(), code),
    };
    let text = match format {
        ListFormat::Text => as_text(&pending),
        ListFormat::Json => as_json(&pending),
    };
    streams.out(&text)?;
    Ok(code)
}

fn as_text(pending: &[Pending]) -> String {
    let mut text = String::new();
    for one in pending {
        let head = &one.found.head;
        // Writing to a text cannot fail.
        let _ =
            writeln!(text, "{:<7} {}  {}", one.word(), on_one_line(&one.place()), on_one_line(&head.step));
        let _ = writeln!(text, "        {}", on_one_line(&head.test));
        let _ = writeln!(text, "        {}.new", on_one_line(&one.paths.name));
    }
    text
}

fn as_json(pending: &[Pending]) -> String {
    let one = |one: &Pending| {
        let head = &one.found.head;
        json!({
            "state": one.word(),
            "scenario": head.source,
            "line": head.line,
            "step": head.step,
            "test": head.test,
            "file": format!("{}.new", one.paths.name),
        })
    };
    let document = json!({ "pending": pending.iter().map(one).collect::<Vec<_>>() });
    format!("{document:#}\n")
}
