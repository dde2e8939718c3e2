//! The formats of reports, each read by what reads it elsewhere.

mod record;
