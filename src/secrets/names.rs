//! Names of fields whose values are secret, in whatever case they are written.

use std::collections::BTreeSet;

/// Known names. Most names in an answer are none of them, and are told apart by their length alone.
#[derive(Clone, Debug)]
pub(super) struct Names {
    lower: BTreeSet<String>,
    /// A bit for each length in bytes that a name has.
    lengths: u64,
}

impl FromIterator<String> for Names {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let lower: BTreeSet<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
        let lengths = lower.iter().fold(0, |lengths, name| lengths | bit(name));
        Self { lower, lengths }
    }
}

impl Names {
    pub(super) fn contains(&self, name: &str) -> bool {
        // Only what is not ASCII may change its length with its case.
        (self.lengths & bit(name) != 0 || !name.is_ascii()) && self.lower.contains(&name.to_lowercase())
    }
}

/// All names that are longer than there are bits share the last one.
fn bit(name: &str) -> u64 {
    1 << name.len().min(63)
}
