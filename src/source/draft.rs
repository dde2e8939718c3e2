//! A document as written: nodes in one flat list, aliases not followed yet.
//!
//! What can be judged on the written text alone is judged here and thus once: duplicate keys, keys that are no
//! texts, aliases that name nothing, merge keys that merge no map.

use std::collections::{BTreeMap, HashMap};

use super::around::shortened;
use super::yaml::{SyntaxProblem, codes};
use super::{Scalar, Span, Style};

/// A node's number in its draft.
pub(super) type Index = usize;

/// A node as written.
#[derive(Debug)]
pub(super) struct DraftNode {
    pub(super) span: Span,
    pub(super) content: Content,
}

/// What stands in a node's place.
#[derive(Debug)]
pub(super) enum Content {
    Written(Written),
    /// The same as a node above it.
    Alias(Index),
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Written {
    Scalar(Scalar),
    List(Vec<Index>),
    Map(Vec<DraftEntry>),
}

/// A key and a value of a map.
#[derive(Clone, Debug)]
pub(super) enum DraftEntry {
    Plain {
        key: Index,
        value: Index,
    },
    /// `<<`, with the maps it merges, the first of which wins.
    Merge(Vec<Index>),
}

/// What is being opened.
#[derive(Clone, Copy, Debug)]
pub(super) enum Opening {
    List,
    Map,
}

/// How a list or map is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Flow {
    /// In brackets or braces, which belong to its place.
    Brackets,
    /// Line by line: its place ends with its last element.
    Lines,
}

/// A document being read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    nodes: Vec<DraftNode>,
    open: Vec<Frame>,
    anchors: HashMap<usize, Index>,
    pub(super) problems: Vec<SyntaxProblem>,
}

#[derive(Debug)]
struct Frame {
    index: Index,
    opening: Opening,
    flow: Flow,
    children: Vec<Index>,
}

impl Draft {
    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many lists and maps are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// A node.
    pub(super) fn node(&self, index: Index) -> &DraftNode {
        &self.nodes[index]
    }

    /// The root, unless the document is empty.
    pub(super) fn written_root(&self, text: &str) -> Option<Index> {
        let root = self.nodes.first()?;
        let is_written = match &root.content {
            Content::Written(Written::Scalar(scalar)) => {
                scalar.style == Style::Text || !scalar.text.is_empty() || span_has_text(text, root.span)
            }
            Content::Written(Written::List(_) | Written::Map(_)) | Content::Alias(_) => true,
        };
        is_written.then_some(0)
    }

    /// Adds a scalar; `anchor` is 0 where it has none.
    pub(super) fn scalar(&mut self, scalar: Scalar, span: Span, anchor: usize) {
        let index = self.push(span, Content::Written(Written::Scalar(scalar)));
        self.name(anchor, index);
    }

    /// Adds an alias of an anchor that was seen.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) {
        let target = self.anchors.get(&anchor).copied();
        match target {
            Some(target) if self.open.iter().all(|frame| frame.index != target) => {
                self.push(span, Content::Alias(target));
            }
            Some(_) | None => {
                let message = "this alias stands inside of what it names";
                self.problems.push(SyntaxProblem::new(codes::SYNTAX, span, message));
                self.push_nothing(span);
            }
        }
    }

    /// Adds an alias that names nothing.
    pub(super) fn unknown_alias(&mut self, name: &str, span: Span) {
        let name = shortened(name);
        let message = format!("`*{name}` names nothing: there is no `&{name}` above it");
        let help = format!("a text that begins with `*` needs quotes: `\"*{name}\"`");
        self.problems.push(SyntaxProblem::new(codes::SYNTAX, span, message).help(help));
        self.push_nothing(span);
    }

    /// Opens a list or a map.
    pub(super) fn open(&mut self, opening: Opening, flow: Flow, span: Span, anchor: usize) {
        let content = match opening {
            Opening::List => Written::List(Vec::new()),
            Opening::Map => Written::Map(Vec::new()),
        };
        let index = self.push(span, Content::Written(content));
        self.name(anchor, index);
        self.open.push(Frame { index, opening, flow, children: Vec::new() });
    }

    /// Closes what was opened last; `span` is the place of its end.
    pub(super) fn close(&mut self, span: Span) {
        let Some(frame) = self.open.pop() else { return };
        if let (Opening::Map, Flow::Brackets) = (frame.opening, frame.flow) {
            frame.children.chunks_exact(2).for_each(|pair| self.part_joined(pair[0], pair[1]));
        }
        let end = match (frame.flow, frame.children.last()) {
            (Flow::Lines, Some(last)) => self.nodes[*last].span.end,
            (Flow::Brackets, _) | (Flow::Lines, None) => span.end,
        };
        let content = match frame.opening {
            Opening::List => Written::List(frame.children),
            Opening::Map => Written::Map(self.entries(&frame.children)),
        };
        let node = &mut self.nodes[frame.index];
        node.span.end = end.max(node.span.start);
        node.content = Content::Written(content);
    }

    /// `{ key:value }` is a key without a value to YAML; no author means that. Both are read, so that nothing else is
    /// said of them.
    fn part_joined(&mut self, key: Index, value: Index) {
        let (Content::Written(Written::Scalar(written)), Content::Written(Written::Scalar(nothing))) =
            (&self.nodes[key].content, &self.nodes[value].content)
        else {
            return;
        };
        let is_alone =
            nothing.text.is_empty() && nothing.style == Style::Plain && written.style == Style::Plain;
        let Some((word, rest)) = joined(&written.text).filter(|_| is_alone) else { return };
        let span = self.nodes[key].span;
        let message = format!("a space is missing behind `{}:`", shortened(word));
        let help = format!("write `{}: {}`", shortened(word), shortened(rest));
        let place = span.part(0, word.len() + 1);
        self.problems.push(SyntaxProblem::new(codes::SYNTAX, place, message).help(help));
        let plain = |text: &str| {
            Content::Written(Written::Scalar(Scalar { text: text.to_owned(), style: Style::Plain }))
        };
        let (key_content, value_content) = (plain(word), plain(rest));
        let (key_span, value_span) = (span.part(0, word.len()), span.part(word.len() + 1, rest.len()));
        self.nodes[key] = DraftNode { span: key_span, content: key_content };
        self.nodes[value] = DraftNode { span: value_span, content: value_content };
    }

    fn push(&mut self, span: Span, content: Content) -> Index {
        let index = self.nodes.len();
        self.nodes.push(DraftNode { span, content });
        if let Some(frame) = self.open.last_mut() {
            frame.children.push(index);
        }
        index
    }

    fn push_nothing(&mut self, span: Span) {
        let nothing = Scalar { text: String::new(), style: Style::Plain };
        self.push(span, Content::Written(Written::Scalar(nothing)));
    }

    fn name(&mut self, anchor: usize, index: Index) {
        if anchor != 0 {
            self.anchors.insert(anchor, index);
        }
    }

    /// Keys and values in turn become entries, those that cannot be one left out.
    fn entries(&mut self, children: &[Index]) -> Vec<DraftEntry> {
        let mut first_of = BTreeMap::new();
        let mut entries = Vec::with_capacity(children.len() / 2);
        let mut problems = Vec::new();
        for pair in children.chunks_exact(2) {
            let (key, value) = (pair[0], pair[1]);
            let span = self.nodes[key].span;
            let Written::Scalar(scalar) = self.target(key) else {
                problems.push(no_text_key(span));
                continue;
            };
            if let Some(first) = first_of.insert(scalar.text.as_str(), span) {
                problems.push(duplicate_key(scalar, span, first));
                first_of.insert(scalar.text.as_str(), first);
            } else if is_merge(scalar) {
                entries.push(DraftEntry::Merge(self.merged(value, &mut problems)));
            } else {
                entries.push(DraftEntry::Plain { key, value });
            }
        }
        self.problems.append(&mut problems);
        entries
    }

    /// The maps that a merge key names.
    fn merged(&self, value: Index, problems: &mut Vec<SyntaxProblem>) -> Vec<Index> {
        match self.target(value) {
            Written::Map(_) => vec![value],
            Written::List(items) => {
                let (maps, others): (Vec<Index>, Vec<Index>) =
                    items.iter().partition(|item| matches!(self.target(**item), Written::Map(_)));
                problems.extend(others.iter().map(|other| no_map(self.nodes[*other].span)));
                maps
            }
            Written::Scalar(_) => {
                problems.push(no_map(self.nodes[value].span));
                Vec::new()
            }
        }
    }

    /// What a node is, or what its alias names.
    pub(super) fn target(&self, mut index: Index) -> &Written {
        // An alias names a node above it, so this ends.
        loop {
            match &self.nodes[index].content {
                Content::Written(written) => return written,
                Content::Alias(target) => index = *target,
            }
        }
    }

    /// The same, taken out: a node that no alias can name is asked for once.
    pub(super) fn take(&mut self, index: Index) -> Written {
        if !self.anchors.is_empty() {
            return self.target(index).clone();
        }
        match &mut self.nodes[index].content {
            Content::Written(written) => std::mem::replace(written, Written::List(Vec::new())),
            Content::Alias(_) => self.target(index).clone(),
        }
    }
}

fn span_has_text(text: &str, span: Span) -> bool {
    text.get(span.start as usize..span.end as usize).is_some_and(|written| !written.is_empty())
}

/// A word and what is joined to it by `:`; an address or a time of day is none.
fn joined(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(':')?;
    let is_word = word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-'));
    (is_word && !rest.is_empty() && !rest.starts_with(['/', ':'])).then_some((word, rest))
}

fn is_merge(key: &Scalar) -> bool {
    key.style == Style::Plain && key.text == "<<"
}

fn no_text_key(span: Span) -> SyntaxProblem {
    SyntaxProblem::new(codes::SYNTAX, span, "a list or a map cannot be a key")
        .help("write the key as a text, in quotes if it holds brackets or braces")
}

fn no_map(span: Span) -> SyntaxProblem {
    SyntaxProblem::new(codes::SYNTAX, span, "`<<` merges a map, or a list of maps, and this is neither")
        .help("name a map: `<<: *name`; a key that is called `<<` needs quotes")
}

fn duplicate_key(key: &Scalar, span: Span, first: Span) -> SyntaxProblem {
    let message = format!("the key `{}` is written twice in the same map", shortened(&key.text));
    let problem =
        SyntaxProblem::new(codes::DUPLICATE_KEY, span, message).related(first, "first written here");
    if is_merge(key) { problem.help("merge several maps with one key: `<<: [*a, *b]`") } else { problem }
}
