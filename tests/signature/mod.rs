//! Signatures of webhooks: published vectors, what is wrong with those that do not hold, and what went wrong.

mod mistakes;
mod vectors;
