//! `idvet.yaml` as it was written.

use std::sync::Arc;

use super::Located;
use crate::{
    diagnostic::Problems,
    source::{Entry, Node, Source},
};

/// A suite's `idvet.yaml`.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The file; of a suite without one, an empty text with its name.
    pub source: Arc<Source>,
    /// `environments`, in order. The environment `emulator` is always there: added where it is not written.
    pub environments: Vec<EnvironmentText>,
    /// `default_environment`.
    pub default_environment: Option<Located<String>>,
    /// `defaults` of verbs: name of the verb and its map.
    pub verb_defaults: Vec<Entry>,
    /// `defaults.timeout`: of a scenario.
    pub timeout: Option<Located<String>>,
    /// `redact`: names of fields.
    pub redact: Vec<Located<String>>,
}

/// One environment as it was written.
#[derive(Clone, Debug)]
pub struct EnvironmentText {
    /// Its name.
    pub name: Located<String>,
    /// `kind`.
    pub kind: Option<Located<String>>,
    /// `base_url`.
    pub base_url: Option<Located<String>>,
    /// `emulator: true`, or a map of its switches (`delay`, `latency`, assumptions by name).
    pub emulator: Option<Node>,
    /// `credentials.api_key`.
    pub api_key: Option<Located<String>>,
    /// `credentials.api_secret`.
    pub api_secret: Option<Located<String>>,
    /// `ca_certificate`: a PEM file, from the suite's root.
    pub ca_certificate: Option<Located<String>>,
    /// `timeout`: of a single request.
    pub timeout: Option<Located<String>>,
    /// `limits`: `concurrent_scenarios`, `requests_per_second`, `requests_per_hour`.
    pub limits: Option<Node>,
}

impl Suite {
    /// Reads `idvet.yaml`; every problem goes to `problems`.
    pub fn read(source: &Arc<Source>, problems: &mut Problems) -> Self {
        let _ = (source, problems);
        todo!("part of `scenario`")
    }
}
