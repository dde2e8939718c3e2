//! From a suite and scenarios to a plan, or to what is wrong with them. What is said of wrong texts word for word is in
//! `tests/diagnostics/plan`.

pub(crate) mod desk;
mod environments;
mod estimate;
mod examples;
mod hiding;
mod mutations;
mod selecting;
mod stepping;
mod threads;
mod webhooks;
