//! What a file wants of the layout.

use std::{path::Path, sync::Arc};

use crate::{
    cli::load,
    diagnostic::{Code, Diagnostic, Problems, code},
    files,
    layout::{self, Spoilt, Unlaid},
    scenario::Suite,
    source::{Place, Source},
};

/// What is to be done with a file.
pub(super) enum Finding {
    /// Nothing.
    InOrder,
    /// It has another layout.
    Changes(Change),
    /// It cannot be read.
    Wrong(Vec<Diagnostic>),
    /// The layout would spoil it.
    Spoilt(Diagnostic),
}

/// A text and what it will be.
pub(super) struct Change {
    /// What is there; nothing where it may not be shown, because a literal secret stands in it.
    pub(super) before: Option<String>,
    /// What will be there.
    pub(super) after: String,
}

/// What a file wants; `name` is what it is shown by.
pub(super) fn of_file(path: &Path, name: &str) -> Finding {
    match files::read_bytes(path, files::LARGEST_TEXT) {
        Ok(bytes) => of_bytes(path, name, bytes),
        Err(problem) => Finding::Wrong(vec![load::file_diagnostic(&problem)]),
    }
}

/// What the bytes of a file want.
pub(super) fn of_bytes(path: &Path, name: &str, bytes: Vec<u8>) -> Finding {
    let length = bytes.len();
    let text = match files::decode(Path::new(name), bytes) {
        Ok(text) => text,
        Err(problem) => return Finding::Wrong(vec![load::file_diagnostic(&problem)]),
    };
    let source = Source::new(name, text);
    let shown = if path.file_name().is_some_and(|name| name == files::SUITE_FILE) {
        Shown::suite(&source)
    } else {
        Shown { source: Arc::clone(&source), problems: Vec::new() }
    };
    match layout::lay_out(&source) {
        // A byte order mark is not in the text, and has to go.
        Ok(laid) if laid == source.text() && laid.len() == length => Finding::InOrder,
        Ok(laid) => Finding::Changes(Change { before: shown.text_of(&source), after: laid }),
        Err(Unlaid::Syntax(problems)) if shown.problems.is_empty() => Finding::Wrong(
            problems.into_iter().map(|problem| Diagnostic::syntax(&shown.source, problem)).collect(),
        ),
        Err(Unlaid::Syntax(_)) => Finding::Wrong(shown.problems),
        Err(Unlaid::Spoilt(spoilt)) => Finding::Spoilt(spoilt_by(spoilt, &shown.source)),
    }
}

/// A text as it may be shown.
struct Shown {
    source: Arc<Source>,
    /// What is wrong with it as YAML, where its lines had to be masked for that.
    problems: Vec<Diagnostic>,
}

impl Shown {
    /// An `idvet.yaml`, literal secrets masked.
    fn suite(source: &Arc<Source>) -> Self {
        let mut problems = Problems::new(source);
        let suite = Suite::read(source, &mut problems);
        let mut problems = problems.into_found();
        let of_yaml = [code::SYNTAX, code::DUPLICATE_KEY, code::LIMIT, code::ENCODING];
        problems.retain(|problem| of_yaml.contains(&problem.code));
        Self { source: suite.source, problems }
    }

    fn text_of(&self, source: &Source) -> Option<String> {
        (self.source.text() == source.text()).then(|| source.text().to_owned())
    }
}

fn spoilt_by(spoilt: Spoilt, shown: &Arc<Source>) -> Diagnostic {
    let problem = |message: &str| Diagnostic::error(Code::UNNAMED, format!("`{}` {message}", shown.name()));
    let problem = match spoilt {
        Spoilt::Meaning(span) => problem("is left as it is: in the one layout a value would be another")
            .at(Place::new(shown, span), "this one"),
        Spoilt::Comment(span) => problem("is left as it is: in the one layout a comment would be lost")
            .at(Place::new(shown, span), "this one"),
        Spoilt::Nothing => problem("is left as it is: nothing is known of a layout for what it holds"),
    };
    problem.help("write it in a simpler way; until then the file works as it is")
}
