//! The formats of reports, each read by what reads it elsewhere.

mod ctrf;
mod github;
mod har;
mod junit;
mod markdown;
mod readers;
mod record;
mod tap;
