//! The formats of reports, each read by what reads it elsewhere.

pub(crate) mod html;
mod record;
