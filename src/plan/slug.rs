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
    let kept = whole_words(slug, LONGEST - HASH - 1);
    format!("{kept}-{}", hash(name)).trim_start_matches('-').to_owned()
}

/// The words that fit; a single one that does not is cut.
fn whole_words(slug: &str, longest: usize) -> &str {
    if slug.len() <= longest {
        return slug;
    }
    let cut = &slug[..longest];
    let cut_in_a_word = slug.as_bytes()[longest] != b'-';
    let end = cut.rfind('-').filter(|_| cut_in_a_word).unwrap_or(longest);
    cut[..end].trim_end_matches('-')
}

fn hash(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    let number = digest.iter().take(HASH / 2).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{number:0HASH$x}")
}
