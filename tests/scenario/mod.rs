//! What is read of right texts, and which files are read: wrong texts are in `diagnostics`.

mod discovery;
mod dot_env;
mod steps;
mod suites;
mod texts;
