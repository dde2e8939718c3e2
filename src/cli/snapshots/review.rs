//! `idvet snapshots review`: one pending snapshot after the other, with its difference, decided by single keys.

use std::{fmt::Write as _, path::Path};

use super::{
    super::{
        HINDERED,
        world::{Streams, World},
    },
    arguments::ChosenSnapshots,
    chosen,
    keys::{Choice, choice},
    pending::Pending,
    refused,
};
use crate::{
    diagnostic::Look,
    report::{Tone, Verdict, on_one_line, shown_difference, toned},
    snapshot::{beginning, difference},
};

/// Lines of one snapshot that are shown; nobody scrolls back further.
const SHOWN_LINES: usize = 400;

/// What was decided so far.
#[derive(Default)]
struct Tally {
    accepted: usize,
    rejected: usize,
    /// What was skipped, could not be carried out, or was not come to.
    left: usize,
    hindered: bool,
}

/// Runs the command; the exit code.
pub(super) fn review(
    world: &World,
    root: &Path,
    names: &ChosenSnapshots,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    if !(world.stdin_is_terminal && world.stdout_is_terminal) {
        let message = "`idvet snapshots review` asks for keys, and there is no terminal";
        let help = "`idvet snapshots list` names what is pending, and `idvet snapshots accept` takes it";
        return Ok(refused(message, help, streams));
    }
    let pending = match chosen(world, root, names, streams)? {
        Ok(pending) => pending,
        Err(code) => return Ok(code),
    };
    let mut tally = Tally { left: pending.len(), ..Tally::default() };
    for (index, one) in pending.iter().enumerate() {
        streams.out(&page(one, (index + 1, pending.len()), streams.out_look))?;
        let choice = choice()?;
        streams.out(&format!("{}\n", tally.carry_out(choice, one)))?;
        match choice {
            Choice::Accept | Choice::Reject | Choice::Skip => {}
            Choice::Quit => break,
            Choice::Interrupt => {
                streams.out(&tally.in_words())?;
                return Ok(Verdict::Interrupted.code());
            }
        }
    }
    streams.out(&tally.in_words())?;
    Ok(if tally.hindered { HINDERED } else { 0 })
}

impl Tally {
    /// What was done, in a word.
    fn carry_out(&mut self, choice: Choice, one: &Pending) -> String {
        let (done, count, word) = match choice {
            Choice::Accept => (one.accept(), &mut self.accepted, "accepted"),
            Choice::Reject => (one.reject(), &mut self.rejected, "rejected"),
            Choice::Skip => return "skipped".to_owned(),
            Choice::Quit => return "quit".to_owned(),
            Choice::Interrupt => return "interrupted".to_owned(),
        };
        match done {
            Ok(()) => {
                *count += 1;
                self.left -= 1;
                word.to_owned()
            }
            Err(error) => {
                self.hindered = true;
                format!("error: {error:#}")
            }
        }
    }

    fn in_words(&self) -> String {
        let Self { accepted, rejected, left, hindered: _ } = self;
        format!("\n{accepted} accepted, {rejected} rejected, {left} still pending\n")
    }
}

/// Where it comes from, what differs, and what can be pressed.
fn page(one: &Pending, (number, count): (usize, usize), look: Look) -> String {
    let head = &one.found.head;
    let title = match &one.accepted {
        Some(_) => "changed snapshot",
        None => "new snapshot",
    };
    let strong = |text: &str| toned(text, Tone::Strong, look);
    let mut page = format!("\n{} {}\n", strong(&format!("[{number}/{count}]")), strong(title));
    for (label, text) in [
        ("scenario", one.place()),
        ("test", head.test.clone()),
        ("step", head.step.clone()),
        ("file", one.paths.name.clone()),
    ] {
        // Writing to a text cannot fail.
        let _ = writeln!(
            page,
            "  {:<9} {}",
            toned(&format!("{label:<9}"), Tone::Quiet, look),
            on_one_line(&text)
        );
    }
    page.push('\n');
    page.push_str(&changes(one, look));
    let keys = [("a", "accept"), ("r", "reject"), ("s", "skip"), ("q", "quit")];
    let keys: Vec<String> = keys.iter().map(|(key, word)| format!("{} {word}", strong(key))).collect();
    let _ = write!(page, "\n  {}: ", keys.join(", "));
    page
}

fn changes(one: &Pending, look: Look) -> String {
    let found = &one.found.contents;
    let changes = match &one.accepted {
        Some(accepted) => difference(accepted, found, SHOWN_LINES),
        None => Some(beginning(found, SHOWN_LINES)),
    };
    match changes {
        Some(changes) => {
            let title = if one.accepted.is_some() { "  - accepted, + found\n" } else { "" };
            format!("{title}{}", shown_difference(&changes, look))
        }
        None => "  it is the same as what was accepted\n".to_owned(),
    }
}
