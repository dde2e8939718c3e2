//! The commands: exit codes and wiring; the only loop over events.
