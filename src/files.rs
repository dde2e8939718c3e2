//! The only access to the file system: reading suites, and finding them.
