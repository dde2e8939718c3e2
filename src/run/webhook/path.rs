//! The path of a run's inbox. Whoever knows it can post, so that nobody must be able to guess it.

use rustls::crypto::{GetRandomFailed, ring::default_provider};
use sha2::{Digest, Sha256};

use crate::signature::hex;

/// Random bytes of a path: more than anybody can try out.
const BYTES: usize = 16;

/// A path from the system's randomness: the run's seed is printed in reports, so that it is no secret.
///
/// # Errors
/// Where the system has none.
pub(super) fn secret() -> Result<String, GetRandomFailed> {
    let mut bytes = [0; BYTES];
    default_provider().secure_random.fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// A path from the run's seed: in virtual time nobody else can post, and the same seed gives the same events.
pub(super) fn of_seed(seed: u64) -> String {
    let digest = Sha256::new().chain_update(b"inbox").chain_update(seed.to_le_bytes()).finalize();
    hex(&digest[..BYTES])
}
