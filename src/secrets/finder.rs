//! Looks for many values in a text.

use std::{collections::HashSet, ops::Range};

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use memchr::memmem;

/// How values are looked for.
#[derive(Clone, Debug)]
pub(super) enum Finder {
    /// A few: next to nothing has to be built.
    OneByOne(Vec<memmem::Finder<'static>>),
    /// One pass tells whether there is any at all, which there seldom is; then each is looked for, since what one pass
    /// finds does not overlap.
    Sifted(AhoCorasick, Vec<memmem::Finder<'static>>),
    /// Many, in one pass, however many an answer has taught.
    AtOnce(AhoCorasick),
    /// More than can be looked for: then nothing may be shown.
    Never,
}

impl Finder {
    /// Up to so many values it costs less to look for each than to build what finds all.
    const FEW: usize = 256;

    /// For values that may not be all: more of them mean another finder.
    pub(super) fn of(values: &HashSet<String>) -> Self {
        if values.len() > Self::FEW {
            return at_once(values).map_or(Self::Never, Self::AtOnce);
        }
        Self::OneByOne(each(values))
    }

    /// For values that are all, and looked for in many texts.
    pub(super) fn sifted(values: &HashSet<String>) -> Self {
        if values.len() > Self::FEW {
            return Self::of(values);
        }
        at_once(values).map_or(Self::Never, |sieve| Self::Sifted(sieve, each(values)))
    }

    /// Tells where in a text a value stands; of several that overlap it tells of the longest at least.
    pub(super) fn find(&self, text: &str, mut tell: impl FnMut(Range<usize>)) {
        match self {
            Self::Sifted(sieve, _) if !sieve.is_match(text) => {}
            Self::OneByOne(finders) | Self::Sifted(_, finders) => {
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

fn each(values: &HashSet<String>) -> Vec<memmem::Finder<'static>> {
    values.iter().map(|value| memmem::Finder::new(value).into_owned()).collect()
}

fn at_once(values: &HashSet<String>) -> Result<AhoCorasick, BuildError> {
    let mut builder = AhoCorasick::builder();
    // The fastest kind takes longer to build than a short run has texts to look at.
    builder.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA)).build(values)
}
