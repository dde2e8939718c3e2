//! What `tests/support/fuzzed.rs` does with a text, on texts that libFuzzer makes.
#![no_main]

#[path = "../../tests/support/fuzzed.rs"]
#[allow(dead_code, reason = "each target uses one of its functions")]
mod fuzzed;

libfuzzer_sys::fuzz_target!(|text: &str| fuzzed::read_suite(text));
