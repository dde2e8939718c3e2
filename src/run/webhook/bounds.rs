//! How much an inbox keeps. A delivery is charged with all that it holds on to: its body, its headers, and what goes with
//! each of them.

/// What is kept at most. What comes beyond is answered so that the sender comes again, or is only counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Deliveries for the tests under way; what comes beyond is refused.
    pub deliveries: usize,
    /// Deliveries about one session; what comes beyond is refused.
    pub of_a_session: usize,
    /// Bytes of what is kept for the tests under way; what comes beyond is refused.
    pub bytes: usize,
    /// Deliveries for nobody; what comes beyond is counted.
    pub for_nobody: usize,
    /// Bytes of what is kept for nobody; what comes beyond is counted.
    pub bytes_for_nobody: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            deliveries: 20_000,
            of_a_session: 1000,
            bytes: 64 * 1024 * 1024,
            for_nobody: 100,
            bytes_for_nobody: 4 * 1024 * 1024,
        }
    }
}
