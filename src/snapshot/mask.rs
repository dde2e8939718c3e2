//! From JSON to a draft: the keys in order, and what changes from run to run known by its kind, first by the name of
//! its field, then by its value, then by how it looks.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Number, Value as Json};

use super::{
    changing::{Changing, find_drawn, kind_of_drawn},
    draft::{Draft, Piece, joined},
    kind::Kind,
    numbering::Numbering,
    pattern::{self, Spot},
    render,
};
use crate::secrets::{REPLACEMENT, Redactor};

/// Whole numbers below this are no times.
const FIRST_TIME: i64 = 1_000_000_000;

/// Makes drafts, and keeps what it masked where.
pub(super) struct Masker<'a> {
    changing: &'a Changing,
    redactor: &'a Redactor,
    /// All references of sessions, in small letters: those of the test, and those that the body tells.
    scan_refs: BTreeSet<String>,
    /// Those that are no UUIDs, and have to be looked for one by one.
    odd_references: Vec<String>,
    masked: BTreeMap<String, BTreeSet<String>>,
}

/// A place in a document: its pointer, and how it is written for people, where elements of a list are one.
#[derive(Clone)]
pub(super) struct At {
    pointer: String,
    shown: String,
}

impl<'a> Masker<'a> {
    pub(super) fn new(changing: &'a Changing, redactor: &'a Redactor, body: Option<&Json>) -> Self {
        let mut scan_refs: BTreeSet<String> = changing.scan_refs.iter().cloned().collect();
        if let Some(body) = body {
            collect_scan_refs(body, &mut scan_refs);
        }
        scan_refs.remove("");
        let odd_references = odd_references(&scan_refs);
        let scan_refs = scan_refs.into_iter().map(|scan_ref| scan_ref.to_lowercase()).collect();
        Self { changing, redactor, scan_refs, odd_references, masked: BTreeMap::new() }
    }

    /// What was masked where.
    pub(super) fn into_masked(self) -> BTreeMap<String, BTreeSet<String>> {
        self.masked
    }

    /// The value of a header.
    pub(super) fn header(&mut self, name: &str, value: &str) -> Draft {
        if self.redactor.redact_header(name, value) == REPLACEMENT {
            self.note(Kind::Redacted, name);
            return Draft::masked(Kind::Redacted, "");
        }
        self.text(value, name)
    }

    /// A text that is no JSON; `shown` says where it stands.
    pub(super) fn text(&mut self, text: &str, shown: &str) -> Draft {
        Draft::Text(self.pieces(text, shown))
    }

    /// A body that is one value of a kind.
    pub(super) fn body_of(&mut self, kind: Kind) -> Draft {
        self.note(kind, "the body");
        Draft::masked(kind, "")
    }

    /// A document; the lists at `sorted` are put in order.
    pub(super) fn document(&mut self, body: &Json, sorted: &HashSet<String>) -> Draft {
        let at = At { pointer: String::new(), shown: "$".to_owned() };
        self.value(body, "", &at, sorted)
    }

    fn value(&mut self, value: &Json, name: &str, at: &At, sorted: &HashSet<String>) -> Draft {
        if self.redactor.is_secret_name(name) && Kind::of_field(name).is_none() && !is_nothing(value) {
            self.note(Kind::Redacted, &at.shown);
            return Draft::masked(Kind::Redacted, "");
        }
        match value {
            Json::Null => Draft::Bare("null".to_owned()),
            Json::Bool(value) => self.scalar(value.to_string(), name, at),
            Json::Number(number) => self.number(number, name, at),
            Json::String(text) => self.string(text, name, at),
            Json::Array(elements) => self.list(elements, name, at, sorted),
            Json::Object(fields) => self.map(fields, name, at, sorted),
        }
    }

    fn list(&mut self, elements: &[Json], name: &str, at: &At, sorted: &HashSet<String>) -> Draft {
        let inner = |index: usize| At {
            pointer: format!("{}/{index}", at.pointer),
            shown: format!("{}[*]", at.shown),
        };
        let elements = elements.iter().enumerate();
        let mut drafts: Vec<Draft> =
            elements.map(|(index, element)| self.value(element, name, &inner(index), sorted)).collect();
        if sorted.contains(&at.pointer) {
            // By what is shown without numbers: those follow from the order.
            drafts.sort_by_cached_key(|draft| render::value(draft, &Numbering::default()));
        }
        Draft::List(drafts)
    }

    fn map(&mut self, fields: &Map<String, Json>, name: &str, at: &At, sorted: &HashSet<String>) -> Draft {
        // The members of `fileUrls` are addresses, whatever their names.
        let inherited = (Kind::of_field(name) == Some(Kind::Url)).then_some(name);
        let mut entries: Vec<(Vec<Piece>, Draft)> = Vec::with_capacity(fields.len());
        for (key, value) in fields {
            let inner = At {
                pointer: format!("{}/{}", at.pointer, key.replace('~', "~0").replace('/', "~1")),
                shown: format!("{}{}", at.shown, member(key)),
            };
            let drafted = self.value(value, inherited.unwrap_or(key), &inner, sorted);
            entries.push((self.pieces(key, &at.shown), drafted));
        }
        entries.sort_by_cached_key(|(key, _)| joined(key, &Numbering::default()));
        Draft::Map(entries)
    }

    fn string(&mut self, text: &str, name: &str, at: &At) -> Draft {
        if text.is_empty() || text == REPLACEMENT {
            return Draft::plain(text.to_owned());
        }
        let by_name = Kind::of_field(name).filter(|kind| fits(*kind, text));
        let drawn = || self.changing.drawn.kind_of(text);
        let by_drawn_name = || {
            self.changing.drawn.is_field(name).then(|| kind_of_drawn(text)).filter(|_| !self.holds_run(text))
        };
        match by_name.or_else(drawn).or_else(by_drawn_name) {
            Some(kind) => self.whole(kind, text, at),
            None => Draft::Text(self.pieces(text, &at.shown)),
        }
    }

    /// Whether the name of the run is all that changes in a text.
    fn holds_run(&self, text: &str) -> bool {
        !self.changing.run_id.is_empty() && text.contains(&self.changing.run_id)
    }

    fn number(&mut self, number: &Number, name: &str, at: &At) -> Draft {
        let text = number.to_string();
        let kind = match (Kind::of_field(name), number.as_i64()) {
            (Some(Kind::Id), _) => Some(Kind::Id),
            (Some(Kind::Timestamp), Some(whole)) if whole >= FIRST_TIME => Some(Kind::Timestamp),
            (_, Some(whole)) if self.changing.is_near_time(whole) => Some(Kind::Timestamp),
            (_, _) => self.changing.drawn.kind_of(&text),
        };
        match kind {
            Some(kind) => self.whole(kind, &text, at),
            None => self.scalar(text, name, at),
        }
    }

    /// A number, `true` or `false` that nothing else is known of.
    fn scalar(&mut self, text: String, name: &str, at: &At) -> Draft {
        if self.changing.drawn.is_field(name) {
            return self.whole(Kind::Random, &text, at);
        }
        Draft::Bare(text)
    }

    fn whole(&mut self, kind: Kind, text: &str, at: &At) -> Draft {
        self.note(kind, &at.shown);
        Draft::masked(kind, text.to_lowercase())
    }

    /// A text with everything in it that changes told by its kind.
    fn pieces(&mut self, text: &str, shown: &str) -> Vec<Piece> {
        let mut pieces = vec![Piece::Plain(text.to_owned())];
        let changing = self.changing;
        let literal = |value: &str, kind: Kind| {
            let value = value.to_owned();
            move |text: &str| text.find(&value).map(|start| (start, start + value.len(), kind))
        };
        let mut look = |find: &dyn Fn(&str) -> Option<Spot>| divide(&mut pieces, find);
        if !changing.base_url.is_empty() {
            look(&literal(&changing.base_url, Kind::Address));
        }
        for scan_ref in &self.odd_references {
            look(&literal(scan_ref, Kind::ScanRef));
        }
        for value in changing.drawn.inside() {
            look(&|text| {
                find_drawn(text, value).map(|start| (start, start + value.len(), kind_of_drawn(value)))
            });
        }
        if !changing.run_id.is_empty() {
            look(&literal(&changing.run_id, Kind::Run));
        }
        look(&pattern::timestamp);
        look(&|text| {
            let (start, end, kind) = pattern::uuid(text)?;
            let known = self.scan_refs.contains(&text[start..end].to_lowercase());
            Some((start, end, if known { Kind::ScanRef } else { kind }))
        });
        look(&|text| pattern::day(text, &|day| changing.is_near(day)));
        for piece in &pieces {
            match piece {
                Piece::Masked(kind, _) => self.note(*kind, shown),
                Piece::Plain(_) => {}
            }
        }
        pieces
    }

    fn note(&mut self, kind: Kind, shown: &str) {
        // A list says what is masked by one place; a map of thousands of keys need not be told whole.
        const MOST_PLACES: usize = 200;
        let places = self.masked.entry(format!("[{}]", kind.word())).or_default();
        if places.len() < MOST_PLACES {
            places.insert(shown.to_owned());
        }
    }
}

/// References that are no UUIDs, as the documents allow; a few are looked for one by one.
fn odd_references(scan_refs: &BTreeSet<String>) -> Vec<String> {
    const MOST: usize = 50;
    let odd = |scan_ref: &&String| scan_ref.len() > 3 && pattern::of_whole(scan_ref) != Some(Kind::Uuid);
    scan_refs.iter().rev().filter(odd).take(MOST).cloned().collect()
}

/// Divides the plain pieces wherever something is found in them.
fn divide(pieces: &mut Vec<Piece>, find: &dyn Fn(&str) -> Option<Spot>) {
    let is_there = |piece: &Piece| matches!(piece, Piece::Plain(text) if find(text).is_some());
    if !pieces.iter().any(is_there) {
        return;
    }
    let mut divided = Vec::with_capacity(pieces.len() + 2);
    for piece in pieces.drain(..) {
        let Piece::Plain(text) = piece else {
            divided.push(piece);
            continue;
        };
        let mut rest = text.as_str();
        while let Some((start, end, kind)) = find(rest).filter(|(start, end, _)| end > start) {
            if start > 0 {
                divided.push(Piece::Plain(rest[..start].to_owned()));
            }
            divided.push(Piece::Masked(kind, rest[start..end].to_lowercase()));
            rest = &rest[end..];
        }
        if !rest.is_empty() {
            divided.push(Piece::Plain(rest.to_owned()));
        }
    }
    *pieces = divided;
}

/// Whether a value has the form of what its field's name says: one that has not is shown as it is, since that is what
/// a reader wants to see.
fn fits(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Timestamp => pattern::of_whole(text) == Some(Kind::Timestamp),
        Kind::Url => pattern::is_address(text),
        Kind::Uuid
        | Kind::ScanRef
        | Kind::Id
        | Kind::Token
        | Kind::Address
        | Kind::Date
        | Kind::Run
        | Kind::Random
        | Kind::Pdf
        | Kind::Redacted => true,
    }
}

fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(elements) => elements.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// References stand under their documented name, however deep.
fn collect_scan_refs(body: &Json, found: &mut BTreeSet<String>) {
    let mut open = vec![body];
    while let Some(value) = open.pop() {
        match value {
            Json::Object(fields) => {
                if let Some(Json::String(scan_ref)) = fields.get("scanRef") {
                    found.insert(scan_ref.clone());
                }
                open.extend(fields.values());
            }
            Json::Array(elements) => open.extend(elements),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
}

/// `.name`, or `['a b']` where the name is not a simple one.
fn member(key: &str) -> String {
    let simple = key.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && key.chars().all(|character| character.is_alphanumeric() || character == '_');
    if simple { format!(".{key}") } else { format!("['{}']", key.escape_default()) }
}
