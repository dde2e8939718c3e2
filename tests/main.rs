//! One binary for all tests: a file per feature, named as in `src`.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod json_path;
mod source;
mod diagnostics;
mod emulator;
mod emulator_facts;
mod template;
mod expect;
mod scenario;
mod plan;
mod polling;
mod running;
mod real_time;
mod tls;
mod exit_codes;
mod cli;
mod record;
mod secrets;
mod terminal;
mod shipped;
mod readme;
mod tidy;
mod virtual_time;
mod hostile;
mod support;
