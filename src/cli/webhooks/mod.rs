//! `idvet webhooks`: whether a signature holds, and webhooks for the receiver's own tests.

mod arguments;
mod key;
mod send;
mod verify;

use std::path::Path;

use super::{
    WRONG_INPUT,
    world::{Streams, World},
};
use crate::diagnostic::{Diagnostic, render};

pub(super) use arguments::WebhooksCommand;
pub(super) use key::variable;

/// The largest body that is read, in bytes.
const LARGEST_BODY: u64 = 16 << 20;

/// Runs the command; the exit code.
pub(super) fn webhooks(
    world: &World,
    suite: Option<&Path>,
    command: &WebhooksCommand,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let done = match command {
        WebhooksCommand::Verify(arguments) => verify::verify(world, suite, arguments, streams)?,
        WebhooksCommand::Send(arguments) => send::send(world, suite, arguments, streams)?,
    };
    Ok(done.unwrap_or_else(|problem| {
        streams.err(&render(&problem, streams.err_look));
        WRONG_INPUT
    }))
}

/// The exit code, or what is wrong with the arguments.
type Done = Result<u8, Box<Diagnostic>>;
