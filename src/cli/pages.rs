//! `idvet completions` and `idvet man`: what is generated from the command line itself.

use std::path::Path;

use clap::CommandFactory;

use super::{arguments::Arguments, world::Streams};
use crate::files;

/// Prints the completions of a shell.
pub(super) fn completions(shell: clap_complete::Shell, streams: &mut Streams) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "idvet", &mut text);
    streams.out(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

/// Prints the manual page, or writes one for each command.
pub(super) fn man(out: Option<&Path>, streams: &mut Streams) -> anyhow::Result<u8> {
    let command = Arguments::command();
    let Some(folder) = out else {
        streams.out(&String::from_utf8_lossy(&page(command)?))?;
        return Ok(0);
    };
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let name = format!("idvet-{}", sub.get_name());
        let page = page(sub.clone().display_name(&name))?;
        files::write_text(&folder.join(format!("{name}.1")), &page)?;
    }
    files::write_text(&folder.join("idvet.1"), &page(command)?)?;
    Ok(0)
}

fn page(command: clap::Command) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    Ok(text)
}
