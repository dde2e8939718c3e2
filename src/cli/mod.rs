//! The commands: exit codes and wiring; the only loop over events.

mod add_mask;
mod arguments;
mod check;
mod compare;
mod contract;
mod drive;
mod embedded;
mod emulator;
mod endurance;
mod estimate;
mod explain;
mod fmt;
mod inbox;
mod init;
mod list;
mod load;
mod new;
mod pages;
mod portion;
mod recorded;
mod report;
mod reports;
mod run;
mod schema;
mod signals;
mod snapshots;
mod sweep;
mod unknown_tags;
mod webhooks;
mod world;

use std::io;

use clap::Parser;

pub use world::{Outlet, World};

use crate::report::Verdict;
use arguments::{Arguments, Command};

/// The arguments, the suite or a scenario are wrong; nothing was sent.
const WRONG_INPUT: u8 = 2;

/// Something around the program hindered it.
const HINDERED: u8 = 3;

/// Nothing matched the selection.
const NOTHING_MATCHED: u8 = Verdict::NothingRan as u8;

/// Runs the command that the world asks for; the exit code.
pub fn run(world: &World) -> u8 {
    let arguments = match Arguments::try_parse_from(&world.arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(WRONG_INPUT);
        }
    };
    let mut streams = world.streams(arguments.color);
    match dispatch(world, &arguments, &mut streams) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => HINDERED,
        Err(error) => {
            streams.err(&format!("error: {error:#}\n"));
            HINDERED
        }
    }
}

fn dispatch(world: &World, arguments: &Arguments, streams: &mut world::Streams) -> anyhow::Result<u8> {
    let suite = arguments.suite.as_deref();
    match &arguments.command {
        Command::Run(command) => run::run(world, suite, command, streams),
        Command::Check(command) => check::check(world, suite, command, streams),
        Command::Report(command) => Ok(report::report(world, suite, command, streams)),
        Command::Compare(command) => compare::compare(world, suite, command, streams),
        Command::List(command) => list::list(world, suite, command, streams),
        Command::Contract { command } => contract::contract(world, suite, command, streams),
        Command::Init(command) => init::init(world, suite, command, streams),
        Command::New(command) => new::new(world, suite, command, streams),
        Command::Fmt(command) => fmt::fmt(world, suite, command, streams),
        Command::Snapshots(command) => snapshots::snapshots(world, suite, command, streams),
        Command::Sweep(command) => sweep::sweep(world, suite, command, streams),
        Command::Explain(command) => explain::explain(command, streams),
        Command::Webhooks(command) => webhooks::webhooks(world, suite, command, streams),
        Command::Emulator(command) => emulator::emulator(world, command, streams),
        Command::Schema { document } => schema::schema(*document, streams),
        Command::Completions { shell } => pages::completions(*shell, streams),
        Command::Man { out } => pages::man(out.as_deref(), streams),
    }
}

/// Whether whoever read our output has gone away: there is nobody left to tell.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
