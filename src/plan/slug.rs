//! `scenario.slug`: a scenario's name in letters that a `clientId` can carry.

use sha2::{Digest, Sha256};

/// The greatest number of characters (decisions.md E9).
const LONGEST: usize = 40;
/// Characters of the hash that takes the place of what was lost.
const HASH: usize = 6;

/// At most 40 of `a-z0-9-`; with a hash of the whole name where a part of it was lost.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    let foreign = name.chars().any(|character| !character.is_ascii() && character.is_alphanumeric());
    if slug.len() <= LONGEST && !slug.is_empty() && !foreign {
        return slug.to_owned();
    }
    let kept = slug[..slug.len().min(LONGEST - HASH - 1)].trim_end_matches('-');
    format!("{kept}-{}", hash(name)).trim_start_matches('-').to_owned()
}

fn hash(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().take(HASH / 2).map(|byte| format!("{byte:02x}")).collect()
}
