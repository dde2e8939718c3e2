//! The `idvet` command: reads the clock, the variables and the arguments once, and hands them on.
#![expect(
    clippy::disallowed_methods,
    reason = "the wall clock and the variables are read here and nowhere else"
)]

use std::{io::IsTerminal, process::ExitCode};

use idvet::cli::{World, run};

fn main() -> ExitCode {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let world = World {
        arguments: std::env::args_os().collect(),
        variables,
        now: jiff::Timestamp::now(),
        process: std::process::id(),
        folder: std::env::current_dir().unwrap_or_else(|_| ".".into()),
        stdin_is_terminal: std::io::stdin().is_terminal(),
        stdout_is_terminal: std::io::stdout().is_terminal(),
        stderr_is_terminal: std::io::stderr().is_terminal(),
    };
    ExitCode::from(run(&world))
}
