//! The random numbers of one test: a function of the run's seed, the test's id and the attempt alone, so that neither
//! the order of tests nor their number changes a value (decisions.md E10).

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// A source of random bits.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    pub(super) fn of_test(seed: u64, id: &str, attempt: u32) -> Self {
        let hash = Sha256::new()
            .chain_update(seed.to_le_bytes())
            .chain_update(attempt.to_le_bytes())
            .chain_update(id.as_bytes())
            .finalize();
        Self(ChaCha8Rng::from_seed(hash.into()))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0.next_u64()
    }
}
