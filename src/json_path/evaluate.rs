//! Finds the nodes of a query, segment by segment and without recursion on the document.

use serde_json::Value;

use super::conditions::LastPattern;
use super::limit::{QueryLimit, Work};
use super::location::{Place, Step, Trail};
use super::tree::{Key, Origin, Query, Segment, Selector, SingularQuery, Slice};
use super::{Found, Location};

/// One evaluation of a query on a document.
pub(super) struct Run<'v> {
    root: &'v Value,
    trail: Trail<'v>,
    pub(super) work: Work,
    pub(super) last_pattern: Option<LastPattern>,
}

#[derive(Clone, Copy)]
struct Node<'v> {
    value: &'v Value,
    place: Place,
}

/// What a filter wants to know of a query: how many nodes, and the first one's value.
pub(super) struct Tally<'v> {
    pub(super) count: usize,
    pub(super) first: Option<&'v Value>,
}

/// The nodes that these segments find in the document, in the order of RFC 9535.
pub(super) fn find<'v>(segments: &[Segment], root: &'v Value) -> Result<Vec<Found<'v>>, QueryLimit> {
    let mut run = Run { root, trail: Trail::new(), work: Work::new(), last_pattern: None };
    let nodes = run.nodes(segments, root)?;
    let places: Vec<Place> = nodes.iter().map(|node| node.place).collect();
    let locations: Vec<Location> = run.trail.locations(&places);
    Ok(nodes.iter().zip(locations).map(|(node, location)| Found { value: node.value, location }).collect())
}

impl<'v> Run<'v> {
    fn nodes(&mut self, segments: &[Segment], start: &'v Value) -> Result<Vec<Node<'v>>, QueryLimit> {
        let mut nodes = vec![Node { value: start, place: None }];
        for segment in segments {
            nodes = self.follow(segment, &nodes)?;
        }
        Ok(nodes)
    }

    fn follow(&mut self, segment: &Segment, nodes: &[Node<'v>]) -> Result<Vec<Node<'v>>, QueryLimit> {
        let mut found = Vec::new();
        for node in nodes {
            match segment {
                Segment::Children(selectors) => self.select_all(selectors, *node, &mut found)?,
                Segment::Descendants(selectors) => self.descend(selectors, *node, &mut found)?,
            }
        }
        Ok(found)
    }

    /// Visits a node before its children, and the children in their order.
    fn descend(
        &mut self,
        selectors: &[Selector],
        top: Node<'v>,
        found: &mut Vec<Node<'v>>,
    ) -> Result<(), QueryLimit> {
        let mut waiting = vec![top];
        while let Some(node) = waiting.pop() {
            self.select_all(selectors, node, found)?;
            let first_child = waiting.len();
            self.each_child(node, |run, value, step| {
                if value.is_array() || value.is_object() {
                    waiting.push(run.child(node, value, step));
                }
                Ok(())
            })?;
            waiting[first_child..].reverse();
        }
        Ok(())
    }

    fn select_all(
        &mut self,
        selectors: &[Selector],
        node: Node<'v>,
        found: &mut Vec<Node<'v>>,
    ) -> Result<(), QueryLimit> {
        selectors.iter().try_for_each(|selector| self.select(selector, node, found))
    }

    fn select(
        &mut self,
        selector: &Selector,
        node: Node<'v>,
        found: &mut Vec<Node<'v>>,
    ) -> Result<(), QueryLimit> {
        self.work.spend(1)?;
        match selector {
            Selector::Key(key) => {
                found.extend(child_at(node.value, key).map(|(value, step)| self.child(node, value, step)));
                Ok(())
            }
            Selector::Wildcard => self.each_child(node, |run, value, step| {
                found.push(run.child(node, value, step));
                Ok(())
            }),
            Selector::Slice(slice) => self.select_slice(slice, node, found),
            Selector::Filter(condition) => self.each_child(node, |run, value, step| {
                if run.holds(condition, value)? {
                    found.push(run.child(node, value, step));
                }
                Ok(())
            }),
        }
    }

    fn select_slice(
        &mut self,
        slice: &Slice,
        node: Node<'v>,
        found: &mut Vec<Node<'v>>,
    ) -> Result<(), QueryLimit> {
        let Value::Array(items) = node.value else { return Ok(()) };
        for index in indexes(slice, items.len()) {
            self.work.spend(1)?;
            found.extend(items.get(index).map(|value| self.child(node, value, Step::Index(index))));
        }
        Ok(())
    }

    fn each_child(
        &mut self,
        node: Node<'v>,
        mut visit: impl FnMut(&mut Self, &'v Value, Step<&'v str>) -> Result<(), QueryLimit>,
    ) -> Result<(), QueryLimit> {
        match node.value {
            Value::Array(items) => {
                self.work.spend(items.len())?;
                items.iter().enumerate().try_for_each(|(index, value)| visit(self, value, Step::Index(index)))
            }
            Value::Object(members) => {
                self.work.spend(members.len())?;
                members.iter().try_for_each(|(name, value)| visit(self, value, Step::Name(name)))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    fn child(&mut self, parent: Node<'v>, value: &'v Value, step: Step<&'v str>) -> Node<'v> {
        Node { value, place: Some(self.trail.mark(parent.place, step)) }
    }

    fn origin(&self, origin: Origin, current: &'v Value) -> &'v Value {
        match origin {
            Origin::Root => self.root,
            Origin::Current => current,
        }
    }

    /// Runs a query inside a filter. Nobody asks where its nodes stand, so that their marks are taken back.
    pub(super) fn tally(&mut self, query: &Query, current: &'v Value) -> Result<Tally<'v>, QueryLimit> {
        let kept = self.trail.len();
        let nodes = self.nodes(&query.segments, self.origin(query.origin, current))?;
        self.trail.truncate(kept);
        Ok(Tally { count: nodes.len(), first: nodes.first().map(|node| node.value) })
    }

    /// Runs a query that finds at most one node.
    pub(super) fn single(
        &mut self,
        query: &SingularQuery,
        current: &'v Value,
    ) -> Result<Option<&'v Value>, QueryLimit> {
        self.work.spend(1 + query.keys.len())?;
        let start = self.origin(query.origin, current);
        Ok(query.keys.iter().try_fold(start, |value, key| child_at(value, key).map(|(child, _)| child)))
    }
}

fn child_at<'v>(value: &'v Value, key: &Key) -> Option<(&'v Value, Step<&'v str>)> {
    match (value, key) {
        (Value::Object(members), Key::Name(name)) => {
            members.get_key_value(name).map(|(name, child)| (child, Step::Name(name.as_str())))
        }
        (Value::Array(items), Key::Index(index)) => {
            let index = from_start(*index, items.len())?;
            items.get(index).map(|child| (child, Step::Index(index)))
        }
        _ => None,
    }
}

/// The index counted from the start; none before the start.
fn from_start(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

/// The indexes of a slice, as RFC 9535 section 2.3.4.2.2 counts them.
fn indexes(slice: &Slice, length: usize) -> impl Iterator<Item = usize> {
    let length = i64::try_from(length).expect("a list in memory is shorter than 2^63");
    let from_start = |index: i64| if index < 0 { length + index } else { index };
    let (first, last) = if slice.step >= 0 {
        let first = slice.start.map_or(0, from_start).clamp(0, length);
        (first, slice.end.map_or(length, from_start).clamp(0, length))
    } else {
        let first = slice.start.map_or(length - 1, from_start).clamp(-1, length - 1);
        (first, slice.end.map_or(-1, from_start).clamp(-1, length - 1))
    };
    let step = slice.step;
    let is_inside = move |index: &i64| match step.signum() {
        1 => *index < last,
        -1 => *index > last,
        _ => false,
    };
    let indexes = std::iter::successors(Some(first), move |index| Some(index + step)).take_while(is_inside);
    indexes.filter_map(|index| usize::try_from(index).ok())
}
