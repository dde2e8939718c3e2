//! A query after parsing: typed as RFC 9535 section 2.4.3 asks, so that evaluation meets no ill-typed expression.

use serde_json::Value;

use super::pattern::Pattern;

#[derive(Debug)]
pub(super) enum Segment {
    Children(Vec<Selector>),
    Descendants(Vec<Selector>),
}

#[derive(Debug)]
pub(super) enum Selector {
    Key(Key),
    Wildcard,
    Slice(Slice),
    Filter(Condition),
}

/// What leads to at most one child.
#[derive(Debug)]
pub(super) enum Key {
    Name(String),
    /// Counted from the end when negative.
    Index(i64),
}

#[derive(Debug)]
pub(super) struct Slice {
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) step: i64,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    /// `$`
    Root,
    /// `@`
    Current,
}

/// A query inside a filter.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) origin: Origin,
    pub(super) segments: Vec<Segment>,
}

/// A query inside a filter that finds at most one node.
#[derive(Debug)]
pub(super) struct SingularQuery {
    pub(super) origin: Origin,
    pub(super) keys: Vec<Key>,
}

/// RFC 9535 calls this a logical expression.
#[derive(Debug)]
pub(super) enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Box<Comparison>),
    Present(SingularQuery),
    Exists(Query),
    Match(Box<TextMatch>),
}

#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) left: Operand,
    pub(super) operator: Operator,
    pub(super) right: Operand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What gives one value, or nothing.
#[derive(Debug)]
pub(super) enum Operand {
    Literal(Value),
    Singular(SingularQuery),
    /// `length(…)`
    Length(Box<Operand>),
    /// `count(…)`
    Count(Query),
    /// `value(…)`
    Only(Query),
}

/// `match(…)` and `search(…)`.
#[derive(Debug)]
pub(super) struct TextMatch {
    pub(super) text: Operand,
    pub(super) pattern: Pattern,
}

/// Whether a query of these segments finds at most one node.
pub(super) fn is_singular(segments: &[Segment]) -> bool {
    segments.iter().all(|segment| matches!(segment, Segment::Children(selectors) if matches!(selectors[..], [Selector::Key(_)])))
}

impl Query {
    /// The same query as a singular one, or itself when it can find several nodes.
    pub(super) fn into_singular(self) -> Result<SingularQuery, Query> {
        if !is_singular(&self.segments) {
            return Err(self);
        }
        let keys = self.segments.into_iter().flat_map(keys_of).collect();
        Ok(SingularQuery { origin: self.origin, keys })
    }
}

fn keys_of(segment: Segment) -> impl Iterator<Item = Key> {
    let (Segment::Children(selectors) | Segment::Descendants(selectors)) = segment;
    selectors.into_iter().filter_map(|selector| match selector {
        Selector::Key(key) => Some(key),
        Selector::Wildcard | Selector::Slice(_) | Selector::Filter(_) => None,
    })
}
