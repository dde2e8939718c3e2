//! The flow files of a check: each is read once, however many steps use it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use super::check::SuiteFiles;
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    scenario::{Flow, Soundness, read_flow},
    source::{Node, Source},
    template::Template,
};

/// The flows that were read, by their paths from the suite's root.
#[derive(Debug, Default)]
pub(super) struct Library {
    files: Mutex<HashMap<String, Result<Arc<FlowFile>, String>>>,
}

/// A flow file.
#[derive(Debug)]
pub(super) struct FlowFile {
    /// The flow; `None` where the file has none.
    pub(super) flow: Option<Flow>,
    /// What was found while it was read.
    pub(super) problems: Vec<Diagnostic>,
}

impl Library {
    /// The file of a path, or why it cannot be read.
    pub(super) fn read(&self, path: &str, files: &dyn SuiteFiles) -> Result<Arc<FlowFile>, String> {
        let mut known = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(path.to_owned()).or_insert_with(|| read(path, files).map(Arc::new)).clone()
    }
}

fn read(path: &str, files: &dyn SuiteFiles) -> Result<FlowFile, String> {
    let source = Source::new(path, files.read(path)?);
    let mut problems = Problems::new(&source);
    let flow = read_flow(&source, &mut problems);
    if let Some(flow) = flow.as_ref().filter(|flow| flow.sound == Soundness::Complete) {
        warn_unused(flow, &mut problems);
    }
    Ok(FlowFile { flow, problems: problems.into_found() })
}

/// A parameter that nothing in the flow uses is a slip of the flow, or of the name in it.
fn warn_unused(flow: &Flow, problems: &mut Problems) {
    let mut unread = Problems::new(&flow.source);
    let used: HashSet<String> = flow.written.iter().flat_map(|node| first_names(node, &mut unread)).collect();
    if unread.count() > 0 {
        return;
    }
    for param in flow.params.iter().filter(|param| !used.contains(&param.name.value)) {
        let name = &param.name.value;
        let message = format!("the flow never uses its parameter `{name}`");
        let warning = problems.warning(code::UNUSED_PARAMETER, param.name.span, message);
        warning.help.push(format!("write `${{{name}}}` where its value is meant, or take the parameter out"));
    }
}

fn first_names(node: &Node, problems: &mut Problems) -> Vec<String> {
    let references = Template::read(node, problems).references();
    references.into_iter().filter_map(|reference| reference.parts.into_iter().next()).collect()
}
