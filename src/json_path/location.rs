//! Where in a document a node stands.
//!
//! The places of one evaluation share one list of marks, each pointing to its parent: the nodes of a very deep
//! document would otherwise each need a list as long as they are deep.

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

/// One step down: the name of a member, or the index of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step<N> {
    Name(N),
    Index(usize),
}

/// The position of a mark in its list; none for the root of the document.
pub(super) type Place = Option<u32>;

#[derive(Debug)]
struct Mark<N> {
    parent: Place,
    step: Step<N>,
}

/// The marks that an evaluation leaves; a parent stands before its children.
pub(super) struct Trail<'v> {
    marks: Vec<Mark<&'v str>>,
}

impl<'v> Trail<'v> {
    pub(super) fn new() -> Self {
        Self { marks: Vec::new() }
    }

    pub(super) fn mark(&mut self, parent: Place, step: Step<&'v str>) -> u32 {
        let place =
            u32::try_from(self.marks.len()).expect("the limit of work is far below the range of `u32`");
        self.marks.push(Mark { parent, step });
        place
    }

    pub(super) fn len(&self) -> usize {
        self.marks.len()
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.marks.truncate(length);
    }

    /// The locations of these places, which keep the marks that lead to them and no others.
    pub(super) fn locations(&self, places: &[Place]) -> Vec<Location> {
        let kept = self.leading_to(places);
        let mut moved: Vec<Place> = vec![None; self.marks.len()];
        let mut marks: Vec<Mark<Box<str>>> = Vec::new();
        for (old, mark) in self.marks.iter().enumerate().filter(|(old, _)| kept[*old]) {
            moved[old] = u32::try_from(marks.len()).ok();
            marks.push(Mark {
                parent: mark.parent.and_then(|parent| moved[parent as usize]),
                step: mark.step.to_owned_step(),
            });
        }
        let marks: Arc<[Mark<Box<str>>]> = marks.into();
        places
            .iter()
            .map(|place| Location {
                marks: Arc::clone(&marks),
                end: place.and_then(|place| moved[place as usize]),
            })
            .collect()
    }

    fn leading_to(&self, places: &[Place]) -> Vec<bool> {
        let mut kept = vec![false; self.marks.len()];
        for place in places {
            let mut next = *place;
            while let Some(place) = next.map(|place| place as usize).filter(|place| !kept[*place]) {
                kept[place] = true;
                next = self.marks[place].parent;
            }
        }
        kept
    }
}

impl Step<&str> {
    fn to_owned_step(&self) -> Step<Box<str>> {
        match self {
            Step::Name(name) => Step::Name(Box::from(*name)),
            Step::Index(index) => Step::Index(*index),
        }
    }
}

/// The place of a node in its document.
///
/// `Display` gives the normalized path of RFC 9535, `$['a'][0]`.
#[derive(Clone)]
pub struct Location {
    marks: Arc<[Mark<Box<str>>]>,
    end: Place,
}

impl Location {
    /// The path as one would write it by hand: `$.a[0]`, with quotes only where a name needs them.
    pub fn readable(&self) -> String {
        let mut path = String::from("$");
        for step in self.steps() {
            match step {
                Step::Name(name) => push_readable(&mut path, name),
                Step::Index(index) => push_index(&mut path, *index),
            }
        }
        path
    }

    /// The place as a JSON Pointer (RFC 6901): `/a/0`, and an empty text for the whole document.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.steps() {
            pointer.push('/');
            match step {
                Step::Name(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Index(index) => write!(pointer, "{index}").expect("a text takes everything"),
            }
        }
        pointer
    }

    fn normalized(&self) -> String {
        let mut path = String::from("$");
        for step in self.steps() {
            match step {
                Step::Name(name) => push_quoted(&mut path, name),
                Step::Index(index) => push_index(&mut path, *index),
            }
        }
        path
    }

    /// From the root down.
    fn steps(&self) -> impl Iterator<Item = &Step<Box<str>>> {
        let mark = |place: Place| place.map(|place| &self.marks[place as usize]);
        let mut steps: Vec<_> = std::iter::successors(mark(self.end), |child| mark(child.parent))
            .map(|mark| &mark.step)
            .collect();
        steps.reverse();
        steps.into_iter()
    }
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.normalized())
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Location({self})")
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.steps().eq(other.steps())
    }
}

impl Eq for Location {}

/// Characters of a name that a path shows.
const LONGEST_NAME: usize = 160;

/// A path with one more name: `$.a` and `b` are `$.a.b`. A long name is cut.
pub fn member(path: &str, name: &str) -> String {
    let mut path = path.to_owned();
    match name.char_indices().nth(LONGEST_NAME) {
        None => push_readable(&mut path, name),
        Some((end, _)) => push_readable(&mut path, &format!("{}…", &name[..end])),
    }
    path
}

/// A JSON pointer below a path, written as a path; what looks like an index is taken for one.
pub fn of_pointer(base: &str, pointer: &str) -> String {
    pointer.split('/').skip(1).fold(base.to_owned(), |path, part| {
        let name = part.replace("~1", "/").replace("~0", "~");
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{path}[{name}]")
        } else {
            member(&path, &name)
        }
    })
}

/// Adds `.name`, or `['name']` where the name is not a simple one.
pub(super) fn push_readable(path: &mut String, name: &str) {
    if is_simple(name) {
        path.push('.');
        path.push_str(name);
    } else {
        push_quoted(path, name);
    }
}

fn push_index(path: &mut String, index: usize) {
    write!(path, "[{index}]").expect("a text takes everything");
}

/// Adds `['name']` with the escapes of RFC 9535 section 2.7.
fn push_quoted(path: &mut String, name: &str) {
    path.push_str("['");
    name.chars().for_each(|each| push_escaped(path, each));
    path.push_str("']");
}

fn push_escaped(path: &mut String, each: char) {
    match each {
        '\'' => path.push_str("\\'"),
        '\\' => path.push_str("\\\\"),
        '\u{8}' => path.push_str("\\b"),
        '\u{c}' => path.push_str("\\f"),
        '\n' => path.push_str("\\n"),
        '\r' => path.push_str("\\r"),
        '\t' => path.push_str("\\t"),
        '\0'..='\u{1f}' => write!(path, "\\u{:04x}", u32::from(each)).expect("a text takes everything"),
        _ => path.push(each),
    }
}

/// Whether the name can stand after a dot without quotes.
fn is_simple(name: &str) -> bool {
    name.starts_with(starts_name) && name.chars().all(continues_name)
}

/// `name-first` of RFC 9535 section 2.5.1.1.
pub(super) fn starts_name(each: char) -> bool {
    each.is_ascii_alphabetic() || each == '_' || !each.is_ascii()
}

/// `name-char` of RFC 9535 section 2.5.1.1.
pub(super) fn continues_name(each: char) -> bool {
    starts_name(each) || each.is_ascii_digit()
}
