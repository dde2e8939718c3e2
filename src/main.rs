//! The `idvet` command.

fn main() {}
