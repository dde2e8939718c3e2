//! idvet runs verification scenarios, written in YAML by people who know the API and not Rust, against
//! an environment of the iDenfy identity-verification API, or against the emulator inside this program.
//!
//! # Layers
//!
//! An import only goes down this list; `tests/tidy.rs` holds it.
//!
//! ```text
//! 7  cli
//! 6  run    report    emulator        siblings that never import each other
//! 5  event  record
//! 4  plan
//! 3  scenario
//! 2  expect
//! 1  diagnostic  template  json_path
//! 0  source  exchange  secrets  files  vocabulary
//! ```
//!
//! The emulator imports nothing of ours but `vocabulary`: client and emulator meet as bytes over HTTP.
//!
//! # Five types carry the story
//!
//! [`scenario::Scenario`] is what the author wrote; [`plan::Plan`] is what will be done, and nothing in it can
//! be ill-formed; [`event::Event`] is what happened; a summary is a fold over events, and the exit code is a
//! function of it; [`diagnostic::Diagnostic`] is one message with its places in the text, and what to write instead.
//!
//! # Glossary
//!
//! *suite, scenario, case, step, session* (a verification session at the API), *request, exchange* (a request and
//! its answer), *attempt, expectation, matcher, mismatch, capture, variable, poll, plan, event, record, outcome,
//! summary, reporter, diagnostic, emulator, environment, kind*: the same word in YAML, in code, in reports and in messages.

pub mod cli;
pub mod diagnostic;
pub mod emulator;
pub mod event;
pub mod exchange;
pub mod expect;
pub mod files;
pub mod json_path;
pub mod plan;
pub mod record;
pub mod report;
pub mod run;
pub mod scenario;
pub mod secrets;
pub mod source;
pub mod template;
pub mod vocabulary;
