//! Looks for many values in a text.

use std::{collections::HashSet, ops::Range};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memmem;

/// How values are looked for.
#[derive(Clone, Debug)]
pub(super) enum Finder {
    /// A few: next to nothing has to be built.
    OneByOne(Vec<memmem::Finder<'static>>),
    /// Many, in one pass, however many an answer has taught.
    AtOnce(AhoCorasick),
    /// More than can be looked for: then nothing may be shown.
    Never,
}

impl Finder {
    /// Up to so many values it costs less to look for each than to build what finds all.
    const FEW: usize = 64;

    /// For values that may not be all: more of them mean another finder.
    pub(super) fn of(values: &HashSet<String>) -> Self {
        if values.len() > Self::FEW {
            return Self::in_one_pass(values);
        }
        Self::OneByOne(values.iter().map(|value| memmem::Finder::new(value).into_owned()).collect())
    }

    /// For values that are looked for in many texts.
    pub(super) fn in_one_pass(values: &HashSet<String>) -> Self {
        let mut builder = AhoCorasick::builder();
        // The fastest kind takes longer to build than a short run has texts to look at.
        builder.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA));
        builder.build(values).map_or(Self::Never, Self::AtOnce)
    }

    /// Tells where in a text a value stands; of several that overlap it tells of the longest at least.
    pub(super) fn find(&self, text: &str, mut tell: impl FnMut(Range<usize>)) {
        match self {
            Self::OneByOne(finders) => {
                for finder in finders {
                    let length = finder.needle().len();
                    finder.find_iter(text.as_bytes()).for_each(|at| tell(at..at + length));
                }
            }
            Self::AtOnce(finder) => finder.find_iter(text).for_each(|found| tell(found.range())),
            Self::Never => tell(0..text.len()),
        }
    }
}
