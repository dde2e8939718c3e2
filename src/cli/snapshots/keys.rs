//! Single keys of a terminal: the only file that names the crate that reads them.

use std::io;

use console::{Key, Term};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Accept,
    Reject,
    Skip,
    Quit,
    /// Ctrl-C.
    Interrupt,
}

/// Waits until a key is pressed that means something.
pub(super) fn choice() -> io::Result<Choice> {
    let terminal = Term::stdout();
    loop {
        let choice = match terminal.read_key_raw()? {
            Key::Char('a' | 'A') => Choice::Accept,
            Key::Char('r' | 'R') => Choice::Reject,
            Key::Char('s' | 'S' | ' ') => Choice::Skip,
            Key::Char('q' | 'Q') | Key::Escape => Choice::Quit,
            Key::CtrlC => Choice::Interrupt,
            // Without a terminal no key will ever come.
            Key::Unknown => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ => continue,
        };
        return Ok(choice);
    }
}
