//! Thousands of findings in one file: the first ones are told, since a person mends those and looks again.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity, code};

/// More errors, or more warnings, of one file than this help nobody.
const MOST: usize = 100;

/// Leaves the first errors and warnings of each file, and says where there are more.
pub(super) fn cut(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<(String, Severity), usize> = BTreeMap::new();
    let mut first = Vec::new();
    for diagnostic in found {
        let Some(label) = diagnostic.labels.first() else {
            first.push(diagnostic);
            continue;
        };
        let count = counts.entry((label.place.source.name().to_owned(), diagnostic.severity)).or_default();
        *count += 1;
        if *count <= MOST {
            first.push(diagnostic);
        }
    }
    for ((file, severity), count) in counts.into_iter().rev().filter(|(_, count)| *count > MOST) {
        tell(&mut first, &file, severity, count - MOST);
    }
    first
}

/// Says how many findings of a file are left out: of errors in a message of its own, as where a file cannot be read.
fn tell(found: &mut Vec<Diagnostic>, file: &str, severity: Severity, more: usize) {
    match severity {
        Severity::Error => {
            let message = format!("`{file}` has {MOST} problems or more, of which {MOST} are shown");
            if found.iter().all(|diagnostic| diagnostic.message != message) {
                let problem = Diagnostic::error(code::LIMIT, message);
                found.insert(0, problem.help("mend these first, then look again"));
            }
        }
        Severity::Warning => {
            let is_of = |diagnostic: &&mut Diagnostic| {
                let label = diagnostic.labels.first();
                diagnostic.severity == severity
                    && label.is_some_and(|label| label.place.source.name() == file)
            };
            if let Some(last) = found.iter_mut().rev().find(is_of) {
                last.help.push(format!("`{file}` has {more} more warnings, which are not shown"));
            }
        }
    }
}
