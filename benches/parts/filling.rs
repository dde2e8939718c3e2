//! Template filling: a name, a text with several, the body of a token, and a body without any.

use divan::{Bencher, black_box};
use idvet::{
    diagnostic::Problems,
    source::{Limits, Source, read_documents},
    template::Template,
};

use crate::names::Names;

const NAME: &str = "${session.scanRef}";

const TEXT: &str = "qa-${run.id}-${scenario.slug} of ${client}";

const TOKEN: &str = "
clientId: qa-${run.id}-${scenario.slug}
firstName: Anna
lastName: Kovac
country: lt
documents: [PASSPORT, ID_CARD]
dateOfBirth: 1990-12-20
documentNumber: 00${random.digits(6)}
expiryTime: 600
externalRef: ${upper(client)}
";

const LITERAL: &str =
    "{ manualFaceMatchResult: FAKE_FACE, manualDocumentValidity: DOC_VALIDATED, times: [1, 2] }";

/// The template of a text of YAML.
fn template(text: &str) -> Template {
    let source = Source::new("scenarios/a.yaml", text);
    let (documents, _) = read_documents(&source, Limits::default());
    let mut problems = Problems::new(&source);
    let template = Template::read(&documents[0], &mut problems);
    assert_eq!(problems.count(), 0, "the text is sound");
    template
}

#[divan::bench(args = ["name", "text", "token", "literal"])]
fn fill(bencher: Bencher, sort: &str) {
    let text = match sort {
        "name" => NAME,
        "text" => TEXT,
        "token" => TOKEN,
        _ => LITERAL,
    };
    let (template, names) = (template(text), Names::new());
    bencher.bench_local(|| template.fill(black_box(&names)));
}
