//! Where the references of a schema lead: nowhere outside of it, and never back to themselves.

use std::collections::HashSet;

use serde_json::Value as Json;

/// The words by which a schema refers to another.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

fn references(node: &Json) -> impl Iterator<Item = &str> {
    REFERENCES.into_iter().filter_map(|word| node.get(word)?.as_str())
}

/// The first reference that leads out of the schema and not to a published draft.
pub(super) fn foreign_reference(nodes: &[&Json]) -> Option<String> {
    let own = nodes.first().and_then(|root| id(root)).unwrap_or("");
    nodes
        .iter()
        .flat_map(|node| references(node))
        .find(|reference| {
            let document = reference.split('#').next().unwrap_or(reference);
            !document.is_empty() && document != own && !document.contains("json-schema.org/")
        })
        .map(str::to_owned)
}

fn id(node: &Json) -> Option<&str> {
    node.get("$id").or_else(|| node.get("id"))?.as_str()
}

/// A reference that leads back to itself while the value stays the same: a validator would follow it for ever.
pub(super) fn circle(nodes: &[&Json]) -> Option<String> {
    let mut done = HashSet::new();
    nodes.iter().filter(|node| references(node).next().is_some()).find_map(|start| {
        let on_circle = walk(nodes, start, &mut done)?;
        references(on_circle).next().or_else(|| references(start).next()).map(str::to_owned)
    })
}

/// The node at which a walk from `start` comes back to where it has been.
fn walk<'s>(nodes: &[&'s Json], start: &'s Json, done: &mut HashSet<*const Json>) -> Option<&'s Json> {
    let mut path = vec![(start, same_value(nodes, start))];
    let mut on_path = HashSet::from([std::ptr::from_ref(start)]);
    while let Some((node, open)) = path.last_mut() {
        let node = *node;
        match open.pop() {
            None => {
                on_path.remove(&std::ptr::from_ref(node));
                done.insert(std::ptr::from_ref(node));
                path.pop();
            }
            Some(next) if on_path.contains(&std::ptr::from_ref(next)) => return Some(node),
            Some(next) if done.contains(&std::ptr::from_ref(next)) => {}
            Some(next) => {
                on_path.insert(std::ptr::from_ref(next));
                path.push((next, same_value(nodes, next)));
            }
        }
    }
    None
}

/// The schemas that a schema holds the very same value against.
fn same_value<'s>(nodes: &[&'s Json], node: &'s Json) -> Vec<&'s Json> {
    let lists =
        ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|word| node.get(word)?.as_array()).flatten();
    let single = ["not", "if", "then", "else"].into_iter().filter_map(|word| node.get(word));
    let maps =
        ["dependentSchemas", "dependencies"].into_iter().filter_map(|word| node.get(word)?.as_object());
    let referred = references(node).filter_map(|reference| target(nodes, reference));
    lists.chain(single).chain(maps.flat_map(serde_json::Map::values)).chain(referred).collect()
}

/// Where a reference leads inside of the schema: to a JSON pointer, an anchor, or the root.
fn target<'s>(nodes: &[&'s Json], reference: &str) -> Option<&'s Json> {
    let root = nodes.first().copied()?;
    let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
    let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
    if fragment.is_empty() || fragment.starts_with('/') {
        return root.pointer(&fragment);
    }
    let anchored = |node: &&&Json| {
        ["$anchor", "$dynamicAnchor"]
            .into_iter()
            .any(|word| node.get(word).is_some_and(|name| *name == *fragment))
    };
    nodes.iter().find(anchored).copied()
}

/// Every value inside of a schema, itself first.
pub(super) fn all_nodes(schema: &Json) -> Vec<&Json> {
    let mut nodes = vec![schema];
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied() {
        next += 1;
        match node {
            Json::Array(list) => nodes.extend(list),
            Json::Object(map) => nodes.extend(map.values()),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    nodes
}
