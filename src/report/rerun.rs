//! The command that runs a test again.

use std::collections::BTreeMap;

use crate::{event::TestStarted, secrets::REPLACEMENT};

/// What the command needs besides the test.
#[derive(Clone, Debug, Default)]
pub struct Rerun {
    /// From the working directory to the suite's root, with a slash at its end; empty where they are the same.
    pub root: String,
    /// The options of this run that matter to a single test: `--env dev --seed 7 --var name=value`.
    pub options: Vec<String>,
    /// The line of a test's case, by the test's number, where the case has a line of its own.
    pub case_lines: BTreeMap<usize, usize>,
}

impl Rerun {
    /// The command for one test: of several that one scenario makes, the label in brackets tells which. A label with
    /// a secret in it finds no test: then the line of the case does, or the whole scenario is run.
    pub fn command(&self, test: &TestStarted) -> String {
        let whole = self.command_for(&[(test.file.as_str(), test.line)]);
        let label = test.id.strip_suffix(']').and_then(|id| id.rsplit_once(" ["));
        match label {
            Some((_, label)) if label.contains(REPLACEMENT) => match self.case_lines.get(&test.test) {
                Some(line) => self.command_for(&[(test.file.as_str(), *line)]),
                None => whole,
            },
            Some((_, label)) => format!("{whole} --filter {}", quoted(&format!("[{label}]"))),
            None => whole,
        }
    }

    /// The command for several scenarios, each by its file and line.
    pub fn command_for(&self, scenarios: &[(&str, usize)]) -> String {
        let mut words = vec!["idvet".to_owned(), "run".to_owned()];
        words.extend(scenarios.iter().map(|(file, line)| quoted(&format!("{}{file}:{line}", self.root))));
        words.extend(self.options.iter().map(|option| quoted(option)));
        words.join(" ")
    }
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=@%+,".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
