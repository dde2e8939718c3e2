//! What several tests share.

pub(crate) mod address;
pub(crate) mod api;
pub(crate) mod emulator;
pub(crate) mod every_outcome;
pub(crate) mod fuzzed;
pub(crate) mod head;
pub(crate) mod hook;
pub(crate) mod lab;
pub(crate) mod large_run;
pub(crate) mod pieces;
pub(crate) mod receiver;
pub(crate) mod script;
pub(crate) mod sender;
pub(crate) mod story;
pub(crate) mod suite;
