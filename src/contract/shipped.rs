//! The schemas that come with the program, inside of it; each is compiled when it is first needed, and kept.

use std::{collections::BTreeMap, sync::OnceLock};

use super::Rules;

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// The names of all schemas, in the order of a session's life.
        pub const NAMES: &[&str] = &[$($name),+];
        /// The texts of all schemas, by name.
        pub static SHIPPED: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("../../schema/responses/", $name, ".schema.json"))),
        )+];
    };
}

shipped!(
    "token",
    "manual-status",
    "status",
    "full-status",
    "data",
    "files",
    "delete",
    "generate-pdf",
    "identifications",
    "error",
    "webhook-identification",
    "webhook-manual-finished",
    "webhook-document-expiration",
    "webhook-video-call",
);

/// The rules of a schema that comes with the program.
pub fn shipped(name: &str) -> Option<&'static Rules> {
    static COMPILED: OnceLock<BTreeMap<&str, (&str, OnceLock<Rules>)>> = OnceLock::new();
    let all = COMPILED
        .get_or_init(|| SHIPPED.iter().map(|(name, text)| (*name, (*text, OnceLock::new()))).collect());
    let (text, rules) = all.get(name)?;
    Some(rules.get_or_init(|| {
        let schema = serde_json::from_str(text).expect("a test compiles every schema that is shipped");
        Rules::compile(&schema).expect("a test compiles every schema that is shipped")
    }))
}
