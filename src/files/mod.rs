//! The only access to the file system: finding a suite, its scenario files and snapshots, and reading and writing texts.
//!
//! What a text means is not known here. Nothing here blocks on something that is not a regular file.
#![expect(clippy::disallowed_methods, reason = "this is where files are read and written")]

mod around;
mod dot_env;
mod inside;
mod keep;
mod layout_files;
mod listing;
mod problem;
mod records;
mod selector;
mod snapshots;
mod suite;
mod text;
mod whole;
mod write;

pub use around::{repository_around, stays_inside, suite_around};
pub use dot_env::{UnsetLine, Variables, parse_dot_env, read_dot_env, unset_line, unset_line_of};
pub use inside::{LARGEST_FILE, read_suite_bytes, read_suite_file};
pub use keep::{Made, make_file, replace_text};
pub use layout_files::{list_suite_files, list_yaml_files};
pub use listing::{Found, ScenarioFile, list_scenario_files, near_file};
pub use problem::{FileProblem, Trouble, spoken};
pub use records::{
    RECORD, hold_record, is_held, is_there, list_folder, list_records, newest_record, read_record,
    run_records,
};
pub use selector::{Selector, parse_selector};
pub use snapshots::{SnapshotPaths, list_snapshots, put_text, remove};
pub use suite::{DRIFT_FILE, SUITE_FILE, find_suite, suite_at};
pub use text::{LARGEST_TEXT, decode, read_bytes, read_text};
pub use whole::{append_text, try_whole, write_whole};
pub use write::{create_file, ignore_by_git, touch, write_text};
