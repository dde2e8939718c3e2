//! A draft to a tree: aliases and merge keys are followed, and what they repeat is counted.

use std::collections::HashSet;

use super::draft::{Content, Draft, DraftEntry, Index, Written};
use super::yaml::{Limits, SyntaxProblem, codes};
use super::{Entry, Key, Node, Scalar, Span, Tree};

/// What the trees of a file have cost so far.
#[derive(Debug)]
pub(super) struct Expansion {
    limits: Limits,
    nodes: usize,
    bytes: usize,
}

/// Where a node is put: its level, and the written place that it stems from.
#[derive(Clone, Copy)]
struct Spot {
    depth: usize,
    /// The outermost alias that leads here.
    alias: Option<Span>,
}

impl Spot {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

impl Expansion {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, nodes: 0, bytes: 0 }
    }

    /// The tree of a document, or the limit that it passes.
    pub(super) fn tree(&mut self, mut draft: Draft, root: Index) -> Result<Node, SyntaxProblem> {
        self.node(&mut draft, root, Spot { depth: 0, alias: None })
    }

    /// Recursion is bounded: [`Self::count`] refuses to go deeper than the limit.
    fn node(&mut self, draft: &mut Draft, index: Index, spot: Spot) -> Result<Node, SyntaxProblem> {
        let place = draft.node(index).span;
        let (written, spot) = self.written(draft, index, spot)?;
        let tree = match written {
            Written::Scalar(scalar) => Tree::Scalar(scalar),
            Written::List(items) => {
                let nodes = items.into_iter().map(|item| self.node(draft, item, spot.deeper()));
                Tree::List(nodes.collect::<Result<_, _>>()?)
            }
            Written::Map(entries) => Tree::Map(self.map(draft, &entries, spot)?),
        };
        // An alias stands where it is written; what is inside of it stands where it was written once.
        Ok(Node { span: place, tree })
    }

    /// What a node is, counted.
    fn written(
        &mut self,
        draft: &mut Draft,
        index: Index,
        spot: Spot,
    ) -> Result<(Written, Spot), SyntaxProblem> {
        let place = draft.node(index).span;
        let (written, spot) = follow(draft, index, spot);
        self.count(written, spot, place)?;
        Ok((draft.take(index), spot))
    }

    fn map(
        &mut self,
        draft: &mut Draft,
        entries: &[DraftEntry],
        spot: Spot,
    ) -> Result<Vec<Entry>, SyntaxProblem> {
        let mut taken = own_keys(draft, entries);
        let mut found = Vec::with_capacity(entries.len());
        for entry in entries {
            match entry {
                DraftEntry::Plain { key, value } => found.push(self.entry(draft, *key, *value, spot)?),
                DraftEntry::Merge(maps) => {
                    for map in maps {
                        let merged = self.merged(draft, *map, spot)?;
                        found.extend(merged.into_iter().filter(|entry| taken.insert(entry.key.text.clone())));
                    }
                }
            }
        }
        Ok(found)
    }

    fn entry(
        &mut self,
        draft: &mut Draft,
        key: Index,
        value: Index,
        spot: Spot,
    ) -> Result<Entry, SyntaxProblem> {
        let place = draft.node(key).span;
        let text = match self.written(draft, key, spot)?.0 {
            Written::Scalar(scalar) => scalar.text,
            // A draft makes no entry of any other key.
            Written::List(_) | Written::Map(_) => String::new(),
        };
        let value = self.node(draft, value, spot.deeper())?;
        Ok(Entry { key: Key { text, span: place }, value })
    }

    /// The entries of a map that a merge key names; an empty one counts too.
    fn merged(&mut self, draft: &mut Draft, map: Index, spot: Spot) -> Result<Vec<Entry>, SyntaxProblem> {
        let node = self.node(draft, map, spot.deeper())?;
        match node.tree {
            Tree::Map(entries) => Ok(entries),
            Tree::Scalar(_) | Tree::List(_) => Ok(Vec::new()),
        }
    }

    fn count(&mut self, written: &Written, spot: Spot, place: Span) -> Result<(), SyntaxProblem> {
        self.nodes += 1;
        if let Written::Scalar(Scalar { text, .. }) = written {
            self.bytes += text.len();
        }
        let Limits { bytes, depth, nodes } = self.limits;
        let message = if self.nodes > nodes {
            format!("the aliases of this file make more than {nodes} values of it")
        } else if self.bytes > bytes {
            format!("the aliases of this file make more than {bytes} bytes of it")
        } else if spot.depth > depth {
            format!("lists and maps are nested deeper than {depth} levels through aliases")
        } else {
            return Ok(());
        };
        let place = spot.alias.unwrap_or(place);
        Err(SyntaxProblem::new(codes::LIMIT, place, message).help("repeat less, or split the file"))
    }
}

/// What a node is, or its alias names, and where that is put.
fn follow(draft: &Draft, index: Index, spot: Spot) -> (&Written, Spot) {
    let node = draft.node(index);
    let alias = match node.content {
        Content::Alias(_) => spot.alias.or(Some(node.span)),
        Content::Written(_) => spot.alias,
    };
    (draft.target(index), Spot { alias, ..spot })
}

/// The keys that no merged entry may take; none where nothing is merged.
fn own_keys(draft: &Draft, entries: &[DraftEntry]) -> HashSet<String> {
    if !entries.iter().any(|entry| matches!(entry, DraftEntry::Merge(_))) {
        return HashSet::new();
    }
    let keys = entries.iter().filter_map(|entry| match entry {
        DraftEntry::Plain { key, .. } => Some(key_text(draft.target(*key)).to_owned()),
        DraftEntry::Merge(_) => None,
    });
    keys.collect()
}

/// The text of a key: a draft makes no entry of any other key.
fn key_text(written: &Written) -> &str {
    match written {
        Written::Scalar(scalar) => &scalar.text,
        Written::List(_) | Written::Map(_) => "",
    }
}
