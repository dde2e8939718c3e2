//! How a request reaches its server: over the network, or to the emulator in this process.

use crate::plan::{Credentials, Kind};

/// Where requests go, and with whose credentials.
pub struct Wire {
    /// `http://` or `https://` with a host, without a slash at the end.
    pub base_url: String,
    /// The key pair of each kind.
    pub credentials: Vec<(Kind, Credentials)>,
    // The implementation adds the client.
}
