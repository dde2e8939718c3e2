//! What is tried again: broken tests as a whole, and single requests by the policy of the transport.

mod attempts;
mod rates;
mod sockets;
mod transport;
