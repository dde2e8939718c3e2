//! What must not be seen of tests, as far as their files say it: `list` shows them before anything is filled in.

use std::sync::Arc;

use super::Test;
use crate::{scenario::Suite, secrets::Redactor, template::Template};

/// Knows the literals that variables, columns of cases and axes of redacted names hold.
pub(super) fn redactor(suite: &Suite, tests: &[Arc<Test>]) -> Redactor {
    let mut redactor = Redactor::new(suite.redact.iter().map(|name| name.value.clone()));
    for test in tests {
        for (name, template) in test.case.iter().chain(test.vars.iter()) {
            if let Some(value) = Template::as_literal(template) {
                redactor.learn_fields(&serde_json::json!({ name: value.json }));
            }
        }
    }
    redactor
}
