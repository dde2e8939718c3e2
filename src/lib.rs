//! idvet runs verification scenarios, written in YAML by people who know the API and not Rust, against
//! an environment of the iDenfy identity-verification API, or against the emulator inside this program.
//!
//! ```text
//! scenarios/*.yaml
//!       | files                       the only access to the file system
//!       v
//!    source text --> scenario --> plan --> run == events ==> record (events.jsonl)
//!                    what the     what     does it      ==> report: the terminal, the summary, the exit code
//!                    author       will be
//!                    wrote        done
//!                       |            |
//!                       +-- diagnostic --> the author (exit 2, nothing sent)
//!
//!    run -- HTTP --> the API under test  =  a real environment, or the emulator in this process
//! ```
//!
//! # Layers
//!
//! An import only goes down this list; neighbours never import each other. `tests/tidy.rs` holds it.
//!
//! ```text
//! 6  cli
//! 5  run  report  emulator
//! 4  plan  schema
//! 3  expect  scenario  snapshot  contract
//! 2  template
//! 1  diagnostic  files  layout  record  word
//! 0  source  exchange  secrets  vocabulary  event  json_path  json_schema  signature
//! ```
//!
//! - `run` does not know `report`, and `report` does not know `run`: deleting a reader of events cannot break a step.
//! - The emulator imports nothing of ours but `vocabulary`: client and emulator meet as bytes over HTTP, so that they
//!   cannot agree on a mistake.
//! - The emulator signs its webhooks by code of its own, and [`signature`] verifies them, for the same reason.
//! - [`vocabulary`] holds the API's names, each with the edition of the documents that it stands in.
//! - [`expect`], [`contract`], [`scenario`], [`plan`], [`template`] and [`json_path`] are pure and synchronous: texts and values in,
//!   values and diagnostics out.
//! - Each key of the language stands in one table of [`word::Word`]s: reading, the messages and [`schema`] go by it.
//! - I/O lives in [`files`], `run::http`, `run::webhook`, the emulator's listener and [`cli`]; readers of events write to a writer that
//!   they are given. The process's clock and variables are read once, in `main`, and arrive as [`cli::World`];
//!   `clippy.toml` disallows them elsewhere.
//! - Which crate may be named where stands beside each dependency in `Cargo.toml`.
//! - The same word at every layer: `poll` of a scenario is checked in `plan/poll.rs`, carried out in `run/poll.rs`, and
//!   shown to work in `tests/polling.rs`.
//!
//! # Five types carry the story
//!
//! | type | made by | promise |
//! | --- | --- | --- |
//! | [`scenario::Scenario`] | [`scenario::read`] | what the author wrote, every value with its place, nothing resolved |
//! | [`plan::Plan`] | [`plan::check()`] | nothing in it is ill-formed, so that `run` has no code for bad input |
//! | [`event::Event`] | [`run::run`] | what happened, in order, secrets already gone |
//! | [`report::Summary`] | folding events | counts and verdict; the exit code is a function of it |
//! | [`diagnostic::Diagnostic`] | reading, checking, a missed expectation | one message with its places, and what to write instead |
//!
//! A scenario is looked at step by step, and one mistake never hides the next: what reads or checks is given a
//! [`diagnostic::Problems`] to write to, and goes on.
//!
//! # Time
//!
//! tokio's clock is the program's clock, and there is no other. A run is on one thread: tests are polled
//! together, not spawned, so that their order is stable and nothing needs a lock. (Threads of their own have the check of
//! the files of a large suite, which is over when a run begins, and the signals.) Against the embedded emulator the
//! runtime's clock is paused, and moves on whenever everybody waits: client and server live in one runtime and speak
//! over a pipe in memory, so that thirty days take milliseconds, and one seed gives the same events every time.
//! A run against an address goes by the wall's clock, by the same code. What would leave the process is refused in
//! virtual time.
//!
//! # Events
//!
//! `run` sends [`event::Event`]s into a channel; `cli/drive.rs` has the only loop over them, and gives each to the
//! record first and then to the others. Secrets are replaced in `run/telling.rs`, where things become events, and
//! nowhere else. Whoever reads events matches [`event::Happening`] without `_`: the compiler names all readers when a
//! kind of event is added. The record's lines are structs of their own, private to [`record`]; their form is
//! `schema/event.schema.json`, which is generated from them; its version is [`record::FORMAT`].
//!
//! # What goes wrong
//!
//! | what | type | shown as | exit |
//! | --- | --- | --- | --- |
//! | the text of a scenario or suite, an argument | [`diagnostic::Diagnostic`], collected | the line, underlined, with help | 2 |
//! | the API's answer | [`expect::Mismatch`], data and no error | a diagnostic on the expectation, then the exchange | 1 |
//! | the same, against the documents | [`contract::Violation`] | path, value, rule and source, then the exchange | 1 |
//! | a step that cannot be judged | [`event::Trouble`] | the step, the causes, a hint | 3 |
//! | the surroundings: a file, a port | `anyhow::Error`, in `cli` alone | `error: ...` with its causes | 3 |
//! | ourselves | a panic | | 101 |
//!
//! No input leads to a panic: foreign texts, documents, answers and patterns are bounded in size, depth and work, and
//! each bound is a constant beside the code that keeps it.
//!
//! # Tests
//!
//! `tests/` is one binary with a file or a folder for each feature. `tests/support/lab.rs` puts suite, emulator (or a
//! server with a script) and runner into one paused runtime, and tells what happened as a text; `tests/diagnostics`
//! holds wrong files beside their messages; `tests/shipped.rs` runs the shipped scenarios, `tests/readme.rs` every
//! command and scenario of the documentation, and `tests/emulator_facts.rs` holds the emulator against the documents.
//! Only what is about sockets, processes and TLS goes by the real clock. `tests/tidy.rs` holds what must stay true of
//! the code as text.
//!
//! # Glossary
//!
//! The same word in YAML, in code, in reports and in messages.
//!
//! - *suite*: a folder with `idvet.yaml`; *scenario*: a document of a file below it; *test*: a scenario as it will be
//!   carried out, of which there may be several; *step*: a verb and its modifiers.
//! - *flow*: steps that scenarios share, with its *parameters* and *exports*.
//! - *environment*: where a run goes; its *kind*: DEV, DEMO, TEST or PROD; *emulator*: the API played by this program.
//! - *session*: a verification session at the API; *request*, *answer*, *exchange*: a request and its answer.
//! - *expectation*: what a step wants of an answer, made of *matchers*; *mismatch*: what one of them missed.
//! - *contract*: what the API's documents say of an answer; *violation*: what they do not allow; *drift*: what they do
//!   not name.
//! - *variable*, *capture*: named values, filled into *templates* (`${...}`); *vocabulary*: values that the API's
//!   documents name.
//! - *webhook*: what the API tells by a request of its own; *delivery*: one such request as it came; *inbox*: where the
//!   deliveries of a run arrive.
//! - *poll*: asking until something is so; *attempt*: one carrying out of a test.
//! - *layout*: how the text of a file is laid out; there is one, which `idvet fmt` writes.
//! - *shard*: a part of the selected tests, of which each machine has one; *durations*: how long tests took, by which
//!   shards take equally long.
//! - *plan*, *event*, *record*, *reporter*, *summary*, *outcome* (of a test or step), *verdict* (of an expectation, and
//!   of a whole run), *diagnostic*.

pub mod cli;
pub mod contract;
pub mod diagnostic;
pub mod emulator;
pub mod event;
pub mod exchange;
pub mod expect;
pub mod files;
pub mod json_path;
pub mod json_schema;
pub mod layout;
pub mod plan;
pub mod record;
pub mod report;
pub mod run;
pub mod scenario;
pub mod schema;
pub mod secrets;
pub mod signature;
pub mod snapshot;
pub mod source;
pub mod template;
pub mod vocabulary;
pub mod word;
