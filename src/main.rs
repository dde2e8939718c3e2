//! The `idvet` command: reads the clock, the variables and the arguments once, and hands them on.
#![expect(
    clippy::disallowed_methods,
    reason = "the wall clock and the variables are read here and nowhere else"
)]

use std::{io::IsTerminal, path::Path, process::ExitCode};

use idvet::cli::{Outlet, World, run};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
        outlet: outlet(),
    };
    ExitCode::from(run(&world))
}

/// Where stdout leads: nowhere, if it was closed before the program began: Rust's runtime then opens `/dev/null` in its place, for reading
/// and writing. A shell's `>/dev/null` is for writing alone.
fn outlet() -> Outlet {
    const ACCESS: u32 = 0o3;
    const READ_AND_WRITE: u32 = 0o2;
    let is_null = std::fs::read_link("/proc/self/fd/1").is_ok_and(|path| path == Path::new("/dev/null"));
    let told = std::fs::read_to_string("/proc/self/fdinfo/1").unwrap_or_default();
    let flags = told.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    let is_both = flags.is_some_and(|flags| flags & ACCESS == READ_AND_WRITE);
    if is_null && is_both { Outlet::Nowhere } else { Outlet::Open }
}
