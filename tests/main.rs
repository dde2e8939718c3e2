//! One binary for all tests: a file per feature, named as in `src`.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests are named by what they show, may panic, and lay out files of their own"
)]

mod browser;
mod cases;
mod check_formats;
mod ci_jobs;
mod cli;
mod contract;
mod diagnostics;
mod emulator;
mod emulator_facts;
mod exit_codes;
mod expect;
mod explained;
mod failed;
mod flows;
mod fuzz_corpus;
mod head_scenarios;
mod hostile;
mod hostile_files;
mod interrupts;
mod json_path;
mod language_page;
mod language_server;
mod layout;
mod list_formats;
mod no_leak;
mod plan;
mod polling;
mod readme;
mod real_time;
mod record;
mod reports;
mod results;
mod retries;
mod running;
mod scenario;
mod schema;
mod secrets;
mod shards;
mod shipped;
mod signals;
mod signature;
mod snapshot;
mod source;
mod starting;
mod support;
mod sweep;
mod template;
mod terminal;
mod tidy;
mod tls;
mod virtual_time;
mod warnings;
mod webhook_commands;
mod webhooks;
