//! `idvet snapshots accept` and `reject`: without names all that is pending (decisions.md F26).

use std::path::Path;

use super::{
    super::{
        HINDERED,
        world::{Streams, World},
    },
    arguments::ChosenSnapshots,
    chosen,
    pending::Pending,
};

/// Accepts; the exit code.
pub(super) fn accept(
    world: &World,
    root: &Path,
    names: &ChosenSnapshots,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    each(world, root, names, ("accepted", Pending::accept), streams)
}

/// Rejects; the exit code.
pub(super) fn reject(
    world: &World,
    root: &Path,
    names: &ChosenSnapshots,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    each(world, root, names, ("rejected", Pending::reject), streams)
}

/// One after the other; what hinders one does not keep the others.
fn each(
    world: &World,
    root: &Path,
    names: &ChosenSnapshots,
    (done, decide): (&str, fn(&Pending) -> anyhow::Result<()>),
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let pending = match chosen(world, root, names, streams)? {
        Ok(pending) => pending,
        Err(code) => return Ok(code),
    };
    let mut code = 0;
    for one in pending {
        match decide(&one) {
            Ok(()) => streams.out(&format!("{done} {}\n", one.paths.name))?,
            Err(error) => {
                streams.err(&format!("error: {error:#}\n"));
                code = HINDERED;
            }
        }
    }
    Ok(code)
}
