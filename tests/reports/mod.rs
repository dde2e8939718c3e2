//! Reports from a record.

pub(crate) mod html;
