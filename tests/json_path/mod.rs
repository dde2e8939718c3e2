//! `json_path`: the official suite, the words of its messages, hostile queries and documents, and a comparison with
//! another implementation.

mod compared;
mod comparisons;
mod fields;
mod fuzz;
mod hostile;
mod locations;
mod messages;
mod patterns;
mod sharing;
mod suite;
