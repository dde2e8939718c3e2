//! What names stand for while a template is filled: values as a test of five steps has them.

use idvet::template::{Scope, Value};
use serde_json::json;

use crate::answers;

/// The names of a test.
pub(crate) struct Names {
    session: Value,
}

impl Names {
    /// A session was made, and its `scanRef` captured.
    pub(crate) fn new() -> Self {
        Self { session: answers::token().into() }
    }
}

impl Scope for Names {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "session" => Some(self.session.clone()),
            "ref" => Some(answers::SCAN_REF.into()),
            "client" => Some("qa-k7dm2q9xwz-a-case".into()),
            "expected" => Some("FAKE_FACE".into()),
            "run" => Some(json!({ "id": "k7dm2q9xwz", "seed": 1 }).into()),
            "scenario" => Some(json!({ "slug": "a-case", "name": "A case" }).into()),
            _ => None,
        }
    }

    fn random(&self) -> u64 {
        4
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        Err(format!("there is no file `{path}`"))
    }
}
