//! `idvet list`.

use std::{fmt::Write, path::Path};

use super::{
    NOTHING_MATCHED, WRONG_INPUT,
    arguments::ListArguments,
    load::{self, Sending, Wish},
    unknown_tags,
    world::{Streams, World},
};
use crate::{diagnostic::Severity, plan::Unset};

/// Runs the command; the exit code.
pub(super) fn list(
    world: &World,
    suite: Option<&Path>,
    arguments: &ListArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    // Without an environment's name nobody has said that its variables matter (decisions.md B15).
    let unset = if arguments.selection.env.is_some() { Unset::Refuse } else { Unset::Allow };
    let wish = Wish { timeout: None, retries: None, unset, sending: Sending::Nothing };
    let loaded = load::load(world, suite, &arguments.selection, wish);
    streams.err(&loaded.shown_problems(streams.err_look));
    let mut text = String::new();
    for test in &loaded.known {
        let tags = if test.tags.is_empty() { String::new() } else { format!("  [{}]", test.tags.join(", ")) };
        let skip = test.skip.as_ref().map(|reason| format!("  (skipped: {reason})")).unwrap_or_default();
        let _ = writeln!(text, "{}{tags}{skip}", test.id);
    }
    streams.out(&text)?;
    if loaded.known.is_empty() {
        streams.err(&unknown_tags::told(arguments.selection.tag.as_deref(), &loaded.tags));
    }
    Ok(match (loaded.count(Severity::Error), loaded.known.is_empty()) {
        (0, true) => NOTHING_MATCHED,
        (0, false) => 0,
        _ => WRONG_INPUT,
    })
}
