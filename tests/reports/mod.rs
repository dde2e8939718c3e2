//! The formats of reports, each read by what reads it elsewhere.

mod ctrf;
mod github;
mod har;
pub(crate) mod html;
mod junit;
mod markdown;
mod numbers;
mod readers;
mod record;
mod tap;
