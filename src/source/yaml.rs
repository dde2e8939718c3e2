//! YAML text to located trees: the only file that names the YAML crate.
//!
//! The events of each document become a draft (`draft`), a draft whose aliases and merge keys are followed becomes
//! a tree (`expand`), and a fault of the parser becomes a sentence for the author (`mistakes`).

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use super::draft::{Draft, Flow, Opening};
use super::expand::Expansion;
use super::mistakes::{Fault, explain};
use super::recover::{self, MOST_READ_AGAIN};
use super::{Node, Scalar, Source, Span, Style, tags};

/// What one file may cost at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of text; the texts that aliases repeat may together not be longer either.
    pub bytes: usize,
    /// Levels of lists and maps; more than 255 count as 255.
    pub depth: usize,
    /// Nodes, those that aliases and merge keys repeat counted each time.
    pub nodes: usize,
}

/// What is wrong with the text as YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxProblem {
    /// Which sort of problem, as in `diagnostic::code`.
    pub code: &'static str,
    /// Where it is.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// A second place that belongs to it, with its label: the first of two equal keys.
    pub related: Option<(Span, String)>,
    /// What to write instead.
    pub help: Option<String>,
    /// What was left out so that reading could go on behind it.
    pub left_out: Option<Span>,
}

/// The codes of this layer, which `diagnostic::code` documents.
pub(super) mod codes {
    pub(in super::super) const SYNTAX: &str = "E001";
    pub(in super::super) const DUPLICATE_KEY: &str = "E002";
    pub(in super::super) const LIMIT: &str = "E003";
    pub(in super::super) const ENCODING: &str = "E004";
}

/// More than these help nobody; it also bounds how often reading starts again after an error.
const MOST_PROBLEMS: usize = 100;

/// A file of more documents is none that people write.
const MOST_DOCUMENTS: usize = 10_000;

/// Trees are walked and dropped by recursion, so no limit may allow more levels than a small stack holds.
const DEEPEST: usize = 255;

impl Default for Limits {
    /// Far more than a scenario file that people write ever needs.
    fn default() -> Self {
        Self { bytes: 5_000_000, depth: 64, nodes: 120_000 }
    }
}

impl SyntaxProblem {
    pub(super) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), related: None, help: None, left_out: None }
    }

    #[must_use]
    pub(super) fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Reads the documents of a text, the empty ones left out, and every problem that can be told apart.
/// A syntax error loses the step or the entry that holds it; where even that is not enough, its document.
pub fn read_documents(source: &Arc<Source>, limits: Limits) -> (Vec<Node>, Vec<SyntaxProblem>) {
    let text = source.text();
    if let Some(problem) = refuse_unread(text, limits) {
        return (Vec::new(), vec![problem]);
    }
    let limits = Limits { depth: limits.depth.min(DEEPEST), ..limits };
    let mut reading = Reading {
        text: text.into(),
        limits,
        spent: Expansion::new(limits),
        documents: vec![],
        problems: vec![],
        read_again: 0,
        begun: 0,
    };
    let mut from = Some(0);
    while let Some(start) = from {
        from = reading.read_from(start).filter(|_| reading.problems.len() < MOST_PROBLEMS);
    }
    reading.finish()
}

fn refuse_unread(text: &str, limits: Limits) -> Option<SyntaxProblem> {
    if text.len() > limits.bytes {
        let message = format!("the file has {} bytes, expected at most {}", text.len(), limits.bytes);
        let problem = SyntaxProblem::new(codes::LIMIT, Span::default(), message);
        return Some(problem.help("divide it into several files"));
    }
    let at = text.find('\0')?;
    let problem = SyntaxProblem::new(codes::ENCODING, Span::new(at, at + 1), "the file holds a NUL byte");
    Some(problem.help("save it as text in UTF-8; UTF-16 looks like this"))
}

struct Reading {
    /// What was left out is blank.
    text: Arc<str>,
    limits: Limits,
    spent: Expansion,
    documents: Vec<Node>,
    problems: Vec<SyntaxProblem>,
    /// Bytes that were read a second time.
    read_again: usize,
    /// How many documents were begun, the empty ones among them.
    begun: usize,
}

impl Reading {
    fn finish(mut self) -> (Vec<Node>, Vec<SyntaxProblem>) {
        self.problems.sort_by_key(|problem| problem.span.start);
        // What stands before an error is read again, and so are its problems.
        let mut seen = HashSet::new();
        self.problems.retain(|problem| seen.insert((problem.span, problem.message.clone())));
        self.problems.truncate(MOST_PROBLEMS);
        (self.documents, self.problems)
    }

    /// Reads from a byte where a document begins; after a syntax error gives the next such byte.
    fn read_from(&mut self, start: usize) -> Option<usize> {
        let options = granit_parser::options! {
            strict_indentation: true,
            disallow_directives: true,
            emit_unresolved_aliases: true,
            flow_nesting_limit: self.limits.depth,
            block_nesting_limit: self.limits.depth,
        };
        let mut document_start = start;
        let mut draft = Draft::default();
        let text = Arc::clone(&self.text);
        for event in Parser::new_from_str_with_options(&text[start..], options) {
            match event {
                Ok((Event::DocumentStart(..), span)) => {
                    document_start = bytes(span, start).start as usize;
                    self.begin(bytes(span, start))?;
                }
                Ok((Event::DocumentEnd, _)) => self.close(std::mem::take(&mut draft))?,
                Ok((event, span)) => self.add(&mut draft, event, span, start)?,
                Err(error) => {
                    self.problems.append(&mut draft.problems);
                    let problem = self.explain(&error, start);
                    return self.leave_out(problem, document_start);
                }
            }
        }
        None
    }

    /// Takes what holds a syntax error out of the text; where reading goes on.
    fn leave_out(&mut self, mut problem: SyntaxProblem, start: usize) -> Option<usize> {
        let next = next_document(&self.text, start);
        let at = problem.span.start as usize;
        self.read_again += at.saturating_sub(start);
        let document = (start, next.unwrap_or(self.text.len()));
        let region = recover::region(&self.text, document, at);
        let region = region.filter(|_| self.read_again < MOST_READ_AGAIN && problem.code == codes::SYNTAX);
        problem.left_out = region;
        self.problems.push(problem);
        let Some(region) = region else { return next };
        self.text = recover::blanked(&self.text, region).into();
        Some(start)
    }

    /// Adds an event to the draft; nothing where the limit of nodes is passed, so that reading ends.
    fn add(&mut self, draft: &mut Draft, event: Event, span: granit_parser::Span, base: usize) -> Option<()> {
        let place = bytes(span, base);
        let tag_place = span.tag_span().map_or(place, |tag| bytes(tag, base));
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tagged =
                    tags::of_scalar(tag_name(tag.as_deref()).as_deref(), tag_place, &mut draft.problems);
                let (scalar, place) = scalar(&self.text, text, style, place, tagged);
                draft.scalar(scalar, place, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                tags::of_collection(tag_name(tag.as_deref()).as_deref(), tag_place, &mut draft.problems);
                draft.open(Opening::List, flow(style), place, anchor);
            }
            Event::MappingStart(style, anchor, tag) => {
                tags::of_collection(tag_name(tag.as_deref()).as_deref(), tag_place, &mut draft.problems);
                draft.open(Opening::Map, flow(style), place, anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => draft.close(place),
            Event::Alias(anchor) => draft.alias(anchor, place),
            Event::UnresolvedAlias(name) => draft.unknown_alias(&name, place),
            // Stream marks and metadata that the options leave off; the enum may grow.
            _ => {}
        }
        self.within_limits(draft, place)
    }

    /// Counts a document; nothing where there are too many, so that reading ends.
    fn begin(&mut self, place: Span) -> Option<()> {
        self.begun += 1;
        if self.begun <= MOST_DOCUMENTS {
            return Some(());
        }
        let message = format!("the file has more than {MOST_DOCUMENTS} documents");
        self.problems.push(SyntaxProblem::new(codes::LIMIT, place, message).help("split the file"));
        None
    }

    fn within_limits(&mut self, draft: &mut Draft, place: Span) -> Option<()> {
        let message = if draft.depth() > self.limits.depth {
            format!("lists and maps are nested deeper than {} levels", self.limits.depth)
        } else if draft.len() > self.limits.nodes {
            format!("the file has more than {} values", self.limits.nodes)
        } else {
            return Some(());
        };
        self.problems.append(&mut draft.problems);
        self.problems.push(SyntaxProblem::new(codes::LIMIT, place, message).help("split the file"));
        None
    }

    /// Takes a whole document; nothing where its aliases pass a limit, so that reading ends.
    fn close(&mut self, mut draft: Draft) -> Option<()> {
        self.problems.append(&mut draft.problems);
        let Some(root) = draft.written_root(&self.text) else { return Some(()) };
        match self.spent.tree(draft, root) {
            Ok(node) => self.documents.push(node),
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        }
        Some(())
    }

    fn explain(&self, error: &ScanError, base: usize) -> SyntaxProblem {
        let at = base + error.marker().byte_offset().unwrap_or(0);
        explain(&self.text, at.min(self.text.len()), fault(error.kind()), self.limits.depth)
    }
}

/// The scalar of an event, and its place without the blank lines that end a block.
fn scalar(text: &str, value: Cow<str>, style: ScalarStyle, place: Span, tagged: Style) -> (Scalar, Span) {
    let written = text.get(place.start as usize..place.end as usize).unwrap_or("");
    match style {
        // The parser calls a value that is not there `~`.
        ScalarStyle::Plain if written.is_empty() => {
            (Scalar { text: String::new(), style: tagged }, behind_colon(text, place))
        }
        ScalarStyle::Plain => (Scalar { text: value.into_owned(), style: tagged }, place),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            (Scalar { text: value.into_owned(), style: Style::Text }, place)
        }
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let lead = written.len() - written.trim_start().len();
            let place = place.part(lead, written.trim().len());
            (Scalar { text: value.into_owned(), style: Style::Text }, place)
        }
    }
}

/// The parser puts a value that is not there before its colon; behind it is where it is missed.
fn behind_colon(text: &str, place: Span) -> Span {
    let rest = text.get(place.start as usize..).unwrap_or("");
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let skipped = if rest[blanks..].starts_with(':') { blanks + 1 } else { 0 };
    Span::new(place.start as usize + skipped, place.start as usize + skipped)
}

fn tag_name(tag: Option<&Tag>) -> Option<String> {
    tag.map(|tag| if tag.is_yaml_core_schema_tag("str") { "!!str".to_owned() } else { tag.original() })
}

fn flow(style: StructureStyle) -> Flow {
    match style {
        StructureStyle::Flow => Flow::Brackets,
        StructureStyle::Block => Flow::Lines,
    }
}

fn bytes(span: granit_parser::Span, base: usize) -> Span {
    // A text, other than a stream, always has byte offsets.
    span.byte_range().map_or_else(Span::default, |range| Span::new(base + range.start, base + range.end))
}

/// The first line `---` behind a byte. YAML allows such a line nowhere but between two documents, not even
/// in quotes or blocks, so reading can safely begin again there.
fn next_document(text: &str, behind: usize) -> Option<usize> {
    let is_marker = |at: usize| {
        let rest = &text.as_bytes()[at + 3..];
        rest.first().is_none_or(u8::is_ascii_whitespace)
    };
    let breaks = text.get(behind..)?.match_indices("\n---");
    breaks.map(|(at, _)| behind + at + 1).find(|at| is_marker(*at))
}

fn fault(kind: &ErrorKind) -> Fault {
    use ErrorKind as Kind;
    match kind {
        Kind::InvalidQuotedScalarIndent
        | Kind::UnclosedQuotedScalar
        | Kind::DocumentIndicatorInQuotedScalar => Fault::OpenQuote,
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            Fault::BehindQuote
        }
        Kind::UnknownQuotedScalarEscape => Fault::Escape,
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabAtBlockScalarStart
        | Kind::TabInIndentation
        | Kind::TabInPlainScalar => Fault::Tab,
        Kind::ExpectedFlowMappingSeparator => Fault::Separator('}'),
        Kind::ExpectedFlowSequenceSeparator => Fault::Separator(']'),
        Kind::UnclosedFlowCollection { open } => Fault::OpenBracket(*open),
        Kind::MismatchedFlowCollectionEnd { open, close } => Fault::WrongBracket(*open, *close),
        Kind::MisplacedFlowCollectionEnd => Fault::StrayBracket,
        Kind::InvalidIndentation | Kind::InvalidFlowScalarIndent => Fault::Outdented,
        Kind::ExpectedBlockMappingKey => Fault::KeyExpected,
        Kind::ExpectedBlockSequenceEntry => Fault::ElementExpected,
        Kind::BlockSequenceEntryNotAllowed | Kind::BlockEntryInFlowCollection => Fault::ElementHere,
        Kind::SimpleKeyExpected => Fault::NoColon,
        Kind::MappingValueNotAllowed => Fault::ColonHere,
        Kind::ExpectedDocumentStart => Fault::BehindValue,
        Kind::UnexpectedCharacter { character } => Fault::Character(*character),
        Kind::InvalidBlockScalarHeader => Fault::BlockHeader,
        Kind::MissingAnchorOrAliasName => Fault::NoName,
        Kind::CommentInterceptedScalar => Fault::Comment,
        Kind::DirectiveDisallowed => Fault::Directive,
        Kind::RecursionLimitExceeded => Fault::TooDeep,
        other => Fault::Other(other.to_string()),
    }
}
