//! emulator_facts
