//! What several tests share.

pub(crate) mod api;
pub mod lab;
pub mod story;
