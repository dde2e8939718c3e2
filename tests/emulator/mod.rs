//! The emulator's behaviour: its state machine, its switches, its clock, its bounds and its servers.

mod fields;
mod hostile;
mod page;
mod remembering;
mod serving;
mod sessions;
mod switches;
mod time;
mod vocabulary;
mod webhook_faults;
mod webhook_switches;
mod webhooks;
