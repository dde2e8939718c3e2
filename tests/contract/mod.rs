//! The contract: what breaks it fails, what drifts from it is told, and what is known stays quiet.

mod altered;
mod known;
mod own;
mod policy;
mod samples;
mod schemas;
mod shipped;
mod webhooks;
