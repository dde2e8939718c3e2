//! `idvet webhooks verify`, `idvet webhooks send`, and the webhooks of `idvet emulator`, by the real binary.

mod emulator;
mod openssl;
mod send;
mod verify;
