//! The names of a session, drawn from the seed and its number: the same seed and order give the same names.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// What identifies a session, and opens it.
#[derive(Debug)]
pub(super) struct Identity {
    /// 40 letters and digits (the samples of GH and S1; at most 40 by GH).
    pub(super) auth_token: String,
    /// A UUID of 36 characters that looks like version 1, as in S1's sample (at most 36 by S0).
    pub(super) scan_ref: String,
    /// Eight digits, for those sessions that ask for them (C-OAS).
    pub(super) digit_string: String,
}

const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The names of the session of that number. Each number has a stream of its own.
pub(super) fn draw(seed: u64, number: u64) -> Identity {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    Identity {
        auth_token: text(&mut random, LETTERS_AND_DIGITS, 40),
        scan_ref: scan_ref(&mut random),
        digit_string: text(&mut random, b"0123456789", 8),
    }
}

/// A text of characters from an alphabet. The slight bias of the remainder does not matter for names.
fn text(random: &mut ChaCha8Rng, alphabet: &[u8], length: usize) -> String {
    let mut bytes = vec![0; length];
    random.fill_bytes(&mut bytes);
    bytes.iter().map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()])).collect()
}

fn scan_ref(random: &mut ChaCha8Rng) -> String {
    let mut bytes = [0; 16];
    random.fill_bytes(&mut bytes);
    uuid::Builder::from_bytes(bytes)
        .with_variant(uuid::Variant::RFC4122)
        .with_version(uuid::Version::Mac)
        .into_uuid()
        .to_string()
}
