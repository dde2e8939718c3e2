//! What a schema names: keys, values, editions. A walk over an answer beside it finds what it does not name.
//!
//! The walk follows the schema, never the answer alone, so that an answer is as deep as its schema at most.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Judgement, rules::Wrong};
use crate::{
    event::{Drift, DriftKind},
    json_path::member,
    vocabulary::{self, Vocabulary},
};

/// Nodes of a schema that are looked at, references followed: a small schema can unfold to a huge one.
const MOST_NODES: usize = 20_000;
/// How deep a schema is looked into, references followed.
const DEEPEST: usize = 40;
/// Drift of one answer that is told.
const MOST_DRIFT: usize = 100;
/// How an empty text is told.
const EMPTY: &str = "\"\"";
/// Characters of a name that a message shows.
const LONGEST: usize = 100;

/// What a schema names of a value.
#[derive(Debug, Default)]
pub(super) struct Shape {
    keys: BTreeMap<String, Shape>,
    /// Whether other keys than those are drift.
    closed: bool,
    items: Option<Box<Shape>>,
    values: Option<Values>,
    /// Present: another edition than the one in force has it, and which.
    edition: Option<String>,
    /// Types that another edition has, and which.
    edition_types: Vec<(String, String)>,
    /// Keys that the edition in force has and others have not.
    usual: Vec<String>,
    usual_edition: String,
    source: String,
}

/// The values that the documents name.
#[derive(Debug)]
struct Values {
    vocabulary: Option<&'static Vocabulary>,
    also: Vec<String>,
}

/// Unfolds a schema.
struct Unfolding<'s> {
    root: &'s Json,
    nodes: usize,
}

/// Where a walk is: as deep as the schema at most.
enum Way<'w> {
    Root,
    Key(&'w Way<'w>, &'w str),
    Element(&'w Way<'w>),
}

/// A walk over one answer.
pub(super) struct Walk<'w> {
    answer: &'w str,
    judgement: &'w mut Judgement,
}

impl Shape {
    /// What a schema names.
    pub(super) fn of(schema: &Json) -> Result<Self, Wrong> {
        let mut shape = Self::default();
        Unfolding { root: schema, nodes: 0 }.add(schema, DEEPEST, &mut shape)?;
        Ok(shape)
    }

    /// Finds what the schema does not name of a value.
    pub(super) fn walk(&self, value: &Json, walk: &mut Walk<'_>) {
        self.at(value, &Way::Root, walk);
    }

    fn at(&self, value: &Json, way: &Way<'_>, walk: &mut Walk<'_>) {
        if let Some(edition) = self.edition.as_ref().filter(|_| !value.is_null()) {
            walk.note(DriftKind::Edition, way, "", edition);
        }
        match value {
            Json::Object(map) => self.at_object(map, way, walk),
            Json::Array(list) => self.at_list(list, way, walk),
            Json::String(text) => self.at_text(text, way, walk),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    fn at_object(&self, map: &serde_json::Map<String, Json>, way: &Way<'_>, walk: &mut Walk<'_>) {
        for (key, value) in map {
            match self.keys.get(key) {
                Some(shape) => shape.at(value, &Way::Key(way, key), walk),
                None if self.closed => {
                    walk.note(DriftKind::UnknownKey, &Way::Key(way, key), "", &self.source);
                }
                None => {}
            }
        }
        for key in self.usual.iter().filter(|key| !map.contains_key(*key)) {
            walk.note(DriftKind::Edition, &Way::Key(way, key), "absent", &self.usual_edition);
        }
    }

    fn at_list(&self, list: &[Json], way: &Way<'_>, walk: &mut Walk<'_>) {
        if let Some((_, edition)) = self.edition_types.iter().find(|(known, _)| known == "array") {
            walk.note(DriftKind::Edition, way, "a list", edition);
        }
        if let Some(items) = &self.items {
            for element in list {
                items.at(element, &Way::Element(way), walk);
            }
        }
    }

    fn at_text(&self, text: &str, way: &Way<'_>, walk: &mut Walk<'_>) {
        let Some(values) = &self.values else { return };
        let known = values.vocabulary.is_some_and(|vocabulary| vocabulary.contains(text))
            || values.also.iter().any(|also| also == text);
        if !known {
            let named =
                values.vocabulary.map(|vocabulary| format!(" (the vocabulary `{}`)", vocabulary.name));
            let source = format!("{}{}", self.source, named.unwrap_or_default());
            walk.note(DriftKind::UnknownValue, way, if text.is_empty() { EMPTY } else { text }, &source);
        }
    }
}

impl Way<'_> {
    /// As a path, which is made only where there is something to tell.
    fn path(&self) -> String {
        match self {
            Self::Root => "$".to_owned(),
            Self::Key(above, key) => member(&above.path(), key),
            Self::Element(above) => format!("{}[*]", above.path()),
        }
    }
}

impl<'w> Walk<'w> {
    /// A walk that adds to a judgement of an answer.
    pub(super) fn new(answer: &'w str, judgement: &'w mut Judgement) -> Self {
        Self { answer, judgement }
    }

    fn note(&mut self, kind: DriftKind, way: &Way<'_>, value: &str, source: &str) {
        let drift = Drift { answer: self.answer.to_owned(), kind, path: way.path(), value: value.to_owned() };
        let found = &mut self.judgement.drift;
        if found.len() < MOST_DRIFT && !found.iter().any(|(known, _)| *known == drift) {
            found.push((drift, source.to_owned()));
        }
    }
}

impl Unfolding<'_> {
    /// Adds what a schema names to a shape; what several branches name is known by any of them.
    fn add(&mut self, schema: &Json, depth: usize, shape: &mut Shape) -> Result<(), Wrong> {
        self.nodes += 1;
        let Some(depth) = depth.checked_sub(1).filter(|_| self.nodes < MOST_NODES) else { return Ok(()) };
        annotate(schema, shape)?;
        if let Some(properties) = schema.get("properties").and_then(Json::as_object) {
            shape.closed |= !is_open(schema);
            for (key, inner) in properties {
                self.add(inner, depth, shape.keys.entry(key.clone()).or_default())?;
            }
        }
        if let Some(items) = schema.get("items") {
            self.add(items, depth, shape.items.get_or_insert_default())?;
        }
        for branch in branches(schema) {
            self.add(branch, depth, shape)?;
        }
        if let Some(target) = self.target(schema) {
            self.add(target, depth, shape)?;
        }
        if is_open(schema) {
            shape.closed = false;
        }
        Ok(())
    }

    fn target<'s>(&self, schema: &'s Json) -> Option<&'s Json>
    where
        Self: 's,
    {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        self.root.pointer(reference)
    }
}

/// The schemas that the same value is held against.
fn branches(schema: &Json) -> impl Iterator<Item = &Json> {
    let lists = ["allOf", "anyOf", "oneOf"].into_iter();
    let lists = lists.filter_map(|word| schema.get(word)?.as_array()).flatten();
    lists.chain(["then", "else"].into_iter().filter_map(|word| schema.get(word)))
}

/// Whether keys that are not named are allowed on purpose.
fn is_open(schema: &Json) -> bool {
    let says = |word: &str| schema.get(word).is_some_and(|value| *value != Json::Bool(false));
    says("x-open") || says("additionalProperties") || says("patternProperties")
}

fn annotate(schema: &Json, shape: &mut Shape) -> Result<(), Wrong> {
    let text = |word: &str| schema.get(word).and_then(Json::as_str).map(str::to_owned);
    if let Some(source) = text("$comment") {
        shape.source = source;
    }
    if let Some(edition) = text("x-edition") {
        shape.edition = Some(edition);
    }
    if let Some(types) = schema.get("x-edition-type").and_then(Json::as_object) {
        let listed =
            types.iter().filter_map(|(name, edition)| Some((name.clone(), edition.as_str()?.to_owned())));
        shape.edition_types.extend(listed);
    }
    shape.usual.extend(texts(schema, "x-usual"));
    if let Some(edition) = text("x-usual-edition") {
        shape.usual_edition = edition;
    }
    let named = vocabulary_of(schema)?;
    let values = [texts(schema, "x-values"), texts(schema, "x-also")].concat();
    if named.is_some() || schema.get("x-values").is_some() {
        let slot = shape.values.get_or_insert(Values { vocabulary: None, also: Vec::new() });
        slot.vocabulary = named.or(slot.vocabulary);
        slot.also.extend(values);
    }
    Ok(())
}

fn vocabulary_of(schema: &Json) -> Result<Option<&'static Vocabulary>, Wrong> {
    let Some(name) = schema.get("x-vocabulary") else { return Ok(None) };
    let name = name.as_str().unwrap_or_default();
    vocabulary::vocabulary(name).map(Some).ok_or_else(|| {
        let near = vocabulary::nearest(name, vocabulary::all().iter().map(|known| known.name));
        let message = format!("there is no vocabulary `{}` (`x-vocabulary`)", cut(name));
        Wrong { message, help: near.map(|near| format!("did you mean `{near}`?")) }
    })
}

fn texts(schema: &Json, word: &str) -> Vec<String> {
    let list = schema.get(word).and_then(Json::as_array);
    list.into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
