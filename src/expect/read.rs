//! Reading `expect:`: its keys, each with its own reader.

use super::{
    Check, Expectation, SchemaFiles, StatusRange,
    check::{self, LooksAt},
    fields::entry_span,
    keys::EXPECTATION,
    matchers::Reader,
    operand::Operand,
    status,
};
use crate::{
    diagnostic::{Problems, code, nearest},
    source::{Entry, Node},
};

/// Every status code; an expectation whose status is filled in has these until then.
const EVERY_STATUS: StatusRange = StatusRange { low: 100, high: 599 };

/// What a refusal's status is (decisions.md C7).
const REFUSED: [StatusRange; 2] = [StatusRange::class(4), StatusRange::class(5)];

/// Reads what stands under `expect:`.
pub(super) fn expectation(node: &Node, files: &dyn SchemaFiles, problems: &mut Problems) -> Expectation {
    let mut reader = Reader { files, problems };
    let mut expectation = Expectation::default();
    let Some(entries) = node.as_map() else {
        let message = format!("`expect` wants a map, not {}", node.kind_name());
        reader
            .problems
            .error(code::WRONG_TYPE, node.span, message)
            .help
            .push("write `expect: { status: 200 }`, or `expect: { fields: { ... } }`".to_owned());
        return expectation;
    };
    for entry in entries {
        match entry.key.text.as_str() {
            "status" => reader.status(entry, &mut expectation),
            "error" => reader.error(entry, &mut expectation),
            "headers" => reader.headers(entry, &mut expectation),
            "within" => reader.within(entry, &mut expectation),
            "fields" => reader.fields_into(&entry.value, &mut expectation),
            "body" => reader.body(entry, &mut expectation),
            "contract" => reader.contract(entry, &mut expectation),
            _ => reader.unknown_key(entry),
        }
    }
    refuse_where_error_is_expected(entries, &mut expectation, reader.problems);
    expectation.checks.shrink_to_fit();
    expectation
}

/// `error` means a refusal; a `status` beside it says which one.
fn refuse_where_error_is_expected(entries: &[Entry], expectation: &mut Expectation, problems: &mut Problems) {
    let written = |name: &str| entries.iter().find(|entry| entry.key.text == name);
    match (written("error"), written("status")) {
        (Some(error), None) => {
            expectation.status = REFUSED.to_vec();
            expectation.status_place = Some(problems.place(entry_span(error)));
        }
        (Some(_), Some(_)) if expectation.status == [EVERY_STATUS] => expectation.status = REFUSED.to_vec(),
        (Some(_), Some(status)) => {
            if let Some(range) = expectation.status.iter().find(|range| range.low < REFUSED[0].low) {
                let message = format!("`error` means a status of 400 or above, and `status` says {range}");
                problems
                    .error(code::WRONG_TYPE, status.value.span, message)
                    .help
                    .push("to look at the body of a success, write `fields`".to_owned());
            }
        }
        (None, _) => {}
    }
}

impl Reader<'_> {
    fn status(&mut self, entry: &Entry, expectation: &mut Expectation) {
        let place = self.problems.place(entry_span(entry));
        match self.operand("status", &entry.value, status::compile) {
            Some(Operand::Known(ranges)) => expectation.status = ranges,
            Some(computed @ Operand::Computed(_)) => {
                expectation.status = vec![EVERY_STATUS];
                expectation
                    .checks
                    .push(Check { place: place.clone(), looks_at: LooksAt::Status(Box::new(computed)) });
            }
            None => {}
        }
        expectation.status_place = Some(place);
    }

    /// Most expectations are fields alone: room for them, and for no more.
    fn fields_into(&mut self, node: &Node, expectation: &mut Expectation) {
        let checks = self.fields(node).checks;
        expectation.checks.reserve_exact(checks.len());
        expectation.checks.extend(checks);
    }

    fn error(&mut self, entry: &Entry, expectation: &mut Expectation) {
        let node = &entry.value;
        match (node.as_map(), node.as_scalar()) {
            (Some(_), _) => self.fields_into(node, expectation),
            (None, Some(_)) if !node.is_null() => {
                let matchers = self.matchers_of_text(node);
                let place = self.problems.place(entry_span(entry));
                let Ok(path) = crate::json_path::JsonPath::from_field("message") else { return };
                expectation.checks.push(Check { place, looks_at: LooksAt::Field(path, matchers) });
            }
            (None, _) => {
                let message = format!(
                    "`error` wants the message or a map of fields, and there is {}",
                    node.kind_name()
                );
                self.problems.error(code::WRONG_TYPE, node.span, message).help.push(
                    "write `error: { identifier: BAD_VALUE, message: { contains: firstName } }`".to_owned(),
                );
            }
        }
    }

    fn headers(&mut self, entry: &Entry, expectation: &mut Expectation) {
        let Some(headers) = entry.value.as_map() else {
            let message = format!("`headers` wants a map of headers, not {}", entry.value.kind_name());
            self.problems.error(code::WRONG_TYPE, entry.value.span, message);
            return;
        };
        for header in headers {
            let matchers = self.matchers_of_text(&header.value);
            let place = self.problems.place(entry_span(header));
            let name = header.key.text.to_lowercase().into();
            expectation.checks.push(Check { place, looks_at: LooksAt::Header(name, matchers) });
        }
    }

    fn within(&mut self, entry: &Entry, expectation: &mut Expectation) {
        if let Some(operand) = self.operand("within", &entry.value, check::within) {
            let place = self.problems.place(entry_span(entry));
            expectation.checks.push(Check { place, looks_at: LooksAt::Within(Box::new(operand)) });
        }
    }

    fn body(&mut self, entry: &Entry, expectation: &mut Expectation) {
        let matchers = self.matchers_of_text(&entry.value);
        let place = self.problems.place(entry_span(entry));
        expectation.checks.push(Check { place, looks_at: LooksAt::Body(matchers) });
    }

    fn contract(&mut self, entry: &Entry, expectation: &mut Expectation) {
        let Some(scalar) = entry.value.as_scalar().filter(|_| !entry.value.is_null()) else {
            let message = format!("`contract` wants a word, not {}", entry.value.kind_name());
            self.problems
                .error(code::WRONG_TYPE, entry.value.span, message)
                .help
                .push("write `contract: off`, `warn` or `strict`".to_owned());
            return;
        };
        let place = self.problems.place(entry.value.span);
        expectation.contract = Some(Box::new((scalar.text.clone(), place)));
    }

    fn unknown_key(&mut self, entry: &Entry) {
        let word = &entry.key.text;
        let help = match nearest(word, EXPECTATION.iter().map(|known| known.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a field of the answer stands below `fields`: `fields: {{ {word}: ... }}`"),
        };
        self.problems
            .error(code::UNKNOWN_KEY, entry.key.span, format!("`expect` does not know the key `{word}`"))
            .help
            .push(help);
    }
}
